"""Pictures in a list or a table: each whole, in the middle of its cell, with a caption below it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPen, QPixmap, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate

from promptstudio.protocol import Render
from promptstudio_ui.widgets.colours import mix
from promptstudio_ui.widgets.pictures import as_shown, to_image

_MARGIN, _GAP = 6, 4
_LINES = 2
"""Of a caption at most."""


class PictureCells(QStyledItemDelegate):
    """Paints items whose `DecorationRole` is a QPixmap, at most as large as the view's icons. A cell without a picture
    says its text in the picture's place."""

    def __init__(self, view: QAbstractItemView, captions: bool, beside: int = 0) -> None:
        """`captions`: whether items have a text below their picture, which may be wider by `beside` pixels."""
        super().__init__(view)
        self._view, self._captions, self._beside = view, captions, beside

    def cell(self) -> QSize:
        """The size of a cell."""
        words = _LINES * self._view.fontMetrics().lineSpacing() + _GAP if self._captions else 0
        return self._view.iconSize() + QSize(2 * _MARGIN + self._beside, 2 * _MARGIN + words)

    def sizeHint(
        self,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        return self.cell()

    def paint(
        self,
        painter: QPainter,
        option: Any,  # noqa: ANN401
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours: QPalette = option.palette
        base, text = colours.color(QPalette.ColorRole.Base), colours.color(QPalette.ColorRole.Text)
        accent = colours.color(QPalette.ColorRole.Accent)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if selected:
            painter.fillRect(option.rect, base)  # a table has filled it with its own colour
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(accent, 1.5) if selected else Qt.PenStyle.NoPen)
            painter.setBrush(mix(base, accent, 0.16) if selected else mix(base, text, 0.05))
            painter.drawRoundedRect(box, 6, 6)
        size = self._view.iconSize()
        place = QRect(QPoint(option.rect.center().x() - size.width() // 2, option.rect.top() + _MARGIN), size)
        pixmap, caption = index.data(Qt.ItemDataRole.DecorationRole), str(index.data() or "")
        painter.setPen(text)
        if isinstance(pixmap, QPixmap):
            painter.drawPixmap(fitted(QSizeF(pixmap.size()), QRectF(place)), pixmap, QRectF(pixmap.rect()))
            if self._captions:
                height = option.fontMetrics.lineSpacing()
                line = QRect(option.rect.left() + 4, place.bottom() + _GAP, option.rect.width() - 8, height)
                for words in lines_of(caption, option.font, line.width(), _LINES):
                    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
                    line.translate(0, height)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(base, text, 0.05))
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(mix(base, text, 0.7))
            painter.drawText(
                place.adjusted(6, 6, -6, -6), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, caption
            )
        painter.restore()


def thumbnail_of(render: Render, side: int) -> QPixmap:
    """A render's picture, its longer side so many pixels; blurred when the safety checker objects to it."""
    image = to_image(as_shown(render).picture)
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(side, side, aspect, smooth))


def fitted(size: QSizeF, place: QRectF) -> QRectF:
    """The middle of a place that a picture of a size takes, in its own proportions."""
    small = size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    corner = place.center() - QPointF(small.width() / 2, small.height() / 2)
    return QRectF(corner, small)


def lines_of(text: str, font: QFont, width: int, most: int) -> list[str]:
    """A text in lines of at most so many pixels, the last of `most` cut with an ellipsis."""
    lines: list[str] = []
    for part in text.split("\n"):
        layout = QTextLayout(part, font)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            if len(lines) == most - 1:
                rest = part[line.textStart() :]
                return [*lines, QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)]
            lines.append(part[line.textStart() : line.textStart() + line.textLength()].strip())
        layout.endLayout()
    return lines
