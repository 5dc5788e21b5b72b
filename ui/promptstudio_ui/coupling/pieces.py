"""The coupling of the language model's pieces, of which words are made."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promptstudio.prompt import image_numbers
from promptstudio.protocol import PieceCoupling
from promptstudio_ui.coupling.heatmap import HeatmapView
from promptstudio_ui.coupling.model import INFLUENCE, HeatmapModel
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import Segments

WORDS, PIECES = "words", "pieces"


class Pieces(QWidget):
    """The choice between words and pieces, where some word has several; and the map of the pieces.

    Influence hides whole words, so that it has no pieces. Pointing at a piece points at its word, and a word points at
    all of its pieces.
    """

    shown = Signal(bool)
    """Whether pieces are shown instead of words."""

    def __init__(
        self, session: Session, words: HeatmapModel, selection: WordSelection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._words, self._selection = session, words, selection
        self._coupling: PieceCoupling | None = None
        self._paused = False
        self._own = WordSelection(self)
        self.on = False
        """Whether pieces are shown."""
        self.choice = Segments(
            (
                (WORDS, tr("Words"), tr("The coupling of words: the mean over their pieces")),
                (PIECES, tr("Pieces"), tr("The coupling of the pieces that the language model reads")),
            )
        )
        self.view = HeatmapView(HeatmapModel(self), self._own)
        self.view.setAccessibleName(tr("Coupling of pieces"))
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.choice)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        self.choice.chosen.connect(self.refresh)
        self.view.model.mode_changed.connect(words.set_mode)
        words.mode_changed.connect(self.refresh)
        session.prompt_changed.connect(self.refresh)
        session.analysis_changed.connect(self.refresh)
        selection.changed.connect(self._follow)
        selection.hovered_changed.connect(self._follow_hover)
        self._own.changed.connect(self._lead)
        self._own.hovered_changed.connect(self._lead_hover)
        self.refresh()

    @property
    def possible(self) -> bool:
        """Whether pieces say more than words."""
        coupling = None if self._paused else self._coupling
        return self._words.mode != INFLUENCE and coupling is not None and len(set(coupling.words)) < len(coupling.words)

    @Slot()
    def refresh(self) -> None:
        """Show what was chosen, where there is a choice."""
        analysis, model = self._session.analysis, self.view.model
        if analysis is not None:
            self._coupling = analysis.piece_coupling
        elif not self._session.prompt.words:
            self._coupling = None
        possible = self.possible
        self.on = possible and self.choice.value == PIECES
        self.setVisible(possible)
        self.view.setVisible(self.on)
        if self.on and self._coupling is not None:
            model.set_matrix(self._coupling.texts, self._coupling.raw, exact=True)
            model.set_mode(self._words.mode)
            if analysis is None:  # the old values stay until the new ones are there
                model.set_stale(range(len(model)))
            else:
                images = image_numbers(self._session.prompt.words)
                model.set_images([images[owner] for owner in self._coupling.words])
            self._follow()
        self.shown.emit(self.on)

    def pause(self, on: bool) -> None:
        """While the words of an inversion's steps are shown there are no pieces."""
        if on is not self._paused:
            self._paused = on
            self.refresh()

    # -------------------------------------------------------------- words and their pieces

    def _pieces_of(self, words: Collection[int]) -> set[int]:
        owners = self._coupling.words if self._coupling is not None else ()
        return {piece for piece, word in enumerate(owners) if word in words}

    def _words_of(self, pieces: Collection[int]) -> set[int]:
        owners = self._coupling.words if self._coupling is not None else ()
        count = len(self._session.prompt)
        return {owners[piece] for piece in pieces if piece < len(owners) and owners[piece] < count}

    @Slot()
    def _follow(self) -> None:
        if self.on and self._words_of(self._own.selected) != self._selection.selected:
            primary = self._selection.primary
            first = self._pieces_of(() if primary is None else (primary,))
            self._own.select_only(self._pieces_of(self._selection.selected), min(first, default=None))

    @Slot()
    def _follow_hover(self) -> None:
        if self.on and self._words_of(self._own.hovered) != self._selection.hovered:
            self._own.hover(self._pieces_of(self._selection.hovered))

    @Slot()
    def _lead(self) -> None:
        words = self._words_of(self._own.selected)
        if self.on and words != self._selection.selected:
            primary = self._words_of(() if self._own.primary is None else (self._own.primary,))
            self._selection.select_only(words, min(primary, default=None))

    @Slot()
    def _lead_hover(self) -> None:
        words = self._words_of(self._own.hovered)
        if self.on and words != self._selection.hovered:
            self._selection.hover(words)
