"""Reads any image file into a `ReferenceImage`: upright, sRGB, 8 bit, at most 1024 pixels on the long side.

Files come from outside. Limits are checked before pixels are decoded, and whatever a decoder raises becomes one
sentence (`UnreadableImage`). The text that a file carries about its prompt is read in `files/`. No torch, no Qt.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, UnidentifiedImageError, features

from promptstudio import log
from promptstudio.errors import PartlyReadable, UnreadableImage
from promptstudio.images import animation, cut_short, incoming, jpeg, kinds, png, tiff
from promptstudio.images.colours import to_8_bit, to_srgb
from promptstudio.images.convert import from_pil
from promptstudio.images.grounds import GREY, ground_note
from promptstudio.images.squares import largest_square
from promptstudio.images.upright import TURNED, orientation, upright
from promptstudio.protocol import ReferenceImage
from promptstudio.text import valid_text

MAX_PIXELS = 64_000_000
"""Largest image that is decoded, in pixels (width × height)."""
MAX_JPEG_PIXELS = 178_000_000
"""Largest JPEG that is decoded, at a fraction of its resolution: what Pillow opens. Telephones make them of 108."""
WORKING_SIDE = 1024
"""Longest side of a reference's working copy, in pixels."""
NOTED_SIDE = 4096
"""Longest side above which a note says that the picture was scaled down; CLIP sees some hundred pixels anyway."""
EXTENSIONS = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".bmp", ".dib", ".tif", ".tiff", ".gif"}
)
"""File name extensions of the formats that can be read."""

_JPEG = ("JPEG", "MPO")
_PHOTOMETRIC = 262  # TIFF tag
_log = log.category("files")


class _Loaded(NamedTuple):
    """A decoded image, upright, with at most 8 bits a channel."""

    image: Image.Image
    icc: bytes | None
    """Its colour profile."""
    size: tuple[int, int]
    """In the file, as it stands upright: large JPEGs are decoded smaller."""
    frames: int = 1
    """How many can be chosen."""


def read(path: str | os.PathLike[str], frame: int = 1, partial: bool = False) -> ReferenceImage:
    """Read the image file at `path`. Raises UnreadableImage with one sentence that names the file."""
    path = Path(path)
    data = incoming.read_bytes(path, incoming.MAX_BYTES, UnreadableImage)
    return decode(data, path.name, path, frame, partial)


def decode(data: bytes, name: str, path: Path | None = None, frame: int = 1, partial: bool = False) -> ReferenceImage:
    """Read an encoded image. `name`: what messages call it; `path`: where its file is, if it has one; `frame`: which
    one of an animation, from 1; `partial`: take what can be read of a file that is cut short, with a note.

    Raises UnreadableImage with one sentence; PartlyReadable if `partial` would help.
    """
    incoming.check_size(len(data), incoming.MAX_BYTES, name, UnreadableImage)
    if not data:
        raise UnreadableImage(f"{name} is empty.")
    if kind := kinds.other_kind(data):
        raise UnreadableImage(f"{name} is {kind}.")
    found = _decode_or_tell(data, name, frame, partial)
    if not 1 <= frame <= found.frames:
        raise UnreadableImage(f"{name} has no frame {frame}: the last one is {found.frames}.")
    picture = from_pil(found.image)
    return ReferenceImage(
        name=valid_text(name),
        picture=picture,
        square=largest_square(picture.width, picture.height),
        sha256=hashlib.sha256(data).hexdigest(),
        path=valid_text(str(path.absolute())) if path else None,
        notes=tuple(found.notes),
        opacity=from_pil(found.opacity) if found.opacity is not None else None,
        frame=frame,
        frames=found.frames,
    )


class _Decoded(NamedTuple):
    image: Image.Image
    """The working copy, on grey: mode RGB."""
    opacity: Image.Image | None
    """How opaque it is, mode L; None where it is so everywhere."""
    frames: int
    notes: list[str]


def _decode_or_tell(data: bytes, name: str, frame: int, partial: bool) -> _Decoded:
    """What `_decode` gives; whatever a decoder raises becomes a sentence."""
    try:
        with incoming.quiet():
            return _decode(data, name, frame)
    except UnreadableImage:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableImage(_too_large(name)) from error
    except UnidentifiedImageError as error:
        raise UnreadableImage(f"{name} is {_unidentified(data)}.") from error
    except MemoryError as error:
        raise UnreadableImage(f"{name} does not fit into memory.") from error
    except Exception as error:  # decoders of damaged files raise nearly every type there is
        _log.info("%s cannot be decoded", name, exc_info=error)
        if frame > 1:
            raise UnreadableImage(
                f"Frame {frame} of {name} cannot be read: the file is damaged or cut short."
            ) from error
        with incoming.quiet():
            part = cut_short.readable_part(data, MAX_PIXELS)
        if part is None:
            raise UnreadableImage(f"{name} is {_undecoded(data)}.") from error
        if not partial:
            raise PartlyReadable(f"{name} is {part.told}.") from error
    found = _decode_or_tell(part.data, name, 1, partial=False)
    return found._replace(notes=[part.note, *found.notes])


def _decode(data: bytes, name: str, frame: int) -> _Decoded:
    notes: list[str] = []
    image, icc, size, frames = _loaded_whole(data, name, frame, notes)
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("P", "1", "PA"):
        image = image.convert("RGB" if image.mode != "1" else "L")
    if image.mode == "LAB":  # its a and b are signed, which resizing would mix up
        image = to_srgb(image, icc, notes)
        icc = None
    if image.mode in ("RGBA", "LA") and _alpha_is_unused(image):
        notes.append("Its alpha channel is empty and was ignored.")
        image = image.convert("RGB" if image.mode == "RGBA" else "L")
    image = _working_copy(image, size, notes)
    if image.mode in ("RGBA", "LA", "RGBa", "La"):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    image = to_srgb(image, icc, notes)
    if alpha is None or alpha.histogram()[255] == alpha.width * alpha.height:
        return _Decoded(image, None, frames, notes)
    notes.append(ground_note("grey"))
    return _Decoded(Image.composite(image, Image.new("RGB", image.size, GREY), alpha), alpha, frames, notes)


def _loaded_whole(data: bytes, name: str, frame: int, notes: list[str]) -> _Loaded:
    """As `_loaded`, also for a JPEG that lacks nothing but its end."""
    found: list[str] = []
    try:
        loaded = _loaded(data, name, frame, found)
    except OSError:
        whole = jpeg.with_end(data) if data.startswith(jpeg.BEGINNING) else None
        if whole is None:
            raise
        found.clear()
        loaded = _loaded(whole, name, frame, found)
    notes += found
    return loaded


def _loaded(data: bytes, name: str, frame: int, notes: list[str]) -> _Loaded:
    unusual = tiff.decode_unusual(data, name, MAX_PIXELS, notes) if tiff.is_tiff(data) else None
    if unusual is not None:
        turned_up = upright(unusual, notes)
        return _Loaded(turned_up, unusual.info.get("icc_profile"), turned_up.size)
    cleaned = png.clean(data)
    if cleaned.lost:
        notes.append("Damaged data beside its pixels were ignored.")
    with incoming.open_clean(cleaned) as file:
        size = file.size
        if size[0] * size[1] > MAX_PIXELS:
            if file.format not in _JPEG or size[0] * size[1] > MAX_JPEG_PIXELS:
                raise UnreadableImage(_too_large(name, size))
            file.draft(None, (2 * WORKING_SIDE, 2 * WORKING_SIDE))  # never smaller than that
        bits = _bits(file, data)
        frames = animation.frames_of(file, len(data))
        note = animation.note_on_frames(file, frame, frames)
        pages = file.format == "TIFF"
        turned = pages and orientation(file) != 1  # which Pillow undoes itself, while loading
        white_is_zero = pages and file.tag_v2.get(_PHOTOMETRIC) == 0  # type: ignore[attr-defined]
        if 1 < frame <= frames:
            file.seek(frame - 1)
        file.load()
        icc = file.info.get("icc_profile")
        image = file if turned else upright(file, notes)
    if turned:
        notes.append(TURNED)
    notes += note
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        values = to_8_bit(np.asarray(image), notes, bits if image.mode.startswith("I;16") else None)
        image = Image.fromarray(255 - values if white_is_zero else values)
    elif bits > 8:
        notes.append(f"Converted from {bits} to 8 bits per channel.")
    lies = (size[0] > size[1]) != (image.width > image.height)
    return _Loaded(image, icc, size[::-1] if lies else size, frames)


def _alpha_is_unused(image: Image.Image) -> bool:
    """Whether nothing would be seen although there are colours: some programs leave the fourth byte of a pixel 0."""
    if image.getchannel("A").getextrema() != (0, 0):
        return False
    return any(low != high for low, high in (image.getchannel(c).getextrema() for c in image.getbands()[:-1]))


def _unidentified(data: bytes) -> str:
    """What a file is that no decoder takes, as the end of a sentence."""
    if kinds.is_avif(data) and not features.check("avif"):
        return "an AVIF picture, which the Pillow that is installed here cannot read"
    if tiff.is_tiff(data) and (kind := tiff.described(data)):
        return kind
    return _undecoded(data) if kinds.begins_as_readable(data) else f"not a {kinds.READABLE} image"


def _undecoded(data: bytes) -> str:
    """What a file is that a decoder gave up on, as the end of a sentence."""
    kind = jpeg.unknown_kind(data) if data.startswith(jpeg.BEGINNING) else None
    return kind or "damaged or cut short"


def _too_large(name: str, size: tuple[int, int] | None = None) -> str:
    what = f"is {size[0]} × {size[1]} pixels large" if size else "is far too large"
    most, jpegs = (pixels // 10**6 for pixels in (MAX_PIXELS, MAX_JPEG_PIXELS))
    return f"{name} {what}; images of up to {most} megapixels can be opened, JPEGs of up to {jpegs}."


def _bits(file: Image.Image, data: bytes) -> int:
    """Bits a channel in the file; Pillow opens deep colour images as 8 bit without a word."""
    if file.format == "PNG":
        return data[24]
    if file.format == "TIFF":
        bits = file.tag_v2.get(258, 8)  # type: ignore[attr-defined]
        return max(bits) if isinstance(bits, tuple) else bits
    return 8


def _working_copy(image: Image.Image, whole: tuple[int, int], notes: list[str]) -> Image.Image:
    """The image with at most `WORKING_SIDE` pixels on its long side. `whole`: its size in the file.

    Not `Image.thumbnail`, which rounds the short side of very thin images differently (2269 × 3 pixels, for one), so
    that their prompts would change; nor `ImageOps.contain`, which resamples without a reducing gap.
    """
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if max(whole) > NOTED_SIDE:
        notes.append(f"Scaled down from {whole[0]} × {whole[1]} to {size[0]} × {size[1]} pixels.")
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
