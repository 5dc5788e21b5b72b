"""The text chunks of a PNG, read one by one, so that a damaged one or a decompression bomb affects no other."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXT_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
MAX_TEXT = 8 * 2**20
"""Longest text that is read, in bytes after decompression."""


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of every complete chunk; positions in `data`, of the whole chunk with its length and CRC."""
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        yield data[at + 4 : at + 8], at, end
        at = end


def texts(data: bytes) -> dict[str, str]:
    """Text by keyword of a PNG file's text chunks; of equal keywords the first counts. Empty for any other file."""
    found: dict[str, str] = {}
    if not data.startswith(SIGNATURE):
        return found
    for kind, start, end in chunks(data):
        if kind in TEXT_CHUNKS:
            try:
                keyword, text = _text(kind, data[start + 8 : end - 4])
            except (ValueError, zlib.error):
                continue
            found.setdefault(keyword, text)
    return found


def _text(kind: bytes, body: bytes) -> tuple[str, str]:
    keyword, rest = body.split(b"\0", 1)
    if kind == b"tEXt":
        text = _latin_or_utf_8(rest)
    elif kind == b"zTXt":
        text = _latin_or_utf_8(_inflate(rest[1:]))
    else:
        compressed = rest[:1] == b"\1"
        _language, _translated, raw = rest[2:].split(b"\0", 2)
        text = _latin_or_utf_8(_inflate(raw) if compressed else raw)
    if len(text) > MAX_TEXT:
        raise ValueError("text too long")
    return keyword.decode("latin-1"), text


def _latin_or_utf_8(data: bytes) -> str:
    """The standard wants Latin-1 in two kinds of chunks; many programs write UTF-8 in all of them."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _inflate(data: bytes) -> bytes:
    text = zlib.decompressobj().decompress(data, MAX_TEXT + 1)
    if len(text) > MAX_TEXT:
        raise ValueError("text too long")
    return text
