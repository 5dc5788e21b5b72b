"""Help whose types a person can read: “NUMBER, 1 to 77” where Typer says `<int range> [1<=x<=77]`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from promptstudio.cli.options import LARGEST_SEED

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
