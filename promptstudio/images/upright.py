"""Pictures that lie on their side, as cameras store them, and what their EXIF data say of it."""

from __future__ import annotations

import io

from PIL import ExifTags, Image

TURNED = "Turned upright as its EXIF data says."

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


def orientation(file: Image.Image) -> int:
    """EXIF orientation 1…8; 1 (upright) for damaged EXIF, which says nothing about the pixels."""
    try:
        value = file.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # EXIF readers, too, raise nearly every type there is
        return 1
    return value if value in range(1, 9) else 1


def upright(file: Image.Image, notes: list[str]) -> Image.Image:
    """The image turned as its EXIF data say, which is noted."""
    turn = _TURNS.get(orientation(file))
    if turn is None:
        return file
    notes.append(TURNED)
    return file.transpose(turn)


def as_file(image: Image.Image) -> bytes:
    """A lossless file of the image, with its orientation and its colour profile. Raises OSError, ValueError or KeyError
    for what no file holds."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation(image)
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
    image.save(file, "TIFF", exif=exif, icc_profile=profile)
    return file.getvalue()
