"""Writes a file so that a crash, a full disk or a power cut leaves either the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from promptstudio.errors import UnwritableFile


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path` through a temporary file in the same folder.

    A symbolic link stays one: its target is replaced. An existing file keeps its permissions.
    Raises UnwritableFile with one sentence that names the file.
    """
    given = Path(path)
    try:
        target = given.resolve()
        temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, temporary)
            os.replace(temporary, target)
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
