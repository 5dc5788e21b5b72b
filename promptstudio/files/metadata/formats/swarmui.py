"""SwarmUI: JSON in `parameters`."""

from __future__ import annotations

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, json_object, keyed


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its round brackets; square ones are text."""
    values = (json_object(texts, "parameters") or {}).get("sui_image_params")
    return keyed("SwarmUI", values, Brackets.ROUND) if isinstance(values, dict) else None
