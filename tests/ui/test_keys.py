"""Commands get the keys that a person likes; menus, tooltips, palette and the map of keys name them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from driven_window import press
from promptstudio_ui.preferences import settings
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.widgets.key_bindings import Bindable, bound

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(qtbot, window):
    window.commands["keys"].trigger()
    dialog = window.findChild(PreferencesDialog)
    qtbot.waitExposed(dialog)
    return dialog.keys


def give(page, name, key, modifiers=Qt.KeyboardModifier.NoModifier):
    page.choose(name)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.list, key, modifiers)


def shortcuts(window, name):
    return [keys.toString() for keys in window.commands[name].shortcuts()]


def texts_of_map(window):
    window.keyboard_map.open_map()
    texts = [label.text() for label in window.keyboard_map.findChildren(QLabel)]
    window.keyboard_map.close_panel()
    return texts


def test_every_command_stands_in_the_list(window, page):
    assert {item.data(0, Qt.ItemDataRole.UserRole) for item in page._items()} == {c.id for c in window.commands}


def test_a_key_is_set_by_pressing_it_and_named_everywhere(window, page):
    give(page, "new_seed", Qt.Key.Key_N, CONTROL | ALT)
    assert shortcuts(window, "new_seed") == ["Ctrl+Alt+N"]
    assert window.renders.dice.toolTip() == "Another seed (Ctrl+Alt+N)"
    assert "Ctrl+Alt+N" in window.commands["new_seed"].toolTip()
    window.commands["palette"].trigger()
    QTest.keyClicks(window.palette_panel.line, "new seed")
    assert window.palette_panel.list.item(0).data(Qt.ItemDataRole.UserRole + 1) == "Ctrl+Alt+N"
    window.palette_panel.close_panel()
    assert "Ctrl+Alt+N" in texts_of_map(window)
    assert "Ctrl+Shift+L" not in texts_of_map(window)
    assert settings.load().keys == {"new_seed": ("Ctrl+Alt+N",)}


def test_a_chosen_key_counts_in_the_next_window_and_works(qtbot, make_window):
    window = make_window(Preferences(device="cpu", keys={"palette": ("Ctrl+Alt+K",), "compare_mode": ("N",)}))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_K, CONTROL)
    assert not window.palette_panel.isVisible()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_K, CONTROL | ALT)
    assert window.palette_panel.isVisible()


def test_a_tooltip_that_changes_later_names_the_key_too(window, page):
    give(page, "invert", Qt.Key.Key_F4)
    tip = window.prompt_panel.invert.toolTip()
    window.prompt_panel.invert.setToolTip("Find another prompt (Ctrl+I)")
    assert window.prompt_panel.invert.toolTip() == "Find another prompt (F4)"
    assert "Ctrl+I" not in tip


def test_the_key_of_another_command_is_asked_about_and_taken(qtbot, window, page):
    give(page, "export", Qt.Key.Key_I, CONTROL)
    assert page.told.text() == "Ctrl+I belongs to “Invert”."
    assert shortcuts(window, "invert") == ["Ctrl+I"]
    press(qtbot, page.leave)
    assert shortcuts(window, "invert") == ["Ctrl+I"]
    give(page, "export", Qt.Key.Key_I, CONTROL)
    press(qtbot, page.take)
    assert shortcuts(window, "export") == ["Ctrl+I"]
    assert shortcuts(window, "invert") == []
    page.choose("invert")
    press(qtbot, page.reset)
    assert page.told.text() == "Ctrl+I belongs to “Export”."
    press(qtbot, page.take)
    assert shortcuts(window, "invert") == ["Ctrl+I"]


def test_the_words_keep_their_own_keys(window, page):
    give(page, "export", Qt.Key.Key_L)
    assert "stays with the words" in page.told.text()
    assert not window.settings.value.keys
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert "Double click" in page.told.text()


def test_keys_are_taken_away_and_reset_one_or_all(qtbot, window, page):
    before = {command.id: shortcuts(window, command.id) for command in window.commands}
    page.choose("invert")
    press(qtbot, page.none)
    give(page, "export", Qt.Key.Key_F3)
    assert shortcuts(window, "invert") == []
    page.choose("invert")
    press(qtbot, page.reset)
    assert shortcuts(window, "invert") == ["Ctrl+I"]
    press(qtbot, page.reset_all)
    assert {command.id: shortcuts(window, command.id) for command in window.commands} == before
    assert settings.load().keys == {}


def test_the_list_is_searched_by_command_and_key(page):
    def listed():
        return [item.text(0) for item in page._items() if not item.isHidden()]

    QTest.keyClicks(page.search, "seed")
    assert "New seed" in listed()
    assert "Invert" not in listed()
    page.search.clear()
    QTest.keyClicks(page.search, "ctrl+i")
    assert "Invert" in listed()
    assert "New seed" not in listed()


def test_a_letter_that_became_a_command_is_not_typed_into_a_word(window, page):
    give(page, "compare_mode", Qt.Key.Key_N)
    assert "n" in window.chips.window_keys
    assert "m" not in window.chips.window_keys


def test_a_file_edited_by_hand_gives_one_key_to_one_command():
    commands = [Bindable("a", "A", "File", ("Ctrl+A",), ""), Bindable("b", "B", "File", ("Ctrl+B",), "")]
    assert bound(commands, {"b": ("Ctrl+A", "no key at all")}) == {"a": (), "b": ("Ctrl+A",)}
    assert bound(commands, {"a": ("F1",), "b": ("F1",)}) == {"a": ("F1",), "b": ()}
