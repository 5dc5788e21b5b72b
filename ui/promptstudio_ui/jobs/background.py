"""Background threads and their jobs, as the window sees them.

No Qt object is used on both sides of a thread: the QThread only runs a `Loop`, and its one signal, which has no
arguments, tells the window to look into the loop's queue. So no Qt object is ever made or destroyed in a thread that it
does not belong to.
"""

from __future__ import annotations

import time
import weakref
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from promptstudio import log
from promptstudio.process.messages import Cancelled, Failed, Finished, Happened
from promptstudio.protocol import Loading
from promptstudio_ui.jobs.loop import Call, Loop, Message, Source

CLOSE_SECONDS = 10.0
"""How long closing waits for a step that is still running."""

_log = log.category("window")
_unjoined: list[QThread] = []  # a QThread that still runs must never be destroyed


class _Thread(QThread):
    """Runs a loop; `arrived` is emitted in this thread and received in the window's."""

    arrived = Signal()

    def __init__(self, loop: Loop) -> None:
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

    def __init__(self, background: Background, call: Call) -> None:
        # No child of `background`: a slot of this job's signals may hold the last reference to that, and a parent that
        # goes while its child is being deleted crashes Qt.
        super().__init__()
        self._background = weakref.ref(background)
        self.request: Any = call.request
        self.busy = True
        self.loading: Loading | None = None
        """The model that the job waits for at the moment."""
        self.last: Any = None
        """The last event that came."""
        self.preferred = 0
        """How many had been preferred when this job was; 0: never."""
        self._call = call
        self._since = time.monotonic()

    @property
    def id(self) -> int:
        """The number that the source knows it by (`EngineClient`); 0 until it has begun."""
        return self._call.started.id if self._call.started is not None else 0

    @property
    def urgency(self) -> tuple[int, int, float]:
        """The engine works on the least first: what was preferred last, then by the verb, then by age."""
        return -self.preferred, self.request.verb.priority, self._since

    def prefer(self) -> None:
        """Have it done before everything else that is open now. No effect on a job that has ended."""
        background = self._background()
        if self.busy and background is not None:
            background.prefer(self)

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

    order_changed = Signal()
    """A job goes before the others now."""

    def __init__(self, name: str, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[Call, Job] = {}
        self._count_preferred = 0
        self._loop = Loop(source)
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
        call = Call(request)
        job = self._jobs[call] = Job(self, call)
        self._loop.begin(call)
        self.started.emit(job)
        return job

    def stop(self, job: Job) -> None:
        """End a job now; its `stopped` carries the last event that the source sent."""
        if self._drop(job):
            self._end(job, Cancelled(0))

    def prefer(self, job: Job) -> None:
        """Have a job done before all others that are open now."""
        self._count_preferred += 1
        job.preferred = self._count_preferred
        self._loop.prefer(job._call)
        self.order_changed.emit()

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
                job.last = message.event
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
