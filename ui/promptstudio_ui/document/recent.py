"""The documents and pictures that were opened last, in the menu and in the next run of the program."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QPoint, QSettings, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages

MOST = 10
"""How many files are remembered."""
_KEY = "recent/files"
_TOPIC = "recent"
_LONGEST_NAME = 360  # pixels of a menu's entry
_BELOW_TOP = 64  # pixels: where the palette stands, too


class RecentFiles(QObject):
    """Remembers files, newest first, and opens them again. The list is kept beside the window's place and size."""

    changed = Signal()

    def __init__(
        self, jobs: Jobs, open_files: Callable[[Sequence[Path]], None], messages: Messages, window: QWidget
    ) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._open_files = open_files
        self._messages = messages
        self._window = window
        self._kept = QSettings()
        self.menu = QMenu(window)
        """The files and *Clear the list*, made anew whenever it opens."""
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)

    @property
    def paths(self) -> list[Path]:
        """The files that were opened last, newest first."""
        kept = cast("list[str]", self._kept.value(_KEY, [], type=list))
        return [Path(text) for text in kept]

    def note(self, paths: Sequence[Path]) -> None:
        """These files were opened or saved; the first one goes to the top."""
        new = [Path(os.path.abspath(path)) for path in paths]
        self._keep(list(dict.fromkeys((*new, *self.paths)))[:MOST])

    @command("open_recent", tr_noop("Open recent"), menu="File", enabled=lambda self: bool(self.paths))
    def open_recent(self) -> None:
        """Show the list in the window: the palette has no menu beside which it could open."""
        self._fill()
        left = (self._window.width() - self.menu.sizeHint().width()) // 2
        self.menu.popup(self._window.mapToGlobal(QPoint(left, _BELOW_TOP)))

    def clear(self) -> None:
        """Forget all of them."""
        self._keep([])

    def _keep(self, paths: Sequence[Path]) -> None:
        self._kept.setValue(_KEY, [str(path) for path in paths])
        self.changed.emit()

    def _fill(self) -> None:
        self.menu.clear()
        paths = self.paths
        names = [path.name for path in paths]
        for path in paths:
            # Two files of one name are told apart by their folders.
            text = path.name if names.count(path.name) == 1 else f"{path.name} – {path.parent.name}"
            text = self.menu.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, _LONGEST_NAME)
            entry = self.menu.addAction(text.replace("&", "&&"), partial(self._open, path))
            entry.setToolTip(str(path))
        self.menu.addSeparator()
        self.menu.addAction(tr("Clear the list"), self.clear)

    def _open(self, path: Path) -> None:
        """Open a file if it is still there. A drive that sleeps must not hold up the window."""

        def looked(there: bool) -> None:
            if there:
                self._open_files([path])
                return
            self._keep([kept for kept in self.paths if kept != path])
            self._messages.warn(
                tr("“{name}” is no longer in {folder}.").format(name=path.name, folder=path.parent), topic=_TOPIC
            )

        self._jobs.aside(path.is_file, looked)
