"""File › Open recent: what was opened comes back by a click, in this window and the next."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from driven_window import PATIENCE, SAMPLE, answer_what_for, drop, with_sample
from promptstudio.resources import resource

pytestmark = pytest.mark.model


def listed(window):
    """The names and paths in the menu as it opens now."""
    menu = window.commands["open_recent"].menu()
    menu.aboutToShow.emit()
    return [(entry.text(), entry.toolTip()) for entry in menu.actions() if not entry.isSeparator()][:-1]


def choose(window, text):
    """Open the menu and choose an entry with the keyboard."""
    window.commands["open_recent"].trigger()
    menu = window.commands["open_recent"].menu()
    menu.setActiveAction(next(entry for entry in menu.actions() if entry.text() == text))
    QTest.keyClick(menu, Qt.Key.Key_Return)


def test_documents_and_pictures_are_listed_newest_first_and_open_again_in_the_next_window(
    qtbot, window, make_window, tmp_path
):
    assert not window.commands["open_recent"].isEnabled()
    with_sample(qtbot, window)
    document = tmp_path / "night & day.pstudio"
    with qtbot.waitSignal(window.documents.file_used, timeout=PATIENCE):
        window.documents.save_to(str(document))
    assert listed(window) == [("night && day.pstudio", str(document)), (SAMPLE.name, str(SAMPLE))]
    other = make_window()
    with qtbot.waitSignal(other.documents.opened, timeout=PATIENCE):
        choose(other, "night && day.pstudio")
    assert other.session.path == str(document)
    choose(other, SAMPLE.name)
    answer_what_for(qtbot, other, "add")
    assert [path for _, path in listed(other)] == [str(SAMPLE), str(document)]


def test_a_file_that_is_gone_is_told_and_leaves_the_list(qtbot, window, tmp_path):
    picture = tmp_path / "gone.png"
    shutil.copy(SAMPLE, picture)
    with qtbot.waitSignal(window.imports.files_read, timeout=PATIENCE):
        drop(window, paths=[picture])
    picture.unlink()
    with qtbot.waitSignal(window.recent.changed, timeout=PATIENCE):
        choose(window, "gone.png")
    assert f"“gone.png” is no longer in {tmp_path}." in [banner.sentence for banner in window.banners.shown]
    assert listed(window) == []


def test_ten_files_are_kept_those_of_one_name_are_told_apart_and_the_list_is_cleared(window, tmp_path):
    window.recent.note([tmp_path / f"{number}.png" for number in range(11)])
    assert [name for name, _ in listed(window)] == [f"{number}.png" for number in range(10)]
    window.recent.note([tmp_path / "other" / "3.png", tmp_path / "5.png"])
    assert [name for name, _ in listed(window)][:3] == ["3.png – other", "5.png", "0.png"]
    choose(window, "Clear the list")
    assert listed(window) == []
    assert not window.commands["open_recent"].isEnabled()


def test_a_file_that_cannot_be_read_and_the_pictures_of_a_folder_are_not_listed(qtbot, window, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    folder = tmp_path / "pictures"
    folder.mkdir()
    shutil.copy(SAMPLE, folder)
    rocket = resource("samples", "rocket-in-space.png")
    with qtbot.waitSignal(window.imports.files_read, timeout=PATIENCE):
        drop(window, paths=[bad, folder, rocket])
    assert [path for _, path in listed(window)] == [str(rocket)]
