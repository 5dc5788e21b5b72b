"""What the user asks for with the selected words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Prompt
from promptstudio_ui.chips.layout import moves_of
from promptstudio_ui.chips.popover import WEIGHT_STEP
from promptstudio_ui.document.prompts import copied_text, has_weights
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.key_bindings import native

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView


class ChipRequests:
    """Turns key presses, menus and drops into the signals of a `ChipView`. Nothing is asked for while it is read-only.

    The receiver of a signal changes the model at once, so the selection can follow the words.
    """

    def __init__(self, view: ChipView) -> None:
        self._view = view
        self._model, self._selection = view.model, view.selection

    def delete(self, rows: Sequence[int]) -> None:
        """Remove words."""
        if rows and not self._view.read_only:
            self._view.popover.close_popover()
            self._view.delete_requested.emit(sorted(rows))

    def move(self, rows: Sequence[int], gap: int) -> None:
        """Bring words together to a gap (the number of words before it); the selection follows those that moved."""
        moves = moves_of(rows, gap)
        if not moves or self._view.read_only:
            return
        primary = self._selection.primary
        texts = [self._model.chip(i).word.text for i in sorted(rows)]
        for start, end in moves:
            self._view.move_requested.emit(start, end)
        base = gap - sum(1 for i in rows if i < gap)
        there = range(base, base + len(texts))
        if base + len(texts) <= self._model.rowCount() and [self._model.chip(i).word.text for i in there] == texts:
            at = sorted(rows).index(primary) if primary is not None and primary in rows else 0
            self._selection.select_only(there, base + at)

    def move_by(self, step: int) -> None:
        """Move the selected words by one place: −1 to the left, 1 to the right."""
        rows = self._selection.ordered
        if not rows:
            return
        on = (step > 0) is not self._model.right_to_left
        gap = rows[-1] + 2 if on else rows[0] - 1
        if 0 <= gap <= self._model.rowCount():
            self.move(rows, gap)

    def exchange(self) -> None:
        """Put the two selected words in each other's place; both stay selected."""
        if len(self._selection.selected) == 2 and not self._view.read_only:
            self._view.exchange_requested.emit(*self._selection.ordered)

    def change_weight(self, delta: float) -> None:
        """Add `delta` to the weight of those selected words that stay within the limits."""
        rows = [
            row
            for row in self._selection.ordered
            if MIN_WEIGHT <= self._model.chip(row).word.weight + delta <= MAX_WEIGHT
        ]
        if rows and not self._view.read_only:
            self._view.weight_nudged.emit(rows, delta)

    def toggle_lock(self) -> None:
        """Lock or unlock the selected words."""
        if self._selection.selected and not self._view.read_only:
            self._view.lock_toggled.emit(self._selection.ordered)

    def add(self, gap: int, text: str) -> None:
        """Insert words at a gap and select the last of them; at the end nothing stays selected."""
        count = self._model.rowCount()
        if gap >= count:
            self._view.append_requested.emit(text)
            self._selection.clear()
        else:
            self._view.insert_requested.emit(gap, text)
        grown = self._model.rowCount() - count
        if grown > 0 and gap < count:
            self._selection.select(gap + grown - 1)

    def gap_after_selection(self) -> int:
        """The gap after the selected word; the end when there is none."""
        primary = self._selection.primary
        return self._model.rowCount() if primary is None or self._view.field_focused else primary + 1

    # -------------------------------------------------------------- clipboard

    def copy(self, weights: bool = True) -> None:
        """Put the selected words on the clipboard, with their weights or without; the whole prompt when none is
        selected."""
        chosen = self._chosen
        if text := copied_text(chosen) if weights else chosen.text:
            QGuiApplication.clipboard().setText(text)

    @property
    def _chosen(self) -> Prompt:
        """What Copy copies."""
        if self._selection.selected:
            return self._model.part(self._selection.ordered)
        return self._model.part(range(self._model.rowCount())) if self._model.is_canvas else self._model.prompt

    @property
    def weighted(self) -> bool:
        """Whether a word that Copy copies has a weight."""
        return has_weights(self._chosen)

    def cut(self) -> None:
        """Copy the selected words and remove them."""
        if self._selection.selected and not self._view.read_only:
            self.copy()
            self.delete(self._selection.ordered)

    def paste(self) -> bool:
        """Insert the clipboard's text after the selected word; False when there is no text to take."""
        return self.take(self.gap_after_selection(), QGuiApplication.clipboard().text())

    def take(self, gap: int, text: str) -> bool:
        """Insert text from elsewhere at a gap, unless it is more than words. False when there is nothing to take."""
        words = " ".join(text.split())
        if self._view.read_only or not words:
            return False
        if not self._view.take_block(text):
            self.add(gap, words)
        return True

    # -------------------------------------------------------------- menu

    def context_menu(self) -> QMenu:
        """Everything that can be done with the selected words."""
        view = self._view
        menu = QMenu(view)
        rows, primary = self._selection.ordered, self._selection.primary
        free = not view.read_only

        def add(text: str, keys: str, enabled: bool, action: Callable[[], object]) -> None:
            entry = menu.addAction(f"{text}\t{native(keys)}")
            entry.triggered.connect(lambda: action())
            entry.setEnabled(enabled)

        def on_primary(action: Callable[[int], object]) -> Callable[[], object]:
            return lambda: action(primary) if primary is not None else None

        one = primary is not None and free
        readable = primary is not None and primary < self._model.rowCount() and not self._model.chip(primary).opaque
        add(tr("Edit"), "Enter", one, on_primary(view.edit_word))
        add(tr("Suggestions"), "Space", free and readable, on_primary(view.open_suggestions))
        count = self._model.mentions(primary) if primary is not None and readable else 1
        if count > 1:
            add(
                tr("Swap all {count}…").format(count=count),
                "Space, Alt+A",
                free,
                on_primary(lambda row: view.open_suggestions(row, True)),
            )
        add(tr("Insert word"), "Ins", free, lambda: view.insert_word(self.gap_after_selection()))
        if len(rows) == 2:
            add(tr("Exchange the two words"), "", free, self.exchange)
            add(tr("Separate the two words"), "", free, view.separation_wanted.emit)
        menu.addSeparator()
        locked = bool(rows) and all(self._model.chip(row).word.locked for row in rows)
        add(tr("Unlock") if locked else tr("Lock"), "L", bool(rows) and free, self.toggle_lock)
        add(tr("More weight"), "Ctrl+Up", bool(rows) and free, lambda: self.change_weight(WEIGHT_STEP))
        add(tr("Less weight"), "Ctrl+Down", bool(rows) and free, lambda: self.change_weight(-WEIGHT_STEP))
        menu.addSeparator()
        add(tr("Copy"), "Ctrl+C", bool(self._model.rowCount()), self.copy)
        if self.weighted:
            add(tr("Copy without weights"), "", True, lambda: self.copy(weights=False))
        add(tr("Cut"), "Ctrl+X", bool(rows) and free, self.cut)
        add(tr("Remove"), "Del", bool(rows) and free, lambda: self.delete(rows))
        return menu
