"""What the Python interface takes as an image: a path, encoded bytes, a Pillow image, an array, a picture."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PIL import Image

from promptstudio.errors import BadRequest
from promptstudio.images.convert import to_pil
from promptstudio.images.grounds import with_ground
from promptstudio.images.reading import decode, read
from promptstudio.images.upright import as_file
from promptstudio.protocol import GROUNDS, Picture, ReferenceImage

if TYPE_CHECKING:
    import numpy as np


class Array(Protocol):
    """Anything that numpy can read, such as an array or a tensor in main memory."""

    def __array__(self) -> np.ndarray: ...


ImageSource: TypeAlias = str | os.PathLike[str] | bytes | Image.Image | Array | Picture | ReferenceImage
"""One image. Arrays: (height, width, 3), (height, width) or (height, width, 1), sRGB; uint8, or float from 0 to 1."""


def read_image(source: ImageSource, frame: int = 1, ground: str = "grey", partial: bool = False) -> ReferenceImage:
    """The image as a `ReferenceImage`: upright, sRGB, at most 1024 pixels on its long side.

    Of a file or bytes: `frame` is which one of an animation, from 1; `ground` is what is seen behind transparent parts,
    one of `protocol.GROUNDS`; `partial` takes what can be read of one that is cut short, with a note.

    Errors: UnreadableImage for a file or bytes that hold no image that can be read; BadRequest for anything that cannot
    be an image, and for an array of another shape, type or range than `ImageSource` says.
    """
    if ground not in GROUNDS:
        raise BadRequest(f"The ground is {', '.join(GROUNDS)}, not “{ground}”.")
    match source:
        case ReferenceImage():
            return source
        case str() | os.PathLike():
            return with_ground(read(source, frame, partial), ground)
        case bytes() | bytearray() | memoryview():
            return with_ground(decode(bytes(source), "The image", None, frame, partial), ground)
        case Picture():
            return _from_pillow(to_pil(source), "a picture")
        case Image.Image():
            return _from_pillow(source, os.path.basename(getattr(source, "filename", "")) or "an image")
    if not hasattr(source, "__array__"):
        kind = type(source).__name__
        raise BadRequest(f"An image is a path, bytes, a Pillow image or an array, and not of type {kind}.")
    return _from_pillow(_from_array(source), "an array")


def read_images(sources: ImageSource | Sequence[ImageSource]) -> tuple[ReferenceImage, ...]:
    """One or several images, as for `read_image`; several in a list or tuple."""
    if isinstance(sources, list | tuple):
        return tuple(read_image(source) for source in sources)
    return (read_image(sources),)  # type: ignore[arg-type]  # one source, as it is no list


def _from_pillow(image: Image.Image, name: str) -> ReferenceImage:
    """Through a lossless file in memory, so that it is treated as its file would be: turned upright, and so on."""
    try:
        file = as_file(image)
    except (OSError, ValueError, KeyError) as error:
        raise BadRequest(f"A Pillow image of mode {image.mode} and size {image.size} cannot be used.") from error
    return decode(file, name)


def _from_array(source: Array) -> Image.Image:
    import numpy as np

    array = np.asarray(source)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.size == 0 or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)):
        raise BadRequest(f"An array of an image is (height, width, 3) or (height, width), not {array.shape}.")
    if array.dtype.kind == "f":
        if not (np.isfinite(array).all() and array.min() >= 0 and array.max() <= 1):
            raise BadRequest("An array of floats holds an image when all its values lie between 0 and 1.")
        array = np.rint(array * 255).astype(np.uint8)
    if array.dtype != np.uint8:
        raise BadRequest(f"An array of an image holds uint8, or floats from 0 to 1, not {array.dtype}.")
    return Image.fromarray(np.ascontiguousarray(array))
