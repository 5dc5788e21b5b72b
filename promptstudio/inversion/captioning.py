"""Captioning: what a captioner (Florence-2, BLIP, BLIP-2, LLaVA, the embedded one) says of the image, as a prompt.

No captioner aims at CLIP; several beams' captions are ranked by the guide (algorithms.md §7).
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Annotated

import msgspec
from msgspec import Meta

from promptstudio import images
from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.guide.target import CAPTIONED
from promptstudio.inversion.run import concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores, TraceStep


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`beams`: width of the captioner's search, and how many of its captions the guide chooses among."""

    beams: Annotated[int, Meta(ge=1, le=16)] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every reference image; returns the `InversionResult`."""
    settings = msgspec.convert(request.settings, Settings)
    yield from models.prepare("captioner", "guide_clip")
    started = time.monotonic()
    steps = len(request.references) + 1
    scorer = guide_of(models).target(request.references).scorer
    ranked: list[tuple[Prompt, float]] = []
    trace: list[TraceStep] = []
    step = 0

    def progress(stage: str) -> Progress:
        best = Candidate(ranked[0][0], Scores(guide_clip=ranked[0][1])) if ranked else None
        words = tuple(word.text for word in best.prompt.words) if best else ()
        return Progress(stage, step, steps, words, None, best, seconds_left(started, step, steps))

    yield progress("Describing the image")
    found: dict[str, Prompt] = {}
    for step, reference in enumerate(request.references, start=1):
        said = models.captioner.captions(images.clip_square(reference, CAPTIONED), settings.beams)
        for text in said:
            prompt = within_budget(models, Prompt.parse(text.rstrip(" ."), Origin.INVERTED), request.pieces)
            if prompt.words:
                found[prompt.text] = prompt
        fits = scorer(list(found)).tolist()
        pairs = zip(found.values(), fits, strict=True)
        ranked = sorted(pairs, key=lambda pair: pair[1], reverse=True)
        trace.append(TraceStep(step, guide_clip=max(fits, default=None)))
        yield progress("Describing the image")
    models.release("captioner")
    step = steps
    return (yield from concluded(request, models, ("captioner", "guide_clip"), started, ranked, trace, progress))
