"""What became of the words of a prompt that was made shorter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from promptstudio.prompt import Prompt

_SMALL = frozenset("a an the of in on at by with to and or is are it its under over from for as".split())
"""Words that nobody misses."""
_REWORDED = 3
"""Up to so many words are put in others; more than that are dropped."""


def told_distillation(before: Prompt, after: Prompt) -> str:
    """What was kept (in any order), put in other words, dropped and added, in a few short sentences. Articles and the
    like are not told of."""
    old, new = ([word.text for word in prompt.words] for prompt in (before, after))
    common = Counter(map(str.casefold, old)) & Counter(map(str.casefold, new))
    lost, come = _without(old, common), _without(new, common)
    merged: list[str] = []
    dropped: list[str] = []
    added: list[str] = []
    for was, now in before.diff(after):
        gone = _named(old[i] for i in was if i in lost)
        there = _named(new[j] for j in now if j in come)
        if gone and there and len(gone) <= _REWORDED:
            merged.append(f"“{' '.join(gone)}” → “{' '.join(there)}”")
        else:
            dropped += gone
            added += there
    kept = _named(word for place, word in enumerate(new) if place not in come)
    parts = {"Kept": kept, "In other words": merged, "Dropped": dropped, "New": added}
    told = [f"{len(old)} words became {len(new)}."]
    return " ".join([*told, *(f"{name}: {', '.join(words)}." for name, words in parts.items() if words)])


def _named(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.casefold() not in _SMALL]


def _without(words: list[str], common: Counter[str]) -> set[int]:
    """The places of words that are not among `common`."""
    left, places = common.copy(), set()
    for place, word in enumerate(words):
        if left[word.casefold()] > 0:
            left[word.casefold()] -= 1
        else:
            places.add(place)
    return places
