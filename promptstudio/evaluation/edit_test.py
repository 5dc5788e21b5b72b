"""The papers' edit test: what a person would do to an inverted prompt, planned alike for every method.

All prompts of one example get the same new thing and colour, as far as a prompt does not name them already. Works on
text alone; `verbs/locality.py` judges what became of an edit.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from promptstudio.evaluation.datasets import Example
from promptstudio.prompt import Prompt

EDITS = {
    "swap": "the first mention of a thing becomes another thing",
    "swap_all": "every mention of it does",
    "append": "another thing is added at the end",
    "insert": "a colour is put before the first mention, in place of one that stands there",
    "delete": "every mention of the thing goes, with its article and colour",
}
"""Kinds of edits, and what each does."""

_ARTICLES = frozenset(("a", "an", "the"))
_VOWELS = "aeiou"  # with these first letters an article would have to change, too


class PlannedEdit(msgspec.Struct, frozen=True):
    """A prompt before and after an edit."""

    kind: str
    before: Prompt
    after: Prompt
    target: str
    """The thing that the edit is about; empty for an addition to a prompt that names none."""
    new: str
    """The thing or colour that is new; empty for a deletion."""
    mentions: int
    """How often the prompt names the target."""


def plan_edit(
    kind: str, prompt: Prompt, example: Example, things: Sequence[str], colours: Sequence[str]
) -> PlannedEdit | None:
    """The edit of a prompt, the same every time; None where the prompt offers no place for one. `things`, `colours`:
    known words, which the edits are about. The target is the first thing of the scene that the prompt names, else the
    first known thing in it."""
    found = mentions(prompt, things)
    shown = [thing["thing"] for thing in (example.scene or {}).get("things", ())]
    target = next((thing for thing in (*shown, *found) if thing in found), "")
    places = found.get(target, [])
    others = _drawn(example, "thing", [t for t in things if t not in found and t not in shown and t[0] not in _VOWELS])
    if kind == "append" and others:
        return PlannedEdit(kind, prompt, prompt.append(f", a {others[0]}"), target, others[0], len(places))
    if not places:
        return None
    if kind in ("swap", "swap_all") and others:
        chosen = places[:1] if kind == "swap" else places
        return PlannedEdit(kind, prompt, _replaced(prompt, chosen, others[0]), target, others[0], len(places))
    if kind == "insert":
        place = places[0]
        before = prompt.words[place.start - 1].text.lower() if place.start else ""
        colour = _drawn(example, "colour", [c for c in colours if c != before])[0]
        index = place.start
        after = prompt.swap(index - 1, colour) if before in colours else prompt.insert(index, colour)
        return PlannedEdit(kind, prompt, after, target, colour, len(places))
    if kind == "delete":
        wider = [range(_with_leading(prompt, place, colours), place.stop) for place in places]
        after = _replaced(prompt, wider, "")
        return PlannedEdit(kind, prompt, after, target, "", len(places)) if after.words else None
    return None


def mentions(prompt: Prompt, things: Sequence[str]) -> dict[str, list[range]]:
    """Where the prompt names known things, in its order; the longest name wins, and a plural's s is overlooked."""
    words = [word.text.lower() for word in prompt.words]
    known = {tuple(thing.lower().split()): thing for thing in things}
    longest = max(map(len, known), default=0)
    found: dict[str, list[range]] = {}
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            run = tuple(words[at : at + length])
            thing = known.get(run) or known.get((*run[:-1], run[-1].removesuffix("s")))
            if thing:
                found.setdefault(thing, []).append(range(at, at + length))
                break
        at += length if thing else 1
    return found


def _drawn(example: Example, what: str, choices: Sequence[str]) -> list[str]:
    """The choices in an order that the example decides: without those that a prompt has, others keep their places."""
    return sorted(choices, key=lambda choice: random.Random(f"{example.id} {what} {choice}").random())


def _with_leading(prompt: Prompt, place: range, colours: Sequence[str]) -> int:
    """Where a thing begins with the colour and the article before it."""
    start = place.start
    for kind in (colours, _ARTICLES):
        if start and not prompt.words[start].before.strip() and prompt.words[start - 1].text.lower() in kind:
            start -= 1
    return start


def _replaced(prompt: Prompt, places: Sequence[range], new: str) -> Prompt:
    """The prompt with other words in some places, which do not overlap; empty `new` leaves them out."""
    for place in reversed(places):
        for index in reversed(place[1:]):
            prompt = prompt.delete(index)
        prompt = prompt.swap(place.start, new) if new else prompt.delete(place.start)
    return prompt
