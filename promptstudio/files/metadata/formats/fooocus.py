"""Fooocus: JSON in `parameters`."""

from __future__ import annotations

from sd_parsers.parsers import FooocusParser

from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import parse, with_brackets


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt with its brackets, which mean what AUTOMATIC1111's do."""
    if not texts.fields.get("parameters", "").strip().startswith("{"):
        return None
    parsed = parse(FooocusParser(), texts.fields)
    return with_brackets("Fooocus", *parsed, guidance="cfg_scale") if parsed else None
