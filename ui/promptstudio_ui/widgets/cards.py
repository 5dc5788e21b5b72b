"""Cards, the rounded panels of the window, and the splitter between them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from promptstudio_ui.widgets.labels import scale_font
from promptstudio_ui.widgets.style_sheet import ROW


class Card(QFrame):
    """A rounded panel with a title row (`header`, which takes more widgets at its right) and its `content` below."""

    def __init__(self, title: str, parent: QWidget | None = None, *, title_row: bool = True) -> None:
        """`title_row`: without it the content has a row of its own, which is to take `self.title`."""
        super().__init__(parent)
        self.setAccessibleName(title)
        self.title = QLabel(title.upper())
        font = self.title.font()
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
        self.title.setFont(font)
        scale_font(self.title, 0.82)
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        self.whole = layout = QVBoxLayout(self)
        """Title row and content."""
        layout.setContentsMargins(11, 7, 11, 11)
        layout.setSpacing(8)
        if title_row:
            self.header = QHBoxLayout()
            self.header.setSpacing(4)
            self.header.addStrut(ROW)  # the titles of cards beside each other stand on one line
            self.header.addWidget(self.title)
            self.header.addStretch(1)
            layout.addLayout(self.header)
        layout.addLayout(self.content, 1)


class CardSplitter(QSplitter):
    """A splitter whose handles look like gaps between cards; a short bar appears under the pointer."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(8)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    """Painted, because a style sheet cannot centre a bar of fixed length in a handle."""

    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.underMouse():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.palette().color(QPalette.ColorRole.Mid))
            middle = QPointF(self.rect().center())
            size = QSize(3, 36) if self.orientation() is Qt.Orientation.Horizontal else QSize(36, 3)
            bar = QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())
            painter.drawRoundedRect(bar, 1.5, 1.5)
