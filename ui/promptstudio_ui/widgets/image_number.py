"""The number and the colour of a reference image, alike on the image, on the words that were found for it and along the
heatmap."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from promptstudio_ui.widgets.colours import VISIBLE, contrast, readable

NUMBER_HEIGHT = 16
"""Height of the disc in pixels."""


_COLOURS = "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442"
"""Told apart by people who see colours differently, too (Okabe and Ito, "Color universal design", 2008)."""


def image_colour(number: int, ground: QColor) -> QColor:
    """The colour of a reference image by its number from 1, as far as it shows on `ground`."""
    return readable(QColor(_COLOURS[(number - 1) % len(_COLOURS)]), ground, VISIBLE)


def number_width(number: int, metrics: QFontMetrics) -> int:
    """Width of the disc in pixels, for the metrics of the number's font."""
    return max(metrics.horizontalAdvance(str(number)) + 8, NUMBER_HEIGHT)


def paint_number(painter: QPainter, centre: QPointF, number: int, disc: QColor, font: QFont) -> None:
    """Paint the number, black or white, on a disc of colour `disc`."""
    box = QRectF(0, 0, number_width(number, QFontMetrics(font)), NUMBER_HEIGHT)
    box.moveCenter(centre)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawRoundedRect(box, NUMBER_HEIGHT / 2, NUMBER_HEIGHT / 2)
    painter.setFont(font)
    painter.setPen(max((QColor("black"), QColor("white")), key=lambda colour: contrast(colour, disc)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
