"""Renders A and B and their comparison.

They are level-triggered: whenever something changes, `reconcile` compares what the session wants with what it has, and
starts the difference. What was stopped or failed is not tried again until the next edit or an explicit wish.
"""

from __future__ import annotations

import secrets

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import (
    InversionRequest,
    Loading,
    Render,
    RendererInfo,
    RenderRequest,
    RenderSettings,
    SeedPair,
    SeedsRequest,
    following_seeds,
)
from promptstudio_ui.controllers.comparison import ComparisonController
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.quick import QuickController
from promptstudio_ui.controllers.wanted import WantedRenders
from promptstudio_ui.document.answers import key_of, render_key
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command


class RenderController(QObject):
    """Keeps a session's renders and comparison up to date."""

    started = Signal(str)
    """Side "A" or "B" is being rendered."""
    progress = Signal(str, object)
    """The side, and a `RenderProgress`."""
    ended = Signal(str)
    """The side's render finished, failed or was stopped."""
    note = Signal(str)
    """A sentence that may pass by."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        engine: EngineController,
        settings: Settings,
        quick: QuickController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._settings = settings
        self._quick = quick
        self._wanted = WantedRenders(session)
        self._comparison = ComparisonController(session, jobs, self)
        self._side = "A"  # of the running render
        session.prompt_changed.connect(self._start_over)
        session.baseline_changed.connect(self.reconcile)
        settings.changed.connect(self.reconcile)
        jobs.stopping.connect(self._decline_what_is_missing)
        engine.changed.connect(self._wanted.check_once)
        engine.replaced.connect(self._engine_replaced)

    # -------------------------------------------------------------- asked for by a person

    @property
    def _inverting(self) -> bool:
        return self._jobs.running(InversionRequest) is not None

    @command(
        "render",
        tr_noop("Render"),
        menu="Render",
        keys=("Ctrl+Return", "Ctrl+Enter"),
        icon="render",
        enabled=lambda self: bool(self._session.prompt.words) and not self._inverting,
    )
    def render(self) -> None:
        """Render what is missing with the settings beside the button. Where nothing is missing, an unlocked seed that A
        was rendered with is drawn anew; one that a person has chosen since is kept."""
        settings, baseline = self._session.render_settings, self._session.baseline
        rendered = baseline is not None and baseline.settings.seed == settings.seed and not self._wanted.missing()
        if rendered and not self._session.seed_locked:
            settings = msgspec.structs.replace(settings, seed=secrets.randbelow(2**31))
        self._render_with(settings)

    def render_as_set(self) -> None:
        """Render with the settings beside the button, seed and all."""
        self._render_with(self._session.render_settings)

    def _render_with(self, settings: RenderSettings) -> None:
        session = self._session
        if not session.prompt.words:
            self.note.emit(tr("There is no prompt to render yet."))
            return
        if self._is_elsewhere(settings):
            self.note.emit(tr("“{name}” is not here; another renderer can be chosen.").format(name=settings.renderer))
            self._engine.describe()  # it may have come meanwhile
            return
        self._wish()
        session.use_render_settings(settings)
        if not self._wanted.missing() and self._jobs.running(RenderRequest) is None:
            self.note.emit(tr("A and B are up to date."))
        self.reconcile()

    def _wish(self) -> None:
        self._wanted.wish()
        self._comparison.start_over()

    def render_at(self, width: int | None) -> None:
        """Render at this width and height in pixels from now on, as a step of undo; None is the model's own size."""
        session = self._session
        baseline = session.baseline
        self._wish()
        if baseline is not None:
            session.use_render_settings(msgspec.structs.replace(baseline.settings, width=width, height=width))
        self.reconcile()

    def over_seeds(self, count: int) -> SeedsRequest | None:
        """What repeats the present edit with `count` seeds, from A's on; None without an edit."""
        session = self._session
        baseline = session.baseline
        if baseline is None or session.wanted_b is None:
            return None
        return SeedsRequest(
            baseline.prompt,
            session.prompt,
            following_seeds(baseline.settings.seed, count),
            baseline.settings,
            safety=self._settings.value.safety_checker,
            learned=tuple(dict.fromkeys((*session.learned_in(baseline.prompt), *session.learned_in(session.prompt)))),
        )

    @property
    def shown_pair(self) -> SeedPair | None:
        """A and B with their comparison; None while something of it is missing."""
        session = self._session
        a, b, comparison = session.render_a, session.render_b, session.comparison
        if a is None or b is None or comparison is None or self._wanted.missing():
            return None
        return SeedPair(a, b, comparison)

    def take_seed(self, pair: SeedPair) -> None:
        """Render with the pair's seed from now on, as an undoable step. If the pair is of the present edit, it is shown
        at once instead of being rendered anew."""
        session = self._session
        baseline = session.baseline
        if baseline is None:
            return
        settings = msgspec.structs.replace(baseline.settings, seed=pair.seed)
        keys = key_of(pair.a), key_of(pair.b)
        if keys == (render_key(baseline.prompt, settings), render_key(session.prompt, settings)):
            for render in (pair.a, pair.b):
                self._wanted.take(render)
                session.add_render(render)
            session.add_comparison(keys, pair.comparison)
        session.use_render_settings(settings)

    @property
    def next_render(self) -> tuple[RenderSettings, bool]:
        """What the next prompt would be rendered with, and whether the safety checker would look at it."""
        return self._session.render_settings, self._settings.value.safety_checker

    @property
    def renderer(self) -> RendererInfo | None:
        """What would make the next render; None where nobody knows it."""
        info = self._engine.info
        return info.renderer(self._session.render_settings.renderer) if info is not None else None

    @property
    def missing_renderer(self) -> str:
        """The renderer of A and B, or of the next render, that is not here, by its name; else empty."""
        session = self._session
        settings = (session.render_settings, *([session.baseline.settings] if session.baseline is not None else ()))
        return next((one.renderer for one in settings if self._is_elsewhere(one)), "")

    def _is_elsewhere(self, settings: RenderSettings) -> bool:
        info, name = self._engine.info, settings.renderer
        return bool(name) and info is not None and info.renderer(name) is None

    def trust(self, render: Render) -> None:
        """A picture that comes from elsewhere need not be made again, if the present model made it."""
        if self._wanted.made_here(render, self._engine.info):
            self._wanted.take(render)

    def compare_again(self) -> None:
        """Try a comparison again that failed."""
        self._comparison.again()
        self.reconcile()

    @command(
        "keep_b",
        tr_noop("Make B the new A"),
        menu="Render",
        keys=("Ctrl+B",),
        icon="keep",
        enabled=lambda self: self._session.wanted_b is not None and not self._inverting,
    )
    def keep_b(self) -> None:
        """Go on editing from the present prompt."""
        self._session.keep_b()

    @command(
        "auto_render",
        tr_noop("Render by itself"),
        menu="Render",
        section=2,
        checked=lambda self: self._settings.value.auto_render,
    )
    def set_auto_render(self, on: bool) -> None:
        """Render A after an inversion and B after every edit, without asking."""
        self._settings.change(auto_render=on)

    def refresh(self) -> None:
        """Look at the whole session again, after a document was opened."""
        self._wanted.check(self._engine.info)
        self._start_over()

    # -------------------------------------------------------------- what changes around it

    @Slot()
    def _start_over(self) -> None:
        self._wanted.start_over()
        self._comparison.start_over()
        self.reconcile()

    @Slot()
    def _decline_what_is_missing(self) -> None:
        self._wanted.decline_missing()
        self._comparison.decline()

    @Slot()
    def _engine_replaced(self) -> None:
        """What is there stays, but is not compared with what comes now."""
        self._wanted.distrust()
        self._start_over()

    # -------------------------------------------------------------- wanted and there

    @Slot()
    def reconcile(self) -> None:
        """Start the render or comparison the session lacks; stop one that nobody waits for any more."""
        if job := self._jobs.running(RenderRequest):
            if key_of(job.request) in [key for _, key in self._wanted.missing()]:
                return
            job.cancel()
        by_itself = self._settings.value.auto_render and not self.missing_renderer
        if self._session.baseline is not None and (by_itself or self._wanted.wished):
            side = self._wanted.next()
            if side is not None:
                self._begin(side)
                return
        self._comparison.reconcile(ready=not self._wanted.missing())

    def _begin(self, side: str) -> None:
        baseline = self._session.baseline
        assert baseline is not None
        prompt = baseline.prompt if side == "A" else self._session.prompt
        self._side = side
        settings = baseline.settings
        foretold = self._quick.foretell(side, prompt, settings)  # first: it is to be there sooner
        job = self._jobs.ask(
            RenderRequest(
                prompt,
                settings,
                safety=self._settings.value.safety_checker,
                learned=self._session.learned_in(prompt),
                previews=not foretold,
            )
        )
        job.happened.connect(self._show_event)
        job.finished.connect(self._take_render)
        job.stopped.connect(self._render_ended)
        job.failed.connect(self._render_failed)
        self.started.emit(side)

    @Slot(object)
    def _show_event(self, event: object) -> None:
        if not isinstance(event, Loading):
            self.progress.emit(self._side, event)

    @Slot(object)
    def _take_render(self, render: Render) -> None:
        self._wanted.take(render)
        self._session.add_render(render)
        self._render_ended()
        for sentence in render.notes:
            self.note.emit(from_engine(sentence))
        self.reconcile()

    @Slot()
    def _render_ended(self) -> None:
        self.ended.emit(self._side)
        self._quick.render_ended()

    @Slot()
    def _render_failed(self) -> None:
        self._wanted.decline_missing()
        self._render_ended()
