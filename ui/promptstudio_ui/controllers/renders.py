"""Renders A and B and their comparison.

They are level-triggered: whenever something changes, `reconcile` compares what the session wants with what it has, and
starts the difference. What was stopped or failed is not tried again until the next edit or an explicit wish.
"""

from __future__ import annotations

import secrets

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.protocol import CompareRequest, Comparison, InversionRequest, Loading, Render, RenderRequest
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.answers import RenderKey, key_of
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
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
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._settings = settings
        self._width: int | None = None  # of renders, and their height, in pixels; None: the model's own
        self._fresh: set[RenderKey] | None = None  # renders made as the next one would be; None: all of them
        self._declined: set[object] = set()  # renders and comparisons that were stopped or failed
        self._wished = False  # a person asked for renders of the present prompt
        self._side = "A"  # of the running render
        self._comparing: tuple[RenderKey, RenderKey] | None = None
        session.prompt_changed.connect(self._start_over)
        session.baseline_changed.connect(self.reconcile)
        settings.changed.connect(self.reconcile)
        jobs.stopping.connect(self._decline_what_is_missing)
        engine.changed.connect(self._check_what_is_shown)
        engine.replaced.connect(self._engine_replaced)

    # -------------------------------------------------------------- asked for by a person

    @property
    def _inverting(self) -> bool:
        return self._jobs.running(InversionRequest) is not None

    @command(
        "render",
        "Render",
        menu="Render",
        keys=("Ctrl+Return", "Ctrl+Enter"),
        icon="render",
        enabled=lambda self: bool(self._session.prompt.words) and not self._inverting,
    )
    def render(self) -> None:
        """Render what is missing with the settings beside the button; an unlocked seed is drawn anew."""
        session = self._session
        if not session.prompt.words:
            self.note.emit("There is no prompt to render yet.")
            return
        self._declined.clear()
        self._wished = True
        if not session.seed_locked and not self._missing():
            session.set_render(seed=secrets.randbelow(2**31))
        session.use_render_settings()
        if not self._missing() and self._jobs.running(RenderRequest) is None:
            self.note.emit("A and B are up to date.")
        self.reconcile()

    def render_at(self, width: int | None) -> None:
        """Render what is missing at this width and height in pixels from now on; None is the model's own size."""
        if width != self._width:
            self._width = width
            self._fresh = set()
        self._declined.clear()
        self._wished = True
        self.reconcile()

    def compare_again(self) -> None:
        """Try a comparison again that failed."""
        self._declined.discard(self._comparing)
        self.reconcile()

    @command(
        "keep_b",
        "Keep B as A",
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
        "Render by itself",
        menu="Render",
        section=2,
        checked=lambda self: self._settings.value.auto_render,
    )
    def set_auto_render(self, on: bool) -> None:
        """Render A after an inversion and B after every edit, without asking."""
        self._settings.change(auto_render=on)

    def refresh(self) -> None:
        """Look at the whole session again, after a document was opened."""
        self._declined.clear()
        self._wished = False
        self._fresh = set() if self._shows_foreign_renders else None
        self.reconcile()

    # -------------------------------------------------------------- what changes around it

    @Slot()
    def _start_over(self) -> None:
        self._declined.clear()
        self._wished = False
        self.reconcile()

    @Slot()
    def _decline_what_is_missing(self) -> None:
        self._declined.update(key for _, key in self._missing())
        self._declined.add(self._comparing)

    @Slot()
    def _engine_replaced(self) -> None:
        """What is there stays, but is not compared with what comes now."""
        self._width = None
        self._fresh = set()
        self._start_over()

    @Slot()
    def _check_what_is_shown(self) -> None:
        if self._fresh is None and self._shows_foreign_renders:
            self._fresh = set()

    @property
    def _shows_foreign_renders(self) -> bool:
        """Whether what is shown was made by another model, or at another size, than the next render."""
        info = self._engine.info
        if info is None:
            return False
        models = [model.name for model in info.models if model.role == "text_to_image"]
        shown = [r for r in (self._session.render_a, self._session.render_b) if r is not None]
        return any(r.model not in models or self._width not in (None, r.picture.width) for r in shown)

    # -------------------------------------------------------------- wanted and there

    def _missing(self) -> list[tuple[str, RenderKey]]:
        """Sides the session wants and has no render for, A first.

        After a change of model or size, a render from before counts as missing once something is rendered that it would
        be compared with; until then it stays as the document had it.
        """
        session = self._session
        sides = [("A", session.wanted_a, session.render_a), ("B", session.wanted_b, session.render_b)]
        wanted = [(side, key, render) for side, key, render in sides if key is not None]
        absent = {key for _, key, render in wanted if render is None}
        stale = {key for _, key, _ in wanted if self._fresh is not None and key not in self._fresh} - absent
        if not self._wished and not absent and len(stale) == len(wanted):
            stale = set()  # both are from before and belong together
        return [(side, key) for side, key, _ in wanted if key in absent | stale]

    @Slot()
    def reconcile(self) -> None:
        """Start the render or comparison the session lacks; stop one that nobody waits for any more."""
        session = self._session
        missing = self._missing()
        if job := self._jobs.running(RenderRequest):
            if key_of(job.request) in [key for _, key in missing]:
                return
            job.cancel()
        if session.baseline is not None and (self._settings.value.auto_render or self._wished):
            for side, key in missing:
                if key not in self._declined:
                    self._begin(side)
                    return
        self._compare()

    def _begin(self, side: str) -> None:
        baseline = self._session.baseline
        assert baseline is not None
        prompt = baseline.prompt if side == "A" else self._session.prompt
        self._side = side
        job = self._jobs.ask(
            RenderRequest(
                prompt,
                msgspec.structs.replace(baseline.settings, width=self._width, height=self._width),
                safety=self._settings.value.safety_checker,
                learned=self._session.learned_in(prompt),
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
        if self._fresh is not None:
            self._fresh.add(key_of(render))
        self._session.add_render(render)
        self.ended.emit(self._side)
        self.reconcile()

    @Slot()
    def _render_ended(self) -> None:
        self.ended.emit(self._side)

    @Slot()
    def _render_failed(self) -> None:
        self._declined.update(key for _, key in self._missing())
        self.ended.emit(self._side)

    # -------------------------------------------------------------- comparing

    def _compare(self) -> None:
        session = self._session
        a, b = session.render_a, session.render_b
        if a is None or b is None or session.comparison is not None or self._missing():
            self._jobs.stop(CompareRequest)
            return
        pair = (key_of(a), key_of(b))
        if pair in self._declined or (self._jobs.running(CompareRequest) and pair == self._comparing):
            return
        self._comparing = pair
        job = self._jobs.ask(CompareRequest(a, b))
        job.finished.connect(self._take_comparison)
        job.failed.connect(self._comparison_failed)

    @Slot(object)
    def _take_comparison(self, comparison: Comparison) -> None:
        assert self._comparing is not None
        self._session.add_comparison(self._comparing, comparison)

    @Slot()
    def _comparison_failed(self) -> None:
        self._declined.add(self._comparing)
