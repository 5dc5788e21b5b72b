"""VGD (ICLR 2025): beam search of a causal LM guided by CLIP.

Maximises P_CLIP(I|T) · P_LM(T)^α, piece by piece (paper, eq. 7; α = 0.67, K = 10). Differences from the authors'
program, and why, are in algorithms.md §2: features are normalised, finished beams are compared on one scale, and the
LM keeps its key-value cache.
"""

from __future__ import annotations

import sys
import time
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
from promptstudio.guide.target import CAPTIONED
from promptstudio.guide.words import naming_pieces
from promptstudio.inversion.run import concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores, TraceStep

if TYPE_CHECKING:
    from transformers import Cache

    from promptstudio.models.adapters.causal_lm import BeamDecoder

_CANDIDATES = 4
_PROGRAM_WEIGHT = 1.5  # of CLIP in the authors' program
_LOOKS = {"vlm": "vision-language model", "captioner": "captioner"}  # what looks at the images itself and writes
_SLACK = 4  # pieces of the language model for a CLIP piece at most: some models repeat what adds nothing to a text


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`fill`: share of the budget below which a prompt may not end. `clip_weight`: nats for a cosine of 1; 150 is 100
    (CLIP's own temperature) over α. `length_penalty`: exponent of ((5 + pieces) / 6), which divides the LM's
    log-probability when beams of different length are compared.

    `guide`: LM and CLIP, the LM alone (no text is scored), or CLIP alone (the LM only proposes): the paper's ablation.
    `lm`: what writes. A vision-language model is shown the images themselves and asked; a captioner looks at them and
    says what it was trained to say, of several images what all of them support. `cache` off: every beam is read from
    its beginning at every step, as in the authors' program. `repo_faithful`: that program's score (algorithms.md §2):
    the log-softmax of CLIP's logits over the step's candidates times 1.5, image features not normalised, and prompts
    that fill their budget; chat models are told the piece of CLIP's vocabulary nearest to the images. Finished prompts
    are compared as otherwise: its slip of comparing the last beams by the score of another one is not reproduced.
    """

    beams: Annotated[int, Meta(ge=1, le=64)] = 10
    guide: Literal["both", "lm", "clip"] = "both"
    clip_weight: Annotated[float, Meta(ge=0, le=1500)] = 150.0
    length_penalty: Annotated[float, Meta(ge=0, le=2)] = 1.2
    fill: Annotated[float, Meta(ge=0, le=1)] = 0.75
    lm: Literal["causal_lm", "vlm", "captioner"] = "causal_lm"
    cache: bool = True
    repo_faithful: bool = False


class _Beam(msgspec.Struct, frozen=True):
    """`clip`: guide cosine; `guidance`: what the step's ranking adds to the LM's log-probability, nats."""

    ids: tuple[int, ...]
    log_probability: float
    text: str = ""
    clip: float = 0.0
    guidance: float = 0.0

    @property
    def prompt(self) -> Prompt:
        return Prompt.parse(self.text, Origin.INVERTED)


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every piece; returns the `InversionResult`."""
    settings = msgspec.convert(request.settings, Settings)
    if (looks := _LOOKS.get(settings.lm)) is not None:
        if not settings.cache:
            raise BadRequest(f"VGD: a {looks} always keeps its cache; leave “cache” on.")
        if not request.references:
            raise BadRequest(f"VGD: a {looks} needs reference images; distil with the causal LM.")
    yield from models.prepare(settings.lm, "guide_clip")
    run = _Run(request, models, settings)
    yield run.progress("Reading the image")
    yield from run.search()
    return (yield from run.finish())


def _writer(models: Models, role: str) -> BeamDecoder:
    if role == "captioner":
        return models.captioner.writer
    return models.vlm if role == "vlm" else models.causal_lm


class _Run:
    def __init__(self, request: InversionRequest, models: Models, settings: Settings) -> None:
        self.request, self.models, self.settings = request, models, settings
        self.started = time.monotonic()
        self.lm = _writer(models, settings.lm)
        self.cache: Cache
        self.target = guide_of(models).target(request.references, request.text)
        self.scorer = self.target.scorer
        self.style = request.task == "style"
        self.banned = (
            naming_pieces(guide_of(models).phrases, self.lm)
            if self.style
            else torch.zeros(self.lm.vocabulary, dtype=torch.bool)
        )
        self.weighed = settings.guide != "clip"  # whether the LM's probability counts
        self.scored = settings.guide != "lm"
        self.steps = request.pieces + 1
        self.step = 0
        self.beams: list[_Beam] = []
        self.finished: dict[str, _Beam] = {}
        self.trace: list[TraceStep] = []

    def search(self) -> Iterator[Progress]:
        log_p = yield from self._begin()
        beams = [_Beam((), 0.0)]
        while beams:
            beams, parents = self._extend(beams, log_p.masked_fill(self.banned, -torch.inf))
            self.step += 1
            if beams:
                self.beams = beams
                self.trace.append(
                    TraceStep(
                        self.step,
                        guide_clip=beams[0].clip if self.scored else None,
                        log_probability=beams[0].log_probability,
                    )
                )
                log_p = self._advance(beams, parents)
            yield self.progress("Searching for words")
        self.step = self.request.pieces

    def _begin(self) -> Generator[Progress, None, torch.Tensor]:
        """Reads what stands before the prompt. Returns log-probabilities of its first piece, (1, vocabulary)."""
        pieces = self.request.pieces
        if self.settings.lm in _LOOKS:
            shown = [images.clip_square(reference, CAPTIONED) for reference in self.request.references]
            if self.settings.lm == "vlm":
                self.cache, log_p = self.models.vlm.start(shown, pieces, self.style)
            else:
                self.cache, log_p = self.models.captioner.writer.start(shown)
            return log_p
        lm = self.models.causal_lm
        hints: tuple[str, ...] = ()
        if lm.chat and self.settings.repo_faithful:
            hints = ((yield from self._nearest_piece()),)
        elif lm.chat and self.request.text:
            hints = (self.request.text,)
        elif lm.chat:  # any other cannot be told
            look = self.target.look(things=not self.style)
            found = yield from relay(look, lambda _: self.progress("Looking for words in the image"))
            hints = found.hints
        self.context = lm.context(hints, pieces, self.style)
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
        found = [word for word in dict.fromkeys(words) if word.isalnum()]
        features = guide_of(self.models).phrases.features
        encoding = features.encode(self.scorer.clip, found)
        yield from relay(encoding, lambda _: self.progress("Looking for words in the image"))
        return features.ranked(self.scorer.clip, found, self.scorer.target)[0]

    def _extend(self, beams: list[_Beam], log_p: torch.Tensor) -> tuple[list[_Beam], list[int]]:
        """The K best continuations and the beams they continue. Global top K² by the LM first (the authors' program),
        then by LM and CLIP together. What would exceed the budget, and ends, leave the search as finished prompts."""
        width = self.settings.beams
        most = min(_SLACK * self.request.pieces, self.lm.longest or sys.maxsize)
        total = torch.tensor([beam.log_probability for beam in beams])[:, None] + log_p
        scores, flat = total.flatten().topk(min(width * width, total.numel()))
        vocabulary = log_p.shape[1]
        tried: list[tuple[int, tuple[int, ...], float]] = []
        for score, index in zip(scores.tolist(), flat.tolist(), strict=True):
            parent, piece = divmod(index, vocabulary)
            if score == -torch.inf:
                continue
            if piece == self.lm.eos_id:
                self._finish(beams[parent], least=1.0 if self.settings.repo_faithful else self.settings.fill)
                continue
            tried.append((parent, (*beams[parent].ids, piece), score))
        texts = [text.strip() for text in self.lm.decode_all([ids for _, ids, _ in tried])]
        lengths = self.models.clip_pieces.lengths(texts)
        grown: list[tuple[int, _Beam]] = []
        full: set[int] = set()
        for (parent, ids, score), text, length in zip(tried, texts, lengths, strict=True):
            if length > self.request.pieces or len(ids) > most:
                full.add(parent)
            else:
                grown.append((parent, _Beam(ids, score, text)))
        for parent in sorted(full):
            self._finish(beams[parent], least=0.0)
        best = sorted(self._guided(grown), key=lambda row: self._rank(row[1]), reverse=True)[:width]
        return [beam for _, beam in best], [parent for parent, _ in best]

    def _guided(self, grown: list[tuple[int, _Beam]]) -> list[tuple[int, _Beam]]:
        """The candidates of a step with CLIP's say."""
        if not grown or not self.scored:
            return grown
        texts = [beam.text for _, beam in grown]
        cosines = self.scorer(texts)
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
        return self.target.norms()

    def _rank(self, beam: _Beam) -> float:
        return (beam.log_probability if self.weighed else 0.0) + beam.guidance

    def _finish(self, beam: _Beam, least: float) -> None:
        if beam.prompt.words and len(self.models.clip_offsets(beam.text)) >= least * self.request.pieces:
            self.finished[beam.text] = beam

    def _value(self, beam: _Beam) -> float:
        """By what beams of different steps are compared: a softmax over a step's candidates would not do."""
        penalty = ((5 + len(beam.ids)) / 6) ** self.settings.length_penalty
        lm = beam.log_probability / penalty if self.weighed else 0.0
        return lm + (self.settings.clip_weight * beam.clip if self.scored else 0.0)

    def finish(self) -> Generator[Progress | Loading, None, InversionResult]:
        ranked = sorted([*self.finished.values(), *self.beams], key=self._value, reverse=True)
        unique = list({beam.text: beam for beam in reversed(ranked)}.values())[::-1][:_CANDIDATES]
        self.models.release(self.settings.lm)  # the two language models need not be there together
        del self.lm
        self.step = self.steps
        return (
            yield from concluded(
                self.request,
                self.models,
                (self.settings.lm, "guide_clip"),
                self.started,
                [(beam.prompt, float(self.scorer([beam.text])[0])) for beam in unique],
                self.trace,
                self.progress,
            )
        )

    def progress(self, stage: str) -> Progress:
        leader = max([*self.finished.values(), *self.beams], key=self._value, default=None)
        fit = leader.clip if leader and self.scored else None
        best = Candidate(leader.prompt, Scores(guide_clip=fit)) if leader and leader.prompt.words else None
        shown = self.beams[0].prompt.words if self.beams else ()
        left = seconds_left(self.started, self.step, self.steps)
        return Progress(stage, self.step, self.steps, tuple(word.text for word in shown), None, best, left)
