"""`promptstudio duel`: several methods invert the same images and are compared in one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from promptstudio import atomic, protocol
from promptstudio.cli import terminal
from promptstudio.cli.options import Json, Seed, engine_command, parse_settings
from promptstudio.cli.running import make_folder, read_images, run, start_engine, write_learned
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions
from promptstudio.protocol import SettingValue

_SHEET = "contact-sheet.png"


@engine_command()
def duel(
    files: Annotated[list[Path], typer.Argument(metavar="IMAGE", help="Reference images of every prompt.")],
    method: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Method that takes part; repeatable. Without it all that are quick and whose models are here.",
        ),
    ] = None,
    task: Annotated[str, typer.Option(metavar="NAME", help="inversion, style or multi_concept.")] = "inversion",
    budget: Annotated[int, typer.Option(min=1, max=77, help="CLIP pieces that a prompt may take.")] = 32,
    seed: Seed = 0,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="METHOD.NAME=VALUE", help="A setting of one method.")
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Folder for the renders, the contact sheet and duel.json.")
    ] = Path("duel"),
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Let several methods invert the same images, and compare their prompts, renders and coupling in one sheet."""
    references = read_images(files)
    make_folder(out)
    engine = start_engine(options)
    known = engine.describe()
    present = {model.role for model in known.models if model.present}
    quick = [m.name for m in known.methods if task in m.tasks and present >= set(m.models) and not m.slow]
    settings: dict[str, dict[str, SettingValue]] = {}
    for pair in set_ or []:
        name, dot, rest = pair.partition(".")
        if not dot:
            raise BadRequest(f"--set takes method.name=value, not “{pair}”.")
        settings.setdefault(name, {}).update(parse_settings([rest]))
    request = protocol.DuelRequest(references, tuple(method or quick), task, budget, seed, settings)
    found: protocol.DuelResult = run(engine, request, "Duel")
    told = _write_duel(out, found)
    if json:
        terminal.print_json(told)
    else:
        terminal.output().print(terminal.duel(found))
        terminal.output().print(f"Written to {out}: {_SHEET}, duel.json and the renders", markup=False)


def _write_duel(folder: Path, found: protocol.DuelResult) -> dict[str, Any]:
    """Everything of a duel in `folder`; returns what duel.json holds."""
    from promptstudio.files import export, metadata

    for row in found.rows:
        if row.render:
            metadata.write_png(folder / f"{row.method}.png", row.render)
        if row.result:
            write_learned(row.result, folder)
    export.export_duel(folder / _SHEET, found)
    told = _duel_as_dict(found, folder)
    atomic.write_bytes(folder / "duel.json", terminal.as_json(told))
    return told


def _duel_as_dict(found: protocol.DuelResult, folder: Path) -> dict[str, Any]:
    rows = []
    for row in found.rows:
        judged = terminal.plain(row.judgement)
        render = str(folder / f"{row.method}.png") if row.render else None
        about = {"method": row.method, "title": row.title, "failed": row.failed or None, "render": render}
        rows.append(about | ({} if row.result is None else _result_of_duel(row.result)) | {"judges": judged})
    images = [reference.path or reference.name for reference in found.references]
    return {"images": images, "budget": found.budget, "seed": found.seed, "rows": rows}


def _result_of_duel(result: protocol.InversionResult) -> dict[str, Any]:
    return {"prompt": result.prompt.text, "scores": terminal.plain(result.scores), "seconds": round(result.seconds, 3)}
