"""The autosaved copy of the session, and finding it again after a crash."""

from __future__ import annotations

import contextlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

import filelock
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from promptstudio import atomic, log
from promptstudio.document import PROJECT_SUFFIX, Project
from promptstudio.errors import PromptStudioError
from promptstudio.files import project
from promptstudio.folders import data_folder
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs

AUTOSAVE_SECONDS = 1.5
"""Between an edit and its copy: with the time that writing takes, no more than 2 seconds of work are lost."""
LOCK_SECONDS = 2.0
"""How long a window that looks for copies may hold the lock of a new one."""
_ORIGIN = ".origin"  # of the file beside a copy that says where its document is saved

_log = log.category("files")


def folder() -> Path:
    """Where the copies are kept."""
    return data_folder() / "autosave"


@dataclass(frozen=True)
class Copy:
    """One autosaved copy."""

    path: Path
    made: float = 0.0
    """Seconds since the epoch."""
    origin: Path | None = None
    """Where the document was saved, None when it was nowhere."""
    words: str = ""
    """Its prompt; empty when it has none, or cannot be read."""

    def lock(self) -> filelock.BaseFileLock:
        """The lock that a living program holds on it; the system frees it when that program dies. Not taken yet."""
        return filelock.FileLock(self.path.with_suffix(".lock"), thread_local=False)

    def remove(self) -> None:
        """Delete it. Whoever calls this holds its lock."""
        self.sweep()
        _unlink(self.path, self.path.with_suffix(_ORIGIN))

    def sweep(self) -> None:
        """Delete what was left of writing it when the program died."""
        _unlink(*self.path.parent.glob(f".{self.path.stem}.*.part"))


class Autosave(QObject):
    """Writes a copy of the session a moment after every change, and holds a lock on it while this program lives.

    The copy goes when the document is saved, emptied or given up; a copy whose lock is free is what a crash left
    (`left_behind`).
    """

    trouble = Signal(object)
    """The `PromptStudioError` for which no copy can be written; once for a streak of them."""

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._copy = Copy(folder() / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{PROJECT_SUFFIX}")
        self._lock = self._copy.lock()
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
        return self._copy.path

    def adopt(self, copy: Copy, lock: filelock.BaseFileLock) -> None:
        """The session was made from this copy, which is its own from now on; `lock` is taken. The copy of what was
        open before goes: that was saved or given up."""
        before, lock_before = self._copy, self._lock
        self._copy, self._lock = copy, lock
        self._jobs.aside(lambda: give_up(before, lock_before))

    def close(self) -> None:
        """The window closes in order: nothing is left behind."""
        self._timer.stop()
        give_up(self._copy, self._lock)

    def _schedule(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _forget_if_saved(self) -> None:
        if not self._session.dirty:
            self._timer.stop()
            self._jobs.aside(self._copy.remove)

    def _write(self) -> None:
        if not self._session.dirty or self._session.empty:
            return
        snapshot, origin, copy, lock = self._session.project(), self._session.path, self._copy, self._lock
        self._jobs.aside(lambda: _save(copy, lock, snapshot, origin), self._saved, self._not_saved)

    @Slot(object)
    def _saved(self, _: object) -> None:
        self._failed = False

    @Slot(object)
    def _not_saved(self, error: PromptStudioError) -> None:
        """Work goes on without the copy, and with the next change writing it is tried again."""
        if not self._failed:
            self.trouble.emit(error)
        self._failed = True


def _save(copy: Copy, lock: filelock.BaseFileLock, snapshot: Project, origin: str | None) -> None:
    """Runs beside the window's thread."""
    with contextlib.suppress(OSError):  # writing gives the reason
        copy.path.parent.mkdir(parents=True, exist_ok=True)
    if lock.is_locked and not Path(lock.lock_file).exists():
        lock.release()  # somebody has deleted the folder
    if not lock.is_locked:
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except (OSError, NotImplementedError, filelock.Timeout):
            _log.exception("the autosaved copy cannot be locked")
    if origin is not None:
        atomic.write_bytes(copy.path.with_suffix(_ORIGIN), os.fsencode(origin))
    project.save(copy.path, snapshot)


def take(copy: Copy) -> filelock.BaseFileLock | None:
    """The lock of a copy, taken; None while another window has it."""
    lock = copy.lock()
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return None
    except (OSError, NotImplementedError):  # a folder that is read-only, or knows no locks
        _log.exception("%s cannot be locked", copy.path)
    return lock


def give_up(copy: Copy, lock: filelock.BaseFileLock) -> None:
    """Delete a copy whose lock was taken."""
    copy.remove()
    lock.release()
    _unlink(copy.path.with_suffix(".lock"))


def left_behind() -> list[Copy]:
    """Copies that a crash left, newest first. What a window left that died before its first copy was whole goes."""
    copies = []
    for path in folder().glob(f"*{PROJECT_SUFFIX}"):
        found = Copy(path)
        lock = take(found)
        if lock is not None:
            found.sweep()
            with contextlib.suppress(OSError):
                copies.append(Copy(path, path.stat().st_mtime, _origin(path), _words(path)))
            lock.release()
    for path in _without_copy():
        if (lock := take(Copy(path))) is not None:
            give_up(Copy(path), lock)
    return sorted(copies, key=lambda copy: copy.made, reverse=True)


def _without_copy() -> set[Path]:
    """Where the copies would be that files beside copies belong to, and are not."""
    names = {path.stem for path in folder().glob("*") if path.suffix in (".lock", _ORIGIN)}
    names |= {path.name[1:].split(".")[0] for path in folder().glob(".*.part")}
    found = {folder() / f"{name}{PROJECT_SUFFIX}" for name in names}
    return {path for path in found if not path.exists()}


def _origin(path: Path) -> Path | None:
    try:
        return Path(os.fsdecode(path.with_suffix(_ORIGIN).read_bytes()))
    except (OSError, ValueError):
        return None


def _words(path: Path) -> str:
    try:
        return project.load(path).state.prompt.text
    except PromptStudioError:
        return ""


def _unlink(*files: Path) -> None:
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:
            _log.exception("%s cannot be deleted", file)
