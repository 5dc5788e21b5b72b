"""Live answers about the present prompt: its analysis, its words' influence on each other, and suggestions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    Influence,
    InfluenceRequest,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)
from promptstudio.units import time_left_text
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.debounce import Debounce
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr

SUGGESTIONS = 6
"""How many are asked for."""
QUICK_INFLUENCE = 10.0
"""Seconds that influence may take to be worked out after every edit, unless the person wants it otherwise."""


class AnswerController(QObject):
    """Asks about a session's prompt as it changes."""

    analysis_preview = Signal(object)
    """An `Analysis` that is not exact yet."""
    influence_preview = Signal(object)
    """An `Influence` that is not complete yet."""
    influence_waits = Signal(str)
    """Why influence that is looked at is not worked out by itself, in a sentence; empty when it is."""
    suggestions = Signal(int, object, bool)
    """Index of the word, the `Suggestion`s, and whether these are all of them."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        engine: EngineController,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._settings = settings
        self._analysing: AnalyseRequest | None = None
        self._suggesting: SuggestRequest | None = None
        self._influence_wanted = False
        self._influence_declined: str | None = None  # the text for which it was stopped or failed
        self._influence_asked: str | None = None  # the text for which a person asked for it
        self._row_seconds: float | None = None  # of a row of the language model, as it was measured last
        self._renderer = session.render_settings.renderer
        self._debounce = Debounce(self)
        self._debounce.due.connect(self._analyse)
        session.prompt_changed.connect(self._follow_prompt)
        session.references_changed.connect(self.refresh)
        session.settings_changed.connect(self._follow_renderer)
        session.analysis_changed.connect(self._ask_influence)
        jobs.stopping.connect(self._decline_influence)
        settings.changed.connect(self._ask_influence)
        engine.replaced.connect(self._engine_replaced)

    @Slot()
    def _engine_replaced(self) -> None:
        self._row_seconds = None
        self.refresh()

    @Slot()
    def _follow_prompt(self) -> None:
        self.stop_suggesting()
        self.refresh()

    @Slot()
    def _follow_renderer(self) -> None:
        """Another renderer reads more of the prompt, or less."""
        renderer = self._session.render_settings.renderer
        if renderer != self._renderer:
            self._renderer = renderer
            self.refresh()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._debounce.cancel()

    # -------------------------------------------------------------- analysis

    @Slot()
    def refresh(self) -> None:
        """Ask for the analysis soon, if it is not known."""
        self._debounce.ask()

    @Slot()
    def _analyse(self) -> None:
        session = self._session
        if not session.prompt.words or session.analysis is not None:
            self._jobs.stop(AnalyseRequest)
            return
        request = AnalyseRequest(
            session.prompt,
            session.shown_references,
            session.learned_in(session.prompt),
            session.render_settings.renderer,
        )
        self._analysing = request
        job = self._jobs.ask(request)
        job.happened.connect(self._preview_analysis)
        job.finished.connect(self._take_analysis)

    @Slot(object)
    def _preview_analysis(self, event: object) -> None:
        if isinstance(event, Analysis) and event.prompt.text == self._session.prompt.text:
            self.analysis_preview.emit(event)

    @Slot(object)
    def _take_analysis(self, analysis: Analysis) -> None:
        assert self._analysing is not None
        self._debounce.measured(analysis.seconds)
        self._session.add_analysis(self._analysing.references, analysis)

    # -------------------------------------------------------------- influence

    def want_influence(self, on: bool) -> None:
        """Whether the words' influence on each other is looked at: it is worked out only then, and now in any case."""
        self._influence_wanted = on
        self._influence_declined = None
        self._influence_asked = self._session.prompt.text if on else None
        self._ask_influence()

    @Slot()
    def _ask_influence(self) -> None:
        """Start working out influence when it is looked at and not known. Coupling, which is quicker, comes first."""
        session, prompt = self._session, self._session.prompt
        lacking = self._influence_wanted and bool(prompt.words) and session.influence is None
        job = self._jobs.running(InfluenceRequest)
        runs = job is not None and job.request.prompt.text == prompt.text
        waits = "" if not lacking or runs else self._why_influence_waits()
        self.influence_waits.emit(waits)
        if not lacking or waits or session.analysis is None:
            self._jobs.stop(InfluenceRequest)
        elif not runs:
            job = self._jobs.ask(InfluenceRequest(prompt, session.learned_in(prompt)))
            job.happened.connect(self._preview_influence)
            job.finished.connect(self._take_influence)
            job.failed.connect(self._influence_failed)

    def _why_influence_waits(self) -> str:
        prompt, when = self._session.prompt, self._settings.value.influence
        if prompt.text == self._influence_declined:
            return tr("Influence was not worked out.")
        if prompt.text == self._influence_asked or when == "always":
            return ""
        if when == "asked":
            return tr("Influence is worked out when you ask for it.")
        seconds = (self._row_seconds or 0.0) * _rows(len(prompt), 1.0)
        if seconds <= QUICK_INFLUENCE:
            return ""
        return tr("Influence would take about {time}, so it waits until you ask for it.").format(
            time=time_left_text(seconds)
        )

    @Slot(object)
    def _preview_influence(self, event: object) -> None:
        if isinstance(event, Influence):
            self._measure(event)
            if event.prompt.text == self._session.prompt.text:
                self.influence_preview.emit(event)

    @Slot(object)
    def _take_influence(self, influence: Influence) -> None:
        self._measure(influence)
        self._session.add_influence(influence)

    def _measure(self, influence: Influence) -> None:
        self._row_seconds = influence.seconds / _rows(len(influence.prompt), influence.share)

    @Slot()
    def _influence_failed(self) -> None:
        self._influence_declined = self._session.prompt.text
        self.influence_waits.emit(self._why_influence_waits())

    @Slot()
    def _decline_influence(self) -> None:
        if self._jobs.running(InfluenceRequest) is not None:
            self._influence_failed()

    # -------------------------------------------------------------- suggestions

    def suggest(self, index: int) -> None:
        """Ask for replacements of a word; a newer question replaces this one."""
        session = self._session
        if session.prompt.words[index].text in session.learned:
            self.suggestions.emit(index, (), True)  # no other word means what this one has learned
            return
        request = SuggestRequest(session.prompt, index, session.shown_references, SUGGESTIONS)
        self._suggesting = request
        job = self._jobs.ask(request)
        job.happened.connect(self._show_first_suggestions)
        job.finished.connect(self._show_suggestions)

    @Slot()
    def stop_suggesting(self) -> None:
        """The answer is not wanted any more."""
        self._jobs.stop(SuggestRequest)

    @Slot(object)
    def _show_first_suggestions(self, event: object) -> None:
        if isinstance(event, SuggestProgress) and self._suggesting is not None:
            self.suggestions.emit(self._suggesting.index, event.items, False)

    @Slot(object)
    def _show_suggestions(self, answer: Suggestions) -> None:
        self.suggestions.emit(answer.index, answer.items, True)


def _rows(words: int, share: float) -> float:
    """Rows of the language model for a share of the pairs of a prompt's words (`InfluenceRequest`)."""
    return words + share * words * (words - 1) / 2
