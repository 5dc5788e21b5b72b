"""The command line: the engine's verbs on files and text, for people (tables) and programs (`--json`).

Exit codes: 0 done, 1 failed, 2 the command was wrong, 130 interrupted. Every failure is one sentence on stderr.
Each command is a function in a module of this package; this file puts them together.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from promptstudio import __version__, log
from promptstudio.cli import (
    batch,
    bench,
    compare,
    desktop,
    doctor,
    duel,
    edit,
    engine,
    engines,
    evaluate,
    inspect,
    invert,
    metadata,
    models,
    render,
    renderers,
    terminal,
)
from promptstudio.cli.plain_help import PlainCommand, PlainGroup, wrong_value
from promptstudio.cli.running import INTERRUPTED
from promptstudio.errors import BadRequest
from promptstudio.failures import as_failure
from promptstudio.process import environment

app = typer.Typer(
    cls=PlainGroup,
    help="Turns an image into a prompt that you can edit, and shows every edit beside the original.\n\n"
    "Without a command it opens the window, with the project or pictures that follow, or with a folder: its pictures "
    "are the references of one prompt. `promptstudio batch FOLDER` finds a prompt for each of them.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    invert.invert,
    inspect.suggest,
    inspect.analyse,
    render.render,
    edit.edit,
    compare.compare,
    metadata.metadata,
    duel.duel,
    batch.batch,
    evaluate.evaluate,
    inspect.methods,
    doctor.doctor,
    desktop.desktop,
    bench.bench,
    engine.engine,
):
    app.command(cls=PlainCommand)(command)
app.add_typer(models.app, name="models")
app.add_typer(renderers.app, name="renderers")
app.add_typer(engines.app, name="engines")

_log = log.category("cli")


def _print_version(wanted: bool) -> None:
    if wanted:
        terminal.output().print(f"promptstudio {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version.")
    ] = False,
) -> None:
    pass


def names() -> frozenset[str]:
    """What the commands are called."""
    return frozenset(typer.main.get_group(app).commands)


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    terminal.print_anything()
    if arguments[:1] != ["models"]:  # those download, and load no library that could do so unasked
        os.environ.update(environment.for_models())
    log_file = log.set_up("cli")
    try:
        return app(arguments, prog_name="promptstudio", standalone_mode=False) or 0
    except typer.BadParameter as error:
        terminal.complain(wrong_value(error))
        return error.exit_code
    except typer.TyperException as error:
        terminal.complain(error.format_message())
        return error.exit_code
    except BadRequest as error:
        terminal.complain(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        terminal.complain("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nothing is left to flush at exit
        return 1
    except Exception as error:
        terminal.complain(str(as_failure(error, _log, log_file)))
        return 1
