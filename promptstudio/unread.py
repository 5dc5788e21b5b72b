"""What of a text lies behind the end of CLIP's window, where no text-to-image model reads."""

from __future__ import annotations

import msgspec

from promptstudio.prompt import USABLE_PIECES, Offsets, Prompt, pieces_of_words

_MOST_NAMED = 8  # words in a sentence


class Unread(msgspec.Struct, frozen=True):
    """The end of a text that is longer than the window."""

    pieces: int
    """CLIP pieces of the whole text."""
    limit: int
    """How many are read."""
    words: tuple[str, ...]
    """The words that are not read, or not whole; empty when only punctuation lies behind the window."""

    def sentence(self, what: str) -> str:
        """One sentence for a person; `what` is the text's name, such as “prompt”."""
        head = f"The {what} takes {self.pieces} CLIP pieces, and {self.limit} are read"
        if not self.words:
            return f"{head}; only punctuation is left out."
        named = ", ".join(f"“{word}”" for word in self.words[:_MOST_NAMED])
        if len(self.words) > _MOST_NAMED:
            named = f"{named} and {len(self.words) - _MOST_NAMED} more"
        return f"{head}; not read: {'1 word' if len(self.words) == 1 else f'{len(self.words)} words'}, {named}."


def unread(prompt: Prompt, clip: Offsets, limit: int = USABLE_PIECES) -> Unread | None:
    """What of the prompt is not read; None if all of it is. `clip`: the text-to-image model's tokenizer."""
    pieces = clip(prompt.text)
    if len(pieces) <= limit:
        return None
    owned = pieces_of_words(prompt, lambda _: pieces)
    words = (word.text for word, own in zip(prompt.words, owned, strict=True) if any(n >= limit for n in own))
    return Unread(len(pieces), limit, tuple(words))


def read_alike(a: Prompt, b: Prompt, clip: Offsets, limit: int = USABLE_PIECES) -> bool:
    """Whether what is read of two different prompts is the same: what differs lies behind the window."""
    return a != b and _read(a, clip, limit) == _read(b, clip, limit)


def _read(prompt: Prompt, clip: Offsets, limit: int) -> list[object]:
    """What is read: the pieces with their text, and the weights of their words."""
    pieces = clip(prompt.text)[:limit]
    owned = pieces_of_words(prompt, lambda _: pieces)
    weights = [word.weight for word, own in zip(prompt.words, owned, strict=True) if own]
    return [[(piece, prompt.text[start:end]) for piece, start, end in pieces], weights]
