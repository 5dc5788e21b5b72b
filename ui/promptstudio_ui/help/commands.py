"""The commands of the Help menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.help.pages import FIGURES, TOUR
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import command

if TYPE_CHECKING:
    from promptstudio_ui.help.dialog import HelpDialog
    from promptstudio_ui.help.log_dialog import LogDialog


class HelpCommands(QObject):
    """The windows with help, each made when it is first opened, and kept.

    `facts` gives the engine's description (None without an engine) and the text of the open prompt, `keys` the keys of
    every menu as they are now.
    """

    def __init__(self, facts: Callable[[], tuple], keys: Callable[[], Sequence], window: QWidget) -> None:
        super().__init__(window)
        self.log: LogDialog | None = None
        self.pages: HelpDialog | None = None
        self._facts, self._keys, self._window = facts, keys, window

    @command("help", tr_noop("Contents"), menu="Help", keys=("F1",), icon="info")
    def open_help(self) -> None:
        """Read the documentation in a window."""
        self.open_page()

    @command("help_figures", tr_noop("What the figures mean"), menu="Help")
    def open_figures(self) -> None:
        """Read what fit, coupling, locality and the other figures are."""
        self.open_page(FIGURES)

    def open_page(self, page: str = "") -> None:
        """Show a page of the documentation; empty for the one that was last open."""
        from promptstudio_ui.help.dialog import HelpDialog

        if self.pages is None:
            self.pages = HelpDialog(self._keys, self._window)
        self.pages.show()
        self.pages.raise_()
        self.pages.activateWindow()
        if page or not self.pages.page:
            self.pages.open_page(page or TOUR)

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
