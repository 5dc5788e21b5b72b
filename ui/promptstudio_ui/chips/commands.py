"""What can be done with the selected words, as commands for the palette. The chips handle the keys themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from promptstudio_ui.chips.popover import WEIGHT_STEP
from promptstudio_ui.chips.view import ChipView
from promptstudio_ui.translation import tr_noop
from promptstudio_ui.widgets.commands import WORDS, command


def _chosen(self: WordCommands) -> bool:
    return self.can_change and bool(self.view.selection.selected)


def _two(self: WordCommands) -> bool:
    return self.can_change and len(self.view.selection.selected) == 2


def _one(self: WordCommands) -> bool:
    return self.can_change and self.view.selection.primary is not None


def _readable(self: WordCommands) -> bool:
    row = self.view.selection.primary
    return _one(self) and row is not None and not self.view.model.chip(row).opaque


def _mentioned(self: WordCommands) -> bool:
    row = self.view.selection.primary
    return _readable(self) and row is not None and self.view.model.mentions(row) > 1


def _weighted(self: WordCommands) -> bool:
    return _chosen(self) and self.view.requests.weighted


class WordCommands(QObject):
    """Commands on the words of one `ChipView`."""

    def __init__(self, view: ChipView) -> None:
        super().__init__(view)
        self.view = view

    @property
    def can_change(self) -> bool:
        """Whether words can be changed at the moment."""
        return not self.view.read_only

    def _with_one(self, act: Callable[[int], object]) -> None:
        if (row := self.view.selection.primary) is not None:
            self.view.setFocus()
            act(row)

    @command("word_edit", tr_noop("Type over the word"), menu=WORDS, hint="Enter", icon="text", enabled=_one)
    def edit(self) -> None:
        """Open the selected word for typing."""
        self._with_one(self.view.edit_word)

    @command("word_suggestions", tr_noop("Suggestions for the word"), menu=WORDS, hint="Space", enabled=_readable)
    def suggest(self) -> None:
        """Show what could stand in the word's place."""
        self._with_one(self.view.open_suggestions)

    @command("word_swap_all", tr_noop("Swap all mentions of the word…"), menu=WORDS, hint="Alt+A", enabled=_mentioned)
    def swap_all(self) -> None:
        """Show what could stand in every place of the word."""
        self._with_one(lambda row: self.view.open_suggestions(row, True))

    @command(
        "word_insert",
        tr_noop("Insert a word"),
        menu=WORDS,
        hint="Ins",
        icon="plus",
        enabled=lambda self: self.can_change,
    )
    def insert(self) -> None:
        """Type a new word after the selected one, or at the end."""
        gap = self.view.requests.gap_after_selection()
        self.view.setFocus()
        self.view.insert_word(gap)

    @command("word_lock", tr_noop("Lock or unlock the words"), menu=WORDS, hint="L", icon="lock", enabled=_chosen)
    def lock(self) -> None:
        """Locked words stay when the rest is inverted again."""
        self.view.requests.toggle_lock()

    @command("word_more", tr_noop("More weight"), menu=WORDS, hint="Ctrl+↑", enabled=_chosen)
    def more(self) -> None:
        """Let the picture follow the words more."""
        self.view.requests.change_weight(WEIGHT_STEP)

    @command("word_less", tr_noop("Less weight"), menu=WORDS, hint="Ctrl+↓", enabled=_chosen)
    def less(self) -> None:
        """Let the picture follow the words less."""
        self.view.requests.change_weight(-WEIGHT_STEP)

    @command("word_left", tr_noop("Move the words to the left"), menu=WORDS, hint="Alt+←", enabled=_chosen)
    def left(self) -> None:
        """Swap places with the word before."""
        self.view.requests.move_by(-1)

    @command("word_right", tr_noop("Move the words to the right"), menu=WORDS, hint="Alt+→", enabled=_chosen)
    def right(self) -> None:
        """Swap places with the word behind."""
        self.view.requests.move_by(1)

    @command("word_exchange", tr_noop("Exchange the two words"), menu=WORDS, enabled=_two)
    def exchange(self) -> None:
        """Put two words in each other's place."""
        self.view.requests.exchange()

    @command("word_copy", tr_noop("Copy the words"), menu=WORDS, hint="Ctrl+C", icon="copy", enabled=_chosen)
    def copy(self) -> None:
        """With their weights."""
        self.view.requests.copy()

    @command("word_copy_plain", tr_noop("Copy the words without weights"), menu=WORDS, icon="copy", enabled=_weighted)
    def copy_plain(self) -> None:
        """As other programs that know no weights want them."""
        self.view.requests.copy(weights=False)

    @command("word_cut", tr_noop("Cut the words"), menu=WORDS, hint="Ctrl+X", enabled=_chosen)
    def cut(self) -> None:
        """Copy and remove them."""
        self.view.requests.cut()

    @command("word_remove", tr_noop("Remove the words"), menu=WORDS, hint="Del", icon="remove", enabled=_chosen)
    def remove(self) -> None:
        """Take them out of the prompt."""
        self.view.requests.delete(self.view.selection.ordered)

    @command(
        "word_all",
        tr_noop("Select all words"),
        menu=WORDS,
        hint="Ctrl+A",
        enabled=lambda self: self.view.model.rowCount() > 0,
    )
    def select_all(self) -> None:
        """What is done next is done with all of them."""
        self.view.setFocus()
        self.view.selection.select_only(range(self.view.model.rowCount()), self.view.selection.primary)
