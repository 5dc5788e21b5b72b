"""The history's tree as lines above its cards: each branch runs in a lane of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from promptstudio.document import HistoryEntry


@dataclass(frozen=True)
class Lanes:
    """Of each entry by its place in the history."""

    lane: tuple[int, ...]
    """The lane of its dot, 0 the uppermost."""
    parent: tuple[int | None, ...]
    """Place of the entry that it was made from."""

    @property
    def count(self) -> int:
        """How many lanes there are."""
        return max(self.lane, default=-1) + 1

    def way_to(self, place: int | None) -> frozenset[int]:
        """The places from the beginning to this one, along what was made from what."""
        way = set()
        while place is not None:
            way.add(place)
            place = self.parent[place]
        return frozenset(way)


def lanes_of(history: Sequence[HistoryEntry]) -> Lanes:
    """What was made first from an entry stays in its lane; each other branch has the uppermost lane that is free from
    the entry it leaves to its own last one."""
    places = {entry.number: place for place, entry in enumerate(history)}
    parent = tuple(places.get(entry.after) for entry in history)
    goes_on: dict[int | None, int] = {}
    for place, before in enumerate(parent):
        goes_on.setdefault(before, place)
    lane = [0] * len(history)
    taken: list[int] = []  # by lane: up to which place
    for place, before in enumerate(parent):
        if before is not None and goes_on[before] == place:
            lane[place] = lane[before]
            continue
        begin = place if before is None else before
        last = _last_of(place, goes_on)
        free = next((n for n, end in enumerate(taken) if end <= begin), len(taken))
        taken[free : free + 1] = [last]
        lane[place] = free
    return Lanes(tuple(lane), parent)


def _last_of(place: int, goes_on: dict[int | None, int]) -> int:
    while place in goes_on:
        place = goes_on[place]
    return place
