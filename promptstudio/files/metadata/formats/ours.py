"""Prompt Studio's own JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from promptstudio.files.checks import check_prompt
from promptstudio.files.metadata.containers import Texts
from promptstudio.files.metadata.document import KEY, OURS, VERSION, Document, FoundMetadata
from promptstudio.files.metadata.formats.values import decimal, size, whole
from promptstudio.prompt import Prompt

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


def read_export(values: Mapping[str, object]) -> FoundMetadata | None:
    """A prompt as *Export* writes it as JSON, None for any other object. Raises whatever damaged data raises."""
    if not str(values.get("program", "")).startswith(OURS) or "words" not in values:
        return None
    prompt = msgspec.convert({"words": values["words"], "tail": values.get("tail", "")}, Prompt)
    check_prompt(prompt)
    render = values.get("render")
    made = render if isinstance(render, dict) else {}
    return FoundMetadata(
        source=OURS,
        prompt=prompt,
        negative=str(made.get("negative") or ""),
        seed=whole(made.get("seed"), 2**63 - 1),
        steps=whole(made.get("steps")),
        guidance=decimal(made.get("guidance")),
        sampler=str(made.get("scheduler") or ""),
        model=str(made.get("model") or ""),
        size=size((made.get("width"), made.get("height"))),
    )
