"""The options of the engine are declared once and come to a command as one value."""

import pytest
import typer

from promptstudio.cli.options import engine_command
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions


@pytest.fixture
def asked():
    """Runs a command with engine options; returns what it was given."""

    def run(*arguments, names=()):
        given = {}
        app = typer.Typer()

        @app.command()
        @engine_command(*names)
        def command(word: str, count: int = 3, *, options: EngineOptions) -> None:
            given.update(word=word, count=count, options=options)

        app(list(arguments), standalone_mode=False)
        return given

    return run


def test_without_options_everything_is_chosen_by_the_program(asked):
    assert asked("red") == {"word": "red", "count": 3, "options": EngineOptions(profile="")}


def test_every_option_of_the_engine(asked):
    arguments = ["red", "--count", "4", "--profile", "light", "--device", "cuda:1", "--dtype", "bfloat16"]
    given = asked(*arguments, "--memory-limit", "6GB", "--offload")
    assert given["count"] == 4
    assert given["options"] == EngineOptions("light", "cuda:1", "bfloat16", 6 * 10**9, True)


def test_a_command_may_take_some_of_them_only(asked):
    assert asked("red", "--device", "cpu", names=("device",))["options"] == EngineOptions("", "cpu")
    with pytest.raises(typer.TyperException):
        asked("red", "--offload", names=("device",))


def test_a_memory_limit_needs_a_unit(asked):
    with pytest.raises(BadRequest, match="6GB"):
        asked("red", "--memory-limit", "6")
