"""The characters between words: which brackets and quotes in them belong together, and how edits keep them paired.

The gaps of a prompt are the texts before its words, in order, and the text after the last one. A mark is a bracket or
a quote in a gap, given as (number of the gap, position in it). Marks without a partner count as other punctuation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

_PAIRS = (
    "() [] {} <> （） ［］ ｛｝ ＜＞ 「」 『』 【】 《》 〈〉 〔〕 〖〗 〘〙 〚〛 ﹁﹂ ﹃﹄ ︵︶ ‘’ ‚’ “” «» »« ‹› ›‹"
)
_CLOSERS = {
    **{pair[0]: pair[1] for pair in _PAIRS.split()},
    **{quote: quote for quote in "\"'＂"},
    "„": "“”",
    "〝": "〞〟",
}
"""What closes each opening mark."""
_ALL = frozenset(_CLOSERS).union(*_CLOSERS.values())

Mark = tuple[int, int]


def partners(gaps: Sequence[str]) -> dict[Mark, Mark]:
    """The partner of every mark that has one, both ways. Marks of different kinds may cross."""
    found: dict[Mark, Mark] = {}
    waiting: dict[str, list[Mark]] = defaultdict(list)  # opening marks by what closes them, the last one nearest
    for number, gap in enumerate(gaps):
        for place, character in enumerate(gap):
            if character not in _ALL:
                continue
            mark, opened = (number, place), waiting[character]
            while opened and opened[-1] in found:  # closed by another of its closing marks
                opened.pop()
            if opened:
                other = opened.pop()
                found[mark], found[other] = other, mark
            else:
                for closing in _CLOSERS.get(character, ""):
                    waiting[closing].append(mark)
    return found


def closed_up(gaps: Sequence[str], index: int) -> str:
    """What stands in place of the word between gaps `index` and `index + 1`, and of both of them, when it is taken out.

    Marks stay, but for pairs with nothing left inside. Of the punctuation on both sides one stays: outside of the
    brackets that the word was the first or last in; else that after the word, unless only the other is more than
    spaces. At the beginning and the end of a prompt the gap there stays.
    """
    paired = partners(gaps)
    before = _marks(gaps, index, paired)
    after = _marks(gaps, index + 1, paired)
    start, end = len(gaps[index]), 0
    while before and after and paired[before[-1]] == after[0]:
        start, end = before.pop()[1], after.pop(0)[1] + 1
    cut_before = before[-1][1] + 1 if before else 0
    cut_after = after[0][1] if after else len(gaps[index + 1])
    left, right = gaps[index][cut_before:start], gaps[index + 1][end:cut_after]
    if before and paired[before[-1]] > before[-1]:  # the first word in brackets
        middle = left
    elif after and paired[after[0]] < after[0]:  # the last one
        middle = right
    elif index + 2 == len(gaps):
        middle = right
    elif index == 0 or (right.isspace() and left and not left.isspace()):
        middle = left
    else:
        middle = right or left
    return gaps[index][:cut_before] + middle + gaps[index + 1][cut_after:]


def inserted(gaps: Sequence[str]) -> list[str]:
    """The gaps of a text that is put into a prompt: without marks that have no partner or cross a pair that closed
    before, and on the outside without everything but paired marks."""
    paired = _nested(partners(gaps))
    clean, last = [], len(gaps) - 1
    for number, gap in enumerate(gaps):
        marks = [place for _, place in _marks(gaps, number, paired)]
        if number == 0:
            gap, offset = (gap[marks[0] :], marks[0]) if marks else ("", 0)
        elif number == last:
            gap, offset = (gap[: marks[-1] + 1], 0) if marks else ("", 0)
        else:
            offset = 0
        kept = "".join(c for place, c in enumerate(gap, offset) if c not in _ALL or place in marks)
        clean.append(kept or " " if 0 < number < last and kept != gap else kept)
    return clean


def _nested(paired: dict[Mark, Mark]) -> dict[Mark, Mark]:
    """The pairs that close in order; of two that cross, the one that closes first."""
    kept: dict[Mark, Mark] = {}
    opened: dict[Mark, None] = {}  # in order
    for mark in sorted(paired):
        other = paired[mark]
        if mark < other:
            opened[mark] = None
        elif other in opened:
            while opened.popitem()[0] != other:
                pass
            kept[mark], kept[other] = other, mark
    return kept


def after_closing(gaps: Sequence[str], index: int) -> tuple[str, str]:
    """The gap `index` divided where the brackets and quotes that close in it end."""
    paired = partners(gaps)
    closing = [place for number, place in _marks(gaps, index, paired) if paired[number, place] < (number, place)]
    cut = closing[-1] + 1 if closing else 0
    return gaps[index][:cut], gaps[index][cut:]


def before_opening(gaps: Sequence[str], index: int) -> tuple[str, str]:
    """The gap `index` divided where the brackets and quotes that open in it begin."""
    paired = partners(gaps)
    opening = [place for number, place in _marks(gaps, index, paired) if paired[number, place] > (number, place)]
    cut = opening[0] if opening else len(gaps[index])
    return gaps[index][:cut], gaps[index][cut:]


def _marks(gaps: Sequence[str], number: int, paired: dict[Mark, Mark]) -> list[Mark]:
    return [(number, place) for place in range(len(gaps[number])) if (number, place) in paired]


def without_marks(gap: str) -> str:
    """The gap without brackets and quotes."""
    return "".join(c for c in gap if c not in _ALL)
