"""AUTOMATIC1111's `parameters` block: the prompt, `Negative prompt:`, and a line of `Key: value` pairs.

Written strictly as that program does: values that hold a comma, a colon or a line break are JSON strings. Read as
people and other programs leave it: with lines after the pairs, with a line break lost, with fewer pairs than its own
reader wants.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from promptstudio.files.a1111.attention import fold, weighted_text
from promptstudio.prompt import Prompt

_NEGATIVE = "Negative prompt:"
_NEGATIVE_LINE = re.compile(r"\s*negative prompt:\s*", re.IGNORECASE)
_NEGATIVE_INSIDE = re.compile(r"(?<=[\s,.])Negative prompt:\s*")
_KEY = re.compile(r"\s*([^\W_][\w \-/.()#&+]{0,60}?)\s*:\s*")
_NEXT_KEY = re.compile(r",\s*(?=[^\W_][\w \-/.()#&+]{0,60}?\s*:)")
_TYPED = r"Steps: *\d+|Seed: *-?\d+|CFG scale: *\d[\d.]*|Size: *\d+ *x *\d+|Sampler: *[^,:]+"
# A line with fewer pairs than three is one of settings if it begins with one that has a value of the right type.
_SETTINGS_LINE = re.compile(rf"\s*(?:{_TYPED})\s*(?:,|$)")
_SETTINGS_INSIDE = re.compile(rf"(?<=[\s,.])(?:{_TYPED})\s*(?:,|$)")
_LEAST_PAIRS = 3
_LONGEST = 2**21


def write_parameters(prompt: Prompt, negative: str, pairs: Iterable[tuple[str, object]]) -> str:
    """The block; `pairs` are written in their order. Without pairs: the prompt (and negative) alone."""
    lines = [_as_prompt(weighted_text(prompt))]
    if negative:
        lines.append(f"{_NEGATIVE} {_as_prompt(negative)}")
    last = ", ".join(f"{key}: {_quote(fold(str(value)))}" for key, value in pairs)
    return "\n".join([*lines, last] if last else lines)


def read_parameters(text: str) -> tuple[str, str, dict[str, str]]:
    """Prompt with its brackets, negative prompt, and the pairs (empty when there is no line of pairs). Lines after the
    pairs, such as a template, belong to none of them."""
    lines = text[:_LONGEST].replace("\r\n", "\n").replace("\r", "\n").strip("\n \t\0").split("\n")
    if len(lines) > 1 and lines[0].strip().lower() in ("parameters", "parameters:"):  # copied with its heading
        del lines[0]
    settings = [i for i, line in enumerate(lines) if _is_settings(line, last=i == len(lines) - 1)]
    pairs: dict[str, str] = {}
    for index in settings:
        pairs |= read_pairs(lines[index])
    before, after = (lines[: settings[0]], lines[settings[0] + 1 :]) if settings else (lines, [])
    if not settings:
        before, pairs = _without_settings_inside(lines)
    positive, negative = _sides(before, inside=bool(pairs))
    if not negative:
        negative = next((_NEGATIVE_LINE.sub("", line).strip() for line in after if _NEGATIVE_LINE.match(line)), "")
    return positive, negative, pairs


def read_pairs(line: str) -> dict[str, str]:
    """The pairs of a line, from its beginning as far as there are any."""
    pairs: dict[str, str] = {}
    at = 0
    while match := _KEY.match(line, at):
        pairs[match[1]], at = _value(line, match.end())
    return pairs


def _is_settings(line: str, last: bool) -> bool:
    if ":" not in line or _NEGATIVE_LINE.match(line):
        return False
    if _SETTINGS_LINE.match(line):
        return True
    inside = _SETTINGS_INSIDE.search(line)
    goes_on = inside is not None and inside.start() < line.index(":")  # a prompt before the first pair
    return last and not goes_on and "negative prompt" not in line.lower() and len(read_pairs(line)) >= _LEAST_PAIRS


def _without_settings_inside(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """For a block whose line of pairs goes on from the prompt: the lines before the pairs, and the pairs."""
    for index in reversed(range(len(lines))):
        match = _SETTINGS_INSIDE.search(lines[index])
        if match:
            pairs = read_pairs(lines[index][match.start() :])
            if len(pairs) > 1 or match[0].startswith("Steps"):
                return [*lines[:index], lines[index][: match.start()].rstrip(" ,")], pairs
    return lines, {}


def _sides(lines: list[str], inside: bool) -> tuple[str, str]:
    """Positive and negative lines. `inside`: the negative prompt may begin in the middle of a line, if none begins with
    it."""
    positive: list[str] = []
    negative: list[str] = []
    into = positive
    for line in lines:
        if match := _NEGATIVE_LINE.match(line):
            into, line = negative, line[match.end() :]
        into.append(line.strip())
    prompt, other = "\n".join(positive).strip(), "\n".join(negative).strip()
    if into is positive and inside and (match := _NEGATIVE_INSIDE.search(prompt)):
        prompt, other = prompt[: match.start()].strip(" ,\n"), prompt[match.end() :].strip()
    return prompt, other


def _as_prompt(text: str) -> str:
    # Two spaces mean the same to CLIP, and a text with them no longer starts the negative prompt.
    return re.sub(r"(?i)(negative) (prompt:)", r"\1  \2", fold(text)).strip()


def _quote(value: str) -> str:
    if any(c in value for c in ",:\n") or value.startswith('"'):
        return json.dumps(value, ensure_ascii=False)
    return value


def _value(line: str, at: int) -> tuple[str, int]:
    """The value that begins at `at`, and where the next key begins: JSON, or everything up to what looks like a key."""
    if line[at : at + 1] in ('"', "[", "{"):
        try:
            content, end = json.JSONDecoder().raw_decode(line, at)
        except (ValueError, RecursionError):
            pass
        else:
            rest = line[end:].lstrip()
            if not rest or rest.startswith(","):
                return content if isinstance(content, str) else line[at:end], len(line) - len(rest[1:])
    following = _NEXT_KEY.search(line, at)
    end, start = (following.start(), following.end()) if following else (len(line), len(line))
    return line[at:end].strip().removesuffix(",").rstrip(), start
