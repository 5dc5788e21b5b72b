"""Pairs of renders as a grid: A and B of every seed side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from promptstudio.protocol import Comparison, Render, SeedPair
from promptstudio_ui.compare.figures import percent
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.pictures import to_image, veiled

THUMBNAIL = 80
"""Longest side of each of a pair's two pictures, in pixels."""
_BETWEEN = 4  # pixels between the two
_CELL = QSize(2 * THUMBNAIL + _BETWEEN + 16, THUMBNAIL + 52)


class SeedGrid(QListWidget):
    """One pair can be selected."""

    selected = Signal()
    """Another pair is selected, or none."""
    taken = Signal(object)
    """A `SeedPair` was double-clicked, or chosen with Enter."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("A and B with every seed"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(2 * THUMBNAIL + _BETWEEN, THUMBNAIL))
        self.setGridSize(_CELL)
        self.setWordWrap(True)
        self.currentItemChanged.connect(self.selected)
        self.itemActivated.connect(lambda item: self.taken.emit(item.data(Qt.ItemDataRole.UserRole)))

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
            item = QListWidgetItem(
                _icon(pair), tr("Seed {seed}\n{note}").format(seed=pair.seed, note=_note(pair.comparison))
            )
            item.setData(Qt.ItemDataRole.UserRole, pair)
            item.setToolTip(from_engine(pair.comparison.sentence))
            self.addItem(item)
            if pair.seed == seed:
                self.setCurrentItem(item)
        if pairs and self.currentItem() is None:
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.selected.emit()


def _note(comparison: Comparison) -> str:
    """What stands below a pair."""
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


def _icon(pair: SeedPair) -> QIcon:
    """A and B side by side."""
    picture = QPixmap(2 * THUMBNAIL + _BETWEEN, THUMBNAIL)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        for number, render in enumerate((pair.a, pair.b)):
            small = _small(render)
            left = number * (THUMBNAIL + _BETWEEN) + (THUMBNAIL - small.width()) // 2
            painter.drawPixmap(left, (THUMBNAIL - small.height()) // 2, small)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # not tinted
    return icon


def _small(render: Render) -> QPixmap:
    """Blurred when the safety checker objects to it."""
    image = to_image(veiled(render.picture) if render.flagged else render.picture)
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(QSize(THUMBNAIL, THUMBNAIL), aspect, smooth))
