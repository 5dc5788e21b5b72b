"""What controllers share whose job makes one picture after the other and keeps those that are done."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.errors import PromptStudioError
from promptstudio.protocol import Request
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr


class SeriesController(QObject):
    """Runs the job. Subclasses keep what its events bring, and say how far a stopped one has come."""

    changed = Signal()
    """Another part is there, or the job began or ended."""
    stage_changed = Signal(str, float)
    """What is being done or came of it, and the share 0…1 that is done."""

    request: ClassVar[type[Request]]

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs

    @property
    def running(self) -> bool:
        """Whether parts are being made."""
        return self._jobs.running(self.request) is not None

    def stop(self) -> None:
        """Make no more; what is finished stays."""
        self._jobs.stop(self.request)

    def _begin(self, request: Request | None) -> None:
        """Ask for what is missing; None: all is there."""
        if request is not None:
            self.stage_changed.emit(tr("Starting…"), 0.0)
            job = self._jobs.ask(request)
            job.happened.connect(self._show_event)
            job.finished.connect(self._finish)
            job.stopped.connect(self._report_stop)
            job.failed.connect(self._report_failure)
        else:
            self.stage_changed.emit("", 1.0)
        self.changed.emit()

    def _stopped_at(self) -> str:
        """How far a stopped job has come, such as “3 of 8 seeds”."""
        raise NotImplementedError

    def _outcome(self) -> str:
        """What there is to say when all is done; empty for nothing."""
        return ""

    @Slot(object)
    def _show_event(self, event: object) -> None:
        raise NotImplementedError

    @Slot()
    def _finish(self) -> None:
        self.stage_changed.emit(self._outcome(), 1.0)
        self.changed.emit()

    @Slot()
    def _report_stop(self) -> None:
        self.stage_changed.emit(tr("Stopped; {how_many} are done.").format(how_many=self._stopped_at()), 0.0)
        self.changed.emit()

    @Slot(object)
    def _report_failure(self, error: PromptStudioError) -> None:
        self.stage_changed.emit(from_engine(str(error)), 0.0)
        self.changed.emit()
