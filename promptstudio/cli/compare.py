"""`promptstudio compare`: how local the change from one picture to another is, whatever program made them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from promptstudio import protocol
from promptstudio.cli import terminal
from promptstudio.cli.options import Json, engine_command
from promptstudio.cli.progress import JobProgress
from promptstudio.cli.running import start_engine
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions
from promptstudio.prompt import Prompt


@engine_command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="The picture before the edit.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="The picture after it, of the same size.")],
    swap: Annotated[
        list[str] | None, typer.Option(metavar="OLD=NEW", help="What was replaced (“mushroom=owl”); repeatable.")
    ] = None,
    prompt_a: Annotated[
        str | None, typer.Option(help="The prompt of A; without it the one that its file holds.")
    ] = None,
    prompt_b: Annotated[
        str | None, typer.Option(help="The prompt of B; without it the one that its file holds.")
    ] = None,
    json: Json = False,
    *,
    options: EngineOptions,
) -> None:
    """Measure how local an edit was: what changed, and how much of the rest looks the same."""
    swaps = dict(swaps_of(swap or []))
    engine = start_engine(options)
    with JobProgress("Comparing") as progress:
        found = engine.compare(a, b, swap=swaps, before=prompt_a, after=prompt_b, on_event=progress.show)
    if json:
        terminal.print_json(figures(found))
    else:
        terminal.output().print(terminal.comparison(found))


def swaps_of(texts: Iterable[str]) -> list[tuple[str, str]]:
    """(old, new) of every “old=new”. Raises BadRequest."""
    pairs = []
    for text in texts:
        old, equals, new = text.partition("=")
        if not equals or not Prompt.parse(new).words:
            raise BadRequest(f"--swap takes old=new, not “{text}”.")
        pairs.append((old.strip(), new.strip()))
    return pairs


_FIRST = ("locality", "preserved", "spill", "success", "global", "region_source", "sentence")


def figures(found: protocol.Comparison) -> dict[str, Any]:
    """A comparison for JSON: without its two pictures, what decides first."""
    plain = terminal.plain(found)
    del plain["change_map"], plain["region"]
    return {name: plain[name] for name in _FIRST} | plain
