"""VGD (ICLR 2025): beam search of a causal LM guided by CLIP.

Maximises P_CLIP(I|T) · P_LM(T)^α, piece by piece (paper, eq. 7; α = 0.67, K = 10). Differences from the authors'
program, and why, are in algorithms.md §2: features are normalised, finished beams are compared on one scale, and the
LM keeps its key-value cache.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Annotated

import msgspec
import torch
from msgspec import Meta

from promptstudio.generators import relay
from promptstudio.inversion.reporting import concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import (
    Candidate,
    InversionRequest,
    InversionResult,
    Loading,
    Progress,
    Scores,
    TraceStep,
)

_CANDIDATES = 4
_SLACK = 4  # pieces of the language model for a CLIP piece at most: some models repeat what adds nothing to a text


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`fill`: share of the budget below which a prompt may not end. `clip_weight`: nats for a cosine of 1; 150 is 100
    (CLIP's own temperature) over α. `length_penalty`: exponent of ((5 + pieces) / 6), which divides the LM's
    log-probability when beams of different length are compared."""

    beams: Annotated[int, Meta(ge=1, le=64)] = 10
    clip_weight: Annotated[float, Meta(ge=0, le=1500)] = 150.0
    length_penalty: Annotated[float, Meta(ge=0, le=2)] = 1.2
    fill: Annotated[float, Meta(ge=0, le=1)] = 0.75


class _Beam(msgspec.Struct, frozen=True):
    ids: tuple[int, ...]
    log_probability: float
    clip: float
    prompt: Prompt


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every piece; returns the `InversionResult`."""
    yield from models.prepare("causal_lm", "guide_clip")
    run = _Run(request, models, msgspec.convert(request.settings, Settings))
    yield run.progress("Reading the image")
    yield from run.search()
    return (yield from run.finish())


class _Run:
    def __init__(self, request: InversionRequest, models: Models, settings: Settings) -> None:
        self.request, self.models, self.settings = request, models, settings
        self.started = time.monotonic()
        self.lm = models.causal_lm
        self.target = models.target(request.references)
        self.scorer = self.target.scorer
        self.steps = request.pieces + 1
        self.step = 0
        self.beams: list[_Beam] = []
        self.finished: dict[str, _Beam] = {}
        self.trace: list[TraceStep] = []

    def search(self) -> Iterator[Progress]:
        hints: tuple[str, ...] = ()
        if self.lm.chat:  # any other cannot be told
            found = yield from relay(self.target.look(), lambda _: self.progress("Looking for words in the image"))
            hints = found.hints
        cache, log_p = self.lm.start(self.lm.context(hints, self.request.pieces))
        beams = [_Beam((), 0.0, 0.0, Prompt())]
        while beams:
            beams, parents = self._extend(beams, log_p)
            self.step += 1
            if beams:
                self.beams = beams
                self.trace.append(TraceStep(self.step, guide_clip=beams[0].clip))
                pieces = torch.tensor([beam.ids[-1] for beam in beams])
                log_p = self.lm.step(pieces, torch.tensor(parents), cache)
            yield self.progress("Searching for words")
        self.step = self.request.pieces

    def _extend(self, beams: list[_Beam], log_p: torch.Tensor) -> tuple[list[_Beam], list[int]]:
        """The K best continuations and the beams they continue. Global top K² by the LM first (the authors' program),
        then by LM and CLIP together. What would exceed the budget, and ends, leave the search as finished prompts."""
        width = self.settings.beams
        total = torch.tensor([beam.log_probability for beam in beams])[:, None] + log_p
        scores, flat = total.flatten().topk(min(width * width, total.numel()))
        vocabulary = log_p.shape[1]
        grown: list[tuple[int, _Beam]] = []
        for score, index in zip(scores.tolist(), flat.tolist(), strict=True):
            parent, piece = divmod(index, vocabulary)
            if score == -torch.inf:
                continue
            if piece == self.lm.eos_id:
                self._finish(beams[parent], least=self.settings.fill)
                continue
            ids = (*beams[parent].ids, piece)
            prompt = Prompt.parse(self.lm.decode(ids).strip(), Origin.INVERTED)
            too_long = len(self.models.clip_offsets(prompt.text)) > self.request.pieces
            if too_long or len(ids) > _SLACK * self.request.pieces:
                self._finish(beams[parent], least=0.0)
            else:
                grown.append((parent, _Beam(ids, score, 0.0, prompt)))
        clip = self.scorer([beam.prompt.text for _, beam in grown]).tolist() if grown else []
        scored = [(parent, msgspec.structs.replace(b, clip=c)) for (parent, b), c in zip(grown, clip, strict=True)]
        scored.sort(key=lambda row: row[1].log_probability + self.settings.clip_weight * row[1].clip, reverse=True)
        best = scored[:width]
        return [beam for _, beam in best], [parent for parent, _ in best]

    def _finish(self, beam: _Beam, least: float) -> None:
        if beam.prompt.words and len(self.models.clip_offsets(beam.prompt.text)) >= least * self.request.pieces:
            self.finished[beam.prompt.text] = beam

    def _value(self, beam: _Beam) -> float:
        penalty = ((5 + len(beam.ids)) / 6) ** self.settings.length_penalty
        return beam.log_probability / penalty + self.settings.clip_weight * beam.clip

    def finish(self) -> Generator[Progress | Loading, None, InversionResult]:
        ranked = sorted([*self.finished.values(), *self.beams], key=self._value, reverse=True)
        unique = list({beam.prompt.text: beam for beam in ranked}.values())[:_CANDIDATES]
        self.models.release("causal_lm")  # the two language models need not be there together
        del self.lm
        self.step = self.steps
        return (
            yield from concluded(
                self.request,
                self.models,
                ("causal_lm", "guide_clip"),
                self.started,
                [(beam.prompt, beam.clip) for beam in unique],
                self.trace,
                self.progress,
            )
        )

    def progress(self, stage: str) -> Progress:
        leader = max([*self.finished.values(), *self.beams], key=self._value, default=None)
        best = Candidate(leader.prompt, Scores(guide_clip=leader.clip)) if leader and leader.prompt.words else None
        shown = self.beams[0].prompt.words if self.beams else ()
        left = seconds_left(self.started, self.step, self.steps)
        return Progress(stage, self.step, self.steps, tuple(word.text for word in shown), None, best, left)
