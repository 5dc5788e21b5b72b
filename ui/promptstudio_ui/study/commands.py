"""The command that opens the blind comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.study.dialog import StudyDialog


class StudyCommands(QObject):
    """The dialog of one window: made when it is first opened, and kept."""

    def __init__(self, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: StudyDialog | None = None
        self._jobs = jobs
        self._window = window

    @command("compare_blindly", tr_noop("Compare blindly…"), menu="Compare", section=1, icon="eye")
    def compare_blindly(self) -> None:
        """Judge pictures of two methods without knowing which is which."""
        if self.dialog is None:
            from promptstudio_ui.study.dialog import StudyDialog

            self.dialog = StudyDialog(self._jobs, self._window)
        self.dialog.show()
        self.dialog.raise_()
