"""Which keys belong to which command, from what the program gives them and what a person chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtGui import QKeySequence


class Bindable(NamedTuple):
    """A command that keys can be given to."""

    id: str
    text: str
    menu: str
    """Title of its menu."""
    keys: tuple[str, ...]
    """Those it has when nothing was chosen, as `QKeySequence` writes them on every platform."""
    hint: str
    """A key that a widget handles itself and that cannot be given away; empty for most."""


def bound(commands: Iterable[Bindable], chosen: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The keys of every command by its id. A chosen key belongs to one command only: it is taken from those that have
    it by default, and of two that chose it the first keeps it. What is no key is left out."""
    commands = list(commands)
    result: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for own in (True, False):
        for command in commands:
            if (command.id in chosen) is own:
                wanted = [QKeySequence(keys).toString() for keys in (chosen[command.id] if own else command.keys)]
                result[command.id] = tuple(keys for keys in wanted if keys and keys not in taken)
                taken.update(result[command.id])
    return result


def native(keys: str) -> str:
    """A shortcut as this platform writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
