"""What can be read of a picture file that is cut short or damaged: of PNG, JPEG and BMP, whose rows come in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFile

from promptstudio.images import incoming, jpeg
from promptstudio.images.grounds import GREY
from promptstudio.images.png_text import SIGNATURE
from promptstudio.images.upright import as_file

_BITMAP = b"BM"
_PNG_END = b"IEND"
_INTERLACED = 28  # where a PNG says whether it is


class ReadablePart(NamedTuple):
    """A file that is whole, made of one that is not."""

    data: bytes
    """Rows that could not be read are grey in it."""
    told: str
    """What the file is and what can be read of it, as the end of a sentence."""
    note: str
    """The note of a reference that is made of it."""


def readable_part(data: bytes, max_pixels: int) -> ReadablePart | None:
    """What a decoder that has given up on a file can read of it after all; None for nothing, for a picture of more than
    `max_pixels`, and for a file whose rows do not come in order. To be called within `incoming.quiet`."""
    try:
        with incoming.open_image(data) as file:
            if file.width * file.height > max_pixels:
                return None
        if data.startswith(jpeg.BEGINNING):
            image, known = jpeg.known_rows(data)
            if jpeg.has_all_rows(data):
                return ReadablePart(
                    as_file(image),
                    "cut short; it can be read without its fine detail",
                    "Cut short: its fine detail is missing.",
                )
        elif data.startswith(_BITMAP) or (data.startswith(SIGNATURE) and not data[_INTERLACED]):
            image, known = _known_rows(data)
        else:
            return None
        share = 100 * int(known.sum()) // len(known)
        if not share:
            return None
        whole = as_file(_with_grey(image, known))
        if _PNG_END in data[-len(_PNG_END) - 4 :]:
            told = f"damaged; {share} % of its rows can be read"
            return ReadablePart(whole, told, f"Damaged: {share} % of its rows could be read; the rest is grey.")
        told = f"cut short; {share} % of its rows can be read"
        return ReadablePart(whole, told, f"Cut short: {share} % of its rows could be read; the rest is grey.")
    except Exception:  # decoders of damaged files raise nearly every type there is
        return None


def _known_rows(data: bytes) -> tuple[Image.Image, np.ndarray]:
    """The image, and which of its rows are in the file: those that come out alike whatever was there before."""
    dark, light = (_decoded_over(data, value) for value in (0, 255))
    alike = np.asarray(dark) == np.asarray(light)
    return dark, alike.reshape(dark.height, -1).all(1)


def _decoded_over(data: bytes, value: int) -> Image.Image:
    """The image as far as it can be decoded, with `value` in every band of the rest."""
    with _lenient(), incoming.open_image(data) as file:
        bands = len(file.getbands())
        file.im = Image.new(file.mode, file.size, (value,) * bands if bands > 1 else value).im
        file.load()
    return file


@contextmanager
def _lenient() -> Iterator[None]:
    """Pillow decodes files that are cut short. One thread at a time, as within `incoming.quiet`."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _with_grey(image: Image.Image, known: np.ndarray) -> Image.Image:
    """The image with grey in the place of its unknown rows."""
    info = image.info
    if image.mode in ("P", "PA", "1"):
        plain = "RGBA" if image.has_transparency_data else "RGB"
        image = image.convert(plain)
        image.info |= {name: info[name] for name in ("icc_profile", "exif") if name in info}
    if image.mode.startswith("I"):
        grey = Image.new(image.mode, (image.width, 1), 0x8080)
    else:
        grey = Image.new("RGB", (image.width, 1), GREY).convert(image.mode)
    for row in np.flatnonzero(~known):
        image.paste(grey, (0, int(row)))
    return image
