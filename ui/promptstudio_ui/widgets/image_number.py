"""The number of a reference image in a disc, drawn alike on the image and on the words that were found for it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from promptstudio_ui.widgets.colours import contrast

NUMBER_HEIGHT = 16
"""Height of the disc in pixels."""


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
