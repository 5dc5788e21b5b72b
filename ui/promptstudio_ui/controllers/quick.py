"""Quick pictures: of a render that is on its way, and in live mode of an edit that a person is about to make.

They are looked at and nothing else. The document never holds one: history, export, undo and comparisons know renders
only.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from promptstudio.errors import PromptStudioError
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture, QuickRenderRequest, Render, RenderSettings
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.document.answers import Recent, RenderKey, key_of, render_key
from promptstudio_ui.document.session import Session
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command

KEPT = 32 * 2**20
"""Bytes of pixels of quick pictures kept, for pointing at the same suggestion again."""
LEAST_GAIN = 2
"""A render is foretold by a quick picture when it takes at least so many times its steps."""

ON_ITS_WAY = tr_noop("A preview in few steps; the render is on its way.")
NOT_MADE_YET = tr_noop("A preview of this edit; nothing is changed yet.")
NEXT = tr_noop("The next preview is on its way…")


class _Wanted(NamedTuple):
    """A quick picture that is wanted on a side."""

    side: str
    prompt: Prompt
    settings: RenderSettings

    @property
    def key(self) -> RenderKey:
        return render_key(self.prompt, self.settings)


class QuickController(QObject):
    """Keeps the quick picture on show that is wanted now, if any."""

    shown = Signal(str, object)
    """Side "A" or "B", and the quick `Picture` to show in its place; None: what is there."""
    told = Signal(str)
    """A sentence about the quick picture on show; empty without one."""
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
        self._pictures: Recent[RenderKey, Picture] = Recent(KEPT, lambda picture: len(picture.rgb))
        self._foretold: _Wanted | None = None  # the render on its way
        self._trial: _Wanted | None = None  # the edit not made yet
        self._asked: _Wanted | None = None  # what the job last begun is for
        self._on_show: str | None = None  # the side that shows a quick picture
        self._failing = False  # the last one failed
        # An edit ends its trial and begins its render at once: what both want is not stopped in between.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._reconcile)
        session.prompt_changed.connect(self._end_trial)
        session.baseline_changed.connect(self._end_trial)
        session.replaced.connect(self.forget)
        engine.changed.connect(self._soon.start)  # now it is known in how many steps

    # -------------------------------------------------------------- live

    @command(
        "live",
        tr_noop("Live previews"),
        menu="Render",
        section=2,
        keys=("Ctrl+Shift+R",),
        icon="live",
        checked=lambda self: self._settings.value.live,
        enabled=lambda self: self._is_able(self._session.render_settings),
    )
    def set_live(self, on: bool) -> None:
        """Show how an edit would look while it is typed or its suggestion is pointed at."""
        self._failing = False
        self._settings.change(live=on)
        if not on:
            self._end_trial()

    @Slot(object)
    def consider(self, trial: Trial | None) -> None:
        """In live mode, show how this edit would look; None: no edit is about to be made."""
        session = self._session
        prompt = trial.of(session.prompt) if trial is not None and self._settings.value.live else session.prompt
        if prompt == session.prompt or not prompt.words:
            self._end_trial()
            return
        baseline = session.baseline
        side, settings = ("B", baseline.settings) if baseline is not None else ("A", session.render_settings)
        if not self._is_able(settings):
            self._end_trial()
            return
        self._trial = _Wanted(side, prompt, settings)
        self._soon.start()

    @Slot()
    def _end_trial(self) -> None:
        self._trial = None
        self._soon.start()

    # -------------------------------------------------------------- renders on their way

    def foretell(self, side: str, prompt: Prompt, settings: RenderSettings) -> bool:
        """The render of a side begins: show a quick picture until `render_ended`. False where there is none, because
        the render takes hardly more steps itself."""
        self._foretold = wanted = _Wanted(side, prompt, settings)
        self._reconcile()
        return self._known(wanted) is not None or self._is_worthwhile(settings)

    def render_ended(self) -> None:
        """The render finished, failed or was stopped."""
        self._foretold = None
        self._reconcile()

    def _is_able(self, settings: RenderSettings) -> bool:
        """Whether the renderer makes quick pictures; of one that is not known it may be tried."""
        renderer = self._engine.info.renderer(settings.renderer) if self._engine.info is not None else None
        return renderer is None or renderer.abilities.quick

    def _is_worthwhile(self, settings: RenderSettings) -> bool:
        info = self._engine.info
        defaults = info.render if info is not None else None
        if info is not None and settings.renderer:
            renderer = info.renderer(settings.renderer)
            defaults = renderer.defaults if renderer is not None and renderer.abilities.quick else None
        if defaults is None or defaults.quick_steps is None:
            return False
        return (settings.steps or defaults.steps) >= LEAST_GAIN * defaults.quick_steps

    @Slot()
    def forget(self) -> None:
        """Other pictures would be made now: another engine or document."""
        self._pictures.clear()
        self._foretold = self._trial = None
        self._reconcile()

    # -------------------------------------------------------------- wanted and there

    def _known(self, wanted: _Wanted) -> Picture | None:
        """The wanted picture, if it was made before; of an edit not made yet, also its render."""
        render = self._session.render_of(wanted.key) if wanted is self._trial else None
        return self._pictures.get(wanted.key) if render is None else render.picture

    @Slot()
    def _reconcile(self) -> None:
        """Show what is wanted now, or ask for it; stop what nobody waits for any more."""
        self._soon.stop()
        wanted = self._trial or self._foretold
        picture = self._known(wanted) if wanted is not None else None
        job = self._jobs.running(QuickRenderRequest)
        if wanted is None or picture is not None or not self._is_made(wanted):
            self._jobs.stop(QuickRenderRequest)
        elif job is None or key_of(job.request) != wanted.key:
            self._ask(wanted)
        self._show(wanted, picture)

    def _is_made(self, wanted: _Wanted) -> bool:
        return wanted is self._trial or self._is_worthwhile(wanted.settings)

    def _show(self, wanted: _Wanted | None, picture: Picture | None) -> None:
        trial = wanted is not None and wanted is self._trial
        if trial and picture is None and self._on_show is not None:
            self.told.emit(tr(NEXT))  # while a word is typed, the last picture stays until the next one comes
            return
        side = wanted.side if wanted is not None and picture is not None else None
        if self._on_show not in (None, side):
            self.shown.emit(self._on_show, None)
        if side is not None:
            self.shown.emit(side, picture)
        self._on_show = side
        self.told.emit("" if side is None else tr(NOT_MADE_YET if trial else ON_ITS_WAY))

    def _ask(self, wanted: _Wanted) -> None:
        self._asked = wanted
        learned = self._session.learned_in(wanted.prompt)
        job = self._jobs.ask(QuickRenderRequest(wanted.prompt, wanted.settings, learned))
        job.finished.connect(self._take)
        job.failed.connect(self._give_up)

    @Slot(object)
    def _take(self, render: Render) -> None:
        assert self._asked is not None
        self._failing = False
        self._pictures.put(self._asked.key, render.picture)
        self._reconcile()

    @Slot(object)
    def _give_up(self, error: PromptStudioError) -> None:
        """A render will tell of the same failure itself; live previews tell once."""
        if self._trial is not None and not self._failing:
            self.note.emit(tr("No live previews: {error}").format(error=from_engine(str(error))))
        self._failing = True
        self._trial = self._foretold = None
        self._reconcile()
