"""What a prompt says of a scene that is known: which of it is shown, which is not, and how often a thing is named.

Only the words of the profile's phrases are understood, so that a table compares methods and no more: what is said in
other words is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from promptstudio.evaluation.edit_test import mentions
from promptstudio.inversion.sentences import clauses

if TYPE_CHECKING:
    from promptstudio.guide.words import Category
    from promptstudio.prompt import Prompt

_SIDES = ("left", "right")
_IS = "is"


class Told(msgspec.Struct, frozen=True):
    """Shares 0…1, None where there is nothing to divide by."""

    told: float | None = None
    """Of the things that the scene shows: those that are named."""
    absent: float | None = None
    """Of the things that are named: those that the scene does not show."""
    untrue: float | None = None
    """Of all that is said of things, their colours and sides, and of place, time and style: what the scene denies."""
    times_named: float | None = None
    """How often a thing is named that the scene shows and that is named at all."""


def told_of(prompt: Prompt, scene: dict[str, Any], categories: Sequence[Category]) -> Told:
    """`scene`: of `datasets.Example`."""
    shown: list[str] = [thing["thing"] for thing in scene.get("things") or ()]
    leading = [category for category in categories if category.leads]
    named = mentions(prompt, [phrase for category in leading for phrase in category.phrases])
    colours = frozenset(colour for category in leading for colour in category.colours)
    right = [thing for thing in shown if thing in named]
    said = [
        *(thing in shown for thing in named),
        *_colours(prompt, named, {thing["thing"]: thing.get("colour") for thing in scene.get("things") or ()}, colours),
        *_sides(prompt, named, shown),
        *_others(prompt, scene, categories),
    ]
    return Told(
        told=_share(len(right), len(shown)),
        absent=_share(len(named) - len(right), len(named)),
        untrue=_share(said.count(False), len(said)),
        times_named=_share(sum(len(named[thing]) for thing in right), len(right)),
    )


def repetition(prompt: Prompt) -> float | None:
    """1 − distinct ÷ all pairs of neighbouring words, 0…1 (seq-rep-2 of Welleck et al. 2020); None below two words."""
    words = [word.text.lower() for word in prompt.words]
    pairs = list(pairwise(words))
    return 1 - len(set(pairs)) / len(pairs) if pairs else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _colours(
    prompt: Prompt, named: dict[str, list[range]], tints: dict[str, str | None], colours: frozenset[str]
) -> Iterator[bool]:
    """Whether each colour that is said of a coloured thing is its own: “a red car”, “the car is red”."""
    words = [word.text.lower() for word in prompt.words]
    for thing, places in named.items():
        for place in places if tints.get(thing) else ():
            before = words[place.start - 1] if place.start else ""
            is_then = words[place.stop : place.stop + 2]
            after = is_then[-1] if is_then[:1] == [_IS] else ""
            yield from (colour == tints[thing] for colour in (before, after) if colour in colours)


def _sides(prompt: Prompt, named: dict[str, list[range]], shown: Sequence[str]) -> Iterator[bool]:
    """Whether each side that is said of one of two things is its own: the words from the thing to the next one, or to
    the clause's end, say left or right."""
    if len(shown) != len(_SIDES):
        return
    starts = {place.start: thing for thing, places in named.items() for place in places}
    for clause in clauses(prompt):
        thing = ""
        for index in clause:
            thing = starts.get(index, thing)
            side = prompt.words[index].text.lower()
            if side in _SIDES and thing in shown:
                yield shown.index(thing) == _SIDES.index(side)


def _others(prompt: Prompt, scene: dict[str, Any], categories: Sequence[Category]) -> Iterator[bool]:
    """Whether each phrase of place, time and style is the scene's, where that is known."""
    for category in categories:
        wanted = None if category.leads else scene.get(category.name)
        if wanted:
            yield from (phrase == wanted for phrase in mentions(prompt, category.phrases))
