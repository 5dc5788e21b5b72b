"""The commands of the Help menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.help.log_dialog import LogDialog


class HelpCommands(QObject):
    """The windows with help, each made when it is first opened, and kept.

    `facts` gives the engine's description (None without an engine) and the text of the open prompt.
    """

    def __init__(self, facts: Callable[[], tuple], window: QWidget) -> None:
        super().__init__(window)
        self.log: LogDialog | None = None
        self._facts, self._window = facts, window

    @command("show_log", tr_noop("Log"), menu="Help", section=1, keys=("F12",), icon="text")
    def open_log(self) -> None:
        """Show what program and engine write down."""
        self.dialog().show()
        self.dialog().raise_()
        self.dialog().activateWindow()

    def open_crash(self) -> None:
        """Show the log window with what the last crash left."""
        self.open_log()
        self.dialog().show_crash()

    def copy_report(self) -> None:
        """Show what the last crash left, and copy it with what else developers need to know."""
        self.open_crash()
        self.dialog().copy_report()

    def dialog(self) -> LogDialog:
        """The log window."""
        if self.log is None:
            from promptstudio_ui.help.log_dialog import LogDialog

            self.log = LogDialog(self._facts, self._window)
        return self.log
