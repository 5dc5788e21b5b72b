"""What stands on and around pictures: letters, slider, progress, legend and notes.

On a picture it is light on dark whatever the theme, because nothing is known of the picture's own colours.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen

from promptstudio_ui.widgets.colour_map import scale_image
from promptstudio_ui.widgets.colours import mix, readable

_GROUND = QColor(20, 21, 24, 215)
_INK = QColor("#f0f0f2")
_LEGEND_WIDTH = 184


def plate(painter: QPainter, rect: QRect) -> None:
    """The dark ground of everything that stands on a picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_GROUND)
    painter.drawRoundedRect(rect, 6, 6)


def empty(painter: QPainter, rect: QRect, text: str, palette: QPalette) -> None:
    """The place of a picture that is not there yet."""
    base, ink = palette.color(QPalette.ColorRole.Base), palette.color(QPalette.ColorRole.Text)
    ground = mix(base, ink, 0.07)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(ground)
    painter.setPen(QPen(mix(base, ink, 0.3), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.setPen(readable(mix(base, ink, 0.7), ground))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(rect.adjusted(16, 16, -16, -16), flags, text)


def handle(painter: QPainter, view: QRectF, x: float) -> None:
    """The slider's line with its grip."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0, 120), 4), (QColor("white"), 2)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, view.top()), QPointF(x, view.bottom()))
    middle = QPointF(x, view.center().y())
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
    painter.setBrush(QColor("white"))
    painter.drawEllipse(middle, 14, 14)
    painter.setPen(QPen(QColor("#303338"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for direction in (-1, 1):
        tip = middle + QPointF(direction * 8, 0)
        painter.drawLine(tip, tip + QPointF(-direction * 4, -4))
        painter.drawLine(tip, tip + QPointF(-direction * 4, 4))


def badge(painter: QPainter, rect: QRect, letter: str, font: QFont) -> None:
    plate(painter, rect)
    bold = QFont(font)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(_INK)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def note(painter: QPainter, view: QRect, text: str, font: QFont) -> None:
    """One line along the top of a picture."""
    metrics = QFontMetrics(font)
    box = QRect(view.left() + 8, view.top() + 8, view.width() - 16, metrics.height() + 12)
    plate(painter, box)
    painter.setFont(font)
    painter.setPen(_INK)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 16)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def progress(painter: QPainter, view: QRect, text: str, share: float, font: QFont, accent: QColor) -> None:
    """A bar along the bottom of a picture; `share` done, 0…1."""
    small = smaller(font)
    metrics = QFontMetrics(small)
    height = metrics.height() + 20
    box = QRect(view.left() + 8, view.bottom() - height - 7, view.width() - 16, height)
    if box.width() < 24:
        return
    plate(painter, box)
    painter.setFont(small)
    painter.setPen(_INK)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 16)
    painter.drawText(box.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
    bar = QRectF(box.left() + 8, box.bottom() - 9, box.width() - 16, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 60))
    painter.drawRoundedRect(bar, 2, 2)
    painter.setBrush(accent)
    bar.setWidth(bar.width() * min(share, 1.0))
    painter.drawRoundedRect(bar, 2, 2)


def outline(painter: QPainter, path: QPainterPath) -> None:
    """The edge of the edited region: dashed white within black, seen on every colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 180), 3))
    painter.drawPath(path)
    painter.setPen(QPen(QColor("white"), 1.5, Qt.PenStyle.DashLine))
    painter.drawPath(path)


def legend(painter: QPainter, view: QRect, region_source: str, font: QFont) -> None:
    """What the change map's colours and its outline mean; left out where it would cover a small picture."""
    small = smaller(font)
    metrics = QFontMetrics(small)
    box = QRect(view.left() + 8, view.top() + 8, _LEGEND_WIDTH, 3 * metrics.height() + 20)
    if not view.contains(box):
        return
    plate(painter, box)
    bar = QRect(box.left() + 8, box.top() + 8, box.width() - 16, 8)
    painter.drawImage(bar, scale_image(Qt.Orientation.Horizontal))
    painter.setFont(small)
    painter.setPen(_INK)
    line = QRect(bar.left(), bar.bottom() + 3, bar.width(), metrics.height())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, "no change")
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, "0.5 and more")
    line.translate(0, metrics.height() + 3)
    painter.setPen(QPen(QColor("white"), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(line.left(), line.center().y(), line.left() + 20, line.center().y())
    painter.setPen(_INK)
    text = metrics.elidedText(f"region by {region_source}", Qt.TextElideMode.ElideRight, line.width() - 28)
    painter.drawText(line.adjusted(28, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, text)


def smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(max(small.pointSizeF() * 0.85, 7.0))
    return small
