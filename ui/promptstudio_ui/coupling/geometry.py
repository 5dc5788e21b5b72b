"""Where the heatmap's cells, words and legend are, in pixels of the widget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

from promptstudio_ui.widgets.labels import small_font

MARGIN = 12
LEGEND_WIDTH, KEY_WIDTH, LEGEND_GAP = 68, 20, 10
"""Of a legend at the right of the matrix, and what a line about images adds; distance of a legend below the matrix."""
LARGER_BELOW = 1.2
"""How much larger cells must be with the legend below the matrix for it to stand there."""
LABEL_GAP = 6
"""Distance between the matrix and the words along it."""
TAB = 4
"""Width of the coloured lines between words and matrix that tell which image words were found for."""
SMALL_CELL = 14
LABEL_SHARES = 0.4, 0.25, 0.15
"""How much of the shorter side the words may take; the second where cells are smaller than `SMALL_CELL`, the third
where they are smaller than half a letter. They also get what the matrix leaves."""
READ_LETTERS = 8
"""So many letters of a word are written out before the shares count, as far as the first share allows."""
LEAST_LETTERS = 9
"""Least height of the words, in pixels. Where cells are lower, only every second word stands there, or third, …"""
LEAST_SLANTED_CELL = 18
"""Cells from this size on have room for slanted words above them, which are easier to read than upright ones."""
SLANT = 50
"""By how many degrees they rise."""
LEAST_CELL = 1.25
"""Side in pixels that a cell keeps beside words."""
LARGEST_CELL = 48
LARGEST_ZOOM = 16.0


@dataclass(frozen=True)
class Part:
    """Which part of the matrix is seen."""

    zoom: float = 1.0
    """1 is the whole matrix."""
    middle: tuple[float, float] = (0.5, 0.5)
    """What is in the middle, across and down, as shares 0…1 of the matrix."""


WHOLE = Part()


@dataclass(frozen=True)
class Geometry:
    """The layout for one widget size, one list of words and one part of the matrix."""

    matrix: QRect
    """Where cells are seen."""
    cell: float
    """Side of a cell; not always whole."""
    count: int
    """Number of words."""
    offset: QPointF
    """How much of the matrix is beyond the left and upper edges, in pixels."""
    left: int
    """Length of the words at the left, in pixels."""
    above: int
    """Length of the words above, along their slant, where nothing ends them."""
    end: int
    """The right edge that no word reaches beyond."""
    slanted: bool
    """Whether the words above are slanted; else they stand upright."""
    gap: int
    """Distance between the matrix and the words."""
    every: int
    """1: all words stand along the matrix, 2: every second, …"""
    font: QFont
    """Font of the words along the matrix."""
    legend_below: bool
    """Whether the legend stands below the matrix; else at its right."""

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is, seen or not."""
        x, y = self.offset.x(), self.offset.y()
        left, top = round(column * self.cell - x), round(row * self.cell - y)
        right, bottom = round((column + 1) * self.cell - x), round((row + 1) * self.cell - y)
        return QRect(self.matrix.topLeft() + QPoint(left, top), QSize(right - left, bottom - top))

    def room_above(self, column: int) -> int:
        """Length for the word above a column."""
        if not self.slanted:
            return self.above
        return min(self.above, int((self.end - self.cell_rect(0, column).center().x()) / math.cos(math.radians(SLANT))))

    def row_rect(self, row: int) -> QRect:
        """A whole row."""
        return self.cell_rect(row, 0) | self.cell_rect(row, self.count - 1)

    def column_rect(self, column: int) -> QRect:
        """A whole column."""
        return self.cell_rect(0, column) | self.cell_rect(self.count - 1, column)

    @property
    def rows(self) -> range:
        """The rows that are seen."""
        return self._seen(self.offset.y(), self.matrix.height())

    @property
    def columns(self) -> range:
        """The columns that are seen."""
        return self._seen(self.offset.x(), self.matrix.width())

    def _seen(self, offset: float, length: int) -> range:
        return range(max(math.floor(offset / self.cell), 0), min(math.ceil((offset + length) / self.cell), self.count))

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point, None beside the matrix."""
        if not self.matrix.contains(point):
            return None
        x, y = (at * self.count for at in self.place_of(point))
        last = self.count - 1
        return min(int(y), last), min(int(x), last)

    def word_at(self, point: QPoint) -> int | None:
        """The word at a point beside the matrix, at its left or above it; None elsewhere."""
        matrix, away = self.matrix, self.matrix.topLeft() - point
        if matrix.top() <= point.y() <= matrix.bottom() and 0 < away.x() <= self.left + self.gap:
            place = self.offset.y() - away.y()
        elif 0 < away.y() <= self.gap + self.above * self._rising:
            up = max(away.y() - self.gap, 0)
            place = self.offset.x() - away.x() - (up / math.tan(math.radians(SLANT)) if self.slanted else 0)
        else:
            return None
        return int(place / self.cell) if 0 <= place < self.cell * self.count else None

    @property
    def _rising(self) -> float:
        return math.sin(math.radians(SLANT)) if self.slanted else 1.0

    def place_of(self, point: QPoint) -> tuple[float, float]:
        """What part of the matrix is under a point, across and down, as shares 0…1."""
        at, side = point - self.matrix.topLeft(), self.cell * self.count
        return (at.x() + 0.5 + self.offset.x()) / side, (at.y() + 0.5 + self.offset.y()) / side

    def part_with(self, place: tuple[float, float], point: QPoint, factor: float, zoom: float) -> Part:
        """The part at `zoom`, which enlarges this one by `factor`, with `place` (as of `place_of`) under a point."""
        side = self.cell * self.count * factor
        beside = QPointF(self.matrix.center() - point)
        return Part(zoom, (place[0] + beside.x() / side, place[1] + beside.y() / side))


def legend_line(font: QFont) -> int:
    """Height of a line of the legend in pixels."""
    return QFontMetrics(small_font(font)).height() + 4


def legend_width(tabs: bool) -> int:
    """Width of a legend at the right of the matrix, with or without a line about images."""
    return LEGEND_WIDTH + (KEY_WIDTH if tabs else 0)


def geometry_of(
    words: Sequence[str], widget: QRect, font: QFont, part: Part = WHOLE, *, tabs: bool = False
) -> Geometry:
    """The layout of a matrix of `words` (one at least) in a widget, with its legend at the right, or below it where
    that leaves larger cells. `tabs`: with room for the colours of images."""
    size, gap, metrics = len(words), LABEL_GAP + (TAB if tabs else 0), QFontMetrics(font)
    longest = max(metrics.horizontalAdvance(word) for word in words) + gap
    inside = widget.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    legend = LEGEND_GAP + MARGIN + (3 if tabs else 2) * legend_line(font)
    beside, above_it = inside.adjusted(0, 0, -legend_width(tabs), 0), inside.adjusted(0, 0, 0, -legend)
    read = READ_LETTERS * metrics.averageCharWidth() + gap
    larger = _sizes(above_it, size, longest, read)[1] > LARGER_BELOW * _sizes(beside, size, longest, read)[1]
    area = above_it if larger else beside
    label, cell = _sizes(area, size, longest, read, part.zoom)
    side = round(cell * size)
    width, height = min(side, max(area.width() - label, 1)), min(side, max(area.height() - label, 1))
    slanted = cell >= LEAST_SLANTED_CELL
    rising = math.sin(math.radians(SLANT)) if slanted else 1.0
    before = min(longest, max(area.width() - width, label))
    above = min(math.ceil((longest - gap) * rising) + gap, max(area.height() - height, label))
    left = area.left() + before + max(area.width() - before - width, 0) // 2
    top = area.top() + above + max(area.height() - above - height, 0) // 2
    across, down = part.middle
    label_font = QFont(font)
    label_font.setPixelSize(max(min(metrics.height() - 3, int(cell)), LEAST_LETTERS))
    return Geometry(
        matrix=QRect(left, top, width, height),
        cell=cell,
        count=size,
        offset=QPointF(
            min(max(across * side - width / 2, 0.0), float(side - width)),
            min(max(down * side - height / 2, 0.0), float(side - height)),
        ),
        left=before - gap,
        above=math.ceil((above - gap) / rising),
        end=widget.right() - 2,
        slanted=slanted,
        gap=gap,
        every=max(math.ceil(LEAST_LETTERS / cell), 1),
        font=label_font,
        legend_below=larger,
    )


def _sizes(area: QRect, size: int, longest: int, read: int, zoom: float = 1.0) -> tuple[int, float]:
    """Room for a word with its gap, which are `longest` at most, and the side of a cell, for `size` words in an area.
    `read`: the room that letters need to be read."""
    shorter = min(area.width(), area.height())
    label = min(longest, round(shorter * LABEL_SHARES[0]))
    cell = _cell(area, size, label)
    if cell < SMALL_CELL and zoom == 1.0:
        share = LABEL_SHARES[1 if cell >= LEAST_LETTERS / 2 else 2]
        label = min(label, max(round(shorter * share), min(read, shorter - math.ceil(LEAST_CELL * size))))
        cell = _cell(area, size, label)
    if zoom == 1.0 and cell >= LEAST_LETTERS:
        cell = int(cell)
    return label, max(cell, 1.0) * zoom


def _cell(area: QRect, size: int, label: int) -> float:
    return min((area.width() - label) / size, (area.height() - label) / size, LARGEST_CELL)
