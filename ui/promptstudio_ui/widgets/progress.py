"""Two ways to show how much of a task is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.labels import as_plain

ROOM_FOR_SPARKLINE = 360
"""From this width in pixels on, the sparkline is shown beside the text."""


class ProgressLine(QWidget):
    """A thin bar with a line of text below it, and the course of one number as a sparkline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._text = 0.0, ""
        self._values: list[float] = []
        self.setFixedHeight(self.fontMetrics().height() + 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, share: float, text: str, values: Sequence[float] = ()) -> None:
        """`share`: how much of the work is done, 0…1; `values`: points of the sparkline."""
        self._share, self._text, self._values = min(max(share, 0.0), 1.0), text, list(values)
        self.setAccessibleName(text)
        self.update()

    @property
    def text(self) -> str:
        """The line below the bar."""
        return self._text

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(0, 1, self.width(), 3), 1.5, 1.5)
        painter.setBrush(colours.color(QPalette.ColorRole.Accent))
        painter.drawRoundedRect(QRectF(0, 1, max(self.width() * self._share, 3), 3), 1.5, 1.5)
        right = 0
        if len(self._values) > 1 and self.width() > ROOM_FOR_SPARKLINE:
            right = 104
            self._paint_sparkline(painter, QRectF(self.width() - 96, 9, 94, self.height() - 12))
        painter.setPen(secondary_text(colours))
        box = self.rect().adjusted(0, 7, -right, 0)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_sparkline(self, painter: QPainter, rect: QRectF) -> None:
        low, high = min(self._values), max(self._values)
        path = QPainterPath()
        for n, value in enumerate(self._values):
            x = rect.left() + rect.width() * n / (len(self._values) - 1)
            y = rect.bottom() - rect.height() * ((value - low) / (high - low) if high > low else 0.0)
            path.lineTo(x, y) if n else path.moveTo(x, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1.5))
        painter.drawPath(path)


class ThinBar(QWidget):
    """A bar of four pixels without text. Painted, because a style sheet draws short chunks of a QProgressBar with
    broken corners."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, text: str) -> None:
        """`share`: how much is filled, 0…1; `text`: tooltip and accessible name."""
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(text)
        self.setToolTip(as_plain(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        if self._share:
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent))
            painter.drawRoundedRect(QRectF(0, 0, max(self.width() * self._share, 4), self.height()), 2, 2)
