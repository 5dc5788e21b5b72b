"""`promptstudio renderers`: what can make pictures, and the programs that a person adds to that."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from promptstudio.catalogue.programs import load_programs, save_programs
from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli import terminal
from promptstudio.cli.options import Json
from promptstudio.cli.plain_help import PlainCommand, PlainGroup
from promptstudio.errors import BadRequest
from promptstudio.protocol import PROGRAMS, RenderProgram

app = typer.Typer(cls=PlainGroup, help="List, add, test and remove what can make pictures.", add_completion=False)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Your name for it.")]


@app.callback(invoke_without_command=True)
def _renderers(context: typer.Context, json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _list(json)


@app.command("list", cls=PlainCommand)
def list_(json: Json = False) -> None:
    """List the renderers: models of the catalogue that are here, and programs."""
    _list(json)


@app.command(cls=PlainCommand)
def add(
    name: Name,
    kind: Annotated[str, typer.Option(metavar="PROGRAM", help=f"Which program: {', '.join(PROGRAMS)}.")],
    address: Annotated[
        str, typer.Option(metavar="ADDRESS", help="http://host:port; without it that of this computer.")
    ] = "",
    key: Annotated[str, typer.Option(metavar="KEY", help="user:password or a token, where it wants one.")] = "",
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Checkpoint, as the program calls it; without it the one at hand.")
    ] = "",
    sampler: Annotated[
        str, typer.Option(metavar="NAME", help="Sampler, as the program calls it; without it its own.")
    ] = "",
    workflow: Annotated[
        str, typer.Option(metavar="FILE", help="ComfyUI: your own graph, saved in the API format.")
    ] = "",
    steps: Annotated[int, typer.Option(help="Steps of a render that does not say its own.")] = 20,
    guidance: Annotated[float, typer.Option(help="Guidance of a render that does not say its own.")] = 5.0,
    size: Annotated[int, typer.Option(help="Side length in pixels.")] = 512,
) -> None:
    """Add a program that renders, or change the one of that name. Nothing is asked of it yet."""
    usual = PROGRAMS.get(kind, ("", ""))[1]
    program = RenderProgram(name, kind, address or usual, key, model, sampler, workflow, steps, guidance, size)
    save_programs([*(other for other in load_programs() if other.name != name), program])
    terminal.output().print(f"{name}  {program.address}")


@app.command("test", cls=PlainCommand)
def ask(name: Name, json: Json = False) -> None:
    """Ask a program whether it is there, and what it has."""
    from promptstudio.models.programs import program_of

    found = program_of(_named(name)).probe()
    if json:
        terminal.print_json(msgspec.to_builtins(found))
        return
    terminal.output().print(found.sentence)
    for title, names in (("models", found.models), ("samplers", found.samplers)):
        if names:
            terminal.output().print(f"{title}: {', '.join(names)}")


@app.command(cls=PlainCommand)
def remove(name: Name) -> None:
    """Take a program off the list."""
    gone = _named(name)
    save_programs([program for program in load_programs() if program is not gone and program.name != name])


def _named(name: str) -> RenderProgram:
    programs = load_programs()
    for program in programs:
        if program.name == name:
            return program
    there = ", ".join(program.name for program in programs) or "none"
    raise BadRequest(f"There is no program “{name}” on your list; there is {there}.")


def _list(json: bool) -> None:
    from promptstudio.models.renderers import Renderers

    catalog = load_catalog()
    infos = Renderers(catalog.profile(catalog.default_profile)).infos()
    if json:
        terminal.print_json(msgspec.to_builtins(infos))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("renderer", "kind", "where", "steps", "guidance", "reads", "attention", "weights"):
        table.add_column(title)
    for info in infos:
        able = info.abilities
        known = info.defaults
        table.add_row(
            info.id or f"(the profile's own: {info.name})",
            info.kind,
            info.where or "the engine",
            str(known.steps) if known else "",
            f"{known.guidance:g}" if known else "",
            "all" if able.pieces is None else str(able.pieces),
            "yes" if able.traces else "no",
            "yes" if able.weights else "no",
        )
    terminal.output().print(table)
