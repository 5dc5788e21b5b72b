"""The comparison of renders A and B, once both are there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from promptstudio.protocol import CompareRequest, Comparison
from promptstudio_ui.document.answers import RenderKey, key_of
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs

Pair = tuple[RenderKey, RenderKey]


class ComparisonController(QObject):
    """Compares a session's renders. `RenderController` says when."""

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._comparing: Pair | None = None
        self._declined: set[Pair | None] = set()  # pairs whose comparison was stopped or failed

    def reconcile(self, ready: bool) -> None:
        """Start the comparison the session lacks, or stop one that nobody waits for any more. `ready`: both renders are
        those that the session wants."""
        session = self._session
        a, b = session.render_a, session.render_b
        if not ready or a is None or b is None or session.comparison is not None:
            self._jobs.stop(CompareRequest)
            return
        pair = (key_of(a), key_of(b))
        if pair in self._declined or (self._jobs.running(CompareRequest) and pair == self._comparing):
            return
        self._comparing = pair
        job = self._jobs.ask(CompareRequest.of_renders(a, b))
        job.finished.connect(self._take)
        job.failed.connect(self.decline)

    def start_over(self) -> None:
        """Nothing is declined any more."""
        self._declined.clear()

    def again(self) -> None:
        """Let the last pair be compared once more, although it failed."""
        self._declined.discard(self._comparing)

    @Slot()
    def decline(self) -> None:
        """The last pair's comparison was stopped, or failed: do not try it again by itself."""
        self._declined.add(self._comparing)

    @Slot(object)
    def _take(self, comparison: Comparison) -> None:
        assert self._comparing is not None
        self._session.add_comparison(self._comparing, comparison)
