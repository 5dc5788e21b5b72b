"""The steps of the last inversion to go back and forth in: how the coupling fell while words condensed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from promptstudio.protocol import Matrix, Progress
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.coupling.heatmap import HeatmapView
from promptstudio_ui.coupling.model import HeatmapModel
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import QuietLabel

MOST_STEPS = 400
"""Of more, every second is kept, and so on."""


class InversionSteps(QWidget):
    """A slider below the map, until the prompt is another one. Its right end is the finished prompt."""

    looked_back = Signal(bool)
    """Whether a step is shown instead of the prompt's own map."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[tuple[int, tuple[str, ...], Matrix]] = []
        self._running = False
        self._of = 0
        self.view = HeatmapView(HeatmapModel(self), WordSelection(self))
        self.view.setAccessibleName(tr("Coupling of the words of a step"))
        self.view.hide()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Steps of the inversion"))
        self.slider.setToolTip(tr("How the words came to hang together, step by step"))
        self.slider.valueChanged.connect(self._show_step)
        self._label = QuietLabel("")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._label)
        line.addWidget(self.slider, 1)
        self._bar = QWidget()
        self._bar.setLayout(line)
        line.setContentsMargins(6, 0, 6, 0)
        self._bar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._bar)
        session.prompt_changed.connect(self._forget)

    def listen_to(self, inversions: InversionController) -> None:
        """Keep the steps of every inversion."""
        inversions.started.connect(self._begin)
        inversions.progress.connect(self._keep)
        inversions.ended.connect(self._end)

    @property
    def text(self) -> str:
        """Which step is shown."""
        return self._label.text()

    def finish(self) -> None:
        """Show the finished prompt again."""
        self.slider.setValue(self.slider.maximum())

    @Slot()
    def _begin(self) -> None:
        self._forget()
        self._running = True

    @Slot(object)
    def _keep(self, event: Progress) -> None:
        if event.canvas and event.canvas_coupling is not None:
            self._steps.append((event.step, event.canvas, event.canvas_coupling))
            self._of = event.steps
            if len(self._steps) > MOST_STEPS:
                del self._steps[1::2]

    @Slot()
    def _end(self) -> None:
        self._running = False
        if len(self._steps) < 2:
            self._forget()
            return
        model = self.view.model
        for _, words, matrix in self._steps:  # so that all of them are on one scale
            model.set_matrix(words, matrix)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(self._steps))
            self.slider.setValue(len(self._steps))
        self._show_step(len(self._steps))
        self._bar.show()

    @Slot()
    def _forget(self) -> None:
        """The prompt is another one. While an inversion runs, its own result is what changes it."""
        if self._running:
            return
        self._steps.clear()
        self._bar.hide()
        self.view.hide()
        self.looked_back.emit(False)

    @Slot(int)
    def _show_step(self, number: int) -> None:
        back = number < len(self._steps)
        if back:
            step, words, matrix = self._steps[number]
            self.view.model.set_matrix(words, matrix)
            self._label.setText(tr("Step {step} of {of}").format(step=step, of=self._of))
        else:
            self._label.setText(tr("Finished"))
        self.view.setVisible(back)
        self.looked_back.emit(back)
