"""The coupling panel: the heatmap with its scale, kept in step with the prompt while new values are worked out."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtWidgets import QWidget

from promptstudio.protocol import Coupling, Matrix
from promptstudio_ui.chips import WordSelection
from promptstudio_ui.controls import Card, Segments
from promptstudio_ui.heatmap import COSINE, RAW, HeatmapModel, HeatmapView


class CouplingPanel(Card):
    def __init__(self, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__("Coupling", parent)
        self.model = HeatmapModel(self)
        self.view = HeatmapView(self.model, selection)
        self.view.set_empty_text("Which words hang together is shown here\nas soon as there is a prompt.")
        scale = Segments(
            (
                (COSINE, "Cosine", "Coupling relative to the words' own certainty, 0–1"),
                (RAW, "Raw", "Overlap of the words' predictions as the scores use it"),
            )
        )
        scale.chosen.connect(self.model.set_mode)
        self.header.addWidget(scale)
        self.content.addWidget(self.view, 1)
        self._words: tuple[str, ...] = ()
        self._raw: Matrix = ()
        self.setMinimumHeight(150)

    def show_coupling(self, coupling: Coupling) -> None:
        self._words, self._raw = coupling.words, coupling.raw
        self.model.set_coupling(coupling)

    def show_canvas(self, words: Sequence[str], matrix: Matrix) -> None:
        """Coupling of a running inversion."""
        self._words, self._raw = tuple(words), matrix
        self.model.set_matrix(words, matrix)

    def follow(self, words: Sequence[str]) -> None:
        """The prompt has these words now: what was known of those that stayed is kept, the others wait."""
        words = tuple(words)
        if not words:
            self._words, self._raw = (), ()
            self.model.set_coupling(None)
            return
        if not self._words:
            return
        self._raw, waiting = carried(self._words, self._raw, words)
        self._words = words
        self.model.set_matrix(words, self._raw)
        self.model.set_stale(waiting)


def carried(old: Sequence[str], matrix: Matrix, new: Sequence[str]) -> tuple[Matrix, list[int]]:
    """The values of words that stay, in the new order with zeros elsewhere, and the rows without values."""
    origin: list[int | None] = [None] * len(new)
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        origin[block.b : block.b + block.size] = range(block.a, block.a + block.size)
    rows = tuple(tuple(matrix[i][j] if i is not None and j is not None else 0.0 for j in origin) for i in origin)
    return rows, [row for row, i in enumerate(origin) if i is None]
