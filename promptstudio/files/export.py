"""Writes what a person exports: prompts as text, JSON or AUTOMATIC1111's line; pictures; sheets."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from promptstudio import __version__, atomic
from promptstudio.errors import BadRequest
from promptstudio.files import metadata
from promptstudio.files.contact_sheet import SheetPicture, contact_sheet
from promptstudio.files.duel_sheet import duel_sheet
from promptstudio.files.grid_sheet import GridSheet, grid_sheet
from promptstudio.files.sheet import side_by_side_sheet
from promptstudio.prompt import Prompt, Word, edit_label
from promptstudio.protocol import Comparison, Coupling, DuelResult, Render, Scores


def prompt_text(prompt: Prompt) -> str:
    """The prompt as it reads: no weights, no brackets, nothing added."""
    return prompt.text


def _word(word: Word) -> dict[str, object]:
    """The fields of a word; `opaque` stands there only for words that are."""
    return {name: value for name, value in msgspec.to_builtins(word).items() if value or name != "opaque"}


def prompt_json(
    prompt: Prompt,
    *,
    render: Render | None = None,
    scores: Scores | None = None,
    coupling: Coupling | None = None,
    method: str | None = None,
) -> str:
    """The prompt word by word, with whatever else is given, as JSON with two spaces of indent."""
    content: dict[str, object] = {
        "program": f"{metadata.OURS} {__version__}",
        "prompt": prompt.text,
        "words": [_word(word) for word in prompt.words],
        "tail": prompt.tail,
    }
    if method:
        content["method"] = method
    if scores:
        content["scores"] = {key: value for key, value in msgspec.to_builtins(scores).items() if key != "type"}
    if coupling:
        content["coupling"] = {key: value for key, value in msgspec.to_builtins(coupling).items() if key != "type"}
    if render:
        content["render"] = {
            "width": render.picture.width,
            "height": render.picture.height,
            "seed": render.settings.seed,
            "steps": render.settings.steps,
            "guidance": render.settings.guidance,
            "guidance_rescale": render.guidance_rescale,
            "negative": render.settings.negative,
            "scheduler": render.scheduler,
            "clip_skip": render.settings.clip_skip,
            "model": render.model,
            "model_hash": render.model_hash,
            "device": render.device,
            "renderer": render.settings.renderer,
        }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def export_prompt(
    path: str | os.PathLike[str],
    prompt: Prompt,
    *,
    render: Render | None = None,
    scores: Scores | None = None,
    coupling: Coupling | None = None,
    method: str | None = None,
    a1111: bool = False,
) -> None:
    """Write the prompt as the suffix says: .txt (the text; with `a1111`, that program's form) or .json. UTF-8.
    Raises BadRequest for another suffix, UnwritableFile when it cannot be written."""
    suffix = Path(path).suffix.lower()
    if suffix == ".json":
        text = prompt_json(prompt, render=render, scores=scores, coupling=coupling, method=method)
    elif suffix == ".txt":
        text = metadata.a1111_line(prompt, render, method=method) if a1111 else prompt_text(prompt)
    else:
        raise BadRequest(f"Prompts are written as .txt or .json, not as {suffix or 'a file without suffix'}.")
    atomic.write_bytes(path, text.encode("utf-8", "replace"))


def export_render(
    path: str | os.PathLike[str],
    render: Render,
    *,
    with_metadata: bool = True,
    document: metadata.Document | None = None,
) -> None:
    """Write a render as .png, .jpg, .webp or .avif. See `metadata.write_image`."""
    metadata.write_image(path, render, with_metadata=with_metadata, document=document)


def export_duel(path: str | os.PathLike[str], duel: DuelResult) -> None:
    """Write the contact sheet of a method duel as .png, .jpg, .webp or .avif. Raises BadRequest for another suffix,
    UnwritableFile when it cannot be written."""
    atomic.write_bytes(path, metadata.encode(duel_sheet(duel), _sheet_format(path), None))


def export_grid(
    path: str | os.PathLike[str],
    sheet: GridSheet,
) -> None:
    """Write the sheet of a grid as .png, .jpg, .webp or .avif. Raises BadRequest for another
    suffix, UnwritableFile when it cannot be written."""
    kind = _sheet_format(path)
    atomic.write_bytes(path, metadata.encode(grid_sheet(sheet), kind, None))


def export_contact_sheet(path: str | os.PathLike[str], pictures: Sequence[SheetPicture]) -> None:
    """Write the contact sheet of one picture or more as .png, .jpg, .webp or .avif. Raises BadRequest for another
    suffix, UnwritableFile when it cannot be written."""
    kind = _sheet_format(path)
    atomic.write_bytes(path, metadata.encode(contact_sheet(pictures), kind, None))


def _sheet_format(path: str | os.PathLike[str]) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in metadata.FORMATS:
        raise BadRequest(
            f"Sheets are written as {', '.join(metadata.FORMATS)}, not as {suffix or 'a file without suffix'}."
        )
    return metadata.FORMATS[suffix]


def export_sheet(
    path: str | os.PathLike[str],
    a: Render,
    b: Render,
    comparison: Comparison | None = None,
    *,
    with_metadata: bool = True,
    document: metadata.Document | None = None,
) -> None:
    """Write the side-by-side sheet as .png, .jpg, .webp or .avif. Its metadata is that of B with A's prompt as
    `before`, so a sheet dropped on the window brings the edit back."""
    kind = _sheet_format(path)
    embedded = None
    if with_metadata:
        document = document or metadata.document_for(b, before=a.prompt, edit=edit_label(a.prompt, b.prompt))
        embedded = metadata.fields(b, document)
    image = side_by_side_sheet(a, b, comparison)
    atomic.write_bytes(path, metadata.encode(image, kind, embedded))
