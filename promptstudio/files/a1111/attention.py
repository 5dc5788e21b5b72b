"""AUTOMATIC1111's weights: words in brackets count more or less."""

from __future__ import annotations

import re
from itertools import groupby

from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin, Prompt
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


def fold(text: str) -> str:
    """`text` with curly quotes, dashes, ellipses and no-break spaces in ASCII, and writable as UTF-8."""
    return text.translate(_ASCII).encode("utf-8", "replace").decode("utf-8")


def weighted_text(prompt: Prompt) -> str:
    """The prompt with weights as `(word:1.1)`, neighbours of one weight in one pair of brackets, and brackets and
    backslashes of the text itself escaped."""
    parts: list[str] = []
    for weight, run in groupby(prompt.words, key=lambda word: _number(word.weight)):
        words = list(run)
        parts.append(_escape(words[0].before))
        inside = _escape(words[0].text) + "".join(_escape(w.before + w.text) for w in words[1:])
        parts.append(inside if weight == "1" else f"({inside}:{weight})")
    return "".join(parts) + _escape(prompt.tail)


def parse_weighted(
    text: str, *, square_brackets: bool = True, origin: Origin = Origin.IMPORTED
) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt that `text` with attention brackets means, and notes on what had to change.

    `(x:1.2)` weighs 1.2, every further `(x)` multiplies by 1.1, `[x]` divides by 1.1; `\\(` is a bracket of the text.
    `square_brackets=False`: `[` and `]` are text (ComfyUI). A weight counts for a word if the word begins inside.
    """
    segments = _segments(valid_text(text), square_brackets)
    plain = "".join(part for part, _ in segments)
    weights = [weight for part, weight in segments for _ in part]
    prompt = Prompt.parse(plain, origin)
    beyond = False
    for index, (start, _) in enumerate(prompt.spans()):
        weight = round(weights[start], 4)
        beyond = beyond or not MIN_WEIGHT <= weight <= MAX_WEIGHT
        prompt = prompt.change(index, weight=min(max(weight, MIN_WEIGHT), MAX_WEIGHT))
    notes = (f"Weights outside {MIN_WEIGHT:g} to {MAX_WEIGHT:g} were moved to the nearest end.",) if beyond else ()
    return prompt, notes


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _number(weight: float) -> str:
    return f"{weight:.4f}".rstrip("0").rstrip(".")


def _segments(text: str, square_brackets: bool) -> list[tuple[str, float]]:
    """The text without its brackets, in parts that each have one weight."""
    parts: list[tuple[str, float]] = []
    round_open: list[int] = []
    square_open: list[int] = []

    def multiply(start: int, factor: float) -> None:
        parts[start:] = [(part, weight * factor) for part, weight in parts[start:]]

    for match in _ATTENTION.finditer(text):
        token, number = match.group(), match.group(1)
        if len(token) == 2 and token[0] == "\\":
            parts.append((token[1], 1.0))
        elif token == "(":
            round_open.append(len(parts))
        elif token == "[" and square_brackets:
            square_open.append(len(parts))
        elif number is not None and round_open and _is_number(number):
            multiply(round_open.pop(), float(number))
        elif token == ")" and round_open:
            multiply(round_open.pop(), _STRONGER)
        elif token == "]" and square_open:
            multiply(square_open.pop(), 1 / _STRONGER)
        else:
            parts.append((token, 1.0))
    for start in round_open:  # brackets left open count to the end, as in that program
        multiply(start, _STRONGER)
    for start in square_open:
        multiply(start, 1 / _STRONGER)
    return parts


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
