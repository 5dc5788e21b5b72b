"""PEZ (Wen et al. 2023, "Hard Prompts Made Easy"): gradient descent on embeddings that are projected to real pieces.

Every step projects the continuous embeddings to the nearest pieces by cosine, takes the gradient there and applies it
to the continuous ones (paper, algorithm 1). It runs on the guide's whole text tower, which Stable Diffusion 2's own
text encoder is not. Only the string that a person would paste is scored (algorithms.md §3).
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
import torch.nn.functional as F
from msgspec import Meta

from promptstudio.guide.guide import guide_of
from promptstudio.inversion.pasted import Pasted
from promptstudio.inversion.projection import Vocabulary
from promptstudio.inversion.run import SHOW_EVERY, as_negative, concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.protocol import InversionRequest, InversionResult, Loading, Progress, TraceStep

_CANDIDATES = 4


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The authors' own: 3000 steps of AdamW at 0.1. `negative`: away from the image, for a negative prompt."""

    steps: Annotated[int, Meta(ge=1, le=20000)] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10)] = 0.1
    weight_decay: Annotated[float, Meta(ge=0, le=1)] = 0.1
    negative: bool = False


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; returns the `InversionResult`."""
    yield from models.prepare("guide_clip")
    run = _Run(request, models, msgspec.convert(request.settings, Settings))
    yield run.progress("Reading the image")
    yield from run.descend()
    return (yield from run.finish())


class _Run:
    def __init__(self, request: InversionRequest, models: Models, settings: Settings) -> None:
        self.request, self.models, self.settings = request, models, settings
        self.started = time.monotonic()
        self.clip = models.guide_clip
        self.target = guide_of(models).target(request.references, request.text)
        self.vocabulary = Vocabulary(self.clip.piece_embeddings(), models.clip_pieces)
        self.generator = torch.Generator().manual_seed(request.seed)
        self.strings = Pasted(models, self.target.scorer, request.pieces, away=settings.negative)
        self.step = 0
        self.trace: list[TraceStep] = []

    def descend(self) -> Generator[Progress, None, None]:
        """Adam's steps on the continuous embeddings, with gradients taken at the pieces nearest to them."""
        table = self.vocabulary.embeddings
        ids = self.vocabulary.random(self.request.pieces, self.generator)
        soft = table[ids].clone().requires_grad_(True)
        settings = self.settings
        optimiser = torch.optim.AdamW([soft], lr=settings.learning_rate, weight_decay=settings.weight_decay)
        aim = F.normalize(self.target.features.mean(0), dim=0).to(table.device)
        for step in range(1, settings.steps + 1):
            ids = self.vocabulary.nearest_by_cosine(soft.detach())
            hard = table[ids].clone().requires_grad_(True)
            with torch.enable_grad():
                cosine = self.clip.encode_embeddings(hard[None])[0] @ aim
                loss = 1 + cosine if settings.negative else 1 - cosine
                (gradient,) = torch.autograd.grad(loss, hard)
            fit = self.strings.add(self.vocabulary.decode(ids))
            soft.grad = gradient
            optimiser.step()
            self.step = step
            self.trace.append(TraceStep(step, guide_clip=fit, loss=float(loss.detach())))
            if step % SHOW_EVERY == 0 or step == settings.steps:
                yield self.progress("Descending")

    def finish(self) -> Generator[Progress | Loading, None, InversionResult]:
        del self.clip
        work = concluded(
            self.request,
            self.models,
            ("guide_clip",),
            self.started,
            self.strings.ranked()[:_CANDIDATES],
            self.trace,
            self.progress,
        )
        result = yield from work
        return as_negative(result) if self.settings.negative else result

    def progress(self, stage: str) -> Progress:
        left = seconds_left(self.started, self.step, self.settings.steps + 1)
        return Progress(stage, self.step, self.settings.steps + 1, self.strings.canvas, None, self.strings.best, left)
