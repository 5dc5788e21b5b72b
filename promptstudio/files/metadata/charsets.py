"""Text of unknown encoding: whichever program wrote it, most of them wrote it in another way than the standards say."""

from __future__ import annotations

import codecs

_JAPANESE = ("iso2022_jp", "cp932", "euc_jp")


def comment_text(comment: bytes) -> str:
    """An EXIF UserComment: eight bytes that name the character set, and the text.

    What the eight bytes say is a hint only: UTF-8 is met under every name, and UTF-16 in both byte orders.
    """
    charset, body = comment[:8].rstrip(b"\0 ").upper(), comment[8:]
    if charset == b"JIS":
        return _japanese(body)
    return decoded(body if charset in (b"", b"ASCII", b"UNICODE") else comment, wide=charset == b"UNICODE")


def decoded(data: bytes, *, wide: bool = False) -> str:
    """`data` as text: UTF-8 or UTF-16 if it can be that, else Windows' Latin characters; `wide`: else UTF-16. Never
    raises."""
    if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return _clean(data[: len(data) // 2 * 2].decode("utf-16", "replace"))
    stripped = data.rstrip(b"\0")
    if b"\0" in stripped:
        return _clean(_utf_16(data))
    try:
        return _clean(stripped.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if wide or (len(data) % 2 == 0 and _reads_as_one_script(data)):
        return _clean(_utf_16(data))
    try:
        return _clean(stripped.decode("cp1252"))
    except UnicodeDecodeError:
        return _clean(stripped.decode("latin-1"))


def undisguised(text: str) -> str:
    """`text`, or what it was before its UTF-8 bytes were taken for Latin characters."""
    if text.isascii():
        return text
    for charset in ("latin-1", "cp1252"):
        try:
            return text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _japanese(body: bytes) -> str:
    for charset in _JAPANESE[:1] if b"\x1b" in body else ("utf-8", *_JAPANESE[1:]):
        try:
            return _clean(body.decode(charset))
        except UnicodeDecodeError:
            continue
    return decoded(body)


def _utf_16(data: bytes) -> str:
    """UTF-16 without a mark: the byte order whose high bytes are rather alike. A byte too few or too many at the end is
    what careless padding leaves."""
    big_endian = _spread(data[0::2]) <= _spread(data[1::2])
    if len(data) % 2:
        data = data[:-1] if big_endian else data + b"\0"
    return data.decode("utf-16-be" if big_endian else "utf-16-le", "replace")


def _spread(high: bytes) -> tuple[int, int]:
    """How many of these bytes are not 0, and how many values they have: least for the high bytes of UTF-16."""
    return len(high) - high.count(0), len(set(high))


def _reads_as_one_script(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 are UTF-16 of a script far from Latin, such as Cyrillic or Hiragana."""
    return len(data) >= 8 and min(len(set(data[0::2])), len(set(data[1::2]))) * 4 <= len(data) // 2


def _clean(text: str) -> str:
    return undisguised(text.lstrip("\ufeff").rstrip("\0").replace("\0", ""))
