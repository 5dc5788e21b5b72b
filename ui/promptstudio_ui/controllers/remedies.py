"""What a person can do about a job that failed, as buttons that really do it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from promptstudio.errors import EngineCrashed, EngineUnreachable, ModelMissing, OutOfMemory, PromptStudioError
from promptstudio.protocol import (
    AnalyseRequest,
    CompareRequest,
    DescribeRequest,
    EngineInfo,
    FreeMemoryRequest,
    InfluenceRequest,
    InversionRequest,
    RenderRequest,
    Request,
    SuggestRequest,
)
from promptstudio_ui.controllers.answers import AnswerController
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.loop import Unexpected
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.notices import Answer

MANY_AT_ONCE = {"particles": "particle", "beams": "beam"}
"""Settings of methods that multiply what is in memory, and how one of them is called."""
SIDES = (1024, 768, 640, 512, 384, 256)
"""Widths and heights in pixels that smaller renders are offered at."""
SHORTEST_BUDGET = 8
"""Pieces; a shorter prompt is not offered."""


class Remedies:
    """Knows who can do what. `change_engine(then, **preferences)` changes preferences and calls `then` once the engine
    is the one they ask for; `render_here` renders with the profile's own model; `trigger` runs a command by its id."""

    def __init__(
        self,
        session: Session,
        engine: EngineController,
        inversions: InversionController,
        renders: RenderController,
        answers: AnswerController,
        settings: Settings,
        change_engine: Callable[..., None],
        render_here: Callable[[], None],
        trigger: Callable[[str], None],
    ) -> None:
        self._session = session
        self._engine = engine
        self._inversions = inversions
        self._renders = renders
        self._answers = answers
        self._settings = settings
        self._change_engine = change_engine
        self._render_here = render_here
        self._trigger = trigger

    def after(self, request: Request, error: PromptStudioError) -> list[Answer]:
        """Up to three things to do about `request` having failed with `error`."""
        if isinstance(error, OutOfMemory) and error.offers:
            return [answer for offer in error.offers if (answer := self._offer(offer, request))]
        if isinstance(error, EngineUnreachable):
            return self._reach_another(request)
        answers: list[Answer] = []
        if again := self._try_again(request):
            answers.append((tr("Try again"), again))
        if isinstance(request, RenderRequest) and request.settings.renderer:
            answers.append((tr("Render with the profile's own model"), self._render_here))
        starts_or_fills = isinstance(request, DescribeRequest) or isinstance(error, OutOfMemory)
        if starts_or_fills and self._is_here and self._settings.value.device != "cpu":
            answers.append((tr("Use the processor"), lambda: self._settings.change(device="cpu")))
        if isinstance(error, ModelMissing):
            answers.append((tr("Choose models…"), partial(self._trigger, "models")))
        if isinstance(error, EngineCrashed | Unexpected):
            answers.append((tr("Show log"), partial(self._trigger, "show_log")))
        return answers

    def _reach_another(self, request: Request) -> list[Answer]:
        """No engine answers on the other machine: ask there once more, or here."""
        repeat = None if isinstance(request, DescribeRequest) else self._try_again(request)  # asked anyway
        then = repeat or _nothing_more

        def try_again() -> None:
            self._engine.describe()
            then()

        here = partial(self._change_engine, then, engine="")
        return [(tr("Try again"), try_again), (tr("Use this computer"), here)]

    def _try_again(self, request: Request) -> Callable[[], None] | None:
        """Ask anew for what the document needs now; None where only a person can say what that is."""
        match request:
            case InversionRequest():
                return partial(self._trigger, "invert")
            case RenderRequest() | CompareRequest():
                return partial(self._trigger, "render")
            case AnalyseRequest():
                return self._answers.refresh
            case InfluenceRequest():
                return partial(self._answers.want_influence, True)
            case DescribeRequest():
                return self._engine.describe
            case FreeMemoryRequest():
                return self._engine.free_memory
            case _:
                return None

    def _repeat(self, request: Request) -> None:
        """Run a request that failed once more, as it was or made smaller."""
        match request:
            case InversionRequest():
                self._inversions.start(request)
            case RenderRequest():
                self._renders.render_at(request.settings.width)
            case CompareRequest():
                self._renders.compare_again()
            case AnalyseRequest():
                self._answers.refresh()
            case InfluenceRequest():
                self._answers.want_influence(True)
            case SuggestRequest():
                self._answers.suggest(request.index)

    def _offer(self, offer: str, request: Request) -> Answer | None:
        """One of `errors.OFFERS` as a button."""
        repeat = partial(self._repeat, request)
        match offer:
            case "smaller":
                return self._smaller(request)
            case "offload" if self._is_here:
                return tr("Keep weights in main memory"), partial(self._change_engine, repeat, offload=True)
            case "cpu" if self._is_here:
                return tr("Use the processor"), partial(self._change_engine, repeat, device="cpu")
            case _:
                return None

    @property
    def _is_here(self) -> bool:
        """Whether the engine runs on this computer: its device and memory are not chosen from afar."""
        return not self._settings.value.engine

    def _smaller(self, request: Request) -> Answer | None:
        answer = smaller(request, self._engine.info)
        if answer is None:
            return None
        text, reduced = answer

        def act() -> None:
            if isinstance(reduced, InversionRequest):  # what the controls show is what is used from now on
                self._session.set_inversion(budget=reduced.budget, options=reduced.settings)
            self._repeat(reduced)

        return text, act


def _nothing_more() -> None:
    """What follows an engine that only had to be there."""


def smaller(request: object, info: EngineInfo | None) -> tuple[str, InversionRequest | RenderRequest] | None:
    """A request that needs less memory, with what is less about it; None when nothing can be."""
    if isinstance(request, InversionRequest):
        return _smaller_inversion(request, info)
    if isinstance(request, RenderRequest):
        own = info.render.size if info and info.render else None
        side = request.settings.width or own or SIDES[1]
        less = next((s for s in SIDES if s < side), None)
        if less is not None:
            settings = msgspec.structs.replace(request.settings, width=less, height=less)
            return tr("Render at {less} × {less}").format(less=less), msgspec.structs.replace(
                request, settings=settings
            )
    return None


def _smaller_inversion(request: InversionRequest, info: EngineInfo | None) -> tuple[str, InversionRequest] | None:
    defaults = next((m.settings for m in info.methods if m.name == request.method), {}) if info else {}
    for name, noun in MANY_AT_ONCE.items():
        count = request.settings.get(name, defaults.get(name))
        if isinstance(count, int) and count > 1:
            half = count // 2
            settings = request.settings | {name: half}
            text = tr("Use %n particle(s)", "", half) if noun == "particle" else tr("Use %n beam(s)", "", half)
            return text, msgspec.structs.replace(request, settings=settings)
    if request.budget > SHORTEST_BUDGET:
        budget = max(request.pieces // 2, SHORTEST_BUDGET)
        return tr("Use %n piece(s)", "", budget), msgspec.structs.replace(request, budget=budget)
    return None
