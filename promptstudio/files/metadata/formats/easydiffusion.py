"""Easy Diffusion: one text a setting in a PNG, one JSON object in a JPEG or WebP."""

from __future__ import annotations

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, keyed

_MARKS = ("use_stable_diffusion_model", "num_inference_steps", "Stable Diffusion model")


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its round brackets."""
    if not any(mark in texts.fields for mark in _MARKS):
        return None
    model = texts.fields.get("Stable Diffusion model")
    return keyed("Easy Diffusion", {**texts.fields, **({"model": model} if model else {})}, Brackets.ROUND)
