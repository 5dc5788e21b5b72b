"""The task multi-concept: one prompt for each reference image, fused into one (VGD, §4.3).

Every method does it alike: it inverts each image by itself with an equal share of the budget; the prompts follow one
another, divided by commas, and every word keeps the number of the image that it was found for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.inversion.run import concluded, finished
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores

Invert = Callable[[InversionRequest, Models], Generator[Progress | Loading, None, InversionResult]]
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
    invert: Invert, request: InversionRequest, models: Models
) -> Generator[Progress | Loading, None, InversionResult]:
    """Inverts every reference by itself with `invert` and fuses the prompts. Candidates: the fused prompt.

    Locked words stay in the first concept. Errors: BadRequest when the budget leaves a concept no piece.
    """
    started, count = time.monotonic(), len(request.references)
    share = (request.pieces - (count - 1)) // count  # the commas between take a piece each
    if share < 1:
        raise BadRequest(f"A budget of {request.budget} pieces is too small for {count} concepts.")
    found: list[InversionResult] = []

    def so_far(prompt: Prompt) -> Prompt:
        return fuse([*(result.prompt for result in found), prompt])

    def outer(event: Progress | Loading) -> Progress | Loading:
        if not isinstance(event, Progress):
            return event
        done, ahead = len(found), count - len(found) - 1
        left = None
        if event.seconds_left is not None:
            spent = time.monotonic() - started
            each = (spent + event.seconds_left) / (done + 1)
            left = event.seconds_left + ahead * each
        known = so_far(event.best.prompt if event.best else Prompt())
        return Progress(
            stage=f"Concept {done + 1} of {count}: {event.stage[:1].lower()}{event.stage[1:]}",
            step=round(_STEPS * (done + event.step / max(event.steps, 1))),
            steps=_STEPS * count,
            canvas=(*(word.text for result in found for word in result.prompt.words), *event.canvas),
            best=Candidate(known, Scores()) if known.words else None,
            seconds_left=left,
            learned=(*(word for result in found for word in result.learned), *event.learned),
        )

    for number, reference in enumerate(request.references):
        part = msgspec.structs.replace(
            request,
            references=(reference,),
            task="inversion",
            budget=share,
            locks=request.locks if number == 0 else (),
        )
        found.append((yield from relay(invert(part, models), outer)))
    learned = tuple(word for part in found for word in part.learned)
    prompt = within_budget(models, fuse([result.prompt for result in found]), request.pieces, learned)
    roles = tuple(dict.fromkeys(role for result in found for role in result.models))
    trace = [step for result in found for step in result.trace]
    if learned:  # nothing can be measured of it as text
        best = Candidate(prompt, Scores())
        result = finished(request, models, roles, started, (best,), None, trace)
        return msgspec.structs.replace(result, learned=learned, notes=tuple(n for part in found for n in part.notes))
    yield from models.prepare("guide_clip")
    fit = float(guide_of(models).target(request.references).scorer([prompt.text])[0])
    steps = _STEPS * count
    best = Candidate(prompt, Scores(guide_clip=fit))
    return (
        yield from concluded(
            request,
            models,
            roles,
            started,
            [(prompt, fit)],
            trace,
            lambda stage: Progress(stage, steps, steps, tuple(w.text for w in prompt.words), None, best),
        )
    )
