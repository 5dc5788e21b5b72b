"""NovelAI: JSON in `Comment`, beside `Description` and `Source`; from V4 on every character has a prompt of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import found, json_object, size, text

_HASH = re.compile(r"\s+[0-9A-F]{6,}$")


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt as text: its brackets do not mean what AUTOMATIC1111's do."""
    values = json_object(texts, "Comment", "parameters") or {}
    if texts.fields.get("Software") != "NovelAI" and not {"uc", "sampler"} <= values.keys():
        return None
    prompt = text(values.get("prompt")) or texts.fields.get("Description", "")
    return found(
        "NovelAI",
        ", ".join(_captions(values.get("v4_prompt"))) or prompt,
        ", ".join(_captions(values.get("v4_negative_prompt"))) or text(values.get("uc")),
        seed=values.get("seed"),
        steps=values.get("steps"),
        guidance=values.get("scale"),
        sampler=values.get("sampler"),
        model=_HASH.sub("", texts.fields.get("Source", "")),
        size=size((values.get("width"), values.get("height"))),
    )


def _captions(prompt: object) -> Iterator[str]:
    """The text of the whole picture, then those of its characters."""
    caption = prompt.get("caption") if isinstance(prompt, dict) else None
    if isinstance(caption, dict):
        characters = caption.get("char_captions")
        entries = [entry for entry in characters if isinstance(entry, dict)] if isinstance(characters, list) else []
        for part in (caption.get("base_caption"), *(entry.get("char_caption") for entry in entries)):
            if isinstance(part, str) and part.strip():
                yield part.strip()
