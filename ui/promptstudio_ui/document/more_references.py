"""The question what becomes of pictures that come to references that are there already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from promptstudio.protocol import ReferenceImage
from promptstudio_ui.translation import tr, tr_noop

REPLACE, ADD, STYLE = "replace", "add", "style"
_BUTTONS = ((REPLACE, tr_noop("&Replace")), (ADD, tr_noop("&Add")), (STYLE, tr_noop("As &style")))


class MoreReferences(QMessageBox):
    """Asks without waiting. Enter does what was done the last time, Escape leaves everything as it is."""

    def __init__(
        self, new: Sequence[ReferenceImage], present: int, last: str, then: Callable[[str], None], parent: QWidget
    ) -> None:
        """`present`: how many references there are. `last`: one of the choices of this page; `then` is told the
        chosen one."""
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(tr("Another reference image") if len(new) == 1 else tr("More reference images"))
        self.setText(
            tr("What is “{name}” for?").format(name=new[0].name)
            if len(new) == 1
            else tr("What are these %n image(s) for?", "", len(new))
        )
        there = tr("the image that is there") if present == 1 else tr("the %n image(s) that are there", "", present)
        self.setInformativeText(
            tr(
                "Replace: in the place of {there}.\nAdd: one prompt for what all of them show.\nAs style: the "
                "prompt says what the others show, in the style of this."
            ).format(there=there)
        )
        self.answers: dict[str, QPushButton] = {
            choice: self.addButton(tr(text), QMessageBox.ButtonRole.AcceptRole) for choice, text in _BUTTONS
        }
        """The button of each choice."""
        self.setEscapeButton(self.addButton(QMessageBox.StandardButton.Cancel))
        usual = self.answers.get(last, self.answers[ADD])
        self.setDefaultButton(usual)
        usual.setFocus()
        self.buttonClicked.connect(self._answered)

    def _answered(self, clicked: object) -> None:
        for choice, button in self.answers.items():
            if button is clicked:
                self._then(choice)
