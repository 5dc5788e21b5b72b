"""Textual Inversion (Gal et al. 2023): embeddings of a new word, learned from the image; the papers' soft baseline.

Only the new rows learn, by the diffusion loss; everything else is frozen. The word stands for a picture but means
nothing as text: it is shown as an opaque chip, and no cosine, coupling or fluency can be measured of it (algorithms.md
§5).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of
from promptstudio.inversion.run import SHOW_EVERY, finished, seconds_left
from promptstudio.models.adapters.learned import learned_word
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt, Word
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores, TraceStep

_CONTEXTS = ("", "a picture of", "a rendering of", "the")  # what stands before the word while it learns
_SMOOTH = 0.95  # of the loss that is reported: a single step's depends on which noise was drawn


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vectors`: embeddings of the word; more hold more of the image. `batch`: noise levels a step."""

    steps: Annotated[int, Meta(ge=1, le=20000)] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10)] = 0.01
    vectors: Annotated[int, Meta(ge=1, le=16)] = 1
    batch: Annotated[int, Meta(ge=1, le=64)] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; the result's `learned` holds the word."""
    settings = msgspec.convert(request.settings, Settings)
    if settings.vectors > request.pieces:
        raise BadRequest(
            f"A word of {settings.vectors} vectors takes as many CLIP pieces, more than the budget of {request.pieces}."
        )
    yield from models.prepare("guide_clip", "text_to_image")
    started, generator = time.monotonic(), torch.Generator().manual_seed(request.seed)
    target, model = guide_of(models).target(request.references), models.text_to_image
    trace: list[TraceStep] = []
    step, steps = 0, settings.steps
    token = _token(request)

    def progress(stage: str) -> Progress:
        left = seconds_left(started, step, steps)
        if not step:
            return Progress(stage, step, steps, (token,), None, None, left)
        # Stopped here it is another word than the one learned to the end: it must not be taken for it.
        so_far = token if step == steps else f"{token}-{step}"
        word = learned_word(so_far, rows, model.name)
        return Progress(stage, step, steps, (so_far,), None, _candidate(so_far), left, (word,))

    yield progress("Reading the image")
    words = yield from relay(target.look(), lambda _: progress("Looking for words in the image"))
    latents = model.encode_pictures([images.clip_square(r, model.size) for r in request.references])
    table = model.piece_embeddings()
    begin = _beginning(words.hints, models, settings.vectors)
    rows = table[begin].clone().requires_grad_(True)
    contexts = [models.clip_pieces.encode(text) if text else [] for text in _CONTEXTS]
    optimiser = torch.optim.AdamW([rows], lr=settings.learning_rate, betas=(0.9, 0.999), weight_decay=0.0)
    smooth: float | None = None
    count = settings.batch
    for step in range(1, steps + 1):
        which = torch.randint(len(latents), (count,), generator=generator)
        # spread evenly over the noise levels, so that a step's loss says as much as possible
        t = ((torch.rand(1, generator=generator) + torch.arange(count) / count) % 1 * model.noise_levels).long()
        noise = torch.randn(count, *latents.shape[1:], generator=generator)
        context = contexts[int(torch.randint(len(contexts), (1,), generator=generator))]
        with torch.enable_grad():
            loss = model.denoising_loss(latents[which], t, noise, context, rows)
            (rows.grad,) = torch.autograd.grad(loss, rows)
        optimiser.step()
        value = float(loss.detach())
        smooth = value if smooth is None else _SMOOTH * smooth + (1 - _SMOOTH) * value
        trace.append(TraceStep(step, loss=smooth))
        if step % SHOW_EVERY == 0 or step == steps:
            yield progress("Learning the word")
    result = finished(request, models, ("text_to_image", "guide_clip"), started, (_candidate(token),), None, trace)
    note = f"“{token}” stands for {settings.vectors} learned vectors of {model.name}; no other model can read it."
    word = learned_word(token, rows, model.name)
    return msgspec.structs.replace(result, learned=(word,), notes=(*result.notes, note))


def _candidate(token: str) -> Candidate:
    return Candidate(Prompt((Word(token, before="", origin=Origin.LEARNED),)), Scores())


def _token(request: InversionRequest) -> str:
    """Named by what it is learned from, so that the same request gives the same word."""
    named = "".join(r.sha256 for r in request.references) + f"{request.seed} {sorted(request.settings.items())}"
    return f"learned-{hashlib.sha256(named.encode()).hexdigest()[:6]}"


def _beginning(hints: tuple[str, ...], models: Models, vectors: int) -> list[int]:
    """Pieces to start from: the last words of the surest hints (their nouns), as far as they are one piece each."""
    words = [hint.split()[-1] for hint in hints if hint.split()]
    single = [ids[0] for ids in (models.clip_pieces.encode(word) for word in words) if len(ids) == 1]
    known = single or models.clip_pieces.encode("picture")[:1]
    return [known[n % len(known)] for n in range(vectors)]
