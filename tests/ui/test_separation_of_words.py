"""Two words that hang together are separated by another word for one of them, as a person does it in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from driven_window import PATIENCE, with_prompt, with_sample

TWO_RED = "a red car and a red house"
pytestmark = pytest.mark.model


def cosine(window):
    raw = window.session.analysis.coupling.raw
    return raw[1][5] / (raw[1][1] * raw[5][5]) ** 0.5


def test_the_pair_of_a_cell_is_separated_as_one_step(qtbot, window):
    with_prompt(qtbot, window, TWO_RED)
    before, said = cosine(window), []
    window.separation.note.connect(said.append)
    command = window.commands["separate"]
    assert not command.isEnabled()
    heatmap = window.coupling.view
    qtbot.mouseClick(heatmap, Qt.MouseButton.LeftButton, pos=heatmap.cell_rect(1, 5).center())
    assert window.selection.ordered == [1, 5]
    assert command.isEnabled()
    (entry,) = (action for action in heatmap.context_menu((1, 5)).actions() if action.text().startswith("Separate"))
    entry.trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    (first, second) = (window.session.prompt.words[i].text for i in (1, 5))
    assert (first == "red") != (second == "red")
    assert said[0].startswith("“red” became “")
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=PATIENCE)
    assert cosine(window) <= 0.9 * before
    window.commands["undo"].trigger()
    assert window.session.prompt.text == TWO_RED


def test_the_words_of_a_running_inversion_are_not_separated(qtbot, window):
    with_sample(qtbot, window)
    with_prompt(qtbot, window)
    window.selection.select_only([1, 2])
    assert window.commands["separate"].isEnabled()
    window.commands["invert"].trigger()
    assert not window.commands["separate"].isEnabled()
    window.commands["stop"].trigger()


def test_the_words_menu_separates_two_and_says_where_nothing_does(qtbot, window):
    with_prompt(qtbot, window)
    said = []
    window.separation.note.connect(said.append)
    window.selection.select_only([5, 7])
    menu = window.chips.requests.context_menu()
    (entry,) = (action for action in menu.actions() if action.text().startswith("Separate"))
    entry.trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE)
    assert said == ["No other word fits as well and leaves the two less coupled."]
    assert window.session.prompt.text == "a red car in the city at night"
    window.selection.select(5)
    assert not any(action.text().startswith("Separate") for action in window.chips.requests.context_menu().actions())
