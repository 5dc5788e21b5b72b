"""Files from outside: their size is checked before they are read, few decoders see them, and warnings stay silent."""

from __future__ import annotations

import io
import os
import stat
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from promptstudio.errors import PromptStudioError
from promptstudio.images import png

MAX_BYTES = 256 * 2**20
"""Largest image file that is read."""

# Pillow's other decoders (EPS starts a program, for one) never see a file from outside. Phones' MPO comes in as JPEG.
_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "BMP", "DIB", "TIFF", "GIF")

# catch_warnings swaps a list of the whole process; two threads decoding at once would leave each other's behind.
_warnings_lock = threading.Lock()


def read_bytes(path: str | os.PathLike[str], limit: int, error: type[PromptStudioError]) -> bytes:
    """The file's bytes, at most `limit` of them; raises `error` with one sentence that names the file."""
    path = Path(path)
    name = path.name or str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise error(f"{name} is a folder, not a file.")
        if not stat.S_ISREG(status.st_mode):
            raise error(f"{name} is not a regular file.")
        check_size(status.st_size, limit, name, error)
        return path.read_bytes()
    except FileNotFoundError as cause:
        raise error(f"{name} does not exist.") from cause
    except PermissionError as cause:
        raise error(f"{name} may not be read by this user.") from cause
    except (OSError, ValueError) as cause:
        reason = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
        raise error(f"{name} could not be read: {reason}.") from cause


def check_size(count: int, limit: int, name: str, error: type[PromptStudioError]) -> None:
    """Raise `error` if a file of `count` bytes is larger than `limit`."""
    if count > limit:
        raise error(f"{name} is {count / 2**20:.0f} MB large; files of up to {limit // 2**20} MB can be opened.")


@contextmanager
def quiet() -> Iterator[None]:
    """Silences warnings while a decoder runs. One thread at a time."""
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_image(data: bytes) -> Image.Image:
    """Pillow's view of encoded image bytes, pixels not yet decoded. Raises whatever the decoder raises; to be called
    within `quiet`."""
    return open_clean(png.clean(data))


def open_clean(file: png.CleanPng) -> Image.Image:
    """The same of what `png.clean` made of the bytes."""
    image = Image.open(io.BytesIO(file.data), formats=_FORMATS)
    if file.profile is not None:
        image.info["icc_profile"] = file.profile
    return image
