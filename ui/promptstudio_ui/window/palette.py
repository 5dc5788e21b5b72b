"""Two panels over the window: the command palette, and the map of all keys."""

from __future__ import annotations

from typing import cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.colours import mix, secondary_text
from promptstudio_ui.widgets.labels import QuietLabel, make_bold
from promptstudio_ui.widgets.overlay import SHADOW, Overlay
from promptstudio_ui.window.actions import MENUS, WIDGET_KEYS, Actions

_ROW, _ROWS = 32, 11
"""The height of a command of the palette in pixels, and how many are seen at once."""
_AROUND_KEYS = 8
_SHORTCUT = Qt.ItemDataRole.UserRole + 1
_MENU = _SHORTCUT + 1


class _Panel(Overlay):
    """An overlay in the upper middle of the window that goes when the keyboard leaves it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: QWidget | None = None

    def open_panel(self, focus: QWidget) -> None:
        """Appear, and give `focus` the keyboard."""
        host = self._window
        self._before = host.focusWidget()
        self.adjustSize()
        self.move(max((host.width() - self.width()) // 2, 0), min(64, max(0, host.height() - self.height())))
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Disappear, and give the keyboard back."""
        if self.isVisible():
            self.hide()
            # What had it may have been deleted meanwhile, as pictures are when others come.
            if self._before is not None and shiboken6.isValid(self._before):
                self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and cast(QKeyEvent, event).key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() is QEvent.Type.FocusOut:
            # While another window is active the panel stays.
            if cast(QFocusEvent, event).reason() is not Qt.FocusReason.ActiveWindowFocusReason:
                self.hide()
        return False


class _Row(QStyledItemDelegate):
    def sizeHint(self, option, index) -> QSize:  # noqa: ANN001
        return QSize(0, _ROW)

    def paint(self, painter: QPainter, option, index) -> None:  # noqa: ANN001
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = colours.color(QPalette.ColorRole.Base)
            painter.setBrush(mix(ground, colours.color(QPalette.ColorRole.Accent), 0.25))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(4, 1, -4, -1), 5, 5)
        box = option.rect.adjusted(14, 0, -14, 0)
        mark = index.data(Qt.ItemDataRole.DecorationRole)
        if mark is not None and not mark.isNull():
            mark.paint(painter, QRect(box.left(), box.center().y() - 8, 16, 16))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.color(QPalette.ColorRole.Text))
        painter.drawText(box.adjusted(28, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, index.data())
        painter.setPen(secondary_text(colours))
        keys, menu = index.data(_SHORTCUT), index.data(_MENU)
        painter.drawText(box, middle | Qt.AlignmentFlag.AlignRight, keys or menu)
        painter.restore()


class CommandPalette(_Panel):
    """Type a few letters of what you want, Enter does it."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window)
        self._actions = actions
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("What would you like to do?"))
        self.line.setAccessibleName(tr("Command"))
        self.line.setFrame(False)
        self.line.setTextMargins(8, 8, 8, 8)
        self.line.textChanged.connect(self._list)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(_Row(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.viewport().setAutoFillBackground(False)
        self.list.itemClicked.connect(self._run)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.list.setFixedHeight(_ROWS * _ROW)
        self.setFixedWidth(520 + 2 * SHADOW)

    def open_palette(self) -> None:
        """Begin with everything that is possible now."""
        self._actions.refresh()  # which words are selected is not told to the commands
        self.line.clear()
        self._list("")
        self.open_panel(self.line)

    def _list(self, typed: str) -> None:
        """Enabled actions whose text holds the typed letters in order; better matches first."""
        self.list.clear()
        ranked = []
        for number, command in enumerate(self._actions):
            rank = match(typed, f"{command.title} {tr(command.menu)}")
            if rank is not None and self._actions[command.id].isEnabled() and command.id != "palette":
                ranked.append((rank, number, command))
        for _, _, command in sorted(ranked, key=lambda entry: entry[:2]):
            item = QListWidgetItem(self._actions[command.id].icon(), command.title)
            item.setData(Qt.ItemDataRole.UserRole, command.id)
            item.setData(_SHORTCUT, self._actions.shortcut_text(command.id))
            item.setData(_MENU, tr(command.menu))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        self.close_panel()
        if item is not None:
            self._actions.trigger(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() is QEvent.Type.KeyPress:
            key = cast(QKeyEvent, event).key()
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
            if step and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
            if key == Qt.Key.Key_Escape:
                self.close_panel()
                return True
        return False


def match(typed: str, text: str) -> int | None:
    """How far apart the typed letters stand in `text`, None when they are not in it in that order."""
    at, first = -1, None
    text = text.lower()
    for letter in typed.lower().replace(" ", ""):
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        first = at if first is None else first
    return 0 if first is None else (at - first) * 10 + first


class KeyboardMap(_Panel):
    """All keys at once, as they are now."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window)
        self._actions = actions
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(4 * (_AROUND_KEYS,)))
        layout.addWidget(self._scroll)

    def open_map(self) -> None:
        """Show it as large as the window allows."""
        host, body = self._window, self._make_body()
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)
        around = 2 * (SHADOW + _AROUND_KEYS)
        bar = self._scroll.verticalScrollBar().sizeHint().width()  # room for it, whether it is there or not
        wanted = body.sizeHint() + QSize(around + bar, around)
        self.setFixedSize(wanted.boundedTo(host.size() - QSize(40, 80)))
        self.open_panel(self._scroll)

    def _make_body(self) -> QWidget:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(12, 8, 12, 12)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        groups = keys_by_menu(self._actions)
        half = sum(len(rows) + 1 for _, rows in groups) / 2
        row, column, used = 0, 0, 0
        for title, rows in groups:
            if used >= half and column == 0:
                row, column = 0, 3
            head = QuietLabel(title)
            grid.addWidget(head, row, column, 1, 2)
            row += 1
            for keys, text in rows:
                label = QLabel(keys)
                make_bold(label)
                grid.addWidget(label, row, column)
                grid.addWidget(QLabel(text), row, column + 1)
                row += 1
            grid.setRowMinimumHeight(row, 8)
            row += 1
            used += len(rows) + 1
        grid.setColumnMinimumWidth(2, 16)
        grid.setRowStretch(99, 1)
        return body

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.close_panel()


def keys_by_menu(actions: Actions) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of every menu, and of widgets with keys of their own: its title, and each key with what it does."""
    groups = []
    for menu in MENUS:
        with_keys = [c for c in actions if c.menu == menu and not actions[c.id].shortcut().isEmpty()]
        groups.append((tr(menu), [(actions.shortcut_text(c.id), tr(c.text).rstrip("…")) for c in with_keys]))
    groups += [(tr(title), [(tr(keys), tr(text)) for keys, text in rows]) for title, rows in WIDGET_KEYS.items()]
    return [group for group in groups if group[1]]
