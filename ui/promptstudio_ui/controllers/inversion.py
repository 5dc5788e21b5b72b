"""Inversions: from a click to the document's new prompt."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.generators import best_so_far
from promptstudio.learned_words import readable
from promptstudio.prompt import Word
from promptstudio.protocol import (
    DuelRow,
    InversionRequest,
    InversionResult,
    Progress,
    ReferenceImage,
    references_in_use,
)
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.prompts import candidates_with_sources, locks_of, with_sources
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.method_texts import task_title


class InversionController(QObject):
    """Starts inversions for a session and puts their results into it."""

    started = Signal(object)
    """The `Job`."""
    progress = Signal(object)
    """A `Progress` of the running inversion."""
    ended = Signal()
    """It finished, failed or was stopped; the session has what came of it."""
    note = Signal(str)
    """A sentence that may pass by."""
    remark = Signal(str)
    """A sentence about the new prompt that should stay until it is read."""

    def __init__(self, session: Session, jobs: Jobs, engine: EngineController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._job: Job | None = None
        self._last: Progress | None = None
        self._kept: tuple[Word, ...] = ()

    @property
    def running(self) -> bool:
        return self._jobs.running(InversionRequest) is not None

    @property
    def _references(self) -> tuple[ReferenceImage, ...]:
        return references_in_use(self._session.references)

    @property
    def possible(self) -> bool:
        """Whether there is something to invert, and no inversion runs."""
        session = self._session
        distils = session.inversion.task == "distillation"
        return bool(session.prompt.words if distils else self._references) and not self.running

    @command(
        "invert", tr_noop("Invert"), menu="Prompt", keys=("Ctrl+I",), icon="invert", enabled=lambda self: self.possible
    )
    def invert(self, keep_locked: bool = False) -> None:
        """Find a prompt for the references; with `keep_locked` the locked words stay and the rest is found anew."""
        session = self._session
        settings = session.inversion
        distils = settings.task == "distillation"  # of the prompt that is there, without images
        if distils and not session.prompt.words:
            self.note.emit(tr("Write the prompt that is to become shorter first."))
            return
        if not distils and not self._references:
            self.note.emit(tr("Add a reference image first."))
            return
        if settings.task == "multi_concept" and len(self._references) < 2:
            self.note.emit(tr("Multi-concept needs two reference images or more, one for each concept."))
            return
        if self.running:
            return
        self._kept = tuple(w for w in session.prompt.words if w.locked) if keep_locked else ()
        self.start(
            InversionRequest(
                references=() if distils else self._references,
                method=settings.method,
                task=settings.task,
                text=readable(session.prompt, session.prompt.opaque).text if distils else "",
                budget=settings.budget,
                seed=settings.seed,
                locks=locks_of(session.prompt) if keep_locked else (),
                settings=settings.options,
            )
        )

    @command(
        "reinvert",
        tr_noop("Re-invert the rest"),
        menu="Prompt",
        keys=("Ctrl+Shift+I",),
        icon="reinvert",
        enabled=lambda self: self.possible and bool(self._session.prompt.locked),
    )
    def reinvert(self) -> None:
        """Find everything but the locked words anew."""
        self.invert(keep_locked=True)

    def start(self, request: InversionRequest) -> None:
        """Run a request as it is: a failed one once more, for example. No effect while an inversion runs."""
        if self.running:
            return
        self._last = None
        self._job = job = self._jobs.ask(request)
        job.happened.connect(self._show_event)
        job.finished.connect(self._take_result)
        job.stopped.connect(self._take_best)
        job.failed.connect(self._fail)
        self.started.emit(job)

    def stop(self) -> None:
        """End the running inversion and keep the best prompt so far."""
        self._jobs.stop(InversionRequest)

    def take_from_duel(self, row: DuelRow, references: tuple[ReferenceImage, ...]) -> None:
        """A method's prompt becomes the document's; `references`: of the duel. `row` has a result."""
        assert row.result is not None
        result = self._with_present_sources(row.result, references)
        card = _card(from_engine(row.title), result)
        self._session.take_inversion(
            result, tr("from the duel · {title}").format(title=from_engine(row.title)), card, render=row.render
        )
        self._explain(result)

    # -------------------------------------------------------------- what the job brings

    @Slot(object)
    def _show_event(self, event: object) -> None:
        if isinstance(event, Progress):
            self._last = event
            self.progress.emit(event)

    @Slot(object)
    def _take_result(self, result: InversionResult) -> None:
        request = self._ended_request()
        result = self._with_present_sources(result, request.references)
        method = self._engine.title_of(result.method)
        named = method if request.task == "inversion" else task_title(request.task)
        what, card = (tr("re-invert"), tr("re-inverted")) if self._kept else (tr("invert"), named)
        self._session.take_inversion(
            result,
            f"{what} · {method}",
            _card(card, result),
            self._kept,
        )
        self.ended.emit()
        self._explain(result)

    @Slot(object)
    def _take_best(self, last: object) -> None:
        assert self._job is not None
        seconds = self._job.seconds
        request = self._ended_request()
        event = last if isinstance(last, Progress) else self._last
        result = best_so_far(request, event, seconds, self._engine.info)
        if result is None or event is None:
            self.note.emit(tr("Stopped before a whole prompt was found; your prompt is as it was."))
        else:
            result = self._with_present_sources(result, request.references)
            label = tr("invert · stopped at step {step} of {steps}").format(step=event.step, steps=event.steps)
            self._session.take_inversion(
                result, label, tr("stopped {step}/{steps}").format(step=event.step, steps=event.steps), self._kept
            )
            self.note.emit(tr("Stopped; the best prompt so far was kept."))
            self._explain(result)
        self.ended.emit()

    @Slot(object)
    def _fail(self, _error: object) -> None:
        self._ended_request()
        self.ended.emit()

    def _ended_request(self) -> InversionRequest:
        job, self._job = self._job, None
        assert job is not None
        return job.request

    def _with_present_sources(self, result: InversionResult, before: tuple[ReferenceImage, ...]) -> InversionResult:
        """The result with words that name the references of now; `before`: those that it was made with."""
        now = self._session.references
        candidates = candidates_with_sources(result.candidates, before, now)
        prompt = with_sources(result.prompt, before, now)
        return msgspec.structs.replace(result, prompt=prompt, candidates=candidates)

    def _explain(self, result: InversionResult) -> None:
        """Say what a person should know about a new prompt, and how it is meant to be used."""
        for sentence in result.notes:
            self.remark.emit(sentence)
        if result.template != "{prompt}":
            used = result.template.format(object="…", prompt=result.prompt.text)
            self.remark.emit(tr("Put an object of your own before it: “{used}”").format(used=used))


def _card(title: str, result: InversionResult) -> str:
    """What a card of the history calls an inversion; it has room for two short words."""
    return f"{title} {result.budget}"
