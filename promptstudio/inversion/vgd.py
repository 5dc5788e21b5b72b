"""VGD (ICLR 2025): beam search of a causal LM guided by CLIP.

Maximises P_CLIP(I|T) · P_LM(T)^α, piece by piece (paper, eq. 7; α = 0.67, K = 10). Differences from the authors'
program, and why, are in docs/algorithms.md §2: features are normalised, finished beams are compared on one scale, and
the LM keeps its key-value cache.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of
from promptstudio.guide.scoring import Aim
from promptstudio.guide.target import CAPTIONED
from promptstudio.guide.words import naming_pieces
from promptstudio.inversion.method import Method
from promptstudio.inversion.run import Run
from promptstudio.inversion.sentences import LEAST_GAIN
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import (
    TASKS,
    Candidate,
    InversionRequest,
    InversionResult,
    Loading,
    MethodInfo,
    Progress,
    Scores,
    TraceStep,
)

if TYPE_CHECKING:
    from transformers import Cache

    from promptstudio.models.adapters.causal_lm import BeamDecoder

_CANDIDATES = 4
_PROGRAM_WEIGHT = 1.5  # of CLIP in the authors' program
_READERS = {"vlm": "vision-language model", "captioner": "captioner"}  # they look at the images themselves, and write
_PATIENCE = 8  # pieces that add nothing to what CLIP sees before the search ends
_SLACK = 4  # pieces of the language model for a CLIP piece at most: some models repeat what adds nothing to a text


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    beams: Annotated[
        int, Meta(ge=1, le=64, description="Texts that are written side by side; more find better ones and take longer")
    ] = 10
    guide: Annotated[
        Literal["both", "lm", "clip"], Meta(description="Which models steer the search and choose the prompt")
    ] = "both"
    """The paper's ablation. "lm": no text is scored by CLIP; "clip": the language model only proposes."""
    clip_weight: Annotated[
        float, Meta(ge=0, le=1500, description="Weight of the likeness to the image: nats for a cosine of 1")
    ] = 150.0
    """150 is 100 (CLIP's own temperature) over α."""
    length_penalty: Annotated[float, Meta(ge=0, le=2, description="How much longer prompts are favoured")] = 1.2
    """Exponent of ((5 + pieces) / 6), which divides the language model's log-probability when beams of different length
    are compared."""
    fill: Annotated[
        float,
        Meta(
            ge=0, le=1, description="Share of the budget before which no prompt ends. 1: all is used, as in the paper"
        ),
    ] = 0.5
    """Below 1, the search ends when no more is found, and what tells nothing more of the image is left out
    (docs/algorithms.md §1.14). Prompts of `repo_faithful` always fill their budget."""
    lm: Annotated[
        Literal["causal_lm", "vlm", "captioner"],
        Meta(description="What writes; a vision-language model and a captioner are shown the images themselves"),
    ] = "causal_lm"
    """A vision-language model is asked. A captioner says what it was trained to say, of several images what all of them
    support."""
    hints: Annotated[
        bool, Meta(description="Tell a language model without a chat template the words found in the image, too")
    ] = False
    """Off is as published; on gives the search what edit_friendly's is given. Only for models that were trained on
    hints before their begin token. Chat models are always told."""
    words_weight: Annotated[
        float,
        Meta(ge=0, le=10, description="How much likeness to the words that CLIP finds counts beside that to the image"),
    ] = 1.0
    """Without `hints` it has no effect (docs/algorithms.md §1.15)."""
    contrast: Annotated[
        float,
        Meta(ge=0, le=1, description="How much likeness to pictures of all kinds is taken off that to the image"),
    ] = 1.0
    """No effect where the profile does not say what pictures are like (docs/algorithms.md §1.15), nor with
    `repo_faithful`."""
    cache: Annotated[
        bool, Meta(description="Keep what was read of every beam; off, everything is read anew at every step")
    ] = True
    """Of the language model and of CLIP's text tower. Off is what the authors' program does."""
    repo_faithful: Annotated[bool, Meta(description="Score as the authors' program does")] = False
    """The log-softmax of CLIP's logits over the step's candidates times 1.5, image features not normalised, and prompts
    that fill their budget; chat models are told the piece of CLIP's vocabulary nearest to the images
    (docs/algorithms.md §2). Finished prompts are compared as otherwise: the program compares the last beams by the
    score of another one, and that slip is not reproduced."""
    normalise: Annotated[
        bool, Meta(description="With “repo faithful”: image features of length 1, as in CLIP's training")
    ] = False
    """Off is what the authors' program does. Where the features are long, the language model then has no say. Without
    `repo_faithful` features are always of length 1."""


class _Beam(msgspec.Struct, frozen=True):
    """A text that is being written."""

    ids: tuple[int, ...]
    """Pieces of the language model."""
    log_probability: float
    """The language model's, of all pieces, nats."""
    text: str = ""
    clip: float = 0.0
    """Guide cosine, and what else is aimed at."""
    guidance: float = 0.0
    """What the step's ranking adds to the language model's log-probability, nats."""

    @property
    def prompt(self) -> Prompt:
        """The text as a prompt."""
        return Prompt.parse(self.text, Origin.INVERTED)


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every piece; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    role = run.settings.lm
    if (reader := _READERS.get(role)) is not None:
        if not run.settings.cache:
            raise BadRequest(f"VGD: a {reader} always keeps its cache; leave “cache” on.")
        if not request.references:
            raise BadRequest(f"VGD: a {reader} needs reference images; distil with the causal LM.")
        if run.settings.hints:
            raise BadRequest(f"VGD: a {reader} looks at the images itself; leave “hints” off.")
    if reader is None and not run.settings.repo_faithful and not request.text:
        yield from run.look(role)
    yield from run.prepare(role, "guide_clip")
    if run.settings.hints and not models.causal_lm.reads_hints:
        raise BadRequest(f"VGD: {models.causal_lm.name} was not trained on hints; leave “hints” off.")
    run.steps = request.pieces + 1
    search = _BeamSearch(run)
    yield run.progress("Reading the image")
    yield from search.run_through()
    beams = search.best(_CANDIDATES)
    fill, aim, scored = search.fill, search.aim, search.clip_counts
    del search  # the language model goes with it: it and the masked one need not be there together
    models.release(role)
    run.step = run.steps
    prompts = [beam.prompt for beam in beams]
    if fill < 1:
        prompts = [run.told_once(prompt, aim) if scored else run.whole(prompt) for prompt in prompts]
    return (yield from run.conclude([(prompt, float(run.target.scorer([prompt.text])[0])) for prompt in prompts]))


def _writer(models: Models, role: str) -> BeamDecoder:
    if role == "captioner":
        return models.captioner.writer
    return models.vlm if role == "vlm" else models.causal_lm


class _BeamSearch:
    """`beams`: texts that may go on, best first. `finished`: prompts that ended, by their text."""

    def __init__(self, run: Run[Settings]) -> None:
        self.run = run
        self.models, self.settings = run.models, run.settings
        self.pieces = run.request.pieces
        self.lm = _writer(run.models, run.settings.lm)
        self.cache: Cache
        scorer = run.target.scorer
        self.scorer = scorer if run.settings.cache else scorer.without_prefixes()
        self.banned = torch.zeros(self.lm.vocabulary, dtype=torch.bool)  # (V,)
        if run.style:
            self.banned = naming_pieces(guide_of(run.models).phrases, self.lm)
        self.lm_counts = run.settings.guide != "clip"
        self.clip_counts = run.settings.guide != "lm"
        self.fill = 1.0 if self.settings.repo_faithful else self.settings.fill
        words_weight = self.settings.words_weight if self.settings.hints else 0.0
        self.aim = Aim(words_weight, 0.0 if self.settings.repo_faithful else self.settings.contrast)
        self.beams: list[_Beam] = []
        self.finished: dict[str, _Beam] = {}

    def run_through(self) -> Iterator[Progress]:
        """Writes piece by piece until no beam can go on."""
        run = self.run
        log_p = yield from self._begin()
        beams = [_Beam((), 0.0)]
        best, idle = -math.inf, 0
        while beams and idle < _PATIENCE:
            beams, parents = self._extend(beams, log_p.masked_fill(self.banned, -torch.inf))
            run.step += 1
            if beams:
                self.beams = beams
                first = beams[0]
                clip = first.clip if self.clip_counts else None
                run.trace.append(TraceStep(run.step, guide_clip=clip, log_probability=first.log_probability))
                log_p = self._advance(beams, parents)
            self._show()
            yield run.progress("Searching for words")
            if self.fill < 1 and self.clip_counts and self.finished:
                reached = max(beam.clip for beam in (*self.finished.values(), *beams))
                idle = idle + 1 if reached < best + LEAST_GAIN else 0
                best = max(best, reached) if idle == 0 else best
        run.step = self.pieces

    def best(self, count: int) -> list[_Beam]:
        """The best beams of all steps with different texts, best first."""
        ranked = sorted([*self.finished.values(), *self.beams], key=self._value, reverse=True)
        return list({beam.text: beam for beam in reversed(ranked)}.values())[::-1][:count]

    def _begin(self) -> Generator[Progress, None, torch.Tensor]:
        """Reads what stands before the prompt. Returns log-probabilities of its first piece, (1, vocabulary)."""
        request = self.run.request
        if self.settings.lm in _READERS:
            shown = [images.clip_square(reference, CAPTIONED) for reference in request.references]
            if self.settings.lm == "vlm":
                self.cache, log_p = self.models.vlm.start(shown, self.pieces, self.run.style)
            else:
                self.cache, log_p = self.models.captioner.writer.start(shown)
            return log_p
        lm = self.models.causal_lm
        hints: tuple[str, ...] = ()
        if lm.chat and self.settings.repo_faithful:
            hints = ((yield from self._nearest_piece()),)
        elif lm.chat and request.text:
            hints = (request.text,)
        elif lm.chat or self.settings.hints:
            hints = (yield from self.run.find_words()).hints
        self.context = lm.context(hints, self.pieces, self.run.style)
        self.cache, log_p = lm.start(self.context)
        return log_p

    def _advance(self, beams: list[_Beam], parents: list[int]) -> torch.Tensor:
        if not self.settings.cache:
            return self.models.causal_lm.reread(self.context, [beam.ids for beam in beams])
        pieces = torch.tensor([beam.ids[-1] for beam in beams])
        return self.lm.step(pieces, torch.tensor(parents), self.cache)

    def _nearest_piece(self) -> Generator[Progress, None, str]:
        """The piece of CLIP's vocabulary whose text is nearest to the images (the program's first word)."""
        words = [text.strip() for text in self.models.clip_pieces.texts]
        words = [word for word in dict.fromkeys(words) if word.isalnum()]
        features = guide_of(self.models).phrases.features
        encoding = features.encode(self.scorer.clip, words)
        yield from relay(encoding, lambda _: self.run.progress("Looking for words in the image"))
        return features.ranked(self.scorer.clip, words, self.scorer.target)[0]

    def _extend(self, beams: list[_Beam], log_p: torch.Tensor) -> tuple[list[_Beam], list[int]]:
        """The K best continuations and the beams they continue. Global top K² by the LM first (the authors' program),
        then by LM and CLIP together. What would exceed the budget, and ends, leave the search as finished prompts."""
        width = self.settings.beams
        most = min(_SLACK * self.pieces, self.lm.longest or sys.maxsize)
        total = torch.tensor([beam.log_probability for beam in beams])[:, None] + log_p
        scores, flat = total.flatten().topk(min(width * width, total.numel()))
        vocabulary = log_p.shape[1]
        tried: list[tuple[int, tuple[int, ...], float]] = []
        for score, index in zip(scores.tolist(), flat.tolist(), strict=True):
            parent, piece = divmod(index, vocabulary)
            if score == -torch.inf:
                continue
            if piece == self.lm.eos_id:
                self._finish(beams[parent], least=self.fill)
                continue
            tried.append((parent, (*beams[parent].ids, piece), score))
        texts = [text.strip() for text in self.lm.decode_all([ids for _, ids, _ in tried])]
        lengths = self.models.clip_pieces.lengths(texts)
        grown: list[tuple[int, _Beam]] = []
        full: set[int] = set()
        for (parent, ids, score), text, length in zip(tried, texts, lengths, strict=True):
            if length > self.pieces or len(ids) > most:
                full.add(parent)
            else:
                grown.append((parent, _Beam(ids, score, text)))
        for parent in sorted(full):
            self._finish(beams[parent], least=0.0)
        best = sorted(self._guided(grown), key=lambda row: self._rank(row[1]), reverse=True)[:width]
        return [beam for _, beam in best], [parent for parent, _ in best]

    def _guided(self, grown: list[tuple[int, _Beam]]) -> list[tuple[int, _Beam]]:
        """The candidates of a step with their cosines, and with what these add to the ranking."""
        if not grown or not self.clip_counts:
            return grown
        texts = [beam.text for _, beam in grown]
        cosines = self.scorer.nearness(texts, self.aim)
        guidance = self.settings.clip_weight * cosines
        if self.settings.repo_faithful:
            # a cosine times the length of its image's features is the program's product
            logits = self.scorer.clip.logit_scale * (self.scorer.each(texts) * self._norms).mean(1)
            guidance = _PROGRAM_WEIGHT * torch.log_softmax(logits, dim=0)
        return [
            (parent, msgspec.structs.replace(beam, clip=cosine, guidance=more))
            for (parent, beam), cosine, more in zip(grown, cosines.tolist(), guidance.tolist(), strict=True)
        ]

    @cached_property
    def _norms(self) -> torch.Tensor:
        norms = self.run.target.norms()  # (references,)
        return torch.ones_like(norms) if self.settings.normalise else norms

    def _rank(self, beam: _Beam) -> float:
        return (beam.log_probability if self.lm_counts else 0.0) + beam.guidance

    def _finish(self, beam: _Beam, least: float) -> None:
        if beam.prompt.words and len(self.models.clip_offsets(beam.text)) >= least * self.pieces:
            self.finished[beam.text] = beam

    def _value(self, beam: _Beam) -> float:
        """What beams of different steps are compared by: a softmax over a step's candidates would not do."""
        penalty = ((5 + len(beam.ids)) / 6) ** self.settings.length_penalty
        lm = beam.log_probability / penalty if self.lm_counts else 0.0
        return lm + (self.settings.clip_weight * beam.clip if self.clip_counts else 0.0)

    def _show(self) -> None:
        """Puts the first beam on the canvas of the run, and the best of all as its best."""
        self.run.canvas = tuple(word.text for word in self.beams[0].prompt.words) if self.beams else ()
        leader = max([*self.finished.values(), *self.beams], key=self._value, default=None)
        if leader and leader.prompt.words:
            self.run.best = Candidate(leader.prompt, Scores(guide_clip=leader.clip if self.clip_counts else None))
        else:
            self.run.best = None


METHOD = Method(
    MethodInfo(
        name="vgd",
        title="VGD",
        paper="Visually Guided Decoding (ICLR 2025)",
        summary="Beam search of a causal language model, every continuation scored against the image.",
        needs_gradients=False,
        models=("causal_lm", "guide_clip", "masked_lm"),
        tasks=TASKS,
        typical_cost="one forward of 10 beams and up to 100 CLIP texts for every piece",
    ),
    invert,
    Settings,
)
