"""The line that stands in a chip's place while a word is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class InPlaceLine(QLineEdit):
    """Says how it was left and leaves the rest to the chips: Enter, Tab, Esc, or a click elsewhere."""

    entered = Signal()
    tabbed = Signal()
    dropped = Signal()
    """Esc: what was typed is not wanted."""
    left = Signal()
    """The user turned to something else in this window."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setCompleter(None)
        self.setTextMargins(6, 0, 6, 0)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        # Esc belongs to the line, not to the window's Stop.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            self.tabbed.emit()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A menu of the line itself or another program's window is no end of typing.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()
