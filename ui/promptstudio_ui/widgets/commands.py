"""Commands: what a person can do, declared on the method that does it.

    @command("render", tr_noop("Render"), menu="Render", keys=("Ctrl+Return",), enabled=lambda self: self.can_render)
    def render(self) -> None: ...

The window collects the commands of its parts; menus, shortcuts, the command palette and the keyboard map follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from promptstudio_ui.translation import tr, tr_noop

Method = TypeVar("Method", bound=Callable[..., Any])


WORDS = tr_noop("Words")
"""The group of commands that the palette alone holds: the prompt's own menu and keys have them, too."""


@dataclass(frozen=True)
class Command:
    """The declaration of one command. The functions in it take the object that the method belongs to."""

    id: str
    """Unique among all commands."""
    text: str
    """What menus, the palette and the keyboard map say, in English; an ellipsis at the end: a question follows."""
    menu: str
    """The title of its menu, or `WORDS`."""
    keys: tuple[str, ...] = ()
    """Its shortcuts, the one to show first."""
    hint: str = ""
    """A key that a widget handles itself, for the palette to show."""
    icon: str = ""
    section: int = 0
    """Sections of a menu follow in the order of their numbers, with a line between them."""
    last: bool = False
    """Stands at the end of its section, wherever it is declared."""
    enabled: Callable[[Any], bool] | None = None
    """Whether it is possible now; None: always."""
    checked: Callable[[Any], bool] | None = None
    """Whether it is on. Such a command is checkable, and its method takes whether it was switched on."""
    label: Callable[[Any], str] | None = None
    """Its text now, where that changes."""

    @property
    def title(self) -> str:
        """Its text in the language of the window."""
        return tr(self.text)


def command(id: str, text: str, *, menu: str, **more: Any) -> Callable[[Method], Method]:  # noqa: ANN401
    """Declare the decorated method as a command; the parameters are those of `Command`."""
    declared = Command(id, text, menu, **more)

    def declare(method: Method) -> Method:
        method.command = declared  # type: ignore[attr-defined]
        return method

    return declare


def commands_of(owner: object) -> Iterator[tuple[Command, Callable[..., Any]]]:
    """The commands of an object in the order of their declaration, each with its bound method."""
    for kind in reversed(type(owner).__mro__):
        for name, value in vars(kind).items():
            declared = getattr(value, "command", None)
            if isinstance(declared, Command):
                yield declared, getattr(owner, name)
