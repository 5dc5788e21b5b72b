"""One suggestion in the popover, and the heads of the columns that its numbers stand in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from promptstudio.protocol import Suggestion
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets import figure_texts
from promptstudio_ui.widgets.colours import VISIBLE, mix, muted_text, panel_colour, readable
from promptstudio_ui.widgets.labels import as_plain, small_font

ROW_HEIGHT = 28
"""In pixels."""
_WORD, _KEY, _EDGE, _BETWEEN = 18, 36, 8, 16
"""Average letters that a suggestion has room for; pixels of the column of keys, at the right edge, between columns."""
_REACH = {0: "…", 1: "●", 2: "●●", 3: "●●●"}
_REACH_WORDS = {
    0: tr_noop("reach not known yet"),
    1: tr_noop("small reach: such swaps tend to leave the rest of the picture alone"),
    2: tr_noop("medium reach: such swaps disturb the rest of the picture now and then"),
    3: tr_noop("large reach: such swaps tend to disturb the rest of the picture"),
}


def signed(value: float, digits: int) -> str:
    """A number with its sign, and a real minus: “+0.021”, “−0.021”, “0.000”."""
    text = decimal(abs(value), f".{digits}f")
    if round(value, digits) == 0.0:
        return text
    return ("+" if value > 0 else "−") + text


def effect(suggestion: Suggestion) -> str:
    """A suggestion's effect in words."""
    parts = []
    if suggestion.clip_gain is not None:
        parts.append(tr("fit {signed}").format(signed=signed(suggestion.clip_gain, 3)))
    parts.append(tr("fluency {signed} nats per piece").format(signed=signed(suggestion.fluency_change, 1)))
    parts.append(tr(_REACH_WORDS[suggestion.reach]))
    return ", ".join(parts)


def columns_of(font: QFont) -> list[tuple[str, int]]:
    """Heads and widths in pixels of the columns of figures, from the left, as a popover with this font has them."""
    heads, figures, dots = (QFontMetrics(f) for f in (_head_font(font), small_font(font), font))
    columns = (
        (tr("fit ▲"), figures.horizontalAdvance("▲ " + signed(0.888, 3))),
        (tr("fluency ▲"), figures.horizontalAdvance(signed(88.8, 1))),
        (tr("reach ▼"), dots.horizontalAdvance(_REACH[3])),
    )
    return [(head, max(heads.horizontalAdvance(head), wide) + _BETWEEN) for head, wide in columns]


def row_width(font: QFont) -> int:
    """Width in pixels of a row in a popover with this font."""
    word = _WORD * QFontMetrics(font).averageCharWidth()
    return _KEY + word + sum(width for _, width in columns_of(font)) + _EDGE


def _head_font(font: QFont) -> QFont:
    return small_font(font, 0.8)


class SuggestionRow(QAbstractButton):
    """One suggestion: its key, the word, what it does to fit and fluency, and how far it reaches."""

    pointed_changed = Signal()
    """The pointer or the keyboard came to the row or left it."""

    def __init__(self, number: int, suggestion: Suggestion, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.suggestion = number, suggestion
        self.hovered = False
        """Whether the pointer is over it."""
        self.setText(suggestion.text)
        self.setAccessibleName(f"{number} {suggestion.text}, {effect(suggestion)}")
        self.setToolTip(as_plain(f"{suggestion.text}: {effect(suggestion)}"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(row_width(self.font()), ROW_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(False)

    def _point(self, hovered: bool) -> None:
        self.hovered = hovered
        self.pointed_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        ground = panel_colour(palette)
        text = palette.color(QPalette.ColorRole.Text)
        accent = palette.color(QPalette.ColorRole.Highlight)
        if self.underMouse() or self.hasFocus() or self.isDown():
            ground = mix(ground, accent, 0.35 if self.isDown() else 0.2)
            painter.setPen(QPen(readable(accent, ground, VISIBLE), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        text = readable(text, ground)
        quiet = readable(mix(ground, text, 0.65), ground)
        small = small_font(self.font())

        key = QRect(8, self.height() // 2 - 9, 18, 18)
        painter.setPen(QPen(mix(ground, text, 0.35), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(key.adjusted(0, 0, -1, -1), 4, 4)
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, str(self.number))

        fit, fluency, reach = _boxes(self)
        word = QRect(_KEY, 0, fit.left() - _KEY, self.height())
        middle_right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

        painter.setFont(self.font())
        painter.setPen(text)
        metrics = QFontMetrics(self.font())
        painter.drawText(
            word,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(self.suggestion.text, Qt.TextElideMode.ElideMiddle, word.width()),
        )
        painter.setFont(small)
        gain = self.suggestion.clip_gain
        painter.setPen(gain_colour(gain, ground, quiet))
        better = gain is not None and round(gain, 3) > 0
        painter.drawText(fit, middle_right, "–" if gain is None else ("▲ " if better else "") + signed(gain, 3))
        painter.setPen(quiet)
        painter.drawText(fluency, middle_right, signed(self.suggestion.fluency_change, 1))
        painter.setPen(text)
        painter.drawText(reach, middle_right, _REACH[self.suggestion.reach])


def gain_colour(gain: float | None, ground: QColor, neutral: QColor) -> QColor:
    """Green for better, readable on `ground`; an arrow beside it means the same without colour. A loss is no error, for
    the word that is there may be the best one: it keeps the colour of other figures."""
    if gain is None or round(gain, 3) <= 0:
        return neutral
    return readable(QColor("#2e9e5b"), ground)


def _boxes(widget: QWidget) -> list[QRect]:
    """Where the columns of figures are in a row or above it."""
    boxes: list[QRect] = []
    right = widget.width() - _EDGE
    for _, width in reversed(columns_of(widget.font())):
        right -= width
        boxes.insert(0, QRect(right, 0, width, widget.height()))
    return boxes


class ColumnHeads(QWidget):
    """The heads of the numeric columns, aligned with the rows' own columns."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(20)
        self.setToolTip("\n".join(tr(text) for text in (figure_texts.FIT, figure_texts.FLUENCY, figure_texts.REACH)))
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground = panel_colour(self.palette())
        painter.setPen(muted_text(self.palette(), ground))
        font = _head_font(self.font())
        painter.setFont(font)
        boxes = _boxes(self)
        for box, (title, _) in zip(boxes, columns_of(self.font()), strict=True):
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, title)
        left = QRect(8, 0, boxes[0].left() - 8, self.height())
        note = QFontMetrics(font).elidedText(self._note, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, note)

    def show_note(self, note: str) -> None:
        """Show a few words beside the heads."""
        self._note = note
        self.setAccessibleName(note)
        self.update()
