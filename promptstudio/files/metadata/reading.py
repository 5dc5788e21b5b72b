"""Reads what a picture file says about its prompt: our own data first, then other programs'."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from promptstudio.errors import UnreadableImage
from promptstudio.files.metadata.containers import Texts, of_text, texts_of
from promptstudio.files.metadata.document import KEY, FoundMetadata
from promptstudio.files.metadata.formats import FOREIGN, ours
from promptstudio.files.metadata.formats.values import json_object
from promptstudio.files.metadata.stealth import hidden_text
from promptstudio.images import incoming
from promptstudio.text import with_valid_text


def read(path: str | os.PathLike[str]) -> FoundMetadata | None:
    """The metadata of the picture file at `path`; None when there is none that makes sense. Raises UnreadableImage when
    the file cannot be read at all."""
    return scan(incoming.read_bytes(path, incoming.MAX_BYTES, UnreadableImage), Path(path).name)[0]


def scan(data: bytes, name: str = "") -> tuple[FoundMetadata | None, tuple[str, ...]]:
    """The metadata in an encoded image, and notes for a person; never raises. Damaged data of ours is ignored with a
    note. `name`: of the file, which may tell which of several pictures of one ComfyUI graph it is."""
    # Anyone may have written these fields: parsers of hostile or broken data raise every type of exception.
    try:
        with incoming.quiet():
            texts = texts_of(data, name)
    except Exception:
        return None, ()
    notes: tuple[str, ...] = ()
    if KEY in texts.fields:
        try:
            return with_valid_text(ours.read(texts)), ()
        except Exception:
            notes = ("Its Prompt Studio data is damaged and was ignored.",)
    found = _foreign(texts)
    if found is None or not (found.prompt.words or found.choices):
        found = _hidden(data) or found
    return found, notes


def read_text(text: str) -> FoundMetadata | None:
    """The metadata in a text that was copied or saved from a program, ours first; None when it is none. A text without
    settings or a negative prompt is not taken for one. Never raises."""
    texts = of_text(text)
    try:
        if (own := ours.read_export(json_object(texts, "parameters") or {})) is not None:
            return with_valid_text(own)
    except Exception:  # damaged, or of another program
        return None
    found = _foreign(texts)
    return found if found is not None and (found.choices or found.facts) else None


def _foreign(texts: Texts) -> FoundMetadata | None:
    """What the first program says that gives a prompt; else a choice of prompts; else whatever else is known."""
    answers = list(_answers(texts))
    for wanted in (lambda found: found.prompt.words, lambda found: found.choices, lambda found: not found.empty):
        for found in answers:
            if wanted(found):
                return with_valid_text(found)
    return None


def _answers(texts: Texts) -> Iterator[FoundMetadata]:
    for reader in FOREIGN:
        try:
            found = reader(texts)
        except Exception:  # the next program's reader may know better
            continue
        if found is not None:
            yield found
            if found.prompt.words:
                return


def _hidden(data: bytes) -> FoundMetadata | None:
    """What stands in the lowest bits of the pixels: looked for last, for all pixels have to be decoded."""
    try:
        with incoming.quiet():
            text = hidden_text(data)
    except Exception:
        return None
    return _foreign(of_text(text)) if text else None
