"""Lanes: real threads, small engines made for the case."""

from __future__ import annotations

import threading
import time

import pytest

from promptstudio.errors import OutOfMemory
from promptstudio_ui.jobs.lanes import EVENT_SECONDS, Calls, Lane


class Steps:
    """Yields 0, 1, 2 … as many as asked for; `gate` holds it after the first."""

    def __init__(self):
        self.gate = threading.Event()
        self.closed = threading.Event()
        self.thread = None

    def run(self, request):
        self.thread = threading.current_thread()
        try:
            for number in range(request):
                yield number
                if number == 0:
                    self.gate.wait(10)
        except GeneratorExit:
            self.closed.set()
            raise
        return f"{request} done"


class Fails:
    def run(self, request):
        yield "before"
        raise request


@pytest.fixture
def lane_of(qtbot):
    lanes = []

    def make(engine):
        lanes.append(Lane("test", engine))
        return lanes[-1]

    yield make
    for lane in lanes:
        assert lane.close()


def test_a_job_delivers_its_last_event_and_its_result(qtbot, lane_of):
    engine = Steps()
    engine.gate.set()
    lane = lane_of(engine)
    events = []
    lane.event.connect(lambda job, event: events.append((job, event)))
    with qtbot.waitSignal(lane.finished) as finished:
        job = lane.start(1000)
    assert finished.args == [job, "1000 done"]
    assert events[-1] == (job, 999)
    assert not lane.busy
    assert engine.thread is not threading.current_thread()


def test_events_come_at_most_fifteen_times_a_second(qtbot, lane_of):
    class Chatty:
        def run(self, request):
            end = time.monotonic() + 0.5
            while time.monotonic() < end:
                yield time.monotonic()

    lane = lane_of(Chatty())
    times = []
    lane.event.connect(lambda job, event: times.append(time.monotonic()))
    with qtbot.waitSignal(lane.finished):
        lane.start(None)
    # Counted, not timed: the first and the last one come at once, and a busy machine can only stretch the span.
    assert 3 <= len(times) <= (times[-1] - times[0]) / EVENT_SECONDS + 2


def test_a_newer_job_replaces_the_older_one_and_its_late_events_are_dropped(qtbot, lane_of):
    engine = Steps()
    lane = lane_of(engine)
    seen, finished = [], []
    lane.event.connect(lambda job, event: seen.append(job))
    lane.finished.connect(lambda job, result: finished.append((job, result)))
    first = lane.start(5)
    qtbot.waitUntil(lambda: seen == [first])
    second = lane.start(3)
    engine.gate.set()
    qtbot.waitUntil(lambda: bool(finished))
    assert finished == [(second, "3 done")]
    assert set(seen[1:]) <= {second}
    assert engine.closed.is_set()


def test_stop_is_immediate_and_carries_the_last_event(qtbot, lane_of):
    engine = Steps()
    lane = lane_of(engine)
    finished = []
    lane.finished.connect(lambda *args: finished.append(args))
    with qtbot.waitSignal(lane.event):
        job = lane.start(5)
    with qtbot.waitSignal(lane.stopped, timeout=0) as stopped:
        lane.stop()
    assert stopped.args == [job, 0]
    assert not lane.busy
    engine.gate.set()
    qtbot.waitUntil(engine.closed.is_set)
    assert finished == []


def test_expected_failures_arrive_as_kind_and_sentence(qtbot, lane_of):
    lane = lane_of(Fails())
    with qtbot.waitSignal(lane.failed) as failed:
        job = lane.start(OutOfMemory("There was not enough memory."))
    assert failed.args == [job, "OutOfMemory", "There was not enough memory."]


def test_unexpected_failures_do_not_show_a_traceback(qtbot, lane_of, caplog):
    lane = lane_of(Fails())
    with qtbot.waitSignal(lane.failed) as failed:
        lane.start(ZeroDivisionError("secret detail"))
    assert failed.args[1] == "Unexpected"
    assert "secret detail" not in failed.args[2]
    with qtbot.waitSignal(lane.failed):  # the lane goes on working
        lane.start(OutOfMemory("again"))


def test_functions_run_beside_the_window(qtbot, lane_of):
    lane = lane_of(Calls())
    with qtbot.waitSignal(lane.finished) as finished:
        lane.start(lambda: threading.current_thread().name)
    assert finished.args[1] != threading.current_thread().name


def test_closing_ends_a_running_job(qtbot):
    engine = Steps()
    lane = Lane("test", engine)
    with qtbot.waitSignal(lane.event):
        lane.start(5)
    engine.gate.set()
    assert lane.close()
    assert engine.closed.is_set()


def test_a_lane_in_turn_loses_no_job(qtbot):
    lane = Lane("files", Calls(), in_turn=True)
    results = []
    lane.finished.connect(lambda job, result: results.append((job, result)))
    gate = threading.Event()
    jobs = [lane.start(lambda: gate.wait(10)), lane.start(lambda: "second"), lane.start(lambda: "third")]
    gate.set()
    qtbot.waitUntil(lambda: len(results) == 3)
    assert results == list(zip(jobs, [True, "second", "third"], strict=True))
    assert not lane.busy
    assert lane.close()
