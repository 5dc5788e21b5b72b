"""A line under the chips that says how short a prompt is to become."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from promptstudio.prompt import USABLE_PIECES
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import QuietLabel

LEAST = 4
"""CLIP pieces of the shortest prompt that is offered."""


class DistilLine(QWidget):
    """“Length [——o———] 12 pieces”, shown while the task is to make the prompt shorter. It is the budget."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(LEAST, USABLE_PIECES)
        self.slider.setAccessibleName(tr("Length of the shortened prompt"))
        self.slider.setToolTip(tr("How long the prompt may be afterwards, in CLIP pieces"))
        self.slider.valueChanged.connect(lambda value: session.set_inversion(budget=value))
        self._length = QuietLabel()
        self._length.setMinimumWidth(self._length.fontMetrics().horizontalAdvance(tr("at most 77 pieces")))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(QuietLabel(tr("Shorten to")))
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._length)
        session.settings_changed.connect(self._show_settings)
        self._show_settings()

    def _show_settings(self) -> None:
        settings = self._session.inversion
        self.slider.blockSignals(True)
        self.slider.setValue(settings.budget)
        self.slider.blockSignals(False)
        self._length.setText(tr("at most {budget} pieces").format(budget=settings.budget))
        self.setVisible(settings.task == "distillation")
