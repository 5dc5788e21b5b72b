"""Small controls that several panels share. All colours come from the palette at paint time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QSplitterHandle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from promptstudio_ui.widgets.colours import mix
from promptstudio_ui.widgets.theme import icon

RADIUS = 8


def quiet(palette: QPalette) -> QColor:
    """Colour of secondary text."""
    return palette.color(QPalette.ColorRole.PlaceholderText)


class QuietLabel(QLabel):
    """Secondary text, a little smaller."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        self.setFont(font)


class Card(QFrame):
    """A rounded panel: a title row, then its content. `header` takes further widgets on the title's right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.title = QLabel(title.upper())
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
        self.title.setFont(font)
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.header = QHBoxLayout()
        self.header.setSpacing(4)
        self.header.addWidget(self.title)
        self.header.addStretch(1)
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(self.header)
        layout.addLayout(self.content, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Midlight), 1))
        painter.setBrush(card_ground(self.palette()))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def card_ground(palette: QPalette) -> QColor:
    """What a card is filled with: a shade lighter than the window in the dark, white-ish in the light."""
    window, base = palette.color(QPalette.ColorRole.Window), palette.color(QPalette.ColorRole.Base)
    if window.lightness() < 128:
        return mix(window, palette.color(QPalette.ColorRole.WindowText), 0.03)
    return mix(window, base, 0.75)


class Gap(QSplitter):
    """A splitter whose handles are plain gaps between cards, with a hint of a line under the pointer."""

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(8)
        self.setChildrenCollapsible(False)


class _Handle(QSplitterHandle):
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
            across = QSize(3, 36) if self.orientation() is Qt.Orientation.Horizontal else QSize(36, 3)
            bar = QRectF(middle.x() - across.width() / 2, middle.y() - across.height() / 2, *across.toTuple())
            painter.drawRoundedRect(bar, 1.5, 1.5)


class PrimaryButton(QPushButton):
    """The one button of a panel that does its main job. As `quiet` (while it says Stop) it is only outlined."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(16, 16))
        self._quiet = False
        self._icon_name = ""
        self._with_icon = True

    def show_as(self, text: str, icon_name: str, quiet: bool = False) -> None:
        self._quiet, self._icon_name = quiet, icon_name
        self.setText(text)
        self.show_icon(self._with_icon)

    def show_icon(self, on: bool) -> None:
        """Without it the button is as narrow as its text."""
        self._with_icon = on
        role = QPalette.ColorRole.ButtonText if self._quiet else QPalette.ColorRole.HighlightedText
        self.setIcon(icon(self._icon_name, role) if self._icon_name and on else QIcon())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text().replace("&", "")) + 28
        return QSize(width + (22 if not self.icon().isNull() else 0), 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        fill = colours.color(QPalette.ColorRole.Highlight)
        text = colours.color(QPalette.ColorRole.HighlightedText)
        window = colours.color(QPalette.ColorRole.Window)
        if self._quiet:
            fill, text = colours.color(QPalette.ColorRole.Button), colours.color(QPalette.ColorRole.ButtonText)
        if not self.isEnabled():
            fill = mix(window, colours.color(QPalette.ColorRole.Button), 0.8)
            text = colours.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
        elif self.isDown():
            fill = mix(fill, QColor(Qt.GlobalColor.black), 0.18)
        elif self.underMouse():
            fill = mix(fill, QColor(Qt.GlobalColor.white), 0.08)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1) if self._quiet else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(mix(colours.color(QPalette.ColorRole.Accent), text, 0.4), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 6, 6)
        left = 13
        if not self.icon().isNull():
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            self.icon().paint(painter, left, (self.height() - 16) // 2, 16, 16, Qt.AlignmentFlag.AlignCenter, mode)
            left += 22
        painter.setPen(text)
        painter.drawText(
            self.rect().adjusted(left, 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic,
            self.text(),
        )


class IconButton(QToolButton):
    """A flat button with an icon; `tip` is its tooltip and accessible name."""

    def __init__(self, icon_name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(16, 16))
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRaise(True)
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        active = self.isEnabled() and (self.underMouse() or self.isDown() or self.hasFocus())
        if active or self.isChecked():
            share = 0.2 if self.isDown() else 0.12 if active else 0.07
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(card_ground(colours), colours.color(QPalette.ColorRole.WindowText), share))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        size = self.iconSize()
        corner = QPoint((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
        self.icon().paint(
            painter,
            QRect(corner, size),
            Qt.AlignmentFlag.AlignCenter,
            QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled,
            QIcon.State.On if self.isChecked() else QIcon.State.Off,
        )


class Mark(QWidget):
    """An icon that is only looked at."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon(icon_name, QPalette.ColorRole.WindowText)
        self.setFixedSize(18, 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._icon.paint(QPainter(self), self.rect())


class Segments(QWidget):
    """A few choices of which one is taken. `chosen` carries its value; `set_value` does not emit."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """`choices`: value, text, tooltip."""
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._values = [value for value, _, _ in choices]
        for number, (_, text, tip) in enumerate(choices):
            button = _Segment(text, tip)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))

    def set_value(self, value: str) -> None:
        self._group.button(self._values.index(value)).setChecked(True)

    @property
    def value(self) -> str:
        return self._values[self._group.checkedId()]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)


class _Segment(QAbstractButton):
    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(tip or text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 16, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        text = colours.color(QPalette.ColorRole.ButtonText) if self.isChecked() else quiet(colours)
        if self.isChecked():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1))
            painter.setBrush(card_ground(colours))
            painter.drawRoundedRect(box, 5, 5)
        elif self.underMouse():
            text = colours.color(QPalette.ColorRole.ButtonText)
        if self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 5, 5)
        painter.setPen(text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class ProgressLine(QWidget):
    """A thin bar, a line of text under it, and the course of one number as a sparkline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._text = 0.0, ""
        self._values: list[float] = []
        self.setFixedHeight(self.fontMetrics().height() + 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, share: float, text: str, values: Sequence[float] = ()) -> None:
        """`share` of the work that is done, 0…1; `values`: the sparkline."""
        self._share, self._text, self._values = min(max(share, 0.0), 1.0), text, list(values)
        self.setAccessibleName(text)
        self.update()

    @property
    def text(self) -> str:
        return self._text

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        accent = colours.color(QPalette.ColorRole.Accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.color(QPalette.ColorRole.Midlight))
        painter.drawRoundedRect(QRectF(0, 1, self.width(), 3), 1.5, 1.5)
        painter.setBrush(accent)
        painter.drawRoundedRect(QRectF(0, 1, max(self.width() * self._share, 3), 3), 1.5, 1.5)
        spark = QRectF(self.width() - 96, 9, 94, self.height() - 12)
        right = 0
        if len(self._values) > 1 and self.width() > 360:
            right = 104
            low, high = min(self._values), max(self._values)
            path = QPainterPath()
            for n, value in enumerate(self._values):
                x = spark.left() + spark.width() * n / (len(self._values) - 1)
                y = spark.bottom() - spark.height() * ((value - low) / (high - low) if high > low else 0.0)
                path.lineTo(x, y) if n else path.moveTo(x, y)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.5))
            painter.drawPath(path)
        painter.setPen(quiet(colours))
        box = self.rect().adjusted(0, 7, -right, 0)
        text = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


class Pill(QLabel):
    """A small rounded label: a badge or a state."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setContentsMargins(8, 2, 8, 2)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        self.setFont(font)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.end()
        super().paintEvent(event)
