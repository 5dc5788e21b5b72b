"""The engine as the window sees it: a child process behind the same generators. Light; no torch, no Qt."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator

import msgspec

from promptstudio import log
from promptstudio.errors import BadRequest, EngineCrashed, EngineUnreachable, PromptStudioError
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions
from promptstudio.process import messages
from promptstudio.process.command import DEFAULT_ENGINE
from promptstudio.process.line import Line, Outbox
from promptstudio.process.transport import Local, NoEngine, Transport
from promptstudio.protocol import (
    Event,
    FreedMemory,
    FreeMemoryRequest,
    Request,
    Result,
)
from promptstudio.text import with_valid_text

_log = log.category("client")
_PAUSES = (0.2, 1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 10)
"""Seconds before each try to lay a broken line again, until an engine greets: in all five minutes, as for a laptop that
changes its network."""
_FIRST_PAUSES = _PAUSES[:5]
"""The same for a line that broke while it was laid the first time, when somebody waits to be told."""
_FRUITLESS = 16
"""Lines in a row on which no job was answered. It may be a job that ends the engine there."""
_MUCH = 1_000_000_000  # bytes of main memory; without models an engine holds less on the CPU, and more with a GPU
_END = messages.Cancelled(0)  # the last message of a job that was cancelled

Deliver = Callable[[messages.Answer | PromptStudioError], None]
"""Takes a job's events and then the one message that ends it: `Finished`, `Failed`, `Cancelled`, or the
PromptStudioError of a request that could not be sent, of a process that died (EngineCrashed), or of a line to another
machine that stayed broken (EngineUnreachable)."""


class Job:
    """One running request. Iterate it (in one thread) for its events; afterwards `result` is set.

    After a cancel the iteration simply ends, `result` is None and `cancelled` True. Iterating raises the engine's typed
    failure, EngineCrashed when the process died, or BadRequest when the request could not be sent. A job that was
    started with `deliver` is not iterated: every message goes to that function.
    """

    def __init__(self, number: int, child: _Child | None, deliver: Deliver | None = None) -> None:
        self.id = number
        self.result: Result | None = None
        self.cancelled = False
        self._child = child
        self._inbox: queue.SimpleQueue[messages.Answer | PromptStudioError] = queue.SimpleQueue()
        self._deliver = deliver or self._inbox.put
        self._over = False
        self._counted = self._skip = 0  # events of which each counts: how many were told, and how many come again

    def cancel(self) -> None:
        """End the job at its next step; callable from any thread, returns at once. No effect on a finished job."""
        if self._child is not None:
            self._child.cancel(self)

    def prefer(self) -> None:
        """Have the engine work on this job before all others that it has now; callable from any thread."""
        if self._child is not None:
            self._child.prefer(self)

    def __iter__(self) -> Iterator[Event]:
        while not self._over:
            message = self._inbox.get()
            if isinstance(message, messages.Happened):
                yield message.event
                continue
            self._over = True
            if isinstance(message, messages.Finished):
                self.result = message.result
            elif isinstance(message, messages.Failed):
                raise message.error()
            elif isinstance(message, PromptStudioError):
                raise message
            else:
                self.cancelled = True


class EngineClient:
    """Starts the engine's process at the first job and again after a crash. Safe to use from several threads.

    `engine` is the import string of the engine class on this computer; `transport` leads to an engine elsewhere. The
    process ends with `close()` and with this process.
    """

    def __init__(
        self,
        options: EngineOptions | None = None,
        *,
        engine: str = DEFAULT_ENGINE,
        transport: Transport | None = None,
    ) -> None:
        self._options = options or EngineOptions()
        self._transport = transport or Local(engine)
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._last_number = 0

    @property
    def pid(self) -> int | None:
        """Process id of the engine, or of the command that leads to it; None while none runs."""
        with self._lock:
            return self._child.process.pid if self._child and self._child.is_alive else None

    @property
    def is_mending(self) -> bool:
        """Whether a line to another machine is being laid, for the first time or again."""
        with self._lock:
            return self._child is not None and self._child.is_mending

    @property
    def latency(self) -> float | None:
        """Seconds from here to an engine elsewhere and back, measured last; None for one here or not yet known."""
        with self._lock:
            return self._child.latency if self._child and self._child.is_alive else None

    def start(self, request: Request, priority: int | None = None, deliver: Deliver | None = None) -> Job:
        """Begin a job; `priority` is that of the request's verb unless given; smaller is more urgent. `deliver`
        is called with each of its messages, from whichever thread has it, and must return at once. A request that
        cannot be sent, as it is too large, fails alone."""
        if priority is None:
            priority = request.verb.priority
        request = with_valid_text(request)
        with self._lock:
            self._last_number += 1
            try:
                job = None
                while job is None:
                    if self._child is None or not self._child.is_alive:
                        self._child = _Child(self._transport, self._options)
                    job = self._child.start(self._last_number, request, priority, deliver)
            except NoEngine as error:
                job = Job(self._last_number, None, deliver)
                job._deliver(EngineUnreachable(str(error)))
            return job

    def stream(self, request: Request, priority: int | None = None) -> Generator[Event, None, Result | None]:
        """The same generator as `Engine.stream`; closing it cancels. Returns None only if `close()` ended the job."""
        job = self.start(request, priority)
        try:
            yield from job
        finally:
            job.cancel()
        return job.result

    def free(self) -> FreedMemory:
        """Give memory back: the engine unloads what no open job is using; if its process still holds much and no job is
        open, it is ended, and the next job starts a new one. Waits until a running step is done."""
        if self.pid is None:
            return FreedMemory(0, 0, 0)
        job = self.start(FreeMemoryRequest())
        for _ in job:
            pass
        freed = job.result
        if not isinstance(freed, FreedMemory):  # closed meanwhile, which frees everything
            return FreedMemory(0, 0, 0, restarted=True)
        return self.end_if_large(freed)

    def end_if_large(self, freed: FreedMemory) -> FreedMemory:
        """The second half of `free`, after the engine answered a FreeMemoryRequest: end a process that still holds much
        and has no open job. Waits until it has ended."""
        with self._lock:
            child = self._child
            if child is None or freed.process <= _MUCH or child.is_busy:
                return freed
            self._child = None
        child.close()
        return msgspec.structs.replace(freed, bytes_after=0, process=0, restarted=True)

    def close(self) -> None:
        """End the process and free its memory; open jobs end as cancelled. A later job starts a new process."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.close()


class _Child:
    """One engine: the line to it, and the jobs it has open.

    When the line to an engine elsewhere breaks, another one is laid, and what is open is asked again. The engine at the
    broken end stops with its input, and nobody reads what it still says, so no answer comes twice.
    """

    def __init__(self, transport: Transport, options: EngineOptions) -> None:
        self._transport, self._options = transport, options
        self._lock = threading.Lock()
        self._jobs: dict[int, tuple[Job, messages.Start]] = {}
        self._outbox: Outbox = queue.SimpleQueue()
        self._gone = self._was_there = False
        self._closing = threading.Event()
        self._line = Line(transport, options, self._outbox, self._fail)
        self._pauses: Iterator[float] = iter(_FIRST_PAUSES)
        self._fruitless = 0
        self._reader = threading.Thread(target=self._read, name="engine answers", daemon=True)
        self._reader.start()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        return self._line.process

    @property
    def latency(self) -> float | None:
        return self._line.latency

    @property
    def is_mending(self) -> bool:
        return bool(self._transport.place) and not self._gone and not self._line.is_open

    @property
    def is_alive(self) -> bool:
        # A line elsewhere that is broken is mended while a job is open.
        return not self._gone and (bool(self._transport.place) or self.process.poll() is None)

    @property
    def is_busy(self) -> bool:
        with self._lock:
            return bool(self._jobs)

    def start(self, number: int, request: Request, priority: int, deliver: Deliver | None) -> Job | None:
        """Begin a job; None when the engine ended between the look and the leap."""
        job = Job(number, self, deliver)
        start = messages.Start(number, priority, request)
        with self._lock:
            if self._gone:
                return None
            self._jobs[number] = job, start
            self._outbox.put(start)
        return job

    def cancel(self, job: Job) -> None:
        with self._lock:
            if self._jobs.pop(job.id, None) is not None:
                self._outbox.put(messages.Cancel(job.id))
                job._deliver(_END)

    def prefer(self, job: Job) -> None:
        with self._lock:
            if job.id in self._jobs:
                self._outbox.put(messages.Prefer(job.id))
                first = min(start.priority for _, start in self._jobs.values()) - 1  # as in the engine
                start = self._jobs[job.id][1]
                self._jobs[job.id] = job, msgspec.structs.replace(start, priority=first)

    def close(self) -> None:
        self._closing.set()
        with self._lock:  # no other line is laid from here on
            self._outbox.put(None)
            line = self._line
        line.end()
        self._reader.join()

    def _fail(self, message: messages.ToEngine, error: Exception) -> None:
        """End the one job that cannot be sent; the engine never hears of it."""
        _log.error("a request cannot be sent", exc_info=error)
        if not isinstance(error, PromptStudioError):
            error = BadRequest(f"This cannot be handed to the engine: {error}.")
        with self._lock:
            job = self._pop(message.job) if isinstance(message, messages.Start) else None
        if job is not None:
            job._deliver(error)

    def _pop(self, number: int) -> Job | None:
        job, _ = self._jobs.pop(number, (None, None))
        return job

    def _read(self) -> None:
        """Follow line after line until there is none any more, and end the jobs that are still open."""
        while (failure := self._follow()) is not None and self._lay_another_line(failure):
            _log.warning("the line to %s is laid again", self._transport.place)
        with self._lock:
            self._gone = True
            jobs = [job for job, _ in self._jobs.values()]
            self._jobs.clear()
            self._outbox.put(None)
        ending = _END if self._closing.is_set() else EngineUnreachable(str(failure)) if failure else self._crash()
        for job in jobs:
            job._deliver(ending)

    def _follow(self) -> NoEngine | None:
        """Hand out what comes on the line to its end. Returns why it led nowhere, None for an engine that ended."""
        try:
            self._line.open()
        except NoEngine as error:
            return error
        self._was_there, self._pauses = True, iter(_PAUSES)
        self._fruitless += 1
        for message in self._line.answers():
            self._dispatch(message)
        if not self._transport.line_broke(self._line.code):
            return None
        return NoEngine(f"The line to the engine on {self._transport.place} broke.", broke=True)

    def _lay_another_line(self, failure: NoEngine) -> bool:
        """Ask on another line for what is open; False when that is nothing, or when there is no hope."""
        if not (failure.broke or (failure.may_pass and self._was_there)) or self._fruitless == _FRUITLESS:
            return False
        pause = next(self._pauses, None)
        if pause is None or self._closing.wait(pause):
            return False
        with self._lock:
            if self._closing.is_set():
                return False
            if not self._jobs:
                self._gone = True  # a job that comes now has a line of its own
                return False
            self._outbox.put(None)
            self._outbox = queue.SimpleQueue()
            for job, start in self._jobs.values():
                job._skip = job._counted
                self._outbox.put(start)
            try:
                self._line = Line(self._transport, self._options, self._outbox, self._fail)
            except NoEngine:
                _log.exception("the line cannot be laid again")
                return False
        return True

    def _dispatch(self, message: messages.Answer) -> None:
        with self._lock:
            is_last = not isinstance(message, messages.Happened)
            job = self._pop(message.job) if is_last else self._jobs.get(message.job, (None, None))[0]
            if is_last:
                self._fruitless = 0
            if job is None:  # it was cancelled and this is a late event
                return
            if isinstance(message, messages.Happened) and message.event.each_counts:
                if job._skip:  # it was told before the line broke
                    job._skip -= 1
                    return
                job._counted += 1
            job._deliver(message)

    def _crash(self) -> EngineCrashed:
        _log.error("the engine's process ended with code %s", self._line.code)
        there = f" on {self._transport.place}" if self._transport.place else ""
        return EngineCrashed(
            f"The engine{there} stopped unexpectedly (exit code {self._line.code}); nothing of yours is lost, "
            f"just try again. Details are in {log_folder()}."
        )
