"""One reference image as it is painted, with the square CLIP sees."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from promptstudio.protocol import ReferenceImage, Square
from promptstudio_ui.references.model import moved_square, resized_square
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.image_number import NUMBER_HEIGHT, image_colour, number_width, paint_number
from promptstudio_ui.widgets.pictures import reference_image

_TALLEST, _TALLEST_OF_MANY = 260, 104
"""Heights of a picture alone, and of one among several, in pixels."""
_SMALL = 44
"""Side of one of many, in pixels."""


class ReferencePicture(QWidget):
    """Paints the reference; with fit "crop" what CLIP does not see is darkened and the square can be dragged."""

    square_chosen = Signal(object)
    """The `Square` that CLIP shall see."""
    opened = Signal()
    """One of many is to be shown whole, or small again."""
    moved = Signal(int)
    """To another place in the row of references: −1 towards the first, 1 towards the last."""

    def __init__(self, reference: ReferenceImage) -> None:
        super().__init__()
        self._reference = reference
        self._pixmap = QPixmap.fromImage(reference_image(reference))
        self._square = reference.square
        self._drag: tuple[QPointF, Square] | None = None  # where it began, and the square then
        self._number: int | None = None
        self._tallest = _TALLEST
        self._small = False
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_reference(self, reference: ReferenceImage) -> None:
        """The reference as it is now."""
        before = self._reference
        if reference.picture is not before.picture or reference.ground != before.ground:
            self._pixmap = QPixmap.fromImage(reference_image(reference))
        self._reference, self._square = reference, reference.square
        self._show_cursor()
        self.updateGeometry()
        self.update()

    @property
    def number(self) -> int | None:
        """The number by which the words from this image are marked."""
        return self._number

    def show_number(self, number: int | None) -> None:
        """The number by which the words from this image are marked; None: no word is."""
        self._number = number
        self.update()

    @property
    def _movable(self) -> bool:
        picture = self._reference.picture
        if self._small or self._reference.fit != "crop":
            return False
        return picture.width != picture.height or self._square.side < picture.width

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._small:
            return _SMALL
        picture = self._reference.picture
        return max(48, min(round(width * picture.height / picture.width), self._tallest))

    def show_among(self, count: int, small: bool = False) -> None:
        """Be lower beside others, so that several are seen at once, or `small`: then a click opens it."""
        self._tallest, self._small = _TALLEST if count == 1 else _TALLEST_OF_MANY, small
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Ignored)
        self.setSizePolicy(policy)
        self.setAccessibleName(
            tr("Reference image; Space shows all about it, Alt+Up and Alt+Down move it")
            if small
            else tr("Reference image; arrow keys move the square CLIP sees, Alt+Up and Alt+Down the image")
        )
        self._show_cursor()
        self.updateGeometry()

    def _show_cursor(self) -> None:
        shape = Qt.CursorShape.SizeAllCursor if self._movable else Qt.CursorShape.ArrowCursor
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._small else shape)

    def sizeHint(self) -> QSize:
        return QSize(_SMALL, _SMALL) if self._small else QSize(200, self.heightForWidth(200))

    def _box(self) -> QRectF:
        """Where the picture is painted."""
        scale = self._scale()
        picture = self._reference.picture
        width, height = picture.width * scale, picture.height * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _scale(self) -> float:
        picture = self._reference.picture
        return min(self.width() / picture.width, self.height() / picture.height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box, scale = self._box(), self._scale()
        clip = QPainterPath()
        clip.addRoundedRect(box, 6, 6)
        painter.setClipPath(clip)
        painter.drawPixmap(box, self._pixmap, QRectF(self._pixmap.rect()))
        if self._reference.fit == "crop":
            square = self._square
            seen = QRectF(
                box.left() + square.left * scale,
                box.top() + square.top * scale,
                square.side * scale,
                square.side * scale,
            )
            outside = QPainterPath()
            outside.addRect(box)
            hole = QPainterPath()
            hole.addRect(seen)
            painter.fillPath(outside.subtracted(hole), QColor(0, 0, 0, 150))
            if self._movable:
                painter.setPen(QPen(QColor(255, 255, 255, 220), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(seen.adjusted(1, 1, -1, -1))
        if self.hasFocus():
            painter.setClipping(False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        if self._reference.role == "ignore":
            veil = QColor(self.palette().color(QPalette.ColorRole.Window))
            veil.setAlphaF(0.65)
            painter.setClipping(False)
            painter.fillPath(clip, veil)
        if self._number is not None:
            painter.setClipping(False)
            self._paint_badge(painter, box.topLeft() + QPointF(16, 16), self._number)

    def _paint_badge(self, painter: QPainter, centre: QPointF, number: int) -> None:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.8, 7.0))
        ring = QRectF(0, 0, number_width(number, QFontMetrics(font)) + 4, NUMBER_HEIGHT + 4)
        ring.moveCenter(centre)
        painter.setPen(Qt.PenStyle.NoPen)
        page = self.palette().color(QPalette.ColorRole.Base)
        painter.setBrush(page)  # so that it stands out on any picture
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        paint_number(painter, centre, number, image_colour(number, page), font)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._small:
            self.opened.emit()
        elif event.button() is Qt.MouseButton.LeftButton and self._movable:
            self._drag = (event.position(), self._square)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            begin, square = self._drag
            by, scale = event.position() - begin, self._scale()
            self._square = moved_square(self._reference.picture, square, by.x() / scale, by.y() / scale)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._drag = None
            self._choose(self._square)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._reference.fit == "crop" and self.hasFocus() and not self._small:
            self._choose(resized_square(self._reference.picture, self._square, 1.1 ** (-event.angleDelta().y() / 120)))
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
            return
        if event.key() == Qt.Key.Key_Space:
            self.opened.emit()
            return
        by = {
            Qt.Key.Key_Left: (-8, 0),
            Qt.Key.Key_Right: (8, 0),
            Qt.Key.Key_Up: (0, -8),
            Qt.Key.Key_Down: (0, 8),
        }.get(Qt.Key(event.key()))
        if by is None or not self._movable:
            super().keyPressEvent(event)
        else:
            self._choose(moved_square(self._reference.picture, self._square, *by))

    def _choose(self, square: Square) -> None:
        self._square = square
        self.update()
        if square != self._reference.square:
            self.square_chosen.emit(square)
