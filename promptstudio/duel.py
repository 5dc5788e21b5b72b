"""The method duel: the same images, one prompt from each method, judged alike. The papers' comparison, for anyone.

A composition of the engine's verbs and the judges of evaluation/metrics.py; it is a job like any other.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from promptstudio.errors import BadRequest, OutOfMemory, PromptStudioError
from promptstudio.evaluation.metrics import judge
from promptstudio.generators import relay
from promptstudio.inversion.methods import check, methods
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
)

if TYPE_CHECKING:
    from promptstudio.engine import Engine

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
    started = time.monotonic()
    for number, one in enumerate(asked, start=1):

        def told(stage: str, share: float, number: int = number, name: str = one.method) -> DuelProgress:
            step = round(100 * (number - 1 + share))
            left = (time.monotonic() - started) / step * (100 * len(asked) - step) if step else None
            stage = f"{methods()[name].title} ({number} of {len(asked)}): {stage[:1].lower()}{stage[1:]}"
            return DuelProgress(name, stage, step, 100 * len(asked), tuple(rows), left)

        def shown(event: Progress | RenderProgress | Loading | None, told=told) -> DuelProgress | Loading:  # noqa: ANN001
            if isinstance(event, Loading):
                return event
            if isinstance(event, Progress):
                return told(event.stage, _INVERTED * event.step / max(event.steps, 1))
            if isinstance(event, RenderProgress):
                return told("Rendering", _INVERTED + (_RENDERED - _INVERTED) * event.step / event.steps)
            return told("Judging", _RENDERED)

        title = methods()[one.method].title
        try:
            result = yield from relay(engine.invert(one), shown)
            render = None
            if request.render and result.prompt.words:
                job = RenderRequest(result.prompt, seed=request.seed, trace=False, learned=result.learned)
                render = yield from relay(engine.render(job), shown)
            pictures = [render.picture] if render else []
            judgement = yield from relay(judge(engine.models, result.prompt, request.references, pictures), shown)
            rows.append(DuelRow(one.method, title, result, judgement, render))
        except OutOfMemory:
            raise
        except PromptStudioError as error:
            rows.append(DuelRow(one.method, title, failed=str(error)))
    return DuelResult(tuple(rows), request.references, request.budget, request.seed)


def _inversion(request: DuelRequest, method: str) -> InversionRequest:
    return InversionRequest(
        references=request.references,
        method=method,
        task=request.task,
        budget=request.budget,
        seed=request.seed,
        settings=request.settings.get(method, {}),
    )
