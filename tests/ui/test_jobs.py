"""Jobs beside the window: real threads, small engines made for the case."""

from __future__ import annotations

import gc
import threading
import time
from types import SimpleNamespace
from typing import ClassVar

import pytest
import shiboken6
from PySide6.QtCore import QObject

from promptstudio.errors import OutOfMemory
from promptstudio.process.messages import Cancelled, Failed, Finished, Happened
from promptstudio.protocol import Event, Loading
from promptstudio_ui.jobs.background import Background
from promptstudio_ui.jobs.debounce import Debounce
from promptstudio_ui.jobs.garbage import GarbageCollector
from promptstudio_ui.jobs.generators import Generators, calls
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.jobs.loop import EVENT_SECONDS


class Steps:
    """Yields 0, 1, 2 … as many as asked for; `gate` holds it after the first."""

    def __init__(self):
        self.gate = threading.Event()
        self.waits = threading.Event()
        self.closed = threading.Event()
        self.thread = None

    def run(self, request):
        self.thread = threading.current_thread()
        try:
            for number in range(request):
                yield number
                if number == 0:
                    self.waits.set()
                    self.gate.wait(10)
        except GeneratorExit:
            self.closed.set()
            raise
        return f"{request} done"


def fails(request):
    yield "before"
    raise request


@pytest.fixture
def background_of(qtbot):
    """Makes a background thread over a generator function."""
    made = []

    def make(run):
        made.append(Background("test", Generators(run)))
        return made[-1]

    yield make
    for background in made:
        assert background.close()


def ends(job):
    """What a job ends with, as it happens."""
    seen = []
    job.finished.connect(lambda result: seen.append(("finished", result)))
    job.failed.connect(lambda error: seen.append(("failed", error.kind)))
    job.stopped.connect(lambda event: seen.append(("stopped", event)))
    return seen


def test_a_job_delivers_its_last_event_and_its_result(qtbot, background_of):
    engine = Steps()
    engine.gate.set()
    background = background_of(engine.run)
    events = []
    job = background.start(1000)
    job.happened.connect(events.append)
    with qtbot.waitSignal(job.finished) as finished:
        assert job.busy
    assert finished.args == ["1000 done"]
    assert events[-1] == 999
    assert not job.busy
    assert not background.busy
    assert engine.thread is not threading.current_thread()


def test_events_come_at_most_fifteen_times_a_second(qtbot, background_of):
    def chatty(request):
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            yield time.monotonic()

    times = []
    job = background_of(chatty).start(None)
    job.happened.connect(lambda event: times.append(time.monotonic()))
    with qtbot.waitSignal(job.finished):
        pass
    # Counted, not timed: the first and the last one come at once, and a busy machine can only stretch the span.
    assert 3 <= len(times) <= (times[-1] - times[0]) / EVENT_SECONDS + 2


def test_events_of_which_each_counts_all_come(qtbot, background_of):
    class Found(Event, frozen=True):
        each_counts: ClassVar = True

        number: int

    def run(_request):
        for number in range(100):
            yield Found(number)
            yield "passing"
        return "done"

    job = background_of(run).start(None)
    events = []
    job.happened.connect(events.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert [event.number for event in events if isinstance(event, Found)] == list(range(100))
    assert events.count("passing") < 100


def test_an_event_that_was_held_back_comes_without_another_one(qtbot, background_of):
    gate = threading.Event()

    def two_then_nothing(request):
        yield "first"
        yield "second"
        gate.wait(10)

    events = []
    job = background_of(two_then_nothing).start(None)
    job.happened.connect(events.append)
    qtbot.waitUntil(lambda: bool(events))
    gate.set()
    with qtbot.waitSignal(job.finished):
        pass
    assert events == ["first", "second"]


def test_a_newer_job_replaces_the_older_one_and_its_late_events_are_dropped(qtbot, background_of):
    engine = Steps()
    background = background_of(engine.run)
    seen, old_seen = [], []
    first = background.start(5)
    first.happened.connect(old_seen.append)
    old_end = ends(first)
    qtbot.waitUntil(lambda: old_seen == [0])
    second = background.start(3, instead_of=first)
    second.happened.connect(seen.append)
    assert not first.busy
    engine.gate.set()
    with qtbot.waitSignal(second.finished) as finished:
        pass
    assert finished.args == ["3 done"]
    assert seen[-1] == 2
    assert old_seen == [0]
    assert old_end == []
    assert engine.closed.is_set()


def test_a_job_that_was_replaced_before_it_began_is_never_begun(qtbot, background_of):
    engine = Steps()
    begun = []

    def run(request):
        begun.append(request)
        return engine.run(request)

    background = background_of(run)
    first = background.start(5)
    assert engine.waits.wait(10)
    second = background.start(6)
    third = background.start(7, instead_of=second)
    first.cancel()
    engine.gate.set()
    with qtbot.waitSignal(third.finished):
        pass
    assert begun == [5, 7]


def test_stop_is_immediate_and_carries_the_last_event(qtbot, background_of):
    engine = Steps()
    background = background_of(engine.run)
    job = background.start(5)
    seen = ends(job)
    with qtbot.waitSignal(job.happened):
        pass
    job.cancel()
    assert seen == [("stopped", 0)]
    assert not job.busy
    assert not background.busy
    job.cancel()  # a second time does nothing
    engine.gate.set()
    qtbot.waitUntil(engine.closed.is_set)
    assert seen == [("stopped", 0)]


def test_expected_failures_arrive_as_they_were_raised(qtbot, background_of):
    background = background_of(fails)
    failures = []
    background.failed.connect(lambda *args: failures.append(args))
    error = OutOfMemory("There was not enough memory.", ("cpu",))
    job = background.start(error)
    with qtbot.waitSignal(job.failed) as failed:
        pass
    assert failed.args == [error]
    assert failures == [(job, error)]


def test_unexpected_failures_do_not_show_a_traceback(qtbot, background_of, caplog):
    background = background_of(fails)
    job = background.start(ZeroDivisionError("secret detail"))
    with qtbot.waitSignal(job.failed) as failed:
        pass
    (error,) = failed.args
    assert error.kind == "Unexpected"
    assert "secret detail" not in str(error)
    again = background.start(OutOfMemory("again"))
    with qtbot.waitSignal(again.failed):  # the thread goes on working
        pass


def test_an_engine_that_cannot_start_fails_the_job(qtbot):
    class Broken:
        def start(self, request, deliver):
            raise OSError("no such program")

        def step(self):
            return False

    background = Background("test", Broken())
    job = background.start(None)
    with qtbot.waitSignal(job.failed) as failed:
        pass
    assert failed.args[0].kind == "Unexpected"
    assert background.close()


def test_a_model_that_a_job_waits_for_is_known_until_something_else_happens(qtbot, background_of):
    gate = threading.Event()

    def loads(request):
        yield Loading("masked_lm", "Dream 7B", 1)
        gate.wait(10)
        yield "goes on"

    background = background_of(loads)
    changes = []
    background.loading_changed.connect(lambda job: changes.append(job.loading))
    job = background.start(None)
    qtbot.waitUntil(lambda: job.loading is not None)
    gate.set()
    with qtbot.waitSignal(job.finished):
        pass
    assert [bool(loading) for loading in changes] == [True, False]


def test_functions_run_beside_the_window_in_turn(qtbot):
    background = Background("files", calls())
    results = []
    gate = threading.Event()
    works = [lambda: gate.wait(10), lambda: threading.current_thread().name, lambda: "third"]
    for work in works:
        background.start(work).finished.connect(results.append)
    gate.set()
    qtbot.waitUntil(lambda: len(results) == 3)
    assert results[0] is True
    assert results[1] != threading.current_thread().name
    assert results[2] == "third"
    assert not background.busy
    assert background.close()


def test_closing_ends_a_running_job_without_a_signal(qtbot):
    engine = Steps()
    background = Background("test", Generators(engine.run))
    job = background.start(5)
    seen = ends(job)
    with qtbot.waitSignal(job.happened):
        pass
    engine.gate.set()
    assert background.close()
    assert engine.closed.is_set()
    assert not background.running
    assert seen == []


def test_the_most_urgent_generator_goes_first(qtbot):
    order = []

    def run(request):
        for _ in range(3):
            order.append(request)
            yield

    source = Generators(run, priority=lambda request: request)
    for request in (2, 1, 1):
        source.start(request, lambda message: None)
    while source.step():
        pass
    assert order == [1, 1, 1, 1, 1, 1, 2, 2, 2]


# ------------------------------------------------------------------ over a client


class Client:
    """Delivers from a thread of its own, as the engine's client does."""

    def __init__(self):
        self.deliveries = {}
        self.cancelled = []

    def start(self, request, deliver):
        number = 100 + len(self.deliveries)
        self.deliveries[number] = deliver
        return SimpleNamespace(id=number, cancel=lambda: self.cancelled.append(number))

    def step(self):
        return False

    def says(self, *messages):
        def work():
            for message in messages:
                self.deliveries[message.job](message)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def over_client(qtbot, client):
    background = Background("engine", client)
    yield background
    assert background.close()


def begun(qtbot, client, background, request="request"):
    job = background.start(request)
    qtbot.waitUntil(lambda: job.id != 0)
    return job


def test_a_job_has_the_number_that_the_engine_knows_it_by(qtbot, client, over_client):
    job = begun(qtbot, client, over_client)
    assert job.id == 100
    events = []
    job.happened.connect(events.append)
    with qtbot.waitSignal(job.finished) as finished:
        client.says(Happened(100, "event"), Finished(100, "result"))
    assert (events, finished.args) == (["event"], ["result"])


def test_a_failure_in_the_engine_arrives_typed(qtbot, client, over_client):
    job = begun(qtbot, client, over_client)
    with qtbot.waitSignal(job.failed) as failed:
        client.says(Failed(100, "OutOfMemory", "Full.", ("smaller",)))
    assert isinstance(failed.args[0], OutOfMemory)
    assert failed.args[0].offers == ("smaller",)


def test_an_engine_that_is_closed_stops_its_jobs(qtbot, client, over_client):
    job = begun(qtbot, client, over_client)
    with qtbot.waitSignal(job.stopped) as stopped:
        client.says(Happened(100, 1), Happened(100, 2), Cancelled(100))
    assert stopped.args == [2]


def test_what_a_stopped_job_still_sends_never_arrives(qtbot, client, over_client):
    job = begun(qtbot, client, over_client)
    events = []
    job.happened.connect(events.append)
    seen = ends(job)
    job.cancel()
    client.says(Happened(100, "late"), Finished(100, "late"))
    other = begun(qtbot, client, over_client)
    with qtbot.waitSignal(other.finished):
        client.says(Finished(101, "result"))
    assert client.cancelled == [100]
    assert events == []
    assert seen == [("stopped", None)]


# ------------------------------------------------------------------ the window's jobs


class Waited:
    verb = SimpleNamespace(waited_for=True)


class Other:
    verb = SimpleNamespace(waited_for=False)


@pytest.fixture
def jobs(qtbot, client):
    jobs = Jobs(client)
    yield jobs
    jobs.close()
    assert jobs.closed


def test_the_latest_job_of_a_request_type_wins(qtbot, client, jobs):
    first, other = jobs.ask(Waited()), jobs.ask(Other())
    first_end = ends(first)
    second = jobs.ask(Waited())
    assert jobs.running(Waited) is second
    assert jobs.current == (other, second)
    assert not first.busy
    qtbot.waitUntil(lambda: second.id != 0)
    with qtbot.waitSignal(jobs.ended) as ended:
        client.says(Finished(second.id, "result"))
    assert ended.args == [second]
    assert jobs.running(Waited) is None
    assert first_end == []


def test_stopping_what_is_waited_for_leaves_the_rest(qtbot, jobs):
    first, other = jobs.ask(Waited()), jobs.ask(Other())
    assert jobs.waited_for
    with qtbot.waitSignals([jobs.stopping, first.stopped, jobs.busy_changed], timeout=0):
        jobs.stop_waited_for()
    assert jobs.current == (other,)
    assert not jobs.waited_for
    jobs.stop(Waited)  # nothing runs: nothing happens
    with qtbot.waitSignal(other.stopped, timeout=0):
        jobs.stop(Other)


def test_work_with_files_says_what_became_of_it(qtbot, jobs):
    def broken():
        raise OutOfMemory("Full.")

    results, failures = [], []
    jobs.aside(lambda: "read", results.append)
    jobs.aside(broken, results.append, failures.append)
    assert jobs.files_busy
    with qtbot.waitSignal(jobs.files_failed) as failed:
        jobs.aside(broken)
    assert results == ["read"]
    assert [str(error) for error in (*failures, *failed.args)] == ["Full.", "Full."]
    assert not jobs.files_busy


# ------------------------------------------------------------------ garbage


class Cyclic:
    """Can only be freed by the garbage collector; notes in which thread that happened."""

    def __init__(self, threads):
        self.itself, self.threads = self, threads

    def __del__(self):
        self.threads.append(threading.current_thread())


def test_garbage_is_collected_in_the_windows_thread_only(qtbot):
    owner, threads = QObject(), []
    GarbageCollector(owner)
    try:
        for _ in range(20_000):  # Python would collect many times meanwhile
            Cyclic(threads)
        worker = threading.Thread(target=lambda: [Cyclic(threads) for _ in range(20_000)])
        worker.start()
        worker.join()
        assert threads == []
        qtbot.waitUntil(lambda: len(threads) == 40_000)
        assert set(threads) == {threading.current_thread()}
    finally:
        shiboken6.delete(owner)
    assert gc.isenabled()


# ------------------------------------------------------------------ bursts


def test_debounce_thins_out_bursts_of_slow_work_only(qtbot):
    debounce = Debounce()
    due = []
    debounce.due.connect(lambda: due.append(time.monotonic()))
    for count in range(1, 4):  # fast so far: every call counts
        debounce.ask()
        qtbot.waitUntil(lambda count=count: len(due) == count, timeout=100)
    debounce.measured(0.4)
    due.clear()
    start = time.monotonic()
    for _ in range(5):
        debounce.ask()
    qtbot.waitUntil(lambda: bool(due))
    assert due[0] - start >= 0.35
    with qtbot.assertNotEmitted(debounce.due, wait=500):
        pass
    start = time.monotonic()
    debounce.ask()  # after a quiet moment
    qtbot.waitUntil(lambda: len(due) == 2)
    assert due[1] - start < 0.2
