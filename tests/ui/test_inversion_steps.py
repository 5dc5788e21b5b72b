"""Looking back at the steps of an inversion in the coupling panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from driven_window import PATIENCE, with_sample
from promptstudio.protocol import MASK
from promptstudio_ui.preferences.settings import Preferences

pytestmark = pytest.mark.model


@pytest.fixture
def window(qtbot, make_window):
    """With a prompt that was just found."""
    window = make_window(Preferences(device="cpu", auto_render=False))
    # Enough work that several steps are told of: events come 15 times a second at most.
    window.session.set_inversion(budget=40, options={"particles": 24, "steps": 24, "fill": 1.0})
    with_sample(qtbot, window)
    with qtbot.waitSignal(window.inversions.ended, timeout=PATIENCE):
        window.commands["invert"].trigger()
    assert window.coupling.steps.slider.isVisible()
    return window


def test_the_steps_of_an_inversion_are_gone_through_with_the_keyboard(qtbot, window):
    steps, panel = window.coupling.steps, window.coupling
    assert steps.text == "Finished"
    assert panel.beside.isVisible()
    assert not steps.view.isVisible()
    qtbot.keyClick(steps.slider, Qt.Key.Key_Home)
    assert steps.text.startswith("Step ")
    assert steps.view.isVisible()
    assert not panel.beside.isVisible()
    assert MASK in steps.view.model.words
    first_top = steps.view.model.top
    seen = [steps.view.model.words]
    for _ in range(steps.slider.maximum() - 1):
        qtbot.keyClick(steps.slider, Qt.Key.Key_Right)
        seen.append(steps.view.model.words)
    assert steps.view.model.top == first_top
    assert seen[-1].count(MASK) < seen[0].count(MASK)
    qtbot.keyClick(steps.slider, Qt.Key.Key_End)
    assert panel.beside.isVisible()
    assert panel.model.words == tuple(word.text for word in window.session.prompt.words)


def test_the_choice_above_is_that_of_the_step_and_influence_leads_back(qtbot, window):
    steps, panel = window.coupling.steps, window.coupling
    shown = {button.text(): button for button in panel.findChildren(QPushButton)}
    qtbot.waitUntil(shown["Influence"].isChecked, timeout=PATIENCE)
    qtbot.keyClick(steps.slider, Qt.Key.Key_Home)
    assert shown["Cosine"].isChecked()
    shown["Raw"].click()
    assert steps.view.model.mode == "raw"
    assert panel.model.mode == "influence"
    shown["Influence"].click()
    assert steps.text == "Finished"
    assert panel.beside.isVisible()
    assert shown["Influence"].isChecked()


def test_an_edit_ends_looking_back(qtbot, window):
    steps = window.coupling.steps
    qtbot.keyClick(steps.slider, Qt.Key.Key_Home)
    window.session.append("mist")
    assert not steps.view.isVisible()
    assert not steps.slider.isVisible()
    assert window.coupling.beside.isVisible()
