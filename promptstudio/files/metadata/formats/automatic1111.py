"""AUTOMATIC1111 and the many programs that write its `parameters` text."""

from __future__ import annotations

from promptstudio.files import a1111
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import FoundMetadata
from promptstudio.files.metadata.formats.values import with_brackets


def read(texts: Texts) -> FoundMetadata | None:
    """The prompt, also without the line of pairs, unless it is from EXIF: a camera's remark is no prompt."""
    text = texts.fields.get("parameters", "").strip()
    if text.startswith("{"):  # SwarmUI's or Fooocus' JSON
        return None
    prompt, negative, pairs = a1111.read_parameters(text)
    if texts.from_exif and not pairs:
        return None
    values = {key.lower(): value for key, value in pairs.items()}
    return with_brackets("A1111", prompt, negative, values, guidance="cfg scale")
