"""One picture, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from promptstudio.protocol import Picture
from promptstudio_ui.widgets.pictures import enlarged


class PictureView(QWidget):
    """A picture as large as there is room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        self.picture: Picture | None = None
        self._image = QImage()

    def show_picture(self, picture: Picture) -> None:
        """Show another picture."""
        self.picture = picture
        self._image = enlarged(picture)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        place = QRect(left, top, size.width(), size.height())
        painter.drawImage(place, self._image)
