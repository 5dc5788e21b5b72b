"""The words of a prompt for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from promptstudio_ui.chips.model import described
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView


class AccessibleWords:
    """The `Parts` of a `ChipView`."""

    def __init__(self, view: ChipView) -> None:
        self._view = view

    @property
    def count(self) -> int:
        return self._view.model.rowCount()

    @property
    def surface(self) -> QWidget:
        return self._view.viewport()

    def text(self, number: int) -> str:
        return tr("{described}, word {number} of {count}").format(
            described=described(self._view.model.chip(number)), number=number + 1, count=self.count
        )

    def rect(self, number: int) -> QRect:
        return self._view.chip_rect(number)

    def selected(self, number: int) -> bool:
        return number in self._view.selection.selected
