"""Paints the heatmap with its words, marks and legend."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen

from promptstudio_ui.coupling.geometry import SLANT, TAB, Geometry
from promptstudio_ui.coupling.legend import Legend, paint_outline
from promptstudio_ui.coupling.model import HeatmapModel
from promptstudio_ui.widgets.colour_map import colours_on, differences_on
from promptstudio_ui.widgets.colours import mix, muted_text, readable, visible_accent
from promptstudio_ui.widgets.image_number import image_colour

_FEW_CELLS = 1600
"""Up to so many whose sides are no whole pixels are painted one by one, which is exact; others as one picture, which is
quick."""


@dataclass(frozen=True)
class Marks:
    """What is pointed at or selected."""

    pair: tuple[int, int] | None
    """Row and column of the marked cell."""
    words: tuple[int, ...]
    """Words whose rows and columns are marked, when no cell is."""
    cursor: tuple[int, int] | None
    """The keyboard's cell; None without the focus."""


def paint_empty(painter: QPainter, area: QRect, text: str, palette: QPalette) -> None:
    """Paint the widget without a matrix."""
    base = palette.color(QPalette.ColorRole.Base)
    painter.fillRect(area, base)
    painter.setPen(muted_text(palette, base))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(area.adjusted(24, 24, -24, -24), flags, text)


class HeatmapPainter:
    """Paints one model with one geometry. Made for every paint event."""

    def __init__(
        self, painter: QPainter, model: HeatmapModel, geometry: Geometry, palette: QPalette, font: QFont
    ) -> None:
        self._painter, self._model, self._geometry = painter, model, geometry
        self._palette, self._font = palette, font
        base = palette.color(QPalette.ColorRole.Base)
        self._quiet = muted_text(palette, base)
        scale = differences_on if model.signed else colours_on
        self._colours = scale(base.red(), base.green(), base.blue())

    def paint(self, area: QRect, marks: Marks, vector: bool = False) -> None:
        """`area`: the whole widget. `vector`: every cell is a shape of its own, for files that can be edited."""
        painter, geometry = self._painter, self._geometry
        painter.fillRect(area, self._palette.color(QPalette.ColorRole.Base))
        painter.save()
        painter.setClipRect(geometry.matrix.adjusted(-2, -2, 2, 2))
        whole_pixels = geometry.cell == int(geometry.cell)  # then a picture is exact, too
        if vector or (not whole_pixels and len(geometry.rows) * len(geometry.columns) <= _FEW_CELLS):
            self._paint_cells()
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            whole = geometry.cell_rect(0, 0) | geometry.cell_rect(geometry.count - 1, geometry.count - 1)
            painter.drawImage(whole, self._model.image(self._colours))
        self._paint_diagonal()
        self._paint_stale()
        self._paint_blocks()
        painter.restore()
        self._paint_frame()
        self._paint_tabs()
        self._paint_labels(marks)
        painter.save()
        painter.setClipRect(geometry.matrix.adjusted(-2, -2, 2, 2))
        self._paint_boxes(marks)
        painter.restore()
        Legend(painter, self._model, geometry, self._palette, self._font, self._colours).paint(area, marks.pair)

    def _paint_cells(self) -> None:
        for row in self._geometry.rows:
            for column in self._geometry.columns:
                colour = QColor(*self._colours[self._model.level(row, column)])
                self._painter.fillRect(self._geometry.cell_rect(row, column), colour)

    def _paint_diagonal(self) -> None:
        painter, geometry = self._painter, self._geometry
        base = self._palette.color(QPalette.ColorRole.Base)
        hatch = mix(base, self._palette.color(QPalette.ColorRole.Text), 0.35)
        ground = mix(base, self._palette.color(QPalette.ColorRole.Text), 0.08)
        for i in range(len(self._model)):
            cell = geometry.cell_rect(i, i)
            painter.fillRect(cell, ground)
            if geometry.cell >= 4:
                painter.save()
                painter.setClipRect(cell, Qt.ClipOperation.IntersectClip)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(hatch, 1))
                for x in range(cell.left() - cell.height(), cell.right() + 1, 4):
                    painter.drawLine(QPointF(x, cell.bottom() + 1), QPointF(x + cell.height(), cell.top()))
                painter.restore()
            else:
                painter.fillRect(cell, hatch)

    def _paint_stale(self) -> None:
        """Fade rows and columns that wait for new values."""
        painter, geometry = self._painter, self._geometry
        veil = QColor(self._palette.color(QPalette.ColorRole.Base))
        veil.setAlphaF(0.55)
        hatch = QColor(self._palette.color(QPalette.ColorRole.Text))
        hatch.setAlphaF(0.3)
        last = len(self._model) - 1
        for i in self._model.stale:
            if i > last:
                continue
            for band in (geometry.row_rect(i), geometry.column_rect(i)):
                painter.fillRect(band, veil)
                painter.fillRect(band, QBrush(hatch, Qt.BrushStyle.FDiagPattern))

    def _paint_blocks(self) -> None:
        """Outline where words of two images meet: what hangs together there does not go together well."""
        runs, geometry = self._model.image_runs(), self._geometry
        for (a, rows), (b, columns) in itertools.product(runs, runs):
            if a != b:
                corners = geometry.cell_rect(rows[0], columns[0]) | geometry.cell_rect(rows[-1], columns[-1])
                paint_outline(self._painter, self._palette, corners)

    def _paint_tabs(self) -> None:
        """Colour the words along the matrix by their image."""
        painter, geometry, base = self._painter, self._geometry, self._palette.color(QPalette.ColorRole.Base)
        matrix, away = geometry.matrix, TAB + 3  # beyond the frame
        for image, words in self._model.image_runs():
            colour = image_colour(image, base)
            rows = (geometry.row_rect(words[0]) | geometry.row_rect(words[-1])) & matrix
            if rows.height() > 0:
                painter.fillRect(matrix.left() - away, rows.top() + 1, TAB, rows.height() - 2, colour)
            columns = (geometry.column_rect(words[0]) | geometry.column_rect(words[-1])) & matrix
            if columns.width() > 0:
                painter.fillRect(columns.left() + 1, matrix.top() - away, columns.width() - 2, TAB, colour)

    def _paint_frame(self) -> None:
        painter, geometry = self._painter, self._geometry
        if self._model.exact:
            base, text = (self._palette.color(r) for r in (QPalette.ColorRole.Base, QPalette.ColorRole.Text))
            pen, margin = QPen(mix(base, text, 0.3), 1), 1
        else:
            pen, margin = QPen(self._quiet, 2, Qt.PenStyle.DotLine), 2
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(geometry.matrix.adjusted(-margin, -margin, margin - 1, margin - 1))

    def _paint_labels(self, marks: Marks) -> None:
        painter, geometry = self._painter, self._geometry
        painter.save()
        painter.setFont(geometry.font)
        metrics = QFontMetrics(geometry.font)
        marked = {*marks.words, *(marks.pair or ())}
        base, highlight = (self._palette.color(r) for r in (QPalette.ColorRole.Base, QPalette.ColorRole.Highlight))
        quiet, accent = self._quiet, readable(highlight, base)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        for i in self._labelled(geometry.rows, geometry.offset.y(), geometry.matrix.height(), marked):
            painter.setPen(accent if i in marked else quiet)
            cell = geometry.cell_rect(i, 0)
            box = QRect(geometry.matrix.left() - geometry.gap - geometry.left, cell.top(), geometry.left, cell.height())
            painter.drawText(box, right, self._label(i, metrics, geometry.left))
        for i in self._labelled(geometry.columns, geometry.offset.x(), geometry.matrix.width(), marked):
            painter.setPen(accent if i in marked else quiet)
            cell = geometry.cell_rect(0, i)
            painter.save()
            painter.translate(cell.center().x() + 1, geometry.matrix.top() - geometry.gap)
            painter.rotate(-SLANT if geometry.slanted else -90)
            room = geometry.room_above(i)
            head = QRectF(0, -metrics.height() / 2, room, metrics.height())
            painter.drawText(head, left, self._label(i, metrics, room))
            painter.restore()
        painter.restore()

    def _label(self, index: int, metrics: QFontMetrics, room: int) -> str:
        return metrics.elidedText(self._model.words[index], Qt.TextElideMode.ElideMiddle, room)

    def _labelled(self, seen: range, offset: float, length: int, marked: set[int]) -> list[int]:
        """The rows or columns with words: of those seen, the ones whose middle is. Where there is not room for all,
        marked ones keep theirs, and their neighbours go."""
        cell, room = self._geometry.cell, self._geometry.every
        inside = [i for i in seen if 0 <= (i + 0.5) * cell - offset <= length]
        kept = [i for i in inside if i in marked]
        others = (i for i in inside if i % room == 0 and all(abs(i - near) >= room for near in kept))
        return sorted({*kept, *others})

    def _paint_boxes(self, marks: Marks) -> None:
        painter, geometry = self._painter, self._geometry
        rows, columns = ((marks.pair[0],), (marks.pair[1],)) if marks.pair else (marks.words, marks.words)
        for row in rows:
            self._box(geometry.row_rect(row))
        for column in columns:
            self._box(geometry.column_rect(column))
        if marks.pair is not None:
            self._box(geometry.cell_rect(*marks.pair).adjusted(-1, -1, 1, 1), 2)
        if marks.cursor is not None:
            painter.setPen(QPen(visible_accent(self._palette), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(geometry.cell_rect(*marks.cursor).adjusted(-2, -2, 2, 2))

    def _box(self, rect: QRect, width: int = 1) -> None:
        """A line that shows on every data colour: white within black."""
        painter = self._painter
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.setPen(QPen(QColor(255, 255, 255), width))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
