"""Pairs of renders as a grid: A and B of every seed side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from promptstudio.protocol import Comparison, SeedPair
from promptstudio_ui.compare.figures import percent
from promptstudio_ui.document.dragged import Files, dragged, no_files
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.picture_cells import PictureCells, fitted, thumbnail_of

THUMBNAIL = 80
"""Longest side of each of a pair's two pictures, in pixels."""
_BETWEEN = 4  # pixels between the two


class SeedGrid(QListWidget):
    """One pair can be selected."""

    selected = Signal()
    """Another pair is selected, or none."""
    taken = Signal(object)
    """A `SeedPair` was double-clicked, or chosen with Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.files: Files = no_files
        self.setAccessibleName(tr("A and B with every seed"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(2 * THUMBNAIL + _BETWEEN, THUMBNAIL))
        cells = PictureCells(self, captions=True, beside=16)
        self.setItemDelegate(cells)
        self.setGridSize(cells.cell() + QSize(4, 4))
        self.setMouseTracking(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.currentItemChanged.connect(self.selected)
        self.itemActivated.connect(lambda item: self.taken.emit(item.data(Qt.ItemDataRole.UserRole)))

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Prompts and pictures of A and B."""
        pairs = [item.data(Qt.ItemDataRole.UserRole) for item in items]
        renders = [render for pair in pairs for render in (pair.a, pair.b)]
        return dragged([render.prompt for render in renders], self.files(renders))

    @property
    def pair(self) -> SeedPair | None:
        """The selected pair."""
        item = self.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def show_pairs(self, pairs: Sequence[SeedPair]) -> None:
        """Show these pairs. The selected seed stays selected, else the first is."""
        seed = self.pair.seed if self.pair else None
        shown = [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]
        self.blockSignals(True)
        if list(pairs[: len(shown)]) != shown:
            self.clear()
        for pair in pairs[self.count() :]:
            item = QListWidgetItem(_caption(pair))
            item.setData(Qt.ItemDataRole.DecorationRole, _picture(pair))
            item.setData(Qt.ItemDataRole.UserRole, pair)
            item.setToolTip(from_engine(pair.comparison.sentence))
            self.addItem(item)
            if pair.seed == seed:
                self.setCurrentItem(item)
        if pairs and self.currentItem() is None:
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.selected.emit()


def _caption(pair: SeedPair) -> str:
    """What stands below a pair."""
    locality, seed = pair.comparison.locality, tr("Seed {seed}").format(seed=pair.seed)
    if locality is not None:
        seed += " · " + tr("locality {locality}").format(locality=decimal(locality, ".2f"))
    return f"{seed}\n{_note(pair.comparison)}"


def _note(comparison: Comparison) -> str:
    """How much of the picture stays, and whether the edit is seen; where nothing is measured, why."""
    if comparison.undefined:
        undefined = from_engine(comparison.undefined)
        return f"{undefined[:1].upper()}{undefined[1:]}"
    said = []
    if comparison.preserved is not None:
        share = percent(comparison.preserved)
        said.append((tr("{share} stays") if comparison.is_global else tr("{share} same")).format(share=share))
    if comparison.success is not None:
        said.append(tr("succeeded") if comparison.success else tr("no success"))
    return " · ".join(said)


def _picture(pair: SeedPair) -> QPixmap:
    """A and B side by side, at twice the size that they are shown at, for screens of high resolution."""
    side = 2 * THUMBNAIL
    picture = QPixmap(2 * side + 2 * _BETWEEN, side)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        for number, render in enumerate((pair.a, pair.b)):
            small = thumbnail_of(render, side)
            place = QRectF(number * (side + 2 * _BETWEEN), 0, side, side)
            painter.drawPixmap(fitted(QSizeF(small.size()), place).topLeft(), small)
    return picture
