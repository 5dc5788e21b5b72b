"""The text fields of an image file, whichever way its format holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.sax.saxutils import unescape

from PIL import ExifTags

from promptstudio.files.metadata.document import KEY
from promptstudio.images import incoming, png_text

USER_COMMENT = 0x9286
"""EXIF tag that holds AUTOMATIC1111's text in JPEG and WebP files."""

_OUR_XMP = re.compile(rb"<promptstudio:document>([ -~]*?)</promptstudio:document>")


class Texts(NamedTuple):
    """The text fields of one file."""

    fields: Mapping[str, str]
    """Text by PNG keyword; fields of other containers stand under the keyword that a PNG would have."""
    from_exif: bool
    """Whether `parameters` is from EXIF, where any camera's remark may stand."""


def texts_of(data: bytes) -> Texts:
    """The text fields in an encoded image. Raises whatever a decoder raises; to be called within `incoming.quiet`."""
    if data.startswith(png_text.SIGNATURE):
        return Texts(png_text.texts(data), False)
    fields: dict[str, str] = {}
    with incoming.open_image(data) as image:
        exif = image.getexif()
        packet = image.info.get("xmp", b"")
        comment = exif.get_ifd(ExifTags.IFD.Exif).get(USER_COMMENT) or exif.get(USER_COMMENT)
        for value in exif.values():  # where ComfyUI puts its two graphs in a WebP
            if isinstance(value, str):
                key, _, rest = value.partition(":")
                if key in ("prompt", "workflow"):
                    fields[key] = rest
    if comment:
        fields["parameters"] = _comment_text(comment)
    if ours := _OUR_XMP.search(packet if isinstance(packet, bytes) else packet.encode()):
        fields[KEY] = unescape(ours.group(1).decode("ascii"))
    return Texts(fields, True)


def _comment_text(comment: str | bytes) -> str:
    """EXIF UserComment: eight bytes name the character set; UTF-16 is met in both byte orders."""
    if isinstance(comment, str):
        comment = comment.encode("latin-1", "replace")
    charset, body = comment[:8], comment[8:]
    if charset == b"UNICODE\0":
        big_endian = body[0::2].count(0) >= body[1::2].count(0)
        return body.decode("utf-16-be" if big_endian else "utf-16-le").lstrip("\ufeff")
    return (body if charset == b"ASCII\0\0\0" else comment).decode("utf-8").rstrip("\0")
