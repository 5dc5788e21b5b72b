"""The colour scale of data (heatmap, change map) for Qt. The colours themselves are defined in one place for the window
and for exported sheets: `promptstudio/files/colour_map.py`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, qRgb

from promptstudio.files.colour_map import TABLE

COLOURS: tuple[tuple[int, int, int], ...] = tuple(
    (TABLE[start], TABLE[start + 1], TABLE[start + 2]) for start in range(0, len(TABLE), 3)
)
"""256 colours (red, green, blue; 0…255), from no value to the largest; the same in every theme."""


def scale_image(orientation: Qt.Orientation) -> QImage:
    """The whole scale as a picture for legends: 256 × 1 pixels from left to right, or 1 × 256 from bottom to top."""
    horizontal = orientation is Qt.Orientation.Horizontal
    image = QImage(256 if horizontal else 1, 1 if horizontal else 256, QImage.Format.Format_RGB32)
    for level, (red, green, blue) in enumerate(COLOURS):
        x, y = (level, 0) if horizontal else (0, 255 - level)
        image.setPixel(x, y, qRgb(red, green, blue))
    return image
