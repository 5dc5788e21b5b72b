"""The command that renders a grid."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.controllers.grids import GridController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.compare.grid_dialog import GridDialog


class GridCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept."""

    def __init__(
        self,
        session: Session,
        selection: WordSelection,
        grids: GridController,
        renders: RenderController,
        pictures: PictureActions,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.dialog: GridDialog | None = None
        self._session, self._selection, self._grids = session, selection, grids
        self._renders, self._pictures, self._window = renders, pictures, window

    @command(
        "grid",
        tr_noop("Grid of words or settings…"),
        menu="Render",
        keys=("Ctrl+G",),
        icon="heatmap",
        enabled=lambda self: bool(self._session.prompt.words),
    )
    def open_grid(self) -> None:
        """Render several words in one place, or two settings against each other, and save them as one sheet."""
        if self.dialog is None:
            from promptstudio_ui.compare.grid_dialog import GridDialog

            self.dialog = GridDialog(self._session, self._grids, self._renders, self._pictures, self._window)
            self.dialog.sheet_wanted.connect(partial(self._pictures.exports.ask_and_export_grid, self.dialog))
        self.dialog.show()
        self.dialog.raise_()
        if self._selection.primary is not None:
            self.dialog.choose_word(self._selection.primary)
