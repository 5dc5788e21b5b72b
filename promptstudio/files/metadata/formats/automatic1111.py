"""AUTOMATIC1111 and the many programs that write its `parameters` text."""

from __future__ import annotations

from promptstudio.files import a1111
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import OURS, FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, found, size

_NAMED = (OURS, "Fooocus", "ComfyUI")
"""Programs that write this text and say so in its `Version`."""


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt; from a place where any camera's remark may stand only with settings beside it."""
    own = texts.fields.get("parameters", "")
    if own and not own.lstrip().startswith("{"):  # SwarmUI's or Fooocus' JSON
        return _found(*a1111.read_parameters(own))
    for remark in texts.remarks:
        prompt, negative, pairs = a1111.read_parameters(remark.removeprefix("parameters:"))
        if pairs:
            return _found(prompt, negative, pairs)
    return None


def _found(prompt: str, negative: str, pairs: dict[str, str]) -> FoundMetadata:
    values = {key.lower(): value for key, value in pairs.items()}
    version = values.get("version", "")
    return found(
        next((program for program in _NAMED if version.startswith(program)), "A1111"),
        prompt,
        negative,
        Brackets.ALL,
        seed=values.get("seed"),
        steps=values.get("steps"),
        guidance=values.get("cfg scale", values.get("guidance scale")),
        sampler=values.get("sampler"),
        model=values.get("model"),
        size=size(values.get("size")),
    )
