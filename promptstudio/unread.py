"""What of a text lies behind the end of what a text-to-image model reads."""

from __future__ import annotations

import msgspec

from promptstudio.prompt import USABLE_PIECES, Offsets, Prompt, pieces_of_words

_MOST_NAMED = 8  # words in a sentence


class Unread(msgspec.Struct, frozen=True):
    """The end of a text that is longer than the window."""

    pieces: int
    """Pieces of the whole text."""
    limit: int
    """How many are read."""
    reader: str
    """Whose pieces they are: “CLIP”, or the renderer's name."""
    words: tuple[str, ...]
    """The words that are not read, or not whole; empty when only punctuation lies behind the window."""

    def sentence(self, what: str) -> str:
        """One sentence for a person; `what` is the text's name, such as “prompt”."""
        head = f"The {what} takes {self.pieces} {self.reader} pieces, and {self.limit} are read"
        if not self.words:
            return f"{head}; only punctuation is left out."
        named = ", ".join(f"“{word}”" for word in self.words[:_MOST_NAMED])
        if len(self.words) > _MOST_NAMED:
            named = f"{named} and {len(self.words) - _MOST_NAMED} more"
        return f"{head}; not read: {'1 word' if len(self.words) == 1 else f'{len(self.words)} words'}, {named}."


def unread(prompt: Prompt, offsets: Offsets, limit: int | None = USABLE_PIECES, reader: str = "CLIP") -> Unread | None:
    """What of the prompt is not read; None if all of it is. `offsets`: the text-to-image model's tokenizer; `limit`:
    how many of its pieces are read, None for all; `reader`: whose pieces they are."""
    pieces = offsets(prompt.text)
    if limit is None or len(pieces) <= limit:
        return None
    owned = pieces_of_words(prompt, lambda _: pieces)
    words = (word.text for word, own in zip(prompt.words, owned, strict=True) if any(n >= limit for n in own))
    return Unread(len(pieces), limit, reader, tuple(words))


def read_alike(a: Prompt, b: Prompt, offsets: Offsets, limit: int | None = USABLE_PIECES) -> bool:
    """Whether what is read of two different prompts is the same: what differs lies behind the window."""
    return a != b and _read(a, offsets, limit) == _read(b, offsets, limit)


def _read(prompt: Prompt, offsets: Offsets, limit: int | None) -> list[object]:
    """What is read: the pieces with their text, and the weights of their words."""
    pieces = offsets(prompt.text)[:limit]
    owned = pieces_of_words(prompt, lambda _: pieces)
    weights = [word.weight for word, own in zip(prompt.words, owned, strict=True) if own]
    return [[(piece, prompt.text[start:end]) for piece, start, end in pieces], weights]
