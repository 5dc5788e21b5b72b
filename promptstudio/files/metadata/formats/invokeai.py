"""InvokeAI: `invokeai_metadata` and its older fields."""

from __future__ import annotations

from sd_parsers.parsers import InvokeAIParser

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import as_text, parse


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt as text: its brackets do not mean what AUTOMATIC1111's do."""
    parsed = parse(InvokeAIParser(), texts.fields)
    return as_text("InvokeAI", *parsed, guidance="cfg_scale") if parsed else None
