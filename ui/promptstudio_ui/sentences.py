"""What the engine says, in the language of the window; sizes, times and lists of names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from promptstudio import units
from promptstudio.resources import resource
from promptstudio_ui.translation import ENGLISH, Language, in_locale, language, tr

ENGINE = "engine"
"""The context of the engine's sentences; the window's own have none."""
_TELLING = 6  # letters from which on a template is one sentence only
_PLACE = re.compile(r"\{(\w+)\}")
_LINES = re.compile(r"\n")
_ENDS = re.compile(r"(?<=[.!?]) (?=\W?[A-Z\d])")
_LISTED = re.compile(r", (?!as “)| and ")  # a clause with “, as” is one part of an enumeration


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
    for divide, glue in ((_LINES, "\n"), (_ENDS, " ")):
        parts = divide.split(text)
        found = [_found(part, spoken) for part in parts] if len(parts) > 1 else []
        if any(found) and (glue == "\n" or all(found)):
            return glue.join(new or part for new, part in zip(found, parts, strict=True))
    if whole := _found(text, spoken):
        return whole
    parts = _ENDS.split(text)
    return " ".join(_found(part, spoken) or part for part in parts) if len(parts) > 1 else text


def _found(text: str, spoken: Language, least: int = 0) -> str:
    """The translation of one sentence or part of a sentence; empty where its template is unknown.

    `least`: letters that a template has to have. Enumerations are divided before short templates such as “the {thing}”
    are tried, which would take all of them for one thing.
    """
    if whole := spoken.find(ENGINE, text):
        return whole
    for strength in (_TELLING, 0):
        if strength >= least:
            if whole := _listed(text, spoken, strength) or _by_template(text, spoken, strength):
                return whole
    return _in_parts(text, spoken)


def _by_template(text: str, spoken: Language, strength: int) -> str:
    small = text[:1].lower() + text[1:]
    for template, longest, letters in _templates():
        if letters < strength or (longest not in text and longest not in small):
            continue
        for begun, core, end in _readings(text, template):
            if match := _pattern(template).fullmatch(core):
                values = {name: _value(value, spoken) for name, value in match.groupdict().items()}
                told = (spoken.find(ENGINE, template) or template).format(**values) + end
                return told[:1].upper() + told[1:] if begun else told
    return ""


def _readings(text: str, template: str) -> Iterator[tuple[bool, str, str]]:
    """The text, and what it is without the capital and the full stop that a part gets when it becomes a sentence.

    Each as whether it lost its capital, the rest, and the full stop.
    """
    end = "." if text.endswith(".") and not template.endswith(".") else ""
    core = text.removesuffix(end) if end else text
    yield False, core, end
    if text[:1].isupper() and not template[:1].isupper():
        yield True, core[:1].lower() + core[1:], end


def _listed(text: str, spoken: Language, least: int) -> str:
    """“this, that and another”, with or without a full stop; empty where one of them is unknown."""
    end = "." if text.endswith(".") else ""
    parts = _LISTED.split(text.removesuffix("."))
    found = [_found(part, spoken, least) for part in parts] if len(parts) > 1 else []
    if not found or not all(found):
        return ""
    return ", ".join(found[:-1]) + " " + tr("and") + f" {found[-1]}{end}"


def _in_parts(text: str, spoken: Language) -> str:
    """Reasons follow a colon, several are divided by semicolons, facts by dots. Empty where none of them is known."""
    for glue in ("  ·  ", "; ", ": "):
        parts = text.split(glue)
        found = [_found(part, spoken) for part in parts] if len(parts) > 1 else []
        if any(found):
            return glue.join(new or part for new, part in zip(found, parts, strict=True))
    return ""


def _value(value: str, spoken: Language) -> str:
    """One word may be a name of the person's and stays; several can be a sentence."""
    return _translated(value, spoken) if " " in value else in_locale(value)


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, str, int], ...]:
    """Templates with places, the longest of the texts between them, and their letters; the most telling first."""
    found = json.loads(resource("translations", "engine.json").read_text("utf-8"))
    with_texts = [(template, _PLACE.split(template)[::2]) for template in found]
    told = [(template, max(texts, key=len), sum(map(len, texts))) for template, texts in with_texts]
    return tuple(sorted(told, key=lambda entry: -entry[2]))


@lru_cache(maxsize=500)
def _pattern(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for number, part in enumerate(_PLACE.split(template)):
        if number % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.*?)")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)


def bytes_text(count: float) -> str:
    """Bytes in decimal units, as `promptstudio.units` writes them."""
    return in_locale(from_engine(units.bytes_text(count)))


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
