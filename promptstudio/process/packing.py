"""Pixels on the line to another machine: packed without loss, and previews, which are only looked at, with some.

The `rgb` of a packed picture is one byte that says how, and then its file or its plain pixels.
"""

from __future__ import annotations

import io
from typing import TypeVar

import msgspec

from promptstudio.process import messages
from promptstudio.process.pixels import with_pictures
from promptstudio.protocol import Picture, RenderProgress

PLAIN, PNG, JPEG = b"\0", b"\1", b"\2"
FILES = {PNG: "PNG", JPEG: "JPEG"}
_LEVEL = 4  # of zlib: above it photographs become 1 to 4 % smaller and take twice as long or more
_QUALITY = 85

T = TypeVar("T", bound=msgspec.Struct)


def packed(message: T) -> T:
    """The message with its pictures packed."""
    only_looked_at = isinstance(message, messages.Happened) and isinstance(message.event, RenderProgress)
    packed_message: T = with_pictures(message, _pack_with_loss if only_looked_at else _pack)
    return packed_message


def unpacked(message: T) -> T:
    """The message as it was before `packed`. Raises BrokenStream for what is no packed picture."""
    whole: T = with_pictures(message, _unpack)
    return whole


def _pack(picture: Picture) -> Picture:
    return _as_file(picture, PNG, compress_level=_LEVEL)


def _pack_with_loss(picture: Picture) -> Picture:
    return _as_file(picture, JPEG, quality=_QUALITY)


def _as_file(picture: Picture, kind: bytes, **options: int) -> Picture:
    from PIL import Image

    size = picture.width, picture.height
    if len(picture.rgb) != 3 * size[0] * size[1] or not picture.rgb:  # named by its digest, or no picture at all
        return Picture(*size, PLAIN + picture.rgb)
    out = io.BytesIO()
    Image.frombytes("RGB", size, picture.rgb).save(out, FILES[kind], **options)
    file = out.getvalue()
    return Picture(*size, kind + file if len(file) < len(picture.rgb) else PLAIN + picture.rgb)


def _unpack(picture: Picture) -> Picture:
    from PIL import Image

    size, kind, data = (picture.width, picture.height), picture.rgb[:1], picture.rgb[1:]
    if kind == PLAIN:
        return Picture(*size, data)
    try:
        with Image.open(io.BytesIO(data), formats=[FILES[kind]]) as image:
            if image.size != size:
                raise messages.BrokenStream(f"a picture of {image.size} pixels in place of {size}")
            return Picture(*size, image.convert("RGB").tobytes())
    except (KeyError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise messages.BrokenStream(f"a packed picture: {error}") from error
