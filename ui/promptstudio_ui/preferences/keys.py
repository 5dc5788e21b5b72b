"""The page of the preferences where every command gets the keys that a person likes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.key_bindings import Bindable, bound, native
from promptstudio_ui.widgets.labels import wrapped_label

_ID = Qt.ItemDataRole.UserRole
_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
_NO_KEY = (*_MODIFIERS, Qt.Key.Key_unknown, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)


class KeysPage(QWidget):
    """Lists all commands. Enter or a double click on one waits for a key; a key of another command is asked about."""

    def __init__(self, settings: Settings, commands: Sequence[Bindable]) -> None:
        super().__init__()
        self._settings = settings
        self._commands = {command.id: command for command in commands}
        self._groups: dict[str, QTreeWidgetItem] = {}  # by the titles of menus
        self._waiting = ""  # the command that the next key is for
        self._wanted = ""  # a key of another command, while it is asked about
        self._make_widgets()
        self._fill()
        settings.changed.connect(self._show_keys)

    def _make_widgets(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search commands or keys"))
        self.search.setAccessibleName(tr("Search commands or keys"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(12)
        self.list.setAccessibleName(tr("Commands and their keys"))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setMinimumHeight(260)
        self.list.itemDoubleClicked.connect(lambda *_: self.wait_for_key())
        self.list.currentItemChanged.connect(lambda *_: self._stop_waiting())
        self.list.installEventFilter(self)
        self.told = wrapped_label(tr("Double click or Enter on a command, then press its new key."))
        self.told.setMinimumHeight(self.told.fontMetrics().lineSpacing() * 2)
        self.take = SmallButton(tr("Take it"))
        self.take.clicked.connect(self._take)
        self.leave = SmallButton(tr("Leave it"))
        self.leave.clicked.connect(self._leave)
        self.change = SmallButton(tr("Set key"), "keyboard")
        self.change.clicked.connect(self.wait_for_key)
        self.none = SmallButton(tr("No key"))
        self.none.clicked.connect(lambda: self._give(self.current, ()))
        self.reset = SmallButton(tr("Reset"))
        self.reset.setToolTip(tr("The key that the command had at first"))
        self.reset.clicked.connect(self._reset)
        self.reset_all = SmallButton(tr("Reset all"))
        self.reset_all.clicked.connect(lambda: self._change({}))
        question, row = QHBoxLayout(), QHBoxLayout()
        for line in (question, row):
            line.setSpacing(8)
        question.addWidget(self.told, 1)
        for button in (self.take, self.leave):
            button.hide()
            question.addWidget(button)
        for button in (self.change, self.none, self.reset):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(question)
        layout.addLayout(row)

    # -------------------------------------------------------------- the list

    def _fill(self) -> None:
        groups = self._groups
        for command in self._commands.values():
            group = groups.get(command.menu)
            if group is None:
                group = groups[command.menu] = QTreeWidgetItem(self.list, [tr(command.menu)])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                group.setForeground(0, self.palette().color(QPalette.ColorRole.PlaceholderText))
            item = QTreeWidgetItem(group, [tr(command.text).rstrip("…")])
            item.setData(0, _ID, command.id)
        self.list.expandAll()
        self._show_keys()
        if first := next(iter(self._items()), None):
            self.list.setCurrentItem(first)

    def _items(self) -> Iterable[QTreeWidgetItem]:
        for group in self._groups.values():
            yield from (group.child(n) for n in range(group.childCount()))

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of every command as they are now."""
        return bound(self._commands.values(), self._settings.value.keys)

    @property
    def current(self) -> str:
        """The id of the command that is chosen in the list; empty when none is."""
        item = self.list.currentItem()
        return (item.data(0, _ID) or "") if item is not None else ""

    def choose(self, name: str) -> None:
        """Go to the command `name`."""
        self.list.setCurrentItem(next(item for item in self._items() if item.data(0, _ID) == name))

    def _show_keys(self) -> None:
        keys = self.keys
        for item in self._items():
            command = self._commands[item.data(0, _ID)]
            own = "   ".join(native(one) for one in keys[command.id])
            item.setText(1, own or command.hint)
            font = item.font(1)
            font.setBold(command.id in self._settings.value.keys)
            item.setFont(1, font)
            said = tr("{command}: {keys}").format(command=item.text(0), keys=item.text(1) or tr("no key"))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, said)
        self.reset_all.setEnabled(bool(self._settings.value.keys))
        self._narrow(self.search.text())

    def _narrow(self, typed: str) -> None:
        """Show the commands whose text, menu or keys hold what is typed."""
        words = typed.lower().split()
        for group in self._groups.values():
            some = False
            for item in (group.child(n) for n in range(group.childCount())):
                said = f"{item.text(0)} {group.text(0)} {item.text(1)}".lower()
                item.setHidden(not all(word in said for word in words))
                some |= not item.isHidden()
            group.setHidden(not some)

    # -------------------------------------------------------------- a new key

    def wait_for_key(self) -> None:
        """The next key that is pressed becomes the chosen command's."""
        if not self.current:
            return
        self._stop_waiting()
        self._waiting = self.current
        self._say(tr("Press the new key for “{command}”; Esc leaves it.").format(command=self._text(self._waiting)))
        self.list.setFocus()

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting = self._wanted = ""
            self._ask(False)
            self._say("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        pressed = cast(QKeyEvent, event)
        if self._waiting and not self._wanted:
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()  # no shortcut may take it
            elif pressed.key() == Qt.Key.Key_Escape and not pressed.modifiers():
                self._stop_waiting()
            elif pressed.key() not in _NO_KEY:
                self.press(QKeySequence(_without_keypad(pressed.keyCombination())).toString())
            return True
        if event.type() is QEvent.Type.KeyPress and pressed.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wait_for_key()
            return True
        return False

    def press(self, keys: str) -> None:
        """Give `keys` to the command that waits for one, or tell whose it is."""
        name = self._waiting
        reserved = next(
            (c for c in self._commands.values() if c.hint and QKeySequence(c.hint).toString() == keys), None
        )
        holder = next((other for other, has in self.keys.items() if keys in has and other != name), "")
        if reserved is not None:
            said = tr("{keys} stays with the words of the prompt (“{command}”). Press another key; Esc leaves it.")
            self._say(said.format(keys=native(keys), command=self._text(reserved.id)))
        elif holder:
            self._wanted = keys
            self._say(tr("{keys} belongs to “{command}”.").format(keys=native(keys), command=self._text(holder)))
            self._ask(True)
        else:
            self._give(name, (keys,))

    def _take(self) -> None:
        """The key goes from the command that has it to the one that waits."""
        name, keys = self._waiting, self._wanted
        holder = next(other for other, has in self.keys.items() if keys in has)
        left = tuple(one for one in self.keys[holder] if one != keys)
        self._change({**self._settings.value.keys, holder: left, name: (keys,)})

    def _leave(self) -> None:
        self._stop_waiting()
        self.list.setFocus()

    def _give(self, name: str, keys: tuple[str, ...]) -> None:
        if name:
            self._change({**self._settings.value.keys, name: keys})

    def _reset(self) -> None:
        """The chosen command gets back what it had; a key that another one has meanwhile is asked about."""
        name = self.current
        if name not in self._settings.value.keys:
            return
        others = {other: keys for other, keys in self._settings.value.keys.items() if other != name}
        taken = {key for other in others for key in self.keys[other]}
        held = [key for key in self._commands[name].keys if QKeySequence(key).toString() in taken]
        if held:
            self._waiting = name
            self.press(QKeySequence(held[0]).toString())
        else:
            self._change(others)

    def _change(self, keys: Mapping[str, Sequence[str]]) -> None:
        self._stop_waiting()
        # What a command has anyway need not be kept.
        own = {name: tuple(QKeySequence(key).toString() for key in c.keys) for name, c in self._commands.items()}
        self._settings.change(keys={name: tuple(k) for name, k in keys.items() if tuple(k) != own.get(name)})
        self.list.setFocus()

    def _ask(self, on: bool) -> None:
        self.take.setVisible(on)
        self.leave.setVisible(on)
        if on:
            self.take.setFocus()

    def _say(self, sentence: str) -> None:
        self.told.setText(sentence or tr("Double click or Enter on a command, then press its new key."))
        self.told.setAccessibleName(self.told.text())

    def _text(self, name: str) -> str:
        return tr(self._commands[name].text).rstrip("…")


def _without_keypad(keys: QKeyCombination) -> QKeyCombination:
    return QKeyCombination(keys.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier, keys.key())
