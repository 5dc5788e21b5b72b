"""Typing a word in the place of its chip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from promptstudio_ui.chips.completion import LineCompletion
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView

LEAST_WIDTH = 120
"""Width in pixels of the line while its text is short."""


@dataclass(frozen=True)
class Edit:
    """What is being typed."""

    replaces: bool
    """True: another text for the word at `index`. False: new words before it, at the end for the number of words."""
    index: int


class InPlaceLine(QLineEdit):
    """Emits how it was left: with Enter, Tab, Esc, or by a click elsewhere."""

    entered = Signal()
    tabbed = Signal()
    cancelled = Signal()
    """Esc: the typed text is dropped."""
    left = Signal()
    """The user turned to another widget of this window."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setTextMargins(6, 0, 6, 0)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            # Esc belongs to the line, not to the window's Stop.
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.tabbed.emit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        completer = self.completer()
        if event.key() == Qt.Key.Key_Escape and completer is not None and completer.popup().isVisible():
            event.ignore()  # it closes the list of completions
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # The line's own menu or another program's window does not end typing.
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class InPlaceEditor:
    """Opens and closes the line of a `ChipView`, and asks the view for the edit when the line is left."""

    def __init__(self, view: ChipView) -> None:
        self._view = view
        self.line: InPlaceLine | None = None
        """The line while it is open."""
        self.edit: Edit | None = None
        """What the open line is for."""
        self.completion: LineCompletion | None = None
        """Of the open line."""

    def start(self, edit: Edit, text: str | None) -> None:
        """Open the line; one that is open already is committed. `text`: what it shows instead of the word's text."""
        view = self._view
        if view.read_only:
            return
        if self.line is not None:
            self.end(commit=True)
        view.popover.close_popover()
        view.hide_card()
        self.edit = edit
        line = InPlaceLine(view.viewport(), tr("Word") if edit.replaces else tr("New word"))
        if edit.replaces:
            line.setText(view.model.chip(edit.index).word.text)
            line.selectAll()
        elif edit.index == view.model.rowCount():
            line.setPlaceholderText(tr("word"))
        if text is not None:
            line.setText(text)
        line.textChanged.connect(view.update_layout)
        line.textChanged.connect(self._try)
        self.completion = LineCompletion(line)
        self.completion.wanted.connect(self._complete)
        line.entered.connect(self._entered)
        line.tabbed.connect(self._tabbed)
        line.cancelled.connect(lambda: self.end(commit=False))
        line.left.connect(lambda: self.end(commit=True))
        self.line = line
        view.update_layout()
        view.ensure_visible(edit.index)
        line.show()
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._try(line.text())

    def end(self, commit: bool) -> None:
        """Close the line. `commit`: ask for the edit; an empty line removes the word."""
        line, edit, view = self.line, self.edit, self._view
        if line is None or edit is None:
            return
        if self.completion is not None:
            self.completion.hide()
        self.line = self.edit = self.completion = None
        had_focus = line.hasFocus()
        text = line.text().strip()
        line.hide()
        line.deleteLater()
        view.tried.emit(None)
        if had_focus:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        view.update_layout()
        if commit:
            self._ask_for(edit, text)

    def _try(self, text: str) -> None:
        if self.edit is not None:
            self._view.tried.emit(Trial(self.edit.index, text, replaces=self.edit.replaces))

    def _complete(self, text: str) -> None:
        if self.edit is not None:
            self._view.completion_wanted.emit(Trial(self.edit.index, text, replaces=self.edit.replaces))

    def _ask_for(self, edit: Edit, text: str) -> None:
        view = self._view
        if not edit.replaces:
            if text:
                view.requests.add(edit.index, text)
        elif edit.index < view.model.rowCount():
            if not text:
                view.requests.delete([edit.index])
            elif text != view.model.chip(edit.index).word.text:
                view.swap_requested.emit(edit.index, text)

    def width(self) -> int:
        """Width in pixels that the line needs."""
        text = self.line.text() if self.line is not None else ""
        return max(LEAST_WIDTH, self._view.appearance.metrics.horizontalAdvance(text) + 40)

    def place(self, rect: QRect) -> None:
        """Put the open line at `rect`, in the viewport's coordinates."""
        if self.line is not None:
            self.line.setGeometry(rect)

    def _entered(self) -> None:
        count = self._view.model.rowCount()
        appending = self.edit == Edit(False, count)
        typed = self.line is not None and bool(self.line.text().strip())
        self.end(commit=True)
        if appending and typed:
            # While a prompt is typed word by word, the field stays open for the next one.
            self._view.insert_word(self._view.model.rowCount())

    def _tabbed(self) -> None:
        """Continue with the next word."""
        edit = self.edit
        self.end(commit=True)
        if edit is not None and edit.replaces and edit.index + 1 < self._view.model.rowCount():
            self._view.edit_word(edit.index + 1)
