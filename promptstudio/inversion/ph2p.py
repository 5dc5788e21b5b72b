"""PH2P (Mahajan et al. 2024, "Prompting Hard or Hardly Prompting"): pieces that the diffusion model itself explains.

The denoising loss, at the noisy timesteps that decide what a picture shows, descends on embeddings; it is taken at the
pieces nearest to them and applied to the embeddings themselves (delayed projection). Of all strings on the way the best
few by CLIP are rendered, and the answer is the one whose render resembles the image most (docs/algorithms.md §4; AdamW
stands in for the authors' L-BFGS, and they render every string).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.generators import relay
from promptstudio.inversion.method import Method
from promptstudio.inversion.pasted_strings import PastedStrings
from promptstudio.inversion.projection import Vocabulary
from promptstudio.inversion.run import SHOW_EVERY, Run
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionRequest, InversionResult, Loading, MethodInfo, Progress, TraceStep

_FROM, _TO = 0.5, 0.9  # share of the noise levels: t ~ U[500, 900) of 1000 (paper, §4)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: Annotated[int, Meta(ge=1, le=20000, description="Steps of the search; more take longer")] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10, description="How far a step goes")] = 0.1
    batch: Annotated[int, Meta(ge=1, le=64, description="Noise levels that are looked at in a step")] = 4
    renders: Annotated[
        int, Meta(ge=1, le=64, description="Strings on the way that are rendered in the end, to choose the best")
    ] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    yield from run.prepare("guide_clip", "text_to_image")
    run.steps = run.settings.steps + run.settings.renders + 1
    strings = PastedStrings(run)
    yield run.progress("Reading the image")
    yield from _descend(run, strings)
    ranked = yield from _by_renders(run, strings.ranked()[: run.settings.renders])
    run.step = run.steps
    return (yield from run.conclude(ranked))


def _descend(run: Run[Settings], strings: PastedStrings) -> Generator[Progress, None, None]:
    """Steps of AdamW on the continuous embeddings, with gradients taken at the pieces nearest to them."""
    settings, model = run.settings, run.models.text_to_image
    squares = [images.clip_square(reference, model.size) for reference in run.request.references]
    latents = model.encode_pictures(squares)  # (references, channels, height, width)
    vocabulary = Vocabulary(model.piece_embeddings(), run.models.clip_pieces)
    table = vocabulary.embeddings  # (V, dim)
    soft = table[vocabulary.random(run.request.pieces, run.rng)].clone().requires_grad_(True)  # (pieces, dim)
    optimiser = torch.optim.AdamW([soft], lr=settings.learning_rate, weight_decay=0.0)
    levels, count = model.noise_levels, settings.batch
    for step in range(1, settings.steps + 1):
        ids = vocabulary.nearest_by_distance(soft.detach())
        hard = table[ids].clone().requires_grad_(True)
        which = torch.randint(len(latents), (count,), generator=run.rng)
        t = torch.randint(int(_FROM * levels), int(_TO * levels), (count,), generator=run.rng)
        noise = torch.randn(count, *latents.shape[1:], generator=run.rng)
        with torch.enable_grad():
            loss = model.denoising_loss(latents[which], t, noise, [], hard)
            (soft.grad,) = torch.autograd.grad(loss, hard)
        optimiser.step()
        fit = strings.add(vocabulary.decode(ids))
        run.step = step
        run.trace.append(TraceStep(step, guide_clip=fit, loss=float(loss.detach())))
        if step % SHOW_EVERY == 0 or step == settings.steps:
            yield run.progress("Descending")


def _by_renders(
    run: Run[Settings], ranked: list[tuple[Prompt, float]]
) -> Generator[Progress, None, list[tuple[Prompt, float]]]:
    """The prompts in a new order: by how much their renders resemble the references."""
    model, clip = run.models.text_to_image, run.models.guide_clip
    likeness: dict[str, float] = {}
    for number, (prompt, _) in enumerate(ranked, start=1):
        work = model.render(prompt, seed=run.request.seed, steps=model.default_steps, guidance=model.default_guidance)
        made = yield from relay(work, lambda _: run.progress("Rendering the best"))
        likeness[prompt.text] = float(clip.encode_images([made.picture])[0] @ run.target.scorer.target)
        run.step = run.settings.steps + number
    return sorted(ranked, key=lambda pair: likeness[pair[0].text], reverse=True)


METHOD = Method(
    MethodInfo(
        name="ph2p",
        title="PH2P",
        paper="Prompting Hard or Hardly Prompting (CVPR 2024)",
        summary="Gradient descent through the diffusion model, projected on real pieces. Slow, for experts.",
        needs_gradients=True,
        models=("text_to_image", "guide_clip", "masked_lm"),
        tasks=("inversion", "style", "multi_concept"),
        typical_cost="300 forwards and backwards of the UNet, then 4 renders",
        slow=True,
    ),
    invert,
    Settings,
)
