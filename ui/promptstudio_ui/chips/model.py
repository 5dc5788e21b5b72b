"""The words of a prompt as a Qt list model, with everything a chip shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from promptstudio.differences import changes_between, kept_from, removed_and_added
from promptstudio.prompt import Origin, Prompt, Word, WordPieces, image_numbers
from promptstudio.protocol import MASK, Analysis, Coupling, Influence, LearnedWord, Matrix
from promptstudio.words import mentions
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.figure_texts import strength_text
from promptstudio_ui.widgets.labels import as_plain, isolated

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class ChipRole(IntEnum):
    """What a chip shows. `TEXT` is the display role."""

    TEXT = Qt.ItemDataRole.DisplayRole.value
    BEFORE = Qt.ItemDataRole.UserRole.value + 1
    LOCKED = BEFORE + 1
    WEIGHT = BEFORE + 2
    ORIGIN = BEFORE + 3
    FITS = BEFORE + 4
    CERTAINTY = BEFORE + 5
    PIECES = BEFORE + 6
    MASK = BEFORE + 7
    GHOST = BEFORE + 8
    WITHOUT = BEFORE + 9
    OPAQUE = BEFORE + 10
    IMAGE = BEFORE + 11


@dataclass(frozen=True)
class Chip:
    """What one chip shows."""

    word: Word
    pieces: WordPieces | None = None
    """The word's tokens; None until they are known."""
    certainty: float | None = None
    """How sure the language model is of the word, 0…1; None until measured."""
    without: float | None = None
    """Change of the fit (cosine) when the word is left out; None until measured."""
    mask: bool = False
    """A slot of a running inversion that has no word yet."""
    ghost: str = ""
    """The wording that stood here before a re-inversion, shown below the chip."""
    learned: LearnedWord | None = None
    """The embeddings that the word stands for."""
    image: int | None = None
    """Number from 1 of the reference image the word was found for, in a prompt with words of several images."""
    image_name: str = ""
    """That image's name; empty when the image is gone."""

    @property
    def opaque(self) -> bool:
        """Whether the word is no text: Textual Inversion has learned it, or it is another program's syntax."""
        return self.stands_for_vectors or self.word.opaque

    @property
    def stands_for_vectors(self) -> bool:
        """Whether Textual Inversion has learned the word."""
        return self.learned is not None or self.word.origin is Origin.LEARNED

    @property
    def fits(self) -> bool:
        """Whether the word lies within CLIP's window."""
        return self.pieces is None or self.pieces.fits


class ChipModel(QAbstractListModel):
    """A `Prompt`, or the canvas of a running inversion, as rows of words. Nothing here edits a prompt."""

    words_revealed = Signal(list)
    """Rows of words that have just replaced masks."""
    shown = Signal()
    """The content changed; also sent when only the text after the last word did, which is no row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chips: tuple[Chip, ...] = ()
        self._prompt = Prompt()
        self._coupling: Coupling | None = None
        self._influence: Matrix = ()
        self._by_influence = False
        self._is_canvas = False
        self._images: tuple[str, ...] = ()
        self._learned: Mapping[str, LearnedWord] = {}

    # -------------------------------------------------------------- content

    @property
    def prompt(self) -> Prompt:
        """The prompt shown; while a canvas is shown, the prompt from before it."""
        return self._prompt

    @property
    def is_canvas(self) -> bool:
        """Whether the canvas of a running inversion is shown."""
        return self._is_canvas

    @property
    def tail(self) -> str:
        """The characters after the last word."""
        return "" if self._is_canvas else self._prompt.tail

    def chip(self, row: int) -> Chip:
        """The chip at a row."""
        return self._chips[row]

    def mentions(self, row: int) -> int:
        """How often the word at a row occurs in the prompt, in any case; 1 while an inversion is shown."""
        return 1 if self._is_canvas else len(mentions(self._prompt, row))

    @property
    def right_to_left(self) -> bool:
        """Whether words run from right to left, as the first letter with a direction says (Unicode, annex 9, P2)."""
        directions = (unicodedata.bidirectional(letter) for chip in self._chips for letter in chip.word.text)
        return next((direction != "L" for direction in directions if direction in ("L", "R", "AL")), False)

    @property
    def images(self) -> frozenset[int]:
        """The numbers from 1 of the reference images that words are marked with."""
        return frozenset(chip.image for chip in self._chips if chip.image is not None)

    def set_sources(self, images: Sequence[str], learned: Mapping[str, LearnedWord]) -> None:
        """Set the names of the reference images in their order, and the learned words by token."""
        self._images, self._learned = tuple(images), dict(learned)
        if not self._is_canvas:
            self._show(self._with_sources(self._chips))

    def set_prompt(
        self, prompt: Prompt, pieces: Sequence[WordPieces] | None = None, replaced: Prompt | None = None
    ) -> None:
        """Show a prompt. What was measured of words that stay is kept until `set_analysis` brings new values.

        `replaced` is the prompt whose wording stays visible as ghosts after a re-inversion; without it ghosts go.
        """
        if prompt.words != self._prompt.words:
            self._coupling, self._influence = None, ()
        kept = self._kept([w.text for w in prompt.words])
        ghosts = _ghosts(replaced, prompt) if replaced is not None else [""] * len(prompt)
        chips = [
            replace(kept[i] or Chip(word), word=word, mask=False, ghost=ghosts[i])
            for i, word in enumerate(prompt.words)
        ]
        if pieces is not None:
            chips = [replace(chip, pieces=p) for chip, p in zip(chips, pieces, strict=True)]
        self._prompt, self._is_canvas = prompt, False
        self._show(self._with_sources(chips))

    def set_canvas(self, words: Sequence[str], locked: Sequence[str] = ()) -> None:
        """Show the canvas of a running inversion; `MASK` is a slot without a word yet. `locked`: locked words in their
        order, which the canvas holds in the same order."""
        waiting = list(locked)
        chips = []
        for i, text in enumerate(words):
            is_locked = bool(waiting) and text == waiting[0]
            if is_locked:
                waiting.pop(0)
            word = Word(text, before=" " if i else "", locked=is_locked, origin=Origin.INVERTED)
            chips.append(Chip(word, mask=text == MASK))
        old = [c.word.text for c in self._chips] if self._is_canvas else []
        _, added = removed_and_added(changes_between(old, list(words)))
        revealed = [row for row in added if words[row] != MASK]
        self._is_canvas, self._coupling, self._influence = True, None, ()
        self._show(chips)
        if revealed and old:
            self.words_revealed.emit(revealed)

    def set_analysis(self, analysis: Analysis) -> None:
        """Pieces, certainty and effect of every word. Ignored when it is of another prompt than the one shown."""
        if self._is_canvas or analysis.prompt.text != self._prompt.text:
            return
        self._coupling = analysis.coupling
        without = analysis.without
        self._show(
            [
                replace(
                    chip,
                    pieces=analysis.pieces[i],
                    certainty=analysis.coupling.certainty[i],
                    without=chip.without if without is None else without[i],
                )
                for i, chip in enumerate(self._chips)
            ]
        )

    def set_coupling(self, coupling: Coupling | None) -> None:
        """Set certainty and partners only, as a running inversion reports them."""
        if coupling is not None and coupling.words != tuple(c.word.text for c in self._chips):
            coupling = None
        self._coupling = coupling
        if coupling is not None:
            self._show([replace(c, certainty=coupling.certainty[i]) for i, c in enumerate(self._chips)])

    def set_influence(self, influence: Influence) -> None:
        """How far each word acts on the others. Ignored when it is of another prompt than the one shown."""
        if not self._is_canvas and influence.prompt.text == self._prompt.text:
            self._influence = influence.matrix
            self.shown.emit()

    def link_by_influence(self, on: bool) -> None:
        """Make `linked` return influence, where it is known, instead of coupling."""
        self._by_influence = on
        self.shown.emit()

    def partners(self, row: int) -> list[tuple[int, float]]:
        """The other words with their coupling (cosine, 0…1) to the word at `row`, strongest first."""
        return _others(self._coupling.cosine if self._coupling else (), row)

    def acted_on(self, row: int) -> list[tuple[int, float]]:
        """The other words with the influence (0…1) that the word at `row` has on them, strongest first."""
        return _others(self._influence, row)

    def linked(self, row: int) -> list[tuple[int, float]]:
        """The partners that are shown of the word at `row`."""
        return self.acted_on(row) if self._by_influence and self._influence else self.partners(row)

    def strongest(self, others: Sequence[tuple[int, float]], count: int = 3) -> str:
        """“horse 0.41, on 0.22”: the first of words with a value; those whose value rounds to none are left out."""
        told = ((self._chips[row].word.text, strength_text(value)) for row, value in others[:count])
        return ", ".join(f"{isolated(text)}\u00a0{value}" for text, value in told if value)  # on one line

    def part(self, rows: Sequence[int]) -> Prompt:
        """These words in reading order; neighbours keep what stands between them."""
        words: list[Word] = []
        last = None
        for row in sorted(rows):
            word = self._chips[row].word
            words.append(word.with_(before="" if last is None else word.before if row == last + 1 else " "))
            last = row
        return Prompt(tuple(words))

    def text_of(self, rows: Sequence[int]) -> str:
        """Text of these words in reading order, without their weights."""
        return self.part(rows).text

    # -------------------------------------------------------------- Qt

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._chips)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid() or index.row() >= len(self._chips):
            return None
        value = _VALUES.get(role)
        return None if value is None else value(self._chips[index.row()])

    def roleNames(self) -> dict[int, QByteArray]:
        return {role.value: QByteArray(role.name.lower().encode()) for role in ChipRole}

    # -------------------------------------------------------------- inside

    def _kept(self, texts: list[str]) -> list[Chip | None]:
        """For every new word the chip it had before, if it is the same word in the same order."""
        changes = changes_between([chip.word.text for chip in self._chips], texts)
        return [None if row is None else self._chips[row] for row in kept_from(changes, len(texts))]

    def _with_sources(self, chips: Sequence[Chip]) -> list[Chip]:
        """The chips with their learned words and images. With words of one image only, numbers are left out."""
        sourced = []
        for chip, image in zip(chips, image_numbers(chip.word for chip in chips), strict=True):
            name = self._images[image - 1] if image is not None and image <= len(self._images) else ""
            learned = self._learned.get(chip.word.text)
            sourced.append(replace(chip, learned=learned, image=image, image_name=name))
        return sourced

    def _show(self, chips: Sequence[Chip]) -> None:
        new = tuple(chips)
        if len(new) != len(self._chips):
            self.beginResetModel()
            self._chips = new
            self.endResetModel()
        else:
            changed = [i for i, (a, b) in enumerate(zip(self._chips, new, strict=True)) if a != b]
            self._chips = new
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
        self.shown.emit()


def described(chip: Chip) -> str:
    """A chip in words, for screen readers."""
    if chip.mask:
        return tr("empty slot")
    parts = [chip.word.text]
    if chip.stands_for_vectors:
        parts.append(tr("learned from the image"))
    elif chip.opaque:
        parts.append(tr("for other programs, not read here"))
    if chip.image is not None:
        parts.append(tr("from image {image}").format(image=chip.image))
    if chip.word.locked:
        parts.append(tr("locked"))
    if chip.word.weight != 1.0:
        parts.append(tr("weight {weight}").format(weight=decimal(chip.word.weight, ".2f")))
    if not chip.fits:
        parts.append(tr("past the end of what the renderer reads"))
    if chip.ghost:
        parts.append(tr("was {ghost}").format(ghost=chip.ghost))
    return ", ".join(parts)


_VALUES: dict[int, Callable[[Chip], object]] = {
    ChipRole.TEXT: lambda chip: chip.word.text,
    Qt.ItemDataRole.ToolTipRole.value: lambda chip: as_plain(chip.word.text),
    Qt.ItemDataRole.AccessibleTextRole.value: described,
    ChipRole.BEFORE: lambda chip: chip.word.before,
    ChipRole.LOCKED: lambda chip: chip.word.locked,
    ChipRole.WEIGHT: lambda chip: chip.word.weight,
    ChipRole.ORIGIN: lambda chip: chip.word.origin.value,
    ChipRole.FITS: lambda chip: chip.fits,
    ChipRole.CERTAINTY: lambda chip: chip.certainty,
    ChipRole.PIECES: lambda chip: chip.pieces,
    ChipRole.MASK: lambda chip: chip.mask,
    ChipRole.GHOST: lambda chip: chip.ghost,
    ChipRole.WITHOUT: lambda chip: chip.without,
    ChipRole.OPAQUE: lambda chip: chip.opaque,
    ChipRole.IMAGE: lambda chip: chip.image,
}
"""What the model answers for a role."""


def _others(matrix: Matrix, row: int) -> list[tuple[int, float]]:
    values = [(j, value) for j, value in enumerate(matrix[row]) if j != row] if row < len(matrix) else []
    return sorted(values, key=lambda pair: -pair[1])


def _ghosts(old: Prompt, new: Prompt) -> list[str]:
    """For every new word the old wording that it replaced, empty where nothing changed."""
    ghosts = [""] * len(new)
    before, after = [w.text for w in old.words], [w.text for w in new.words]
    for change in changes_between(before, after):
        replaced = [before[i] for i in change.old]
        for place, row in enumerate(change.new):
            ghosts[row] = " ".join(replaced[place:]) if row == change.new[-1] else "".join(replaced[place : place + 1])
    return ghosts
