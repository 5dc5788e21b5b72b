"""What the window says when a job of the engine, work with files or a plug-in fails."""

from __future__ import annotations

from PySide6.QtCore import QObject

from promptstudio.errors import EngineCrashed, EngineUnreachable, PromptStudioError
from promptstudio.protocol import (
    BatchRequest,
    CompleteRequest,
    DescribeRequest,
    EngineInfo,
    MemoryRequest,
    ProbeProgramRequest,
    QuickRenderRequest,
    SuggestRequest,
)
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.remedies import Remedies
from promptstudio_ui.help.commands import HelpCommands
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.engine_label import EngineLabel
from promptstudio_ui.prompt.panel import PromptPanel
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.messages import Messages

_HELPFUL = QuickRenderRequest, CompleteRequest
"""Nobody misses these when they fail."""
_UNREACHABLE = "unreachable"


class FailureReports(QObject):
    """Shows one sentence for each failure, with what can be done about it."""

    def __init__(
        self,
        jobs: Jobs,
        engine: EngineController,
        remedies: Remedies,
        messages: Messages,
        label: EngineLabel,
        prompt: PromptPanel,
        help: HelpCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._remedies = remedies
        self._messages = messages
        self._label = label
        self._prompt = prompt
        self._help = help
        self._faults: tuple[str, ...] = ()  # of plug-ins, as they were reported
        jobs.failed.connect(self._show_failure)
        jobs.files_failed.connect(self._show_file_failure)
        engine.changed.connect(self._show_faults)
        engine.changed.connect(lambda _: messages.withdraw(_UNREACHABLE))

    def _show_failure(self, job: Job, error: PromptStudioError) -> None:
        request, crashed = job.request, isinstance(error, EngineCrashed)
        if isinstance(request, MemoryRequest) or (isinstance(request, _HELPFUL) and not crashed):
            return
        if isinstance(request, BatchRequest) and not crashed:
            return  # its queue says so
        if isinstance(request, ProbeProgramRequest) and not crashed:
            return  # the list of renderers says so
        if isinstance(request, SuggestRequest) and not crashed and self._prompt.show_suggestion_error(str(error)):
            return
        unreachable = isinstance(error, EngineUnreachable)
        if isinstance(request, DescribeRequest) or unreachable:
            self._label.show_state("stopped", tr("no engine"), from_engine(str(error)))
        elif crashed:
            self._label.show_state("starting", tr("starting again…"))
            self._engine.describe()
        remedies = self._remedies.after(request, error)
        details, program = f"{request.verb.name}: {error.kind}", isinstance(request, DescribeRequest)
        topic = _UNREACHABLE if unreachable else ""  # one banner, however many jobs were open
        self._messages.warn(str(error), remedies, details, topic=topic, program=program or unreachable)

    def _show_file_failure(self, error: PromptStudioError) -> None:
        self._messages.warn(str(error), details=error.kind)

    def _show_faults(self, info: EngineInfo) -> None:
        """Say once of every plug-in that was left out why."""
        for sentence in info.faults:
            if sentence not in self._faults:
                self._messages.warn(sentence, ((tr("Show log"), self._help.open_log),), program=True)
        self._faults = info.faults
