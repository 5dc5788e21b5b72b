"""What a method of inversion is: a description, a generator function and its settings.

Each method is one file of this folder that ends with its `METHOD`. Other distributions add theirs in the same way
(docs/methods.md).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec
from msgspec.structs import force_setattr, replace

from promptstudio.models.loaded import Models
from promptstudio.protocol import TASKS, InversionRequest, InversionResult, Loading, MethodInfo, Progress

Invert = Callable[[InversionRequest, Models], Generator[Progress | Loading, None, InversionResult]]
"""Yields a `Progress` after every step, each with the best complete prompt so far, and returns the result. Closing the
generator stops it."""

_DECIMALS = 0.0001  # step between a bound that is excluded and the nearest value within


class Method(msgspec.Struct, frozen=True):
    """A method of inversion. Errors: ValueError when `info` names a task that there is not."""

    info: MethodInfo
    """What a person is told of it. What it says of settings is filled in from `settings`."""
    invert: Invert
    settings: type[msgspec.Struct]
    """A frozen struct with a default for every field. Bounds and a description in the type of a field, as in
    `Annotated[int, Meta(ge=1, le=64, description="…")]`, are what the window, the command line and the docs show."""

    def __post_init__(self) -> None:
        unknown = set(self.info.tasks) - set(TASKS)
        if unknown:
            raise ValueError(f"there is no task “{min(unknown)}”")
        described = replace(
            self.info,
            settings=msgspec.to_builtins(self.settings()),
            choices=_choices(self.settings),
            ranges=_ranges(self.settings),
            help={name: meta.description for name, _, meta in _metas(self.settings) if meta.description},
        )
        force_setattr(self, "info", described)


def _choices(settings: type[msgspec.Struct]) -> dict[str, tuple[str, ...]]:
    """The values of those settings whose type is a Literal."""
    hints = get_type_hints(settings)
    return {name: tuple(map(str, get_args(kind))) for name, kind in hints.items() if get_origin(kind) is Literal}


def _ranges(settings: type[msgspec.Struct]) -> dict[str, tuple[float | None, float | None]]:
    """Least and greatest value of settings with bounds. An excluded bound becomes the nearest value within."""
    ranges = {}
    for name, kind, meta in _metas(settings):
        step = 1 if kind is int else _DECIMALS
        least = meta.ge if meta.gt is None else meta.gt + step
        most = meta.le if meta.lt is None else meta.lt - step
        if (least, most) != (None, None):
            ranges[name] = least, most
    return ranges


def _metas(settings: type[msgspec.Struct]) -> Iterator[tuple[str, type, msgspec.Meta]]:
    """Name, type and `Meta` of every setting that has one."""
    for name, kind in get_type_hints(settings, include_extras=True).items():
        for meta in getattr(kind, "__metadata__", ()):
            if isinstance(meta, msgspec.Meta):
                yield name, get_args(kind)[0], meta
