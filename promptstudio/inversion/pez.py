"""PEZ (Wen et al. 2023, "Hard Prompts Made Easy"): gradient descent on embeddings that are projected to real pieces.

Every step projects the continuous embeddings to the nearest pieces by cosine, takes the gradient there and applies it
to the continuous ones (paper, algorithm 1). It runs on the guide's whole text tower, which Stable Diffusion 2's own
text encoder is not. Only the string that a person would paste is scored (docs/algorithms.md §3).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
import torch.nn.functional as F
from msgspec import Meta

from promptstudio.inversion.method import Method
from promptstudio.inversion.pasted_strings import PastedStrings
from promptstudio.inversion.projection import Vocabulary
from promptstudio.inversion.run import SHOW_EVERY, Run, as_negative
from promptstudio.models.loaded import Models
from promptstudio.protocol import TASKS, InversionRequest, InversionResult, Loading, MethodInfo, Progress, TraceStep

_CANDIDATES = 4


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: Annotated[
        int, Meta(ge=1, le=20000, description="Steps of AdamW; more take longer. The authors take 3000")
    ] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10, description="How far a step goes")] = 0.1
    weight_decay: Annotated[
        float, Meta(ge=0, le=1, description="How much a step draws the embeddings back towards zero")
    ] = 0.1
    negative: Annotated[bool, Meta(description="Away from the image: what it does not show, for a negative prompt")] = (
        False
    )


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    yield from run.prepare("guide_clip")
    run.steps = run.settings.steps + 1
    strings = PastedStrings(run, away=run.settings.negative)
    yield run.progress("Reading the image")
    yield from _descend(run, strings)
    result = yield from run.conclude(strings.ranked()[:_CANDIDATES])
    return as_negative(result) if run.settings.negative else result


def _descend(run: Run[Settings], strings: PastedStrings) -> Generator[Progress, None, None]:
    """Steps of AdamW on the continuous embeddings, with gradients taken at the pieces nearest to them."""
    settings, clip = run.settings, run.models.guide_clip
    vocabulary = Vocabulary(clip.piece_embeddings(), run.models.clip_pieces)
    table = vocabulary.embeddings  # (V, dim)
    soft = table[vocabulary.random(run.request.pieces, run.rng)].clone().requires_grad_(True)  # (pieces, dim)
    optimiser = torch.optim.AdamW([soft], lr=settings.learning_rate, weight_decay=settings.weight_decay)
    aim = F.normalize(run.target.scorer.target, dim=0).to(table.device)  # (features,)
    for step in range(1, settings.steps + 1):
        ids = vocabulary.nearest_by_cosine(soft.detach())
        hard = table[ids].clone().requires_grad_(True)
        with torch.enable_grad():
            cosine = clip.encode_embeddings(hard[None])[0] @ aim
            loss = 1 + cosine if settings.negative else 1 - cosine
            (soft.grad,) = torch.autograd.grad(loss, hard)
        optimiser.step()
        fit = strings.add(vocabulary.decode(ids))
        run.step = step
        run.trace.append(TraceStep(step, guide_clip=fit, loss=float(loss.detach())))
        if step % SHOW_EVERY == 0 or step == settings.steps:
            yield run.progress("Descending")


METHOD = Method(
    MethodInfo(
        name="pez",
        title="PEZ",
        paper="Hard Prompts Made Easy (NeurIPS 2023)",
        summary="Gradient descent on CLIP's embeddings, on real pieces: close to the image, hard to read.",
        needs_gradients=True,
        models=("guide_clip", "masked_lm"),
        tasks=TASKS,
        typical_cost="300 forwards and backwards of CLIP's text tower; the authors take 3000",
    ),
    invert,
    Settings,
)
