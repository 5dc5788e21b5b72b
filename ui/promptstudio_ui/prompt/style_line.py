"""A line under the chips that puts an object before a style."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from promptstudio.prompt import Prompt
from promptstudio.protocol import TEMPLATES
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import QuietLabel, as_plain

LEAST_FIELD = 150  # pixels for the object


class StyleLine(QWidget):
    """“[an object] in the style of these words”. Shown while the prompt describes a style, or when the user asks."""

    wanted = Signal(str)
    """The object to put before the prompt."""
    left = Signal()
    """The focus can go elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered = False
        self._words = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("an object, like a lighthouse"))
        self.field.setAccessibleName(tr("Object for the style"))
        self.field.setMinimumHeight(26)
        self._rest = QuietLabel()
        self.use = QPushButton(tr("Use"))
        self.use.setToolTip(tr("Make a prompt of the object and the style (Enter)"))
        self.use.setMinimumHeight(26)
        self.use.setFixedWidth(self.use.fontMetrics().horizontalAdvance(self.use.text()) + 28)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._rest)
        layout.addWidget(self.use)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._take)
        self.use.clicked.connect(self._take)
        self._typed()
        self.offer(None)

    def offer(self, template: str | None) -> None:
        """Show the line for a prompt that is used with `template`; None hides it."""
        self._offered = template is not None
        self._show_template(template or TEMPLATES["style"])
        self.setVisible(self._offered)

    def ask(self, template: str) -> None:
        """Show the line and give it the focus."""
        self._show_template(template)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _show_template(self, template: str) -> None:
        self._words = template.partition("{object}")[2].replace("{prompt}", tr("these words")).strip()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Cut the words beside the field in a narrow panel."""
        room = max(self.width() - self.use.width() - LEAST_FIELD - 16, 0)
        self._rest.setText(self._rest.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
        self._rest.setToolTip(as_plain(self._words))

    def _typed(self) -> None:
        self.use.setEnabled(bool(Prompt.parse(self.field.text()).words))

    def _take(self) -> None:
        if self.use.isEnabled():
            thing = " ".join(self.field.text().split())
            self.field.clear()
            self._leave()
            self.wanted.emit(thing)

    def _leave(self) -> None:
        self.setVisible(self._offered)
        self.left.emit()
