"""PH2P (Mahajan et al. 2024, "Prompting Hard or Hardly Prompting"): pieces that the diffusion model itself explains.

The denoising loss, at the noisy timesteps that decide what a picture shows, descends on embeddings; it is taken at the
pieces nearest to them and applied to the embeddings themselves (delayed projection). Of all strings on the way the best
few by CLIP are rendered, and the answer is the one whose render resembles the image most (algorithms.md §4; AdamW
stands in for the authors' L-BFGS, and they render every string).
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of
from promptstudio.inversion.pasted import Pasted
from promptstudio.inversion.projection import Vocabulary
from promptstudio.inversion.run import SHOW_EVERY, concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionRequest, InversionResult, Loading, Progress, TraceStep

_FROM, _TO = 0.5, 0.9  # share of the noise levels: t ~ U[500, 900) of 1000 (paper, §4)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`batch`: noise levels a step. `renders`: strings of the way that are rendered in the end."""

    steps: Annotated[int, Meta(ge=1, le=20000)] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10)] = 0.1
    batch: Annotated[int, Meta(ge=1, le=64)] = 4
    renders: Annotated[int, Meta(ge=1, le=64)] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; returns the `InversionResult`."""
    yield from models.prepare("guide_clip", "text_to_image")
    run = _Run(request, models, msgspec.convert(request.settings, Settings))
    yield run.progress("Reading the image")
    yield from run.descend()
    ranked = yield from run.rendered()
    run.step = run.steps
    return (
        yield from concluded(
            request, models, ("text_to_image", "guide_clip"), run.started, ranked, run.trace, run.progress
        )
    )


class _Run:
    def __init__(self, request: InversionRequest, models: Models, settings: Settings) -> None:
        self.request, self.models, self.settings = request, models, settings
        self.started = time.monotonic()
        self.generator = torch.Generator().manual_seed(request.seed)
        self.target = guide_of(models).target(request.references)
        self.strings = Pasted(models, self.target.scorer, request.pieces)
        self.trace: list[TraceStep] = []
        self.step, self.steps = 0, settings.steps + settings.renders + 1

    def descend(self) -> Generator[Progress, None, None]:
        settings, model = self.settings, self.models.text_to_image
        latents = model.encode_pictures([images.clip_square(r, model.size) for r in self.request.references])
        vocabulary = Vocabulary(model.piece_embeddings(), self.models.clip_pieces)
        soft = vocabulary.embeddings[vocabulary.random(self.request.pieces, self.generator)].clone()
        soft.requires_grad_(True)
        optimiser = torch.optim.AdamW([soft], lr=settings.learning_rate, weight_decay=0.0)
        levels, count = model.noise_levels, settings.batch
        for step in range(1, settings.steps + 1):
            ids = vocabulary.nearest_by_distance(soft.detach())
            hard = vocabulary.embeddings[ids].clone().requires_grad_(True)
            which = torch.randint(len(latents), (count,), generator=self.generator)
            t = torch.randint(int(_FROM * levels), int(_TO * levels), (count,), generator=self.generator)
            noise = torch.randn(count, *latents.shape[1:], generator=self.generator)
            with torch.enable_grad():
                loss = model.denoising_loss(latents[which], t, noise, [], hard)
                (soft.grad,) = torch.autograd.grad(loss, hard)
            optimiser.step()
            fit = self.strings.add(vocabulary.decode(ids))
            self.step = step
            self.trace.append(TraceStep(step, guide_clip=fit, loss=float(loss.detach())))
            if step % SHOW_EVERY == 0 or step == settings.steps:
                yield self.progress("Descending")

    def rendered(self) -> Generator[Progress, None, list[tuple[Prompt, float]]]:
        """The strings that CLIP likes best, by how much their renders resemble the references."""
        ranked = self.strings.ranked()[: self.settings.renders]
        model, clip = self.models.text_to_image, self.models.guide_clip
        likeness: dict[str, float] = {}
        for number, (prompt, _) in enumerate(ranked):
            work = model.render(
                prompt,
                seed=self.request.seed,
                steps=model.default_steps,
                guidance=model.default_guidance,
            )
            picture, _ = yield from relay(work, lambda _: self.progress("Rendering the best"))
            likeness[prompt.text] = float((clip.encode_images([picture]) @ self.target.features.T).mean())
            self.step = self.settings.steps + number + 1
        return sorted(ranked, key=lambda pair: likeness[pair[0].text], reverse=True)

    def progress(self, stage: str) -> Progress:
        left = seconds_left(self.started, self.step, self.steps)
        return Progress(stage, self.step, self.steps, self.strings.canvas, None, self.strings.best, left)
