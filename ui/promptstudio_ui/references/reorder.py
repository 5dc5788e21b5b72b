"""Dragging a reference to another place by its name: the picture's own drag moves the square that CLIP sees."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from promptstudio_ui.widgets.labels import ElidedLabel

_MARK = 2  # pixels


class NameHandle(ElidedLabel):
    """The name of a reference, by which it is dragged."""

    dragged = Signal(QPoint)
    """To this place of the screen, the button still down."""
    dropped = Signal(QPoint)
    """At this place of the screen."""
    clicked = Signal()
    """Pressed and released without dragging."""

    def __init__(self) -> None:
        super().__init__(mode=Qt.TextElideMode.ElideMiddle)
        self._begin: QPoint | None = None
        self._under_way = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._begin, self._under_way = event.globalPosition().toPoint(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._begin is None:
            return
        place = event.globalPosition().toPoint()
        self._under_way |= (place - self._begin).manhattanLength() >= QApplication.startDragDistance()
        if self._under_way:
            self.dragged.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        begin, under_way, self._begin, self._under_way = self._begin, self._under_way, None, False
        if begin is not None and not under_way:
            self.clicked.emit()
        elif under_way:
            self.dropped.emit(event.globalPosition().toPoint())


class DropMark(QWidget):
    """The line where a dragged reference would come to stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_between(self, places: list[QRect], row: int, to: int, gap: int) -> None:
        """Stand where `row` would come to be `to`, in the middle of the `gap` beside it; hide where it is already.
        `places`: of all references, from the first row on."""
        self.setVisible(to != row)
        beside = places[to]
        top = beside.top() - gap // 2 if to < row else beside.bottom() + gap // 2
        self.setGeometry(beside.left(), max(top - _MARK // 2, 0), beside.width(), _MARK)
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Accent))


def place_for(places: list[QRect], row: int, y: int) -> int:
    """The row to which a reference dragged from `row` to the height `y` would come."""
    return sum(place.center().y() < y for number, place in enumerate(places) if number != row)
