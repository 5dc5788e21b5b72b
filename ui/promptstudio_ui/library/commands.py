"""The command that opens the library, and what is taken from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from promptstudio.document import Baseline
from promptstudio.protocol import InversionRequest, Render
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.library import LibraryController
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.library.dialog import LibraryDialog


class LibraryCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept."""

    document_wanted = Signal(object)
    """The document at this path is to be opened."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        keeper: LibraryController,
        pictures: PictureActions,
        engine: EngineController,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.dialog: LibraryDialog | None = None
        self._session, self._jobs, self._keeper, self._window = session, jobs, keeper, window
        self._pictures, self._engine = pictures, engine

    @command("library", tr_noop("Library of renders…"), menu="View", section=1, keys=("Ctrl+H",), icon="history")
    def open_library(self) -> None:
        """Find earlier renders of all documents."""
        if self.dialog is None:
            from promptstudio_ui.library.dialog import LibraryDialog
            from promptstudio_ui.library.menu import LibraryMenu

            self.dialog = LibraryDialog(self._jobs, self._keeper, self._engine.title_of, self._window)
            LibraryMenu(self.dialog, self._keeper, self._pictures, self._engine.english_title_of)
            self.dialog.use_wanted.connect(self._use)
            self.dialog.document_wanted.connect(self.document_wanted)
        self.dialog.refresh()
        self.dialog.show()
        self.dialog.raise_()

    def _use(self, render: Render, method: str) -> None:
        """The prompt and settings of a render become the document's, as an undoable step. `method`: of inversion, that
        found the prompt; empty for none."""
        if self._jobs.running(InversionRequest) is None:
            self._session.learned |= {word.token: word for word in render.learned}
            settings = msgspec.structs.replace(render.settings, width=None, height=None)
            baseline = Baseline(render.prompt, settings)
            self._session.use_as_a(render.prompt, tr("from the library"), baseline, method=method)
