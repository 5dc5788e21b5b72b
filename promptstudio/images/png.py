"""A PNG as the decoder sees it: what lies beside its pixels never keeps them from being read."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from promptstudio.images.png_text import SIGNATURE, chunks

_SEEN = frozenset({b"tRNS", b"iCCP", b"eXIf"})
"""Ancillary chunks that decide what a picture looks like."""
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
_MAX_PROFILE = 16 * 2**20
"""Largest colour profile that is used, in bytes after decompression."""


class CleanPng(NamedTuple):
    """What `clean` leaves of a file."""

    data: bytes
    """The file for the decoder. Pixels, palette and header are as they were, damaged or not."""
    profile: bytes | None
    """The colour profile; empty for one that is damaged."""
    lost: bool
    """Whether something was damaged that decides what the picture looks like."""


def clean(data: bytes) -> CleanPng:
    """The PNG without texts and private chunks, without ancillary chunks whose checksum is wrong, and with its colour
    profile taken out: the decoder refuses a picture for one of more than a megabyte. Any other file is as it was."""
    if not data.startswith(SIGNATURE):
        return CleanPng(data, None, False)
    kept, last = [SIGNATURE], len(SIGNATURE)
    profile: bytes | None = None
    lost = False
    for kind, start, end in chunks(data):
        last = end
        if not kind[:1].islower():  # critical: the decoder judges
            kept.append(data[start:end])
        elif kind not in _SEEN | _ANIMATION:
            continue
        elif zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            lost = lost or kind in _SEEN
        elif kind != b"iCCP":
            kept.append(data[start:end])
        elif profile is None:
            profile = _profile(data[start + 8 : end - 4])
        if kind == b"IEND":
            break
    else:
        kept.append(data[last:])  # the file is cut short within a chunk
    return CleanPng(b"".join(kept), profile, lost)


def _profile(body: bytes) -> bytes:
    """The profile in an iCCP chunk; empty when it is damaged or far too large."""
    _name, _, compressed = body.partition(b"\0")
    try:
        stream = zlib.decompressobj()
        profile = stream.decompress(compressed[1:], _MAX_PROFILE)
    except zlib.error:
        return b""
    return profile if stream.eof else b""
