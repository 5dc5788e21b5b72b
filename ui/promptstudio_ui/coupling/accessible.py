"""The cells of a heatmap for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from promptstudio_ui.coupling.model import between_images_text
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio_ui.coupling.heatmap import HeatmapView


class AccessibleCells:
    """The `Parts` of a `HeatmapView`, row by row."""

    def __init__(self, view: HeatmapView) -> None:
        self._view = view

    @property
    def count(self) -> int:
        return len(self._view.model) ** 2

    @property
    def surface(self) -> QWidget:
        return self._view

    def _cell(self, number: int) -> tuple[int, int]:
        return divmod(number, len(self._view.model))

    def text(self, number: int) -> str:
        return self.cell_text(*self._cell(number))

    def cell_text(self, row: int, column: int) -> str:
        """“row red, column horse, 0.41”."""
        model = self._view.model
        told = tr("row {row}, column {column}, {value}").format(
            row=model.words[row], column=model.words[column], value=model.value_text(row, column)
        )
        images = model.between_images(row, column)
        return told if images is None else f"{told}, {between_images_text(*images)}"

    def rect(self, number: int) -> QRect:
        return self._view.cell_rect(*self._cell(number))

    def selected(self, number: int) -> bool:
        return set(self._cell(number)) == set(self._view.selection.selected)
