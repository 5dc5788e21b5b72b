"""The references panel: one well per image with the square CLIP sees, and an inviting emptiness before the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImageReader,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import ReferenceImage, Square
from promptstudio_ui.document.session import Session
from promptstudio_ui.references.model import ReferenceModel, moved_square, resized_square
from promptstudio_ui.widgets.buttons import IconButton, Segments
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.image_number import NUMBER_HEIGHT, number_width, paint_number
from promptstudio_ui.widgets.labels import ElidedLabel, Pill, QuietLabel, as_plain
from promptstudio_ui.widgets.pictures import to_image
from promptstudio_ui.widgets.theme import icon

_FITS = (
    ("crop", "Crop", "CLIP sees a square part of the picture; drag it, or turn the wheel over it"),
    ("pad", "Pad", "CLIP sees the whole picture with grey bars"),
    ("squash", "Squash", "CLIP sees the whole picture squeezed into a square"),
)
_TALLEST = 260
PHOTOGRAPH = "photo-"
"""How the names of samples begin that are photographs."""
ROOM_FOR_THREE = 200
"""From this width of the panel on three samples stand in a row."""


class _Picture(QWidget):
    """Paints the reference; with fit "crop" what CLIP does not see is darkened and the square can be dragged."""

    square_chosen = Signal(object)
    """The `Square` that CLIP shall see."""

    def __init__(self, reference: ReferenceImage) -> None:
        super().__init__()
        self._reference = reference
        self._pixmap = QPixmap.fromImage(to_image(reference.picture))
        self._square = reference.square
        self._drag: tuple[QPointF, Square] | None = None  # where it began, and the square then
        self._number: int | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Reference image; arrow keys move the square CLIP sees")

    def show_reference(self, reference: ReferenceImage) -> None:
        """The reference as it is now."""
        if reference.picture is not self._reference.picture:
            self._pixmap = QPixmap.fromImage(to_image(reference.picture))
        self._reference, self._square = reference, reference.square
        self.setCursor(Qt.CursorShape.SizeAllCursor if self._movable else Qt.CursorShape.ArrowCursor)
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
        return self._reference.fit == "crop" and (picture.width != picture.height or self._square.side < picture.width)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        picture = self._reference.picture
        return max(48, min(round(width * picture.height / picture.width), _TALLEST))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

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
        if self._number is not None:
            painter.setClipping(False)
            self._paint_badge(painter, box.topLeft() + QPointF(16, 16), self._number)

    def _paint_badge(self, painter: QPainter, centre: QPointF, number: int) -> None:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * 0.8, 7.0))
        ring = QRectF(0, 0, number_width(number, QFontMetrics(font)) + 4, NUMBER_HEIGHT + 4)
        ring.moveCenter(centre)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))  # so that it stands out on any picture
        painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        paint_number(painter, centre, number, self.palette().color(QPalette.ColorRole.Text), font)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._movable:
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
        if self._reference.fit == "crop" and self.hasFocus():
            self._choose(resized_square(self._reference.picture, self._square, 1.1 ** (-event.angleDelta().y() / 120)))
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
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


class _Well(QWidget):
    """One reference: picture, name, how it becomes square, what was converted, a prompt found in the file."""

    def __init__(self, view: ReferencesView, row: int) -> None:
        super().__init__()
        self._view, self._row = view, row
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.picture = _Picture(view.model.reference(row))
        self.picture.square_chosen.connect(lambda square: view.model.set_square(row, square))
        layout.addWidget(self.picture)
        line = QHBoxLayout()
        line.setSpacing(2)
        self._name = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        line.addWidget(self._name, 1)
        remove = IconButton("remove", "Remove this reference")
        remove.clicked.connect(lambda: view.model.remove(row))
        line.addWidget(remove)
        layout.addLayout(line)
        self._fit = Segments(_FITS)
        self._fit.chosen.connect(lambda fit: view.model.set_fit(row, fit))
        layout.addWidget(self._fit, 0, Qt.AlignmentFlag.AlignLeft)
        self._notes = QuietLabel()
        self._notes.setWordWrap(True)
        layout.addWidget(self._notes)
        self._found = QPushButton()
        self._found.setIcon(icon("text"))
        self._found.clicked.connect(lambda: view.found_wanted.emit(view.model.reference(row)))
        layout.addWidget(self._found)

    def show_reference(self, reference: ReferenceImage) -> None:
        self.picture.show_reference(reference)
        self._name.show_text(reference.name, reference.path or "")
        self._fit.set_value(reference.fit)
        square = reference.picture.width == reference.picture.height
        self._fit.setVisible(not square)
        self._notes.setText(" · ".join(reference.notes))
        self._notes.setVisible(bool(reference.notes))
        found = self._view.model.found(self._row)
        self._found.setVisible(found is not None)
        if found is not None:
            verb = "Use" if found.prompt.words else "Choose"
            self._found.setText(f"{verb} prompt ({found.source})")
            self._found.setToolTip(as_plain(found.told))

    def show_number(self, number: int | None) -> None:
        """Mark the picture as the source of the words with this number."""
        self.picture.show_number(number)
        name = self._view.model.reference(self._row).name
        tip = f"Image {number} ({name}): the words marked {number} come from it" if number else ""
        self.picture.setToolTip(as_plain(tip))


class _Sample(QAbstractButton):
    """A small picture that becomes the reference when clicked."""

    SIDE = 54

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        name = path.stem.replace("-", " ")
        self.setToolTip(name)
        self.setAccessibleName(f"Sample: {name}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pixmap: QPixmap | None = None

    def sizeHint(self) -> QSize:
        return QSize(self.SIDE, self.SIDE)

    def _read(self) -> QPixmap:
        reader = QImageReader(str(self.path))
        image = reader.read()
        side = min(image.width(), image.height())
        middle = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
        return QPixmap.fromImage(
            middle.scaled(
                2 * self.SIDE,
                2 * self.SIDE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixmap is None:
            self._pixmap = self._read()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(box, 6, 6)
        painter.setClipPath(clip)
        painter.drawPixmap(box, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setClipping(False)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 6, 6)


class _Empty(QWidget):
    """What the panel shows before the first reference."""

    def __init__(self, view: ReferencesView, samples: list[Path], columns: int) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        zone = _DropZone()
        zone.clicked.connect(view.open_wanted)
        layout.addWidget(zone)
        if samples:
            layout.addSpacing(6)
            layout.addWidget(QuietLabel("or try one of these"))
            grid = QGridLayout()
            grid.setSpacing(5)
            for number, path in enumerate(samples):
                button = _Sample(path)
                button.clicked.connect(lambda _=False, path=path: view.sample_chosen.emit(path))
                grid.addWidget(button, number // columns, number % columns)
            grid.setColumnStretch(columns, 1)
            layout.addLayout(grid)
        layout.addStretch(1)


class _DropZone(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self.setText("Drop an image here")
        self.setAccessibleName("Drop an image here, paste one, or press to open a file")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(180, 168)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        active = self.underMouse() or self.hasFocus()
        pen = QPen(colours.color(QPalette.ColorRole.Accent if active else QPalette.ColorRole.Mid), 1.5)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        middle = self.rect().center()
        icon("image-plus", QPalette.ColorRole.Accent).paint(painter, middle.x() - 16, middle.y() - 52, 32, 32)
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        box = self.rect().adjusted(8, 0, -8, 0)
        fits = painter.fontMetrics().horizontalAdvance(self.text()) <= box.width()
        text = self.text() if fits else self.text().removesuffix(" here")
        painter.drawText(QRectF(box.left(), middle.y() - 10, box.width(), 22), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(self.font())
        painter.setPen(secondary_text(colours))
        painter.drawText(
            QRectF(box.left(), middle.y() + 14, box.width(), 40),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            "paste one (Ctrl+V)\nor click to open",
        )


class ReferencesView(Card):
    """The panel. What is changed about the references goes through its model, into the session's undo stack."""

    open_wanted = Signal()
    sample_chosen = Signal(object)
    """The path of a sample image."""
    found_wanted = Signal(object)
    """The prompt found in the file of this `ReferenceImage` is to be used."""

    def __init__(self, session: Session, samples: list[Path], parent: QWidget | None = None) -> None:
        super().__init__("References", parent)
        self.model = ReferenceModel(session, self)
        self._count = Pill()
        add = IconButton("image-plus", "Open images (Ctrl+O)")
        add.clicked.connect(self.open_wanted)
        self.header.addWidget(self._count)
        self.header.addWidget(add)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self.content.addWidget(self._scroll)
        self._samples = samples
        self._photographs = False  # whether samples that are photographs are offered
        self._numbers: frozenset[int] = frozenset()
        self.wells: list[_Well] = []
        self._columns = 3
        self.setMinimumWidth(164)
        self.model.modelReset.connect(self._rebuild)
        self.model.dataChanged.connect(lambda first, last: self._refresh(first.row()))
        self._rebuild()

    def _rebuild(self) -> None:
        body = QWidget()
        body.setAutoFillBackground(False)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        count = self.model.rowCount()
        self.wells = [_Well(self, row) for row in range(count)]
        for row, well in enumerate(self.wells):
            well.show_reference(self.model.reference(row))
            well.show_number(row + 1 if row + 1 in self._numbers else None)
            layout.addWidget(well)
        if not count:
            layout.addWidget(_Empty(self, self.offered_samples, self._columns))
        layout.addStretch(1)
        self._count.setText(str(count))
        self._count.setVisible(count > 1)
        old = self._scroll.takeWidget()
        self._scroll.setWidget(body)
        if old is not None:
            old.deleteLater()  # one of its buttons may be what led here
        body.setAutoFillBackground(False)  # giving it to the scroll area has set it

    @property
    def offered_samples(self) -> list[Path]:
        """The samples to choose from."""
        return [path for path in self._samples if self._photographs or not path.name.startswith(PHOTOGRAPH)]

    def offer_photographs(self, on: bool) -> None:
        """Offer samples that are photographs, or only drawings."""
        if on != self._photographs:
            self._photographs = on
            self._rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 3 if event.size().width() >= ROOM_FOR_THREE else 2
        if columns != self._columns:
            self._columns = columns
            self._rebuild()

    def show_numbers(self, numbers: frozenset[int]) -> None:
        """Number the images, from 1, that words of the prompt are marked with."""
        self._numbers = numbers
        for row, well in enumerate(self.wells):
            well.show_number(row + 1 if row + 1 in numbers else None)

    def _refresh(self, row: int) -> None:
        self.wells[row].show_reference(self.model.reference(row))
