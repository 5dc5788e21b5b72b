"""From another program's values to `FoundMetadata`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from sd_parsers.parsers import Parser

from promptstudio.files import a1111
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.prompt import Origin, Prompt


class Parsed(NamedTuple):
    """What one of sd-parsers' parsers found."""

    prompt: str
    negative: str
    values: Mapping[str, object]


def parse(parser: Parser, fields: Mapping[str, str]) -> Parsed | None:
    """The first sampler with a prompt in an image's fields. Raises what the parser raises."""
    for sampler in parser.parse(dict(fields)).samplers:
        positive = ", ".join(p.value for p in sampler.prompts if p.value)
        if positive:
            negative = ", ".join(p.value for p in sampler.negative_prompts if p.value)
            model = sampler.model and sampler.model.name
            return Parsed(positive, negative, {**sampler.parameters, "sampler": sampler.name, "model": model})
    return None


def with_brackets(
    source: str,
    prompt: str,
    negative: object,
    values: Mapping[str, object],
    *,
    guidance: str,
    square_brackets: bool = True,
) -> FoundMetadata:
    """Metadata whose prompt has AUTOMATIC1111's brackets. `guidance`: name of the guidance scale among `values`;
    `square_brackets`: whether square brackets mean a weight too, or are text."""
    parsed, notes = a1111.parse_weighted(prompt, square_brackets=square_brackets)
    return _found(source, parsed, negative, values, guidance, notes)


def as_text(
    source: str, prompt: str, negative: object, values: Mapping[str, object], *, guidance: str
) -> FoundMetadata:
    """Metadata of a program whose brackets and plus signs mean something else: they are kept as text."""
    return _found(source, Prompt.parse(prompt, Origin.IMPORTED), negative, values, guidance, ())


def _found(
    source: str,
    prompt: Prompt,
    negative: object,
    values: Mapping[str, object],
    guidance: str,
    notes: tuple[str, ...],
) -> FoundMetadata:
    return FoundMetadata(
        source=source,
        prompt=prompt,
        negative=str(negative or ""),
        seed=whole(values.get("seed", values.get("noise_seed"))),
        steps=whole(values.get("steps")),
        guidance=decimal(values.get(guidance)),
        sampler=str(values.get("sampler") or ""),
        model=str(values.get("model") or ""),
        notes=notes,
    )


def whole(value: object) -> int | None:
    """`value` as a whole number from 0 to 2⁶³ − 1, None for anything else."""
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if 0 <= number < 2**63 else None


def decimal(value: object) -> float | None:
    """`value` as a finite number, None for anything else."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
