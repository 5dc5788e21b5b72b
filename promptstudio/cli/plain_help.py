"""Help whose types a person can read: “NUMBER, 1 to 77” where Typer says `<int range> [1<=x<=77]`."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from promptstudio.cli.options import LARGEST_SEED
from promptstudio.errors import BadRequest

_WORDS = {int: "NUMBER", float: "NUMBER", str: "TEXT", Path: "PATH"}


class PlainCommand(TyperCommand):
    """A command with readable help."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 (Typer's own type is not exported)
        _tell_types(self.get_params(ctx))
        return super().get_help(ctx)


class PlainGroup(TyperGroup):
    """A family of commands with readable help."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401
        _tell_types(self.get_params(ctx))
        return super().get_help(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = get_close_matches(name, self.commands, 1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise BadRequest(f"There is no command “{name}”; `{ctx.command_path} --help` lists them.{meant}")
        return super().resolve_command(ctx, args)


def wrong_value(error: typer.BadParameter) -> str:
    """One sentence about an option or argument that was given something else than it takes, or was left out."""
    parameter, said = error.param, error.format_message()
    if isinstance(parameter, TyperOption) and said.startswith("Invalid"):
        return f"{parameter.opts[-1]} takes a {_type_of(parameter)}."
    return said


def _tell_types(parameters: Iterable[object]) -> None:
    for parameter in parameters:
        if isinstance(parameter, TyperArgument | TyperOption):
            said = _type_of(parameter)
            # Typer asks its parameters for these two and has no setting for them.
            vars(parameter).update(
                display_type_rich=lambda ctx, said=said: said, _get_number_range_help_str=lambda: None
            )


def _type_of(parameter: TyperArgument | TyperOption) -> str:
    """What a person gives here; empty for switches, and for arguments, whose names say it."""
    kind = parameter.type_descriptor.annotation
    kind = get_args(kind)[0] if parameter.type_descriptor.is_list else kind
    if isinstance(parameter, TyperArgument) or kind is bool:
        return ""
    return ", ".join(filter(None, (parameter.metavar or _WORDS[kind], _range(parameter.min, parameter.max))))


def _range(least: float | None, most: float | None) -> str:
    if most is None or most == LARGEST_SEED:
        return "" if least is None else f"{least:g} or more"
    return f"at most {most:g}" if least is None else f"{least:g} to {most:g}"
