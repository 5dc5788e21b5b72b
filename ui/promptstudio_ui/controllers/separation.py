"""Another word for one of two that hang together, so that editing one leaves the other alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.prompt import Origin
from promptstudio.protocol import InversionRequest, SeparateRequest, Separations
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.commands import command


class SeparationController(QObject):
    """Rewords the selected pair, as one step of undo."""

    note = Signal(str)
    """A sentence that may pass by."""

    def __init__(self, session: Session, selection: WordSelection, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._selection, self._jobs = session, selection, jobs
        session.prompt_changed.connect(self._stop)

    @command(
        "separate",
        tr_noop("Separate the two words"),
        menu="Prompt",
        section=2,
        enabled=lambda self: self._possible,
    )
    def separate(self) -> None:
        """Replace one of the two selected words by one that fits as well and hangs together less with the other."""
        session, (first, second) = self._session, self._selection.ordered
        learned = session.learned_in(session.prompt)
        job = self._jobs.ask(SeparateRequest(session.prompt, first, second, session.references, learned))
        job.finished.connect(self._take)

    @property
    def _possible(self) -> bool:
        words = self._selection.ordered
        inverting = self._jobs.running(InversionRequest) is not None
        return len(words) == 2 and words[1] < len(self._session.prompt) and not inverting

    @Slot()
    def _stop(self) -> None:
        self._jobs.stop(SeparateRequest)

    @Slot(object)
    def _take(self, answer: Separations) -> None:
        if not answer.items:
            self.note.emit(tr("No other word fits as well and leaves the two less coupled."))
            return
        best = answer.items[0]
        old = answer.prompt.words[best.index].text
        self._session.swap(best.index, best.text, Origin.SUGGESTED)
        self.note.emit(
            tr("“{old}” became “{text}”: coupling {coupling} → {coupling2}.").format(
                old=old,
                text=best.text,
                coupling=decimal(answer.coupling, ".3f"),
                coupling2=decimal(best.coupling, ".3f"),
            )
        )
