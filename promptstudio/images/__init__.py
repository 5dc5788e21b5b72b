"""Reference images: reading any file safely, and the conversions between `Picture`, Pillow and what CLIP sees."""

from promptstudio.images.convert import from_pil, grey_to_pil, to_pil
from promptstudio.images.grounds import GREY, on_ground, with_ground
from promptstudio.images.incoming import MAX_BYTES
from promptstudio.images.reading import EXTENSIONS, MAX_PIXELS, WORKING_SIDE, decode, read
from promptstudio.images.squares import FITS, clip_square, largest_square

__all__ = [
    "EXTENSIONS",
    "FITS",
    "GREY",
    "MAX_BYTES",
    "MAX_PIXELS",
    "WORKING_SIDE",
    "clip_square",
    "decode",
    "from_pil",
    "grey_to_pil",
    "largest_square",
    "on_ground",
    "read",
    "to_pil",
    "with_ground",
]
