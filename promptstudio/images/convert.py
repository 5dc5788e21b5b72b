"""`Picture` to Pillow and back: the only place that knows how a picture's bytes lie."""

from __future__ import annotations

from PIL import Image

from promptstudio.protocol import Picture


def to_pil(picture: Picture) -> Image.Image:
    """The picture as a Pillow image of mode RGB."""
    return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)


def from_pil(image: Image.Image) -> Picture:
    """A Pillow image as a picture: taken as sRGB, alpha is dropped."""
    rgb = image.convert("RGB")
    return Picture(rgb.width, rgb.height, rgb.tobytes())


def grey_to_pil(width: int, height: int, values: bytes) -> Image.Image:
    """One byte for each pixel, row by row (a change map, a region), as a Pillow image of mode L."""
    return Image.frombytes("L", (width, height), values)
