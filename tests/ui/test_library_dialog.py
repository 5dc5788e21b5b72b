"""The library as a person uses it: what was rendered is found again, in another document and on another day."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from driven_window import press, sentences
from promptstudio.files import library
from promptstudio.files.library import FILE
from promptstudio.prompt import Origin, Prompt
from promptstudio_ui.library.menu import LibraryMenu
from promptstudio_ui.preferences.settings import Preferences

pytestmark = pytest.mark.model

PATIENCE = 60_000


@pytest.fixture
def window(qtbot, window):
    """A window that has rendered an edit."""
    window.session.set_render(steps=2, seed=5)
    window.session.use_as_a(Prompt.parse("a red car in the city at night", Origin.INVERTED), "start")
    window.session.swap(1, "blue")
    qtbot.waitUntil(lambda: window.session.comparison is not None, timeout=PATIENCE)
    return window


def open_library(qtbot, window, count):
    window.commands["library"].trigger()
    dialog = window.library.dialog
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: dialog.grid.count() == count, timeout=PATIENCE)
    return dialog


def prompts(dialog):
    return [dialog.grid.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(dialog.grid.count())]


def click(qtbot, dialog, text):
    """Click the first picture whose prompt has this text, and wait until it is shown."""
    row = next(row for row, prompt in enumerate(prompts(dialog)) if text in prompt)
    place = dialog.grid.visualItemRect(dialog.grid.item(row)).center()
    dialog._render = None
    qtbot.mouseClick(dialog.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: dialog._render is not None and text in dialog._render.prompt.text)


def test_renders_are_found_by_words_and_used_again_in_another_document(qtbot, window):
    shown = window.session.render_b
    window.session.clear()
    dialog = open_library(qtbot, window, 2)
    qtbot.keyClicks(dialog.words, "BLUE city")
    qtbot.waitUntil(lambda: prompts(dialog) == ["a blue car in the city at night"])
    click(qtbot, dialog, "blue")
    assert dialog.prompt.text() == "a blue car in the city at night"
    assert "red → blue" in dialog.facts.text()
    assert "seed 5" in dialog.facts.text()
    assert dialog._render.picture == shown.picture
    press(qtbot, dialog.use)
    assert dialog.isHidden()
    assert window.session.prompt.text == "a blue car in the city at night"
    qtbot.waitUntil(lambda: window.session.render_a is not None, timeout=PATIENCE)
    assert window.session.render_a.picture == shown.picture
    window.session.stack.undo()
    assert not window.session.prompt.words


def test_any_two_are_compared_once_one_is_pinned(qtbot, window):
    dialog = open_library(qtbot, window, 2)
    click(qtbot, dialog, "red")
    press(qtbot, dialog.pin)
    assert dialog.pin.text() == "Unpin"
    click(qtbot, dialog, "blue")
    assert dialog.pin.text() == "Pin"
    assert ("words", "red", "blue") in dialog.view.differences
    click(qtbot, dialog, "red")
    press(qtbot, dialog.pin)
    click(qtbot, dialog, "blue")
    assert dialog.view.differences == []


def test_pictures_are_dragged_out_as_files_and_as_their_prompts(qtbot, window):
    grid = open_library(qtbot, window, 2).grid
    data = grid.mimeData([grid.item(1), grid.item(0)])
    assert data.text() == "a red car in the city at night, a blue car in the city at night"
    assert grid.dragEnabled()
    with Image.open(data.urls()[1].toLocalFile()) as blue:
        assert blue.tobytes() == window.session.render_b.picture.rgb
        assert "Seed: 5" in blue.text["parameters"]
    assert len(data.urls()) == 2
    shutil.rmtree(Path(data.urls()[0].toLocalFile()).parent)
    assert not grid.mimeData([grid.item(0)]).hasUrls(), "the prompt alone, where no file can be written"
    assert any("could not be written" in said for said in sentences(window))


def test_the_menu_of_a_picture_saves_copies_and_uses_it_and_writes_a_sheet_of_many(qtbot, window, tmp_path):
    dialog = open_library(qtbot, window, 2)
    menu = LibraryMenu(dialog, window.keeper, window.pictures, window.engine.english_title_of)
    click(qtbot, dialog, "red")
    choose(menu, dialog, "Copy its prompt")
    assert QGuiApplication.clipboard().text() == "a red car in the city at night"
    save(qtbot, window, dialog, tmp_path / "red.png", lambda: choose(menu, dialog, "Save picture as…"))
    with Image.open(tmp_path / "red.png") as red:
        assert red.tobytes() == window.session.render_a.picture.rgb
    with qtbot.waitSignal(window.session.references_changed, timeout=PATIENCE):
        choose(menu, dialog, "Use as reference")
    assert window.session.references[0].name == "render, seed 5"
    dialog.grid.selectAll()
    save(qtbot, window, dialog, tmp_path / "all.png", lambda: choose(menu, dialog, "Contact sheet…"))
    with Image.open(tmp_path / "all.png") as sheet:
        assert sheet.width == 2 * 512 + 80 + 24


def choose(menu, dialog, text):
    made = menu.menu_of(dialog.grid.selected)
    next(action for action in made.actions() if action.text() == text).trigger()


def save(qtbot, window, dialog, path, ask):
    ask()
    asked = dialog.findChild(QFileDialog)
    with qtbot.waitSignal(window.exports.exported, timeout=PATIENCE):
        asked.fileSelected.emit(str(path))
    asked.setParent(None)


def test_a_quick_double_click_takes_what_was_clicked(qtbot, window):
    """And not what was looked at before, whose picture is there already."""
    dialog = open_library(qtbot, window, 2)
    click(qtbot, dialog, "red")
    row = next(row for row, prompt in enumerate(prompts(dialog)) if "blue" in prompt)
    with qtbot.waitSignal(dialog.use_wanted) as used:
        dialog.grid.setCurrentRow(row)
        dialog.grid.itemActivated.emit(dialog.grid.item(row))
    assert used.args[0].prompt.text == "a blue car in the city at night"


def test_it_says_when_there_may_be_more_than_it_shows(qtbot, window, monkeypatch):
    monkeypatch.setattr(library, "MOST_FOUND", 1)
    dialog = open_library(qtbot, window, 1)
    assert dialog.stage.full_text == "the latest 1 picture; more words narrow the search"


def test_stars_notes_and_copies(qtbot, window):
    dialog = open_library(qtbot, window, 2)
    click(qtbot, dialog, "red")
    press(qtbot, dialog.star)
    qtbot.waitUntil(lambda: dialog.grid.selected and dialog.grid.selected[0].starred)
    qtbot.keyClicks(dialog.note, "for the poster")
    click(qtbot, dialog, "blue")
    assert dialog.note.toPlainText() == ""
    dialog.starred.setChecked(True)
    qtbot.waitUntil(lambda: prompts(dialog) == ["a red car in the city at night"])
    dialog.starred.setChecked(False)
    qtbot.keyClicks(dialog.words, "poster")
    qtbot.waitUntil(lambda: prompts(dialog) == ["a red car in the city at night"])
    click(qtbot, dialog, "red")
    assert dialog.note.toPlainText() == "for the poster"
    copied = {}
    for action in dialog.copy.menu().actions():
        action.trigger()
        copied[action.text()] = QGuiApplication.clipboard().text()
    assert copied["Prompt"] == "a red car in the city at night"
    assert copied["Seed"] == "5"
    assert copied["Everything"].startswith("a red car in the city at night\nSteps: 2, ")


def test_what_is_deleted_can_be_brought_back(qtbot, window):
    dialog = open_library(qtbot, window, 2)
    click(qtbot, dialog, "red")
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: prompts(dialog) == ["a blue car in the city at night"])
    assert dialog.stage.full_text == "1 picture was deleted."
    press(qtbot, dialog.undo)
    qtbot.waitUntil(lambda: dialog.grid.count() == 2)


def test_nothing_is_kept_when_that_is_not_wanted(qtbot, make_window, own_folders):
    window = make_window(Preferences(device="cpu", keep_library=False))
    window.session.set_render(steps=2)
    window.session.use_as_a(Prompt.parse("a green boat"), "start")
    qtbot.waitUntil(lambda: window.session.analysis is not None and window.session.render_a, timeout=PATIENCE)
    assert not window.keeper.waiting
    qtbot.waitUntil(lambda: not window.jobs.files_busy)
    assert not (own_folders / "data" / FILE).exists()
