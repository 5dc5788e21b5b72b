"""One run of a method: what it is asked, what it works with, and what every method reports alike."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

import msgspec
import torch

from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.guide.scoring import Aim
from promptstudio.guide.target import Target
from promptstudio.guide.words import ImageWords
from promptstudio.inversion.sentences import named_first, tidied, told_once
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Candidate,
    Coupling,
    InversionRequest,
    InversionResult,
    Loading,
    Matrix,
    Progress,
    Scores,
    TraceStep,
)
from promptstudio.verbs.coupling import coupling_of, leave_one_out, scores_of

SHOW_EVERY = 5
"""Steps between two events of a method that takes hundreds of small ones."""

Settings = TypeVar("Settings", bound=msgspec.Struct)


class Run(Generic[Settings]):
    """The state that all methods share. A method sets `step`, `canvas` and `best`, and appends to `trace`; `progress`
    and `finish` report them.

    `settings`: the method's own struct, which the request's settings are read into.
    """

    def __init__(self, request: InversionRequest, models: Models, settings: type[Settings]) -> None:
        self.request = request
        self.models = models
        self.settings = msgspec.convert(request.settings, settings)
        self.rng = torch.Generator().manual_seed(request.seed)
        """The only source of random numbers: the same seed gives the same prompt."""
        self.roles: list[str] = []
        """Roles of the models that the method uses, for the result."""
        self.trace: list[TraceStep] = []
        self.step, self.steps = 0, 1
        """Steps that are done, and all there will be."""
        self.canvas: tuple[str, ...] = ()
        """What the method is writing now, as words."""
        self.best: Candidate | None = None
        """The best complete prompt so far."""
        self._started = time.monotonic()
        self._chosen: float | None = None

    @property
    def style(self) -> bool:
        """Whether the prompt must say how the images look and name no thing (the task style)."""
        return self.request.task == "style"

    @cached_property
    def target(self) -> Target:
        """The reference images, or the text to distil, as the guide CLIP sees them."""
        return guide_of(self.models).target(self.request.references, self.request.text)

    def prepare(self, *roles: str) -> Generator[Loading, None, None]:
        """Loads models that the method uses. The clock stands still meanwhile."""
        begun = time.monotonic()
        yield from self.models.prepare(*roles)
        self.roles += roles
        self._started += time.monotonic() - begun

    def look(self, before: str) -> Generator[Progress | Loading, None, None]:
        """`Guide.look`, before the model of the role `before` is loaded. Nothing is said of looks (the task style)."""
        if not self.style:
            work = guide_of(self.models).look(self.request.references, before)
            yield from relay(work, lambda event: event or self.progress("Looking for words in the image"))

    def find_words(self) -> Generator[Progress, None, ImageWords]:
        """The words that the guide finds in the images; for a style only those of looks."""
        search = self.target.find_words(things=not self.style)
        return (yield from relay(search, lambda _: self.progress("Looking for words in the image")))

    def fit(self, prompt: Prompt) -> Prompt:
        """The prompt, cut to the budget."""
        return within_budget(self.models, prompt, self.request.pieces)

    def whole(self, prompt: Prompt) -> Prompt:
        """The prompt without repetitions, doubled words and loose ends, a style's as it stands after “in the style of”;
        as it is when nothing of it is whole."""
        tidy = tidied(prompt, self._qualifiers)
        if not tidy.words:
            return prompt
        return tidied(named_first(tidy), self._qualifiers) if self.style else tidy

    def told_once(self, prompt: Prompt, aim: Aim) -> Prompt:
        """The whole prompt without clauses that tell nothing more of what is aimed at.

        Where that is the cosine with the images alone, CLIP would let things go that are there, so a clause stays that
        alone has a word of the profile's phrases.
        """
        scorer = self.target.scorer
        told = told_once(
            self.whole(prompt),
            lambda texts: scorer.nearness(texts, aim),
            facts=frozenset() if scorer.misses(aim) else guide_of(self.models).phrases.words(),
            qualifiers=self._qualifiers,
        )
        return self.whole(told)

    @cached_property
    def _qualifiers(self) -> frozenset[str]:
        return guide_of(self.models).phrases.qualifiers()

    def chosen(self) -> None:
        """Stops the clock: the prompt is chosen, and what follows only measures it. No method's seconds count that."""
        self._chosen = time.monotonic()

    # ---------------------------------------------------------------- reports

    def seconds_left(self) -> float | None:
        """Estimate from the steps done so far; None before the first."""
        if not self.step:
            return None
        return (time.monotonic() - self._started) / self.step * (self.steps - self.step)

    def progress(self, stage: str, coupling: Matrix | None = None) -> Progress:
        """The event for now. `stage`: what is being done, as a person would say it; `coupling`: of `canvas`."""
        return Progress(stage, self.step, self.steps, self.canvas, coupling, self.best, self.seconds_left())

    def finish(self, candidates: tuple[Candidate, ...], coupling: Coupling | None) -> InversionResult:
        """The result. `candidates`: best first, at least one; `coupling`: of the best."""
        return InversionResult(
            prompt=candidates[0].prompt,
            scores=candidates[0].scores,
            coupling=coupling,
            candidates=candidates,
            trace=tuple(self.trace),
            method=self.request.method,
            budget=self.request.budget,
            seed=self.request.seed,
            seconds=(time.monotonic() if self._chosen is None else self._chosen) - self._started,
            device=str(self.models.device),
            models={role: self.models.profile[role].name for role in dict.fromkeys(self.roles)},
            task=self.request.task,
            template=self.request.template,
        )

    def conclude(
        self, ranked: Sequence[tuple[Prompt, float | None]]
    ) -> Generator[Progress | Loading, None, InversionResult]:
        """Measures the coupling and fluency of the best prompt with the masked LM, and returns the result.

        `ranked`: prompts with their guide cosines (None: not scored), best first. Equal texts count once; an empty list
        gives an empty prompt.
        """
        self.chosen()
        unique = list({prompt.text: (prompt, fit) for prompt, fit in reversed(ranked)}.values())[::-1]
        if not unique or not unique[0][0].words:
            return self.finish((Candidate(Prompt(), Scores()),), None)
        (best, fit), *others = unique
        yield from self.models.prepare("masked_lm")
        self.roles.append("masked_lm")
        lm = self.models.masked_lm
        loo = yield from relay(leave_one_out(best, lm), lambda _: self.progress("Measuring coupling"))
        coupling = coupling_of(best, loo, lm.name)
        candidates = (
            Candidate(best, scores_of(fit, coupling, loo)),
            *(Candidate(prompt, Scores(guide_clip=fit)) for prompt, fit in others),
        )
        return self.finish(candidates, coupling)


def as_negative(result: InversionResult) -> InversionResult:
    """The result of a search away from the image, with the note that says so."""
    note = "This says what the image is not: use it as the negative prompt."
    return msgspec.structs.replace(result, notes=(*result.notes, note))
