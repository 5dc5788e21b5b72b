"""A small panel that floats over its window beside what it is about."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from promptstudio_ui.widgets.colours import line_colour, panel_colour
from promptstudio_ui.widgets.style_sheet import RADIUS

SHADOW = 8
"""Width of the shadow around a panel, in pixels."""


class Overlay(QFrame):
    """A child of its anchor's window instead of a window of its own: it does not take the focus from the widgets below,
    and it can be placed on systems where programs cannot place windows (Wayland)."""

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._anchor = anchor
        self.setContentsMargins(SHADOW, SHADOW, SHADOW, SHADOW)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hide()

    def show_beside(self, rect: QRect) -> None:
        """Show under `rect` (the anchor's coordinates), above it where there is no room, always inside the window."""
        host = self._anchor.window()
        if self.parentWidget() is not host:
            self.setParent(host)
        self.adjustSize()
        target = QRect(self._anchor.mapTo(host, rect.topLeft()), rect.size())
        self.move(placed(target, self.size(), host.rect()))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in range(SHADOW, 0, -1):
            painter.setBrush(QColor(0, 0, 0, 3 + 2 * (SHADOW - spread) // 2))
            painter.drawRoundedRect(
                body.adjusted(-spread, -spread + 2, spread, spread), RADIUS + spread, RADIUS + spread
            )
        fill = panel_colour(self.palette())
        painter.setPen(QPen(line_colour(self.palette(), fill, 0.25), 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def placed(target: QRect, size: QSize, host: QRect) -> QPoint:
    """Top left corner of a panel of `size` for `target`, all in the window's coordinates."""
    x = min(max(target.left() - SHADOW, host.left()), max(host.right() + 1 - size.width(), host.left()))
    below = target.bottom() + 1
    above = target.top() - size.height()
    fits_below = below + size.height() <= host.bottom() + 1
    if fits_below:
        return QPoint(x, below)
    if above >= host.top():
        return QPoint(x, above)
    return QPoint(x, max(host.bottom() + 1 - size.height(), host.top()))
