"""What is known of one word, on a card that appears when the pointer rests on its chip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from promptstudio.prompt import Origin
from promptstudio.protocol import LearnedWord
from promptstudio_ui.chips.model import Chip, ChipModel
from promptstudio_ui.chips.painting import weight_text
from promptstudio_ui.chips.suggestion_row import signed
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets import figure_texts
from promptstudio_ui.widgets.colours import muted_text, panel_colour
from promptstudio_ui.widgets.overlay import Overlay

_ORIGINS = {
    Origin.TYPED: tr_noop("typed"),
    Origin.INVERTED: tr_noop("found by inversion"),
    Origin.SUGGESTED: tr_noop("taken from the suggestions"),
    Origin.IMPORTED: tr_noop("imported"),
    Origin.LEARNED: tr_noop("learned from the image"),
}


def facts(model: ChipModel, row: int) -> list[tuple[str, str]]:
    """Everything known of a word as (name, value); what was not measured is left out."""
    chip = model.chip(row)
    if chip.mask:
        return [(tr("slot"), tr("no word yet"))]
    return [*_origin_facts(chip), *_measured_facts(model, row), *_state_facts(chip)]


def _origin_facts(chip: Chip) -> Iterator[tuple[str, str]]:
    if chip.word.opaque:
        yield tr("reading"), tr("syntax of another program: exported as it is, not read here")
    elif chip.opaque:
        yield tr("stands for"), _numbers(chip.learned)
        yield tr("reading"), tr("cannot be read or swapped for suggestions")
    if chip.image is not None:
        yield (
            tr("from"),
            tr("image {image}").format(image=chip.image) + (f" ({chip.image_name})" if chip.image_name else ""),
        )
    if chip.pieces is not None and not chip.opaque:  # a learned word is not read by its letters
        yield tr("language model"), _shown(chip.pieces.lm)
        yield "CLIP", _shown(chip.pieces.clip)


def _measured_facts(model: ChipModel, row: int) -> Iterator[tuple[str, str]]:
    chip = model.chip(row)
    if chip.certainty is not None:
        yield tr("certainty"), f"{decimal(chip.certainty, '.2f')}: {tr(figure_texts.CERTAINTY)}"
    if chip.without is not None:
        told = signed(chip.without, 3)
        helps = (
            tr("it helps")
            if told.startswith("−")
            else tr("the picture fits better without it")
            if told[0] == "+"
            else ""
        )
        yield tr("fit"), tr("without it {told}").format(told=told) + (f": {helps}" if helps else "")
    for name, others in ((tr("hangs on"), model.partners(row)), (tr("acts on"), model.acted_on(row))):
        if told := model.strongest(others):
            yield name, told


def _state_facts(chip: Chip) -> Iterator[tuple[str, str]]:
    if chip.word.weight != 1.0:
        yield tr("weight"), weight_text(chip.word.weight)
    if chip.word.locked:
        yield tr("lock"), tr("kept when the rest is inverted again")
    if not chip.fits:
        yield tr("window"), tr("past the end of what the renderer reads")
    if chip.ghost:
        yield tr("before"), chip.ghost
    yield tr("origin"), tr(_ORIGINS[Origin.LEARNED if chip.stands_for_vectors else chip.word.origin])


def _numbers(learned: LearnedWord | None) -> str:
    if learned is None:
        return tr("learned vectors that are not in this document; a render reads it as plain text")
    return tr("%n learned vector(s) of {model}", "", learned.vectors).format(model=learned.model)


def _shown(pieces: Sequence[str]) -> str:
    """Pieces without their tokenizer's marks for spaces and word ends."""
    return " · ".join(piece.removesuffix("</w>").lstrip("Ġ▁") for piece in pieces) or "–"


class HoverCard(Overlay):
    """Never takes the pointer or the keyboard."""

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._title.setMaximumWidth(300)
        bold = QFont(self._title.font())
        bold.setBold(True)
        self._title.setFont(bold)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        layout = self._layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._title)
        layout.addLayout(self._grid)

    @property
    def text(self) -> str:
        """Everything the card says, line by line."""
        return "\n".join([self._title.text(), *(f"{name.text()} {value.text()}" for name, value in self._rows)])

    def show_word(self, model: ChipModel, row: int, rect: QRect) -> None:
        """Show what is known of a word under `rect` (the anchor's coordinates)."""
        for label in (label for pair in self._rows for label in pair):
            self._grid.removeWidget(label)
            label.setParent(None)
            label.deleteLater()
        self._rows = []
        self._title.setText(model.chip(row).word.text)
        quiet = self.palette()
        quiet.setColor(
            QPalette.ColorRole.WindowText,
            muted_text(self.palette(), panel_colour(self.palette())),
        )
        for at, (name, value) in enumerate(facts(model, row)):
            left, right = QLabel(name, self), QLabel(value, self)
            left.setPalette(quiet)
            for label in (left, right):
                label.setTextFormat(Qt.TextFormat.PlainText)
            right.setWordWrap(len(value) > 36)
            right.setMaximumWidth(260)
            if right.wordWrap():
                right.setMinimumWidth(240)
            self._rows.append((left, right))
            self._grid.addWidget(left, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(right, at, 1, Qt.AlignmentFlag.AlignTop)
        self._layout.activate()
        self.show_beside(rect)
