"""Completion in a line where words are typed: the last word's likely endings, in a list below the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit


class LineCompletion(QObject):
    """Asks how the text of a line may go on whenever a person has typed, and offers the answer."""

    wanted = Signal(str)
    """What is typed; answered by `offer`."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        self._line = line
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.popup().setObjectName("completions")
        line.setCompleter(self._completer)
        line.textEdited.connect(self._edited)

    @property
    def offered(self) -> list[str]:
        """Whole texts for the line, best first."""
        return self._model.stringList()

    def offer(self, typed: str, beginning: str, words: Sequence[str]) -> None:
        """Show words for `beginning`, which ends what was `typed`. No effect when the line has another text by now."""
        if self._line.text() != typed or not typed.lower().endswith(beginning.lower()):
            return
        before = typed[: len(typed) - len(beginning)]
        self._model.setStringList([before + word for word in words])
        if words and self._line.hasFocus():
            self._completer.complete()
        else:
            self.hide()

    def hide(self) -> None:
        """Close the list."""
        self._completer.popup().hide()

    def _edited(self, text: str) -> None:
        self._model.setStringList([])
        self.hide()
        self.wanted.emit(text)
