"""The command that opens the batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.batch.dialog import BatchDialog


class BatchCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept with its queue."""

    picture_wanted = Signal(object)
    """The picture at this path is to be opened in the window."""

    def __init__(self, session: Session, jobs: Jobs, engine: EngineController, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: BatchDialog | None = None
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._window = window

    @command("batch", tr_noop("Folder of pictures…"), menu="Prompt", section=1, keys=("Ctrl+Shift+B",), icon="folder")
    def open_batch(self) -> None:
        """Find a prompt for every picture of a folder."""
        if self.dialog is None:
            from promptstudio_ui.batch.dialog import BatchDialog
            from promptstudio_ui.controllers.batch import BatchController

            batch = BatchController(self._jobs, self._engine, self)
            self.dialog = BatchDialog(batch, self._engine, self._session.inversion, self._window)
            self.dialog.picture_wanted.connect(self.picture_wanted)
        self.dialog.use_options(self._session.inversion)
        self.dialog.show()
        self.dialog.raise_()

    def open_folder(self, folder: Path) -> None:
        """The same with a folder that is there."""
        self.open_batch()
        assert self.dialog is not None
        self.dialog.batch.open_folder(folder)
