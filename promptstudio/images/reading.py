"""Reads any image file into a `ReferenceImage`: upright, sRGB, 8 bit, no alpha, at most 1024 pixels on the long side.

Files come from outside. Limits are checked before pixels are decoded, and whatever a decoder raises becomes one
sentence (`UnreadableImage`). The text that a file carries about its prompt is read in `files/`. No torch, no Qt.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

from promptstudio.errors import UnreadableImage
from promptstudio.images import incoming
from promptstudio.images.colours import to_8_bit, to_srgb
from promptstudio.images.convert import from_pil
from promptstudio.images.squares import GREY, largest_square
from promptstudio.protocol import ReferenceImage
from promptstudio.text import valid_text

MAX_PIXELS = 64_000_000
"""Largest image that is decoded, in pixels (width × height)."""
WORKING_SIDE = 1024
"""Longest side of a reference's working copy, in pixels."""
EXTENSIONS = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".bmp", ".dib", ".tif", ".tiff", ".gif"}
)
"""File name extensions of the formats that can be read."""

_READABLE = "PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture of each EXIF orientation upright.

Not `ImageOps.exif_transpose`: it also writes the EXIF data anew, which raises if any other tag is damaged. Such a
picture would then lie on its side.
"""


def read(path: str | os.PathLike[str]) -> ReferenceImage:
    """Read the image file at `path`. Raises UnreadableImage with one sentence that names the file."""
    path = Path(path)
    data = incoming.read_bytes(path, incoming.MAX_BYTES, UnreadableImage)
    return decode(data, path.name, path)


def decode(data: bytes, name: str, path: Path | None = None) -> ReferenceImage:
    """Read an encoded image. `name`: what messages call it; `path`: where its file is, if it has one. Raises
    UnreadableImage with one sentence."""
    incoming.check_size(len(data), incoming.MAX_BYTES, name, UnreadableImage)
    if not data:
        raise UnreadableImage(f"{name} is empty.")
    if _is_heic(data):
        raise UnreadableImage(f"{name} is a HEIC photo, which has to be converted to JPEG or PNG first.")
    notes: list[str] = []
    try:
        with incoming.quiet():
            image = _decode(data, name, notes)
    except UnreadableImage:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableImage(_too_large(name)) from error
    except UnidentifiedImageError as error:
        raise UnreadableImage(f"{name} is not a {_READABLE} image.") from error
    except MemoryError as error:
        raise UnreadableImage(f"{name} does not fit into memory.") from error
    except Exception as error:  # decoders of damaged files raise nearly every type there is
        raise UnreadableImage(f"{name} is damaged or cut short ({_one_line(error)}).") from error
    picture = from_pil(image)
    return ReferenceImage(
        name=valid_text(name),
        picture=picture,
        square=largest_square(picture.width, picture.height),
        sha256=hashlib.sha256(data).hexdigest(),
        path=valid_text(str(path.absolute())) if path else None,
        notes=tuple(notes),
    )


def _decode(data: bytes, name: str, notes: list[str]) -> Image.Image:
    with incoming.open_image(data) as file:
        if file.width * file.height > MAX_PIXELS:
            raise UnreadableImage(_too_large(name, file.size))
        deep = _is_deep(file, data)
        animated = bool(getattr(file, "is_animated", False)) and file.format != "MPO"
        pages = file.format == "TIFF"
        turned = file.format == "TIFF" and orientation(file) != 1  # which Pillow undoes itself, while loading
        file.load()
        icc = file.info.get("icc_profile")
        image = file if turned else _upright(file)
        turned = turned or image is not file
    if turned:
        notes.append("Turned upright as its EXIF data says.")
    if animated:
        notes.append("Only the first page is used." if pages else "Animated: only the first frame is used.")
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = to_8_bit(image, notes)
    elif deep:
        notes.append("Converted from 16 to 8 bits per channel.")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("P", "1", "PA"):
        image = image.convert("RGB" if image.mode != "1" else "L")
    if image.mode == "LAB":  # its a and b are signed, which resizing would mix up
        image = to_srgb(image, icc, notes)
        icc = None
    image = _working_copy(image)
    if image.mode in ("RGBA", "LA", "RGBa", "La"):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    image = to_srgb(image, icc, notes)
    if alpha is not None and alpha.histogram()[255] < alpha.width * alpha.height:
        notes.append("Transparent parts are shown on grey.")
        image = Image.composite(image, Image.new("RGB", image.size, GREY), alpha)
    return image


def _too_large(name: str, size: tuple[int, int] | None = None) -> str:
    what = f"is {size[0]} × {size[1]} pixels large" if size else "is far too large"
    return f"{name} {what}; images of up to {MAX_PIXELS // 10**6} megapixels can be opened."


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")[:120] or type(error).__name__


def _is_heic(data: bytes) -> bool:
    """AVIF lives in the same container, so the brands decide."""
    if data[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, end, 4)}
    return bool(brands & _HEIC_BRANDS) and b"avif" not in brands


def _is_deep(file: Image.Image, data: bytes) -> bool:
    """More than 8 bits a channel in the file; Pillow opens such colour images as 8 bit without a word."""
    if file.format == "PNG":
        return data[24] > 8
    if file.format == "TIFF":
        bits = file.tag_v2.get(258, 8)  # type: ignore[attr-defined]
        return max(bits) > 8 if isinstance(bits, tuple) else bits > 8
    return False


def orientation(file: Image.Image) -> int:
    """EXIF orientation 1…8; 1 (upright) for damaged EXIF, which says nothing about the pixels."""
    try:
        value = file.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # EXIF readers, too, raise nearly every type there is
        return 1
    return value if value in range(1, 9) else 1


def _upright(file: Image.Image) -> Image.Image:
    turn = _TURNS.get(orientation(file))
    return file if turn is None else file.transpose(turn)


def _working_copy(image: Image.Image) -> Image.Image:
    """The image with at most `WORKING_SIDE` pixels on its long side.

    Not `Image.thumbnail`, which rounds the short side of very thin images differently (2269 × 3 pixels, for one), so
    that their prompts would change; nor `ImageOps.contain`, which resamples without a reducing gap.
    """
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
