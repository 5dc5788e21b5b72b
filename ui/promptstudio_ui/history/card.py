"""How an entry of the history looks: a card, and above it how it hangs together with the others."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QWidget

from promptstudio_ui.history.model import HistoryModel, HistoryRole
from promptstudio_ui.widgets.colours import VISIBLE, mix, readable
from promptstudio_ui.widgets.picture_cells import fitted
from promptstudio_ui.widgets.theme import icon

_ICONS = {"inversion": "invert", "edit": "text", "render": "image"}
_WIDTH = 120
_LEAST, _LARGEST = 92, 150
"""Height of a card in pixels; it grows with the strip."""
_LINE = 22
"""Height of the line with the title."""
_LANE = 8
_MOST_LANES = 4
"""Further branches share the last lane."""


class CardDelegate(QStyledItemDelegate):
    """Paints the cards of a `QListView`, and edits their titles in place."""

    def __init__(self, cards: QListView, model: HistoryModel) -> None:
        super().__init__(cards)
        self._cards, self._model = cards, model
        self.with_lanes = True
        """Whether lines show how the cards hang together: all of them are to be seen then."""

    @property
    def _band(self) -> int:
        """Height of the lanes."""
        count = min(self._model.lanes.count, _MOST_LANES)
        return count * _LANE + 2 if self.with_lanes and count > 1 else 0

    def sizeHint(
        self,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        return QSize(_WIDTH, min(max(self._cards.viewport().height(), _LEAST), _LARGEST))

    def updateEditorGeometry(
        self,
        editor: QWidget,
        option: Any,  # noqa: ANN401
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        height = editor.sizeHint().height()
        box = _box(option.rect)
        editor.setGeometry(QRectF(box.left(), box.bottom() - height, box.width(), height).toRect())

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        if not editor.isVisible():  # what is typed stays when the entry gets its picture or its fit meanwhile
            super().setEditorData(editor, index)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model.setData(index, editor.property("text"), Qt.ItemDataRole.EditRole)

    def paint(
        self,
        painter: QPainter,
        option: Any,  # noqa: ANN401
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours = option.palette
        ground = colours.color(QPalette.ColorRole.Window)
        text = colours.color(QPalette.ColorRole.WindowText)
        accent = colours.color(QPalette.ColorRole.Accent)
        band = self._band
        box = _box(option.rect).adjusted(0, band, 0, 0)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        fill = mix(ground, accent, 0.22) if selected else mix(ground, text, 0.08 if hovered else 0.04)
        painter.setBrush(fill)
        painter.setPen(QPen(accent, 1.5) if index.data(HistoryRole.CURRENT) else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 6, 6)
        self._paint_picture(painter, box, index, fill)
        self._paint_title(painter, box, index, text)
        if band:
            row = index.data(HistoryRole.ROW)
            self._paint_lanes(
                painter, QRectF(option.rect), row, readable(accent, ground, VISIBLE), mix(ground, text, 0.5)
            )
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex, fill: QColor
    ) -> None:
        side = box.height() - _LINE - 4
        picture = QRectF(box.left() + 4, box.top() + 4, box.width() - 8, side)
        pixmap = index.data(HistoryRole.THUMBNAIL)
        kind = index.data(HistoryRole.KIND)
        if pixmap is not None:
            clip, whole = QPainterPath(), fitted(QSizeF(pixmap.size()), picture)
            clip.addRoundedRect(whole, 4, 4)
            painter.setClipPath(clip)
            painter.drawPixmap(whole, pixmap, QRectF(pixmap.rect()))
            painter.setClipping(False)
        else:
            mark = QRect(round(picture.center().x()) - 12, round(picture.center().y()) - 12, 24, 24)
            icon(_ICONS[kind], QPalette.ColorRole.PlaceholderText).paint(painter, mark)
        painter.setPen(Qt.PenStyle.NoPen)
        if pixmap is not None and kind == "inversion":
            badge = QRectF(box.left() + 4, box.top() + 4, 18, 18)
            painter.setBrush(fill)
            painter.drawEllipse(badge)
            icon("invert").paint(painter, badge.adjusted(3, 3, -3, -3).toRect())
        if index.data(HistoryRole.STARRED):
            badge = QRectF(box.right() - 22, box.top() + 4, 18, 18)
            painter.setBrush(fill)
            painter.drawEllipse(badge)
            icon("star", QPalette.ColorRole.Accent).paint(painter, badge.adjusted(2, 2, -2, -2).toRect())

    def _paint_title(
        self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex, text: QColor
    ) -> None:
        painter.setPen(text)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        line = QRectF(box.left() + 5, box.bottom() - _LINE + 1, box.width() - 10, _LINE - 2)
        title = index.data(HistoryRole.LABEL)
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, title)

    def _paint_lanes(self, painter: QPainter, rect: QRectF, row: int, strong: QColor, quiet: QColor) -> None:
        """The dot of this card, and every line that passes above it."""
        lanes, way = self._model.lanes, self._model.way

        def at(place: int) -> float:
            return rect.top() + 5 + min(lanes.lane[place], _MOST_LANES - 1) * _LANE

        painter.setBrush(Qt.BrushStyle.NoBrush)
        edges = [(p, c) for c, p in enumerate(lanes.parent) if p is not None and p <= row <= c]
        for parent, child in sorted(edges, key=lambda edge: edge[1] in way):  # the present way lies above the others
            line = QPainterPath(QPointF(rect.left(), at(child)))
            if parent == row:
                line = QPainterPath(QPointF(rect.center().x(), at(parent)))
                half = QPointF((rect.center().x() + rect.right()) / 2, 0)
                end = QPointF(rect.right(), at(child))
                line.cubicTo(half + QPointF(0, at(parent)), half + QPointF(0, at(child)), end)
            else:
                line.lineTo(QPointF(rect.center().x() if child == row else rect.right(), at(child)))
            colour, width = (strong, 2.0) if child in way else (quiet, 1.2)
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPath(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(strong if row in way else quiet)
        radius = 3.5 if row in way else 3.0
        painter.drawEllipse(QPointF(rect.center().x(), at(row)), radius, radius)


def _box(rect: QRect) -> QRectF:
    return QRectF(rect).adjusted(3, 2, -3, -2)
