"""`promptstudio engines`: the engines on other machines that the window can use."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from promptstudio.cli import terminal
from promptstudio.cli.options import Json
from promptstudio.cli.plain_help import PlainCommand, PlainGroup
from promptstudio.machine import EngineOptions
from promptstudio.process.client import EngineClient
from promptstudio.process.engines import EngineElsewhere, load_engines, named_engine, save_engines
from promptstudio.protocol import DescribeRequest, EngineInfo

app = typer.Typer(cls=PlainGroup, help="List, add, test and remove engines on other machines.", add_completion=False)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Your name for that machine.")]


@app.callback(invoke_without_command=True)
def _engines(context: typer.Context, json: Json = False) -> None:
    if context.invoked_subcommand is None:
        _list(json)


@app.command("list", cls=PlainCommand)
def list_(json: Json = False) -> None:
    """List them."""
    _list(json)


@app.command(cls=PlainCommand)
def add(
    name: Name,
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="What leads there, in quotes: “ssh user@box”.")],
    program: Annotated[
        str, typer.Option(metavar="COMMAND", help="How Prompt Studio is called there.")
    ] = "promptstudio",
) -> None:
    """Add an engine elsewhere, or change the one of that name. Nothing is started yet."""
    engine = EngineElsewhere(name, command, program)
    save_engines([*(other for other in load_engines() if other.name != name), engine])
    terminal.output().print(f"{name}  {command}")


@app.command("test", cls=PlainCommand)
def ask(name: Name, json: Json = False) -> None:
    """Start the engine there and ask what it has: the way of the line, its device, profile and models."""
    client = EngineClient(EngineOptions(profile=""), transport=named_engine(name).transport())
    try:
        job = client.start(DescribeRequest())
        for _ in job:
            pass
        latency = client.latency
    finally:
        client.close()
    if not isinstance(job.result, EngineInfo):
        return  # interrupted
    info = job.result
    milliseconds = None if latency is None else round(latency * 1000, 2)
    if json:
        terminal.print_json({"latency_ms": milliseconds} | msgspec.to_builtins(info))
        return
    missing = [model.role for model in info.models if not model.present]
    facts = {
        "latency": "not known" if milliseconds is None else f"{milliseconds:g} ms",
        "device": info.device,
        "profile": info.profile,
        "models": f"missing for {', '.join(missing)}" if missing else "all there",
    }
    terminal.output().print(terminal.facts(facts))


@app.command(cls=PlainCommand)
def remove(name: Name) -> None:
    """Take an engine off the list."""
    gone = named_engine(name)
    save_engines([engine for engine in load_engines() if engine.name != gone.name])


def _list(json: bool) -> None:
    engines = load_engines()
    if json:
        terminal.print_json(msgspec.to_builtins(engines))
        return
    if not engines:
        terminal.output().print("Only this computer’s. “promptstudio engines add box 'ssh user@box'” adds another one.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("engine", "command", "program there"):
        table.add_column(title)
    for engine in engines:
        table.add_row(engine.name, engine.command, engine.program)
    terminal.output().print(table)
