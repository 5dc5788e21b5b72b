"""The commands of the window's parts as QActions: menus, shortcuts, palette and keyboard map are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenuBar, QWidget

from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import WORDS, Command, commands_of
from promptstudio_ui.widgets.key_bindings import Bindable, bound, native
from promptstudio_ui.widgets.theme import icon

MENUS = (
    tr_noop("File"),
    tr_noop("Edit"),
    tr_noop("Prompt"),
    tr_noop("Render"),
    tr_noop("Compare"),
    tr_noop("Models"),
    tr_noop("View"),
    tr_noop("Help"),
)
"""The menus in their order; every command belongs to one of them."""

WIDGET_KEYS = {
    tr_noop("Words (while the prompt has the keyboard)"): (
        (tr_noop("Arrows"), tr_noop("Go to another word")),
        (tr_noop("Enter, F2 or typing"), tr_noop("Type over the word; the letters of commands stay commands")),
        (tr_noop("Space or click"), tr_noop("Suggestions for the word")),
        ("1 – 6", tr_noop("Take a suggestion")),
        ("Alt+A", tr_noop("Swap all mentions of the word")),
        ("L", tr_noop("Lock or unlock")),
        (tr_noop("Ctrl+↑ / Ctrl+↓"), tr_noop("More or less weight")),
        ("Alt+← / Alt+→", tr_noop("Move the word")),
        (tr_noop("Del"), tr_noop("Remove")),
        (tr_noop("Ins"), tr_noop("Insert a word")),
        (tr_noop("Ctrl+A"), tr_noop("Select all")),
    ),
    tr_noop("Compare (while the pictures have the keyboard)"): (
        (tr_noop("Space (hold)"), tr_noop("Flick between A and B")),
        (tr_noop("Wheel"), tr_noop("Zoom both")),
        (tr_noop("Drag"), tr_noop("Move both")),
    ),
    tr_noop("Reference image"): (
        (tr_noop("Arrows or drag"), tr_noop("Move the square CLIP sees")),
        (tr_noop("Wheel"), tr_noop("Resize it")),
        ("Alt+↑ / Alt+↓", tr_noop("Move the picture, as dragging its name does")),
    ),
}
"""Keys that belong to a widget rather than the window, for the keyboard map."""


class _Entry(NamedTuple):
    command: Command
    owner: object
    action: QAction


class Actions(QObject):
    """The commands of `owners` as QActions of one window, in the order of the menus.

    Raises ValueError when two commands have the same id or shortcut, or one names a menu that does not exist.
    """

    rebound = Signal()
    """Commands have other shortcuts than before."""

    def __init__(self, window: QWidget, owners: Iterable[object]) -> None:
        super().__init__(window)
        self._entries: dict[str, _Entry] = {}
        found = [(declared, owner, run) for owner in owners for declared, run in commands_of(owner)]
        check([declared for declared, _, _ in found])
        for declared, owner, run in sorted(found, key=lambda entry: _place(entry[0])):
            action = _action(declared, run, window)
            window.addAction(action)
            self._entries[declared.id] = _Entry(declared, owner, action)

    def __getitem__(self, name: str) -> QAction:
        return self._entries[name].action

    def __iter__(self) -> Iterator[Command]:
        return (entry.command for entry in self._entries.values())

    @property
    def bindable(self) -> list[Bindable]:
        """The commands as the page of keys lists them."""
        return [Bindable(c.id, c.text, c.menu, c.keys, c.hint) for c in self]

    def use_keys(self, chosen: Mapping[str, Sequence[str]]) -> None:
        """Give commands the shortcuts that a person chose, by their ids, and all others their own."""
        for name, keys in bound(self.bindable, chosen).items():
            action = self[name]
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.setToolTip(_tip(self._entries[name].command, self.shortcut_text(name)))
        self.rebound.emit()

    def shortcut_text(self, name: str) -> str:
        """A command's first shortcut as this platform writes it, or the key of the widget that handles it."""
        keys = self[name].shortcut()
        return native(self._entries[name].command.hint if keys.isEmpty() else keys.toString())

    def trigger(self, name: str) -> None:
        """Run a command as if it had been chosen from its menu. Nothing happens while it is not possible."""
        self[name].trigger()

    def attach(self, name: str, button: QAbstractButton) -> None:
        """Clicking the button runs the command; the button is enabled while the command is possible."""
        button.clicked.connect(self[name].trigger)
        self.when_possible(name, button.setEnabled)

    def when_possible(self, name: str, show: Callable[[bool], object]) -> None:
        """Call `show` now, and whenever the command becomes possible or impossible."""
        self[name].enabledChanged.connect(show)
        show(self[name].isEnabled())

    def refresh(self) -> None:
        """Ask every command again whether it is possible, whether it is on and what it is called."""
        for declared, owner, action in self._entries.values():
            if declared.enabled is not None:
                action.setEnabled(declared.enabled(owner))
            if declared.checked is not None:
                action.setChecked(declared.checked(owner))
            if declared.label is not None:
                action.setText(declared.label(owner))

    def fill(self, bar: QMenuBar) -> None:
        """Add the menus to a menu bar."""
        for title in MENUS:
            menu, section = bar.addMenu(tr(title)), 0
            for declared, _, action in self._entries.values():
                if declared.menu == title:
                    if declared.section != section:
                        menu.addSeparator()
                    section = declared.section
                    menu.addAction(action)


def check(commands: Iterable[Command]) -> None:
    """Raise ValueError with one sentence where two commands cannot stand beside each other."""
    ids: set[str] = set()
    keys: dict[str, str] = {}
    for declared in commands:
        if declared.id in ids:
            raise ValueError(f"Two commands are called {declared.id!r}.")
        if declared.menu not in (*MENUS, WORDS):
            raise ValueError(f"The command {declared.id!r} asks for a menu {declared.menu!r} that does not exist.")
        ids.add(declared.id)
        for shortcut in (QKeySequence(written).toString() for written in declared.keys):
            if shortcut in keys:
                raise ValueError(f"The commands {keys[shortcut]!r} and {declared.id!r} share the shortcut {shortcut}.")
            keys[shortcut] = declared.id


def _tip(command: Command, keys: str) -> str:
    text = tr(command.text).rstrip("…")
    return f"{text} ({keys})" if keys else text


def _place(command: Command) -> tuple[int, int, bool]:
    return (*MENUS, WORDS).index(command.menu), command.section, command.last


def _action(command: Command, run: Callable[..., Any], window: QWidget) -> QAction:
    action = QAction(command.title, window)
    action.setObjectName(command.id)
    action.setShortcuts([QKeySequence(keys) for keys in command.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setCheckable(command.checked is not None)
    if command.icon:
        action.setIcon(icon(command.icon))
    action.setToolTip(_tip(command, native(command.keys[0]) if command.keys else ""))
    # `triggered` hands over whether it is checked; only checkable commands want to know.
    if command.checked is not None:
        action.triggered.connect(run)
    else:
        action.triggered.connect(lambda _=False: run())
    return action
