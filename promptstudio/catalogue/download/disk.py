"""Files of the folder of downloads: sizes, free space, locks, and the sentences of disk errors.

Other modules call `free_bytes` through this module (`disk.free_bytes(...)`), so that tests replace it in one place.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from promptstudio import log
from promptstudio.catalogue.entries import Model
from promptstudio.errors import DownloadFailed

MARGIN = 512 * 2**20
"""Bytes of the disk that stay free."""

_log = log.category("download")


def is_safe_name(name: str) -> bool:
    """Whether a name from a listing stays inside the model's folder, on every system."""
    parts = name.split("/")
    return all(part not in ("", ".", "..") and not re.search(r'[\\:*?"<>|\x00-\x1f]', part) for part in parts)


def size(file: Path) -> int:
    """Bytes of a file; 0 when there is none."""
    return file.stat().st_size if file.is_file() else 0


def size_of_folder(folder: Path) -> int:
    """Bytes of all files in `folder` and below."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that `folder` is, or will be, on."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(existing).free


def with_ending(file: Path, ending: str) -> Path:
    """The path of `file` with `ending` after its name."""
    return file.with_name(file.name + ending)


def quarantine(file: Path, final: Path) -> None:
    """Rename `file` to `final`.quarantined. It is kept until a good file has arrived at `final`."""
    _log.warning("quarantined %s", file)
    os.replace(file, with_ending(final, ".quarantined"))


@contextmanager
def locked(model: Model, target: Path) -> Iterator[None]:
    """One program at a time; the operating system frees the lock when its program dies."""
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(target.with_name(f".{model.id}.lock"), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise DownloadFailed(f"“{model.name}” is being downloaded by another window or program.") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """A context that turns errors of the file system into DownloadFailed with one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadFailed(f"The disk is full at {folder}; what has arrived is kept.") from error
        raise DownloadFailed(f"{folder} cannot be used: {error.strerror or error}.") from error
