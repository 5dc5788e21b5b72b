"""Reading any reference image safely: upright, sRGB, 8 bit, no alpha, at most 1024 pixels on the long side.

Files come from outside, so every limit is checked before pixels are decoded, and everything a decoder can throw turns
into one sentence (`UnreadableImage`). No torch, no Qt.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from promptstudio.errors import UnreadableImage
from promptstudio.files import metadata
from promptstudio.images import incoming
from promptstudio.protocol import Picture, ReferenceImage, Square

MAX_PIXELS = 64_000_000
MAX_BYTES = incoming.MAX_BYTES
WORKING_SIDE = 1024
GREY = (128, 128, 128)
"""What stands behind transparent parts and in the bars of a padded picture."""

EXTENSIONS = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jfif", ".webp", ".avif", ".bmp", ".dib", ".tif", ".tiff", ".gif"}
)
FITS = ("crop", "pad", "squash")

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
"""What brings a picture of each EXIF orientation upright."""


def read(path: str | os.PathLike[str]) -> ReferenceImage:
    """Read the image file at `path`. Raises UnreadableImage with one sentence that names the file."""
    path = Path(path)
    data = incoming.read_bytes(path, MAX_BYTES, UnreadableImage)
    return _read(data, path.name, path=str(path.absolute()))


def read_bytes(data: bytes, name: str) -> ReferenceImage:
    """Read an encoded image (as dropped or pasted). `name` is what messages call it. Raises UnreadableImage."""
    return _read(data, name, path=None)


def to_pil(picture: Picture) -> Image.Image:
    """The picture as a Pillow image of mode RGB."""
    return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)


def from_pil(image: Image.Image) -> Picture:
    """A Pillow image (taken as sRGB; alpha is dropped) as a picture."""
    rgb = image.convert("RGB")
    return Picture(rgb.width, rgb.height, rgb.tobytes())


def largest_square(width: int, height: int) -> Square:
    """The largest centred square of a picture, in its pixels."""
    side = min(width, height)
    return Square((width - side) // 2, (height - side) // 2, side)


def clip_square(reference: ReferenceImage, size: int) -> Image.Image:
    """What CLIP sees: mode RGB, size × size, cropped to `square`, padded with grey bars, or squashed, as `fit` says.

    A square that reaches outside the picture is moved inside. Resampling is bicubic, as in CLIP's own preprocessing.
    """
    image = to_pil(reference.picture)
    width, height = image.size
    if reference.fit == "squash":
        return image.resize((size, size), Image.Resampling.BICUBIC)
    if reference.fit == "pad":
        return ImageOps.pad(image, (size, size), Image.Resampling.BICUBIC, color=GREY)
    if reference.fit != "crop":
        raise ValueError(f"fit is {reference.fit!r}, not one of {', '.join(FITS)}")
    side = max(1, min(reference.square.side, width, height))
    left = min(max(0, reference.square.left), width - side)
    top = min(max(0, reference.square.top), height - side)
    return image.resize((size, size), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side))


# ------------------------------------------------------------------ decoding


def _read(data: bytes, name: str, path: str | None) -> ReferenceImage:
    incoming.check_size(len(data), MAX_BYTES, name, UnreadableImage)
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
    found, remarks = metadata.scan(data)
    return ReferenceImage(
        name=name,
        picture=picture,
        square=largest_square(picture.width, picture.height),
        sha256=hashlib.sha256(data).hexdigest(),
        path=path,
        notes=(*notes, *remarks),
        found_prompt=found.prompt.text if found else None,
        found_in=found.source if found else None,
    )


def _decode(data: bytes, name: str, notes: list[str]) -> Image.Image:
    with incoming.open_image(data) as file:
        if file.width * file.height > MAX_PIXELS:
            raise UnreadableImage(_too_large(name, file.size))
        deep = _is_deep(file, data)
        animated = bool(getattr(file, "is_animated", False)) and file.format != "MPO"
        pages = file.format == "TIFF"
        turned = file.format == "TIFF" and _orientation(file) != 1  # which Pillow undoes itself, while loading
        file.load()
        icc = file.info.get("icc_profile")
        image = file if turned else _upright(file)
        turned = turned or image is not file
    if turned:
        notes.append("Turned upright as its EXIF data says.")
    if animated:
        notes.append("Only the first page is used." if pages else "Animated: only the first frame is used.")
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _to_8_bit(image, notes)
    elif deep:
        notes.append("Converted from 16 to 8 bits per channel.")
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode in ("P", "1", "PA"):
        image = image.convert("RGB" if image.mode != "1" else "L")
    if image.mode == "LAB":  # its a and b are signed, which resizing would mix up
        image = _to_srgb(image, icc, notes)
        icc = None
    image = _working_copy(image)
    if image.mode in ("RGBA", "LA", "RGBa", "La"):
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    image = _to_srgb(image, icc, notes)
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


def _orientation(file: Image.Image) -> int:
    """EXIF orientation 1…8; 1 (upright) for damaged EXIF, which says nothing about the pixels."""
    try:
        orientation = file.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # EXIF readers, too, raise nearly every type there is
        return 1
    return orientation if orientation in range(1, 9) else 1


def _upright(file: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(file))
    return file if turn is None else file.transpose(turn)


def _to_8_bit(image: Image.Image, notes: list[str]) -> Image.Image:
    """16 bit is scaled by its full range. 32 bit and float have no agreed range: 0…65535 and 0…1 are taken as such,
    anything else is stretched from its own minimum to its own maximum."""
    values = np.asarray(image, dtype=np.float32)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if image.mode == "F":
        low, high = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
        notes.append("Converted from floating point to 8 bits per channel.")
    elif image.mode == "I":
        low, high = (0.0, 65535.0) if low >= 0 and high <= 65535 else (low, high)
        notes.append("Converted from 32 to 8 bits per channel.")
    else:
        low, high = 0.0, 65535.0
        notes.append("Converted from 16 to 8 bits per channel.")
    scaled = np.nan_to_num((values - low) * (255 / max(high - low, 1e-12)), nan=0.0, posinf=255.0, neginf=0.0)
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _working_copy(image: Image.Image) -> Image.Image:
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _to_srgb(image: Image.Image, icc: bytes | None, notes: list[str]) -> Image.Image:
    """Through the embedded profile if there is a usable one; otherwise by the plain formula."""
    if image.mode not in ("L", "RGB", "CMYK", "LAB"):
        image = image.convert("RGB")
    lab = ImageCms.createProfile("LAB") if image.mode == "LAB" else None
    try:
        source = ImageCms.ImageCmsProfile(lab or io.BytesIO(icc or b"")) if lab or icc else None
        if source:
            title = (source.profile.profile_description or "").strip()
            fits = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}[image.mode]
            if image.mode == "RGB" and "srgb" in title.lower():
                return image
            if source.profile.xcolor_space.strip() == fits:
                converted = ImageCms.profileToProfile(
                    image,
                    source,
                    ImageCms.createProfile("sRGB"),
                    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    outputMode="RGB",
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
                if converted is not None:
                    what = "Lab" if lab else " ".join(title.split())[:60] or fits
                    notes.append(f"Colours converted from {what} to sRGB.")
                    return converted
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append("Its colour profile is damaged and was ignored.")
    if image.mode == "CMYK":
        notes.append("Colours converted from CMYK without a profile: they are approximate.")
    return image.convert("RGB")
