"""The verb seeds: one edit, rendered and compared with several seeds (docs/algorithms.md §8.3)."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    CompareRequest,
    Loading,
    Render,
    RenderProgress,
    RenderRequest,
    SeedDone,
    SeedPair,
    SeedsProgress,
    SeedsRequest,
    SeedsResult,
)
from promptstudio.verbs.compare import compare
from promptstudio.verbs.render import render

if TYPE_CHECKING:
    from promptstudio.models.loaded import Models

_STEPS = 100  # that every seed counts for
_RENDER = 0.48  # share of a seed's time that one of its two renders takes; the rest goes to comparing

_Step = SeedsProgress | Loading


def repeat(request: SeedsRequest, models: Models) -> Generator[_Step | SeedDone, None, SeedsResult]:
    """Yields a `SeedsProgress` at every denoising step and a `SeedDone` after each seed; returns all pairs.

    Errors: BadRequest without a seed, for a seed that stands there twice, and those of `render`.
    """
    if not request.seeds or len(set(request.seeds)) < len(request.seeds):
        raise BadRequest("An edit is repeated over one or more seeds, each once.")
    pairs: list[SeedPair] = []
    started, steps = time.monotonic(), _STEPS * len(request.seeds)

    def rendered(prompt: Prompt, seed: int, side: str, before: float) -> Generator[_Step, None, Render]:
        """`before`: the share of the seed's time that is over when this begins."""

        def progress(event: RenderProgress | Loading) -> _Step:
            if isinstance(event, Loading):
                return event
            step = round(_STEPS * (len(pairs) + before + _RENDER * event.step / event.steps))
            left = (time.monotonic() - started) / max(step, 1) * (steps - step)
            return SeedsProgress(f"Seed {seed}: rendering {side}", step, steps, left)

        settings = msgspec.structs.replace(request.settings, seed=seed)
        job = RenderRequest(prompt, settings, safety=request.safety, learned=request.learned, previews=False)
        return (yield from relay(render(job, models), progress))

    for seed in request.seeds:
        a = yield from rendered(request.before, seed, "A", 0.0)
        b = yield from rendered(request.after, seed, "B", _RENDER)
        comparison = yield from compare(CompareRequest.of_renders(a, b), models)
        pairs.append(SeedPair(a, b, comparison))
        yield SeedDone(pairs[-1])
    return SeedsResult(request.before, request.after, tuple(pairs))
