"""Session ⇄ project file, the autosaved copy beside it, and finding that copy again after a crash."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, QTimer

from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.files import project
from promptstudio.folders import data_folder
from promptstudio.protocol import TEMPLATES, RenderSettings, Scores
from promptstudio_ui.document.session import (
    AS_IT_STANDS,
    STANDARD_RENDER,
    Baseline,
    HistoryEntry,
    InversionSettings,
    Session,
    State,
)
from promptstudio_ui.jobs.lanes import Lane

AUTOSAVE_SECONDS = 2.0

_log = log.category("files")
_OPTION = "option."


def to_project(session: Session, with_paths: bool = True) -> project.Project:
    """The session as it is now, as immutable data that can be written in another thread. Without paths nothing says
    where on this machine the references were."""
    inversion, render = session.inversion, session.render_settings
    analysis = session.analysis
    return project.Project(
        prompt=session.prompt,
        references=session.references
        if with_paths
        else tuple(msgspec.structs.replace(reference, path=None) for reference in session.references),
        a=session.render_a,
        b=session.render_b,
        comparison=session.comparison,
        coupling=analysis.coupling if analysis else None,
        analysis=analysis,
        influence=session.influence,
        settings={
            "method": inversion.method,
            "task": inversion.task,
            "template": session.template,
            "budget": inversion.budget,
            "inversion_seed": inversion.seed,
            "steps": render.steps,
            "guidance": render.guidance,
            "negative": render.negative,
            "seed_locked": session.seed_locked,
            **{_OPTION + name: value for name, value in inversion.options.items()},
        },
        seed=render.seed,
        history=tuple(
            project.HistoryEntry(
                entry.label,
                entry.prompt,
                entry.thumbnail,
                kind=entry.kind,
                made=entry.made,
                scores=entry.scores,
                baseline=_to_file(entry.baseline),
                template=entry.template,
            )
            for entry in session.history
        ),
        baseline=_to_file(session.baseline),
        learned=tuple(session.learned.values()),
    )


def into_session(loaded: project.Project, session: Session, path: str | None) -> None:
    """Make the session this project. Undo starts afresh."""
    settings = loaded.settings
    render = RenderSettings(
        seed=loaded.seed,
        steps=_number(settings, "steps", STANDARD_RENDER.steps, 1, 150),
        guidance=_number(settings, "guidance", STANDARD_RENDER.guidance, 0.0, 30.0),
        negative=str(settings.get("negative", "")),
    )
    inversion = InversionSettings(
        method=str(settings.get("method", InversionSettings().method)),
        budget=_number(settings, "budget", InversionSettings().budget, 1, 77),
        seed=_number(settings, "inversion_seed", 0, 0, 2**63 - 1),
        task=str(settings.get("task", InversionSettings().task)),
        options={k.removeprefix(_OPTION): v for k, v in settings.items() if k.startswith(_OPTION)},
    )
    baseline = _from_file(loaded.baseline)
    if baseline is None and loaded.a is not None:
        a = loaded.a
        baseline = Baseline(a.prompt, msgspec.structs.replace(a.settings, width=None, height=None))
    session.load(
        State(loaded.references, loaded.prompt, baseline, _template(settings.get("template"))),
        inversion,
        render,
        bool(settings.get("seed_locked", True)),
        tuple(
            HistoryEntry(
                entry.kind,
                entry.label,
                entry.prompt,
                _from_file(entry.baseline),
                entry.made,
                entry.scores or Scores(),
                entry.thumbnail,
                _template(entry.template),
            )
            for entry in loaded.history
        ),
        renders=tuple(r for r in (loaded.a, loaded.b) if r is not None),
        comparison=loaded.comparison,
        analysis=loaded.analysis,
        influence=loaded.influence,
        path=path,
        learned=loaded.learned,
    )


def _to_file(baseline: Baseline | None) -> project.Baseline | None:
    return project.Baseline(baseline.prompt, baseline.settings) if baseline else None


def _from_file(baseline: project.Baseline | None) -> Baseline | None:
    if baseline is None:
        return None
    return Baseline(baseline.prompt, baseline.settings)


def _template(template: object) -> str:
    return template if template in TEMPLATES.values() else AS_IT_STANDS


def _number(settings: dict, name: str, default: float, low: float, high: float) -> float:
    value = settings.get(name, default)
    fits = isinstance(value, type(default)) and not isinstance(value, bool) and low <= value <= high
    return value if fits else default


# ------------------------------------------------------------------ autosave


def folder() -> Path:
    return data_folder() / "autosave"


class Autosave(QObject):
    """Writes a copy of the session a moment after every change, beside a lock file that says this program lives.

    The copy goes when the document is saved, emptied or closed in order; a copy whose lock is free is what a crash
    left (`left_behind`).
    """

    def __init__(self, session: Session, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._lane = session, lane
        self._path = folder() / f"{os.getpid()}-{uuid.uuid4().hex[:8]}{project.SUFFIX}"
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
            signal.connect(self._ask)
        session.title_changed.connect(self._forget_if_saved)

    @property
    def path(self) -> Path:
        return self._path

    def close(self) -> None:
        """The window closes in order: nothing is left behind."""
        self._timer.stop()
        self._path.unlink(missing_ok=True)
        self._lock.unlock()

    def _ask(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _forget_if_saved(self) -> None:
        if not self._session.dirty:
            self._timer.stop()
            self._lane.start(lambda: self._path.unlink(missing_ok=True))

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
        snapshot, path = to_project(self._session), self._path
        self._lane.start(lambda: self._save(path, snapshot))

    def _save(self, path: Path, snapshot: project.Project) -> None:
        """Runs in the files lane. One streak of failures is logged once; work goes on without the copy."""
        try:
            project.save(path, snapshot)
            self._failed = False
        except PromptStudioError:
            if not self._failed:
                _log.exception("the autosaved copy cannot be written")
            self._failed = True


def left_behind() -> list[Path]:
    """Copies that a crash left, newest first."""
    found = []
    for path in folder().glob(f"*{project.SUFFIX}"):
        lock = QLockFile(str(path.with_suffix(".lock")))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            lock.unlock()
            found.append(path)
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
