"""Reference images: reading any file safely, and the conversions between `Picture`, Pillow and what CLIP sees."""

from promptstudio.images.reading import (
    EXTENSIONS,
    FITS,
    GREY,
    MAX_BYTES,
    MAX_PIXELS,
    WORKING_SIDE,
    clip_square,
    from_pil,
    largest_square,
    read,
    read_bytes,
    to_pil,
)

__all__ = [
    "EXTENSIONS",
    "FITS",
    "GREY",
    "MAX_BYTES",
    "MAX_PIXELS",
    "WORKING_SIDE",
    "clip_square",
    "from_pil",
    "largest_square",
    "read",
    "read_bytes",
    "to_pil",
]
