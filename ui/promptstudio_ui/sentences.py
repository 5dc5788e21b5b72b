"""What the engine says, in the language of the window; sizes, times and lists of names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from promptstudio import units
from promptstudio.resources import resource
from promptstudio_ui.translation import ENGLISH, Language, in_locale, language, tr

ENGINE = "engine"
"""The context of the engine's sentences; the window's own have none."""
_PLACE = re.compile(r"\{(\w+)\}")
_ENDS = re.compile(r"(?<=[.!?]) (?=\W?[A-Z])")


def from_engine(text: str) -> str:
    """What the engine says, in the language of the window.

    The engine and the command line speak English. A sentence is known by its template: the translation gets what
    stands in the template's places. Where the whole is unknown, its lines and sentences are looked up one by one. What
    matches nothing stays as it is, and so does a sentence of the window.
    """
    spoken = language()
    return text if spoken.code == ENGLISH else _translated(text, spoken)


@lru_cache(maxsize=2000)
def _translated(text: str, spoken: Language) -> str:
    if whole := spoken.find(ENGINE, text):
        return whole
    for template, longest in _templates():
        if longest in text and (match := _pattern(template).fullmatch(text)):
            values = {name: _value(value, spoken) for name, value in match.groupdict().items()}
            return (spoken.find(ENGINE, template) or template).format(**values)
    for parts, glue in ((text.split("\n"), "\n"), (_ENDS.split(text), " ")):
        if len(parts) > 1:
            return glue.join(_translated(part, spoken) for part in parts)
    return text


def _value(value: str, spoken: Language) -> str:
    """One word may be a name of the person's and stays; several can be a sentence."""
    return _translated(value, spoken) if " " in value else in_locale(value)


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, str], ...]:
    """Templates with places and the longest of the texts between them; the most telling first."""
    found = json.loads(resource("translations", "engine.json").read_text("utf-8"))
    with_texts = [(template, _PLACE.split(template)[::2]) for template in found]
    ordered = sorted(with_texts, key=lambda entry: -sum(map(len, entry[1])))
    return tuple((template, max(texts, key=len)) for template, texts in ordered)


@lru_cache(maxsize=500)
def _pattern(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for number, part in enumerate(_PLACE.split(template)):
        if number % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)


def bytes_text(count: float) -> str:
    """Bytes in decimal units, as `promptstudio.units` writes them."""
    return from_engine(units.bytes_text(count))


def memory_text(count: float) -> str:
    """Bytes of a device's memory in binary units."""
    return from_engine(units.memory_text(count))


def duration_text(seconds: float) -> str:
    """How long something has been going on."""
    return from_engine(units.duration_text(seconds))


def time_left_text(seconds: float) -> str:
    """An estimate of how long something still takes."""
    return from_engine(units.time_left_text(seconds))


def first_names(names: Sequence[str]) -> str:
    """The first three names, and how many more there are."""
    listed = ", ".join(names[:3])
    return tr("{names} and {more} more").format(names=listed, more=len(names) - 3) if len(names) > 3 else listed
