"""`promptstudio engine --stdio`: the engine for a window on another machine."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from promptstudio.catalogue.reader import load_catalog
from promptstudio.cli.options import engine_command
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions


@engine_command()
def engine(
    stdio: Annotated[bool, typer.Option("--stdio", help="Speak with that window on stdin and stdout.")] = False,
    *,
    options: EngineOptions,
) -> None:
    """Be the engine of a window elsewhere, which starts this command through ssh or the like."""
    if not stdio:
        raise BadRequest("A window elsewhere starts this command, with --stdio; there is nothing to see here.")
    from promptstudio.process.host import serve_elsewhere

    profile = options.profile or load_catalog().default_profile
    serve_elsewhere(msgspec.structs.replace(options, profile=profile))
