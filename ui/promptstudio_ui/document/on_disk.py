"""Whether a project's file is still the one that a window has read or written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from promptstudio.document import Project


class Stamp(NamedTuple):
    """What differs when somebody else has written a file: it is replaced whole (`promptstudio.atomic`)."""

    written: int
    """Nanoseconds, only compared: the clock may be wrong."""
    size: int
    node: int


def stamp_of(path: str | os.PathLike[str]) -> Stamp | None:
    """None when there is no such file, or nothing can be told of it."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def load(path: Path) -> tuple[Project, Stamp | None]:
    """A project and its file's stamp. Raises UnreadableProject."""
    from promptstudio.files import project

    stamp = stamp_of(path)
    return project.load(path), stamp


def save(path: str, snapshot: Project, known: Stamp | None) -> tuple[bool, Stamp | None]:
    """Write a project, unless its file is another one than `known` (None: whatever it is). Returns whether it was
    written, and the file's stamp. Raises UnwritableFile."""
    from promptstudio.files import project

    found = stamp_of(path)
    if known is not None and found is not None and found != known:
        return False, found
    project.save(path, snapshot)
    return True, stamp_of(path)
