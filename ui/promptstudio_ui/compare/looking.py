"""Pictures of other moments, looked at in the place of the document's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promptstudio.protocol import Render
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel


class LookingBack(QWidget):
    """One picture, or two side by side, with a sentence and the way back. The document's pictures go on below it."""

    ended = Signal()
    """A person wants to see the document again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = CompareView(hint=tr("Ctrl+click another entry to compare the two."))
        self.sentence = ElidedLabel()
        self.back = SmallButton(tr("Back"), "undo")
        self.back.setToolTip(tr("See the document again, which is as it was (Esc)"))
        self.back.clicked.connect(self.ended)
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 0, 2)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)

    def look_at(self, a: Render, b: Render | None, sentence: str) -> None:
        """Show a picture, or two compared."""
        self.view.set_a(a)
        self.view.set_b(b)
        self.sentence.show_text(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)
