"""Which words are pointed at and which are selected: one object shared by the chips and the heatmap."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class WordSelection(QObject):
    """Two levels, mirrored by every view of the prompt: `hovered` is transient, `selected` stays.

    `hovered`: indices of the words under the pointer; one for a chip, two for a cell of the heatmap.
    `lit`: words that act at the place of a picture that is pointed at.
    `primary`: the word that keys act on, None when no word is. `selected`: always holds `primary` unless that is None.
    """

    hovered_changed = Signal()
    lit_changed = Signal()
    changed = Signal()
    """`primary` or `selected` changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hovered: frozenset[int] = frozenset()
        self._lit: frozenset[int] = frozenset()
        self._selected: frozenset[int] = frozenset()
        self._primary: int | None = None
        self._anchor: int | None = None

    @property
    def hovered(self) -> frozenset[int]:
        return self._hovered

    @property
    def lit(self) -> frozenset[int]:
        return self._lit

    @property
    def primary(self) -> int | None:
        return self._primary

    @property
    def selected(self) -> frozenset[int]:
        return self._selected

    @property
    def ordered(self) -> list[int]:
        """The selected words in reading order."""
        return sorted(self._selected)

    def hover(self, indices: Iterable[int]) -> None:
        hovered = frozenset(indices)
        if hovered != self._hovered:
            self._hovered = hovered
            self.hovered_changed.emit()

    def light(self, indices: Iterable[int]) -> None:
        lit = frozenset(indices)
        if lit != self._lit:
            self._lit = lit
            self.lit_changed.emit()

    def select(self, index: int) -> None:
        """Select one word only."""
        self._set(index, {index}, anchor=index)

    def select_only(self, indices: Iterable[int], primary: int | None = None) -> None:
        """Select exactly these words; `primary` (one of them) defaults to the first."""
        selected = frozenset(indices)
        if not selected:
            self.clear()
            return
        first = min(selected) if primary is None else primary
        self._set(first, selected, anchor=first)

    def extend_to(self, index: int) -> None:
        """Select everything from where the selection started to `index`."""
        anchor = index if self._anchor is None else self._anchor
        low, high = sorted((anchor, index))
        self._set(index, range(low, high + 1), anchor=anchor)

    def toggle(self, index: int) -> None:
        """Add the word to the selection, or take it out."""
        selected = self._selected ^ {index}
        primary = index if index in selected else (max(selected) if selected else None)
        self._set(primary, selected, anchor=primary)

    def clear(self) -> None:
        self._set(None, (), anchor=None)

    def keep_below(self, count: int) -> None:
        """Forget words at `count` and above, after the prompt became shorter. The primary moves to the last word."""
        self.hover(i for i in self._hovered if i < count)
        self.light(i for i in self._lit if i < count)
        selected = {i for i in self._selected if i < count}
        primary = self._primary
        if primary is not None and primary >= count:
            primary = count - 1 if count else None
        if primary is not None:
            selected.add(primary)
        anchor = self._anchor if self._anchor is not None and self._anchor < count else primary
        self._set(primary, selected, anchor)

    def _set(self, primary: int | None, selected: Iterable[int], anchor: int | None) -> None:
        self._anchor = anchor
        chosen = frozenset(selected)
        if (primary, chosen) != (self._primary, self._selected):
            self._primary, self._selected = primary, chosen
            self.changed.emit()
