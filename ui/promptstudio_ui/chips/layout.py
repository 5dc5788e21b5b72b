"""Places boxes in lines that wrap like text. Plain arithmetic on whole pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect

MARGIN = 8
SPACE = 8
PUNCTUATION_SPACE = 4
_OPENING = set("([{<“„«")


@dataclass(frozen=True)
class Box:
    """What is to be placed; widths in pixels."""

    width: int
    closing: int = 0
    """Width of the punctuation that stays with the box before."""
    opening: int = 0
    """Width of the punctuation that stays with this box."""
    breaks: bool = False
    """Whether a new line starts here."""


@dataclass(frozen=True)
class Place:
    """Where a box is, in content coordinates; the rectangles of missing punctuation are empty."""

    rect: QRect
    closing: QRect
    opening: QRect
    line: int


def split_gap(before: str) -> tuple[str, str]:
    """The visible characters of a gap: those that belong to the word before, and those that open the next."""
    marks = "".join(before.split())
    cut = len(marks)
    while cut and marks[cut - 1] in _OPENING:
        cut -= 1
    return marks[:cut], marks[cut:]


def flow(boxes: Sequence[Box], width: int, height: int, line_height: int, right_to_left: bool = False) -> list[Place]:
    """Place boxes of one `height` in lines of `line_height` (which includes the space below) within `width`."""
    places: list[Place] = []
    right = max(width - MARGIN, MARGIN + 1)
    x, line = MARGIN, 0
    for box in boxes:
        top = MARGIN + line * line_height
        closing = QRect(x + PUNCTUATION_SPACE, top, box.closing, height) if box.closing else QRect()
        after = closing.right() + 1 if box.closing else x
        first = not places
        opening_space = box.opening + PUNCTUATION_SPACE if box.opening else 0
        start = after if first and not box.closing else after + (PUNCTUATION_SPACE if box.closing else SPACE)
        if not first and (box.breaks or start + opening_space + box.width > right):
            line += 1
            top += line_height
            start = MARGIN
        opening = QRect(start, top, box.opening, height) if box.opening else QRect()
        rect = QRect(start + opening_space, top, min(box.width, right - MARGIN), height)
        places.append(Place(rect, closing, opening, line))
        x = rect.right() + 1
    return [_mirrored(place, width) for place in places] if right_to_left else places


def _mirrored(place: Place, width: int) -> Place:
    rects = (place.rect, place.closing, place.opening)
    rect, closing, opening = (QRect(width - r.right() - 1, r.top(), r.width(), r.height()) for r in rects)
    return Place(rect, closing, opening, place.line)


def gap_at(places: Sequence[Place], point: QPoint, line_height: int, right_to_left: bool = False) -> int:
    """The gap 0…len(places) nearest to `point`: the number of boxes that stand before it."""
    if not places:
        return 0
    line = min(max((point.y() - MARGIN) // line_height, 0), places[-1].line)
    on_line = [i for i, place in enumerate(places) if place.line == line]
    for i in on_line:
        away = point.x() - places[i].rect.center().x()
        if (away > 0) if right_to_left else (away < 0):
            return i
    return on_line[-1] + 1


def gap_under(places: Sequence[Place], point: QPoint) -> int | None:
    """The gap between two neighbours on one line, when `point` is in the space between them."""
    for i, pair in enumerate(pairwise(places), start=1):
        left, right = sorted(pair, key=lambda place: place.rect.left())
        between = QRect(
            left.rect.right() + 1, left.rect.top(), right.rect.left() - left.rect.right() - 1, left.rect.height()
        )
        if left.line == right.line and between.contains(point):
            return i
    return None


def gap_line(places: Sequence[Place], gap: int, height: int, right_to_left: bool = False) -> tuple[int, int, int]:
    """x, top and bottom of the middle of a gap. `places`: of the words only; `height`: of a box."""
    if not places:
        return MARGIN // 2, MARGIN, MARGIN + height
    if gap == len(places) or (gap > 0 and places[gap].line != places[gap - 1].line):
        return _beside(places[gap - 1].rect, right=not right_to_left)
    if gap == 0:
        return _beside(places[0].rect, right=right_to_left)
    left, right = sorted((places[gap - 1].rect, places[gap].rect), key=QRect.left)
    return (left.right() + 1 + right.left()) // 2, right.top(), right.bottom()


def _beside(rect: QRect, right: bool) -> tuple[int, int, int]:
    x = rect.right() + 1 + SPACE // 2 if right else rect.left() - SPACE // 2
    return x, rect.top(), rect.bottom()


def above_or_below(places: Sequence[Place], index: int, step: int, x: int) -> int:
    """The box nearest to `x` on the next (`step` 1) or previous (−1) line; the same box when there is no such line."""
    others = [i for i, place in enumerate(places) if place.line == places[index].line + step]
    return min(others, key=lambda i: abs(places[i].rect.center().x() - x), default=index)


def moves_of(selected: Sequence[int], gap: int) -> list[tuple[int, int]]:
    """Single moves (from, to) that, done one after the other, bring the `selected` words together to `gap`."""
    chosen = sorted(selected)
    base = gap - sum(1 for i in chosen if i < gap)
    targets = [(i, base + k) for k, i in enumerate(chosen)]
    leftward = [(i, to) for i, to in targets if to < i]
    rightward = [(i, to) for i, to in reversed(targets) if to > i]
    return rightward + leftward
