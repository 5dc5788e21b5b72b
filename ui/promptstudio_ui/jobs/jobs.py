"""What the window has the engine do, and its work with files: one background thread for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from promptstudio.protocol import Request
from promptstudio_ui.jobs.background import Background, Job
from promptstudio_ui.jobs.generators import calls
from promptstudio_ui.jobs.loop import Source

T = TypeVar("T")


class Jobs(QObject):
    """The jobs of one window. Of the engine's jobs there is at most one of each request type: the latest wins."""

    started = Signal(object)
    """A `Job` of the engine began."""
    ended = Signal(object)
    """A `Job` of the engine finished, failed or was stopped, after its own signal."""
    failed = Signal(object, object)
    """A `Job` of the engine, and the `PromptStudioError` that it failed with, after its own signal."""
    loading_changed = Signal(object)
    """A `Job` of the engine begins or ends waiting for a model (`Job.loading`)."""
    stopping = Signal()
    """A person stops what is waited for; nothing of it should start again by itself."""
    busy_changed = Signal()
    """The jobs that run, files included, or their order, are others than before."""
    files_failed = Signal(object)
    """The `PromptStudioError` of work with files that was given no `failed` of its own."""

    def __init__(self, engine: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = Background("engine", engine, self)
        self._files = Background("files", calls(), self)
        self._engine.started.connect(self.started)
        self._engine.ended.connect(self.ended)
        self._engine.failed.connect(self.failed)
        self._engine.loading_changed.connect(self.loading_changed)
        self._engine.order_changed.connect(self.busy_changed)
        for background in (self._engine, self._files):
            background.started.connect(self.busy_changed)
            background.ended.connect(self.busy_changed)

    # -------------------------------------------------------------- the engine

    def ask(self, request: Request) -> Job:
        """Begin a job; a running one of the same request type ends without a signal. The job's own signals come later,
        so there is time to connect to them."""
        return self._engine.start(request, instead_of=self.running(type(request)))

    def running(self, kind: type[Request]) -> Job | None:
        """The running job of a request type."""
        return next((job for job in self._engine.jobs if type(job.request) is kind), None)

    @property
    def current(self) -> tuple[Job, ...]:
        """The engine's jobs that run, oldest first."""
        return self._engine.jobs

    @property
    def waited_for(self) -> bool:
        """Whether a job runs that a person waits for and can stop."""
        return any(job.request.verb.waited_for for job in self._engine.jobs)

    def stop(self, kind: type[Request]) -> None:
        """Stop the running job of a request type. No effect when there is none."""
        if job := self.running(kind):
            job.cancel()

    def stop_waited_for(self) -> None:
        """Stop every job that a person waits for, because they say so."""
        self.stopping.emit()
        for job in self._engine.jobs:
            if job.request.verb.waited_for:
                job.cancel()

    def stop_all(self) -> None:
        """Stop every job of the engine."""
        for job in self._engine.jobs:
            job.cancel()

    # -------------------------------------------------------------- files

    def aside(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[object], None] | None = None,
    ) -> Job:
        """Do `work` beside the window's thread, after all such work that was asked for before. Then `done` is called in
        the window's thread with its result, or `failed` with a `PromptStudioError`."""
        job = self._files.start(work)
        if done is not None:
            job.finished.connect(done)
        job.failed.connect(failed or self.files_failed)
        return job

    @property
    def files_busy(self) -> bool:
        """Whether work with files is going on."""
        return self._files.busy

    # -------------------------------------------------------------- the end

    def close(self) -> None:
        """Cancel every job without a signal and end both threads."""
        self._engine.close()
        self._files.close()

    @property
    def closed(self) -> bool:
        """Whether both threads have ended."""
        return not self._engine.running and not self._files.running
