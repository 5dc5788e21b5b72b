"""What stands behind the transparent parts of a reference image."""

from __future__ import annotations

import msgspec
import numpy as np
from PIL import Image, ImageFilter

from promptstudio.images.convert import to_pil
from promptstudio.protocol import ReferenceImage

GREY = (128, 128, 128)
"""What stands behind transparent parts unless another ground is chosen, and in the bars of a padded picture."""

_COLOURS = {"white": (255, 255, 255), "black": (0, 0, 0)}
_NOTES = {
    "grey": "Transparent parts are shown on grey.",
    "white": "Transparent parts are shown on white.",
    "black": "Transparent parts are shown on black.",
    "blur": "Transparent parts are shown on the blurred picture.",
}
_BLURRED = 16
"""The blur's standard deviation is this part of the longer side."""


def ground_note(ground: str) -> str:
    """The note of a reference whose transparent parts are shown on one of `GROUNDS`."""
    return _NOTES[ground]


def with_ground(reference: ReferenceImage, ground: str) -> ReferenceImage:
    """The reference on another of `GROUNDS`, with its note; the same where nothing is transparent."""
    if reference.opacity is None:
        return reference
    old = ground_note(reference.ground)
    notes = tuple(ground_note(ground) if note == old else note for note in reference.notes)
    return msgspec.structs.replace(reference, ground=ground, notes=notes)


def on_ground(reference: ReferenceImage) -> Image.Image:
    """The whole reference as it is seen, mode RGB: its picture, with its ground behind the transparent parts.

    The picture has grey there. A pixel of opacity a is a·colour + (1 − a)·grey, so another ground comes to it as
    (1 − a)·(ground − grey).
    """
    image = to_pil(reference.picture)
    if reference.opacity is None or reference.ground == "grey":
        return image
    on_grey = np.asarray(image, dtype=np.float32)
    opaque = np.asarray(to_pil(reference.opacity), dtype=np.float32) / 255
    if reference.ground == "blur":
        ground = _blurred(on_grey, opaque)
    else:
        ground = np.asarray(_COLOURS[reference.ground], dtype=np.float32)
    return Image.fromarray(_put(on_grey, opaque, ground))


def _put(on_grey: np.ndarray, opaque: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Pixels on another ground, uint8. All are (height, width, 3), but `ground` may be one colour."""
    return np.clip(np.rint(on_grey + (1 - opaque) * (ground - GREY)), 0, 255).astype(np.uint8)


def _blurred(on_grey: np.ndarray, opaque: np.ndarray) -> np.ndarray:
    """The picture on its own mean colour, blurred: (height, width, 3)."""
    colours = on_grey - (1 - opaque) * GREY  # each times its opacity
    mean = colours.sum((0, 1)) / np.maximum(opaque.sum((0, 1)), 1e-6)
    sharp = Image.fromarray(_put(on_grey, opaque, mean))
    return np.asarray(sharp.filter(ImageFilter.GaussianBlur(max(sharp.size) / _BLURRED)), dtype=np.float32)
