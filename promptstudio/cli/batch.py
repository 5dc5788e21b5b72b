"""`promptstudio batch`: prompts for a folder of images, resumable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from promptstudio.catalogue.reader import load_catalog, load_profile
from promptstudio.cli import terminal
from promptstudio.cli.evaluate import follow
from promptstudio.cli.options import Json, Seed, engine_command, parse_settings
from promptstudio.cli.workers import OneWorker, Ray, Versions, Workers, read_crew
from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.point import INVERSION, Prompting, point_for
from promptstudio.evaluation.runner import plan
from promptstudio.files.batch import SIDECARS, Found, name_below, pictures_below, table_kind, write_sidecar, write_table
from promptstudio.files.rows import Rows
from promptstudio.machine import EngineOptions

_ROWS = ".promptstudio-batch.jsonl"


@engine_command()
def batch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of images; those below it, too.")],
    method: Annotated[
        str, typer.Option(metavar="NAME", help="Inversion method; `promptstudio methods` lists them.")
    ] = "edit_friendly",
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces that a prompt may take.")] = 32,
    seed: Seed = 1,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting; repeatable.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a table of all images: .csv, .json or .txt.")
    ] = None,
    txt: Annotated[bool, typer.Option("--txt", help="Write each prompt to a .txt file beside its image.")] = False,
    json_files: Annotated[
        bool, typer.Option("--json-files", help="Write what was found to a .json file beside each image.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --txt and --json-files: also over files that are there.")
    ] = False,
    rows: Annotated[
        Path | None, typer.Option(metavar="FILE", help=f"Where results are kept; without it {_ROWS} in FOLDER.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Try images anew that failed.")] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor threads; without it as many as fit.")] = None,
    ray: Ray = "",
    workers: Workers = 2,
    worker: OneWorker = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Find a prompt for every image of a folder. Stop it any time: the same command goes on where it stopped."""
    from promptstudio.inversion.registry import methods

    # Workers on other machines have other current folders.
    examples = tuple(Example(name_below(folder, path), (str(path.absolute()),)) for path in pictures_below(folder))
    if method not in methods():
        raise BadRequest(f"There is no method “{method}”; choose {', '.join(methods())}.")
    if csv is not None:
        table_kind(csv)
    profile = load_profile(options.profile or load_catalog().default_profile)
    if not examples:
        raise BadRequest(f"There is no image in {folder}.")
    point = point_for(INVERSION, Prompting(method, parse_settings(set_ or []), budget, seed))
    crew = read_crew(ray, workers, worker or (), msgspec.structs.replace(options, profile=profile.name), threads or 0)
    planned = plan([point], examples, Versions(profile.name))
    with Rows(rows or folder / _ROWS) as kept:
        if again:
            kept.forget_failed()
        try:
            follow(crew.run(planned, kept))
        finally:
            told = Found("", method=method, budget=budget, seed=seed)
            found = [_record(told, e, kept.get(planned.key(point, place))) for place, e in enumerate(examples)]
            if csv is not None:
                write_table(csv, found)
            for suffix in (suffix for suffix, wanted in zip(SIDECARS, (txt, json_files), strict=True) if wanted):
                _write_sidecars(examples, found, suffix, overwrite)
    if json:
        terminal.print_json([terminal.plain(record) for record in found])
    else:
        terminal.output().print(_as_table(found))


def _record(told: Found, example: Example, row: dict[str, Any] | None) -> Found:
    """`told` with what a row says of an image; `prompt` is None when there is none yet."""
    values = row["values"] if row else {}
    pieces = values.get("pieces")
    return msgspec.structs.replace(
        told,
        image=example.id,
        prompt=values.get("prompt"),
        fit=values.get("guide"),
        pieces=None if pieces is None else int(pieces),
        seconds=values.get("seconds"),
        failed=(row or {}).get("failed") or None,
    )


def _as_table(found: list[Found]) -> Table:
    """Images with their prompts, and what failed."""
    table = Table("image", "prompt", box=None, pad_edge=False)
    for record in found:
        failed = record.failed or ("" if record.prompt else "not yet")
        table.add_row(Text(record.image), Text(record.prompt or failed, style="red" if failed else ""))
    return table


def _write_sidecars(examples: tuple[Example, ...], found: list[Found], suffix: str, overwrite: bool) -> None:
    """Files that are there and say something else are kept, unless they may be overwritten."""
    with_prompt = [(Path(e.images[0]), record) for e, record in zip(examples, found, strict=True) if record.prompt]
    kept = sum(not write_sidecar(path, record, suffix, overwrite) for path, record in with_prompt)
    if kept:
        terminal.note(f"{kept} .{suffix} files were there already and are kept; --overwrite replaces them.")
