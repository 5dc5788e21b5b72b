"""Texts tokenized word by word, each word once.

Tokenizers of CLIP's kind split a text at white space before anything else, so the pieces of a text are those of its
words. Beams and particles are scored by the hundred, and differ in one word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tokenizers import Tokenizer
from tokenizers.models import BPE

_LONGEST = 32  # characters of a word that is remembered
_MOST = 100_000  # words
_NOT_PLAIN = frozenset("&<")  # HTML entities and special tokens, which cleaning and tokenizers look for

Encode = Callable[[Sequence[str]], list[list[int]]]
"""Texts → the ids of their pieces, without special tokens."""


def splits_at_spaces(backend: Tokenizer) -> bool:
    """Whether no piece of a tokenizer reaches over white space, and words do not know of each other."""
    suffixed = isinstance(backend.model, BPE) and bool(backend.model.end_of_word_suffix)
    added = [token.content for token in backend.get_added_tokens_decoder().values()]
    return suffixed and backend.pre_tokenizer is not None and not any(" " in content for content in added)


class ByWord:
    """`encode` of a tokenizer that splits at spaces, with the pieces of every word remembered; the ids are the same.

    Printable ASCII alone is put together of words. Cleaning changes nothing of it but spaces and capitals, as it would
    of HTML entities, text in a wrong encoding, or characters that combine.
    """

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, list[int]] = {}

    def __call__(self, texts: Sequence[str]) -> list[list[int]]:
        split = [_words(text) for text in texts]
        used = {word for words in split if words is not None for word in words}
        if len(self._known) + len(used) > _MOST:
            self._known.clear()
        missing = sorted(used - self._known.keys())
        if missing:
            self._known.update(zip(missing, self._encode(missing), strict=True))
        others = [text for text, words in zip(texts, split, strict=True) if words is None]
        whole = iter(self._encode(others) if others else [])
        known = self._known
        return [next(whole) if words is None else [n for word in words for n in known[word]] for words in split]


def _words(text: str) -> list[str] | None:
    """None for a text that must be read as a whole."""
    if not (text.isascii() and text.isprintable()) or not _NOT_PLAIN.isdisjoint(text):
        return None
    words = text.split()
    return words if not words or max(map(len, words)) <= _LONGEST else None
