"""What closing the window would cut off, and the question about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from promptstudio.protocol import BatchRequest, DuelRequest, GridRequest, InversionRequest, SeedsRequest
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.controller import ModelsController
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.messages import Messages

_KEEPING = (InversionRequest, BatchRequest)
"""Work that keeps what it has when it is stopped."""
_LOSING = (DuelRequest, SeedsRequest, GridRequest)
"""Work whose results are only in its own dialog, which closes with the window."""
_WORTH_ASKING = (*_KEEPING, *_LOSING)
"""Renders and answers are not: they follow from the document, which makes them again. Downloads pause, and go on."""


class Closing(QObject):
    """Asks once, before the window closes, what becomes of the work that is going on."""

    def __init__(self, jobs: Jobs, models: ModelsController, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._jobs, self._models, self._messages, self._window = jobs, models, messages, window
        self._then: Callable[[], None] | None = None  # to be done when nothing runs any more
        self.question: QMessageBox | None = None
        """The open question."""
        jobs.busy_changed.connect(self._look)

    @property
    def running(self) -> list[str]:
        """What closing would cut off, in words; empty when there is nothing."""
        return [
            from_engine(job.request.verb.doing) for job in self._jobs.current if isinstance(job.request, _WORTH_ASKING)
        ]

    def ask(self, then: Callable[[], None]) -> None:
        """Ask whether to stop or to wait, without waiting for the answer; `then` runs unless the person cancels."""
        self._then = None
        if self.question is not None:
            return
        box = self.question = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Work is going on"))
        box.setText(tr("Prompt Studio is still {running}.").format(running=(" " + tr("and") + " ").join(self.running)))
        loses = any(isinstance(job.request, _LOSING) for job in self._jobs.current)
        box.setInformativeText(
            tr("What it has so far would be lost.") if loses else tr("What stops keeps its best so far.")
        )
        wait = None if loses else box.addButton(tr("Close when done"), QMessageBox.ButtonRole.AcceptRole)
        stop = box.addButton(tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(wait or cancel)

        def answered() -> None:
            self.question = None
            box.deleteLater()
            if box.clickedButton() is stop:
                self._jobs.stop_waited_for()
                self._models.pause_downloads()
                then()
            elif wait is not None and box.clickedButton() is wait:
                self._then = then
                self._messages.say(tr("The window closes when this is done."))
                self._look()

        box.finished.connect(answered)
        box.open()

    def _look(self) -> None:
        if self._then is not None and not self.running:
            then, self._then = self._then, None
            then()
