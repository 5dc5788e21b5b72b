"""Prompts for the pictures of a folder: what was found, kept from run to run, and written beside the pictures."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import msgspec

from promptstudio import atomic
from promptstudio.errors import BadRequest
from promptstudio.images import EXTENSIONS
from promptstudio.protocol import InversionRequest
from promptstudio.text import valid_text

ROWS = ".promptstudio-prompts.jsonl"
"""Name of the file, in the folder of the pictures, that keeps what was found."""
SIDECARS = ("txt", "json")
"""What can be written beside each picture, by suffix."""
TABLES = ("csv", "json", "txt")
"""What a table of all pictures can be written as, by suffix."""


class Found(msgspec.Struct, frozen=True):
    """What is known of one picture."""

    image: str
    """Its path below the folder, with “/”."""
    prompt: str | None = None
    """None while there is none."""
    fit: float | None = None
    """The guide's cosine of picture and prompt, −1…1."""
    pieces: int | None = None
    """CLIP pieces of the prompt."""
    seconds: float | None = None
    method: str = ""
    budget: int | None = None
    seed: int | None = None
    notes: tuple[str, ...] = ()
    failed: str | None = None
    """Why there is no prompt, in one sentence."""


def pictures_below(folder: Path) -> list[Path]:
    """The picture files in a folder and in those below it, by name; not hidden ones. BadRequest if it is no folder."""
    if folder.is_file():
        raise BadRequest(f"{folder} is a file; a batch takes a folder.")
    if not folder.is_dir():
        raise BadRequest(f"There is no folder {folder}.")
    found = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in EXTENSIONS)
    return [path for path in found if not _hidden(path.relative_to(folder)) and path.is_file()]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def name_below(folder: Path, picture: Path) -> str:
    """How tables call a picture."""
    return valid_text(picture.relative_to(folder).as_posix())


def key_of(request: InversionRequest, profile: str) -> str:
    """Equal for equal pictures and settings: what was found under it need not be found again."""
    asked = (
        [reference.sha256 for reference in request.references],
        [request.method, request.task, request.budget, request.seed, request.text, profile],
        sorted(request.settings.items()),
    )
    return hashlib.sha256(msgspec.json.encode(asked)).hexdigest()


def write_sidecar(picture: Path, found: Found, suffix: str, overwrite: bool = False) -> bool:
    """Write what was found beside its picture, as one of `SIDECARS`. False, and nothing is written, where a file is
    that says something else. Raises UnwritableFile."""
    path = picture.with_suffix(f".{suffix}")
    data = f"{found.prompt}\n".encode() if suffix == "txt" else _as_json(found)
    if path.exists():
        if path.read_bytes() == data:
            return True
        if not overwrite:
            return False
    atomic.write_bytes(path, data)
    return True


def table_kind(path: Path) -> str:
    """The one of `TABLES` that a file's name asks for. Raises BadRequest for another suffix."""
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in TABLES:
        raise BadRequest(f"Tables are written as .csv, .json or .txt, not as {path.suffix or 'a file without suffix'}.")
    return suffix


def write_table(path: Path, found: Iterable[Found]) -> None:
    """Write a table of all pictures: .csv, .json, or .txt with a prompt a line. Raises BadRequest for another suffix,
    UnwritableFile."""
    rows, suffix = list(found), table_kind(path)
    if suffix == "csv":
        data = as_csv(rows)
    elif suffix == "json":
        data = _as_json(rows)
    else:
        data = "".join(f"{row.prompt}\n" for row in rows if row.prompt).encode()
    atomic.write_bytes(path, data)


def as_csv(found: Iterable[Found]) -> bytes:
    """One line a picture, under the names of the fields."""
    columns = ("image", "prompt", "pieces", "fit", "seconds", "method", "budget", "seed", "failed")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in found:
        values = (getattr(row, name) for name in columns)
        writer.writerow(["" if value is None else value for value in values])
    return out.getvalue().encode()


def _as_json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
