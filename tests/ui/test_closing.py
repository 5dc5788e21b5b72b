"""Closing while work goes on asks once what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from driven_window import PATIENCE, with_sample
from promptstudio.prompt import Prompt
from promptstudio.protocol import GridCell, GridRequest, InversionRequest, RenderSettings


def press(qtbot, box, text):
    (button,) = (button for button in box.buttons() if button.text().replace("&", "") == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def inverting(qtbot, window):
    with_sample(qtbot, window)
    window.commands["invert"].trigger()
    assert window.jobs.running(InversionRequest) is not None
    window.close()
    box = window.closing.question
    assert box is not None
    assert "inverting" in box.text()
    return box


def test_cancel_leaves_window_and_work_as_they_are(qtbot, window):
    press(qtbot, inverting(qtbot, window), "Cancel")
    assert window.isVisible()
    assert window.jobs.running(InversionRequest) is not None


def test_stop_and_close_stops_and_then_asks_about_the_changes(qtbot, window):
    press(qtbot, inverting(qtbot, window), "Stop and close")
    assert window.jobs.running(InversionRequest) is None
    (box,) = (box for box in window.findChildren(QMessageBox) if "Save the changes" in box.text())
    press(qtbot, box, "Discard")
    assert not window.isVisible()


def test_close_when_done_closes_when_the_work_is_done(qtbot, window):
    press(qtbot, inverting(qtbot, window), "Close when done")
    assert window.jobs.running(InversionRequest) is not None
    qtbot.waitUntil(lambda: window.jobs.running(InversionRequest) is None, timeout=PATIENCE)

    def questions():
        return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(questions()))
    assert "Save the changes" in questions()[0].text()  # what was found is not lost
    press(qtbot, questions()[0], "Discard")
    assert not window.isVisible()


def test_a_window_in_which_nothing_runs_closes_at_once(window):
    window.close()
    assert window.closing.question is None
    assert not window.isVisible()


def test_a_grid_that_is_being_rendered_is_asked_about(qtbot, window):
    cell = GridCell(Prompt.parse("a red car"), RenderSettings(steps=4))
    window.jobs.ask(GridRequest((cell,) * 30))
    window.close()
    assert window.isVisible()
    assert "rendering a grid" in window.closing.question.text()
    assert window.closing.question.informativeText() == "What it has so far would be lost."
    assert {button.text() for button in window.closing.question.buttons()} == {"Stop and close", "Cancel"}
    press(qtbot, window.closing.question, "Stop and close")
    assert not window.isVisible()
