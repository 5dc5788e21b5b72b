"""Whether the models know the reference images, asked as soon as there are some."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import RecogniseRequest, Recognition, references_in_use
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs


class RecognitionController(QObject):
    """Asks about a session's references as they change."""

    noted = Signal(str)
    """A sentence about references that the models do not know; empty when there are none such."""

    def __init__(self, session: Session, jobs: Jobs, engine: EngineController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._engine = engine
        session.references_changed.connect(self._look)
        engine.changed.connect(self._look)

    @Slot()
    def _look(self) -> None:
        """Ask about the present references, where the profile says what it knows."""
        info, references = self._engine.info, references_in_use(self._session.references)
        if info is None or not info.knows or not references:
            self._jobs.stop(RecogniseRequest)
            self.noted.emit("")
            return
        running = self._jobs.running(RecogniseRequest)
        if running is None or running.request.references != references:
            self._jobs.ask(RecogniseRequest(references)).finished.connect(self._tell)

    @Slot(object)
    def _tell(self, found: Recognition) -> None:
        self.noted.emit(" ".join(found.notes))
