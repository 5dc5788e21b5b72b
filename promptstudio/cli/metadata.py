"""`promptstudio metadata`: what picture files say about how they were made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from promptstudio.cli import terminal
from promptstudio.cli.options import Json
from promptstudio.errors import UnreadableImage

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata

_KEYS = ("source", "prompt", "negative", "seed", "steps", "guidance", "sampler", "model", "size")


def metadata(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Pictures of any program.")],
    json: Json = False,
) -> None:
    """Print the prompt and settings that pictures carry: Prompt Studio's, AUTOMATIC1111's, ComfyUI's and others'.

    With --json one file gives an object, several give a list; what a file does not say is null.
    """
    records, failed = [], False
    for file in files:
        try:
            found, notes = _read(file)
        except UnreadableImage as error:  # the other files still have something to say
            terminal.complain(str(error))
            failed = True
            continue
        if json:
            records.append(_record(file, found, notes))
        else:
            _print(file, found, notes)
    if json and records:
        terminal.print_json(records[0] if len(files) == 1 else records)
    if failed:
        raise typer.Exit(1)


def _read(file: Path) -> tuple[FoundMetadata | None, tuple[str, ...]]:
    """What the file says, and notes. Raises UnreadableImage for a file that is no picture."""
    from promptstudio import images
    from promptstudio.files.metadata import scan

    data = images.incoming.read_bytes(file, images.MAX_BYTES, UnreadableImage)
    found, notes = scan(data, file.name)
    if found is None:
        images.decode(data, file.name)
    return found, notes


def _record(file: Path, found: FoundMetadata | None, notes: tuple[str, ...]) -> dict[str, Any]:
    """What scripts get."""
    from promptstudio.files import a1111

    record: dict[str, Any] = {"file": str(file), **dict.fromkeys(_KEYS)}
    if found is not None:
        record |= {key: getattr(found, key) for key in _KEYS} | {"prompt": found.prompt.text}
        record["weighted"] = a1111.weighted_text(found.prompt) or None
    said = {key: None if value == "" else value for key, value in record.items()}
    return said | {
        "notes": [*notes, *(found.notes if found else ())],
        "choices": list(found.choices) if found else [],
    }


def _print(file: Path, found: FoundMetadata | None, notes: tuple[str, ...]) -> None:
    from promptstudio.files import a1111

    output = terminal.output()
    output.print(Text(str(file), style="bold"))
    if found is None:
        output.print("It says nothing about a prompt.")
    else:
        rows = {"source": found.source, "prompt": a1111.weighted_text(found.prompt), **found.facts}
        rows |= {f"choice {number}": text for number, text in enumerate(found.choices, 1)}
        output.print(terminal.facts({name: value for name, value in rows.items() if value}))
    for note in (*notes, *(found.notes if found else ())):
        output.print(Text(note, style="dim"))
