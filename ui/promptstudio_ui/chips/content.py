"""Paints the content of a chip view: words, punctuation, the field at the end, and insertion marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractAnimation, QRect, Qt, QVariantAnimation
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle

from promptstudio_ui.chips.editing import Edit, InPlaceEditor
from promptstudio_ui.chips.layout import Place, gap_line, split_gap
from promptstudio_ui.chips.painting import ChipState
from promptstudio_ui.chips.pointer import ChipPointer
from promptstudio_ui.translation import tr, tr_noop

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView

REVEAL_MS = 220
"""How long a word takes to appear in the place of a mask, in milliseconds."""
FIELD_TEXT = tr_noop("+ word")


class ChipContent:
    """Paints in content coordinates, which do not scroll."""

    def __init__(self, view: ChipView, pointer: ChipPointer, editing: InPlaceEditor) -> None:
        self._view, self._pointer, self._editing = view, pointer, editing
        self._model, self._selection = view.model, view.selection
        self._revealed: frozenset[int] = frozenset()
        self.reveal_animation = QVariantAnimation(view)
        """Fades words in, 0…1."""
        self.reveal_animation.setStartValue(0.0)
        self.reveal_animation.setEndValue(1.0)
        self.reveal_animation.setDuration(REVEAL_MS)
        self.reveal_animation.valueChanged.connect(view.viewport().update)

    def reveal(self, rows: Sequence[int]) -> None:
        """Fade these words in; at once where the system wants no animations."""
        view = self._view
        if view.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, view) <= 0:
            return
        self.reveal_animation.stop()
        self._revealed = frozenset(rows)
        self.reveal_animation.start()

    def paint(self, painter: QPainter, exposed: QRect) -> None:
        """Paint what lies in `exposed`."""
        exposed = exposed.adjusted(0, -24, 0, 24)  # underlines and rings reach beyond their chips
        partners = self._partners()
        for row, place in enumerate(self._view.word_places):
            if exposed.intersects(place.rect | place.closing | place.opening):
                self._paint_chip(painter, row, place, partners.get(row))
        self._paint_end(painter)
        appearance, pointer = self._view.appearance, self._pointer
        if pointer.drop_gap is not None:
            appearance.paint_drop_mark(painter, *self._gap_line(pointer.drop_gap))
        elif pointer.hovered_gap is not None and self._editing.line is None:
            appearance.paint_insertion_sign(painter, *self._gap_line(pointer.hovered_gap))

    def _paint_chip(self, painter: QPainter, row: int, place: Place, partner: float | None) -> None:
        chip = self._model.chip(row)
        self._paint_gap(painter, place, *split_gap(chip.word.before))
        if self._editing.edit == Edit(True, row):
            return
        primary = row == self._selection.primary
        running = self.reveal_animation.state() == QAbstractAnimation.State.Running
        state = ChipState(
            selected=row in self._selection.selected,
            primary=primary,
            hovered=row in self._selection.hovered or row in self._selection.lit,
            focused=primary and self._view.hasFocus(),
            partner=partner,
            reveal=self.reveal_animation.currentValue() if running and row in self._revealed else 1.0,
        )
        self._view.appearance.paint(painter, place.rect, chip, state)

    def _paint_end(self, painter: QPainter) -> None:
        """The punctuation after the last word, and the field for more words."""
        count = self._model.rowCount()
        if len(self._view.places) <= count:
            return
        place = self._view.places[count]
        self._paint_gap(painter, place, "".join(self._model.tail.split()), "")
        if not self._view.read_only and self._editing.edit != Edit(False, count):
            focused = self._view.field_focused and self._view.hasFocus()
            self._view.appearance.paint_field(painter, place.rect, tr(FIELD_TEXT), self._pointer.field_hovered, focused)

    def _partners(self) -> dict[int, float]:
        """Coupling of the others with the one word pointed at, or selected; its influence on them while that is what
        the heatmap shows."""
        hovered, selected = self._selection.hovered, self._selection.selected
        rows = hovered if len(hovered) == 1 else selected if len(selected) == 1 and not hovered else ()
        row = next(iter(rows), None)
        if row is None or row >= self._model.rowCount():
            return {}
        return dict(self._model.linked(row))

    def _paint_gap(self, painter: QPainter, place: Place, closing: str, opening: str) -> None:
        if self._model.right_to_left:  # brackets turn round
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        if closing:
            self._view.appearance.paint_punctuation(painter, place.closing, closing)
        if opening:
            self._view.appearance.paint_punctuation(painter, place.opening, opening)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    def _gap_line(self, gap: int) -> tuple[int, int, int]:
        return gap_line(self._view.word_places, gap, self._view.appearance.height, self._model.right_to_left)
