"""What a person can do about a job that failed, as buttons that really do it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject

from promptstudio.protocol import EngineInfo, InversionRequest, RenderRequest
from promptstudio_ui.controllers.workflow import Workflow
from promptstudio_ui.jobs.lanes import Failure, Lane, Lanes
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.widgets.notices import Answer

MANY_AT_ONCE = {"particles": "particle", "beams": "beam"}
"""Settings of methods that multiply what is in memory, and how one of them is called."""
SIDES = (1024, 768, 640, 512, 384, 256)
SHORTEST_BUDGET = 8


class Rescue(QObject):
    """`change_engine(then, **preferences)` changes preferences and calls `then` once the engine is the one they ask
    for; `trigger` runs an action by its id."""

    def __init__(
        self,
        workflow: Workflow,
        settings: Settings,
        change_engine: Callable[..., None],
        trigger: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._settings = settings
        self._change_engine = change_engine
        self._trigger = trigger

    def answers(self, job: str, kind: str) -> list[Answer]:
        """Up to three things to do about a failure; `job` as `Workflow.failed` names it."""
        lane = _lane_of(job, self._workflow.lanes)
        if kind == "OutOfMemory" and lane is not None and lane.failure is not None and lane.failure.offers:
            return self._offers(lane.failure)
        answers = []
        if again := self._again(job):
            answers.append(again)
        if (kind == "OutOfMemory" or job == "engine") and self._settings.value.device != "cpu":
            answers.append(("Use the processor", lambda: self._settings.change(device="cpu")))
        if kind == "ModelMissing":
            answers.append(("Choose models…", lambda: self._trigger("models")))
        if kind in ("EngineCrashed", "Unexpected"):
            answers.append(("Show log", lambda: self._trigger("show_log")))
        return answers

    def _again(self, job: str) -> Answer | None:
        act = {
            "inversion": lambda: self._trigger("invert"),
            "render A": lambda: self._trigger("render"),
            "render B": lambda: self._trigger("render"),
            "comparison": lambda: self._trigger("render"),
            "coupling": self._workflow.refresh,
            "influence": lambda: self._workflow.want_influence(True),
            "engine": self._workflow.describe,
            "freeing memory": self._workflow.free_memory,
        }.get(job)
        return ("Try again", act) if act else None

    def _offers(self, failure: Failure) -> list[Answer]:
        answers: list[Answer] = []
        for offer in failure.offers:
            if offer == "smaller":
                answers += self._smaller(failure.request)
            elif offer == "offload":
                answers.append(("Keep weights in main memory", self._elsewhere(failure, offload=True)))
            elif offer == "cpu":
                answers.append(("Use the processor", self._elsewhere(failure, device="cpu")))
        return answers

    def _elsewhere(self, failure: Failure, **preferences: object) -> Callable[[], None]:
        return lambda: self._change_engine(lambda: self._workflow.again(failure.request), **preferences)

    def _smaller(self, request: object) -> list[Answer]:
        found = smaller(request, self._workflow.info)
        if found is None:
            return []
        text, reduced = found

        def act() -> None:
            if isinstance(reduced, InversionRequest):  # what the controls show is what is used from now on
                self._workflow.session.set_inversion(budget=reduced.budget, options=reduced.settings)
            self._workflow.again(reduced)

        return [(text, act)]


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
            return f"Render at {less} × {less}", msgspec.structs.replace(request, settings=settings)
    return None


def _smaller_inversion(request: InversionRequest, info: EngineInfo | None) -> tuple[str, InversionRequest] | None:
    defaults = next((m.settings for m in info.methods if m.name == request.method), {}) if info else {}
    for name, noun in MANY_AT_ONCE.items():
        count = request.settings.get(name, defaults.get(name))
        if isinstance(count, int) and count > 1:
            half = count // 2
            settings = request.settings | {name: half}
            return f"Use {half} {noun}{'s' * (half > 1)}", msgspec.structs.replace(request, settings=settings)
    if request.budget > SHORTEST_BUDGET:
        budget = max(request.pieces // 2, SHORTEST_BUDGET)
        return f"Use {budget} pieces", msgspec.structs.replace(request, budget=budget)
    return None


def _lane_of(job: str, lanes: Lanes) -> Lane | None:
    return {
        "inversion": lanes.inversion,
        "render A": lanes.render,
        "render B": lanes.render,
        "comparison": lanes.compare,
        "duel": lanes.duel,
        "coupling": lanes.analyse,
        "influence": lanes.influence,
        "suggestions": lanes.suggest,
    }.get(job)
