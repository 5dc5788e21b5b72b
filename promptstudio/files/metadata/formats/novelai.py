"""NovelAI: JSON in `Comment`."""

from __future__ import annotations

from sd_parsers.parsers import NovelAIParser

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import as_text, parse


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt as text: its brackets do not mean what AUTOMATIC1111's do."""
    parsed = parse(NovelAIParser(), texts.fields)
    return as_text("NovelAI", *parsed, guidance="cfg_scale") if parsed else None
