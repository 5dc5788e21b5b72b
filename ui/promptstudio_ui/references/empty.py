"""What the references panel shows before the first image."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.theme import icon


class _Sample(QAbstractButton):
    """A small picture that becomes the reference when clicked."""

    SIDE = 54

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        name = path.stem.replace("-", " ")
        self.setToolTip(from_engine(name))
        self.setAccessibleName(tr("Sample: {name}").format(name=from_engine(name)))
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


class NoReferences(QWidget):
    """A place to drop, and samples."""

    open_wanted = Signal()
    sample_chosen = Signal(object)
    """The path of a sample image."""

    def __init__(self, samples: list[Path], columns: int) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        zone = _DropZone()
        zone.clicked.connect(self.open_wanted)
        layout.addWidget(zone)
        if samples:
            layout.addSpacing(6)
            layout.addWidget(QuietLabel(tr("or try one of these")))
            grid = QGridLayout()
            grid.setSpacing(5)
            for number, path in enumerate(samples):
                button = _Sample(path)
                button.clicked.connect(lambda _=False, path=path: self.sample_chosen.emit(path))
                grid.addWidget(button, number // columns, number % columns)
            grid.setColumnStretch(columns, 1)
            layout.addLayout(grid)
        layout.addStretch(1)


class _DropZone(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self.setText(tr("Drop an image here"))
        self.setAccessibleName(tr("Drop an image here, paste one, or press to open a file"))
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
        text = self.text() if fits else tr("Drop an image")
        painter.drawText(QRectF(box.left(), middle.y() - 10, box.width(), 22), Qt.AlignmentFlag.AlignCenter, text)
        painter.setFont(self.font())
        painter.setPen(secondary_text(colours))
        painter.drawText(
            QRectF(box.left(), middle.y() + 14, box.width(), 40),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            tr("paste one (Ctrl+V)\nor click to open"),
        )
