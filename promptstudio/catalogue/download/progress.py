"""The events of a download or a check, and how its time passes."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import msgspec

from promptstudio.catalogue.download import disk

_TICK = 0.2  # seconds between two events
_RATE_WINDOW = 10.0  # seconds over which the rate is averaged
_T = TypeVar("_T")


class Timing(msgspec.Struct, frozen=True):
    """How time passes; tests replace it."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stall: float = 30.0
    """Seconds without a byte after which a connection is given up."""
    poll: float = 0.25
    """Seconds that a generator is silent at most."""


class DownloadProgress(msgspec.Struct, frozen=True):
    """How far a download or a check is."""

    model: str
    """Its id."""
    file: str
    """The file that is worked on."""
    file_bytes: int
    """Bytes of this file that are here, or have been hashed."""
    file_total: int
    bytes: int
    """Bytes of all files that are here."""
    total: int
    """Bytes that all files will have."""
    rate: float
    """Bytes a second."""
    seconds_left: float | None
    state: str
    """One of "looking" (at the hub), "downloading", "waiting" (before another try), "checking" (hashing) or "done"."""
    note: str = ""
    """Why it waits."""


Steps = Generator[DownloadProgress, None, _T]
"""A generator that yields events and returns a result; closing it pauses the work."""


class Report:
    """Where a download or a check stands, as events."""

    def __init__(self, model: str, timing: Timing, total: int) -> None:
        self.model = model
        self.clock = timing.clock
        self.total = total
        self.file = ""
        self.file_total = 0
        self.file_bytes = 0
        self.counted = False
        """Whether the file's bytes count already as a whole, while it is hashed after its arrival."""
        self._finished = 0
        self._last_event = -_TICK
        self._arrived: deque[tuple[float, int]] = deque([(self.clock(), 0)])

    def start(self, file: str, size: int, counted: bool = False) -> None:
        """Begin with `file` of `size` bytes."""
        self.file, self.file_total, self.file_bytes, self.counted = file, size, 0, counted

    def finish(self) -> None:
        """The file is done: its bytes count for good."""
        self._finished += self.file_total
        self.file_bytes, self.counted = 0, False

    def arrived(self, count: int) -> None:
        """Count bytes that came over the network."""
        now = self.clock()
        self.file_bytes += count
        self._arrived.append((now, count))
        while len(self._arrived) > 1 and self._arrived[0][0] < now - _RATE_WINDOW:
            self._arrived.popleft()

    def event(self, state: str, note: str = "") -> DownloadProgress:
        """The present state as an event."""
        done = self._finished + (self.file_total if self.counted else self.file_bytes)
        span = self.clock() - self._arrived[0][0]
        rate = sum(count for _, count in self._arrived) / span if span > 0 and state == "downloading" else 0.0
        left = max(self.total - done, 0) / rate if rate > 0 else None
        return DownloadProgress(
            self.model, self.file, self.file_bytes, self.file_total, done, self.total, rate, left, state, note
        )

    def due(self) -> bool:
        """Whether it is time for an event: at most five times a second."""
        now = self.clock()
        if now - self._last_event < _TICK:
            return False
        self._last_event = now
        return True

    def hashing(self, name: str, file: Path, counted: bool = False) -> Steps[str]:
        """The sha256 of a file."""
        self.start(name, disk.size(file), counted)
        yield self.event("checking")
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 22):
                digest.update(chunk)
                self.file_bytes += len(chunk)
                if self.due():
                    yield self.event("checking")
        return digest.hexdigest()
