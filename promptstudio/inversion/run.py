"""What every method reports alike: the time left, and the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence

import msgspec

from promptstudio.generators import relay
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Candidate,
    Coupling,
    InversionRequest,
    InversionResult,
    Loading,
    Progress,
    Scores,
    TraceStep,
)
from promptstudio.verbs.coupling import coupling_of, leave_one_out, scores_of

SHOW_EVERY = 5  # steps between two events of a method that takes hundreds of small ones


def seconds_left(started: float, step: int, steps: int) -> float | None:
    """Estimate from the steps done since `started` (monotonic seconds); None before the first."""
    return (time.monotonic() - started) / step * (steps - step) if step else None


def finished(
    request: InversionRequest,
    models: Models,
    roles: tuple[str, ...],
    started: float,
    candidates: tuple[Candidate, ...],
    coupling: Coupling | None,
    trace: list[TraceStep],
) -> InversionResult:
    """The result of a run: `candidates` best first (at least one), `coupling` of the best, `roles`: models it used."""
    return InversionResult(
        prompt=candidates[0].prompt,
        scores=candidates[0].scores,
        coupling=coupling,
        candidates=candidates,
        trace=tuple(trace),
        method=request.method,
        budget=request.budget,
        seed=request.seed,
        seconds=time.monotonic() - started,
        device=str(models.device),
        models={role: models.profile[role].name for role in roles},
        task=request.task,
        template=request.template,
    )


def concluded(
    request: InversionRequest,
    models: Models,
    roles: tuple[str, ...],
    started: float,
    ranked: Sequence[tuple[Prompt, float | None]],
    trace: list[TraceStep],
    progress: Callable[[str], Progress],
) -> Generator[Progress | Loading, None, InversionResult]:
    """The result of a method that ends with `ranked` prompts, best first, each with its guide cosine (None: not
    scored): the best one's leave-one-out coupling and fluency are measured here, with the masked LM.

    `roles`: the models that the method used; `progress`: makes its event for a stage. Equal texts count once; an empty
    list gives an empty prompt.
    """
    unique = list({prompt.text: (prompt, fit) for prompt, fit in reversed(ranked)}.values())[::-1]
    if not unique or not unique[0][0].words:
        return finished(request, models, roles, started, (Candidate(Prompt(), Scores()),), None, trace)
    (best, fit), *others = unique
    yield from models.prepare("masked_lm")
    lm = models.masked_lm
    loo = yield from relay(leave_one_out(best, lm), lambda _: progress("Measuring coupling"))
    coupling = coupling_of(best, loo, lm.name)
    candidates = (
        Candidate(best, scores_of(fit, coupling, loo)),
        *(Candidate(prompt, Scores(guide_clip=fit)) for prompt, fit in others),
    )
    used = tuple(dict.fromkeys([*roles, "masked_lm"]))
    return finished(request, models, used, started, candidates, coupling, trace)


def as_negative(result: InversionResult) -> InversionResult:
    """The result of a search away from the image, with the note that says so."""
    note = "This says what the image is not: use it as the negative prompt."
    return msgspec.structs.replace(result, notes=(*result.notes, note))
