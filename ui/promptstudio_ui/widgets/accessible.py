"""Painted parts of widgets for screen readers: each word and each cell is a child with a text of its own."""

from __future__ import annotations

from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget

# PySide's types know neither that Qt takes None where there is nothing, nor the fields of a state.
_kept: list[QAccessibleInterface] = []
"""Qt keeps and deletes these objects itself. They must not go before Qt has done with them, so they stay, a few hundred
bytes for every widget that a screen reader has looked at."""


class Parts(Protocol):
    """What a widget paints, numbered from 0: the widget's attribute `accessible_parts`."""

    @property
    def count(self) -> int: ...

    @property
    def surface(self) -> QWidget:
        """The widget that the parts are painted on."""
        ...

    def text(self, number: int) -> str:
        """What a screen reader says of a part."""
        ...

    def rect(self, number: int) -> QRect:
        """Where the part is, in the coordinates of `surface`."""
        ...

    def selected(self, number: int) -> bool: ...


def install() -> None:
    """Let screen readers ask for parts from now on."""
    QAccessible.installFactory(_make)


def _make(name: str, of: QObject) -> QAccessibleInterface | None:
    parts = getattr(of, "accessible_parts", None)
    if not isinstance(of, QWidget) or parts is None:
        return None
    made = _Whole(of, parts)
    _kept.append(made)
    return made


class _Whole(QAccessibleWidget):
    """The widget: its parts come before the widgets in it."""

    def __init__(self, widget: QWidget, of: Parts) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._widget = widget
        self._of = of
        self._parts: list[_Part] = []

    @property
    def _count(self) -> int:
        return self._of.count if shiboken6.isValid(self._widget) else 0

    def childCount(self) -> int:
        return self._count + super().childCount()

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        if index >= self._count:
            return super().child(index - self._count)
        while len(self._parts) <= index:
            part = _Part(self._widget, self._of, len(self._parts))
            self._parts.append(part)
            _kept.append(part)
        return self._parts[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, _Part):
            return child.number
        index = super().indexOfChild(child)
        return index if index < 0 else index + self._count


class _Part(QAccessibleInterface):
    """One word, or one cell."""

    def __init__(self, widget: QWidget, of: Parts, number: int) -> None:
        super().__init__()
        self._widget = widget
        self._of = of
        self.number = number

    def isValid(self) -> bool:
        return shiboken6.isValid(self._widget) and self.number < self._of.count

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]
        return self._widget.window().windowHandle() if self.isValid() else None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._widget) if shiboken6.isValid(self._widget) else None

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        return self._of.text(self.number) if kind is QAccessible.Text.Name and self.isValid() else ""

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Words are changed by typing, not by their names."""

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        rect = self._of.rect(self.number)
        return QRect(self._of.surface.mapToGlobal(rect.topLeft()), rect.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.selectable = True  # type: ignore[attr-defined]
        if self.isValid() and self._of.selected(self.number):
            state.selected = True  # type: ignore[attr-defined]
        return state

    def foregroundColor(self) -> QColor:
        return QColor()

    def backgroundColor(self) -> QColor:
        return QColor()

    def virtual_hook(self, number: int, data: Any) -> None:  # noqa: ANN401
        """Nothing beyond this interface."""
