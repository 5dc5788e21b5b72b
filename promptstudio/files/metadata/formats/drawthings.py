"""Draw Things: JSON in XMP's `exif:UserComment`, and lines for people in `dc:description`."""

from __future__ import annotations

from promptstudio.files import a1111
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import Brackets, json_object, keyed


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its round brackets."""
    values = json_object(texts, "parameters") or {}
    if isinstance(values.get("c"), str) and "sampler" in values:
        return keyed("Draw Things", {**values, "prompt": values["c"]}, Brackets.ROUND)
    for remark in texts.remarks:
        lines, _, settings = remark.strip().rpartition("\nSteps: ")
        if "Guidance Scale: " in settings:
            prompt, _, negative = lines.partition("\n-")
            pairs = a1111.read_pairs(f"Steps: {settings}")
            return keyed("Draw Things", {**pairs, "prompt": prompt, "negative": negative}, Brackets.ROUND)
    return None
