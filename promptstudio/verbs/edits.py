"""What an edit changes, worked out from the two prompts: a thing, an attribute of a thing, or the whole picture.

A prompt is read as units: known phrases of several words ("palm tree") and single words. Which phrases name things,
attributes or the whole picture is data: `resources/models/words.toml`, the profile's phrases and the segmenter's labels
(docs/algorithms.md §8.3). Works on text alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import zip_longest

import msgspec

from promptstudio.differences import changes_between
from promptstudio.prompt import Prompt
from promptstudio.resources import resource


class Kind(StrEnum):
    """What a word or an edit is about."""

    THING = "thing"
    """Something with a place in the picture."""
    ATTRIBUTE = "attribute"
    """A colour, a material, a size: it describes a thing."""
    WHOLE = "whole"
    """A place, a time, a weather, a style: it concerns the whole picture."""
    GRAMMAR = "grammar"
    """An article, a preposition: by itself it shows nothing."""
    UNKNOWN = "unknown"
    """None of the lists has the word."""


class PromptEdit(msgspec.Struct, frozen=True):
    """One thing that an edit asks for."""

    kind: Kind
    old: str
    """What the old prompt said; empty where something was only added."""
    new: str
    """What the new prompt says; empty where something was only removed."""
    thing: str = ""
    """The thing that an attribute describes; empty when there is none."""
    colour: bool = False
    """Whether the attribute is a colour."""
    style: bool = False
    """Whether an edit of the whole picture is one of style, which may change how everything looks."""
    old_words: tuple[int, ...] = ()
    """Indices of the words of the old prompt that name the region: every mention of the thing."""
    new_words: tuple[int, ...] = ()
    """The same for the new prompt."""

    @property
    def is_global(self) -> bool:
        return self.kind is Kind.WHOLE


class Unit(msgspec.Struct, frozen=True):
    """A phrase of a prompt."""

    text: str
    words: range
    """Indices of its words."""
    kinds: frozenset[Kind]
    weights: tuple[float, ...]
    starts_clause: bool
    """Whether punctuation stands before it."""

    @property
    def key(self) -> tuple[str, tuple[float, ...]]:
        return self.text.lower(), self.weights


class WordKinds:
    """The known words and phrases with what they are about. Looking up ignores case and a plural's s."""

    def __init__(self, things: Iterable[str] = (), whole: Iterable[str] = (), attributes: Iterable[str] = ()) -> None:
        """The arguments add to the lists of `words.toml`."""
        lists = tomllib.loads(resource("models", "words.toml").read_text(encoding="utf-8"))
        self._kinds: dict[tuple[str, ...], set[Kind]] = {}
        for kind, phrases in (
            (Kind.THING, things),
            (Kind.WHOLE, [*whole, *(word for words in lists["whole"].values() for word in words)]),
            (Kind.ATTRIBUTE, [*attributes, *(word for words in lists["attributes"].values() for word in words)]),
            (Kind.GRAMMAR, [*lists["grammar"]["articles"], *lists["grammar"]["joins"]]),
        ):
            for phrase in phrases:
                self._kinds.setdefault(tuple(phrase.lower().split()), set()).add(kind)
        for kinds in self._kinds.values():
            if Kind.THING in kinds:  # "house": a thing that can also be a place
                kinds.discard(Kind.WHOLE)
        self._longest = max(map(len, self._kinds))
        self._colours = frozenset(lists["attributes"]["colours"])
        self._styles = frozenset(lists["whole"]["styles"])
        self.articles = frozenset(lists["grammar"]["articles"])
        self._an, self._not_an = frozenset(lists["grammar"]["an"]), frozenset(lists["grammar"]["not_an"])

    def is_colour(self, text: str) -> bool:
        return text.lower() in self._colours

    def is_style(self, text: str) -> bool:
        return text.lower() in self._styles

    def kinds(self, words: Sequence[str]) -> frozenset[Kind]:
        """What a phrase is about; empty when no list has it."""
        *rest, last = (word.lower() for word in words)
        for form in _singulars(last):
            if found := self._kinds.get((*rest, form)):
                return frozenset(found)
        return frozenset()

    def is_plural(self, text: str) -> bool:
        """Whether a list has the phrase only without its plural's s."""
        words = tuple(text.lower().split())
        return bool(words) and words not in self._kinds and bool(self.kinds(words))

    def with_article(self, text: str) -> str:
        """“owl” as “an owl”, plurals as they are."""
        if self.is_plural(text):
            return text
        first = text.lower().split()[0]
        vowel = first in self._an or (first[0] in "aeiou" and first not in self._not_an)
        return f"{'an' if vowel else 'a'} {text}"

    def units(self, prompt: Prompt) -> list[Unit]:
        """The prompt as phrases, each the longest that is known."""
        units, at, words = list[Unit](), 0, prompt.words
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                run = words[at : at + length]
                kinds = self.kinds([word.text for word in run])
                if kinds and not any(_parts(word.before) for word in run[1:]):
                    break
            run = words[at : at + length]
            units.append(
                Unit(
                    " ".join(word.text for word in run),
                    range(at, at + length),
                    kinds or frozenset((Kind.UNKNOWN,)),
                    tuple(round(word.weight, 4) for word in run),
                    _parts(words[at].before),
                )
            )
            at += length
        return units


def edits_between(a: Prompt, b: Prompt, known: WordKinds) -> list[PromptEdit]:
    """What B's prompt asks for that A's does not; empty when no word differs or only articles do."""
    old, new = _Side(known, a), _Side(known, b)
    edits: dict[tuple, PromptEdit] = {}
    for change in changes_between([unit.key for unit in old.units], [unit.key for unit in new.units]):
        for edit in _edits_of(change.old, change.new, old, new, known):
            edits.setdefault((edit.kind, edit.old.lower(), edit.new.lower(), edit.thing.lower()), edit)
    return [edit for edit in edits.values() if not _is_moved(edit, edits.values())]


class _Side:
    """One prompt's units, with what each is about where it stands."""

    def __init__(self, known: WordKinds, prompt: Prompt) -> None:
        self.known = known
        self.units = known.units(prompt)
        self.kinds = [self._kind(i) for i in range(len(self.units))]

    def _kind(self, i: int) -> Kind:
        """“Orange” is an attribute before a thing and a thing elsewhere; an unknown word before a thing describes it,
        and one that begins a phrase or follows an article names something."""
        kinds = self.units[i].kinds
        after = self.units[i + 1] if i + 1 < len(self.units) else None
        describes = after is not None and not after.starts_clause and Kind.GRAMMAR not in after.kinds
        if Kind.THING in kinds and Kind.ATTRIBUTE in kinds:
            return Kind.ATTRIBUTE if describes else Kind.THING
        for kind in (Kind.GRAMMAR, Kind.THING, Kind.WHOLE, Kind.ATTRIBUTE):
            if kind in kinds:
                return kind
        if describes:
            return Kind.ATTRIBUTE
        before = self.units[i - 1] if i else None
        if before is None or self.units[i].starts_clause or before.text.lower() in self.known.articles:
            return Kind.THING
        return Kind.THING if before.kinds & {Kind.ATTRIBUTE, Kind.UNKNOWN} else Kind.ATTRIBUTE

    def described(self, i: int) -> int | None:
        """The index of what the attribute at `i` describes: the next thing (or place) of its clause, else the one
        before it; None when there is neither."""
        for j in range(i + 1, len(self.units)):
            if self.kinds[j] in (Kind.THING, Kind.WHOLE):
                return j
            listed = self.units[j].text.lower() == "and" or self.kinds[j] is Kind.ATTRIBUTE
            if not listed:
                break
        for j in range(i - 1, -1, -1):
            if self.units[j + 1].starts_clause:
                break
            if self.kinds[j] in (Kind.THING, Kind.WHOLE):
                return j
        return None

    def mentions(self, text: str) -> tuple[int, ...]:
        """Indices of the words of every mention of a phrase, as it is or in the plural."""
        wanted = _base(text)
        return tuple(i for unit in self.units if _base(unit.text) == wanted for i in unit.words)

    def of_kind(self, places: range, kind: Kind) -> list[int]:
        return [i for i in places if self.kinds[i] is kind]


def _edits_of(olds: range, news: range, old: _Side, new: _Side, known: WordKinds) -> list[PromptEdit]:
    """The edits of one place where the prompts differ."""
    edits = []
    pairs = zip_longest(old.of_kind(olds, Kind.THING), new.of_kind(news, Kind.THING))
    for i, j in pairs:
        before = "" if i is None else old.units[i].text
        after = "" if j is None else new.units[j].text
        words = (old.mentions(before), new.mentions(after))
        if before.lower() != after.lower():
            edits.append(PromptEdit(Kind.THING, before, after, old_words=words[0], new_words=words[1]))
        else:  # its weight alone
            edits.append(PromptEdit(Kind.ATTRIBUTE, "", "", before, old_words=words[0], new_words=words[1]))
    edits += _of_attributes(olds, news, old, new, known)
    wholes = zip_longest(old.of_kind(olds, Kind.WHOLE), new.of_kind(news, Kind.WHOLE))
    for i, j in wholes:
        before = "" if i is None else old.units[i].text
        after = "" if j is None else new.units[j].text
        edits.append(PromptEdit(Kind.WHOLE, before, after, style=known.is_style(before) or known.is_style(after)))
    return edits


def _of_attributes(olds: range, news: range, old: _Side, new: _Side, known: WordKinds) -> list[PromptEdit]:
    """Attributes of things that stay. Those of a thing that is itself swapped say nothing of their own."""
    edits = []
    pairs = zip_longest(old.of_kind(olds, Kind.ATTRIBUTE), new.of_kind(news, Kind.ATTRIBUTE))
    for i, j in pairs:
        thing_old = None if i is None else old.described(i)
        thing_new = None if j is None else new.described(j)
        if thing_old in olds or thing_new in news:
            continue
        before = "" if i is None else old.units[i].text
        after = "" if j is None else new.units[j].text
        side, place = (old, thing_old) if thing_new is None else (new, thing_new)
        thing = "" if place is None else side.units[place].text
        if place is not None and side.kinds[place] is Kind.WHOLE:  # a red background
            edits.append(PromptEdit(Kind.WHOLE, f"{before} {thing}".strip(), f"{after} {thing}".strip()))
            continue
        same = before.lower() == after.lower()
        edits.append(
            PromptEdit(
                Kind.ATTRIBUTE,
                "" if same else before,
                "" if same else after,
                thing,
                colour=known.is_colour(after or before),
                old_words=old.mentions(thing or before),
                new_words=new.mentions(thing or after),
            )
        )
    return edits


def _is_moved(edit: PromptEdit, edits: Iterable[PromptEdit]) -> bool:
    """Whether the prompt says elsewhere what it no longer says here."""
    if bool(edit.old) == bool(edit.new):
        return False
    return any((e.kind, e.old.lower(), e.new.lower()) == (edit.kind, edit.new.lower(), edit.old.lower()) for e in edits)


def _base(text: str) -> str:
    return _singulars(text.lower())[-1]


def _singulars(word: str) -> list[str]:
    """The word and what it may be the plural of."""
    forms = [word]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        if word.endswith(("ches", "shes", "xes", "oes")):
            forms.append(word[:-2])
        forms.append(word[:-3] + "y" if word.endswith("ies") else word[:-1])
    return forms


def _parts(gap: str) -> bool:
    """Whether the characters between two words end a clause."""
    return bool(gap.strip())
