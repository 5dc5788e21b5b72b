"""Keeps every render of a window in the library, a moment after it is shown."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from promptstudio import log
from promptstudio.document import HistoryEntry
from promptstudio.folders import data_folder
from promptstudio.prompt import edit_label
from promptstudio.protocol import Picture, Render
from promptstudio_ui.document.answers import key_of
from promptstudio_ui.document.history import thumbnail
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.widgets.pictures import as_shown

DELAY = 400
"""Milliseconds between a render and its entry: its fit, which comes a little later, is to be known."""

_log = log.category("files")


class LibraryController(QObject):
    """Writes beside the window's thread. A library that cannot be written costs a line in the log, and nothing else."""

    changed = Signal()
    """The library has an entry that it did not have, or knows more about one."""

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._settings = session, jobs, settings
        self._kept: dict[Hashable, tuple[float | None, str | None]] = {}  # what was written: fit and the file's path
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._write)
        for signal in (session.render_changed, session.analysis_changed, session.title_changed):
            signal.connect(self._schedule)
        session.entry_marked.connect(self._mark)
        session.replaced.connect(self._forget)

    @property
    def folder(self) -> Path:
        """Where the library is."""
        return data_folder()

    @property
    def waiting(self) -> bool:
        """Whether something is to be written soon."""
        return self._timer.isActive()

    def close(self) -> None:
        """The window closes: nothing is written any more."""
        self._timer.stop()

    @Slot()
    def _schedule(self) -> None:
        if self._settings.value.keep_library and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _forget(self) -> None:
        self._write()
        self._kept = {}

    @Slot()
    def _write(self) -> None:
        session = self._session
        present = session.render_b if session.wanted_b else session.render_a
        for render in (session.render_a, session.render_b):
            if render is None or render.quick:
                continue
            analysis = session.analysis if render is present else None
            fit = analysis.scores.guide_clip if analysis is not None else None
            key = (key_of(render), render.model, render.picture.width, render.picture.height)
            known = self._kept.get(key)
            now = (known[0] if known is not None and fit is None else fit, session.path)
            if known != now:
                self._kept[key] = now
                self._add(render, now[0])

    def _add(self, render: Render, fit: float | None) -> None:
        session, baseline = self._session, self._session.baseline
        edit = edit_label(baseline.prompt, render.prompt) if baseline and render is not session.render_a else ""
        name = next((e.name for e in reversed(session.history) if e.name and e.prompt == render.prompt), "")
        what = {
            "label": name or edit,
            "document": session.name if session.path else "",
            "path": session.path or "",
            "method": session.state.method,
        }
        small, folder = thumbnail(render), self.folder
        self._jobs.aside(lambda: _add(folder, render, small, fit, what), lambda _: self.changed.emit(), _log_failure)

    @Slot(object, object)
    def _mark(self, entry: HistoryEntry, fields: frozenset[str]) -> None:
        """Name and star of an entry of the history are also those of its render."""
        if not self._settings.value.keep_library:
            return
        folder = self.folder
        settings = entry.baseline.settings if entry.baseline else self._session.render_settings

        def mark() -> None:
            from promptstudio.files.library import Library

            library = Library(folder)
            keys = library.find(entry.prompt, settings)
            if "starred" in fields:
                library.star(keys, entry.starred)
            if "name" in fields:
                library.relabel(keys, entry.title)

        self._jobs.aside(mark, lambda _: self.changed.emit(), _log_failure)


def _add(folder: Path, render: Render, small: Picture, fit: float | None, what: dict[str, str]) -> None:
    from promptstudio.files.library import Library

    Library(folder).add(as_shown(render), small, fit=fit, **what)


def _log_failure(error: object) -> None:
    _log.warning("%s", error)
