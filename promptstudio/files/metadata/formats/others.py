"""Any other program that writes its settings as one JSON object."""

from __future__ import annotations

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, json_object, keyed, name

_KEYS = ("parameters", "generation_data", "Comment", "UserComment", "metadata", "parameters-json")
_PROGRAM = ("software", "generator", "app", "program")
_SETTINGS = {"seed", "steps", "sampler", "cfg_scale", "guidance_scale", "model", "num_inference_steps", "cfgScale"}


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its round brackets, if settings stand beside it."""
    for key in _KEYS:
        values = json_object(texts, key)
        if values is None:
            continue
        if isinstance(values.get("prompt"), str) and _SETTINGS & values.keys():
            source = next(filter(None, (name(values.get(key)) for key in _PROGRAM)), "another program")
            return keyed(source, values, Brackets.ROUND)
    return None
