"""The palette finds every command, also what is done with words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promptstudio.prompt import Origin, Prompt


def choose(window, typed):
    window.commands["palette"].trigger()
    palette = window.palette_panel
    QTest.keyClicks(palette.line, typed)
    found = palette.list.item(0).text() if palette.list.count() else ""
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    return found


def with_words(window):
    window.session.use_as_a(Prompt.parse("a red car at night", Origin.INVERTED), "start")
    window.chips.setFocus()
    return window.session


def test_words_are_locked_weighted_moved_and_removed_from_the_palette(window):
    session = with_words(window)
    window.chips.selection.select(1)
    assert choose(window, "lock or") == "Lock or unlock the words"
    assert session.prompt.words[1].locked
    assert choose(window, "more weight") == "More weight"
    assert session.prompt.words[1].weight > 1
    assert choose(window, "to the right") == "Move the words to the right"
    assert [word.text for word in session.prompt.words][:3] == ["a", "car", "red"]
    assert choose(window, "remove the words") == "Remove the words"
    assert [word.text for word in session.prompt.words] == ["a", "car", "at", "night"]


def test_two_words_are_exchanged_from_the_palette_and_from_the_menu_of_the_chips(window):
    session, chips = with_words(window), window.chips
    chips.selection.select_only({1, 4}, 1)
    assert choose(window, "exchange") == "Exchange the two words"
    assert session.prompt.text == "a night car at red"
    assert chips.selection.ordered == [1, 4]
    [entry] = [action for action in chips.requests.context_menu().actions() if "Exchange" in action.text()]
    entry.trigger()
    assert session.prompt.text == "a red car at night"
    window.commands["undo"].trigger()
    assert session.prompt.text == "a night car at red"
    for other in ({1}, {1, 2, 4}):
        chips.selection.select_only(other, 1)
        assert not [action for action in chips.requests.context_menu().actions() if "Exchange" in action.text()]
        assert not window.commands["word_exchange"].isEnabled()


def test_a_word_is_typed_over_from_the_palette(window):
    session = with_words(window)
    window.chips.selection.select(2)
    assert choose(window, "type over") == "Type over the word"
    line = window.chips.editor
    line.selectAll()
    QTest.keyClicks(line, "bus")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert session.prompt.words[2].text == "bus"


def test_without_a_selected_word_its_commands_are_not_offered(window):
    with_words(window)
    window.chips.selection.clear()
    window.commands["palette"].trigger()
    listed = [window.palette_panel.list.item(row).text() for row in range(window.palette_panel.list.count())]
    assert "Lock or unlock the words" not in listed
    assert "Select all words" in listed
    assert "Insert a word" in listed


IN_THE_CHIPS_MENU = {
    "Edit": "Type over the word",
    "Suggestions": "Suggestions for the word",
    "Swap all 2…": "Swap all mentions of the word…",
    "Insert word": "Insert a word",
    "Exchange the two words": "Exchange the two words",
    "Separate the two words": "Separate the two words",
    "Lock": "Lock or unlock the words",
    "More weight": "More weight",
    "Less weight": "Less weight",
    "Copy": "Copy the words",
    "Copy without weights": "Copy the words without weights",
    "Cut": "Cut the words",
    "Remove": "Remove the words",
}
"""What the menu of the chips calls its entries, and the palette the same."""


def listed(window):
    items = window.palette_panel.list
    return {items.item(row).data(Qt.ItemDataRole.UserRole): items.item(row).text() for row in range(items.count())}


def test_whatever_the_menu_of_the_chips_does_the_palette_does(window):
    with_words(window).use_as_a(Prompt.parse("a red car and a big dog", Origin.INVERTED), "start")
    window.chips.selection.select_only({0, 5}, 0)
    window.chips.requests.change_weight(0.1)
    menu = window.chips.requests.context_menu()
    entries = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert entries == list(IN_THE_CHIPS_MENU)
    window.commands["palette"].trigger()
    assert set(IN_THE_CHIPS_MENU.values()) <= set(listed(window).values())


def test_every_command_of_the_menus_is_in_the_palette(window):
    names = {
        action.objectName()
        for menu in window.top.menus.actions()
        for action in menu.menu().actions()
        if not action.isSeparator()
    }
    window.commands["palette"].trigger()
    assert listed(window).keys() >= {name for name in names if window.commands[name].isEnabled()} - {"palette"}
    for name in names:
        window.commands[name].setEnabled(True)
    QTest.keyClicks(window.palette_panel.line, "e")
    QTest.keyClick(window.palette_panel.line, Qt.Key.Key_Backspace)
    assert listed(window).keys() >= names - {"palette"}
