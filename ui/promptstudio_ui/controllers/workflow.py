"""What follows from what: the session's edits start jobs, the jobs' answers go back into the session.

No widgets here. Rendering and comparing are level-triggered: whenever something changes, the workflow looks at which
render or comparison the session is missing and starts it; what a person stopped, or what failed, is not tried again
until the next edit or an explicit wish.
"""

from __future__ import annotations

import secrets
import time

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from promptstudio.generators import best_so_far
from promptstudio.prompt import Word
from promptstudio.protocol import (
    AnalyseRequest,
    Analysis,
    CompareRequest,
    DescribeRequest,
    DuelRow,
    EngineInfo,
    Influence,
    InfluenceRequest,
    InversionRequest,
    InversionResult,
    Loading,
    MemoryRequest,
    Progress,
    ReferenceImage,
    Render,
    RenderRequest,
    Suggestions,
    SuggestProgress,
    SuggestRequest,
)
from promptstudio_ui.document.answers import RenderKey, key_of
from promptstudio_ui.document.prompts import locks_of, with_sources
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.debounce import Debounce
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.lanes import Lane, Lanes
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.widgets.commands import command

SUGGESTIONS = 6


class Workflow(QObject):
    """Drives an engine for one session.

    `failed(job, kind, sentence)` names the job as a person would; `note(sentence)` is worth a toast, `remark(sentence)`
    a banner. `suggestions(index, items, final)` answers `suggest`. `loading_changed(lane)`: what a job waits for.
    """

    inversion_started = Signal()
    inversion_progress = Signal(object)
    inversion_ended = Signal()
    render_started = Signal(str)
    render_progress = Signal(str, object)
    render_ended = Signal(str)
    analysis_preview = Signal(object)
    influence_preview = Signal(object)
    suggestions = Signal(int, object, bool)
    info_changed = Signal(object)
    failed = Signal(str, str, str)
    note = Signal(str)
    remark = Signal(str)
    loading_changed = Signal(str)
    memory_changed = Signal(object)
    memory_freed = Signal(object)
    busy_changed = Signal()

    def __init__(
        self, session: Session, engine: CurrentEngine, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._engine = engine
        self.lanes = Lanes(engine, self)
        self.info: EngineInfo | None = None
        self.loading: dict[str, Loading] = {}
        """The model that a lane's job waits for, by the lane's name."""
        self._settings = settings
        self.side: int | None = None
        """Side length of renders in pixels, None: the model's own."""
        self._fresh: set[RenderKey] | None = None  # renders made as the next one would be; None: all of them
        self._declined: set[object] = set()  # renders and comparisons that were stopped or failed
        self._wished = False  # the Render button was pressed for the present prompt
        self._kept: tuple[Word, ...] = ()
        self._inverting: InversionRequest | None = None
        self._last_progress: Progress | None = None
        self._inverting_since = 0.0
        self._side = "A"
        self._comparing: tuple[RenderKey, RenderKey] | None = None
        self._analysing: AnalyseRequest | None = None
        self._influence_wanted = False
        self._influence_declined: str | None = None  # the text for which it was stopped or failed
        self._suggesting = 0
        self._live = Debounce(self)
        self._live.due.connect(self._analyse)
        self._wire()

    def _wire(self) -> None:
        lanes, session = self.lanes, self.session
        lanes.busy_changed.connect(self.busy_changed)
        for lane in (lanes.inversion, lanes.render, lanes.compare, lanes.analyse, lanes.influence, lanes.suggest):
            lane.event.connect(lambda _, event, lane=lane: self._set_loading(lane, event))
            lane.busy_changed.connect(lambda busy, lane=lane: self._set_loading(lane, None))
        lanes.inversion.event.connect(self._on_inversion_event)
        lanes.inversion.finished.connect(self._on_inversion_finished)
        lanes.inversion.stopped.connect(self._on_inversion_stopped)
        lanes.inversion.failed.connect(self._on_inversion_failed)
        lanes.render.event.connect(self._on_render_event)
        lanes.render.finished.connect(self._on_render_finished)
        lanes.render.stopped.connect(self._on_render_stopped)
        lanes.render.failed.connect(self._on_render_failed)
        lanes.compare.finished.connect(self._on_compared)
        lanes.compare.failed.connect(self._on_compare_failed)
        lanes.duel.failed.connect(lambda _, kind, sentence: self.failed.emit("duel", kind, sentence))
        lanes.analyse.event.connect(self._on_analysis_event)
        lanes.analyse.finished.connect(self._on_analysed)
        lanes.analyse.failed.connect(self._on_analyse_failed)
        lanes.influence.event.connect(self._on_influence_event)
        lanes.influence.finished.connect(lambda _, influence: session.add_influence(influence))
        lanes.influence.failed.connect(self._on_influence_failed)
        lanes.suggest.event.connect(self._on_suggest_event)
        lanes.suggest.finished.connect(self._on_suggested)
        lanes.suggest.failed.connect(self._on_suggest_failed)
        lanes.describe.finished.connect(self._on_described)
        lanes.describe.failed.connect(self._on_describe_failed)
        lanes.memory.finished.connect(lambda _, info: self.memory_changed.emit(info))
        lanes.freeing.finished.connect(self._on_freed)
        lanes.freeing.failed.connect(lambda _, kind, sentence: self.failed.emit("freeing memory", kind, sentence))
        session.prompt_changed.connect(self._on_prompt_changed)
        session.references_changed.connect(self._live.ask)
        session.baseline_changed.connect(self._look)
        session.analysis_changed.connect(self._weigh)
        self._settings.changed.connect(self._look)

    # -------------------------------------------------------------- asked for by a person

    def describe(self) -> None:
        """Start the engine and ask what it can do; answered by `info_changed`."""
        self.lanes.describe.start(DescribeRequest())

    @property
    def inverting(self) -> bool:
        """Whether an inversion runs."""
        return self.lanes.inversion.busy

    @property
    def can_invert(self) -> bool:
        """Whether there is something to invert, and no inversion runs."""
        session = self.session
        distils = session.inversion.task == "distillation"
        return bool(session.prompt.words if distils else session.references) and not self.inverting

    @property
    def can_render(self) -> bool:
        """Whether there is a prompt, and it stays as it is."""
        return bool(self.session.prompt.words) and not self.inverting

    @command("invert", "Invert", menu="Prompt", keys=("Ctrl+I",), icon="invert", enabled=lambda self: self.can_invert)
    def invert(self, keep_locked: bool = False) -> None:
        """Find a prompt for the references; with `keep_locked` the locked words stay and the rest is found anew."""
        session = self.session
        settings = session.inversion
        distils = settings.task == "distillation"  # of the prompt that is there, without images
        if distils and not session.prompt.words:
            self.note.emit("Write the prompt that is to become shorter first.")
            return
        if not distils and not session.references:
            self.note.emit("Add a reference image first.")
            return
        if settings.task == "multi_concept" and len(session.references) < 2:
            self.note.emit("Multi-concept needs two reference images or more, one for each concept.")
            return
        if self.lanes.inversion.busy:
            return
        self._kept = tuple(w for w in session.prompt.words if w.locked) if keep_locked else ()
        self._start_inversion(
            InversionRequest(
                references=() if distils else session.references,
                method=settings.method,
                task=settings.task,
                text=session.prompt.text if distils else "",
                budget=settings.budget,
                seed=settings.seed,
                locks=locks_of(session.prompt) if keep_locked else (),
                settings=settings.options,
            )
        )

    @command(
        "reinvert",
        "Re-invert the rest",
        menu="Prompt",
        keys=("Ctrl+Shift+I",),
        icon="reinvert",
        enabled=lambda self: self.can_invert and bool(self.session.prompt.locked),
    )
    def reinvert(self) -> None:
        """Find everything but the locked words anew."""
        self.invert(keep_locked=True)

    def _start_inversion(self, request: InversionRequest) -> None:
        self._inverting, self._last_progress = request, None
        self._inverting_since = time.monotonic()
        self.lanes.inversion.start(request)
        self.inversion_started.emit()

    @command(
        "render",
        "Render",
        menu="Render",
        keys=("Ctrl+Return", "Ctrl+Enter"),
        icon="render",
        enabled=lambda self: self.can_render,
    )
    def render(self) -> None:
        """Render what is missing with the settings beside the button; an unlocked seed is drawn anew."""
        session = self.session
        if not session.prompt.words:
            self.note.emit("There is no prompt to render yet.")
            return
        self._declined.clear()
        self._wished = True
        if not session.seed_locked and not self._missing():
            session.set_render(seed=secrets.randbelow(2**31))
        session.use_render_settings()
        if not self._missing() and not self.lanes.render.busy:
            self.note.emit("A and B are up to date.")
        self._look()

    @command(
        "keep_b",
        "Keep B as A",
        menu="Render",
        keys=("Ctrl+B",),
        icon="keep",
        enabled=lambda self: self.session.wanted_b is not None and not self.inverting,
    )
    def keep_b(self) -> None:
        """Go on editing from the present prompt."""
        self.session.keep_b()

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

    def again(self, request: object) -> None:
        """Run a failed request once more, as it was or made smaller."""
        if isinstance(request, InversionRequest):
            if not self.lanes.inversion.busy:
                self._start_inversion(request)
        elif isinstance(request, RenderRequest):
            self.render_at(request.settings.width)
        elif isinstance(request, CompareRequest):
            self._declined.discard(self._comparing)
            self._look()
        elif isinstance(request, AnalyseRequest):
            self._live.ask()
        elif isinstance(request, InfluenceRequest):
            self.want_influence(True)
        elif isinstance(request, SuggestRequest):
            self.suggest(request.index)

    def render_at(self, side: int | None) -> None:
        """Render what is missing at this side length in pixels from now on; None is the model's own size."""
        if side != self.side:
            self.side = side
            self._fresh = set()
        self._declined.clear()
        self._wished = True
        self._look()

    def engine_changed(self) -> None:
        """Other models, or another device: what is there stays, but is not compared with what comes now. Jobs of the
        engine from before end; what the document lacks is asked for anew."""
        for lane in (*self.lanes.waited_for, self.lanes.suggest):
            lane.stop()
        self.side = None
        self._fresh = set()
        self._declined.clear()
        self._wished = False
        self.describe()
        self._live.ask()
        self._look()

    def ask_memory(self) -> None:
        """What models take; answered by `memory_changed`. Starts no engine."""
        if self._engine.pid is not None and not self.lanes.memory.busy:
            self.lanes.memory.start(MemoryRequest())

    @command(
        "free_memory",
        "Free memory",
        menu="Models",
        section=1,
        icon="memory",
        enabled=lambda self: self.info is not None,
    )
    def free_memory(self) -> None:
        """Unload the models; answered by `memory_freed`."""
        if not self.lanes.freeing.busy:
            self.lanes.freeing.start(self._engine.free)

    def suggest(self, index: int) -> None:
        """Ask for replacements of a word; a newer question replaces this one."""
        session = self.session
        if session.prompt.words[index].text in session.learned:
            self.suggestions.emit(index, (), True)  # no other word means what this one has learned
            return
        self._suggesting = index
        self.lanes.suggest.start(SuggestRequest(session.prompt, index, session.references, SUGGESTIONS))

    @property
    def stoppable(self) -> bool:
        """Whether a job runs that a person waits for."""
        return any(lane.busy for lane in self.lanes.waited_for)

    @command("stop", "Stop", menu="Prompt", last=True, keys=("Esc",), icon="stop", enabled=lambda self: self.stoppable)
    def stop(self) -> None:
        """Stop everything a person waits for; nothing of it starts again by itself."""
        self._declined.update(key for _, key in self._missing())
        self._declined.add(self._comparing)
        if self.lanes.influence.busy:
            self._influence_declined = self.session.prompt.text
        for lane in self.lanes.waited_for:
            lane.stop()

    def want_influence(self, on: bool) -> None:
        """Whether the words' influence on each other is looked at: it is worked out only then."""
        self._influence_wanted = on
        self._influence_declined = None
        self._weigh()

    def refresh(self) -> None:
        """Look at the whole session again, after a document was opened."""
        self._declined.clear()
        self._wished = False
        self._fresh = set() if self._has_foreign_renders else None
        self._live.ask()
        self._look()

    @property
    def _has_foreign_renders(self) -> bool:
        """Whether what is shown was made by another model, or at another size, than the next render."""
        if self.info is None:
            return False
        models = [model.name for model in self.info.models if model.role == "text_to_image"]
        shown = [r for r in (self.session.render_a, self.session.render_b) if r is not None]
        return any(r.model not in models or self.side not in (None, r.picture.width) for r in shown)

    def close(self) -> None:
        """Ends every thread."""
        self._live.cancel()
        self.lanes.close()

    def _set_loading(self, lane: Lane, event: object) -> None:
        before = self.loading.pop(lane.name, None)
        if isinstance(event, Loading):
            self.loading[lane.name] = event
        if self.loading.get(lane.name) != before:
            self.loading_changed.emit(lane.name)

    @Slot(int, object)
    def _on_freed(self, job: int, freed: object) -> None:
        self.memory_freed.emit(freed)
        self.ask_memory()

    # -------------------------------------------------------------- inversion

    @Slot(int, object)
    def _on_inversion_event(self, job: int, event: Progress | Loading) -> None:
        if isinstance(event, Progress):
            self._last_progress = event
            self.inversion_progress.emit(event)

    @Slot(int, object)
    def _on_inversion_finished(self, job: int, result: InversionResult) -> None:
        result = self._sourced(result, self._inverting.references)
        method = self.title_of(result.method)
        what = "re-invert" if self._kept else "invert"
        self.session.take_inversion(result, f"{what} · {method}", f"{method} {result.budget}", self._kept)
        self.inversion_ended.emit()
        self._tell_use(result)

    def take_from_duel(self, row: DuelRow, references: tuple[ReferenceImage, ...]) -> None:
        """A method's prompt becomes the document's; `references`: of the duel."""
        result = self._sourced(row.result, references)
        self.session.take_inversion(result, f"from the duel · {row.title}", f"{row.title} {result.budget}")
        self._tell_use(result)

    def _sourced(self, result: InversionResult, before: tuple[ReferenceImage, ...]) -> InversionResult:
        """References may have come and gone since `before`, with which it ran."""
        now = self.session.references
        candidates = tuple(
            msgspec.structs.replace(c, prompt=with_sources(c.prompt, before, now)) for c in result.candidates
        )
        prompt = with_sources(result.prompt, before, now)
        return msgspec.structs.replace(result, prompt=prompt, candidates=candidates)

    def _tell_use(self, result: InversionResult) -> None:
        """What a person should know about a new prompt, and how it is meant to be used."""
        for sentence in result.notes:
            self.remark.emit(sentence)
        if result.template != "{prompt}":
            used = result.template.format(object="…", prompt=result.prompt.text)
            self.remark.emit(f"Put an object of your own before it: “{used}”")

    @Slot(int, object)
    def _on_inversion_stopped(self, job: int, last: object) -> None:
        seconds = time.monotonic() - self._inverting_since
        event = last if isinstance(last, Progress) else self._last_progress
        result = best_so_far(self._inverting, event, seconds, self.info)
        if result is None:
            self.note.emit("Stopped before a whole prompt was found; your prompt is as it was.")
        else:
            result = self._sourced(result, self._inverting.references)
            label = f"invert · stopped at step {event.step} of {event.steps}"
            self.session.take_inversion(result, label, f"stopped {event.step}/{event.steps}", self._kept)
            self.note.emit("Stopped; the best prompt so far was kept.")
            self._tell_use(result)
        self.inversion_ended.emit()

    @Slot(int, str, str)
    def _on_inversion_failed(self, job: int, kind: str, sentence: str) -> None:
        self.inversion_ended.emit()
        self.failed.emit("inversion", kind, sentence)

    def title_of(self, method: str) -> str:
        """A method's name as a person would say it."""
        for info in self.info.methods if self.info else ():
            if info.name == method:
                return info.title
        return method.replace("_", " ")

    # -------------------------------------------------------------- rendering and comparing

    @Slot(object)
    def _on_prompt_changed(self, _prompt: object) -> None:
        self._declined.clear()
        self._wished = False
        self.lanes.suggest.stop()
        self._live.ask()
        self._look()

    def _missing(self) -> list[tuple[str, RenderKey]]:
        """Sides the session wants and has no render for, A first.

        After a change of model or size, a render from before counts as missing once something is rendered that it would
        be compared with; until then it stays as the document had it.
        """
        session = self.session
        sides = [("A", session.wanted_a, session.render_a), ("B", session.wanted_b, session.render_b)]
        wanted = [(side, key, render) for side, key, render in sides if key is not None]
        absent = {key for _, key, render in wanted if render is None}
        stale = {key for _, key, _ in wanted if self._fresh is not None and key not in self._fresh} - absent
        if not self._wished and not absent and len(stale) == len(wanted):
            stale = set()  # both are from before and belong together
        return [(side, key) for side, key, _ in wanted if key in absent | stale]

    @Slot()
    def _look(self) -> None:
        """Start the render or comparison the session lacks; stop one that nobody waits for any more."""
        session, lane = self.session, self.lanes.render
        missing = self._missing()
        if lane.busy:
            if key_of(lane.request) in [key for _, key in missing]:
                return
            lane.stop()
        if session.baseline is not None and (self._settings.value.auto_render or self._wished):
            for side, key in missing:
                if key not in self._declined:
                    prompt = session.baseline.prompt if side == "A" else session.prompt
                    self._side = side
                    lane.start(self._render_request(RenderRequest(prompt, session.baseline.settings)))
                    self.render_started.emit(side)
                    return
        self._compare()

    def _render_request(self, request: RenderRequest) -> RenderRequest:
        learned = self.session.learned_in(request.prompt)
        safety = self._settings.value.safety_checker
        settings = msgspec.structs.replace(request.settings, width=self.side, height=self.side)
        return msgspec.structs.replace(request, settings=settings, safety=safety, learned=learned)

    @Slot(int, object)
    def _on_render_event(self, job: int, event: object) -> None:
        if not isinstance(event, Loading):
            self.render_progress.emit(self._side, event)

    @Slot(int, object)
    def _on_render_finished(self, job: int, render: Render) -> None:
        if self._fresh is not None:
            self._fresh.add(key_of(render))
        self.session.add_render(render)
        self.render_ended.emit(self._side)
        self._look()

    @Slot(int, object)
    def _on_render_stopped(self, job: int, event: object) -> None:
        self.render_ended.emit(self._side)

    @Slot(int, str, str)
    def _on_render_failed(self, job: int, kind: str, sentence: str) -> None:
        self._declined.update(key for _, key in self._missing())
        self.render_ended.emit(self._side)
        self.failed.emit(f"render {self._side}", kind, sentence)

    def _compare(self) -> None:
        session, lane = self.session, self.lanes.compare
        a, b = session.render_a, session.render_b
        if a is None or b is None or session.comparison is not None or self._missing():
            lane.stop()
            return
        pair = (key_of(a), key_of(b))
        if pair in self._declined or (lane.busy and pair == self._comparing):
            return
        self._comparing = pair
        lane.start(CompareRequest(a, b))

    @Slot(int, object)
    def _on_compared(self, job: int, comparison: object) -> None:
        self.session.add_comparison(self._comparing, comparison)

    @Slot(int, str, str)
    def _on_compare_failed(self, job: int, kind: str, sentence: str) -> None:
        self._declined.add(self._comparing)
        self.failed.emit("comparison", kind, sentence)

    # -------------------------------------------------------------- live answers

    @Slot()
    def _analyse(self) -> None:
        session = self.session
        if not session.prompt.words or session.analysis is not None:
            self.lanes.analyse.stop()
            return
        self._analysing = AnalyseRequest(session.prompt, session.references, session.learned_in(session.prompt))
        self.lanes.analyse.start(self._analysing)

    @Slot(int, object)
    def _on_analysis_event(self, job: int, event: Analysis | Loading) -> None:
        if isinstance(event, Analysis) and event.prompt.text == self.session.prompt.text:
            self.analysis_preview.emit(event)

    @Slot(int, object)
    def _on_analysed(self, job: int, analysis: Analysis) -> None:
        self._live.measured(analysis.seconds)
        self.session.add_analysis(self._analysing.references, analysis)

    @Slot(int, str, str)
    def _on_analyse_failed(self, job: int, kind: str, sentence: str) -> None:
        self.failed.emit("coupling", kind, sentence)

    @Slot()
    def _weigh(self) -> None:
        """Start working out influence when it is looked at and not known. Coupling, which is quicker, comes first."""
        session, lane, prompt = self.session, self.lanes.influence, self.session.prompt
        idle = not self._influence_wanted or not prompt.words or prompt.text == self._influence_declined
        if idle or session.influence is not None or session.analysis is None:
            lane.stop()
        elif not lane.busy or lane.request.prompt.text != prompt.text:
            lane.start(InfluenceRequest(prompt, session.learned_in(prompt)))

    @Slot(int, object)
    def _on_influence_event(self, job: int, event: Influence | Loading) -> None:
        if isinstance(event, Influence) and event.prompt.text == self.session.prompt.text:
            self.influence_preview.emit(event)

    @Slot(int, str, str)
    def _on_influence_failed(self, job: int, kind: str, sentence: str) -> None:
        self._influence_declined = self.session.prompt.text
        self.failed.emit("influence", kind, sentence)

    @Slot(int, object)
    def _on_suggest_event(self, job: int, event: SuggestProgress | Loading) -> None:
        if isinstance(event, SuggestProgress):
            self.suggestions.emit(self._suggesting, event.items, False)

    @Slot(int, object)
    def _on_suggested(self, job: int, answer: Suggestions) -> None:
        self.suggestions.emit(self._suggesting, answer.items, True)

    @Slot(int, str, str)
    def _on_suggest_failed(self, job: int, kind: str, sentence: str) -> None:
        self.failed.emit("suggestions", kind, sentence)

    @Slot(int, object)
    def _on_described(self, job: int, info: EngineInfo) -> None:
        self.info = info
        if self._fresh is None and self._has_foreign_renders:
            self._fresh = set()
        self.info_changed.emit(info)

    @Slot(int, str, str)
    def _on_describe_failed(self, job: int, kind: str, sentence: str) -> None:
        self.failed.emit("engine", kind, sentence)
