"""The autosaved copy of the session, and finding it again after a crash."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from promptstudio import log
from promptstudio.document import PROJECT_SUFFIX, Project
from promptstudio.errors import PromptStudioError
from promptstudio.files import project
from promptstudio.folders import data_folder
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs

AUTOSAVE_SECONDS = 2.0

_log = log.category("files")


def folder() -> Path:
    """Where the copies are kept."""
    return data_folder() / "autosave"


class Autosave(QObject):
    """Writes a copy of the session a moment after every change, beside a lock file that says this program lives.

    The copy goes when the document is saved, emptied or closed in order; a copy whose lock is free is what a crash
    left (`left_behind`).
    """

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._path = folder() / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{PROJECT_SUFFIX}"
        self._lock = QLockFile(str(self._path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._failed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(int(AUTOSAVE_SECONDS * 1000))
        self._timer.timeout.connect(self._write)
        for signal in (
            session.prompt_changed,
            session.references_changed,
            session.baseline_changed,
            session.history_changed,
            session.settings_changed,
        ):
            signal.connect(self._schedule)
        session.title_changed.connect(self._forget_if_saved)

    @property
    def path(self) -> Path:
        """The copy, which exists while there is something to lose."""
        return self._path

    def close(self) -> None:
        """The window closes in order: nothing is left behind."""
        self._timer.stop()
        self._path.unlink(missing_ok=True)
        self._lock.unlock()

    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _forget_if_saved(self) -> None:
        if not self._session.dirty:
            self._timer.stop()
            self._jobs.aside(lambda: self._path.unlink(missing_ok=True))

    def _write(self) -> None:
        if not self._session.dirty or self._session.empty:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            _log.exception("there is no place for autosaved copies")
            return
        if not self._lock.isLocked():
            self._lock.tryLock(0)
        snapshot, path = self._session.project(), self._path
        self._jobs.aside(lambda: self._save(path, snapshot))

    def _save(self, path: Path, snapshot: Project) -> None:
        """Runs beside the window's thread. One streak of failures is logged once; work goes on without the copy."""
        try:
            project.save(path, snapshot)
            self._failed = False
        except PromptStudioError:
            if not self._failed:
                _log.exception("the autosaved copy cannot be written")
            self._failed = True


def left_behind() -> list[Path]:
    """Copies that a crash left, newest first."""
    copies = []
    for path in folder().glob(f"*{PROJECT_SUFFIX}"):
        lock = QLockFile(str(path.with_suffix(".lock")))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            lock.unlock()
            copies.append(path)
    return sorted(copies, key=lambda path: path.stat().st_mtime, reverse=True)
