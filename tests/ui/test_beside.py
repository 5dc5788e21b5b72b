"""A's map beside B's, and their difference."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton

from driven_window import PATIENCE, PROMPT
from promptstudio.prompt import Origin, Prompt
from promptstudio_ui.preferences.settings import Preferences
from promptstudio_ui.window.main_window import LEAST_SIZE

pytestmark = pytest.mark.model


@pytest.fixture
def window(qtbot, make_window):
    """With an edit whose influence is known before and after."""
    window = make_window(Preferences(device="cpu", auto_render=False))
    session = window.session
    session.use_as_a(Prompt.parse(PROMPT, Origin.INVERTED), "start")
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    assert not window.coupling.beside.choice.isVisible()
    session.swap(2, "bus")
    qtbot.waitUntil(lambda: session.influence is not None, timeout=PATIENCE)
    return window


def choose(window, text):
    buttons = {button.text(): button for button in window.coupling.beside.choice.findChildren(QAbstractButton)}
    buttons[text].click()
    return window.coupling.beside


@pytest.mark.parametrize(("text", "least"), [("B", 0.9), ("A | B", 0.4), ("B − A", 0.9)])
def test_what_is_shown_has_all_the_room(qtbot, window, text, least):
    beside = choose(window, text)
    shown = [view for view in (beside.before, window.coupling.view, beside.difference) if view.isVisible()]
    qtbot.waitUntil(lambda: all(view.width() >= least * beside.width() for view in shown), timeout=PATIENCE)


def test_in_a_small_window_no_choice_moves_the_panels(qtbot, window):
    window.resize(LEAST_SIZE)
    window.panels.show_coupling(True)
    qtbot.waitUntil(window.coupling.beside.choice.isVisible, timeout=PATIENCE)
    width = window.coupling.width()
    for text in ("A | B", "B − A", "B"):
        choose(window, text)
        assert window.coupling.minimumSizeHint().width() <= width


def test_both_maps_are_on_one_scale(window):
    beside = choose(window, "A | B")
    before, now = beside.before.model, window.coupling.model
    assert beside.before.isVisible()
    assert window.coupling.view.isVisible()
    assert (before.words[2], now.words[2]) == ("car", "bus")
    assert before.matrix == window.session.influence_a.matrix
    assert before.top == now.top >= max(before.value(i, j) for i in range(8) for j in range(8) if i != j)
    window.coupling.model.set_mode("raw")
    assert before.mode == "raw"
    assert before.top == now.top


def test_the_difference_is_that_of_the_words_that_stayed(window):
    beside = choose(window, "B − A")
    model, session = beside.difference.model, window.session
    now, then = session.influence.matrix, session.influence_a.matrix
    assert beside.difference.isVisible()
    assert not window.coupling.view.isVisible()
    assert model.value(0, 1) == pytest.approx(now[0][1] - then[0][1])
    assert model.stale == {2}
    assert "against A" in model.describe_pair(0, 1)
    sign = {value > 0 for i, row in enumerate(model.matrix) for j, value in enumerate(row) if i != j and value}
    assert sign == {True, False}
    more, less = (pick((model.value(i, j), i, j) for i in range(8) for j in range(8) if i != j) for pick in (max, min))
    assert model.level(*more[1:]) > 127 >= model.level(*less[1:])


def test_without_an_edit_there_is_one_map_again(window):
    beside = choose(window, "A | B")
    window.commands["undo"].trigger()
    assert not beside.choice.isVisible()
    assert not beside.before.isVisible()
    assert window.coupling.view.isVisible()
