"""SwarmUI: JSON in `parameters`."""

from __future__ import annotations

import json

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import with_brackets


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its round brackets; square ones are text."""
    text = texts.fields.get("parameters", "").strip()
    values = json.loads(text).get("sui_image_params") if text.startswith("{") else None
    if not isinstance(values, dict):
        return None
    negative = values.get("negativeprompt")
    return with_brackets("SwarmUI", values["prompt"], negative, values, guidance="cfgscale", square_brackets=False)
