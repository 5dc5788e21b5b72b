"""AUTOMATIC1111's weights: words in brackets count more or less."""

from __future__ import annotations

import math
import re
from itertools import groupby
from typing import NamedTuple

from promptstudio.files.a1111.syntax import opaque_spans
from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin, Prompt, Word
from promptstudio.text import valid_text

# Readers of the Civitai kind only look at Latin-1 text chunks, which typographers' characters do not fit into.
_ASCII = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "\r": "",
        "\0": "",
    }
)
# What carries meaning in a prompt: an escaped character, brackets, and the weight that closes a round one.
_ATTENTION = re.compile(r"\\[()\[\]\\]|\\|\(|\[|:\s*([+-]?[.\d]+)\s*\)|\)|\]|[^\\()\[\]:]+|:")
_SPECIAL = re.compile(r"([\\()\[\]])")
_STRONGER = 1.1
_LARGEST = 1000.0
_LOG_LARGEST = math.log(1e9)


def fold(text: str) -> str:
    """`text` with curly quotes, dashes, ellipses and no-break spaces in ASCII, and writable as UTF-8."""
    return text.translate(_ASCII).encode("utf-8", "replace").decode("utf-8")


def weighted_text(prompt: Prompt) -> str:
    """The prompt with weights as `(word:1.1)`, neighbours of one weight in one pair of brackets, and brackets and
    backslashes of the text itself escaped. Opaque words stand as they are."""
    parts: list[str] = []
    for weight, run in groupby(prompt.words, key=lambda word: _number(word.weight)):
        words = list(run)
        parts.append(_escape(words[0].before))
        inside = _written(words[0]) + "".join(_escape(word.before) + _written(word) for word in words[1:])
        parts.append(inside if weight == "1" else f"({inside}:{weight})")
    return "".join(parts) + _escape(prompt.tail)


def parse_weighted(
    text: str, *, square_brackets: bool = True, origin: Origin = Origin.IMPORTED
) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt that `text` with attention brackets means, and notes on what had to change.

    `(x:1.2)` weighs 1.2, every further `(x)` multiplies by 1.1, `[x]` divides by 1.1; `\\(` is a bracket of the text.
    `square_brackets=False`: `[` and `]` are text (ComfyUI). A weight counts for a word if the word begins inside. What
    is no text (`syntax`) becomes one opaque word each. Words that only brackets kept apart are parted by a space.
    """
    words: list[Word] = []
    gap = ""
    for opaque, run in groupby(_parts(valid_text(text), square_brackets), key=lambda part: part.opaque):
        parts = list(run)
        if opaque:
            for part in parts:
                words.append(Word(part.text, gap, weight=part.weight, origin=origin, opaque=True))
                gap = ""
            continue
        plain, weights = _joined(parts)
        parsed = Prompt.parse(plain, origin)
        for word, (start, _) in zip(parsed.words, parsed.spans(), strict=True):
            words.append(word.with_(before=gap + word.before, weight=weights[start]))
            gap = ""
        gap += parsed.tail
    notes = []
    if any(not MIN_WEIGHT <= word.weight <= MAX_WEIGHT for word in words):
        notes.append(f"Weights outside {MIN_WEIGHT:g} to {MAX_WEIGHT:g} were moved to the nearest end.")
        words = [word.with_(weight=min(max(word.weight, MIN_WEIGHT), MAX_WEIGHT)) for word in words]
    if kept := dict.fromkeys(word.text for word in words if word.opaque):
        notes.append(f"Kept for other programs, and not read here: {', '.join(kept)}.")
    return Prompt(tuple(words), gap), tuple(notes)


class _Part(NamedTuple):
    """A piece of the text without its brackets."""

    text: str
    weight: float = 1.0
    opaque: bool = False
    parted: bool = False
    """Whether a bracket that is no text stands before it."""


def _joined(parts: list[_Part]) -> tuple[str, list[float]]:
    """The text of these parts and a weight for each of its characters."""
    plain = "".join(part.text for part in parts)
    spans = iter(Prompt.parse(plain).spans())
    start, end = next(spans, (len(plain), len(plain)))
    texts: list[str] = []
    spaced: list[float] = []
    at = 0
    for part in parts:
        while end <= at and start < len(plain):
            start, end = next(spans, (len(plain), len(plain)))
        if part.parted and start < at < end:
            texts.append(" ")
            spaced.append(part.weight)
        texts.append(part.text)
        spaced += [part.weight] * len(part.text)
        at += len(part.text)
    return "".join(texts), spaced


def _parts(text: str, square_brackets: bool) -> list[_Part]:
    """The text without its brackets, in parts that each have one weight."""
    parts: list[_Part] = []
    opened: dict[str, list[int]] = {"(": [], "[": []}
    factors: list[tuple[int, int, float]] = []
    spans = iter([*opaque_spans(text, square_brackets=square_brackets), (len(text), len(text))])
    start, end = next(spans)
    at, parted = 0, False
    while at < len(text):
        if at == start:
            parts.append(_Part(text[start:end], opaque=True))
            at, (start, end) = end, next(spans)
            continue
        match = _ATTENTION.match(text, at, start)
        assert match is not None  # the pattern takes any character
        token, number, at = match.group(), match.group(1), match.end()
        bracket = "[" if token in "[]" else "("
        closes = token in (")", "]") or (number is not None and _is_number(number))
        if token in opened and (square_brackets or token == "("):
            opened[token].append(len(parts))
        elif closes and opened[bracket]:
            factor = float(number) if number is not None else _STRONGER if bracket == "(" else 1 / _STRONGER
            factors.append((opened[bracket].pop(), len(parts), factor))
        else:
            escaped = len(token) == 2 and token[0] == "\\"
            parts.append(_Part(token[1] if escaped else token, parted=parted))
            parted = False
            continue
        parted = True
    for bracket, factor in (("(", _STRONGER), ("[", 1 / _STRONGER)):
        # brackets left open count to the end, as in that program
        factors += [(begun, len(parts), factor) for begun in opened[bracket]]
    return [part._replace(weight=weight) for part, weight in zip(parts, _products(len(parts), factors), strict=True)]


def _products(count: int, factors: list[tuple[int, int, float]]) -> list[float]:
    """For each of `count` places the product of the factors (start, end, factor) that hold there, to four decimals."""
    begins: list[list[float]] = [[] for _ in range(count + 1)]
    ends: list[list[float]] = [[] for _ in range(count + 1)]
    for start, end, factor in factors:
        begins[start].append(min(max(factor, -_LARGEST), _LARGEST))
        ends[end].append(min(max(factor, -_LARGEST), _LARGEST))
    products: list[float] = []
    logarithm, zeros, negatives = 0.0, 0, 0
    for place in range(count):
        for some, sign in ((ends[place], -1), (begins[place], 1)):
            for factor in some:
                zeros += sign * (factor == 0)
                negatives += sign * (factor < 0)
                logarithm += sign * (math.log(abs(factor)) if factor else 0.0)
        size = 0.0 if zeros else math.exp(min(logarithm, _LOG_LARGEST))
        products.append(round(-size if negatives % 2 else size, 4))
    return products


def _written(word: Word) -> str:
    return word.text if word.opaque else _escape(word.text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _number(weight: float) -> str:
    return f"{weight:.4f}".rstrip("0").rstrip(".")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
