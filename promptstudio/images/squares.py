"""How a reference image becomes the square that CLIP sees."""

from __future__ import annotations

from PIL import Image, ImageOps

from promptstudio.images.grounds import GREY, on_ground
from promptstudio.protocol import ReferenceImage, Square

FITS = ("crop", "pad", "squash")
"""Values of `ReferenceImage.fit`."""


def largest_square(width: int, height: int) -> Square:
    """The largest centred square of a picture, in its pixels."""
    side = min(width, height)
    return Square((width - side) // 2, (height - side) // 2, side)


def clip_square(reference: ReferenceImage, size: int) -> Image.Image:
    """What CLIP sees: mode RGB, size × size, cropped to `square`, padded with grey bars, or squashed, as `fit` says.

    A square that reaches outside the picture is moved inside. Resampling is bicubic, as in CLIP's own preprocessing.
    """
    image = on_ground(reference)
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
