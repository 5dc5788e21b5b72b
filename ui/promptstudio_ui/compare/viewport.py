"""Zoom and position of pictures in panes. Plain geometry, without widgets.

Zoom and centre are in units of the picture, so that all panes show the same part of their pictures.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

LARGEST_ZOOM = 64.0
"""Screen pixels per picture pixel at most."""

LEAST_FOR_WORDS = (200, 72)
"""Width and height, in pixels, in which two letters and a line stand."""
LEAST_FOR_LETTERS = (96, 40)
"""The same for the letters alone, with the handle of the slider between them."""


class Viewport:
    """Which part of a picture of `size` pixels is seen. Panes are rectangles in the widget's coordinates."""

    def __init__(self) -> None:
        self.size = QSizeF()
        """Size of the pictures in pixels; empty while there is none."""
        self.zoom: float | None = None
        """Screen pixels per picture pixel; None while the picture is fitted into the pane."""
        self.centre = QPointF(0.5, 0.5)
        """The point of the picture in the middle of a pane, 0…1 both ways."""

    def fit(self) -> None:
        """Show the whole picture."""
        self.zoom, self.centre = None, QPointF(0.5, 0.5)

    def set_zoom(self, zoom: float, centre: QPointF) -> None:
        """`centre` is moved into the picture where it lies outside."""
        self.zoom = zoom
        self.centre = QPointF(min(max(centre.x(), 0.0), 1.0), min(max(centre.y(), 0.0), 1.0))

    def zoom_at(self, pane: QRect, point: QPointF, factor: float) -> None:
        """Zoom by `factor` so that what is under `point` stays there. Zooming out past the whole picture fits it."""
        target = self.target(pane)
        if target.isEmpty():
            return
        scale = target.width() / self.size.width()
        zoom = min(scale * factor, LARGEST_ZOOM)
        if zoom <= self.fitted_zoom(pane) and factor < 1:
            self.fit()
            return
        under = QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height())
        offset = point - QRectF(pane).center()
        width, height = self.size.width() * zoom, self.size.height() * zoom
        self.set_zoom(zoom, QPointF(under.x() - offset.x() / width, under.y() - offset.y() / height))

    def pan(self, start: QPointF, moved: QPointF) -> None:
        """Show the centre `start`, moved by `moved` screen pixels. Does nothing while the picture is fitted."""
        if self.zoom is not None and not self.size.isEmpty():
            size = self.size * self.zoom
            self.set_zoom(self.zoom, start + QPointF(moved.x() / size.width(), moved.y() / size.height()))

    def fitted_zoom(self, pane: QRect) -> float:
        """The zoom at which the whole picture just fits into a pane."""
        return min(pane.width() / self.size.width(), pane.height() / self.size.height())

    def target(self, pane: QRect) -> QRectF:
        """Where the whole picture lies for a pane; it may reach beyond it. Empty without a picture."""
        if self.size.isEmpty():
            return QRectF()
        scale = self.fitted_zoom(pane) if self.zoom is None else self.zoom
        width, height = self.size.width() * scale, self.size.height() * scale
        middle = QRectF(pane).center()
        centre = self.centre if self.zoom is not None else QPointF(0.5, 0.5)
        return QRectF(middle.x() - centre.x() * width, middle.y() - centre.y() * height, width, height)

    def in_view(self, pane: QRect) -> QRectF:
        """The part of a pane that the picture covers; the whole pane without a picture."""
        target = self.target(pane)
        return QRectF(pane) & target if not target.isEmpty() else QRectF(pane)

    def for_words(self, pane: QRect) -> QRectF:
        """Where notes stand: on the part of a pane that the picture covers, and beside it where that is too thin for
        them."""
        return self._at_least(pane, LEAST_FOR_WORDS)

    def for_letters(self, pane: QRect) -> QRectF:
        """Where the letters stand, like notes."""
        return self._at_least(pane, LEAST_FOR_LETTERS)

    def _at_least(self, pane: QRect, size: tuple[int, int]) -> QRectF:
        view = self.in_view(pane)
        across, down = max(size[0] - view.width(), 0.0) / 2, max(size[1] - view.height(), 0.0) / 2
        return view.adjusted(-across, -down, across, down) & QRectF(pane)

    def halves(self, area: QRect, gap: int) -> tuple[QRect, QRect]:
        """Two panes beside or above each other, `gap` pixels apart, whichever shows the pictures larger."""
        width, height = (area.width() - gap) // 2, (area.height() - gap) // 2
        beside = (
            QRect(area.left(), area.top(), width, area.height()),
            QRect(area.right() + 1 - width, area.top(), width, area.height()),
        )
        stacked = (
            QRect(area.left(), area.top(), area.width(), height),
            QRect(area.left(), area.bottom() + 1 - height, area.width(), height),
        )
        if self.size.isEmpty():
            return beside if area.width() >= area.height() else stacked
        return beside if self.fitted_zoom(beside[0]) >= self.fitted_zoom(stacked[0]) else stacked
