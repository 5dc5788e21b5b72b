"""Writes a file so that a crash, a full disk or a power cut leaves either the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import time
from pathlib import Path

from promptstudio.errors import UnwritableFile

_LEFT_SECONDS = 600.0
"""Age of a temporary file that nobody writes any more."""


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path` through a temporary file in the same folder.

    A symbolic link stays one: its target is replaced. An existing file keeps its permissions.
    Raises UnwritableFile with one sentence that names the file.
    """
    given = Path(path)
    try:
        target = given.resolve()
        temporary = target.with_name(f"{_beginning(target)}.{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, temporary)
            os.replace(temporary, target)
            _sweep(target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except FileNotFoundError as error:
        raise UnwritableFile(f"{given.name} could not be written: the folder {given.parent} does not exist.") from error
    except PermissionError as error:
        raise UnwritableFile(f"{given.name} could not be written: no permission for {given.parent}.") from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnwritableFile(f"{given.name} could not be written: {reason}.") from error


def _beginning(target: Path) -> str:
    return f".{target.name[:100]}"


def _sweep(target: Path) -> None:
    """Delete what is left of writing the same file by a program that was killed."""
    with contextlib.suppress(OSError):
        for left in target.parent.glob(f"{glob.escape(_beginning(target))}.{'[0-9a-f]' * 8}.part"):
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink(missing_ok=True)
