"""Labels that several panels share."""

from __future__ import annotations

import unicodedata
from html import escape

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.theme import icon

STATE_COLOURS = {"good": "#4caf7d", "partly": "#d9a441", "bad": "#d1495b"}
"""Colours of state dots, fixed in every theme. The state "none" is a ring in the colour of secondary text."""


def as_plain(text: str) -> str:
    """A tooltip that shows `text` as it is: Qt would take some texts for HTML and load what they name."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if "<" in text else text


def isolated(text: str) -> str:
    """`text` for the middle of a sentence: what is written from right to left leaves the words around it in place."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        # Left-to-right mark, for the sentence may begin here; first strong isolate … pop isolate (Unicode, annex 9).
        return f"\u200e\u2068{text}\u2069"
    return text


def scale_font(widget: QWidget, factor: float) -> None:
    """Multiply the point size of a widget's font."""
    font = widget.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    widget.setFont(font)


def make_bold(widget: QWidget, factor: float = 1.0) -> None:
    """Make a widget's font semi-bold, and `factor` times as large."""
    font = widget.font()
    font.setPointSizeF(font.pointSizeF() * factor)
    font.setWeight(QFont.Weight.DemiBold)
    widget.setFont(font)


def small_font(font: QFont, factor: float = 0.85) -> QFont:
    """A copy of a font at `factor` of its size, 7 points at least."""
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() * factor, 7.0))
    return small


def wrapped_label(text: str = "", *, secondary: bool = False) -> QLabel:
    """A label with as many lines as its text needs. `secondary`: smaller, in the colour of secondary text."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if secondary:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(label, 0.92)
    return label


class QuietLabel(QLabel):
    """Secondary text, a little smaller."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(self, 0.92)


class ElidedLabel(QLabel):
    """One line that is cut with “…” where there is no room. Its tooltip then has the whole text, and any further tip.

    superqt's `QElidingLabel` does the cutting too, but importing superqt takes half a second of the window's start.
    """

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self._full_text = self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    @property
    def full_text(self) -> str:
        """The text before it is cut; `text()` is what is shown."""
        return self._full_text

    def show_text(self, text: str, tip: str = "") -> None:
        """`tip`: a further line of the tooltip."""
        self._full_text, self._tip = text, tip
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full_text) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full_text, self._mode, max(self.width(), 40))
        self.setText(shown)
        tips = filter(None, (self._full_text if shown != self._full_text else "", self._tip))
        self.setToolTip(as_plain("\n".join(tips)))


class IconLabel(QWidget):
    """An icon of 18 × 18 pixels that is no button."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon(icon_name, QPalette.ColorRole.WindowText)
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())


class Line(QFrame):
    """A thin horizontal line between parts of a panel."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)


class Pill(QLabel):
    """A small rounded badge."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        scale_font(self, 0.88)


class StateLine(QWidget):
    """A coloured dot and a few words about a state."""

    def __init__(self) -> None:
        super().__init__()
        self._dot, self._text = "none", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The words beside the dot."""
        return self._text

    def show_state(self, dot: str, text: str) -> None:
        """`dot`: a key of `STATE_COLOURS`, or "none" for a ring."""
        self._dot, self._text = dot, text
        self.setAccessibleName(text)
        self.setToolTip(as_plain(text))
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
            painter.setPen(secondary_text(colours))
            painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(STATE_COLOURS[self._dot]))
            painter.drawEllipse(circle)
        painter.setPen(colours.color(QPalette.ColorRole.WindowText))
        box = self.rect().adjusted(16, 0, 0, 0)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
