"""The command that repeats the present edit with other seeds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.compare.picture_menu import offer_pictures
from promptstudio_ui.controllers.seeds import SeedsController
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.compare.seeds_dialog import SeedsDialog


class SeedsCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept."""

    def __init__(self, seeds: SeedsController, pictures: PictureActions, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: SeedsDialog | None = None
        self._seeds, self._pictures, self._window = seeds, pictures, window

    @command(
        "repeat_seeds",
        tr_noop("Repeat over seeds…"),
        menu="Render",
        keys=("Ctrl+R",),
        icon="dice",
        enabled=lambda self: self._seeds.possible or bool(self._seeds.pairs),
    )
    def repeat_over_seeds(self) -> None:
        """Render A and B with several seeds: is what this pair shows true of others?"""
        if self.dialog is None:
            from promptstudio_ui.compare.seeds_dialog import SeedsDialog

            self.dialog = SeedsDialog(self._seeds, self._window)
            self.dialog.grid.files = self._pictures.files
            offer_pictures(self.dialog.larger, self._pictures)
            self.dialog.sheet_wanted.connect(partial(self._pictures.exports.ask_and_export_grid, self.dialog))
        self.dialog.show()
        self.dialog.raise_()
