"""Features of long lists of phrases, kept on the disk from one start of the program to the next.

A file holds what one CLIP made of one list: SHA-256 of what follows, then float32 features. It is named by both, so
that another model, number format or list never finds it. What cannot be read is computed anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import torch

from promptstudio import atomic, log
from promptstudio.errors import UnwritableFile
from promptstudio.folders import cache_folder

LEAST = 500
"""Phrases of a list from which it is kept: fewer take less than a second on most machines."""
_MOST_BYTES = 256 * 2**20  # of all files; the vocabulary of a CLIP takes 100 MB at a width of 1,024
_DIGEST = hashlib.sha256().digest_size

_log = log.category("guide")


def read(model: str, phrases: Sequence[str]) -> torch.Tensor | None:
    """Features (phrases, dim) that `write` kept; None where there are none or they are damaged. `model`: what tells a
    CLIP from every other (`Clip.identity`)."""
    file = _file(model, phrases)
    try:
        data = file.read_bytes()
        digest, found = data[:_DIGEST], bytearray(data[_DIGEST:])
        if hashlib.sha256(found).digest() != digest:
            _log.warning("features in %s are damaged and computed anew", file)
            return None
        os.utime(file)  # what was used last is dropped last
    except OSError:
        return None
    return torch.frombuffer(found, dtype=torch.float32).view(len(phrases), -1)


def write(model: str, phrases: Sequence[str], features: torch.Tensor) -> None:
    """Keeps features (phrases, dim), float32 on the CPU, and drops those that were not used for longest. A disk that
    cannot be written is no error: nothing is kept then."""
    file = _file(model, phrases)
    data = features.contiguous().numpy().tobytes()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(file, hashlib.sha256(data).digest() + data)
        _drop_oldest(file.parent)
    except (OSError, UnwritableFile) as error:
        _log.warning("features of phrases are not kept: %s", error)


def _file(model: str, phrases: Sequence[str]) -> Path:
    name = hashlib.sha256("\0".join((model, *phrases)).encode()).hexdigest()
    return cache_folder() / "features" / f"{name}.f32"


def _drop_oldest(folder: Path) -> None:
    left = _MOST_BYTES
    for file in sorted(folder.glob("*.f32"), key=lambda file: file.stat().st_mtime, reverse=True):
        left -= file.stat().st_size
        if left < 0:
            with contextlib.suppress(OSError):  # another process may read or drop it
                file.unlink()
