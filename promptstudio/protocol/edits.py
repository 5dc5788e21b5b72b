"""An edit rendered before and after, with one seed or with several."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from promptstudio.prompt import Prompt
from promptstudio.protocol.base import Data, Event, Request, Result, Verb
from promptstudio.protocol.inversion import LearnedWord
from promptstudio.protocol.renders import Comparison, Render, RenderSettings

SEEDS = 2**63
"""How many seeds there are."""


class SeedPair(Data, frozen=True):
    """Both prompts of an edit, rendered from one seed and compared."""

    a: Render
    """Before the edit."""
    b: Render
    """After it."""
    comparison: Comparison

    @property
    def seed(self) -> int:
        return self.a.settings.seed


class SeedsRequest(Request, frozen=True):
    """Repeat an edit with several seeds: is what one pair of renders shows true of others?"""

    verb: ClassVar = Verb("seeds", doing="repeating the edit over seeds", priority=4, waited_for=True)

    before: Prompt
    after: Prompt
    seeds: tuple[int, ...]
    """Each once."""
    settings: RenderSettings = RenderSettings()
    """Of all renders, apart from the seed."""
    safety: bool = False
    """As in `RenderRequest`."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompts may use."""


def following_seeds(first: int, count: int) -> tuple[int, ...]:
    """`count` seeds from `first` on; after the largest comes 0."""
    return tuple((first + number) % SEEDS for number in range(count))


class SeedsProgress(Event, frozen=True):
    """One step of it; each seed counts as a hundred steps."""

    stage: str
    step: int
    steps: int
    seconds_left: float | None = None


class SeedDone(Event, frozen=True):
    """One seed's pair is finished."""

    each_counts: ClassVar = True

    pair: SeedPair


class SeedsResult(Result, frozen=True):
    """All pairs, in the order of the seeds that were asked for."""

    before: Prompt
    after: Prompt
    pairs: tuple[SeedPair, ...]


class Edit(msgspec.Struct, frozen=True):
    """A prompt before and after an edit, both rendered from one seed and compared: what `Engine.edit` returns."""

    before: Prompt
    after: Prompt
    pairs: tuple[SeedPair, ...]
    """One for each seed, the first of which is that of the settings. `promptstudio.seed_figures.figures_of` sums them
    up."""

    @property
    def a(self) -> Render:
        """Of `before`, with the first seed."""
        return self.pairs[0].a

    @property
    def b(self) -> Render:
        """Of `after`, with the first seed."""
        return self.pairs[0].b

    @property
    def comparison(self) -> Comparison:
        """Of both."""
        return self.pairs[0].comparison
