"""The keys that a person chose for commands: where they count, and where they are named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from promptstudio_ui.chips.view import ChipView
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.key_bindings import native
from promptstudio_ui.window.actions import Actions

_KEYS = re.compile(r" \(([^()]+)\)$")
_SPOKEN = {tr_noop("Ctrl+Enter"): "render"}  # Enter is two keys to Qt, and one to a person
_TIP = "tip_with_own_keys"  # a widget's property: its tooltip as the program wrote it


class Bindings(QObject):
    """Gives commands the keys of the preferences, now and whenever they change. `changing`: widgets whose tooltips name
    a command only at times."""

    def __init__(
        self, window: QWidget, actions: Actions, chips: ChipView, settings: Settings, changing: Sequence[QWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._chips, self._changing = window, actions, chips, changing
        self._chosen: dict[str, tuple[str, ...]] = {}
        self._tips: TooltipKeys | None = None
        actions.rebound.connect(self._tell_chips)
        self._tell_chips()
        settings.changed.connect(self._bind)
        self._bind(settings.value)

    def _bind(self, preferences: Preferences) -> None:
        if preferences.keys == self._chosen:
            return
        self._chosen = preferences.keys
        if self._tips is None:
            self._tips = TooltipKeys(self._window, self._actions, self._changing)
        self._actions.use_keys(self._chosen)

    def _tell_chips(self) -> None:
        keys = {key.toString() for command in self._actions for key in self._actions[command.id].shortcuts()}
        self._chips.window_keys = frozenset(key.lower() for key in keys if len(key) == 1)


class TooltipKeys(QObject):
    """Watches the widgets of a window whose tooltips end with the keys of a command in brackets, as in
    “Open images (Ctrl+O)”: those that do when it is made, and `more`."""

    def __init__(self, window: QWidget, actions: Actions, more: Sequence[QWidget]) -> None:
        super().__init__(window)
        self._actions = actions
        self._commands = {native(keys): command.id for command in actions for keys in command.keys}
        self._commands |= {tr(keys): name for keys, name in _SPOKEN.items()}
        self._writing = False
        self._watched = [
            *more,
            *(
                widget
                for widget in window.findChildren(QWidget)
                if self._named(widget.toolTip()) and widget not in more
            ),
        ]
        for widget in self._watched:
            widget.installEventFilter(self)
            widget.setProperty(_TIP, widget.toolTip())
        actions.rebound.connect(self._write_all)

    def _named(self, tip: str) -> str | None:
        """The command whose keys stand at the end of a tooltip."""
        found = _KEYS.search(tip)
        return self._commands.get(found[1]) if found else None

    def _write_all(self) -> None:
        for widget in self._watched:
            self._write(widget)

    def _write(self, widget: QWidget) -> None:
        tip = widget.property(_TIP)
        if name := self._named(tip):
            keys = self._actions.shortcut_text(name)
            tip = tip[: tip.rindex(" (")] + (f" ({keys})" if keys else "")
        self._writing = True
        widget.setToolTip(tip)
        self._writing = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTipChange and not self._writing:
            widget = cast(QWidget, watched)
            widget.setProperty(_TIP, widget.toolTip())
            self._write(widget)
        return False
