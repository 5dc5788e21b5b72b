"""CLIP Interrogator (pharmapsychotic, 2022; docs/algorithms.md §6): a caption, and phrases ranked by CLIP.

Written anew. Ranking is exact, over features that are kept with the profile's phrases. The greedy chain tries fewer
phrases in every round, the best of the round before, instead of two thousand each time.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.guide.guide import guide_of
from promptstudio.guide.scoring import BATCH
from promptstudio.guide.target import CAPTIONED
from promptstudio.guide.words import Category, Phrases
from promptstudio.inversion.method import Method
from promptstudio.inversion.run import Run, as_negative
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

_ROUNDS = 32  # phrases of a chain at most
_ACCEPTED = 8  # first phrases that are taken even when the cosine falls: a chain may have to pass through a valley
_FLAVORS = 3  # of the classic line
_LEAST = 256  # phrases tried in every round at least: with fewer, a chain is seldom that of the whole search
_CANDIDATES = 4
_WORD_OR_MARK = re.compile(r"[^\s,.;:!?]+|[,.;:!?]")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mode: Annotated[
        Literal["best", "fast", "classic", "negative"],
        Meta(
            description="Best: a greedy chain of phrases. Fast: as they rank. Classic: one of each list. "
            "Negative: what the image does not show"
        ),
    ] = "best"
    """"best" also tries the lines of "fast" and "classic". "negative" gives a negative prompt."""
    caption: Annotated[
        Literal["auto", "captioner", "words", "none"],
        Meta(
            description="What the line begins with. Auto: a caption where there is a captioner, else words that CLIP "
            "finds"
        ),
    ] = "auto"
    """"words": the best line of the words that CLIP finds, which are the hints of other methods."""
    candidates: Annotated[
        int, Meta(ge=16, le=65536, description="Phrases that are tried in the chain's first round")
    ] = 1024
    """After each round the best quarter goes on."""


class Lists(msgspec.Struct, frozen=True):
    """Lists of phrases, by their names in CLIP Interrogator."""

    mediums: tuple[str, ...]
    """Media: “oil painting”."""
    flavors: tuple[str, ...]
    """Anything that a picture can show or be like."""
    negative: tuple[str, ...] = ()
    """What no picture should be."""


def lists_of(phrases: Path, categories: Sequence[Category]) -> Lists:
    """The lists that lie in the folder `interrogator` beside a profile's phrases; without it, the phrases themselves:
    media are those of the first category, which decides the look of the whole picture."""
    folder = phrases.with_name("interrogator")
    if folder.is_dir():
        return Lists(*(_lines(folder / f"{name}.txt") for name in ("mediums", "flavors", "negative")))
    flavors = [phrase for category in categories for phrase in category.phrases]
    return Lists(tuple(categories[0].phrases), tuple(dict.fromkeys(flavors)))


def _words(text: str) -> tuple[str, ...]:
    """Words and punctuation marks, in small letters."""
    return tuple(_WORD_OR_MARK.findall(text.lower()))


def _new(phrases: Sequence[str], line: str) -> list[str]:
    """Those of `phrases` that do not stand in the line already, word for word: “car” stands in “a red car”, not in
    “carpet”."""
    there = f" {' '.join(_words(line))} "
    return [phrase for phrase in phrases if f" {' '.join(_words(phrase))} " not in there]


def _without_things(lists: Lists, categories: Phrases) -> Lists:
    """The lists without phrases that name a thing, one or more of it. A word that things' names share with others names
    none (“old”), nor does a thing inside the name of a look (“pencil sketch”)."""
    things = {
        (*words[:-1], words[-1] + ending)
        for category in categories
        if category.leads
        for words in map(_words, category.phrases)
        for ending in ("", "s", "es")
    }
    looks = {_words(phrase) for category in categories.without_things() for phrase in category.phrases}

    def named(phrase: str) -> bool:
        words = _words(phrase)
        spans = [(begin, end) for end in range(len(words) + 1) for begin in range(end)]
        covered = [(begin, end) for begin, end in spans if words[begin:end] in looks]
        return any(
            words[begin:end] in things and not any(first <= begin and end <= last for first, last in covered)
            for begin, end in spans
        )

    mediums, flavors = (tuple(p for p in phrases if not named(p)) for phrases in (lists.mediums, lists.flavors))
    return msgspec.structs.replace(lists, mediums=mediums, flavors=flavors)


def _lines(file: Path) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()))


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields a `Progress` after every batch of texts; returns the `InversionResult`."""
    run = Run(request, models, Settings)
    mode = run.settings.mode
    beginning = _beginning(run)
    yield from run.prepare("guide_clip", *(["captioner"] if beginning == "captioner" else []))
    run.steps = 2 + (_ROUNDS if mode in ("best", "negative") else 1)
    lines = _Lines(run)
    if beginning == "captioner":
        yield run.progress("Describing the image")
        lines.describe()
    elif beginning == "words":
        lines.begin((yield from run.find_words()).line)
    yield from lines.rank()
    if mode == "negative":
        yield from lines.chain([*lines.lists.negative, *lines.flavors[::-1]], sign=-1.0)
    else:
        if mode in ("classic", "best"):
            yield from lines.classic()
        if mode in ("fast", "best"):
            yield from lines.fast()
        if mode == "best":
            yield from lines.chain(lines.both(), sign=1.0)
    run.step = run.steps
    ranked = [(Prompt.parse(text, Origin.INVERTED), fit) for text, fit in lines.ranked()[:_CANDIDATES]]
    result = yield from run.conclude(ranked)
    return as_negative(result) if mode == "negative" else result


def _beginning(run: Run[Settings]) -> str:
    """What the line begins with: "captioner", "words" or "none".

    A negative prompt tells what is not there. A captioner names things, which a style must not, and needs a picture.
    """
    if run.settings.mode == "negative":
        return "none"
    auto = "captioner" if run.models.has("captioner") else "words"
    source = auto if run.settings.caption == "auto" else run.settings.caption
    return "none" if source == "captioner" and run.request.task != "inversion" else source


class _Lines:
    """Every line that was tried, with its cosine (`tried`). The answer is the nearest to the image; the farthest, for a
    negative prompt. `caption`: what a line begins with."""

    def __init__(self, run: Run[Settings]) -> None:
        self.run = run
        self.models, self.settings = run.models, run.settings
        self.scorer = run.target.scorer
        self.phrases = guide_of(run.models).phrases
        self.lists = lists_of(run.models.profile["phrases"].require(), self.phrases)
        if run.style:
            self.lists = _without_things(self.lists, self.phrases)
        self.flavors: list[str] = []
        self.mediums: list[str] = []
        self.caption = ""
        self.tried: dict[str, float] = {}

    def describe(self) -> None:
        """Begins with the caption of the reference that is nearest to all."""
        captions = [
            self.models.captioner.caption(images.clip_square(reference, CAPTIONED)).rstrip(" .")
            for reference in self.run.request.references
        ]
        self.models.release("captioner")
        scores = self.scorer(captions).tolist()
        self.begin(captions[max(range(len(captions)), key=scores.__getitem__)])

    def begin(self, caption: str) -> None:
        """Every line begins with `caption`, cut to the budget."""
        self.caption = self.run.fit(Prompt.parse(caption)).text
        self._try(self.caption)

    def rank(self) -> Generator[Progress, None, None]:
        """All phrases in the order of their cosine."""
        encoding = self.phrases.features.encode(self.scorer.clip, [*self.lists.mediums, *self.lists.flavors])
        for done, count in encoding:
            yield self.run.progress(f"Reading phrases, {done} of {count}")
        self.mediums = self._nearest(self.lists.mediums)
        self.flavors = self._nearest(self.lists.flavors)
        self.run.step = 1
        yield self.run.progress("Ranking phrases")

    def both(self) -> list[str]:
        """Media and flavors together, as they rank."""
        return self._nearest(list(dict.fromkeys([*self.lists.mediums, *self.lists.flavors])))

    def classic(self) -> Generator[Progress, None, None]:
        """The caption, the best medium and the best flavors."""
        line = self._append(self.caption, self.mediums[:1])
        self._try(self._append(line, self.flavors[:_FLAVORS]))
        yield self.run.progress("Ranking phrases")

    def fast(self) -> Generator[Progress, None, None]:
        """The caption and the best phrases, as far as there is room."""
        self._try(self._append(self.caption, self.both()[:_ROUNDS]))
        self.run.step = 2
        yield self.run.progress("Ranking phrases")

    def chain(self, phrases: list[str], sign: float) -> Generator[Progress, None, None]:
        """Appends the phrase that moves the cosine most in the direction of `sign`, as long as it moves that way."""
        run = self.run
        line, score = self.caption, (sign * self.tried[self.caption] if self.caption else -torch.inf)
        pool = _new(phrases[: self.settings.candidates], line)
        for number in range(_ROUNDS):
            trials = {self._join(line, phrase): phrase for phrase in pool}
            texts = list(trials)
            for first in range(0, len(texts), BATCH):
                self.scorer.remember(texts[first : first + BATCH])
                yield run.progress("Trying phrases")
            texts.sort(key=lambda text: sign * self.scorer.cache[text], reverse=True)
            taken = next((text for text in texts if self._fits(text)), None)
            if taken is None:
                break
            new = sign * self.scorer.cache[taken]
            if new <= score and number >= _ACCEPTED:
                break
            line, score = taken, new
            self._try(line)
            kept = [trials[text] for text in texts[: max(len(texts) // 4, _LEAST)]]
            pool = _new(kept, line)
            run.step += 1
            run.trace.append(TraceStep(number + 1, guide_clip=self.tried[line]))
            yield run.progress("Trying phrases")

    def ranked(self) -> list[tuple[str, float]]:
        """All lines with their cosines, best first."""
        nearest = self.settings.mode != "negative"
        return sorted(self.tried.items(), key=lambda line: line[1], reverse=nearest)

    # ---------------------------------------------------------------- parts

    def _nearest(self, phrases: Sequence[str]) -> list[str]:
        return self.phrases.features.ranked(self.scorer.clip, phrases, self.scorer.target)

    def _join(self, line: str, phrase: str) -> str:
        return f"{line}, {phrase}" if line else phrase

    def _append(self, line: str, phrases: Sequence[str]) -> str:
        """`line` with those of `phrases` that are not in it already and for which there is room."""
        for phrase in phrases:
            longer = self._join(line, phrase)
            if _new([phrase], line) and self._fits(longer):
                line = longer
        return line

    def _fits(self, text: str) -> bool:
        return len(self.models.clip_offsets(text)) <= self.run.request.pieces

    def _try(self, line: str) -> None:
        """Scores a line; the best so far is what the run shows."""
        if line:
            self.tried[line] = float(self.scorer([line])[0])
        if self.tried:
            text, fit = self.ranked()[0]
            best = Prompt.parse(text, Origin.INVERTED)
            self.run.best = Candidate(best, Scores(guide_clip=fit))
            self.run.canvas = tuple(word.text for word in best.words)


METHOD = Method(
    MethodInfo(
        name="clip_interrogator",
        title="CLIP Interrogator",
        paper="CLIP Interrogator (pharmapsychotic, 2022)",
        summary="A caption, and phrases from lists that CLIP finds in the image: a line of tags.",
        needs_gradients=False,
        models=("guide_clip", "masked_lm"),
        tasks=TASKS,
        typical_cost="all phrases once for every CLIP, then up to some thousand CLIP texts",
    ),
    invert,
    Settings,
)
