"""The verb duel: the same images, one prompt from each method, all judged alike (docs/algorithms.md §8.2)."""

from __future__ import annotations

import time
from collections.abc import Generator
from functools import partial

from promptstudio.errors import BadRequest, OutOfMemory, PromptStudioError
from promptstudio.evaluation.judge import judge
from promptstudio.generators import relay
from promptstudio.inversion.invert import invert
from promptstudio.inversion.registry import check, methods
from promptstudio.models.loaded import Models
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
from promptstudio.verbs.render import render

_STEPS = 100  # that every method counts for
_INVERTED, _RENDERED = 0.8, 0.95  # shares of a method's time after which it is inverted, and rendered

_Step = tuple[str, float]
"""What is being done, and the share 0…1 of the method's time that is over."""


def duel(request: DuelRequest, models: Models) -> Generator[DuelProgress | Loading, None, DuelResult]:
    """Yields a `DuelProgress` at every step, with the rows that are done; returns all rows.

    A method that fails leaves its sentence in its row and the others go on. Errors: BadRequest for a request that some
    method could never carry out, before any begins.
    """
    if not request.methods or len(set(request.methods)) != len(request.methods):
        raise BadRequest("A duel takes one or more methods, each once.")
    for name in request.settings:
        if name not in request.methods:
            raise BadRequest(f"There are settings for “{name}”, which does not take part.")
    inversions = [_inversion(request, name) for name in request.methods]
    for inversion in inversions:
        check(inversion, models)
    rows: list[DuelRow] = []
    started, steps = time.monotonic(), _STEPS * len(inversions)

    def progress(method: str, event: _Step | Loading) -> DuelProgress | Loading:
        if isinstance(event, Loading):
            return event
        stage, share = event
        step = round(_STEPS * (len(rows) + share))
        left = (time.monotonic() - started) / step * (steps - step) if step else None
        title = methods()[method].info.title
        doing = f"{title} ({len(rows) + 1} of {len(inversions)}): {stage[:1].lower()}{stage[1:]}"
        return DuelProgress(method, doing, step, steps, tuple(rows), left)

    for inversion in inversions:
        rows.append((yield from relay(_row(inversion, request, models), partial(progress, inversion.method))))
    return DuelResult(tuple(rows), request.references, request.budget, request.seed)


def _row(
    inversion: InversionRequest, request: DuelRequest, models: Models
) -> Generator[_Step | Loading, None, DuelRow]:
    """Inverts, renders and judges."""
    title = methods()[inversion.method].info.title
    try:
        result = yield from relay(invert(inversion, models), _step)
        picture = None
        if request.render and result.prompt.words:
            settings = request.rendering or RenderSettings(seed=request.seed)
            # Traced: it may become A, and a comparison with it needs the words' regions.
            job = RenderRequest(result.prompt, settings, safety=request.safety, learned=result.learned, previews=False)
            picture = yield from relay(render(job, models), _step)
        pictures = [picture.picture] if picture else []
        judgement = yield from relay(judge(models, result.prompt, request.references, pictures), _step)
    except OutOfMemory:
        raise
    except PromptStudioError as error:
        return DuelRow(inversion.method, title, failed=str(error))
    return DuelRow(inversion.method, title, result, judgement, picture)


def _step(event: Progress | RenderProgress | Loading | None) -> _Step | Loading:
    match event:
        case Progress():
            return event.stage, _INVERTED * event.step / max(event.steps, 1)
        case RenderProgress():
            return "Rendering", _INVERTED + (_RENDERED - _INVERTED) * event.step / event.steps
        case Loading():
            return event
    return "Judging", _RENDERED


def _inversion(request: DuelRequest, method: str) -> InversionRequest:
    return InversionRequest(
        references=request.references,
        method=method,
        task=request.task,
        budget=request.budget,
        seed=request.seed,
        settings=request.settings.get(method, {}),
    )
