"""Fooocus and its relatives: JSON in `parameters`, in `Comment`, or in a JPEG's UserComment."""

from __future__ import annotations

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, json_object, keyed


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its brackets, which mean what AUTOMATIC1111's do."""
    values = json_object(texts, "parameters", "Comment") or {}
    if values.get("software") == "RuinedFooocus":
        return keyed("RuinedFooocus", values, Brackets.ALL)
    if "base_model" in values or "Base Model" in values:
        return keyed("Fooocus", values, Brackets.ALL)
    return None
