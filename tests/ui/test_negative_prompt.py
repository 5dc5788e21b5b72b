"""The negative prompt beside the other settings of a render."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from driven_window import PATIENCE, with_prompt

pytestmark = pytest.mark.model


def test_enter_renders_with_the_negative_prompt_and_undo_takes_it_back(qtbot, window):
    with_prompt(qtbot, window)
    session, before = window.session, window.session.render_a
    field = window.renders.negative
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "dark night, d")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.render_a not in (None, before), timeout=PATIENCE)
    assert session.render_a.settings.negative == "dark night, d"
    assert session.render_a.picture != before.picture
    window.setFocus()
    window.commands["undo"].trigger()
    assert session.render_a is before
    assert field.text() == ""


def test_a_negative_prompt_that_is_not_rendered_yet_is_told(qtbot, window):
    with_prompt(qtbot, window)
    field = window.renders.negative
    qtbot.keyClicks(field, "fog")
    window.renders.seed.setFocus()
    field.editingFinished.emit()
    assert window.renders.view.canvas.scene.note == "Another negative prompt: not rendered yet (Ctrl+Enter)"


@pytest.mark.parametrize("width", [900, 1440])
def test_the_negative_prompt_has_room_in_every_window(qtbot, window, width):
    window.resize(width, 700)
    field = window.renders.negative
    qtbot.waitUntil(lambda: field.width() >= 100, timeout=PATIENCE)
    assert window.renders.rect().contains(field.geometry())
    assert not field.geometry().intersects(window.renders.render_button.geometry())
