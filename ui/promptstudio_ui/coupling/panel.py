"""The coupling panel: the heatmap with its scale, kept in step with the prompt while new values are worked out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from promptstudio.errors import PromptStudioError
from promptstudio.prompt import Prompt, image_numbers
from promptstudio.protocol import Analysis, Coupling, Influence, Matrix, Progress
from promptstudio_ui.controllers.answers import AnswerController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.coupling import COSINE, INFLUENCE, RAW, HeatmapModel, HeatmapView, export
from promptstudio_ui.coupling.beside import BesideA
from promptstudio_ui.coupling.model import carried
from promptstudio_ui.coupling.pieces import Pieces
from promptstudio_ui.coupling.steps import InversionSteps
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import Segments, SmallButton
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.files import ask_save
from promptstudio_ui.widgets.labels import QuietLabel


class CouplingPanel(Card):
    """The heatmap with the choice of its scale."""

    influence_wanted = Signal(bool)
    """Whether influence is shown; it takes longer to compute than coupling."""
    exported = Signal(object)
    """The path of a file that the map was written to."""
    export_failed = Signal(str)
    """Why it could not be written, in one sentence."""

    def __init__(self, session: Session, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(tr("Coupling"), parent)
        self._session = session
        self.model = HeatmapModel(self)
        self.model.set_mode(INFLUENCE)
        self.view = HeatmapView(self.model, selection)
        self.view.set_empty_text(tr("Which words hang together is shown here\nas soon as there is a prompt."))
        self._scale = Segments(
            (
                (
                    INFLUENCE,
                    tr("Influence"),
                    tr(
                        "How far hiding the word at the left changes what is expected in the place of the word above, "
                        "0–1"
                    ),
                ),
                (
                    COSINE,
                    tr("Cosine"),
                    tr("Coupling: what is expected in two places is alike, relative to its certainty, 0–1"),
                ),
                (RAW, tr("Raw"), tr("Coupling: overlap of the words' predictions as the scores use it")),
            )
        )
        self._scale.chosen.connect(self._choose)
        self.model.mode_changed.connect(self._mode_changed)
        self.header.addWidget(self._scale)
        self.beside = BesideA(session, self.view)
        self.header.insertWidget(self.header.indexOf(self._scale), self.beside.choice)
        self.content.addWidget(self.beside, 1)
        self.steps = InversionSteps(session)
        self.steps.looked_back.connect(self._look_back)
        self.content.addWidget(self.steps)
        self.pieces = Pieces(session, self.model, selection)
        self.pieces.shown.connect(self._show_pieces)
        self.pieces.view.export_wanted.connect(lambda: self._ask_where(self.pieces.view.model))
        self.content.addWidget(self.pieces)
        self.ask = QWidget()
        """Shown while influence waits to be asked for."""
        self._why = QuietLabel()
        self._why.setWordWrap(True)
        self.work_out = SmallButton(tr("Work out"))
        line = QHBoxLayout(self.ask)
        line.setContentsMargins(6, 0, 0, 0)
        line.addWidget(self._why, 1)
        line.addWidget(self.work_out)
        self.ask.hide()
        self.content.addWidget(self.ask)
        self._words: tuple[str, ...] = ()
        self._raw: Matrix = ()
        self._influence: Matrix = ()
        self._back_to_influence = False
        self._inverting = False  # a running inversion's words are shown
        self._looking_back = False  # at a step of the last inversion
        self.view.export_wanted.connect(lambda: self._ask_where(self.model))
        self.setMinimumHeight(150)
        session.prompt_changed.connect(self._show_prompt)
        session.analysis_changed.connect(self._show_answers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where title and choices do not stand beside each other the title goes, so that no choice moves the panels."""
        super().resizeEvent(event)
        parts = (self.title, self.beside.choice, self._scale)
        needed = sum(part.sizeHint().width() + self.header.spacing() for part in parts)
        margins = self.whole.contentsMargins()
        self.title.setVisible(event.size().width() >= needed + margins.left() + margins.right())

    def listen_to(self, inversions: InversionController, answers: AnswerController) -> None:
        """Show what the controllers bring, and ask for influence while it is looked at."""
        self.steps.listen_to(inversions)
        inversions.progress.connect(self._show_progress)
        inversions.ended.connect(self._inversion_ended)
        answers.analysis_preview.connect(self._show_analysis)
        answers.influence_preview.connect(self.show_influence)
        self.influence_wanted.connect(answers.want_influence)
        answers.influence_waits.connect(self._tell_of_waiting)
        self.work_out.clicked.connect(lambda: answers.want_influence(True))
        answers.want_influence(self.model.mode == INFLUENCE)

    def _tell_of_waiting(self, why: str) -> None:
        self._why.setText(why)
        self.ask.setVisible(bool(why))

    def _look_back(self, on: bool) -> None:
        """Show a step of the inversion instead of the prompt's map."""
        self._looking_back = on
        self._scale.set_value(self.steps.view.model.mode if on else self.model.mode)
        self.pieces.pause(on)
        self.beside.setVisible(not on and not self.pieces.on)
        self.content.setStretchFactor(self.steps, 1 if on else 0)

    def _choose(self, mode: str) -> None:
        """Show what a person wants to see. No step has influence: it is the finished prompt's."""
        if self._looking_back and mode != INFLUENCE:
            self.steps.view.model.set_mode(mode)
            return
        self.steps.finish()
        self.model.set_mode(mode)

    def _show_pieces(self, on: bool) -> None:
        self.beside.setVisible(not on and self.steps.view.isHidden())
        self.beside.choice.setEnabled(not on)
        self.content.setStretchFactor(self.pieces, 1 if on else 0)

    def _ask_where(self, model: HeatmapModel) -> None:
        name, formats = f"{model.mode}.png", tuple(tr(text) for text in export.FORMATS.values())
        ask_save(self, tr("Export the map"), name, formats, lambda path: self.export_to(path, model), suffix=".png")

    def export_to(self, path: Path, model: HeatmapModel | None = None) -> None:
        """Write a map, that of the prompt's words by default, as a picture, a drawing or a table, as the name's end
        says."""
        try:
            export.write(path, model or self.model, self.view.palette(), self.view.font())
        except PromptStudioError as error:
            self.export_failed.emit(str(error))
        else:
            self.exported.emit(path)

    def begin_document(self, influence: bool = False) -> None:
        """Another document is shown; the colours of coupling get a scale of their own. `influence`: it was what was
        looked at when the document was saved."""
        self.model.reset_scale()
        if influence:
            self.model.set_mode(INFLUENCE)

    def _show_prompt(self, prompt: Prompt) -> None:
        self._inverting = False
        self.pieces.pause(False)
        self.follow([word.text for word in prompt.words])
        self._show_answers()

    def _show_answers(self) -> None:
        analysis, influence = self._session.analysis, self._session.influence
        if analysis is None or self._inverting:
            return
        self._show_analysis(analysis)
        if influence is not None:
            self.show_influence(influence)

    def _show_analysis(self, analysis: Analysis) -> None:
        self.show_coupling(analysis.coupling)

    def _show_progress(self, event: Progress) -> None:
        if event.canvas:
            self._inverting = True
            self.pieces.pause(True)
            if event.canvas_coupling is not None:
                self.show_canvas(event.canvas, event.canvas_coupling)

    def _inversion_ended(self) -> None:
        if self._inverting:  # the inversion brought no other prompt
            self._show_prompt(self._session.prompt)

    def _mode_changed(self, mode: str) -> None:
        if not self._looking_back:
            self._scale.set_value(mode)
        self.influence_wanted.emit(mode == INFLUENCE)

    def show_coupling(self, coupling: Coupling) -> None:
        """Show the coupling of a prompt."""
        if coupling.words != self._words:
            self._influence = ()
        self._words, self._raw = coupling.words, coupling.raw
        self.model.set_coupling(coupling)
        self._mark_images()
        if self._back_to_influence:
            self._back_to_influence = False
            self.model.set_mode(INFLUENCE)

    def show_influence(self, influence: Influence) -> None:
        """Show influence, complete or in parts. Ignored when it is of other words than those shown."""
        if tuple(word.text for word in influence.prompt.words) == self._words:
            self._influence = influence.matrix
            self.model.set_influence(influence.matrix, exact=influence.share == 1.0)

    def show_canvas(self, words: Sequence[str], matrix: Matrix) -> None:
        """Show the coupling of a running inversion. Influence comes back when there is a prompt again."""
        if self.model.mode == INFLUENCE:
            self.model.set_mode(COSINE)
            self._back_to_influence = True
        self._words, self._raw, self._influence = tuple(words), matrix, ()
        self.model.set_matrix(words, matrix)

    def follow(self, words: Sequence[str]) -> None:
        """Keep the values of words that are still in the prompt; mark the others as waiting."""
        words = tuple(words)
        if not words:
            self._words, self._raw, self._influence = (), (), ()
            self.model.set_coupling(None)
            return
        if not self._words:
            return
        self._raw, waiting = carried(self._words, self._raw, words)
        if self._influence:
            self._influence, _ = carried(self._words, self._influence, words)
        self._words = words
        self.model.set_matrix(words, self._raw)
        if self._influence:
            self.model.set_influence(self._influence, exact=False)
        self.model.set_stale(waiting)
        self._mark_images()

    def _mark_images(self) -> None:
        """Tell the words of several reference images apart, where the words are the prompt's."""
        prompt = self._session.prompt
        if tuple(word.text for word in prompt.words) == self.model.words:
            self.model.set_images(image_numbers(prompt.words))
