"""Which pictures are current: after a changed setting, while new ones are made, and in another document."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt

from driven_window import PATIENCE, edited, with_prompt
from promptstudio.protocol import RenderRequest

pytestmark = pytest.mark.model


def type_seed(qtbot, window, seed, *, enter=False):
    field = window.renders.seed
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, str(seed))
    qtbot.keyClick(field, Qt.Key.Key_Return if enter else Qt.Key.Key_Tab)


def old_sides(window):
    return {name for name, side in window.renders.view.canvas.scene.sides.items() if side.old}


def rendered(qtbot, window, seed):
    session = window.session
    qtbot.waitUntil(lambda: session.render_b is not None and session.render_b.settings.seed == seed, timeout=PATIENCE)


def test_a_typed_seed_marks_a_and_b_as_old_until_enter_renders_it(qtbot, window):
    edited(qtbot, window)
    session, canvas = window.session, window.renders.view.canvas
    before = session.render_a, session.render_b
    assert old_sides(window) == set()
    type_seed(qtbot, window, 7)
    assert old_sides(window) == {"A", "B"}
    assert "Seed 7: not rendered yet" in canvas.accessibleDescription()
    assert (session.render_a, session.render_b) == before
    window.commands["undo"].trigger()
    assert (window.renders.seed.text(), old_sides(window)) == ("42", set())
    type_seed(qtbot, window, 7, enter=True)
    rendered(qtbot, window, 7)
    assert old_sides(window) == set()
    window.commands["undo"].trigger()
    assert (session.render_a, session.render_b) == before
    assert (window.renders.seed.text(), old_sides(window)) == ("42", set())


def test_steps_and_guidance_mark_them_too_and_going_back_unmarks(qtbot, window):
    with_prompt(qtbot, window)
    window.renders.steps.setValue(5)
    window.renders.guidance.setValue(4.5)
    assert old_sides(window) == {"A", "B"}
    assert "Steps 5, guidance 4.5: not rendered yet" in window.renders.view.canvas.accessibleDescription()
    window.renders.steps.setValue(4)
    window.renders.guidance.setValue(5.0)
    assert old_sides(window) == set()


@pytest.mark.parametrize("enters", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_guidance_counts_when_it_is_typed_to_its_end_with_enter_or_ctrl_enter(qtbot, window, enters):
    with_prompt(qtbot, window)
    session, field, steps_before = window.session, window.renders.guidance, window.session.stack.count()
    window.activateWindow()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7.5")
    assert session.render_settings.guidance == 5.0
    qtbot.keyClick(field, Qt.Key.Key_Return, enters)
    qtbot.waitUntil(
        lambda: session.render_a is not None and session.render_a.settings.guidance == 7.5, timeout=PATIENCE
    )
    assert session.stack.count() <= steps_before + 2
    undone = set()
    while session.stack.index() > steps_before:
        window.commands["undo"].trigger()
        undone.add(session.render_settings.guidance)
    assert undone <= {7.5, 5.0}, "no step of undo of a half-typed number"


@pytest.mark.parametrize("enter", [True, False])
def test_a_typed_seed_is_never_replaced(qtbot, window, enter):
    edited(qtbot, window)
    window.renders.lock.click()
    assert not window.session.seed_locked
    type_seed(qtbot, window, 7, enter=enter)
    if not enter:
        window.renders.render_button.click()
    rendered(qtbot, window, 7)
    assert window.renders.seed.text() == "7"
    window.renders.render_button.click()
    assert window.session.render_settings.seed != 7, "an open lock draws anew where nothing was typed"


def test_the_old_pictures_stay_until_the_new_ones_come(qtbot, window):
    edited(qtbot, window)
    canvas = window.renders.view.canvas
    type_seed(qtbot, window, 7, enter=True)
    assert window.jobs.running(RenderRequest) is not None
    assert old_sides(window) == {"A", "B"}
    assert all(side.picture is not None for side in canvas.scene.sides.values())
    assert window.renders.view.drag_data("A") is None
    assert window.renders.view.differences == []
    rendered(qtbot, window, 7)
    assert old_sides(window) == set()


def test_the_next_edit_keeps_the_last_b_until_its_own_comes_and_undo_to_a_removes_it(qtbot, window):
    edited(qtbot, window)
    sides = window.renders.view.canvas.scene.sides
    last = sides["B"].picture
    window.session.swap(2, "boat")
    assert (sides["B"].picture, old_sides(window)) == (last, {"B"})
    window.commands["undo"].trigger()
    assert (sides["B"].picture, old_sides(window)) == (last, set())
    window.commands["undo"].trigger()
    assert sides["B"].picture is None


def test_another_document_begins_without_the_pictures_of_this_one(qtbot, window):
    edited(qtbot, window)
    project = window.session.project()
    window.session.load(type(project)(state=project.state))
    assert not window.renders.view.has("A")
    assert not window.renders.view.has("B")


def test_pictures_of_another_sampler_than_todays_are_made_again_before_they_are_compared(qtbot, window):
    window.begin()
    qtbot.waitUntil(lambda: window.engine.info is not None, timeout=PATIENCE)
    edited(qtbot, window)
    session = window.session
    assert session.render_a.scheduler == window.engine.info.render.sampler != "DDIM"
    project = session.project()
    old = tuple(msgspec.structs.replace(render, scheduler="DDIM") for render in project.renders)
    window.documents.show_project(msgspec.structs.replace(project, renders=old), None)
    assert session.render_a.scheduler == "DDIM"
    session.swap(2, "boat")
    qtbot.waitUntil(lambda: session.comparison is not None, timeout=PATIENCE)
    assert session.render_a.scheduler == session.render_b.scheduler == window.engine.info.render.sampler
