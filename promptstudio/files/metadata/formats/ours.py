"""Prompt Studio's own JSON."""

from __future__ import annotations

import json

import msgspec

from promptstudio.files.checks import check_prompt
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import KEY, OURS, VERSION, Document, FoundMetadata
from promptstudio.files.metadata.formats.values import decimal, size, whole

MAX_JSON = 4 * 2**20
"""Longest JSON that is read, in characters."""


def read(texts: Texts) -> FoundMetadata:
    """Our data, which must be there. Raises whatever damaged data raises."""
    text = texts.fields[KEY]
    if len(text) > MAX_JSON:
        raise ValueError("too long")
    document = msgspec.convert(json.loads(text), Document)
    for prompt in (document.prompt, document.before):
        if prompt is not None:
            check_prompt(prompt)
    notes: tuple[str, ...] = ()
    if document.version > VERSION:
        notes = ("It was written by a newer version of Prompt Studio; what is new there was left out.",)
    return FoundMetadata(
        source=OURS,
        prompt=document.prompt,
        negative=document.negative,
        seed=whole(document.seed, 2**63 - 1),
        steps=whole(document.steps),
        guidance=decimal(document.guidance),
        sampler=document.scheduler,
        model=document.model,
        size=size((document.width, document.height)),
        document=document,
        notes=notes,
    )
