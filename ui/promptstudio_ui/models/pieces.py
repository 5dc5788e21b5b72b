"""Small things that cards and rows of the model manager are made of."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from promptstudio_ui.widgets.controls import PrimaryButton, quiet

DOTS = {"good": "#4caf7d", "partly": "#d9a441", "bad": "#d1495b"}
"""Colours of states; "none" is a ring in the colour of quiet text."""


class ElidedLabel(QLabel):
    """One line that is cut with “…” where there is no room; the tooltip has all of it, and what else is to be said."""

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self._full = self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    @property
    def full_text(self) -> str:
        return self._full

    def show_text(self, text: str, tip: str = "") -> None:
        self._full, self._tip = text, tip
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, self._mode, max(self.width(), 40))
        self.setText(shown)
        self.setToolTip("\n".join(filter(None, (self._full if shown != self._full else "", self._tip))))


class StateLine(QWidget):
    """A dot and a few words: how something stands. `dot`: a key of DOTS, or "none"."""

    def __init__(self) -> None:
        super().__init__()
        self._dot, self._text = "none", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def show_state(self, dot: str, text: str) -> None:
        self._dot, self._text = dot, text
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._text) + 18, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        circle = QRectF(1, self.height() / 2 - 3.5, 7, 7)
        if self._dot == "none":
            painter.setPen(quiet(colours))
            painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(DOTS[self._dot]))
            painter.drawEllipse(circle)
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        box = self.rect().adjusted(16, 0, 0, 0)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Bar(QWidget):
    """A thin bar of how much is there, without words. `share` 0…1."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, text: str) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self.setAccessibleName(text)
        self.setToolTip(text)
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


class SmallButton(PrimaryButton):
    """A quiet button in a row: never the dialog's default, so that Enter does what has the keyboard."""

    def __init__(self, text: str, icon_name: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)
        self.show_as(text, icon_name)

    def show_as(self, text: str, icon_name: str, quiet: bool = True) -> None:
        super().show_as(text, icon_name, quiet)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 26)


def wrapped(text: str = "", *, secondary: bool = False) -> QLabel:
    """A label of as many lines as it takes."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if secondary:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        smaller(label)
    return label


def smaller(label: QLabel) -> None:
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.92)
    label.setFont(font)


def bold(label: QLabel, size: float = 1.0) -> None:
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * size)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
