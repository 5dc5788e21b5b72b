"""The lines of the program's log files as they are written, and what crashes left."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from promptstudio.folders import data_folder, log_folder
from promptstudio_ui.translation import tr, tr_noop

FILES = {"window": tr_noop("Window"), "engine": tr_noop("Engine")}
"""Names of the log files without their ending, each with what it is called in the window."""
LEVELS = {"INFO": 20, "WARNING": 30, "ERROR": 40, "CRITICAL": 50}
MOST_BYTES = 400_000
"""What is read of a file that was there before, from its end."""
MOST_CRASH = 12_000
"""Characters of a crash's stacks that are shown."""
_BEGIN = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d\d\d) ([A-Z]+) \d+ (\S+): (.*)")


class Entry(NamedTuple):
    """One record of a log, with the lines of its traceback."""

    time: str
    level: str
    """A key of `LEVELS`."""
    source: str
    """A key of `FILES`."""
    text: str
    """As it stands in the file, without time and level."""

    @property
    def line(self) -> str:
        """The whole entry as text."""
        return f"{self.time} {self.level:<7} {self.source:<6} {self.text}"


class LogTail:
    """Reads a log file to its end, and later what came since. A file that began anew is read from its start."""

    def __init__(self, source: str, path: Path) -> None:
        self._source = source
        self._path = path
        self._place = 0
        self._inode = 0
        self._rest = b""  # a line that was not written to its end
        self._last: Entry | None = None

    def read(self) -> list[Entry]:
        """The entries since the last call; none where the file cannot be read."""
        try:
            with self._path.open("rb") as file:
                return self._parse(self._new_bytes(file))
        except OSError:
            return []

    def _new_bytes(self, file: BinaryIO) -> bytes:
        facts = os.fstat(file.fileno())
        if facts.st_ino != self._inode or facts.st_size < self._place:
            first = self._inode == 0
            self._inode, self._rest = facts.st_ino, b""
            self._place = max(facts.st_size - MOST_BYTES, 0) if first else 0
        file.seek(self._place)
        content = self._rest + file.read()
        self._place = file.tell()
        whole, newline, self._rest = content.rpartition(b"\n")
        return whole + newline

    def _parse(self, content: bytes) -> list[Entry]:
        entries: list[Entry] = []
        for line in content.decode("utf-8", "replace").splitlines():
            if found := _BEGIN.fullmatch(line):
                when, level, _, text = found.groups()
                entries.append(Entry(when, level if level in LEVELS else "INFO", self._source, text))
            elif entries:  # a traceback belongs to the line before it
                entries[-1] = entries[-1]._replace(text=f"{entries[-1].text}\n{line}")
            elif self._last is not None:  # the line before it was read already
                entries.append(self._last._replace(text=line))
        self._last = entries[-1] if entries else self._last
        return entries


def tails() -> list[LogTail]:
    """One for each log file of this user."""
    return [LogTail(source, log_folder() / f"{source}.log") for source in FILES]


def chosen(entries: Iterable[Entry], level: str, typed: str, sources: Iterable[str] = FILES) -> list[Entry]:
    """Those of at least `level`, of one of the `sources`, that hold every typed word."""
    words, wanted = typed.lower().split(), set(sources)
    return [
        entry
        for entry in entries
        if LEVELS[entry.level] >= LEVELS[level]
        and entry.source in wanted
        and all(word in entry.line.lower() for word in words)
    ]


def crash_file() -> Path:
    """Where a run of the window that crashed left its stack, for the next run to offer."""
    return data_folder() / "last-crash.txt"


def crash_text() -> str:
    """The stacks that the last crashes of window and engine left, each with the time; empty when there are none."""
    parts = []
    for source, path in (("window", crash_file()), ("engine", log_folder() / "engine-crash.log")):
        try:
            text, when = path.read_text("utf-8", "replace")[-MOST_CRASH:].strip(), path.stat().st_mtime
        except OSError:
            continue
        if text:
            parts.append(f"{tr(FILES[source])}, {time.strftime('%Y-%m-%d %H:%M', time.localtime(when))}\n{text}")
    return "\n\n".join(parts)
