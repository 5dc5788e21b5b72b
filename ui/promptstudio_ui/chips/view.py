"""The prompt as chips: words that can be swapped, inserted, moved, weighted and locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from promptstudio_ui.chips.accessible import AccessibleWords
from promptstudio_ui.chips.content import FIELD_TEXT, ChipContent
from promptstudio_ui.chips.editing import Edit, InPlaceEditor, InPlaceLine
from promptstudio_ui.chips.hover_card import HoverCard
from promptstudio_ui.chips.keyboard import ChipKeyboard
from promptstudio_ui.chips.layout import MARGIN, SPACE, Box, Place, flow, split_gap
from promptstudio_ui.chips.model import ChipModel, described
from promptstudio_ui.chips.painting import ChipAppearance
from promptstudio_ui.chips.pointer import ChipPointer
from promptstudio_ui.chips.popover import SuggestionPopover
from promptstudio_ui.chips.requests import ChipRequests
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.translation import tr


class ChipView(QAbstractScrollArea):
    """Shows a `ChipModel` and emits what the user asks for; it never edits the prompt.

    The receiver is expected to give the model its new prompt while it handles the signal, so that the selection can
    follow. Connect to this object only: the popover's own signals are passed on here. The view paints and lays out;
    `ChipKeyboard`, `ChipPointer`, `InPlaceEditor` and `ChipRequests` do the rest.

    Keys: arrows move, Enter or F2 edits in place, typing types over (but for
    `window_keys`), Space asks for suggestions, 1–6 take one while the
    popover is open, `L` locks, Ctrl+Up/Down change the weight, Alt+Left/Right move the word, Del and Backspace remove,
    Ins inserts after the word, Ctrl+A selects all, Shift extends, Esc closes.
    """

    swap_requested = Signal(int, str)
    """A word was typed over."""
    suggestion_taken = Signal(int, str)
    """A word is to be replaced by a suggestion of the models."""
    swap_all_requested = Signal(int, str, bool)
    """Every mention of a word is to be replaced; whether by a suggestion of the models."""
    insert_requested = Signal(int, str)
    append_requested = Signal(str)
    delete_requested = Signal(list)
    move_requested = Signal(int, int)
    exchange_requested = Signal(int, int)
    """Two words are to stand in each other's place; the first stands before the second."""
    lock_toggled = Signal(list)
    weight_nudged = Signal(list, float)
    suggestions_wanted = Signal(int)
    popover_closed = Signal()
    tried = Signal(object)
    """The `Trial` that is pointed at or typed; None: no edit is about to be made."""
    completion_wanted = Signal(object)
    """The `Trial` that is being typed; answered by `show_completions`."""
    separation_wanted = Signal()
    """Of the two selected words."""
    described = Signal(str)
    """One line about the word pointed at or selected, for the status bar; empty when there is none."""

    def __init__(self, model: ChipModel, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.selection = model, selection
        self.appearance = ChipAppearance(self.font(), self.palette())
        self.popover = SuggestionPopover(self.viewport())
        self.card = HoverCard(self.viewport())
        self.places: list[Place] = []
        """Where the words and, unless the view is read-only, the field at the end are, in content coordinates."""
        self.take_block: Callable[[str], bool] = lambda text: False
        """Takes text from elsewhere that is more than words, such as a prompt with its settings; False for words."""
        self.window_keys: frozenset[str] = frozenset()
        """Letters that are commands of the window. With a word selected they stay what they are everywhere."""
        self.field_focused = False
        """Whether the keyboard is at the “+ word” field instead of at a word."""
        self._insertion: Place | None = None
        self._read_only = False
        self.requests = ChipRequests(self)
        self._editing = InPlaceEditor(self)
        self._keyboard = ChipKeyboard(self)
        self._pointer = ChipPointer(self)
        self._content = ChipContent(self, self._pointer, self._editing)

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Prompt"))
        self.accessible_parts = AccessibleWords(self)
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setAutoFillBackground(True)

        model.shown.connect(self._prompt_shown)
        model.words_revealed.connect(self._content.reveal)
        selection.changed.connect(self._selection_changed)
        selection.hovered_changed.connect(self._hover_changed)
        selection.lit_changed.connect(self.viewport().update)
        self.popover.accepted.connect(self._accepted)
        self.popover.lock_toggled.connect(lambda i: self.lock_toggled.emit([i]))
        self.popover.removed.connect(lambda i: self.requests.delete([i]))
        self.popover.weight_nudged.connect(lambda i, delta: self.weight_nudged.emit([i], delta))
        self.popover.closed.connect(self._popover_closed)
        self.popover.tried.connect(self.tried)
        self.popover.completion_wanted.connect(self.completion_wanted)
        application = QGuiApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.update_layout()

    # -------------------------------------------------------------- state others set

    @property
    def read_only(self) -> bool:
        """Whether words can only be pointed at, selected and copied, as during an inversion."""
        return self._read_only

    def set_read_only(self, read_only: bool) -> None:
        """Forbid or allow edits; text that is being typed is dropped."""
        if read_only:
            self._editing.end(commit=False)
            self.popover.close_popover()
        self._read_only = read_only
        self._pointer.hovered_gap = None
        self.field_focused = self.field_focused and not read_only
        self.update_layout()

    @property
    def editor(self) -> InPlaceLine | None:
        """The line in place while a word is being typed."""
        return self._editing.line

    def edit_word(self, row: int, text: str | None = None) -> None:
        """Open the line in place of a word, with its text or with `text` typed over it."""
        self.selection.select(row)
        self._editing.start(Edit(True, row), text)

    def insert_word(self, gap: int, text: str | None = None) -> None:
        """Open the line before the word at `gap`; at the end for `gap` = number of words."""
        self._editing.start(Edit(False, gap), text)

    def open_suggestions(self, row: int, everywhere: bool = False) -> None:
        """Open the popover under a word and ask for its suggestions. `everywhere`: for all mentions of the word."""
        if self._read_only or self.model.chip(row).mask:
            return
        self.hide_card()
        self.ensure_visible(row)
        chip = self.model.chip(row)
        self.popover.open_for(row, chip, self.model.mentions(row), self.chip_rect(row), everywhere)
        if chip.word.opaque:
            self.popover.set_error(
                tr("This is syntax of another program, which is not read here. Type another text below.")
            )
        elif chip.opaque:
            self.popover.set_error(
                tr("A learned word stands for numbers: no other word means the same. Type one below.")
            )
        else:
            self.suggestions_wanted.emit(row)

    def show_completions(self, trial: Trial, beginning: str, words: Sequence[str]) -> None:
        """Offer words for the `beginning` that what is typed ends with."""
        completion = self.popover.completion if self.popover.isVisible() else self._editing.completion
        if completion is not None:
            completion.offer(trial.text, beginning, words)

    def hide_card(self) -> None:
        """Hide the card about the word under the pointer."""
        self._pointer.hide_card()

    # -------------------------------------------------------------- layout

    @property
    def word_places(self) -> list[Place]:
        """The places of the words alone."""
        return self.places[: self.model.rowCount()]

    def to_content(self, point: QPoint) -> QPoint:
        """A point of the viewport in content coordinates, which do not scroll."""
        return point + QPoint(0, self.verticalScrollBar().value())

    def chip_rect(self, row: int) -> QRect:
        """Where a chip is, in the viewport's coordinates."""
        return self.places[row].rect.translated(0, -self.verticalScrollBar().value())

    def field_rect(self) -> QRect:
        """Where the “+ word” field is, in the viewport's coordinates; empty while read-only."""
        if self._read_only or not self.places:
            return QRect()
        return self.places[-1].rect.translated(0, -self.verticalScrollBar().value())

    def sizeHint(self) -> QSize:
        return QSize(480, 4 * self.line_height() + 2 * MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 2 * self.line_height() + MARGIN)

    def heightForWidth(self, width: int) -> int:
        places = flow(self._boxes(), width, self.appearance.height, self.line_height())
        return self._content_height(places)

    def line_height(self) -> int:
        """Height of a line of chips with the space below it, in pixels."""
        ghosts = any(self.model.chip(row).ghost for row in range(self.model.rowCount()))
        return self.appearance.height + SPACE + (self.appearance.ghost_height if ghosts else 0)

    def _content_height(self, places: Sequence[Place]) -> int:
        lines = places[-1].line + 1 if places else 1
        return 2 * MARGIN + lines * self.line_height() - SPACE

    def _boxes(self) -> list[Box]:
        """One box per word, one for an open insertion, and the field at the end."""
        boxes = []
        appearance = self.appearance
        for row in range(self.model.rowCount()):
            if self._editing.edit == Edit(False, row):
                boxes.append(Box(self._editing.width()))
            chip = self.model.chip(row)
            closing, opening = split_gap(chip.word.before)
            width = self._editing.width() if self._editing.edit == Edit(True, row) else appearance.width(chip)
            boxes.append(
                Box(
                    width,
                    closing=appearance.text_width(closing) if closing else 0,
                    opening=appearance.text_width(opening) if opening else 0,
                    breaks="\n" in chip.word.before and row > 0,
                )
            )
        tail = "".join(self.model.tail.split())
        if not self._read_only:
            adding = self._editing.edit == Edit(False, self.model.rowCount())
            width = self._editing.width() if adding else appearance.text_width(tr(FIELD_TEXT)) + 24
            boxes.append(Box(width, closing=appearance.text_width(tail) if tail else 0))
        elif tail:
            boxes.append(Box(0, closing=appearance.text_width(tail)))
        return boxes

    def update_layout(self) -> None:
        """Lay the chips out again, and put line and popover where they belong."""
        width = self.viewport().width()
        height, right_to_left = self.appearance.height, self.model.right_to_left
        places = flow(self._boxes(), width, height, self.line_height(), right_to_left)
        edit = self._editing.edit
        self._insertion = None
        if edit is not None and not edit.replaces and edit.index < self.model.rowCount():
            self._insertion = places.pop(edit.index)
        self.places = places
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(self.line_height())
        self.verticalScrollBar().setRange(0, max(self._content_height(places) - self.viewport().height(), 0))
        self._place_editor()
        if self.popover.isVisible() and 0 <= self.popover.index < self.model.rowCount():
            self.popover.show_beside(self.chip_rect(self.popover.index))
        self.viewport().update()

    def _place_editor(self) -> None:
        edit = self._editing.edit
        if edit is not None:
            place = self._insertion or self.places[edit.index]
            self._editing.place(place.rect.translated(0, -self.verticalScrollBar().value()))

    def ensure_visible(self, index: int) -> None:
        """Scroll so far that a word, or the field at the end, is seen."""
        if index >= len(self.places):
            return
        rect = self.places[index].rect
        bar = self.verticalScrollBar()
        if rect.top() - MARGIN < bar.value():
            bar.setValue(rect.top() - MARGIN)
        elif rect.bottom() + MARGIN > bar.value() + self.viewport().height():
            bar.setValue(rect.bottom() + MARGIN - self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update_layout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._place_editor()
        if self.popover.isVisible():
            self.popover.show_beside(self.chip_rect(self.popover.index))
        self.hide_card()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.appearance = ChipAppearance(self.font(), self.palette())
            self.update_layout()

    # -------------------------------------------------------------- reactions

    def _prompt_shown(self) -> None:
        edit = self._editing.edit
        if edit is not None and edit.index > self.model.rowCount():
            self._editing.end(commit=False)
        self.selection.keep_below(self.model.rowCount())
        self.hide_card()
        if self.popover.isVisible():
            if self.popover.index < self.model.rowCount() and not self.model.is_canvas:
                row = self.popover.index
                self.popover.update_word(self.model.chip(row), self.model.mentions(row))
            else:
                self.popover.close_popover()
        self.update_layout()
        self._describe()

    def _selection_changed(self) -> None:
        primary = self.selection.primary
        if primary is not None:
            self.field_focused = False
            self.ensure_visible(primary)
        if self.popover.isVisible() and primary != self.popover.index:
            self.popover.close_popover()
        self._describe()
        self.viewport().update()

    def _hover_changed(self) -> None:
        self._describe()
        self.viewport().update()

    def _describe(self) -> None:
        """Tell status bar and screen reader about the word that is pointed at, else about the selected one."""
        rows = [r for r in self.selection.hovered if r < self.model.rowCount()]
        row = rows[0] if len(rows) == 1 else self.selection.primary
        if len(rows) > 1:
            return  # a pair is the heatmap's to describe
        if row is None or row >= self.model.rowCount():
            self.setAccessibleDescription(tr("%n word(s)", "", self.model.rowCount()))
            self.described.emit("")
            return
        text = described(self.model.chip(row))
        partners = self.model.strongest(self.model.linked(row))
        self.setAccessibleDescription(
            tr("word {number} of {count}: {text}").format(number=row + 1, count=self.model.rowCount(), text=text)
        )
        self.described.emit(f"{text}: {partners}" if partners else text)

    def _accepted(self, index: int, text: str, from_suggestion: bool, everywhere: bool) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        if everywhere:
            self.swap_all_requested.emit(index, text, from_suggestion)
        else:
            (self.suggestion_taken if from_suggestion else self.swap_requested).emit(index, text)

    def _popover_closed(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or self.popover.isAncestorOf(focus):
            self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.popover_closed.emit()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Close the popover when another part of the window gets the focus."""
        if new is None or not self.popover.isVisible():
            return
        if new is not self and not self.isAncestorOf(new) and not self.popover.isAncestorOf(new):
            self.popover.close_popover()

    # -------------------------------------------------------------- input

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            # Plain letters and keys that mean something here must not be taken by the window's shortcuts.
            if event.type() == QEvent.Type.ShortcutOverride and self._keyboard.wants(event):
                event.accept()
                return True
            # With the popover open, Tab goes into it rather than to the next panel.
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self.popover.isVisible():
                self.popover.focus_rows()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._pointer.show_tool_tip(event)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.requests.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._pointer.drag_enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._pointer.drag_move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._pointer.drag_leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self._pointer.drop(event)

    # -------------------------------------------------------------- painting and focus

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        self._content.paint(painter, event.rect().translated(0, self.verticalScrollBar().value()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Coming by Tab there must be something to see the focus on.
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self.selection.primary is None:
            if self.model.rowCount():
                self.selection.select(0)
            else:
                self.field_focused = not self._read_only
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.field_focused = False
        self.viewport().update()
