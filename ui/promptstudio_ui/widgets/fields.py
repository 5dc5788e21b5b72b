"""Fields whose value counts when it has been typed to its end, and lists whose value may be long."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CommitBeforeShortcut(QObject):
    """Ctrl+Enter in a field does what is written there: what was typed counts before the shortcut acts."""

    def __init__(self, field: QWidget, commit: Callable[[], object]) -> None:
        """`commit`: makes what was typed the field's value."""
        super().__init__(field)
        self._commit = commit
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _ENTER:
            self._commit()
        return False


class ElidingComboBox(QComboBox):
    """A list to choose from that cuts what it shows with “…” where there is no room for all of it."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        text: str = option.currentText  # type: ignore[attr-defined]
        cut = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        option.currentText = cut  # type: ignore[attr-defined]
