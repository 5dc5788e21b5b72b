"""What differs between two sequences of words: one algorithm for everything that compares two prompts.

`Prompt.diff` is the usual way in. The edit's name, the marks of the side-by-side sheet, the region and the sentence of
a comparison, the old wording shown after a new inversion and the measured values kept after an edit follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

_MOST_PAIRS = 1_000_000  # a thousand words against a thousand take about a second
_DIFFERS, _KEPT, _PLACE = 1 << 40, -(1 << 20), 1
"""Costs of a word that differs, of a word kept and of a place that differs: each outweighs all of the next."""


class Change(NamedTuple):
    """One place where two prompts differ. One of the ranges is empty where words were only added or only removed."""

    old: range
    """Indices of the words in the first prompt."""
    new: range
    """Indices of the words in the second prompt that stand there instead."""


def changes_between(old: Sequence[Any], new: Sequence[Any]) -> list[Change]:
    """The places where two sequences of comparable values differ (least edit distance), left to right.

    1. The common beginning is kept, then the common end of the rest.
    2. Between them as few words as possible differ: a word replaced, added or removed counts one, so a swap is
       preferred to a removal and an addition.
    3. Of the ways with equally few, the one that keeps the most equal words; of those, the one with the fewest places.
    4. What is still undecided keeps the words as far to the left as possible.

    Exchanging the two sequences exchanges `old` and `new` in the answer. If more than a million pairs of words would
    have to be compared, everything between the common beginning and the common end is one change.
    """
    if list(new) < list(old):  # the same alignment in both directions, also where rule 4 decides
        return [Change(change.new, change.old) for change in changes_between(new, old)]
    start, shortest = 0, min(len(old), len(new))
    while start < shortest and old[start] == new[start]:
        start += 1
    end = 0
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    known = set(a)
    if len(a) * len(b) > _MOST_PAIRS or not any(word in known for word in b):
        pairs = []
    else:
        pairs = _kept_pairs(a, b)
    changes, i, j = [], 0, 0
    for next_i, next_j in [*pairs, (len(a), len(b))]:
        if next_i > i or next_j > j:
            changes.append(Change(range(start + i, start + next_i), range(start + j, start + next_j)))
        i, j = next_i + 1, next_j + 1
    return changes


def _kept_pairs(a: Sequence[Any], b: Sequence[Any]) -> list[tuple[int, int]]:
    """Indices (in `a`, in `b`) of the words that the cheapest alignment keeps."""
    rows, columns = len(a), len(b)
    # Cost of what follows after cell (i, j), within a place that differs and (`outside`) after a word that was kept.
    inside = [[0] * (columns + 1) for _ in range(rows + 1)]
    outside = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i == rows or j == columns:
                inside[i][j] = _DIFFERS * (rows - i + columns - j)
                outside[i][j] = inside[i][j] + (_PLACE if inside[i][j] else 0)
                continue
            differs = _DIFFERS + min(inside[i + 1][j + 1], inside[i + 1][j], inside[i][j + 1])
            inside[i][j], outside[i][j] = differs, differs + _PLACE
            if a[i] == b[j]:
                kept = outside[i + 1][j + 1] + _KEPT
                inside[i][j], outside[i][j] = min(differs, kept), min(differs + _PLACE, kept)
    pairs, i, j, costs = [], 0, 0, outside
    while i < rows and j < columns:
        if a[i] == b[j] and costs[i][j] == outside[i + 1][j + 1] + _KEPT:
            pairs.append((i, j))
            i, j, costs = i + 1, j + 1, outside
            continue
        rest = min(inside[i + 1][j + 1], inside[i + 1][j], inside[i][j + 1])
        if rest == inside[i + 1][j + 1]:
            i, j = i + 1, j + 1
        elif rest == inside[i + 1][j]:
            i += 1
        else:
            j += 1
        costs = inside
    return pairs


def removed_and_added(changes: Iterable[Change]) -> tuple[list[int], list[int]]:
    """Indices of all words that the first prompt has and the second lacks, and the other way round."""
    removed: list[int] = []
    added: list[int] = []
    for old, new in changes:
        removed += old
        added += new
    return removed, added


def kept_from(changes: Iterable[Change], count: int) -> list[int | None]:
    """For each of the `count` words after the changes: its index before them, None for words that are new."""
    origins: list[int | None] = []
    at = 0
    for old, new in changes:
        origins += range(at, at + new.start - len(origins))
        origins += [None] * len(new)
        at = old.stop
    return [*origins, *range(at, at + count - len(origins))]
