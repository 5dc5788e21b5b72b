"""Rows in a file, one JSON object a line: what an evaluation or a batch has done so far. Tables are made from them.

A row is written whole with one call and is on the disk before the next begins. A line that a crash cut short is dropped
when the file is opened again, and its point is measured anew. Only one process writes to a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import filelock
import msgspec

from promptstudio import atomic
from promptstudio.errors import BadRequest, UnwritableFile

Row = dict[str, Any]
"""`key`, `measure`, `example` (its id), `values` (figures by name of metric), `seconds` (all that it took), `failed` (a
sentence, or empty), `point`, and whatever else is worth keeping."""

_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)  # the last one is Windows' alone


class Rows:
    """A context. `file`: where rows are added; None keeps them in memory. `others`: files of other runs, only read."""

    def __init__(self, file: Path | None, others: Iterable[Path] = ()) -> None:
        self.file = file
        self.faults: list[str] = []
        """Sentences on lines that could not be read."""
        self._others = tuple(others)
        self._by_key: dict[str, Row] = {}
        self._out: int | None = None
        self._lock: filelock.BaseFileLock | None = None

    def __enter__(self) -> Rows:
        for other in self._others:
            self._load(_lines(other), other.name)
        if self.file is not None:
            self._lock = filelock.FileLock(f"{self.file}.lock")
            try:
                self._lock.acquire(timeout=0)
                _mend(self.file)
                self._load(_lines(self.file), self.file.name)
                self._out = os.open(self.file, _APPEND, 0o644)
            except filelock.Timeout as error:
                raise BadRequest(f"Another run is writing to {self.file}; give this one a file of its own.") from error
            except OSError as error:
                self._lock.release()
                raise UnwritableFile(f"{self.file} cannot be written: {error.strerror or error}.") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not None:
            os.close(self._out)
            self._out = None
        if self._lock is not None:
            self._lock.release()

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Row:
        return self._by_key[key]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, key: str | None) -> Row | None:
        """The row of a key, or None."""
        return None if key is None else self._by_key.get(key)

    def add(self, row: Row) -> None:
        """Keep a row whose key is new; it is on the disk when this returns."""
        assert row["key"] not in self._by_key, "a point was measured twice"
        if self._out is not None:
            line = msgspec.json.encode(row) + b"\n"
            try:
                if os.write(self._out, line) < len(line):
                    raise OSError("the disk is full")
                os.fsync(self._out)
            except OSError as error:
                raise UnwritableFile(f"{self.file} could not be written: {error.strerror or error}.") from error
        self._by_key[row["key"]] = row

    def forget_failed(self) -> int:
        """Drop rows that failed from the file, so that their points are measured again; returns how many."""
        failed = [key for key, row in self._by_key.items() if row.get("failed")]
        if failed and self.file is not None and self._out is not None:
            os.close(self._out)
            own = [line for line in _lines(self.file) if (row := _parsed(line)) and not row.get("failed")]
            atomic.write_bytes(self.file, b"".join(line + b"\n" for line in own))
            self._out = os.open(self.file, _APPEND)
        for key in failed:
            del self._by_key[key]
        return len(failed)

    def adopt(self, wanted: Iterable[tuple[str, str, dict[str, Any]]]) -> int:
        """Let rows of other versions of the program or its models stand for keys that are not known: those of the same
        point and an example of the same name. `wanted`: (key, example's name, point). Nothing is written. Returns how
        many rows were taken."""
        known = {(row["example"], _canonical(row["point"])): row for row in self._by_key.values()}
        taken = {
            key: row
            for key, example, point in wanted
            if key not in self._by_key and (row := known.get((example, _canonical(point))))
        }
        self._by_key.update(taken)
        return len(taken)

    def _load(self, lines: list[bytes], name: str) -> None:
        for number, line in enumerate(lines, start=1):
            row = _parsed(line)
            if row is None:
                self.faults.append(f"Line {number} of {name} is damaged and left out.")
            else:
                self._by_key.setdefault(row["key"], row)


def _canonical(point: dict[str, Any]) -> bytes:
    return msgspec.json.encode(point, order="sorted")


def _parsed(line: bytes) -> Row | None:
    try:
        row = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("key"), str) else None


def _lines(file: Path) -> list[bytes]:
    """The complete lines of a file; none if it is not there. What stands after the last line break is a torn line."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror}.") from error
    return [line for line in data.split(b"\n")[:-1] if line.strip()]


def _mend(file: Path) -> None:
    """Cuts a torn last line off."""
    if not file.exists():
        return
    with file.open("r+b") as data:
        whole = data.read()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            data.truncate(end)
            data.flush()
            os.fsync(data.fileno())
