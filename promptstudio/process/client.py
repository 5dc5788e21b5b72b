"""The engine as the window sees it: a child process behind the same generators. Light; no torch, no Qt."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from promptstudio import log
from promptstudio.errors import BadRequest, EngineCrashed, PromptStudioError
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions
from promptstudio.process import messages
from promptstudio.process.command import child_environment, command
from promptstudio.process.pixels import Sender
from promptstudio.protocol import (
    Event,
    FreedMemory,
    FreeMemoryRequest,
    Request,
    Result,
)
from promptstudio.text import with_valid_text

_log = log.category("client")
_PATIENCE = 2.0  # seconds for the engine to end by itself, which it does within one when its stdin closes
_OUTPUT_LIMIT = 1_000_000  # bytes
_MUCH = 1_000_000_000  # bytes of main memory; without models an engine holds less on the CPU, and more with a GPU
_END = messages.Cancelled(0)  # the last message of a job that was cancelled

Deliver = Callable[[messages.FromEngine | PromptStudioError], None]
"""Takes a job's events and then the one message that ends it: `Finished`, `Failed`, `Cancelled`, or the
PromptStudioError of a request that could not be sent or of a process that died (EngineCrashed)."""


class Job:
    """One running request. Iterate it (in one thread) for its events; afterwards `result` is set.

    After a cancel the iteration simply ends, `result` is None and `cancelled` True. Iterating raises the engine's typed
    failure, EngineCrashed when the process died, or BadRequest when the request could not be sent. A job that was
    started with `deliver` is not iterated: every message goes to that function.
    """

    def __init__(self, number: int, child: _Child, deliver: Deliver | None = None) -> None:
        self.id = number
        self.result: Result | None = None
        self.cancelled = False
        self._child = child
        self._inbox: queue.SimpleQueue[messages.FromEngine | PromptStudioError] = queue.SimpleQueue()
        self._deliver = deliver or self._inbox.put
        self._over = False

    def cancel(self) -> None:
        """End the job at its next step; callable from any thread, returns at once. No effect on a finished job."""
        self._child.cancel(self)

    def prefer(self) -> None:
        """Have the engine work on this job before all others that it has now; callable from any thread."""
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

    `engine` is the import string of the engine class. The process ends with `close()` and with this process.
    """

    def __init__(self, options: EngineOptions | None = None, *, engine: str = "promptstudio.engine:Engine") -> None:
        self._command = command(engine, msgspec.json.encode(options or EngineOptions()).decode())
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._last_number = 0

    @property
    def pid(self) -> int | None:
        """Process id of the engine, None while none runs."""
        with self._lock:
            return self._child.process.pid if self._child and self._child.is_alive else None

    def start(self, request: Request, priority: int | None = None, deliver: Deliver | None = None) -> Job:
        """Begin a job; `priority` is that of the request's verb unless given; smaller is more urgent. `deliver`
        is called with each of its messages, from whichever thread has it, and must return at once. A request that
        cannot be sent, as it is too large, fails alone."""
        if priority is None:
            priority = request.verb.priority
        with self._lock:
            if self._child is None or not self._child.is_alive:
                self._child = _Child(self._command)
            self._last_number += 1
            return self._child.start(self._last_number, with_valid_text(request), priority, deliver)

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
    """One engine process with its two pipe threads and the jobs it has open."""

    def __init__(self, command: list[str]) -> None:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        with _output_file() as output:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env=child_environment(),
                creationflags=flags,
            )
        self._lock = threading.Lock()
        self._jobs: dict[int, Job] = {}
        self._outbox: queue.SimpleQueue[messages.ToEngine | None] = queue.SimpleQueue()
        self._gone = False
        self._closing = False
        self._reader = threading.Thread(target=self._read, name="engine answers", daemon=True)
        self._reader.start()
        threading.Thread(target=self._write, name="engine requests", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        return not self._gone and self.process.poll() is None

    @property
    def is_busy(self) -> bool:
        with self._lock:
            return bool(self._jobs)

    def start(self, number: int, request: Request, priority: int, deliver: Deliver | None) -> Job:
        job = Job(number, self, deliver)
        with self._lock:
            if self._gone:  # it died between the look and the leap
                job._deliver(self._crash())
            else:
                self._jobs[number] = job
                self._outbox.put(messages.Start(number, priority, request))
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

    def close(self) -> None:
        with self._lock:
            self._closing = True
            self._outbox.put(None)
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join()

    def _write(self) -> None:
        pipe = cast(BinaryIO, self.process.stdin)
        pixels = Sender()
        with contextlib.suppress(OSError):  # the reader sees the same end and tells the jobs
            while (message := self._outbox.get()) is not None:
                try:
                    for part in pixels.outgoing(message):
                        messages.write(pipe, messages.frame(part))
                except (PromptStudioError, TypeError, ValueError) as error:
                    self._fail(message, error)
        with contextlib.suppress(OSError):
            pipe.close()

    def _fail(self, message: messages.ToEngine, error: Exception) -> None:
        """End the one job that cannot be sent; the engine never hears of it."""
        _log.error("a request cannot be sent", exc_info=error)
        if not isinstance(error, PromptStudioError):
            error = BadRequest(f"This cannot be handed to the engine: {error}.")
        with self._lock:
            job = self._jobs.pop(message.job, None) if isinstance(message, messages.Start) else None
        if job is not None:
            job._deliver(error)

    def _read(self) -> None:
        pipe = cast(BinaryIO, self.process.stdout)
        try:
            while (message := messages.read_answer(pipe)) is not None:
                self._dispatch(message)
        except (messages.BrokenStream, OSError):
            _log.exception("the engine's answers broke off")
        self.process.kill()  # without effect on a process that has ended already
        self.process.wait()
        pipe.close()
        with self._lock:
            self._gone = True
            jobs = list(self._jobs.values())
            self._jobs.clear()
            self._outbox.put(None)
            ending = _END if self._closing else self._crash()
        for job in jobs:
            job._deliver(ending)

    def _dispatch(self, message: messages.FromEngine) -> None:
        with self._lock:
            is_last = not isinstance(message, messages.Happened)
            job = self._jobs.pop(message.job, None) if is_last else self._jobs.get(message.job)
            if job is not None:  # otherwise it was cancelled and this is a late event
                job._deliver(message)

    def _crash(self) -> EngineCrashed:
        _log.error("the engine's process ended with code %s", self.process.returncode)
        return EngineCrashed(
            f"The engine stopped unexpectedly (exit code {self.process.returncode}); nothing of yours is lost, "
            f"just try again. Details are in {log_folder()}."
        )


def _output_file() -> BinaryIO:
    """Where the child's stderr and every stray print go."""
    path = log_folder() / "engine-output.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "wb" if path.exists() and path.stat().st_size > _OUTPUT_LIMIT else "ab"
        return cast(BinaryIO, path.open(mode))
    except OSError:
        return Path(os.devnull).open("wb")
