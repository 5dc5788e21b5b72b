"""The command that opens the method duel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio.protocol import DuelRow, ReferenceImage, references_in_use
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.exporting import ExportCommands
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.duel.dialog import DuelDialog


class DuelCommands(QObject):
    """The duel of one window: made when it is first opened, and kept with what it found."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        engine: EngineController,
        inversions: InversionController,
        renders: RenderController,
        exports: ExportCommands,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self.dialog: DuelDialog | None = None
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._inversions = inversions
        self._renders = renders
        self._exports = exports
        self._window = window

    @command(
        "duel",
        tr_noop("Method duel…"),
        menu="Prompt",
        keys=("Ctrl+D",),
        icon="compare",
        enabled=lambda self: bool(references_in_use(self._session.references)),
    )
    def open_duel(self) -> None:
        """Compare methods on the present images; what an earlier duel found is still there."""
        if self.dialog is None:
            self.dialog = self._make()
        self._show_aim()
        self.dialog.show()
        self.dialog.raise_()

    def _make(self) -> DuelDialog:
        from promptstudio_ui.duel.dialog import DuelDialog

        dialog = DuelDialog(self._jobs, self._window)
        dialog.use_wanted.connect(self._use)
        dialog.sheet_wanted.connect(self._exports.export_duel)
        dialog.table.files = self._exports.files_for_drag
        self._engine.changed.connect(dialog.set_info)
        self._session.references_changed.connect(self._show_aim)
        self._session.settings_changed.connect(self._show_aim)
        if self._engine.info is not None:
            dialog.set_info(self._engine.info)
        return dialog

    def _show_aim(self) -> None:
        """Show what the next duel would be about."""
        inversion = self._session.inversion
        if self.dialog is not None:
            self.dialog.set_aim(
                references_in_use(self._session.references), inversion.task, inversion.budget, inversion.seed
            )
            self.dialog.set_rendering(*self._renders.next_render)

    def _use(self, row: DuelRow, references: tuple[ReferenceImage, ...]) -> None:
        """A method's prompt becomes the document's, with the picture that the duel shows."""
        if row.render is not None:
            self._renders.trust(row.render)
        self._inversions.take_from_duel(row, references)
