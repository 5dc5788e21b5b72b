"""The colour scale of data for Qt. The colours themselves are defined in one place for the window and for exported
sheets: `promptstudio/files/colour_map.py`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, qRgb

from promptstudio.files.colour_map import TABLE
from promptstudio_ui.widgets.colours import luminance, mix

Colours = tuple[tuple[int, int, int], ...]
"""256 colours (red, green, blue; 0…255), from no value to the largest."""

COLOURS: Colours = tuple((TABLE[start], TABLE[start + 1], TABLE[start + 2]) for start in range(0, len(TABLE), 3))
"""On black: for change maps, which lie over a picture. The same in every theme."""

_FADE = 72
"""Up to this level the scale of a page comes out of the page's colour."""


@lru_cache(maxsize=8)
def colours_on(red: int, green: int, blue: int) -> Colours:
    """The scale that starts from a page's colour: towards light on a dark page, towards dark on a light one."""
    page = QColor(red, green, blue)
    dark = page.lightness() < 128
    scale = [QColor(*colour) for colour in (COLOURS if dark else COLOURS[::-1])]
    edge = luminance(page)
    begin = next(n for n, colour in enumerate(scale) if (luminance(colour) > edge) is dark)
    last = len(scale) - 1
    colours = []
    for level in range(len(scale)):
        colour = scale[begin + (last - begin) * level // last]
        colours.append(mix(page, colour, min(level / _FADE, 1.0)))
    return tuple((colour.red(), colour.green(), colour.blue()) for colour in colours)


@lru_cache(maxsize=8)
def differences_on(red: int, green: int, blue: int) -> Colours:
    """The scale of differences: blue for less, the page's colour for none, red for more."""
    page = QColor(red, green, blue)
    dark = page.lightness() < 128
    less, more = (QColor("#6ea8ff"), QColor("#ff8a6b")) if dark else (QColor("#1c50b8"), QColor("#b3261e"))
    mixed = (mix(page, less if level < 128 else more, abs(level - 127.5) / 127.5) for level in range(256))
    return tuple((colour.red(), colour.green(), colour.blue()) for colour in mixed)


def scale_image(orientation: Qt.Orientation, colours: Sequence[tuple[int, int, int]] = COLOURS) -> QImage:
    """The whole scale as a picture for legends: 256 × 1 pixels from left to right, or 1 × 256 from bottom to top."""
    horizontal = orientation is Qt.Orientation.Horizontal
    image = QImage(256 if horizontal else 1, 1 if horizontal else 256, QImage.Format.Format_RGB32)
    for level, (red, green, blue) in enumerate(colours):
        x, y = (level, 0) if horizontal else (0, 255 - level)
        image.setPixel(x, y, qRgb(red, green, blue))
    return image
