"""Reads what a picture file says about its prompt: our own data first, then other programs'."""

from __future__ import annotations

import os

from promptstudio.errors import UnreadableImage
from promptstudio.files.metadata.containers import texts_of
from promptstudio.files.metadata.document import KEY, FoundMetadata
from promptstudio.files.metadata.formats import FOREIGN, ours
from promptstudio.images import incoming
from promptstudio.text import with_valid_text


def read(path: str | os.PathLike[str]) -> FoundMetadata | None:
    """The metadata of the picture file at `path`; None when there is none that makes sense. Raises UnreadableImage when
    the file cannot be read at all."""
    return scan(incoming.read_bytes(path, incoming.MAX_BYTES, UnreadableImage))[0]


def scan(data: bytes) -> tuple[FoundMetadata | None, tuple[str, ...]]:
    """The metadata in an encoded image, and notes for a person; never raises. Damaged data of ours is ignored with a
    note."""
    # Anyone may have written these fields: parsers of hostile or broken data raise every type of exception.
    try:
        with incoming.quiet():
            texts = texts_of(data)
    except Exception:
        return None, ()
    notes: tuple[str, ...] = ()
    if KEY in texts.fields:
        try:
            return with_valid_text(ours.read(texts)), ()
        except Exception:
            notes = ("Its Prompt Studio data is damaged and was ignored.",)
    for reader in FOREIGN:
        try:
            found = reader(texts)
        except Exception:  # the next program's reader may know better
            continue
        if found is not None and found.prompt.words:
            return with_valid_text(found), notes
    return None, notes
