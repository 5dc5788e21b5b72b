"""The engine's own process: `python -m promptstudio.process.host --options JSON`, and elsewhere `promptstudio engine
--stdio`.

A reader thread takes requests from stdin. The main thread keeps the generators of all open jobs and advances the most
urgent one by one event at a time, so that an analysis is answered between two steps of a running render.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import importlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from typing import Any, BinaryIO, NoReturn

import msgspec

from promptstudio import log
from promptstudio.failures import as_failure, is_lost_device
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions
from promptstudio.process import greeting, messages
from promptstudio.process.command import DEFAULT_ENGINE
from promptstudio.process.packing import packed, unpacked
from promptstudio.process.pixels import Store
from promptstudio.protocol import Event, Request, Result

_NICENESS = 5
_GRACE = 1.0  # seconds that a step may still take after stdin has closed
_SILENCE = 300.0  # seconds without a word from a window elsewhere, which pings: its line is dead and nobody was told

_log = log.category("engine")


class _OpenJob(msgspec.Struct):
    number: int
    priority: int
    steps: Generator[Event, None, Result]

    @property
    def urgency(self) -> tuple[int, int]:
        return self.priority, self.number


class Host:
    """Runs jobs from `requests` one step at a time and writes their events, results and failures to `answers`."""

    def __init__(
        self, make_engine: Callable[[], Any], requests: BinaryIO, answers: BinaryIO, elsewhere: bool = False
    ) -> None:
        """`elsewhere`: the window is on another machine, so that pictures are packed, and silence ends the process."""
        self._make_engine = make_engine
        self._engine: Any = None
        self._requests, self._answers = requests, answers
        self._writing = threading.Lock()
        self._elsewhere, self._heard = elsewhere, time.monotonic()
        self._inbox: queue.SimpleQueue[messages.ToEngine | None] = queue.SimpleQueue()
        self._jobs: dict[int, _OpenJob] = {}
        self._pixels = Store()
        self._over = threading.Event()

    def serve(self) -> None:
        """Work until the requests end. A step that outlives them by more than a second is cut off with the process."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        if self._elsewhere:
            threading.Thread(target=self._watch, name="silence", daemon=True).start()
        try:
            while self._take_messages():
                if self._jobs:
                    self._advance(min(self._jobs.values(), key=lambda job: job.urgency))
        except BrokenPipeError:
            _log.info("nobody reads the answers any more")
        finally:
            for job in list(self._jobs.values()):
                self._close(job)
            self._over.set()

    def _read(self) -> None:
        try:
            while (message := messages.read_request(self._requests)) is not None:
                self._heard = time.monotonic()
                if isinstance(message, messages.Ping):  # the line's own time, not that of a running step
                    self._write(messages.frame(messages.Pong(message.sent)))
                else:
                    self._inbox.put(unpacked(message) if self._elsewhere else message)
        except (messages.BrokenStream, OSError):
            _log.exception("the requests broke off")
        self._inbox.put(None)
        if not self._over.wait(_GRACE):
            os._exit(0)

    def _watch(self) -> None:
        while not self._over.wait(_SILENCE / 4):
            if time.monotonic() - self._heard > _SILENCE:
                _log.warning("nothing was heard for %d seconds", _SILENCE)
                os._exit(0)

    def _frame(self, message: messages.Answer) -> bytes:
        return messages.frame(packed(message) if self._elsewhere else message)

    def _write(self, frame: bytes) -> None:
        with self._writing:
            messages.write(self._answers, frame)

    def _take_messages(self) -> bool:
        """Handle what has arrived, waiting if there is nothing else to do; False once the requests have ended."""
        while not self._jobs or not self._inbox.empty():
            message = self._inbox.get()
            if message is None:
                return False
            match message:
                case messages.Start():
                    self._start(message)
                case messages.Cancel():
                    self._cancel(message.job)
                case messages.Prefer():
                    self._prefer(message.job)
                case messages.Keep():
                    self._pixels.keep(message)
                case messages.Forget():
                    self._pixels.forget(message)
        return True

    def _start(self, message: messages.Start) -> None:
        self._jobs[message.job] = _OpenJob(message.job, message.priority, self._run(self._pixels.whole(message)))

    def _run(self, request: Request) -> Generator[Event, None, Result]:
        # The engine is made inside the first job, so that a profile that cannot load fails that job with its sentence.
        if self._engine is None:
            self._engine = self._make_engine()
        return (yield from self._engine.stream(request))

    def _cancel(self, number: int) -> None:
        if job := self._jobs.get(number):
            self._close(job)
            self._write(messages.frame(messages.Cancelled(number)))

    def _prefer(self, number: int) -> None:
        if job := self._jobs.get(number):
            job.priority = min(open_job.priority for open_job in self._jobs.values()) - 1

    def _advance(self, job: _OpenJob) -> None:
        goes_on = False
        try:
            try:
                frame = self._frame(messages.Happened(job.number, next(job.steps)))
                goes_on = True
            except StopIteration as end:
                frame = self._frame(messages.Finished(job.number, end.value))
        except Exception as error:
            if is_lost_device(error):
                raise  # ends this process; the client says so and starts another one
            failure = as_failure(error, _log, log_folder() / "engine.log")
            frame = messages.frame(messages.Failed.of(job.number, failure))
        if not goes_on:
            self._close(job)
        self._write(frame)

    def _close(self, job: _OpenJob) -> None:
        self._jobs.pop(job.number, None)
        try:
            job.steps.close()
        except Exception:
            _log.exception("job %d did not close cleanly", job.number)


def _engine_factory(path: str, options: EngineOptions) -> Callable[[], Any]:
    module, _, name = path.partition(":")

    def make() -> Any:  # noqa: ANN401
        return getattr(importlib.import_module(module), name)(**msgspec.structs.asdict(options))

    return make


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for frames only: from here on libraries print to stderr and read nothing."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, answers


def main(arguments: list[str] | None = None) -> NoReturn:
    """Serve until stdin ends; without `arguments` those of the process."""
    parser = argparse.ArgumentParser(prog="promptstudio.process.host", description="The engine's child process.")
    parser.add_argument("--options", default="{}", help="`EngineOptions` as JSON")
    parser.add_argument("--engine", default=DEFAULT_ENGINE, help="module:class of the engine")
    asked = parser.parse_args(arguments)
    options = msgspec.json.decode(asked.options, type=EngineOptions)
    _serve(_engine_factory(asked.engine, options))


def serve_elsewhere(options: EngineOptions) -> NoReturn:
    """`promptstudio engine --stdio`: greet a window on another machine, then serve it until stdin ends or is silent."""
    _serve(_engine_factory(DEFAULT_ENGINE, options), elsewhere=True)


def _serve(make_engine: Callable[[], Any], elsewhere: bool = False) -> NoReturn:
    requests, answers = _take_pipes()
    if elsewhere:
        with contextlib.suppress(BrokenPipeError):
            greeting.write(answers)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal belongs to the program that started us
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    log.set_up("engine")
    _enable_faulthandler()
    Host(make_engine, requests, answers, elsewhere=elsewhere).serve()
    # Threads of libraries must not keep a process alive that nobody talks to.
    os._exit(0)


def _enable_faulthandler() -> None:
    try:
        crash_file = (log_folder() / "engine-crash.log").open("a", encoding="utf-8")
    except OSError:
        faulthandler.enable()
    else:
        faulthandler.enable(file=crash_file)


if __name__ == "__main__":
    main()
