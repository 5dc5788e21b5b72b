"""InvokeAI: `invokeai_metadata`, and before it `sd-metadata` and the command line in `Dream`."""

from __future__ import annotations

import re

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import decimal, found, json_object, name, size, text

_NEGATIVE = re.compile(r"\[([^\[\]]*)\]")
_QUOTED = re.compile(r'\s*"(.*)"(.*)', re.DOTALL)
_OPTION = re.compile(r"\s-([a-zA-Z])\s*([\w.+]+)")


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt as text: its brackets and plus signs do not mean what AUTOMATIC1111's do."""
    if (values := json_object(texts, "invokeai_metadata")) is not None:
        return _of_metadata(values)
    if (values := json_object(texts, "sd-metadata")) is not None:
        return _of_sd_metadata(values)
    return _of_command(texts.fields["Dream"]) if "Dream" in texts.fields else None


def _of_metadata(values: dict[str, object]) -> FoundMetadata:
    guidance, distilled = values.get("cfg_scale"), values.get("guidance")
    if distilled is not None and decimal(guidance) in (None, 1.0):  # Flux
        guidance = distilled
    return found(
        "InvokeAI",
        _with_style(values, "positive_prompt", "positive_style_prompt"),
        _with_style(values, "negative_prompt", "negative_style_prompt"),
        seed=values.get("seed"),
        steps=values.get("steps", values.get("num_steps")),
        guidance=guidance,
        sampler=values.get("scheduler"),
        model=name(values.get("model")),
        size=size((values.get("width"), values.get("height"))),
    )


def _with_style(values: dict[str, object], prompt: str, style: str) -> str:
    """SDXL's second prompt after the first, unless it says the same."""
    first, second = text(values.get(prompt)).strip(), text(values.get(style)).strip()
    if not second or second in first:
        return first
    return second if first in second else f"{first}, {second}"


def _of_sd_metadata(values: dict[str, object]) -> FoundMetadata | None:
    image = values.get("image")
    if not isinstance(image, dict):
        return None
    parts = image.get("prompt")
    if isinstance(parts, list):
        parts = ", ".join(text(part.get("prompt")) for part in parts if isinstance(part, dict))
    return _with_negative(
        text(parts),
        seed=image.get("seed"),
        steps=image.get("steps"),
        guidance=image.get("cfg_scale"),
        sampler=image.get("sampler"),
        model=values.get("model_weights") or values.get("model"),
        size=size((image.get("width"), image.get("height"))),
    )


def _of_command(command: str) -> FoundMetadata | None:
    if quoted := _QUOTED.fullmatch(command):
        prompt, rest = quoted.groups()
    elif first := _OPTION.search(command):
        prompt, rest = command[: first.start()], command[first.start() :]
    else:
        return None
    options = dict(_OPTION.findall(rest))
    return _with_negative(
        prompt,
        seed=options.get("S"),
        steps=options.get("s"),
        guidance=options.get("C"),
        sampler=options.get("A"),
        size=size((options.get("W"), options.get("H"))),
    )


def _with_negative(prompt: str, **values: object) -> FoundMetadata:
    """Older prompts hold the negative prompt in square brackets."""
    negative = ", ".join(part.strip() for part in _NEGATIVE.findall(prompt) if part.strip())
    positive = re.sub(r"\s{2,}", " ", _NEGATIVE.sub("", prompt)).strip(" ,")
    return found("InvokeAI", positive, negative, **values)  # type: ignore[arg-type]
