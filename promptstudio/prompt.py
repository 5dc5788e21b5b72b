"""Words and prompts: immutable values, no models, no Qt.

A prompt is a list of words and the exact characters between them, so that text → words → text loses nothing.
Punctuation belongs to the gap before a word, never to the word. A word can be replaced or moved without taking a comma
with it, and gaps stay where they are when words move.

What differs between two prompts is answered here and nowhere else: `Prompt.diff`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from promptstudio.differences import Change, changes_between

CLIP_POSITIONS = 77
"""Length of CLIP's text window, in pieces."""
USABLE_PIECES = 75
"""Pieces of a prompt that fit: start and end of text take two positions (docs/algorithms.md §0.3)."""
MIN_WEIGHT, MAX_WEIGHT = 0.0, 2.0
"""Range of a word's weight; 1 is neutral."""

_GAP = r"""\s.,;:!?"“”„«»()\[\]{}<>|/\\…·•"""
# A word is a run of characters that are not gap characters; a dot or comma between digits stays inside it (“3.5”).
_WORD = re.compile(rf"(?:[^{_GAP}]|(?<=\d)[.,](?=\d))+")


class Origin(StrEnum):
    """Where a word came from."""

    TYPED = "typed"
    INVERTED = "inverted"
    SUGGESTED = "suggested"
    IMPORTED = "imported"
    LEARNED = "learned"
    """By Textual Inversion: it stands for embeddings and means nothing as text."""


class Word(msgspec.Struct, frozen=True):
    """One word of a prompt: what a chip shows."""

    text: str
    before: str = " "
    """The characters between the previous word and this one (spaces, punctuation), exactly as in the text."""
    locked: bool = False
    """Whether the next inversion must keep the word."""
    weight: float = 1.0
    """Scale of the word's embedding when rendering, `MIN_WEIGHT` … `MAX_WEIGHT`."""
    origin: Origin = Origin.TYPED
    concept: int | None = None
    """In a prompt fused from several reference images (multi-concept): index of the image the word was found for."""

    def with_(self, **changes: object) -> Word:
        """The word with some fields replaced."""
        return msgspec.structs.replace(self, **changes)


class Prompt(msgspec.Struct, frozen=True):
    """An immutable prompt. Every edit returns a new one; indices count words from 0 and raise IndexError outside."""

    words: tuple[Word, ...] = ()
    tail: str = ""
    """The characters after the last word."""

    @classmethod
    def parse(cls, text: str, origin: Origin = Origin.TYPED) -> Prompt:
        """Split `text` into words; `Prompt.parse(text).text == text` for every string."""
        words, end = [], 0
        for match in _WORD.finditer(text):
            words.append(Word(match.group(), before=text[end : match.start()], origin=origin))
            end = match.end()
        return cls(tuple(words), text[end:])

    @property
    def text(self) -> str:
        """The prompt as one string; weights and locks do not show."""
        return "".join(w.before + w.text for w in self.words) + self.tail

    def __len__(self) -> int:
        return len(self.words)

    @property
    def locked(self) -> tuple[int, ...]:
        """Indices of the locked words."""
        return tuple(i for i, w in enumerate(self.words) if w.locked)

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and end of every word in `text`, in characters."""
        spans, at = [], 0
        for word in self.words:
            at += len(word.before)
            spans.append((at, at + len(word.text)))
            at += len(word.text)
        return tuple(spans)

    def diff(self, other: Prompt) -> list[Change]:
        """The places where `other` differs from this prompt, left to right; empty when no word does.

        Text and weight (to four decimals) count. Locks, origins and the characters between words do not. The rules are
        those of `changes_between`: as few words as possible differ, and `b.diff(a)` is `a.diff(b)` with the sides
        exchanged.
        """
        old, new = ([(word.text, round(word.weight, 4)) for word in prompt.words] for prompt in (self, other))
        return changes_between(old, new)

    def change(self, index: int, **changes: object) -> Prompt:
        """The prompt with fields of one word replaced (lock, weight, origin)."""
        self._check(index)
        return self._with_words([*self.words[:index], self.words[index].with_(**changes), *self.words[index + 1 :]])

    def swap(self, index: int, text: str, origin: Origin = Origin.TYPED) -> Prompt:
        """Replace the word at `index` by `text`, which may hold several words; lock and weight carry over.

        Text without any word deletes the word.
        """
        self._check(index)
        old = self.words[index]
        new = _as_words(text, origin, first_gap=old.before)
        if not new:
            return self.delete(index)
        new = [w.with_(locked=old.locked, weight=old.weight) for w in new]
        return self._with_words([*self.words[:index], *new, *self.words[index + 1 :]])

    def insert(self, index: int, text: str, origin: Origin = Origin.TYPED) -> Prompt:
        """Insert `text` before the word at `index`; `index == len` appends after the last word, before the tail."""
        if not 0 <= index <= len(self.words):
            raise IndexError(index)
        if index == 0:
            new = _as_words(text, origin, first_gap=self.words[0].before if self.words else "")
            rest = [self.words[0].with_(before=" "), *self.words[1:]] if new and self.words else list(self.words)
            return self._with_words([*new, *rest])
        new = _as_words(text, origin, first_gap=" ")
        return self._with_words([*self.words[:index], *new, *self.words[index:]])

    def append(self, text: str, origin: Origin = Origin.TYPED) -> Prompt:
        """Append `text` after the last word. A leading comma in `text` is kept: ", at night" adds a new phrase.

        The characters after the last word of `text` become the tail, unless the prompt has one already.
        """
        parsed = Prompt.parse(text.strip(), origin)
        if not parsed.words:
            return self
        first = parsed.words[0]
        if self.words and not first.before[-1:].isspace():
            first = first.with_(before=first.before + " ")
        return Prompt((*self.words, first, *parsed.words[1:]), self.tail or parsed.tail)

    def delete(self, index: int) -> Prompt:
        """Remove a word. Of the two gaps that meet, the one with punctuation stays; the first word keeps its gap."""
        self._check(index)
        rest = list(self.words[index + 1 :])
        if rest:
            gone, follower = self.words[index].before, rest[0].before
            keep = gone if index == 0 or (follower.isspace() and not gone.isspace()) else follower
            rest[0] = rest[0].with_(before=keep)
        return self._with_words([*self.words[:index], *rest])

    def move(self, index: int, to: int) -> Prompt:
        """Move the word at `index` so that it ends at position `to`. Gaps (and their punctuation) stay in place."""
        self._check(index)
        self._check(to)
        order = list(range(len(self.words)))
        order.insert(to, order.pop(index))
        return self._with_words(
            [self.words[j].with_(before=slot.before) for j, slot in zip(order, self.words, strict=True)]
        )

    def _with_words(self, words: Iterable[Word]) -> Prompt:
        return Prompt(tuple(words), self.tail)

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self.words):
            raise IndexError(index)


def _as_words(text: str, origin: Origin, first_gap: str) -> list[Word]:
    words = list(Prompt.parse(text.strip(), origin).words)
    return [words[0].with_(before=first_gap), *words[1:]] if words else []


def edit_label(before: Prompt, after: Prompt) -> str:
    """What changed, in a few words: "horse → zebra", "+ at night", "− old", "red ×1.2"; "" when no word did."""
    parts = []
    for old, new in before.diff(after):
        removed = " ".join(before.words[i].text for i in old)
        added = " ".join(after.words[j].text for j in new)
        if removed == added:
            parts.append(", ".join(f"{after.words[j].text} ×{after.words[j].weight:g}" for j in new))
        elif removed and added:
            parts.append(f"{removed} → {added}")
        else:
            parts.append(f"− {removed}" if removed else f"+ {added}")
    return ", ".join(parts)


# ------------------------------------------------------------------ pieces


class WordPieces(msgspec.Struct, frozen=True):
    """The two tokenisations of one word."""

    lm: tuple[str, ...]
    """The language model's pieces; coupling is computed on them."""
    clip: tuple[str, ...]
    """The text-to-image tokenizer's pieces; the budget counts them."""
    fits: bool
    """False from the first word on that does not fit whole into CLIP's window."""


Offsets = Callable[[str], Sequence[tuple[str, int, int]]]
"""A tokenizer as this module sees it: text → (piece, start, end) in characters, without special tokens."""


def pieces_of_words(prompt: Prompt, offsets: Offsets) -> list[list[int]]:
    """Indices of the pieces that touch each word (a piece that spans a gap and a word belongs to the word).

    Shape: one list per word; pieces made of gap characters only belong to no word.
    """
    pieces = offsets(prompt.text)
    owned: list[list[int]] = [[] for _ in prompt.words]
    word = 0
    spans = prompt.spans()
    for number, (_, start, end) in enumerate(pieces):
        while word < len(spans) and spans[word][1] <= start:
            word += 1
        for i in range(word, len(spans)):
            if spans[i][0] >= end:
                break
            owned[i].append(number)
    return owned


def map_pieces(prompt: Prompt, lm: Offsets, clip: Offsets, budget: int = USABLE_PIECES) -> tuple[WordPieces, ...]:
    """Both tokenisations of every word, and whether the word still fits into `budget` CLIP pieces."""
    lm_pieces, clip_pieces = lm(prompt.text), clip(prompt.text)
    lm_owned, clip_owned = pieces_of_words(prompt, lm), pieces_of_words(prompt, clip)
    result, fits = [], True
    for mine_lm, mine_clip in zip(lm_owned, clip_owned, strict=True):
        fits = fits and all(number < budget for number in mine_clip)
        result.append(
            WordPieces(tuple(lm_pieces[n][0] for n in mine_lm), tuple(clip_pieces[n][0] for n in mine_clip), fits)
        )
    return tuple(result)
