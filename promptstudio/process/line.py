"""One process at whose other end an engine is, and the threads at its pipes."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.folders import log_folder
from promptstudio.machine import EngineOptions
from promptstudio.process import greeting, messages
from promptstudio.process.packing import packed, unpacked
from promptstudio.process.pixels import Sender
from promptstudio.process.transport import NoEngine, Transport, why_unreachable

_log = log.category("client")
_PATIENCE = 2.0  # seconds for the engine to end by itself, which it does within one when its stdin closes
_OUTPUT_LIMIT = 1_000_000  # bytes
_REMEMBERED = 4096  # bytes of stderr that are searched for why no engine answers
_PING_SECONDS = 10.0

_FLAGS = 0
if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS

Outbox = queue.SimpleQueue[messages.ToEngine | None]
"""What is to be sent; None ends it, and with it the engine."""


class Line:
    """A started process that speaks frames. `refused` takes what of `outbox` cannot be sent, and why.

    Raises NoEngine when the command that leads elsewhere cannot be started.
    """

    def __init__(
        self,
        transport: Transport,
        options: EngineOptions,
        outbox: Outbox,
        refused: Callable[[messages.ToEngine, Exception], None],
    ) -> None:
        self._transport, self._outbox, self._refused = transport, outbox, refused
        self._is_remote = bool(transport.place)
        self._said = b""
        self._listener: threading.Thread | None = None
        self.latency: float | None = None
        """Seconds from here to the engine elsewhere and back; None until it is known, and for an engine here."""
        self.is_open = False
        """Whether an engine is there and has not ended, as far as is known."""
        command = transport.command(options)
        with _output_file() as output:
            try:
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE if self._is_remote else output,
                    env=transport.environment(),
                    creationflags=_FLAGS,
                    start_new_session=self._is_remote,
                )
            except OSError as error:
                if not self._is_remote:
                    raise
                raise NoEngine(f"The program {command[0]} cannot be started: {error.strerror}.") from error
        if self._is_remote:
            self._listener = threading.Thread(target=self._listen, name="engine output", daemon=True)
            self._listener.start()

    @property
    def code(self) -> int:
        """The exit code of a process that has ended."""
        return self.process.wait()

    def open(self) -> None:
        """Begin to send. An engine elsewhere is waited for until it greets; raises NoEngine when that does not come."""
        if self._is_remote:
            try:
                self._hear_greeting()
            except NoEngine:
                with contextlib.suppress(OSError):
                    cast(BinaryIO, self.process.stdin).close()
                raise
        self.is_open = True
        threading.Thread(target=self._write, name="engine requests", daemon=True).start()

    def answers(self) -> Iterator[messages.Answer]:
        """What the engine says until it ends, whose process has then ended, too."""
        pipe = cast(BinaryIO, self.process.stdout)
        try:
            while (message := messages.read_answer(pipe)) is not None:
                if isinstance(message, messages.Pong):
                    self.latency = (time.monotonic_ns() - message.sent) / 1e9
                else:
                    yield unpacked(message) if self._is_remote else message
        except (messages.BrokenStream, OSError):
            _log.exception("the engine's answers broke off")
        self._finish()

    def end(self) -> None:
        """Wait a little for the process, whose requests have ended, and then end it."""
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process now, without effect on one that has ended; with it what it started to get elsewhere."""
        if self._is_remote and os.name == "posix" and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def _hear_greeting(self) -> None:
        try:
            found = greeting.read(cast(BinaryIO, self.process.stdout))
        except messages.BrokenStream:
            _log.exception("no greeting")
            self.kill()
            self._finish()
            raise NoEngine(
                f"What answers on {self._transport.place} is no engine; see that its login prints nothing."
            ) from None
        if found is None:
            self._finish()
            raise why_unreachable(self._transport, self.code, self._said.decode("utf-8", "replace"))
        if sentence := found.mismatch(self._transport.place):
            self.kill()
            self._finish()
            raise NoEngine(sentence)

    def _finish(self) -> None:
        self.is_open = False
        if self._is_remote:  # its own exit code says whether the line broke
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_PATIENCE)
        self.kill()
        self.process.wait()
        if self._listener is not None:
            self._listener.join(_PATIENCE)  # something that it started may hold the pipe open
        cast(BinaryIO, self.process.stdout).close()

    def _write(self) -> None:
        pipe = cast(BinaryIO, self.process.stdin)
        pixels = Sender()
        with contextlib.suppress(OSError):  # the reader sees the same end and tells the jobs
            for message in self._outgoing():
                try:
                    for part in pixels.outgoing(message):
                        messages.write(pipe, messages.frame(packed(part) if self._is_remote else part))
                except (PromptStudioError, TypeError, ValueError) as error:
                    self._refused(message, error)
        with contextlib.suppress(OSError):
            pipe.close()

    def _outgoing(self) -> Iterator[messages.ToEngine]:
        """The outbox up to its end. To an engine elsewhere first of all a ping, so that its time is known with the
        first answer, and another one whenever one is due and nothing else waits."""
        due = time.monotonic() + _PING_SECONDS
        if self._is_remote:
            yield messages.Ping(time.monotonic_ns())
        while True:
            try:
                message = self._outbox.get(timeout=max(0.0, due - time.monotonic()) if self._is_remote else None)
            except queue.Empty:
                due = time.monotonic() + _PING_SECONDS
                message = messages.Ping(time.monotonic_ns())
            if message is None:
                return
            yield message

    def _listen(self) -> None:
        """Keep the end of stderr and write all of it to the log."""
        pipe = cast(BinaryIO, self.process.stderr)
        with _output_file() as output, pipe:
            while part := os.read(pipe.fileno(), _REMEMBERED):
                self._said = (self._said + part)[-_REMEMBERED:]
                output.write(part)
                output.flush()


def _output_file() -> BinaryIO:
    """Where the child's stderr and every stray print go."""
    path = log_folder() / "engine-output.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "wb" if path.exists() and path.stat().st_size > _OUTPUT_LIMIT else "ab"
        return cast(BinaryIO, path.open(mode))
    except OSError:
        return Path(os.devnull).open("wb")
