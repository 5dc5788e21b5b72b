"""Textual Inversion (Gal et al. 2023): embeddings of a new word, learned from the image; the papers' soft baseline.

Only the new rows learn, by the diffusion loss; everything else is frozen. The word stands for a picture but means
nothing as text: it is shown as an opaque chip, and no cosine, coupling or fluency can be measured of it
(docs/algorithms.md §5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Annotated

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.inversion.method import Method
from promptstudio.inversion.run import SHOW_EVERY, Run
from promptstudio.models.adapters.learned import learned_word
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt, Word
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

_CONTEXTS = ("", "a picture of", "a rendering of", "the")  # what stands before the word while it learns
_SMOOTH = 0.95  # of the loss that is reported: a single step's depends on which noise was drawn


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: Annotated[int, Meta(ge=1, le=20000, description="Steps of the search; more take longer")] = 300
    learning_rate: Annotated[float, Meta(gt=0, le=10, description="How far a step goes")] = 0.01
    vectors: Annotated[int, Meta(ge=1, le=16, description="Embeddings of the word; more hold more of the image")] = 1
    batch: Annotated[int, Meta(ge=1, le=64, description="Noise levels that are looked at in a step")] = 4


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` every few steps; the result's `learned` holds the word."""
    run = Run(request, models, Settings)
    vectors = run.settings.vectors
    if vectors > request.pieces:
        raise BadRequest(
            f"A word of {vectors} vectors takes as many CLIP pieces, more than the budget of {request.pieces}."
        )
    yield from run.prepare("guide_clip", "text_to_image")
    run.steps = run.settings.steps
    token = _token(request)
    run.canvas = (token,)
    yield run.progress("Reading the image")
    # of things even for a style: they are only what the word begins with
    words = yield from relay(run.target.find_words(), lambda _: run.progress("Looking for words in the image"))
    model = models.text_to_image
    beginning = _beginning(words.hints, models, vectors)
    rows = model.piece_embeddings()[beginning].clone().requires_grad_(True)  # (vectors, dim)
    yield from _learn(run, token, rows)
    result = run.finish((_candidate(token),), None)
    note = f"“{token}” stands for {vectors} learned vectors of {model.name}; no other model can read it."
    word = learned_word(token, rows, model.name)
    return msgspec.structs.replace(result, learned=(word,), notes=(*result.notes, note))


def _learn(run: Run[Settings], token: str, rows: torch.Tensor) -> Generator[Progress, None, None]:
    """Steps of AdamW on the embeddings `rows` (vectors, dim), in place, down the loss of denoising the references."""
    settings, model = run.settings, run.models.text_to_image
    squares = [images.clip_square(reference, model.size) for reference in run.request.references]
    latents = model.encode_pictures(squares)  # (references, channels, height, width)
    contexts = [run.models.clip_pieces.encode(text) if text else [] for text in _CONTEXTS]
    optimiser = torch.optim.AdamW([rows], lr=settings.learning_rate, betas=(0.9, 0.999), weight_decay=0.0)
    smooth: float | None = None
    count = settings.batch
    for step in range(1, settings.steps + 1):
        which = torch.randint(len(latents), (count,), generator=run.rng)
        # spread evenly over the noise levels, so that a step's loss says as much as possible
        t = ((torch.rand(1, generator=run.rng) + torch.arange(count) / count) % 1 * model.noise_levels).long()
        noise = torch.randn(count, *latents.shape[1:], generator=run.rng)
        context = contexts[int(torch.randint(len(contexts), (1,), generator=run.rng))]
        with torch.enable_grad():
            loss = model.denoising_loss(latents[which], t, noise, context, rows)
            (rows.grad,) = torch.autograd.grad(loss, rows)
        optimiser.step()
        value = float(loss.detach())
        smooth = value if smooth is None else _SMOOTH * smooth + (1 - _SMOOTH) * value
        run.step = step
        run.trace.append(TraceStep(step, loss=smooth))
        if step % SHOW_EVERY == 0 or step == settings.steps:
            yield _progress(run, token, rows)


def _progress(run: Run[Settings], token: str, rows: torch.Tensor) -> Progress:
    """The event with the word as it is now. Before the last step it has another name than in the end: a run that is
    stopped must not leave a word that could be taken for the finished one."""
    name = token if run.step == run.steps else f"{token}-{run.step}"
    run.canvas, run.best = (name,), _candidate(name)
    word = learned_word(name, rows, run.models.text_to_image.name)
    return msgspec.structs.replace(run.progress("Learning the word"), learned=(word,))


def _candidate(token: str) -> Candidate:
    return Candidate(Prompt((Word(token, before="", origin=Origin.LEARNED),)), Scores())


def _token(request: InversionRequest) -> str:
    """Named by what it is learned from, so that the same request gives the same word."""
    named = "".join(str(r.seen) for r in request.references) + f"{request.seed} {sorted(request.settings.items())}"
    return f"learned-{hashlib.sha256(named.encode()).hexdigest()[:6]}"


def _beginning(hints: tuple[str, ...], models: Models, vectors: int) -> list[int]:
    """Pieces to start from: the last words of the surest hints (their nouns), as far as they are one piece each."""
    words = [hint.split()[-1] for hint in hints if hint.split()]
    single = [ids[0] for ids in (models.clip_pieces.encode(word) for word in words) if len(ids) == 1]
    known = single or models.clip_pieces.encode("picture")[:1]
    return [known[n % len(known)] for n in range(vectors)]


METHOD = Method(
    MethodInfo(
        name="textual_inversion",
        title="Textual Inversion",
        paper="An Image is Worth One Word (ICLR 2023)",
        summary="A new word whose embeddings are learned from the image: an opaque chip. Slow, for experts.",
        needs_gradients=True,
        models=("text_to_image", "guide_clip"),
        tasks=("inversion", "style", "multi_concept"),
        typical_cost="300 forwards and backwards of the UNet; published recipes take 3000 and more",
        slow=True,
    ),
    invert,
    Settings,
)
