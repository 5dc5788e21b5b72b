"""Endings of the word that is being typed, by the models."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import CompleteRequest, Completions
from promptstudio_ui.document.session import Session
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.jobs.jobs import Jobs


class CompletionController(QObject):
    """Asks for completions of what is typed; the latest question wins."""

    completed = Signal(object, str, object)
    """The `Trial` that was typed, the word that it ends with, and what that may become, best first."""

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._asked: Trial | None = None
        session.prompt_changed.connect(self.stop)

    @Slot()
    def stop(self) -> None:
        """Nobody types any more."""
        self._jobs.stop(CompleteRequest)

    @Slot(object)
    def complete(self, trial: Trial) -> None:
        """Answered by `completed`, if there is a word to complete."""
        session = self._session
        prompt, index = trial.of(session.prompt), trial.last_word(session.prompt)
        if index is None or not trial.text[-1:].isalnum():
            self.stop()
            return
        self._asked = trial
        learned = session.learned_in(prompt)
        job = self._jobs.ask(CompleteRequest(prompt, index, session.references, learned=learned))
        job.finished.connect(self._take)

    @Slot(object)
    def _take(self, answer: Completions) -> None:
        assert self._asked is not None
        beginning = answer.prompt.words[answer.index].text
        self.completed.emit(self._asked, beginning, [item.text for item in answer.items])
