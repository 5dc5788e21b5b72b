"""Jobs beside the window: each lane is one QThread that drives an engine and re-emits its events as signals.

A lane runs one job at a time and the latest one wins: starting a job stops the one before it. Events arrive in the
window at most 15 times a second (the last one always arrives), tagged with the job's id; events of older jobs never do.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from promptstudio import log
from promptstudio.errors import OutOfMemory, PromptStudioError

EVENT_SECONDS = 1 / 15
CLOSE_SECONDS = 10.0

_log = log.category("window")
_ids = itertools.count(1)
_unjoined: list[QThread] = []  # a running QThread must never be destroyed


class Engine(Protocol):
    """Anything with the engine's `run`: the client of the child process, an in-process engine, `Calls`."""

    def run(self, request: object) -> Generator[Any, None, Any]: ...


class Failure(NamedTuple):
    """Why a job failed. `offers`: what may help when memory ran out (`errors.OFFERS`)."""

    request: Any
    kind: str
    sentence: str
    offers: tuple[str, ...] = ()


class Calls:
    """Runs plain functions as jobs (reading and writing files): the request is the function."""

    def run(self, request: Callable[[], object]) -> Generator[Any, None, Any]:
        yield from ()
        return request()


class _Task:
    """One job, seen from both threads; only single attributes are written, so no lock is needed."""

    def __init__(self, request: object) -> None:
        self.id = next(_ids)
        self.request = request
        self.started = time.monotonic()
        self.latest: Any = None
        self.announced = False  # the window has been told that `latest` waits
        self.cancelled = False
        self._handle: Any = None

    def cancel(self) -> None:
        self.cancelled = True
        if self._handle is not None:
            self._handle.cancel()

    def events(self, engine: Engine) -> Iterator[Any]:
        """The engine's events; `result` is the return value. Ends early when cancelled."""
        start = getattr(engine, "start", None)
        if start is not None:  # a client can be cancelled while it waits for an answer
            self._handle = start(self.request)
            if self.cancelled:
                self._handle.cancel()
            yield from self._handle
            self.cancelled |= self._handle.cancelled
            return self._handle.result
        generator = engine.run(self.request)
        try:
            while not self.cancelled:
                yield next(generator)
        except StopIteration as end:
            return end.value
        finally:
            generator.close()
        return None


class _Worker(QObject):
    """Lives in the lane's thread."""

    event_waits = Signal(object)
    ended = Signal(object, object, object)

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    @Slot(object)
    def work(self, task: _Task) -> None:
        result, failure = None, None
        try:
            if not task.cancelled:
                result = self._drive(task)
        except PromptStudioError as error:
            offers = error.offers if isinstance(error, OutOfMemory) else ()
            failure = Failure(task.request, error.kind, str(error), offers)
        except Exception as error:
            _log.exception("a job failed")
            sentence = f"Something went wrong ({type(error).__name__}); the details are in the log."
            failure = Failure(task.request, "Unexpected", sentence)
        self.ended.emit(task, result, failure)

    def _drive(self, task: _Task) -> Any:  # noqa: ANN401
        events = task.events(self._engine)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                return end.value
            task.latest = event
            if not task.announced:
                task.announced = True
                self.event_waits.emit(task)


class Lane(QObject):
    """One thread that does one job at a time. All signals arrive in the thread the lane was made in.

    `event(id, event)`, then exactly one of `finished(id, result)`, `failed(id, kind, sentence)` (`failure` has the
    rest) and `stopped(id, last event or None)`. A job replaced by a newer one ends silently; with `in_turn` nothing is
    replaced, jobs wait for each other.
    """

    event = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, str, str)
    stopped = Signal(int, object)
    busy_changed = Signal(bool)
    _submit = Signal(object)

    def __init__(self, name: str, engine: Engine, parent: QObject | None = None, in_turn: bool = False) -> None:
        super().__init__(parent)
        self.name = name
        self.failure: Failure | None = None
        """Of the job that failed last."""
        self._in_turn = in_turn
        self._waiting: deque[_Task] = deque()
        self._current: _Task | None = None
        self._open: set[_Task] = set()
        self._delivered = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._deliver)
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._worker = _Worker(engine)
        self._worker.moveToThread(self._thread)
        self._worker.event_waits.connect(self._on_event_waits)
        self._worker.ended.connect(self._on_ended)
        self._submit.connect(self._worker.work)
        self._thread.start()

    @property
    def busy(self) -> bool:
        return self._current is not None

    @property
    def request(self) -> Any:  # noqa: ANN401
        """The running job's request, None when idle."""
        return self._current.request if self._current else None

    @property
    def seconds(self) -> float:
        """How long the current job has been running."""
        return time.monotonic() - self._current.started if self._current else 0.0

    def start(self, request: object) -> int:
        """Begin a job, silently replacing the running one unless the lane works in turn; returns its id."""
        was_busy = self.busy
        task = _Task(request)
        if self._current is not None:
            if self._in_turn:
                self._waiting.append(task)
                return task.id
            self._current.cancel()
        self._begin(task)
        if not was_busy:
            self.busy_changed.emit(True)
        return task.id

    def _begin(self, task: _Task) -> None:
        self._current = task
        self._open.add(task)
        self._submit.emit(task)

    def stop(self) -> None:
        """End the running job now; `stopped` carries the last event the engine sent. No effect when idle."""
        task = self._current
        if task is not None:
            task.cancel()
            self._end()
            self.stopped.emit(task.id, task.latest)
            if not self.busy:
                self.busy_changed.emit(False)

    def close(self) -> bool:
        """Cancel everything and end the thread. False if it would not end in time (it is then left to finish)."""
        self._current = None
        self._waiting.clear()
        for task in self._open:
            task.cancel()
        self._thread.quit()
        if self._thread.wait(int(CLOSE_SECONDS * 1000)):
            return True
        _log.error("the %s thread did not end", self.name)
        _unjoined.append(self._thread)
        return False

    @Slot(object)
    def _on_event_waits(self, task: _Task) -> None:
        if task is self._current and not self._later.isActive():
            wait = self._delivered + EVENT_SECONDS - time.monotonic()
            if wait <= 0:
                self._deliver()
            else:
                self._later.start(int(wait * 1000) + 1)

    @Slot()
    def _deliver(self) -> None:
        task = self._current
        if task is not None and task.announced:
            task.announced = False  # before reading: an event that comes in between is announced again
            self._delivered = time.monotonic()
            self.event.emit(task.id, task.latest)

    @Slot(object, object, object)
    def _on_ended(self, task: _Task, result: object, failure: Failure | None) -> None:
        self._open.discard(task)
        if task is not self._current:
            return
        self._deliver()
        if task is not self._current:  # a receiver of the last event stopped or replaced the job
            return
        self._end()
        if failure is not None:
            self.failure = failure
            self.failed.emit(task.id, failure.kind, failure.sentence)
        elif task.cancelled:
            self.stopped.emit(task.id, task.latest)
        else:
            self.finished.emit(task.id, result)
        if not self.busy:
            self.busy_changed.emit(False)

    def _end(self) -> None:
        self._current = None
        self._later.stop()
        if self._waiting:
            self._begin(self._waiting.popleft())


class Lanes(QObject):
    """The window's lanes over one engine."""

    busy_changed = Signal()
    files_failed = Signal(str, str)
    """Kind and sentence of work with files that failed."""

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inversion = Lane("inversion", engine, self)
        self.render = Lane("render", engine, self)
        self.compare = Lane("compare", engine, self)
        self.duel = Lane("duel", engine, self)
        self.analyse = Lane("analyse", engine, self)
        self.influence = Lane("influence", engine, self)
        self.suggest = Lane("suggest", engine, self)
        self.describe = Lane("describe", engine, self)
        self.memory = Lane("memory", engine, self)
        self.freeing = Lane("freeing", Calls(), self)
        self.files = Lane("files", Calls(), self, in_turn=True)
        self.all = (
            self.inversion,
            self.render,
            self.compare,
            self.duel,
            self.analyse,
            self.influence,
            self.suggest,
            self.describe,
            self.memory,
            self.freeing,
            self.files,
        )
        self.waited_for = (self.inversion, self.render, self.compare, self.duel, self.influence)
        """Those whose jobs a person waits for and can stop."""
        for lane in self.all:
            lane.busy_changed.connect(self.busy_changed)
        self._done: dict[int, Callable[[Any], None]] = {}
        self.files.finished.connect(self._file_job_done)
        self.files.failed.connect(self._file_job_failed)

    def aside(self, work: Callable[[], Any], done: Callable[[Any], None] | None = None) -> None:
        """Do `work` beside the window's thread, after all such work that was asked for before; then call `done` in the
        window's thread with its result."""
        job = self.files.start(work)
        if done is not None:
            self._done[job] = done

    @Slot(int, object)
    def _file_job_done(self, job: int, result: object) -> None:
        done = self._done.pop(job, None)
        if done is not None:
            done(result)

    @Slot(int, str, str)
    def _file_job_failed(self, job: int, kind: str, sentence: str) -> None:
        self._done.pop(job, None)
        self.files_failed.emit(kind, sentence)

    def close(self) -> None:
        """End every thread; none is left running."""
        for lane in self.all:
            lane.close()
