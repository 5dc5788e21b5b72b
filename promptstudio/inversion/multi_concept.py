"""The task multi-concept: one prompt for each reference image, fused into one (VGD, §4.3).

Every method does it alike: it inverts each image by itself with an equal share of the budget; the prompts follow one
another, divided by commas, and every word keeps the number of the image that it was found for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.guide.guide import within_budget
from promptstudio.inversion.method import Method
from promptstudio.inversion.run import Run
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores

_DIVIDER = ", "
_STEPS = 100  # that every concept counts for, however many its method takes


def fuse(prompts: list[Prompt]) -> Prompt:
    """One prompt of all, divided by commas; every word knows its prompt's number from 0. Empty ones leave nothing."""
    words: list[Word] = []
    for number, prompt in enumerate(prompts):
        own = [word.with_(concept=number) for word in prompt.words]
        if own:
            own[0] = own[0].with_(before=_DIVIDER if words else own[0].before.lstrip())
        words += own
    return Prompt(tuple(words))


def multi_concept(
    method: Method, request: InversionRequest, models: Models
) -> Generator[Progress | Loading, None, InversionResult]:
    """Inverts every reference by itself with `method` and fuses the prompts. Candidates: the fused prompt.

    Locked words stay in the first concept. Errors: BadRequest when the budget leaves a concept no piece.
    """
    count = len(request.references)
    share = (request.pieces - (count - 1)) // count  # the commas between take a piece each
    if share < 1:
        raise BadRequest(f"A budget of {request.budget} pieces is too small for {count} concepts.")
    parts = [
        Part(
            f"Concept {number + 1} of {count}",
            msgspec.structs.replace(
                request,
                references=(reference,),
                task="inversion",
                budget=share,
                locks=request.locks if number == 0 else (),
            ),
        )
        for number, reference in enumerate(request.references)
    ]
    return (yield from in_parts(method, request, models, parts, fuse))


class Part(NamedTuple):
    """An inversion that a part of the prompt comes from."""

    name: str
    """For a person."""
    request: InversionRequest


def in_parts(
    method: Method,
    request: InversionRequest,
    models: Models,
    parts: Sequence[Part],
    join: Callable[[list[Prompt]], Prompt],
) -> Generator[Progress | Loading, None, InversionResult]:
    """Inverts the parts one after another with `method`; `join` makes one prompt of theirs. Its fit is that to the
    references of `request`."""
    run = Run(request, models, method.settings)
    run.step = run.steps = _STEPS * len(parts)
    results: list[InversionResult] = []
    started = time.monotonic()

    def outer(event: Progress | Loading) -> Progress | Loading:
        return _outer(event, results, parts, join, started)

    for part in parts:
        results.append((yield from relay(method.invert(part.request, models), outer)))
    learned = tuple(word for part in results for word in part.learned)
    prompt = within_budget(models, join([result.prompt for result in results]), request.pieces, learned)
    run.roles += [role for result in results for role in result.models]
    run.trace += [step for result in results for step in result.trace]
    if learned:  # nothing can be measured of it as text
        result = run.finish((Candidate(prompt, Scores()),), None)
        notes = tuple(note for part in results for note in part.notes)
        return msgspec.structs.replace(result, learned=learned, notes=notes)
    yield from models.prepare("guide_clip")
    fit = float(run.target.scorer([prompt.text])[0])
    run.canvas = tuple(word.text for word in prompt.words)
    run.best = Candidate(prompt, Scores(guide_clip=fit))
    return (yield from run.conclude([(prompt, fit)]))


def _outer(
    event: Progress | Loading,
    results: list[InversionResult],
    parts: Sequence[Part],
    join: Callable[[list[Prompt]], Prompt],
    started: float,
) -> Progress | Loading:
    """An event of one part's inversion as one of the whole. `results`: of the parts before it; `started`: monotonic
    seconds."""
    if not isinstance(event, Progress):
        return event
    done, count = len(results), len(parts)
    left = None
    if event.seconds_left is not None:
        each = (time.monotonic() - started + event.seconds_left) / (done + 1)
        left = event.seconds_left + (count - done - 1) * each
    known = join([*(result.prompt for result in results), event.best.prompt if event.best else Prompt()])
    return Progress(
        stage=f"{parts[done].name}: {event.stage[:1].lower()}{event.stage[1:]}",
        step=round(_STEPS * (done + event.step / max(event.steps, 1))),
        steps=_STEPS * count,
        canvas=(*(word.text for result in results for word in result.prompt.words), *event.canvas),
        best=Candidate(known, Scores()) if known.words else None,
        seconds_left=left,
        learned=(*(word for result in results for word in result.learned), *event.learned),
    )
