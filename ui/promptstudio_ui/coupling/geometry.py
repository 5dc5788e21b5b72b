"""Where the heatmap's cells, words and legend are, in pixels of the widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

MARGIN = 12
LEGEND_WIDTH = 68
LABEL_GAP = 6
"""Distance between the matrix and the words along it."""
LONGEST_LABEL, LONGEST_SMALL_LABEL = 96, 64
"""Widest words along the matrix; the second where cells would become smaller than `SMALL_CELL` otherwise."""
LEAST_LABELLED_CELL = 9
"""Smaller cells have no words along them."""
SMALL_CELL = 14
LEAST_SLANTED_CELL = 18
"""Cells from this size on have room for slanted words above them, which are easier to read than upright ones."""
LARGEST_CELL = 48


@dataclass(frozen=True)
class Geometry:
    """The layout for one widget size and one list of words."""

    matrix: QRect
    cell: float
    """Side of a cell; not always whole."""
    count: int
    """Number of words."""
    labelled: bool
    """Whether the words stand along the matrix."""
    label: int
    """Width for a word."""
    font: QFont
    """Font of the words along the matrix."""

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is."""
        left, top = round(column * self.cell), round(row * self.cell)
        right, bottom = round((column + 1) * self.cell), round((row + 1) * self.cell)
        return QRect(self.matrix.topLeft() + QPoint(left, top), QSize(right - left, bottom - top))

    def row_rect(self, row: int) -> QRect:
        """A whole row."""
        return self.cell_rect(row, 0) | self.cell_rect(row, self.count - 1)

    def column_rect(self, column: int) -> QRect:
        """A whole column."""
        return self.cell_rect(0, column) | self.cell_rect(self.count - 1, column)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point, None beside the matrix."""
        if not self.matrix.contains(point):
            return None
        offset, last = point - self.matrix.topLeft(), self.count - 1
        return min(int((offset.y() + 0.5) / self.cell), last), min(int((offset.x() + 0.5) / self.cell), last)


def geometry_of(words: Sequence[str], widget: QRect, font: QFont) -> Geometry:
    """The layout of a matrix of `words` (one at least) in a widget, with its legend at the right."""
    size = len(words)
    area = widget.adjusted(MARGIN, MARGIN, -MARGIN - LEGEND_WIDTH, -MARGIN)
    metrics = QFontMetrics(font)
    longest = max(metrics.horizontalAdvance(word) for word in words)
    label, cell = 0, 0.0
    for limit in (LONGEST_LABEL, LONGEST_SMALL_LABEL):
        label = min(longest, limit) + LABEL_GAP
        cell = min((area.width() - label) / size, (area.height() - label) / size, LARGEST_CELL)
        if cell >= SMALL_CELL:
            break
    labelled = cell >= LEAST_LABELLED_CELL
    label_font = QFont(font)
    if labelled:
        cell = int(cell)
        label_font.setPixelSize(min(metrics.height() - 3, int(cell)))
    else:
        label = 0
        cell = max(min(area.width() / size, area.height() / size), 1.0)
    side = round(cell * size)
    left = area.left() + label + max(area.width() - label - side, 0) // 2
    top = area.top() + label + max(area.height() - label - side, 0) // 2
    return Geometry(QRect(left, top, side, side), cell, size, labelled, label - LABEL_GAP, label_font)
