"""The engines on other machines, as the person entered them: engines.toml beside the preferences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from promptstudio.catalogue.own_files import read_own, write_own
from promptstudio.errors import BadCatalogue, BadRequest
from promptstudio.folders import config_folder
from promptstudio.process.transport import Remote


class EngineElsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry."""

    name: str
    """What the person calls that machine."""
    command: str
    """What leads there, as it would be typed in a terminal: `ssh user@box`, `docker exec -i name`, `wsl`."""
    program: str = "promptstudio"
    """How Prompt Studio is called there."""

    def transport(self) -> Remote:
        """The way there. Raises BadRequest when the command is none."""
        return Remote.parse(self.command, self.program, self.name)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    engines: tuple[EngineElsewhere, ...] = ()


def engines_file() -> Path:
    """Where they are kept; the file need not exist."""
    return config_folder() / "engines.toml"


def load_engines() -> tuple[EngineElsewhere, ...]:
    """All of them, in the person's order. Raises BadCatalogue with one sentence."""
    file = engines_file()
    try:
        return checked(read_own(file, _File).engines)
    except BadRequest as error:
        raise BadCatalogue(f"{file} is not as it should be: {str(error).rstrip('.')}.") from error


def save_engines(engines: Sequence[EngineElsewhere]) -> None:
    """Writes the whole file, or leaves the old one. Raises BadRequest (`checked`), UnwritableFile."""
    write_own(engines_file(), {"engines": [msgspec.to_builtins(engine) for engine in checked(engines)]})


def checked(engines: Sequence[EngineElsewhere]) -> tuple[EngineElsewhere, ...]:
    """The engines, if each has a name of its own and a command. Raises BadRequest."""
    names = [engine.name for engine in engines]
    for engine in engines:
        if not engine.name.strip() or names.count(engine.name) > 1:
            raise BadRequest(f"Every engine needs a name of its own, and “{engine.name}” is none.")
        engine.transport()
    return tuple(engines)


def named_engine(name: str) -> EngineElsewhere:
    """The engine of that name. Raises BadRequest when there is none, BadCatalogue."""
    engines = load_engines()
    for engine in engines:
        if engine.name == name:
            return engine
    there = ", ".join(engine.name for engine in engines) or "none"
    raise BadRequest(f"There is no engine “{name}” on your list; there is {there}.")
