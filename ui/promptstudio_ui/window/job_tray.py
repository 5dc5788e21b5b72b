"""The job tray: what runs, what waits and for what, with a Stop for each and a way to the front of the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promptstudio.protocol import MemoryRequest
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.controller import ModelsController
from promptstudio_ui.sentences import duration_text, from_engine
from promptstudio_ui.translation import lowered, tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel
from promptstudio_ui.widgets.overlay import Overlay

WIDTH = 420
"""Pixels."""
_TICK = 1000
_FILES, _DOWNLOAD = "files", "download"
_FIRST = tr_noop("Do first")


class _Told(NamedTuple):
    """One row: what it is of, its name and its state in words."""

    key: object
    name: str
    state: str


class JobTray(Overlay):
    """Lists the jobs of one window above the line that names them. It stays until Esc or another click there."""

    def __init__(self, jobs: Jobs, models: ModelsController, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._jobs, self._models = jobs, models
        self.setAccessibleName(tr("Jobs"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rows: list[_Row] = []
        """From the one that runs to the one that waits longest."""
        self._empty = QuietLabel(tr("Nothing is running."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self._empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        layout.addLayout(self._list)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._show)
        for signal in (jobs.busy_changed, jobs.loading_changed, models.jobs_changed):
            signal.connect(self._show)

    def toggle(self) -> None:
        """Show the tray, or put it away."""
        if self.isVisible():
            self.close_tray()
            return
        self.setVisible(True)
        self._tick.start()
        self._fill(self._told())
        self._show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_tray(self) -> None:
        """Put the tray away; the jobs go on."""
        self._tick.stop()
        self.hide()
        self._drop(self.rows)  # nothing brings them up to date while nobody sees them, and their jobs end
        self.rows = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_tray()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        if not self.isVisible():
            return
        told = self._told()
        if [row.key for row in self.rows] != [one.key for one in told]:
            self._fill(told)
        for row, one in zip(self.rows, told, strict=True):
            row.show_state(one.state)

    def _fill(self, told: list[_Told]) -> None:
        """Rows stay while their jobs do, so that nobody's click is lost."""
        before = {row.key: row for row in self.rows}
        self.rows = [before.pop(one.key) if one.key in before else self._row(one) for one in told]
        self._drop(before.values())
        for number, row in enumerate(self.rows):
            self._list.insertWidget(number, row)
            row.show()  # at once, so that the tray has its size when it is placed
            if first := row.buttons.get(_FIRST):
                first.setVisible(number > 0)
        self._empty.setVisible(not self.rows)
        self.setFixedWidth(WIDTH)
        self.show_beside(self._anchor.rect())

    def _drop(self, rows: Iterable[_Row]) -> None:
        for row in rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _row(self, told: _Told) -> _Row:
        row = _Row(told.key, told.name)
        job = told.key
        if isinstance(job, Job):
            row.add_button(_FIRST, tr("Let the engine work on this before everything else"), job.prefer)
            row.add_button(tr("Stop"), tr("Stop {name}").format(name=lowered(told.name)), job.cancel)
        elif job == _DOWNLOAD:
            row.add_button(
                tr("Pause"), tr("Pause all downloads; what has arrived is kept"), self._models.pause_downloads
            )
        return row

    def _told(self) -> list[_Told]:
        told = []
        working: Job | None = None
        for job in by_urgency(self._jobs):
            name = from_engine(job.request.verb.doing)
            told.append(_Told(job, _capital(name), state_of(job, working)))
            working = working or job
        if self._jobs.files_busy:
            told.append(_Told(_FILES, tr("Reading and writing files"), tr("running")))
        if download := self._models.job_text():
            told.append(_Told(_DOWNLOAD, _capital(download), tr("running, beside everything else")))
        return told


class _Row(QWidget):
    """A job's name over its state, and its buttons."""

    def __init__(self, key: object, name: str) -> None:
        super().__init__()
        self.key = key
        self.buttons: dict[str, SmallButton] = {}
        self._name = ElidedLabel()
        self._name.show_text(name)
        self._state = QuietLabel()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._state)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)
        self._line.addLayout(words, 1)

    @property
    def text(self) -> tuple[str, str]:
        """Name and state as shown."""
        return self._name.full_text, self._state.text()

    def add_button(self, text: str, tip: str, act: Callable[[], None]) -> None:
        button = self.buttons[text] = SmallButton(tr(text))
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.clicked.connect(lambda: act())
        self._line.addWidget(button)

    def show_state(self, state: str) -> None:
        self._state.setText(state)


class TrayCommands(QObject):
    """Opening the tray, from the line that names the jobs, a menu or the palette."""

    def __init__(self, tray: JobTray, button: IconButton) -> None:
        super().__init__(tray)
        self._tray = tray
        button.clicked.connect(tray.toggle)

    @command("jobs", tr_noop("Jobs"), menu="View", section=1, keys=("Ctrl+Shift+J",))
    def show_jobs(self) -> None:
        """What runs and what waits."""
        self._tray.toggle()


def by_urgency(jobs: Jobs) -> list[Job]:
    """The engine's jobs in the order in which it works on them. The measuring of memory is not worth a word."""
    return sorted(
        (job for job in jobs.current if not isinstance(job.request, MemoryRequest)), key=lambda job: job.urgency
    )


def state_of(job: Job, before: Job | None) -> str:
    """Whether a job runs, how far it is, or what it waits for. `before`: the job that the engine works on instead."""
    if job.loading is not None:
        return tr("loading: {stage}").format(stage=from_engine(job.loading.stage))
    if before is not None:
        return tr("waits until “{doing}” is done").format(doing=from_engine(before.request.verb.doing))
    step, steps = getattr(job.last, "step", None), getattr(job.last, "steps", None)
    parts = [tr("step {step} of {steps}").format(step=step, steps=steps)] if step is not None and steps else []
    return " · ".join([tr("running"), *parts, duration_text(job.seconds)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
