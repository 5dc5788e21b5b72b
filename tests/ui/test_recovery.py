"""What a crash left is offered, and stays until it is saved again or thrown away on purpose."""

from __future__ import annotations

import os
import shutil

import pytest
from PySide6.QtWidgets import QMessageBox

from driven_window import PATIENCE, sentences
from promptstudio.document import Project, State
from promptstudio.errors import UnwritableFile
from promptstudio.files import project
from promptstudio.prompt import Prompt
from promptstudio_ui.document import autosave
from promptstudio_ui.document.recovery import RecoveryDialog

BUTTONS = QMessageBox.StandardButton


def left(text, origin=None, name="1-left"):
    """A copy as a window that was killed leaves it."""
    path = autosave.folder() / f"{name}.pstudio"
    path.parent.mkdir(parents=True, exist_ok=True)
    project.save(path, Project(State(prompt=Prompt.parse(text))))
    if origin is not None:
        path.with_suffix(".origin").write_bytes(os.fsencode(origin))
    return path


def begin(qtbot, window):
    """Starts the window's work with files, and waits until it has looked for copies."""
    window.documents.begin()
    qtbot.waitUntil(lambda: window.documents.autosave is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.jobs.files_busy, timeout=PATIENCE)


def restored(qtbot, window, text):
    window.banners.shown[0].buttons[0].click()
    qtbot.waitUntil(lambda: window.session.prompt.text == text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.jobs.files_busy, timeout=PATIENCE)


def answer(window, button):
    window.findChild(QMessageBox).button(button).click()


def test_a_copy_is_written_and_is_not_offered_while_its_window_lives(qtbot, window, make_window):
    begin(qtbot, window)
    window.session.append("a lost boat")
    copy = window.documents.autosave.path
    qtbot.waitUntil(copy.exists, timeout=PATIENCE)
    assert project.load(copy).state.prompt.text == "a lost boat"
    other = make_window()
    begin(qtbot, other)
    assert sentences(other) == []
    window.shut_down()
    assert list(autosave.folder().iterdir()) == []


def test_restored_work_is_unsaved_keeps_its_path_and_its_copy(qtbot, window, tmp_path):
    copy = left("a lost boat", origin=tmp_path / "boat.pstudio")
    begin(qtbot, window)
    assert "boat.pstudio" in sentences(window)[0]
    assert "a lost boat" in sentences(window)[0]
    restored(qtbot, window, "a lost boat")
    assert window.session.dirty
    assert window.session.path == str(tmp_path / "boat.pstudio")
    assert window.windowTitle().startswith("boat.pstudio •")
    assert copy.exists()
    assert window.documents.autosave.path == copy
    assert autosave.left_behind() == [], "nobody else is offered it now"
    assert sentences(window) == []


@pytest.mark.parametrize("button", [BUTTONS.Cancel, BUTTONS.Discard, BUTTONS.Save], ids=lambda button: button.name)
def test_quitting_right_after_restoring_asks_first(qtbot, window, tmp_path, button):
    copy = left("a lost boat", origin=tmp_path / "boat.pstudio")
    begin(qtbot, window)
    restored(qtbot, window, "a lost boat")
    window.close()
    assert window.isVisible()
    assert copy.exists()
    answer(window, button)
    if button is BUTTONS.Cancel:
        assert window.isVisible()
        assert copy.exists()
    else:
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)
        assert list(autosave.folder().iterdir()) == []
        assert (tmp_path / "boat.pstudio").exists() is (button is BUTTONS.Save)


def test_saving_restored_work_removes_its_copy(qtbot, window, tmp_path):
    copy = left("a lost boat", origin=tmp_path / "boat.pstudio")
    begin(qtbot, window)
    restored(qtbot, window, "a lost boat")
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: not window.session.dirty and not window.jobs.files_busy, timeout=PATIENCE)
    assert project.load(tmp_path / "boat.pstudio").state.prompt.text == "a lost boat"
    assert not copy.exists()


def test_edits_after_restoring_go_into_the_same_copy(qtbot, window):
    copy = left("a lost boat")
    begin(qtbot, window)
    restored(qtbot, window, "a lost boat")
    window.session.append("found")
    qtbot.waitUntil(lambda: project.load(copy).state.prompt.text == "a lost boat found", timeout=PATIENCE)
    assert [path.name for path in autosave.folder().glob("*.pstudio")] == [copy.name]


def test_every_copy_is_offered_and_those_not_chosen_stay(qtbot, window, tmp_path):
    texts = ("a boat", "a castle", "a snail")
    copies = [left(text, tmp_path / f"{text}.pstudio", f"{n}-left") for n, text in enumerate(texts)]
    begin(qtbot, window)
    assert "3 documents" in sentences(window)[0]
    window.banners.shown[0].buttons[0].click()
    dialog = window.findChild(RecoveryDialog)
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert all(any(text in line for line in lines) for text in texts)
    row = next(row for row, line in enumerate(lines) if "castle" in line)
    dialog.list.setCurrentRow(row)
    dialog.restore.click()
    qtbot.waitUntil(lambda: window.session.prompt.text == "a castle", timeout=PATIENCE)
    qtbot.waitUntil(lambda: "2 documents" in "".join(sentences(window)), timeout=PATIENCE)
    assert all(copy.exists() for copy in copies)


def test_a_discarded_copy_is_gone_and_the_others_are_offered(qtbot, window):
    copies = [left(text, name=f"{n}-left") for n, text in enumerate(("a boat", "a castle"))]
    begin(qtbot, window)
    window.commands["recover"].trigger()
    dialog = window.findChild(RecoveryDialog)
    dialog.list.setCurrentRow(next(row for row in range(2) if "boat" in dialog.list.item(row).text()))
    dialog.discard.click()
    qtbot.waitUntil(lambda: "a castle" in "".join(sentences(window)), timeout=PATIENCE)
    assert [copy.exists() for copy in copies] == [False, True]


def test_restoring_asks_about_the_work_that_is_open(qtbot, window):
    copy = left("a lost boat")
    begin(qtbot, window)
    window.session.append("a castle")
    own = window.documents.autosave.path
    qtbot.waitUntil(own.exists, timeout=PATIENCE)
    window.banners.shown[0].buttons[0].click()
    assert window.session.prompt.text == "a castle"
    answer(window, BUTTONS.Discard)
    qtbot.waitUntil(lambda: window.session.prompt.text == "a lost boat", timeout=PATIENCE)
    qtbot.waitUntil(lambda: not window.jobs.files_busy, timeout=PATIENCE)
    assert [path.name for path in autosave.folder().glob("*.pstudio")] == [copy.name]


def test_two_windows_that_were_offered_one_copy_do_not_share_it(qtbot, window, make_window):
    left("a lost boat")
    other = make_window()
    begin(qtbot, window)
    begin(qtbot, other)
    restored(qtbot, window, "a lost boat")
    other.banners.shown[0].buttons[0].click()
    assert "Another window" in other.toast.text
    assert other.session.empty


def test_a_copy_that_cannot_be_read_says_so_and_stays(qtbot, window):
    copy = left("a lost boat")
    copy.write_bytes(copy.read_bytes()[:100])
    begin(qtbot, window)
    window.banners.shown[0].buttons[0].click()
    qtbot.waitUntil(lambda: copy.name in "".join(sentences(window)), timeout=PATIENCE)
    assert copy.exists()
    assert window.session.empty


def test_what_was_being_written_when_the_window_died_is_swept_up(qtbot, window):
    copy = left("a lost boat")
    part = copy.with_name(f".{copy.name}.12345678.part")
    part.touch()
    first = copy.with_name(".2-left.pstudio.12345678.part")
    for file in (first, copy.with_name("2-left.lock"), copy.with_name("3-left.origin")):
        file.touch()
    begin(qtbot, window)
    assert copy.exists()
    assert not part.exists()
    assert {path.stem for path in autosave.folder().iterdir()} == {"1-left"}


def test_a_copy_that_cannot_be_written_is_told_once_and_tried_again(qtbot, window, monkeypatch):
    begin(qtbot, window)
    saves, real = [], project.save

    def full(path, _):
        saves.append(path)
        raise UnwritableFile("The disk is full.")

    monkeypatch.setattr(project, "save", full)
    for text in ("a boat", "at night"):
        done = len(saves)
        window.session.append(text)
        qtbot.waitUntil(lambda done=done: len(saves) > done and not window.jobs.files_busy, timeout=PATIENCE)
    assert sentences(window) == ["No copy of your work can be kept for the case of a crash; save it yourself."]
    monkeypatch.setattr(project, "save", real)
    window.session.append("alone")
    qtbot.waitUntil(lambda: window.documents.autosave.path.exists(), timeout=PATIENCE)


def test_a_copy_is_written_again_after_somebody_has_deleted_the_folder(qtbot, window, make_window):
    begin(qtbot, window)
    window.session.append("a boat")
    copy = window.documents.autosave.path
    qtbot.waitUntil(copy.exists, timeout=PATIENCE)
    shutil.rmtree(autosave.folder())
    window.session.append("at night")
    qtbot.waitUntil(copy.exists, timeout=PATIENCE)
    assert sentences(window) == []
    assert autosave.left_behind() == [], "its window lives"
