"""AUTOMATIC1111's text form of a prompt: word weights in brackets, and the `parameters` block other tools read.

The rules are those of that program's own reader: prompt lines, `Negative prompt:`, then one line of `Key: value` pairs
that counts only with at least three of them; values holding a comma, a colon or a line break are JSON strings.
sd-parsers, which reads other programs' formats for us, is laxer here: it splits quoted values at their commas, and the
prompt at a "Negative prompt:" in the middle of a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
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
# A pair of the last line: a name, a colon, and a JSON string or everything up to the next comma.
_PAIR = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')
_SPECIAL = re.compile(r"([\\()\[\]])")
_NEGATIVE = "Negative prompt:"
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


def write_parameters(prompt: Prompt, negative: str, pairs: Iterable[tuple[str, object]]) -> str:
    """The `parameters` block; `pairs` are written in their order. Without pairs: the prompt (and negative) alone."""
    lines = [_as_prompt(weighted_text(prompt))]
    if negative:
        lines.append(f"{_NEGATIVE} {_as_prompt(negative)}")
    last = ", ".join(f"{key}: {_quote(fold(str(value)))}" for key, value in pairs)
    return "\n".join([*lines, last] if last else lines)


def read_parameters(text: str) -> tuple[str, str, dict[str, str]]:
    """Prompt with its brackets, negative prompt, and the pairs (empty when the last line is not a line of pairs)."""
    *lines, last = text.replace("\r\n", "\n").strip().split("\n")
    found = _PAIR.findall(last)
    if len(found) < 3:
        lines.append(last)
        found = []
    positive: list[str] = []
    negative: list[str] = []
    into = positive
    for line in (line.strip() for line in lines):
        if line.startswith(_NEGATIVE):
            into = negative
            line = line.removeprefix(_NEGATIVE).strip()
        into.append(line)
    return "\n".join(positive), "\n".join(negative), {key.strip(): _unquote(value.strip()) for key, value in found}


def _as_prompt(text: str) -> str:
    # Two spaces mean the same to CLIP, and a line that begins like this no longer starts the negative prompt.
    return re.sub(rf"(?m)^(\s*)Negative {_NEGATIVE[9:]}", rf"\1Negative  {_NEGATIVE[9:]}", fold(text)).strip()


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _number(weight: float) -> str:
    return f"{weight:.4f}".rstrip("0").rstrip(".")


def _quote(value: str) -> str:
    if any(c in value for c in ",:\n") or value.startswith('"'):
        return json.dumps(value, ensure_ascii=False)
    return value


def _unquote(value: str) -> str:
    if len(value) < 2 or not (value[0] == value[-1] == '"'):
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value


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
