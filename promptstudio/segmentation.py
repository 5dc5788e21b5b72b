"""Where the words of a text begin and end.

Words are runs of characters between spaces and punctuation, of any script. Scripts that put no spaces between words
(Chinese, Japanese, Thai) are divided by BudouX, whose models are some hundred thousand bytes of weights.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import budoux

_INSIDE_WORDS = "’‘＇′″‴§¶†‡‰‱※՚׳״＆＃％＠＊"
"""Punctuation that belongs to the word, as ' & # % @ * do in ASCII."""


_ASCII_SEPARATORS = '.,;:!?"()[]{}<>|/\\'


def _separators() -> str:
    """Punctuation of all scripts that stands between words. Symbols such as + and hyphens belong to words."""
    others = "\u200b\ufeff·•—―〜～＜＞｜"  # a space of no width, twice; signs that are no punctuation in Unicode
    kinds = ("Po", "Ps", "Pe", "Pi", "Pf")
    blocks = (range(0xA1, 0x2E80), range(0x3000, 0x3040), range(0x30FB, 0x30FC), range(0xFE10, 0xFF66))
    found = (c for block in blocks for c in map(chr, block) if unicodedata.category(c) in kinds)
    return _ASCII_SEPARATORS + others + "".join(c for c in found if c not in _INSIDE_WORDS)


_compiled = cache(re.compile)  # when a text first needs it: the window waits for what is done at import


@cache
def _runs(ascii_alone: bool) -> re.Pattern[str]:
    """A word is a run of characters that are not gap characters; a dot or comma between digits stays inside it
    (“3.5”). For texts of ASCII alone a pattern that takes a twentieth of the time to make does the same."""
    separators = _ASCII_SEPARATORS if ascii_alone else _separators()
    return re.compile(rf"(?:[^\s{re.escape(separators)}]|(?<=\d)[.,](?=\d))+")


_HAN = "々〆〇〻\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_MARKS = "\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # they belong to the character before them
_SPACELESS = rf"[{_HAN}{_KANA}{_THAI}]"
_ENDS_SPACELESS = rf"[{_HAN}{_KANA}{_THAI}][{_MARKS}]*$"
_EAST_ASIAN = rf"(?:[{_HAN}{_KANA}][{_MARKS}]*)+"
_SCRIPTS = rf"(?:[{_HAN}{_KANA}][{_MARKS}]*)+|(?:[{_THAI}][{_MARKS}]*)+|[^{_HAN}{_KANA}{_THAI}]+"
_JAPANESE = rf"[{_KANA}]"
_KATAKANA = "[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]+"
_PHRASE = 5
"""So many Chinese or Japanese characters stay one word: it is what the writer of a list of phrases has set apart."""
_JOINER = "\u200d"  # of emoji, such as a family
_SKIN_TONES = "🏻🏼🏽🏾🏿"
_QUOTES = {"'": "'", "‘": "’"}


def word_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of every word of `text`, in characters. Each word by itself is one word again."""
    ascii_alone = text.isascii()
    spans = [run.span() for run in _runs(ascii_alone).finditer(text)]
    if not ascii_alone and _compiled(_SPACELESS).search(text):
        spans = [span for run in spans for span in _divided(text, *run)]
    return _without_quotes(text, spans)


def is_apart(left: str, right: str) -> bool:
    """Whether two words can be told apart with nothing between them: one of their scripts writes no spaces."""
    if left.isascii() and right.isascii():
        return False
    return bool(_compiled(_SPACELESS).match(right) or _compiled(_ENDS_SPACELESS).search(left))


def is_drawn_onto(text: str, at: int) -> bool:
    """Whether the character at `at` is part of what the one before it shows: an accent, or a part of an emoji."""
    if not 0 < at < len(text):
        return False
    joins = text[at] == _JOINER or text[at - 1] == _JOINER or text[at] in _SKIN_TONES
    return joins or unicodedata.category(text[at]).startswith("M")


def _divided(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words of a run without gaps: whole, unless a script without spaces has a part in it."""
    if not _compiled(_SPACELESS).search(text, start, end):
        yield start, end
        return
    for part in _compiled(_SCRIPTS).finditer(text, start, end):
        at = part.start()
        for word in _words(part.group()):
            yield at, at + len(word)
            at += len(word)


def _words(run: str) -> list[str]:
    """The words of a run of one script; each of them, divided again, stays whole."""
    if not _compiled(_SPACELESS).match(run) or _compiled(_KATAKANA).fullmatch(run):
        return [run]
    if _compiled(_EAST_ASIAN).match(run):
        if len(run) <= _PHRASE:
            return [run]
        language = "ja_word" if _compiled(_JAPANESE).search(run) else "zh-hans"
    else:
        language = "th"
    words: list[str] = []
    for word in _parser(language).parse(run):
        if words and unicodedata.category(word[0]).startswith("M"):
            words[-1] += word
        else:
            words.append(word)
    return words if len(words) == 1 else [part for word in words for part in _words(word)]


@cache
def _parser(language: str) -> budoux.Parser:
    import budoux

    model = files("budoux").joinpath("models", f"{language}.json").read_text(encoding="utf-8")
    return budoux.Parser(json.loads(model))


def _without_quotes(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans without single quotes that open before a word and close after it or a later one. An apostrophe alone
    (“dogs' house”, “'90s”) belongs to its word."""
    if not any(quote in text for quote in "'’"):
        return spans
    spans = list(spans)
    changed = True
    while changed:
        changed = False
        waiting: list[int] = []
        for i, (start, end) in enumerate(spans):
            if end - start > 1 and text[start] in _QUOTES:
                waiting.append(i)
            opens = waiting[-1] if waiting else None
            if opens is None or text[end - 1] != _QUOTES[text[spans[opens][0]]]:
                continue
            if end - start < (3 if opens == i else 2):  # nothing would be left of the word
                continue
            waiting.pop()
            spans[opens] = (spans[opens][0] + 1, spans[opens][1])
            spans[i] = (spans[i][0], spans[i][1] - 1)
            changed = True
    return spans
