"""What runs and what waits, and for what; each job has its Stop and a way to the front."""

from __future__ import annotations

import os
import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt

from driven_window import PATIENCE
from promptstudio.process.client import EngineClient
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionRequest, RenderRequest
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.window.job_tray import by_urgency, state_of


@pytest.fixture
def jobs(qapp, monkeypatch):
    """Jobs of an engine in its own process whose inversions never end."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    engine = CurrentEngine()
    engine._client = EngineClient(engine="slow_engine:Engine")
    made = Jobs(engine)
    yield made
    made.close()
    engine.close()


def tray_of(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(window.job_tray.isVisible)
    return window.job_tray


def test_an_idle_window_says_that_nothing_is_running(qtbot, window):
    tray = tray_of(qtbot, window)
    assert not tray.rows
    assert tray._empty.isVisible()
    assert window.rect().contains(QRect(tray.mapTo(window, QPoint(0, 0)), tray.size()))
    assert tray.rect().contains(tray._empty.geometry())
    qtbot.keyClick(tray, Qt.Key.Key_Escape)
    assert not tray.isVisible()


def test_the_tray_tells_how_far_a_job_is_and_stops_it(qtbot, window):
    qtbot.mouseClick(window.job_line.list_button, Qt.MouseButton.LeftButton)
    tray = window.job_tray
    window.session.set_render(steps=150)
    window.session.use_as_a(Prompt.parse("a red car in the city at night"), "start")

    def rendering():
        told = (row for row in tray.rows if row.text[0] == "Rendering" and "running · step " in row.text[1])
        return next(told, None)

    qtbot.waitUntil(lambda: rendering() is not None, timeout=PATIENCE)
    assert tray.rect().contains(rendering().geometry())
    assert rendering().height() >= rendering().sizeHint().height()
    qtbot.mouseClick(rendering().buttons["Stop"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.jobs.running(RenderRequest) is None)
    assert all(row.text[0] != "Rendering" for row in tray.rows)


def test_a_job_that_waits_can_be_done_first(qtbot, jobs):
    first = jobs.ask(InversionRequest(references=(), method="slow"))
    second = jobs._engine.start(InversionRequest(references=(), method="slow"))
    seen = []
    first.happened.connect(lambda event: seen.append(("first", event.step)))
    second.happened.connect(lambda event: seen.append(("second", event.step)))
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=PATIENCE)
    assert {who for who, _ in seen} == {"first"}
    assert [*by_urgency(jobs)] == [first, second]
    assert state_of(second, first) == "waits until “inverting” is done"
    with qtbot.waitSignal(jobs.busy_changed):
        second.prefer()
    assert by_urgency(jobs) == [second, first]
    qtbot.waitUntil(lambda: any(who == "second" for who, _ in seen), timeout=PATIENCE)
    seen.clear()
    qtbot.waitUntil(lambda: len(seen) > 3, timeout=PATIENCE)
    assert [who for who, _ in seen].count("first") <= 1  # its last event may come late
    assert state_of(second, None).startswith("running · step ")
