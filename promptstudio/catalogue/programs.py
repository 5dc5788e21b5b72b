"""The programs that render for us, as the person entered them: renderers.toml beside the preferences.

The file may hold keys, so only its owner may read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from promptstudio.catalogue.own_files import read_own, write_own
from promptstudio.errors import BadCatalogue, BadRequest
from promptstudio.folders import config_folder
from promptstudio.protocol import PROGRAMS, RenderProgram, is_side


class _File(msgspec.Struct, forbid_unknown_fields=True):
    renderers: tuple[RenderProgram, ...] = ()


def programs_file() -> Path:
    """Where they are kept; the file need not exist."""
    return config_folder() / "renderers.toml"


def load_programs() -> tuple[RenderProgram, ...]:
    """All of them, in the person's order. Raises BadCatalogue with one sentence."""
    file = programs_file()
    try:
        return checked(read_own(file, _File).renderers)
    except BadRequest as error:
        raise BadCatalogue(f"{file}: {error}") from error


def save_programs(programs: Sequence[RenderProgram]) -> None:
    """Writes the whole file, or leaves the old one. Raises BadRequest (`checked`), UnwritableFile."""
    entries = [
        {name: value for name, value in msgspec.to_builtins(program).items() if value != ""}
        for program in checked(programs)
    ]
    write_own(programs_file(), {"renderers": entries}, private=True)


def checked(programs: Sequence[RenderProgram]) -> tuple[RenderProgram, ...]:
    """The programs, if each has a name of its own, a kind that there is and an address. Raises BadRequest."""
    names = [program.name for program in programs]
    for program in programs:
        if not program.name.strip() or names.count(program.name) > 1:
            raise BadRequest(f"Every renderer needs a name of its own, and “{program.name}” is none.")
        if program.kind not in PROGRAMS:
            raise BadRequest(f"“{program.kind}” is no program that renders; there is {', '.join(PROGRAMS)}.")
        parts = urlsplit(program.address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise BadRequest(f"“{program.address}” is no address; it looks like {PROGRAMS[program.kind][1]}.")
        _check_port(program)
        if not (1 <= program.steps <= 150 and 0 <= program.guidance <= 30):
            raise BadRequest(f"Steps or guidance of “{program.name}” are out of range.")
        if not is_side(program.size):
            raise BadRequest(f"The size of “{program.name}” must be a multiple of 64 between 64 and 2048.")
    return tuple(programs)


def _check_port(program: RenderProgram) -> None:
    try:
        urlsplit(program.address).port  # noqa: B018  (reading it is the check)
    except ValueError as error:
        raise BadRequest(f"“{program.address}” names no port that there is.") from error
