"""What goes wrong around the window: full disks, folders that go, clocks that jump, other windows, slow disks. Each is
told in a sentence, and nothing that a person made is lost."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time

import pytest
from PySide6.QtWidgets import QMessageBox

from driven_window import PATIENCE, sentences, with_sample
from promptstudio import atomic
from promptstudio.files import project
from promptstudio.prompt import Prompt
from promptstudio_ui.document import autosave

REASONS = {
    errno.ENOSPC: "No space left on device",
    errno.EROFS: "Read-only file system",
    errno.EIO: "Input/output error",
    errno.EACCES: "no permission",
}


def begin(qtbot, window):
    """Starts the window's work with files."""
    window.documents.begin()
    qtbot.waitUntil(lambda: window.documents.autosave is not None and not window.jobs.files_busy, timeout=PATIENCE)


def saved(qtbot, window, path):
    window.documents.save_to(str(path))
    qtbot.waitUntil(lambda: not window.session.dirty, timeout=PATIENCE)


def text_in(path):
    return project.load(path).state.prompt.text


def answer(window, text):
    box = window.findChild(QMessageBox)
    next(button for button in box.buttons() if button.text() == text).click()


# ------------------------------------------------------------------ disks


@pytest.mark.parametrize("number", REASONS)
def test_saving_to_a_disk_that_is_full_or_read_only_says_so_and_keeps_the_old_file(
    qtbot, window, tmp_path, monkeypatch, number
):
    path = tmp_path / "boat.pstudio"
    window.session.append("a boat")
    saved(qtbot, window, path)
    window.session.append("at night")

    def refuse(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(atomic.os, "fsync", refuse)
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: bool(sentences(window)), timeout=PATIENCE)
    (sentence,) = sentences(window)
    assert sentence.startswith("boat.pstudio could not be written: ")
    assert REASONS[number] in sentence
    assert text_in(path) == "a boat"
    assert window.session.dirty
    assert window.session.prompt.text == "a boat at night"
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith(".part")] == []


def test_a_project_whose_folder_is_removed_stays_open_and_unsaved(qtbot, window, tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    window.session.append("a boat")
    saved(qtbot, window, folder / "boat.pstudio")
    window.session.append("at night")
    shutil.rmtree(folder)
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: "does not exist" in "".join(sentences(window)), timeout=PATIENCE)
    assert window.session.dirty
    folder.mkdir()
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: not window.session.dirty, timeout=PATIENCE)
    assert text_in(folder / "boat.pstudio") == "a boat at night"


def test_where_no_user_folder_can_be_made_the_window_works_and_says_that_no_copy_is_kept(
    qtbot, window, own_folders, tmp_path
):
    shutil.rmtree(own_folders, ignore_errors=True)
    own_folders.touch()
    begin(qtbot, window)
    window.session.append("a boat")
    qtbot.waitUntil(lambda: "No copy of your work" in "".join(sentences(window)), timeout=PATIENCE)
    window.settings.change(auto_render=False)
    saved(qtbot, window, tmp_path / "boat.pstudio")
    assert text_in(tmp_path / "boat.pstudio") == "a boat"


def test_while_a_slow_disk_takes_its_time_the_window_lives_and_later_edits_stay_unsaved(
    qtbot, window, tmp_path, monkeypatch
):
    go_on, real = threading.Event(), project.save

    def slow(path, snapshot):
        assert go_on.wait(PATIENCE / 1000)
        real(path, snapshot)

    monkeypatch.setattr(project, "save", slow)
    window.session.append("a boat")
    window.documents.save_to(str(tmp_path / "boat.pstudio"))
    window.session.append("at night")
    window.commands["undo"].trigger()
    assert window.session.prompt.text == "a boat"
    window.commands["redo"].trigger()
    assert window.jobs.files_busy
    go_on.set()
    qtbot.waitUntil(lambda: not window.jobs.files_busy, timeout=PATIENCE)
    assert text_in(tmp_path / "boat.pstudio") == "a boat"
    assert window.session.dirty


# ------------------------------------------------------------------ clocks


def test_with_a_clock_that_is_set_back_copies_are_kept_and_offered_and_the_history_keeps_its_order(
    qtbot, window, make_window, monkeypatch, tmp_path
):
    begin(qtbot, window)
    window.settings.change(auto_render=False)
    window.session.use_as_a(Prompt.parse("a red car"), "begin")
    window.session.swap(2, "bus")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() - 366 * 24 * 3600)
    window.session.swap(2, "boat")
    copy = window.documents.autosave.path
    qtbot.waitUntil(lambda: copy.exists() and "boat" in text_in(copy), timeout=PATIENCE)
    assert [entry.prompt.text.split()[2] for entry in window.session.history][-2:] == ["bus", "boat"]
    saved(qtbot, window, tmp_path / "x.pstudio")
    assert [entry.prompt.text for entry in project.load(tmp_path / "x.pstudio").history] == [
        entry.prompt.text for entry in window.session.history
    ]
    left = autosave.folder() / "1-left.pstudio"
    shutil.copy(tmp_path / "x.pstudio", left)
    tomorrow = real() + 24 * 3600
    os.utime(left, (tomorrow, tomorrow))
    other = make_window()
    begin(qtbot, other)
    qtbot.waitUntil(lambda: "Your work" in "".join(sentences(other)), timeout=PATIENCE)


def test_a_night_asleep_in_the_middle_of_the_work_ends_nothing(qtbot, window, monkeypatch):
    with_sample(qtbot, window)
    window.inversions.invert()
    qtbot.waitUntil(lambda: window.inversions.running, timeout=PATIENCE)
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 8 * 3600)
    session = window.session
    qtbot.waitUntil(lambda: session.render_a is not None and session.analysis is not None, timeout=PATIENCE)
    session.swap(0, "boat")
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    assert not any("could not" in sentence or "failed" in sentence for sentence in sentences(window))


# ------------------------------------------------------------------ other windows


@pytest.fixture
def two_on_one(qtbot, window, make_window, tmp_path):
    """Two windows that have the same project open; the other one has saved what it changed."""
    path = tmp_path / "boat.pstudio"
    window.session.append("a boat")
    saved(qtbot, window, path)
    other = make_window()
    other.documents.open_project(path)
    qtbot.waitUntil(lambda: other.session.prompt.text == "a boat", timeout=PATIENCE)
    other.session.append("of somebody else")
    other.commands["save"].trigger()
    qtbot.waitUntil(lambda: not other.session.dirty, timeout=PATIENCE)
    window.session.append("at night")
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=PATIENCE)
    return window, path


def test_what_another_window_has_saved_is_not_overwritten_unasked(two_on_one):
    window, path = two_on_one
    assert "boat.pstudio” was changed by another window" in window.findChild(QMessageBox).text()
    answer(window, "Cancel")
    assert text_in(path) == "a boat of somebody else"
    assert window.session.dirty


def test_a_person_may_overwrite_what_another_window_has_saved(qtbot, two_on_one):
    window, path = two_on_one
    answer(window, "Overwrite it")
    qtbot.waitUntil(lambda: not window.session.dirty, timeout=PATIENCE)
    assert text_in(path) == "a boat at night"
    window.session.set_prompt(Prompt.parse("alone"), "write")
    window.commands["save"].trigger()
    qtbot.waitUntil(lambda: not window.session.dirty, timeout=PATIENCE)
    assert text_in(path) == "alone"
