"""Words and prompts: immutable values, no models, no Qt.

A prompt is a list of words and the exact characters between them, so that text → words → text loses nothing.
Punctuation belongs to the gap before a word, never to the word. A word can be replaced or moved without taking a comma
with it, and gaps stay where they are when words move. Brackets and quotes that belong together stay together.

What differs between two prompts is answered here and nowhere else: `Prompt.diff`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from promptstudio import gaps
from promptstudio.differences import Change, changes_between
from promptstudio.segmentation import is_apart, is_drawn_onto, word_spans
from promptstudio.text import valid_text

CLIP_POSITIONS = 77
"""Length of CLIP's text window, in pieces."""
USABLE_PIECES = 75
"""Pieces of a prompt that fit: start and end of text take two positions (docs/algorithms.md §0.3)."""
MIN_WEIGHT, MAX_WEIGHT = 0.0, 2.0
"""Range of a word's weight; 1 is neutral."""


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
    """In a prompt fused from several reference images (multi-concept): index of the image the word was found for; what
    takes its place keeps it."""
    opaque: bool = False
    """Whether it is syntax of another program, such as `<lora:x:1>`: shown and exported, never read by a model."""

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
        """Split `text` into words; `Prompt.parse(text).text == text` for every text that can be written in UTF-8."""
        text = valid_text(text)
        words, last = [], 0
        for start, end in word_spans(text):
            words.append(Word(text[start:end], before=text[last:start], origin=origin))
            last = end
        return cls(tuple(words), text[last:])

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

    @property
    def opaque(self) -> tuple[int, ...]:
        """Indices of the words that no model reads."""
        return tuple(i for i, w in enumerate(self.words) if w.opaque)

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
        words = (*self.words[:index], self.words[index].with_(**changes), *self.words[index + 1 :])
        return Prompt(words, self.tail)

    def swap(self, index: int, text: str, origin: Origin = Origin.TYPED) -> Prompt:
        """Replace the word at `index` by `text`, which may hold several words; lock, weight and concept carry over.

        Brackets and quotes that belong together in `text` come with it. Text without any word deletes the word. An
        opaque word stays one, whatever its new text.
        """
        self._check(index)
        old = self.words[index]
        if old.opaque and text.strip():
            return self.change(index, text=valid_text(text.strip()))
        new = _insertion(text, origin)
        if not new.words:
            return self.delete(index)
        words = tuple(w.with_(locked=old.locked, weight=old.weight, concept=old.concept) for w in new.words)
        return self._put(range(index, index + 1), old.before, Prompt(words, new.tail), self._gaps[index + 1])

    def insert(self, index: int, text: str | Prompt, origin: Origin = Origin.TYPED) -> Prompt:
        """Insert `text` before the word at `index`; `index == len` appends after the last word, before the tail.
        Another prompt keeps its weights and opaque words.

        It stands outside of brackets and quotes that open before that word or close after the one before it.
        """
        if not 0 <= index <= len(self.words):
            raise IndexError(index)
        new = _insertion(text, origin)
        if not new.words:
            return self
        if index == 0:
            left, right = gaps.before_opening(self._gaps, 0) if self.words else ("", self.tail)
            return self._put(range(0), left, new, " " + right if self.words else right)
        left, right = gaps.after_closing(self._gaps, index)
        return self._put(range(index, index), left + " ", new, right)

    def append(self, text: str | Prompt, origin: Origin = Origin.TYPED) -> Prompt:
        """Append `text` after the last word. A leading comma in `text` is kept: ", at night" adds a new phrase. Another
        prompt keeps its weights and opaque words.

        The characters after the last word of `text` become the tail, unless the prompt has one already.
        """
        parsed, new = _parsed(text, origin), _insertion(text, origin)
        if not new.words:
            return self
        leading = gaps.without_marks(gaps.before_opening(parsed._gaps, 0)[0])
        trailing = gaps.without_marks(gaps.after_closing(parsed._gaps, len(parsed))[1])
        if self.words and not leading[-1:].isspace():
            leading += " "
        left, right = gaps.after_closing(self._gaps, len(self.words))
        return self._put(range(len(self), len(self)), left + leading, new, right or trailing)

    def delete(self, index: int) -> Prompt:
        """Remove a word. Of the punctuation on both sides of it one stays, and brackets go with their last word
        (`gaps.closed_up`)."""
        self._check(index)
        return self._put(range(index, index + 1), "", Prompt(), gaps.closed_up(self._gaps, index))

    def without_tail(self) -> Prompt:
        """The prompt without the characters after its last word, but for brackets and quotes that close there."""
        return Prompt(self.words, gaps.after_closing(self._gaps, len(self.words))[0])

    def move(self, index: int, to: int) -> Prompt:
        """Move the word at `index` so that it ends at position `to`. Gaps (and their punctuation) stay in place."""
        self._check(index)
        self._check(to)
        order = list(range(len(self.words)))
        order.insert(to, order.pop(index))
        words = [self.words[j].with_(before=slot.before) for j, slot in zip(order, self.words, strict=True)]
        return Prompt(_told_apart(words), self.tail)

    @property
    def _gaps(self) -> list[str]:
        """The characters before each word, and those after the last one."""
        return [*(word.before for word in self.words), self.tail]

    def _put(self, place: range, left: str, new: Prompt, right: str) -> Prompt:
        """The prompt with the words of `new` in `place`, the gap `left` before them and `right` after them."""
        first = new.words[:1]
        words = [*self.words[: place.start], *(w.with_(before=left + w.before) for w in first), *new.words[1:]]
        rest, right = self.words[place.stop :], new.tail + right
        if not rest:
            return Prompt(_told_apart(words), right)
        return Prompt(_told_apart([*words, rest[0].with_(before=right), *rest[1:]]), self.tail)

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self.words):
            raise IndexError(index)


def _parsed(text: str | Prompt, origin: Origin) -> Prompt:
    return text if isinstance(text, Prompt) else Prompt.parse(text.strip(), origin)


def _insertion(text: str | Prompt, origin: Origin) -> Prompt:
    """`text` as it is put into a prompt: outside of its words only brackets and quotes that belong together."""
    parsed = _parsed(text, origin)
    if not parsed.words:
        return Prompt()
    *before, tail = gaps.inserted(parsed._gaps)
    return Prompt(tuple(w.with_(before=gap) for w, gap in zip(parsed.words, before, strict=True)), tail)


def _told_apart(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with a space where two of them would become one."""
    joined = (i for i in range(1, len(words)) if not words[i].before and not is_apart(words[i - 1].text, words[i].text))
    spaced = set(joined)
    return tuple(w.with_(before=" ") if i in spaced else w for i, w in enumerate(words))


def image_numbers(words: Iterable[Word]) -> tuple[int | None, ...]:
    """For every word the number from 1 of the image it was found for; None for all where they are of one image only."""
    concepts = [word.concept for word in words]
    several = len({*concepts} - {None}) > 1
    return tuple(None if concept is None or not several else concept + 1 for concept in concepts)


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
    """The language model's pieces, as a person reads them; coupling is computed on them."""
    clip: tuple[str, ...]
    """The text-to-image tokenizer's pieces, as a person reads them. The budget counts them, but pieces that are parts
    of one character stand here as that character."""
    fits: bool
    """False from the first word on that the renderer does not read whole."""


Offsets = Callable[[str], Sequence[tuple[str, int, int]]]
"""A tokenizer as this module sees it: text → (piece, start, end) in characters, without special tokens."""


def pieces_of_words(prompt: Prompt, offsets: Offsets) -> list[list[int]]:
    """Indices of the pieces that touch each word (a piece that spans a gap and a word belongs to the word).

    Shape: one list per word; pieces made of gap characters only belong to no word, but for a space by itself directly
    before a word: some tokenizers write numbers so (" 35mm" as " ", "3", "5", "mm"), and where other words bring their
    space along, one that is left behind would tell that a number follows.
    """
    text = prompt.text
    pieces = offsets(text)
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
        if word < len(spans) and spans[word][0] == end and text[start:end].isspace():
            owned[word].append(number)
    return owned


def map_pieces(
    prompt: Prompt, lm: Offsets, clip: Offsets, read: Offsets | None = None, limit: int | None = USABLE_PIECES
) -> tuple[WordPieces, ...]:
    """Both tokenisations of every word, and whether the renderer reads it. `read`: the renderer's tokenizer, CLIP's
    unless given; `limit`: how many of its pieces are read, None for all."""
    lm_pieces, clip_pieces = lm(prompt.text), clip(prompt.text)
    lm_owned, clip_owned = pieces_of_words(prompt, lm), pieces_of_words(prompt, clip)
    read_owned = clip_owned if read is None else pieces_of_words(prompt, read)
    result, fits = [], True
    for mine_lm, mine_clip, mine_read in zip(lm_owned, clip_owned, read_owned, strict=True):
        fits = fits and (limit is None or all(number < limit for number in mine_read))
        result.append(
            WordPieces(
                _readable([lm_pieces[n] for n in mine_lm], prompt.text),
                _readable([clip_pieces[n] for n in mine_clip], prompt.text),
                fits,
            )
        )
    return tuple(result)


def _readable(pieces: Sequence[tuple[str, int, int]], text: str) -> tuple[str, ...]:
    """What the pieces show: their own strings, but characters of `text` where those are bytes of characters. A
    character that several pieces share, or that is drawn onto the one before, is not divided."""
    shown: list[str] = []
    begun, last = 0, -1
    for piece, start, end in pieces:
        characters = text[start:end]
        if characters.isspace():
            continue
        whole = piece == characters
        if shown and not whole and (start < last or is_drawn_onto(text, start)):
            shown[-1] = text[begun:end].strip()
        else:
            shown.append(piece if whole or piece.isascii() else characters.strip())
            begun = start
        last = max(last, end)
    return tuple(shown)
