"""Captioning: what a captioner (Florence-2, BLIP, BLIP-2, LLaVA, the embedded one) says of the image, as a prompt.

No captioner aims at CLIP; several beams' captions are ranked by the guide (docs/algorithms.md §7).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated

import msgspec
from msgspec import Meta

from promptstudio import images
from promptstudio.guide.target import CAPTIONED
from promptstudio.inversion.method import Method
from promptstudio.inversion.run import Run
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import (
    Candidate,
    InversionRequest,
    InversionResult,
    Loading,
    MethodInfo,
    Progress,
    Scores,
    TraceStep,
)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    beams: Annotated[
        int, Meta(ge=1, le=16, description="Width of the captioner's search, and how many captions the guide ranks")
    ] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every reference image; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    yield from run.prepare("captioner", "guide_clip")
    run.steps = len(request.references) + 1
    prompts: dict[str, Prompt] = {}
    ranked: list[tuple[Prompt, float]] = []
    yield run.progress("Describing the image")
    for run.step, reference in enumerate(request.references, start=1):
        for caption in models.captioner.captions(images.clip_square(reference, CAPTIONED), run.settings.beams):
            prompt = run.whole(run.fit(Prompt.parse(caption.rstrip(" ."), Origin.INVERTED)))
            if prompt.words:
                prompts[prompt.text] = prompt
        cosines = run.target.scorer(list(prompts)).tolist()
        ranked = sorted(zip(prompts.values(), cosines, strict=True), key=lambda pair: pair[1], reverse=True)
        if ranked:
            best, cosine = ranked[0]
            run.best = Candidate(best, Scores(guide_clip=cosine))
            run.canvas = tuple(word.text for word in best.words)
        run.trace.append(TraceStep(run.step, guide_clip=max(cosines, default=None)))
        yield run.progress("Describing the image")
    models.release("captioner")
    run.step = run.steps
    return (yield from run.conclude(ranked))


METHOD = Method(
    MethodInfo(
        name="captioning",
        title="Captioning",
        paper="BLIP-2 (ICML 2023), Florence-2 (CVPR 2024), LLaVA (NeurIPS 2023)",
        summary="What a captioner says of the image; it does not aim at the renderer.",
        needs_gradients=False,
        models=("captioner", "guide_clip", "masked_lm"),
        tasks=("inversion", "multi_concept"),
        typical_cost="one beam search of the captioner for every image",
    ),
    invert,
    Settings,
)
