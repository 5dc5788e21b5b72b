"""JPEG files without their end, which some cameras and downloads leave, and kinds that no decoder here knows."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

BEGINNING = b"\xff\xd8\xff"
_LOSSLESS = (0xC3, 0xC7, 0xCB, 0xCF, 0xF7)  # frames of lossless JPEG and JPEG-LS
_FRAMES = (*(m for m in range(0xC0, 0xD0) if m not in (0xC4, 0xC8, 0xCC)), 0xF7)
_PROGRESSIVE = (0xC2, 0xC6, 0xCA, 0xCE)
_SCAN = 0xDA  # begins each scan
_END = b"\xff\xd9"
_NONSENSE = bytes(range(1, 251)) * 40  # no marker in it, and more than the data of one block of the picture can be


def with_end(data: bytes) -> bytes | None:
    """The JPEG with the marker that ends it, if that is all it lacks; None if picture data are missing. Raises whatever
    the decoder raises; to be called within `incoming.quiet`."""
    _, known = known_rows(data)
    return data + _END if known.all() else None


def known_rows(data: bytes) -> tuple[Image.Image, np.ndarray]:
    """What can be decoded of a JPEG without its end, and which of its rows are whole: (height,), of bool.

    What is missing decodes to grey, without a word. So the file is decoded twice, with nothing and with nonsense behind
    it: where that makes a difference, picture data were missing. Raises whatever the decoder raises; to be called
    within `incoming.quiet`.
    """
    alone, followed = (_decoded(data + more + _END) for more in (b"", _NONSENSE))
    known = (np.asarray(alone) == np.asarray(followed)).reshape(alone.height, -1).all(1)
    return alone, np.logical_and.accumulate(known)


def _decoded(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        image.load()
    return image


def has_all_rows(data: bytes) -> bool:
    """Whether a JPEG that is cut short has all of its rows, if only coarsely: the first of the scans of a progressive
    one is whole."""
    at, progressive = 2, False
    while at + 4 < len(data) and data[at] == 0xFF and data[at + 1] != _SCAN:
        progressive = progressive or data[at + 1] in _PROGRESSIVE
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return progressive and data.count(bytes((0xFF, _SCAN)), at) > 1


def unknown_kind(data: bytes) -> str | None:
    """What kind of JPEG it is that cannot be decoded, as the end of a sentence; None for the usual kinds."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            bits = data[at + 4]
            kind = "lossless compression" if marker in _LOSSLESS else f"{bits} bits a channel"
            usual = bits == 8 and marker not in _LOSSLESS
            return None if usual else f"a JPEG with {kind}, which cannot be read; save it with 8 bits a channel"
        at += 2 + length
    return None
