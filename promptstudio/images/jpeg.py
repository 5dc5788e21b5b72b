"""JPEG files without their end, which some cameras, downloads and editors leave."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

BEGINNING = b"\xff\xd8\xff"
_END = b"\xff\xd9"
_NONSENSE = bytes(range(1, 251)) * 40  # no marker in it, and more than the data of one block of the picture can be


def with_end(data: bytes) -> bytes | None:
    """The JPEG with the marker that ends it, if that is all it lacks; None if picture data are missing.

    What is missing decodes to grey, without a word. So the file is decoded twice, with nothing and with nonsense behind
    it: if that makes a difference, picture data were missing. Raises whatever the decoder raises; to be called within
    `incoming.quiet`.
    """
    decoded = []
    for more in (b"", _NONSENSE):
        with Image.open(io.BytesIO(data + more + _END), formats=["JPEG"]) as image:
            decoded.append(np.asarray(image))
    alone, followed = decoded
    return data + _END if np.array_equal(alone, followed) else None
