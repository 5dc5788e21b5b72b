"""CLIP Interrogator (pharmapsychotic, 2022; algorithms.md §6): a caption, and phrases that CLIP ranks by the image.

Written anew. Ranking is exact, over features that are kept with the profile's phrases. The greedy chain tries fewer
phrases in every round, the best of the round before, instead of two thousand each time.
"""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import torch
from msgspec import Meta

from promptstudio import images
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.guide.scoring import BATCH
from promptstudio.guide.target import CAPTIONED
from promptstudio.guide.words import Category, Phrases
from promptstudio.inversion.run import as_negative, concluded, seconds_left
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Candidate, InversionRequest, InversionResult, Loading, Progress, Scores, TraceStep

_ROUNDS = 32  # phrases of a chain at most
_ACCEPTED = 8  # first phrases that are taken even when the cosine falls: a chain may have to pass through a valley
_FLAVORS = 3  # of the classic line
_LEAST = 256  # phrases tried in every round at least: with fewer, a chain is seldom that of the whole search
_CANDIDATES = 4
_WORD_OR_MARK = re.compile(r"[^\s,.;:!?]+|[,.;:!?]")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`mode`: classic (the best of each list), fast (the best phrases as they rank), best (a greedy chain, and the best
    of all these lines), negative (what the image is not: a negative prompt). `caption`: how the line begins: with what
    the captioner says, with the best line of the words that CLIP finds (the hints of other methods), or not at all;
    auto is the captioner where the profile has one, else words. `candidates`: phrases tried in the chain's first round;
    after each, the best quarter goes on."""

    mode: Literal["best", "fast", "classic", "negative"] = "best"
    caption: Literal["auto", "captioner", "words", "none"] = "auto"
    candidates: Annotated[int, Meta(ge=16, le=65536)] = 1024


class Lists(msgspec.Struct, frozen=True):
    """Phrases: of media, of anything a picture can show or be like, and of what no picture should be."""

    mediums: tuple[str, ...]
    flavors: tuple[str, ...]
    negative: tuple[str, ...] = ()


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
    settings = msgspec.convert(request.settings, Settings)
    # A negative prompt tells what is not there; a captioner names things, which a style must not, and needs a picture.
    begun = settings.mode != "negative"
    auto = "captioner" if models.has("captioner") else "words"
    source = auto if settings.caption == "auto" else settings.caption
    captioned = begun and source == "captioner" and request.task == "inversion"
    yield from models.prepare("guide_clip", *(["captioner"] if captioned else []))
    run = _Run(request, models, settings)
    if captioned:
        yield run.progress("Describing the image")
        run.describe()
    elif begun and source == "words":
        yield from run.find_words()
    yield from run.rank()
    if settings.mode == "negative":
        yield from run.chain([*run.lists.negative, *run.flavors[::-1]], sign=-1.0, caption="")
    else:
        if settings.mode in ("classic", "best"):
            yield from run.classic()
        if settings.mode in ("fast", "best"):
            yield from run.fast()
        if settings.mode == "best":
            yield from run.chain(run.both(), sign=1.0, caption=run.caption)
    return (yield from run.finish())


class _Run:
    """`lines`: every line tried, with its cosine; the answer is the best of them (the farthest, for a negative)."""

    def __init__(self, request: InversionRequest, models: Models, settings: Settings) -> None:
        self.request, self.models, self.settings = request, models, settings
        self.started = time.monotonic()
        self.target = guide_of(models).target(request.references, request.text)
        self.scorer = self.target.scorer
        self.lists = lists_of(models.profile["phrases"].require(), guide_of(models).phrases)
        if request.task == "style":
            self.lists = _without_things(self.lists, guide_of(models).phrases)
        self.flavors: list[str] = []
        self.mediums: list[str] = []
        self.caption = ""
        self.captioned = False
        self.lines: dict[str, float] = {}
        self.step, self.steps = 0, 2 + (_ROUNDS if settings.mode in ("best", "negative") else 1)
        self.trace: list[TraceStep] = []

    def describe(self) -> None:
        said = []
        for reference in self.request.references:
            said.append(self.models.captioner.caption(images.clip_square(reference, CAPTIONED)).rstrip(" ."))
        self.models.release("captioner")
        self.captioned = True
        scores = self.scorer(said).tolist()
        self._begin(said[max(range(len(said)), key=scores.__getitem__)])

    def find_words(self) -> Generator[Progress, None, None]:
        look = self.target.look(things=self.request.task != "style")
        found = yield from relay(look, lambda _: self.progress("Looking for words in the image"))
        self._begin(found.line)

    def _begin(self, caption: str) -> None:
        self.caption = within_budget(self.models, Prompt.parse(caption), self.request.pieces).text
        self._tried([self.caption])

    def rank(self) -> Generator[Progress, None, None]:
        """All phrases in the order of their cosine."""
        features = guide_of(self.models).phrases.features
        for done, of in features.encode(self.scorer.clip, [*self.lists.mediums, *self.lists.flavors]):
            yield self.progress(f"Reading phrases, {done} of {of}")
        self.mediums = self._nearest(self.lists.mediums)
        self.flavors = self._nearest(self.lists.flavors)
        self.step = 1
        yield self.progress("Ranking phrases")

    def both(self) -> list[str]:
        """Media and flavors together, as they rank."""
        return self._nearest(list(dict.fromkeys([*self.lists.mediums, *self.lists.flavors])))

    def classic(self) -> Generator[Progress, None, None]:
        line = self._append(self.caption, self.mediums[:1])
        self._tried([self._append(line, self.flavors[:_FLAVORS])])
        yield self.progress("Ranking phrases")

    def fast(self) -> Generator[Progress, None, None]:
        self._tried([self._append(self.caption, self.both()[:_ROUNDS])])
        self.step = 2
        yield self.progress("Ranking phrases")

    def chain(self, phrases: list[str], sign: float, caption: str) -> Generator[Progress, None, None]:
        """Appends the phrase that moves the cosine most in the direction of `sign`, as long as it moves that way."""
        line, score = caption, (sign * self.lines[caption] if caption else -torch.inf)
        pool = _new(phrases[: self.settings.candidates], line)
        for number in range(_ROUNDS):
            trials = {self._join(line, phrase): phrase for phrase in pool}
            texts = list(trials)
            for first in range(0, len(texts), BATCH):
                self.scorer.remember(texts[first : first + BATCH])
                yield self.progress("Trying phrases")
            texts.sort(key=lambda text: sign * self.scorer.cache[text], reverse=True)
            taken = next((text for text in texts if self._fits(text)), None)
            if taken is None:
                break
            new = sign * self.scorer.cache[taken]
            if new <= score and number >= _ACCEPTED:
                break
            line, score = taken, new
            self._tried([line])
            kept = [trials[text] for text in texts[: max(len(texts) // 4, _LEAST)]]
            pool = _new(kept, line)
            self.step += 1
            self.trace.append(TraceStep(number + 1, guide_clip=self.lines[line]))
            yield self.progress("Trying phrases")

    def finish(self) -> Generator[Progress | Loading, None, InversionResult]:
        self.step = self.steps
        ranked = [(Prompt.parse(text, Origin.INVERTED), fit) for text, fit in self._ranked()[:_CANDIDATES]]
        roles = ("guide_clip", *(("captioner",) if self.captioned else ()))
        result = yield from concluded(self.request, self.models, roles, self.started, ranked, self.trace, self.progress)
        return as_negative(result) if self.settings.mode == "negative" else result

    # ---------------------------------------------------------------- parts

    def _nearest(self, phrases: Sequence[str]) -> list[str]:
        return guide_of(self.models).phrases.features.ranked(self.scorer.clip, phrases, self.scorer.target)

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
        return len(self.models.clip_offsets(text)) <= self.request.pieces

    def _tried(self, texts: Sequence[str]) -> None:
        found = zip(texts, self.scorer(texts).tolist(), strict=True)
        self.lines |= {text: fit for text, fit in found if text}

    def _ranked(self) -> list[tuple[str, float]]:
        nearest = self.settings.mode != "negative"
        return sorted(self.lines.items(), key=lambda line: line[1], reverse=nearest)

    def progress(self, stage: str) -> Progress:
        best: Candidate | None = None
        words: tuple[str, ...] = ()
        if self.lines:
            text, fit = self._ranked()[0]
            best = Candidate(Prompt.parse(text, Origin.INVERTED), Scores(guide_clip=fit))
            words = tuple(word.text for word in best.prompt.words)
        left = seconds_left(self.started, self.step, self.steps)
        return Progress(stage, self.step, self.steps, words, None, best, left)
