"""The method duel: the same images, one prompt from each method, judged alike. The papers' comparison, for anyone.

A composition of the engine's verbs and the judges of evaluation/metrics.py; it is a job like any other.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from promptstudio.errors import BadRequest, OutOfMemory, PromptStudioError
from promptstudio.evaluation.judge import judge
from promptstudio.generators import relay
from promptstudio.inversion.registry import check, methods
from promptstudio.protocol import (
    DuelProgress,
    DuelRequest,
    DuelResult,
    DuelRow,
    InversionRequest,
    Loading,
    Progress,
    RenderProgress,
    RenderRequest,
    RenderSettings,
)

if TYPE_CHECKING:
    from promptstudio.engine import Engine

_STEPS = 100  # that every method counts for
_INVERTED, _RENDERED = 0.8, 0.95  # shares of a method's time after which it is inverted, and rendered


def duel(request: DuelRequest, engine: Engine) -> Generator[DuelProgress | Loading, None, DuelResult]:
    """Yields a `DuelProgress` at every step, with the rows that are done; returns all rows.

    A method that fails leaves its sentence in its row and the others go on. Errors: BadRequest for a request that some
    method could never carry out, before any begins.
    """
    if not request.methods or len(set(request.methods)) != len(request.methods):
        raise BadRequest("A duel takes one or more methods, each once.")
    for name in request.settings:
        if name not in request.methods:
            raise BadRequest(f"There are settings for “{name}”, which does not take part.")
    asked = [_inversion(request, name) for name in request.methods]
    for one in asked:
        check(one, engine.models)
    rows: list[DuelRow] = []
    started, steps = time.monotonic(), _STEPS * len(asked)

    def told(method: str, event: tuple[str, float] | Loading) -> DuelProgress | Loading:
        if isinstance(event, Loading):
            return event
        stage, share = event
        step = round(_STEPS * (len(rows) + share))
        left = (time.monotonic() - started) / step * (steps - step) if step else None
        doing = f"{methods()[method].info.title} ({len(rows) + 1} of {len(asked)}): {stage[:1].lower()}{stage[1:]}"
        return DuelProgress(method, doing, step, steps, tuple(rows), left)

    for one in asked:
        rows.append((yield from relay(_row(one, request, engine), partial(told, one.method))))
    return DuelResult(tuple(rows), request.references, request.budget, request.seed)


def _row(
    one: InversionRequest, request: DuelRequest, engine: Engine
) -> Generator[tuple[str, float] | Loading, None, DuelRow]:
    """Inverts, renders and judges. Yields the stage and how much is done, 0…1."""

    def shown(event: Progress | RenderProgress | Loading | None) -> tuple[str, float] | Loading:
        match event:
            case Progress():
                return event.stage, _INVERTED * event.step / max(event.steps, 1)
            case RenderProgress():
                return "Rendering", _INVERTED + (_RENDERED - _INVERTED) * event.step / event.steps
            case Loading():
                return event
        return "Judging", _RENDERED

    title = methods()[one.method].info.title
    try:
        result = yield from relay(engine.invert(one), shown)
        render = None
        if request.render and result.prompt.words:
            job = RenderRequest(result.prompt, RenderSettings(seed=request.seed), trace=False, learned=result.learned)
            render = yield from relay(engine.render(job), shown)
        pictures = [render.picture] if render else []
        judgement = yield from relay(judge(engine.models, result.prompt, request.references, pictures), shown)
    except OutOfMemory:
        raise
    except PromptStudioError as error:
        return DuelRow(one.method, title, failed=str(error))
    return DuelRow(one.method, title, result, judgement, render)


def _inversion(request: DuelRequest, method: str) -> InversionRequest:
    return InversionRequest(
        references=request.references,
        method=method,
        task=request.task,
        budget=request.budget,
        seed=request.seed,
        settings=request.settings.get(method, {}),
    )
