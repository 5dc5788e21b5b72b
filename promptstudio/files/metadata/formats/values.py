"""From another program's values to `FoundMetadata`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from enum import Enum

from promptstudio.files import a1111
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.prompt import Origin, Prompt

LARGEST_SEED = 2**64 - 1
"""Largest seed that any program writes."""

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "prompt": ("prompt", "positive_prompt", "positiveprompt"),
    "negative": ("negative_prompt", "negativeprompt", "negative", "uc"),
    "seed": ("seed", "noise_seed"),
    "steps": ("steps", "num_inference_steps", "inference_steps"),
    "guidance": ("guidance_scale", "cfg_scale", "cfgscale", "cfg", "scale", "guidance"),
    "sampler": ("sampler_name", "samplername", "sampler", "scheduler"),
    "model": (
        "model",
        "model_name",
        "base_model",
        "base_model_name",
        "basemodel",
        "use_stable_diffusion_model",
        "checkpoint",
    ),
    "size": ("size", "resolution", "image_size"),
}
"""What programs call the same thing, in lower case with underscores."""
_LONGEST_PROMPT = 100_000
_TWO_NUMBERS = re.compile(r"\s*[\[(]?\s*(\d{1,6})\s*[x×*,]\s*(\d{1,6})\s*[\])]?\s*")


class Brackets(Enum):
    """What brackets mean in a program's prompts."""

    TEXT = "text"
    """Something else than AUTOMATIC1111's; they are kept as text."""
    ROUND = "round"
    """Round ones are weights, square ones text (ComfyUI)."""
    ALL = "all"
    """Weights, alternatives and times, as in AUTOMATIC1111."""


def json_object(texts: Texts, *keys: str) -> dict[str, object] | None:
    """The JSON object in the first of these fields that holds one. Raises RecursionError for an absurd one."""
    for key in keys:
        text = texts.fields.get(key, "").strip()
        if text.startswith("{"):
            try:
                content = json.loads(text)
            except ValueError:
                continue
            if isinstance(content, dict):
                return content
    return None


def keyed(
    source: str, values: Mapping[str, object], brackets: Brackets = Brackets.TEXT, notes: tuple[str, ...] = ()
) -> FoundMetadata:
    """Metadata of a program that writes one value a key, under any of the names that programs use."""
    plain = {key.lower().strip().replace(" ", "_"): value for key, value in values.items()}

    def named(what: str) -> object:
        present = (plain[name] for name in _ALIASES[what] if plain.get(name) not in (None, ""))
        return next(present, None)

    return found(
        source,
        text(named("prompt")),
        text(named("negative")),
        brackets,
        seed=named("seed"),
        steps=named("steps"),
        guidance=named("guidance"),
        sampler=named("sampler"),
        model=named("model"),
        size=size(named("size")) or size((plain.get("width"), plain.get("height"))),
        notes=notes,
    )


def found(
    source: str,
    prompt: str,
    negative: str = "",
    brackets: Brackets = Brackets.TEXT,
    *,
    seed: object = None,
    steps: object = None,
    guidance: object = None,
    sampler: object = None,
    model: object = None,
    size: tuple[int, int] | None = None,
    notes: tuple[str, ...] = (),
    choices: tuple[str, ...] = (),
) -> FoundMetadata:
    """Metadata from values of any type: what is none of its kind is left out. Raises ValueError for a prompt without
    end."""
    if len(prompt) > _LONGEST_PROMPT:
        raise ValueError("longer than any prompt")
    if brackets is Brackets.TEXT:
        parsed, remarks = Prompt.parse(prompt, Origin.IMPORTED), tuple[str, ...]()
    else:
        parsed, remarks = a1111.parse_weighted(prompt, square_brackets=brackets is Brackets.ALL)
    return FoundMetadata(
        source=source,
        prompt=parsed,
        negative=negative.strip(),
        seed=whole(seed, LARGEST_SEED),
        steps=whole(steps),
        guidance=decimal(guidance),
        sampler=name(sampler),
        model=name(model),
        size=size,
        notes=(*remarks, *notes),
        choices=choices,
    )


def text(value: object) -> str:
    """A text, or several joined by commas; "" for anything else."""
    if isinstance(value, list):
        return ", ".join(part.strip() for part in value if isinstance(part, str) and part.strip())
    return value if isinstance(value, str) else ""


def name(value: object) -> str:
    """A name: a text, or the name within an object."""
    if isinstance(value, dict):
        value = next((value[key] for key in ("model_name", "name", "label") if key in value), None)
    return value.strip() if isinstance(value, str) else ""


def size(value: object) -> tuple[int, int] | None:
    """Width and height from a pair or a text such as `512x768`, None for anything else."""
    if isinstance(value, str):
        match = _TWO_NUMBERS.fullmatch(value)
        value = match.groups() if match else None
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    width, height = whole(value[0]), whole(value[1])
    return (width, height) if width and height else None


def whole(value: object, largest: int = 2**31 - 1) -> int | None:
    """`value` as a whole number from 0 to `largest`, None for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if 0 <= number <= largest else None


def decimal(value: object) -> float | None:
    """`value` as a finite number, None for anything else."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
