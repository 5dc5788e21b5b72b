"""One background thread of the window: it begins jobs at a source, and carries their events into the window's thread.

No Qt object is used on both sides. What crosses over is plain Python data in queues: the QThread only runs the loop,
and its one signal, which has no arguments, tells the window to look into the queue.
"""

from __future__ import annotations

import contextlib
import queue
import time
import weakref
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, QThread, Signal, Slot

from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.process.messages import Cancelled, Failed, Finished, FromEngine, Happened
from promptstudio.protocol import Loading

EVENT_SECONDS = 1 / 15
"""A job's events arrive in the window no closer together than this; the last one always arrives."""
CLOSE_SECONDS = 10.0
"""How long closing waits for a step that is still running."""

Message = FromEngine | PromptStudioError
"""What a source delivers: events (`Happened`), then exactly one of `Finished`, `Cancelled` and a failure."""
Deliver = Callable[[Message], None]

_log = log.category("window")
_unjoined: list[QThread] = []  # a QThread that still runs must never be destroyed


class Started(Protocol):
    """A job that a source has begun. `id` is the source's own number of it."""

    id: int

    def cancel(self) -> None: ...


class Source(Protocol):
    """Where jobs are done: the engine's process, or generators in the background thread itself."""

    def start(self, request: Any, deliver: Deliver) -> Started:  # noqa: ANN401
        """Begin a job. `deliver` may be called from any thread."""
        ...

    def step(self) -> bool:
        """Work for a moment in the calling thread; False when there is nothing to do in this process."""
        ...


class Unexpected(PromptStudioError):
    """A failure that nobody foresaw, on this side of the engine's pipe. The log has the traceback."""

    @classmethod
    def of(cls, error: BaseException) -> Unexpected:
        _log.error("a job failed", exc_info=error)
        return cls(f"Something went wrong ({type(error).__name__}); the details are in the log.")


class _Call:
    """One job as both threads see it. Every field is written by one side only, so no lock is needed."""

    def __init__(self, request: object) -> None:
        self.request = request
        """Until it has begun; what it refers to may belong to the window, which keeps it in the `Job`."""
        self.cancelled = False
        """Written by the window: nothing of this job is wanted any more."""
        self.taken = 0.0
        """Written by the window: when it took an event last, in seconds of the monotonic clock."""
        self.count_taken = 0
        """Written by the window: how many events it took."""
        self.count_sent = 0
        self.started: Started | None = None
        self.latest: Any = None
        """The last event, whether it was sent to the window or not."""


class _Loop:
    """What the background thread does. `begin`, `cancel` and `end` are called by the window, the rest in the thread."""

    def __init__(self, source: Source) -> None:
        self.outbox: deque[tuple[_Call, Message]] = deque()
        """For the window, oldest first."""
        self._source = source
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._open: set[_Call] = set()
        self._unsent: set[_Call] = set()  # their latest event is not in the outbox yet
        self._posted = False  # something was put into the outbox since the window was last notified
        self._over = False

    def begin(self, call: _Call) -> None:
        self._inbox.put(partial(self._begin, call))

    def cancel(self, call: _Call) -> None:
        """End the job at its next step; nothing more of it goes to the window."""
        call.cancelled = True
        self._inbox.put(partial(self._cancel, call))

    def end(self) -> None:
        """Cancel everything and let `run` return."""
        self._inbox.put(self._end)

    def run(self, notify: Callable[[], None]) -> None:
        """Work until `end`. `notify` is called whenever something was added to the outbox."""
        working = False
        while not self._over:
            with contextlib.suppress(queue.Empty):
                self._inbox.get(timeout=0.0 if working else self._seconds_until_due())()
            self._send_events()
            if self._posted:
                self._posted = False
                notify()
            working = not self._inbox.empty() or self._source.step()

    def _begin(self, call: _Call) -> None:
        if call.cancelled:
            return
        self._open.add(call)
        request, call.request = call.request, None
        try:
            call.started = self._source.start(request, partial(self._deliver, call))
        except PromptStudioError as error:
            self._take(call, error)
        except Exception as error:
            self._take(call, Unexpected.of(error))

    def _deliver(self, call: _Call, message: Message) -> None:
        self._inbox.put(partial(self._take, call, message))

    def _take(self, call: _Call, message: Message) -> None:
        if call.cancelled:
            return  # `_cancel` tidies up
        if isinstance(message, Happened):
            call.latest = message.event
            self._unsent.add(call)
            return
        self._open.discard(call)
        if call in self._unsent:
            self._send(call)
        self._post(call, message)

    def _send_events(self) -> None:
        now = time.monotonic()
        for call in list(self._unsent):
            if call.count_taken == call.count_sent and now - call.taken >= EVENT_SECONDS:
                self._send(call)

    def _send(self, call: _Call) -> None:
        self._unsent.discard(call)
        call.count_sent += 1
        self._post(call, Happened(0, call.latest))

    def _post(self, call: _Call, message: Message) -> None:
        self.outbox.append((call, message))
        self._posted = True

    def _seconds_until_due(self) -> float | None:
        """Until the next event may be sent; None while there is none."""
        if not self._unsent:
            return None
        now = time.monotonic()
        waits = (
            call.taken + EVENT_SECONDS - now if call.count_taken == call.count_sent else EVENT_SECONDS
            for call in self._unsent
        )
        return max(min(waits), 0.0)

    def _cancel(self, call: _Call) -> None:
        self._open.discard(call)
        self._unsent.discard(call)
        if call.started is not None:
            call.started.cancel()

    def _end(self) -> None:
        for call in list(self._open):
            call.cancelled = True
            self._cancel(call)
        self._over = True


class _Thread(QThread):
    """Runs a loop; `arrived` is emitted in this thread and received in the window's."""

    arrived = Signal()

    def __init__(self, loop: _Loop) -> None:
        super().__init__()
        self._loop = loop

    def run(self) -> None:
        self._loop.run(self.arrived.emit)


class Job(QObject):
    """One piece of work from the click to its end. All signals are emitted in the window's thread.

    `happened`, any number of times, then exactly one of `finished`, `failed` and `stopped`; a job that a newer one
    replaced ends without a signal. The object is deleted soon after its end.
    """

    happened = Signal(object)
    """An event of the engine, such as `Progress`."""
    finished = Signal(object)
    """The result."""
    failed = Signal(object)
    """The `PromptStudioError`."""
    stopped = Signal(object)
    """The last event, None when there was none."""

    def __init__(self, background: Background, call: _Call) -> None:
        # No child of `background`: a slot of this job's signals may hold the last reference to that, and a parent that
        # goes while its child is being deleted crashes Qt.
        super().__init__()
        self._background = weakref.ref(background)
        self.request: Any = call.request
        self.busy = True
        self.loading: Loading | None = None
        """The model that the job waits for at the moment."""
        self._call = call
        self._since = time.monotonic()

    @property
    def id(self) -> int:
        """The number that the source knows it by (`EngineClient`); 0 until it has begun."""
        return self._call.started.id if self._call.started is not None else 0

    @property
    def seconds(self) -> float:
        """Since it was asked for."""
        return time.monotonic() - self._since

    def cancel(self) -> None:
        """End it now: `stopped` is emitted before this returns. No effect on a job that has ended."""
        background = self._background()
        if self.busy and background is not None:
            background.stop(self)


class Background(QObject):
    """A background thread with the jobs that it is doing. `source` decides in which order they are worked on."""

    started = Signal(object)
    """A job began."""
    ended = Signal(object)
    """A job ended in any way, after its own signal."""
    failed = Signal(object, object)
    """A job, and the error that it failed with."""
    loading_changed = Signal(object)
    """A job whose `loading` is another than before."""

    def __init__(self, name: str, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[_Call, Job] = {}
        self._loop = _Loop(source)
        self._thread = _Thread(self._loop)
        self._thread.setObjectName(name)
        self._thread.arrived.connect(self._receive)
        self._thread.start()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Those that have not ended, oldest first."""
        return tuple(self._jobs.values())

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    @property
    def running(self) -> bool:
        """Whether the thread itself is there, idle or not."""
        return self._thread.isRunning()

    def start(self, request: Any, instead_of: Job | None = None) -> Job:  # noqa: ANN401
        """Begin a job. `instead_of` ends without a signal: nobody waits for its answer any more."""
        if instead_of is not None and self._drop(instead_of):
            instead_of.deleteLater()
        call = _Call(request)
        job = self._jobs[call] = Job(self, call)
        self._loop.begin(call)
        self.started.emit(job)
        return job

    def stop(self, job: Job) -> None:
        """End a job now; its `stopped` carries the last event that the source sent."""
        if self._drop(job):
            self._end(job, Cancelled(0))

    def _drop(self, job: Job) -> bool:
        if self._jobs.pop(job._call, None) is None:
            return False
        job.busy = False
        self._loop.cancel(job._call)
        return True

    def close(self) -> bool:
        """Cancel every job without a signal and end the thread. False if a step would not end in time; the thread is
        then left to finish it."""
        for call, job in self._jobs.items():
            call.cancelled = True
            job.busy = False
        self._jobs.clear()
        self._loop.end()
        if self._thread.wait(int(CLOSE_SECONDS * 1000)):
            return True
        _log.error("the %s thread did not end", self._thread.objectName())
        _unjoined.append(self._thread)
        return False

    @Slot()
    def _receive(self) -> None:
        outbox = self._loop.outbox
        while outbox:
            call, message = outbox.popleft()
            job = self._jobs.get(call)
            if job is None:
                continue  # a late message of a job that was stopped or replaced
            if isinstance(message, Happened):
                call.taken = time.monotonic()
                call.count_taken += 1
                self._show_loading(job, message.event)
                job.happened.emit(message.event)
            else:
                del self._jobs[call]
                self._end(job, message)

    def _show_loading(self, job: Job, event: object) -> None:
        before, job.loading = job.loading, event if isinstance(event, Loading) else None
        if job.loading != before:
            self.loading_changed.emit(job)

    def _end(self, job: Job, message: Message) -> None:
        job.busy = False
        job.loading = None
        if isinstance(message, Finished):
            job.finished.emit(message.result)
        elif isinstance(message, Cancelled):
            job.stopped.emit(job._call.latest)
        else:
            error = message.error() if isinstance(message, Failed) else message
            job.failed.emit(error)
            self.failed.emit(job, error)
        self.ended.emit(job)
        job.deleteLater()
