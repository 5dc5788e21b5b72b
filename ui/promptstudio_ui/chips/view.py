"""The prompt as chips: a flow of words that can be swapped, inserted, moved, weighed and locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractAnimation,
    QByteArray,
    QEvent,
    QMimeData,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QMenu, QStyle, QToolTip, QWidget

from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT
from promptstudio_ui.chips.editing import InPlaceLine
from promptstudio_ui.chips.hover_card import HoverCard
from promptstudio_ui.chips.layout import MARGIN, SPACE, Box, Place, above_or_below, flow, gap_at, moves_of, split_gap
from promptstudio_ui.chips.model import ChipModel, described
from promptstudio_ui.chips.painting import ChipAppearance, ChipState
from promptstudio_ui.chips.popover import WEIGHT_STEP, SuggestionPopover
from promptstudio_ui.document.selection import WordSelection

WORDS_MIME = "application/x-promptstudio-words"
REVEAL_MS = 220
_EDITOR_WIDTH = 120
_FIELD_TEXT = "+ word"


@dataclass(frozen=True)
class _Edit:
    """What the line in place is for: `swap` the word at `index`, or new words before it (`insert`; at the end too)."""

    kind: str
    index: int


class ChipView(QAbstractScrollArea):
    """Shows a `ChipModel` and says what the user wants; it never edits the prompt.

    The receiver is expected to give the model its new prompt while it handles the signal, so that the selection can
    follow. Connect to this object only: the popover's own signals are passed on here.

    Keys: arrows move, Enter or F2 edits in place, typing types over, Space asks for suggestions, 1–6 take one while the
    popover is open, `L` locks, Ctrl+Up/Down change the weight, Alt+Left/Right move the word, Del and Backspace remove,
    Ins inserts after the word, Ctrl+A selects all, Shift extends, Esc closes.
    """

    swap_requested = Signal(int, str)
    """A word was typed over."""
    suggestion_taken = Signal(int, str)
    """A word is to be replaced by a suggestion of the models."""
    insert_requested = Signal(int, str)
    append_requested = Signal(str)
    delete_requested = Signal(list)
    move_requested = Signal(int, int)
    lock_toggled = Signal(list)
    weight_nudged = Signal(list, float)
    suggestions_wanted = Signal(int)
    popover_closed = Signal()
    described = Signal(str)
    """One line about the word pointed at or selected, for the status bar; empty when there is none."""

    def __init__(self, model: ChipModel, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.selection = model, selection
        self.popover = SuggestionPopover(self.viewport())
        self.card = HoverCard(self.viewport())
        self._places: list[Place] = []
        self._read_only = False
        self._on_field = False
        self._column: int | None = None
        self._hovered_field = False
        self._hovered_gap: int | None = None
        self._drop_gap: int | None = None
        self._press: QPoint | None = None
        self._pressed_row: int | None = None
        self._edit: _Edit | None = None
        self._editor: InPlaceLine | None = None
        self._revealed: frozenset[int] = frozenset()
        self._reveal = QVariantAnimation(self)
        self._reveal.setStartValue(0.0)
        self._reveal.setEndValue(1.0)
        self._reveal.setDuration(REVEAL_MS)
        self._reveal.valueChanged.connect(self.viewport().update)
        self._card_timer = QTimer(self)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(self.style().styleHint(QStyle.StyleHint.SH_ToolTip_WakeUpDelay))
        self._card_timer.timeout.connect(self._show_card)
        self._appearance = ChipAppearance(self.font(), self.palette())

        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Prompt")
        self.viewport().setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.viewport().setAutoFillBackground(True)

        model.shown.connect(self._prompt_shown)
        model.words_revealed.connect(self._animate)
        selection.changed.connect(self._selection_changed)
        selection.hovered_changed.connect(self._hover_changed)
        self.popover.accepted.connect(self._accepted)
        self.popover.lock_toggled.connect(lambda i: self.lock_toggled.emit([i]))
        self.popover.removed.connect(lambda i: self._delete([i]))
        self.popover.weight_nudged.connect(lambda i, delta: self.weight_nudged.emit([i], delta))
        self.popover.closed.connect(self._popover_closed)
        QApplication.instance().focusChanged.connect(self._focus_moved)
        self._relayout()

    # -------------------------------------------------------------- state others set

    @property
    def read_only(self) -> bool:
        return self._read_only

    def set_read_only(self, read_only: bool) -> None:
        """While inverting: words can be pointed at, selected and copied, nothing can be asked for."""
        if read_only and self._editor is not None:
            self._end_edit(commit=False)
        if read_only:
            self.popover.close_popover()
        self._read_only = read_only
        self._hovered_gap = None
        self._on_field = self._on_field and not read_only
        self._relayout()

    def chip_rect(self, row: int) -> QRect:
        """Where a chip is, in the viewport's coordinates."""
        return self._places[row].rect.translated(0, -self.verticalScrollBar().value())

    def field_rect(self) -> QRect:
        """Where the “+ word” field is, in the viewport's coordinates; empty while read-only."""
        if self._read_only or not self._places:
            return QRect()
        return self._places[-1].rect.translated(0, -self.verticalScrollBar().value())

    @property
    def editor(self) -> InPlaceLine | None:
        """The line in place while a word is being typed."""
        return self._editor

    def edit_word(self, row: int, text: str | None = None) -> None:
        """Open the line in place of a word, with its text or with `text` typed over it."""
        self.selection.select(row)
        self._start_edit(_Edit("swap", row), text)

    def insert_word(self, gap: int, text: str | None = None) -> None:
        """Open the line before the word at `gap`; at the end for `gap` = number of words."""
        self._start_edit(_Edit("insert", gap), text)

    def open_suggestions(self, row: int) -> None:
        """Open the popover under a word and ask for its suggestions."""
        if self._read_only or self.model.chip(row).mask:
            return
        self._hide_card()
        self._ensure_visible(row)
        chip = self.model.chip(row)
        self.popover.open_for(row, chip, self.chip_rect(row))
        if chip.opaque:
            self.popover.set_error("A learned word stands for numbers: no other word means the same. Type one below.")
        else:
            self.suggestions_wanted.emit(row)

    # -------------------------------------------------------------- layout

    def sizeHint(self) -> QSize:
        return QSize(480, 4 * self._line_height() + 2 * MARGIN)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 2 * self._line_height() + MARGIN)

    def heightForWidth(self, width: int) -> int:
        places = flow(self._boxes(), width, self._appearance.height, self._line_height())
        return self._content_height(places)

    def _line_height(self) -> int:
        ghosts = any(self.model.chip(row).ghost for row in range(self.model.rowCount()))
        return self._appearance.height + SPACE + (self._appearance.ghost_height if ghosts else 0)

    def _content_height(self, places: Sequence[Place]) -> int:
        lines = places[-1].line + 1 if places else 1
        return 2 * MARGIN + lines * self._line_height() - SPACE

    def _boxes(self) -> list[Box]:
        """One box per word, one for an open insertion, and the field at the end."""
        boxes = []
        look = self._appearance
        for row in range(self.model.rowCount()):
            if self._edit == _Edit("insert", row):
                boxes.append(Box(self._editor_width()))
            chip = self.model.chip(row)
            closing, opening = split_gap(chip.word.before)
            width = self._editor_width() if self._edit == _Edit("swap", row) else look.width(chip)
            boxes.append(
                Box(
                    width,
                    closing=look.text_width(closing) if closing else 0,
                    opening=look.text_width(opening) if opening else 0,
                    breaks="\n" in chip.word.before and row > 0,
                )
            )
        tail = "".join(self.model.tail.split())
        if not self._read_only:
            adding = self._edit == _Edit("insert", self.model.rowCount())
            width = self._editor_width() if adding else look.text_width(_FIELD_TEXT) + 24
            boxes.append(Box(width, closing=look.text_width(tail) if tail else 0))
        elif tail:
            boxes.append(Box(0, closing=look.text_width(tail)))
        return boxes

    def _relayout(self) -> None:
        width = self.viewport().width()
        places = flow(self._boxes(), width, self._appearance.height, self._line_height())
        self._insertion: Place | None = None
        if self._edit is not None and self._edit.kind == "insert" and self._edit.index < self.model.rowCount():
            self._insertion = places.pop(self._edit.index)
        self._places = places
        height = self._content_height(places)
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(self._line_height())
        self.verticalScrollBar().setRange(0, max(height - self.viewport().height(), 0))
        self._place_editor()
        if self.popover.isVisible() and 0 <= self.popover.index < self.model.rowCount():
            self.popover.show_beside(self.chip_rect(self.popover.index))
        self.viewport().update()

    def _ensure_visible(self, index: int) -> None:
        if index >= len(self._places):
            return
        rect = self._places[index].rect
        bar = self.verticalScrollBar()
        if rect.top() - MARGIN < bar.value():
            bar.setValue(rect.top() - MARGIN)
        elif rect.bottom() + MARGIN > bar.value() + self.viewport().height():
            bar.setValue(rect.bottom() + MARGIN - self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._place_editor()
        if self.popover.isVisible():
            self.popover.show_beside(self.chip_rect(self.popover.index))
        self._hide_card()
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._appearance = ChipAppearance(self.font(), self.palette())
            self._relayout()

    # -------------------------------------------------------------- reactions

    def _prompt_shown(self) -> None:
        if self._edit is not None and self._edit.index > self.model.rowCount():
            self._end_edit(commit=False)
        self.selection.keep_below(self.model.rowCount())
        self._hide_card()
        if self.popover.isVisible():
            if self.popover.index < self.model.rowCount() and not self.model.is_canvas:
                self.popover.update_word(self.model.chip(self.popover.index))
            else:
                self.popover.close_popover()
        self._relayout()
        self._say()

    def _selection_changed(self) -> None:
        primary = self.selection.primary
        if primary is not None:
            self._on_field = False
            self._column = None
            self._ensure_visible(primary)
        if self.popover.isVisible() and primary != self.popover.index:
            self.popover.close_popover()
        self._say()
        self.viewport().update()

    def _hover_changed(self) -> None:
        self._say()
        self.viewport().update()

    def _say(self) -> None:
        """Tell status bar and screen reader about the word that is pointed at, else about the selected one."""
        rows = [r for r in self.selection.hovered if r < self.model.rowCount()]
        row = rows[0] if len(rows) == 1 else self.selection.primary
        if len(rows) > 1:
            return  # a pair is the heatmap's to describe
        if row is None or row >= self.model.rowCount():
            self.setAccessibleDescription(f"{self.model.rowCount()} words")
            self.described.emit("")
            return
        text = described(self.model.chip(row))
        partners = ", ".join(f"{self.model.chip(j).word.text} {value:.2f}" for j, value in self.model.linked(row)[:3])
        self.setAccessibleDescription(f"word {row + 1} of {self.model.rowCount()}: {text}")
        self.described.emit(f"{text}: {partners}" if partners else text)

    def _animate(self, rows: Sequence[int]) -> None:
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) <= 0:
            return
        self._reveal.stop()
        self._revealed = frozenset(rows)
        self._reveal.start()

    def _accepted(self, index: int, text: str, from_suggestion: bool) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        (self.suggestion_taken if from_suggestion else self.swap_requested).emit(index, text)

    def _popover_closed(self) -> None:
        focus = QApplication.focusWidget()
        if focus is None or self.popover.isAncestorOf(focus):
            self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.popover_closed.emit()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """The popover goes when the user turns to another part of the window."""
        if new is None or not self.popover.isVisible():
            return
        if new is not self and not self.isAncestorOf(new) and not self.popover.isAncestorOf(new):
            self.popover.close_popover()

    # -------------------------------------------------------------- intentions

    def _delete(self, rows: Sequence[int]) -> None:
        if rows and not self._read_only:
            self.popover.close_popover()
            self.delete_requested.emit(sorted(rows))

    def _move(self, rows: Sequence[int], gap: int) -> None:
        """Ask for the moves that bring `rows` together to `gap`, and let the selection follow what really moved."""
        moves = moves_of(rows, gap)
        if not moves or self._read_only:
            return
        primary = self.selection.primary
        texts = [self.model.chip(i).word.text for i in sorted(rows)]
        for start, end in moves:
            self.move_requested.emit(start, end)
        base = gap - sum(1 for i in rows if i < gap)
        there = range(base, base + len(texts))
        if base + len(texts) <= self.model.rowCount() and [self.model.chip(i).word.text for i in there] == texts:
            at = sorted(rows).index(primary) if primary in rows else 0
            self.selection.select_only(there, base + at)

    def _nudge(self, delta: float) -> None:
        rows = [
            row
            for row in self.selection.ordered
            if MIN_WEIGHT <= self.model.chip(row).word.weight + delta <= MAX_WEIGHT
        ]
        if rows and not self._read_only:
            self.weight_nudged.emit(rows, delta)

    def _toggle_lock(self) -> None:
        if self.selection.selected and not self._read_only:
            self.lock_toggled.emit(self.selection.ordered)

    def copy(self) -> None:
        """Put the text of the selected words on the clipboard; of the whole prompt when none is selected."""
        text = self.model.text_of(self.selection.ordered) if self.selection.selected else self._whole_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        if self.selection.selected and not self._read_only:
            self.copy()
            self._delete(self.selection.ordered)

    def paste(self) -> bool:
        """Insert the clipboard's text after the selected word; False when there is no text to take."""
        text = " ".join(QGuiApplication.clipboard().text().split())
        if self._read_only or not text:
            return False
        self._add(self._gap_after_primary(), text)
        return True

    def _whole_text(self) -> str:
        if self.model.is_canvas:
            return self.model.text_of(range(self.model.rowCount()))
        return self.model.prompt.text

    def _gap_after_primary(self) -> int:
        primary = self.selection.primary
        return self.model.rowCount() if primary is None or self._on_field else primary + 1

    def _add(self, gap: int, text: str) -> None:
        count = self.model.rowCount()
        if gap >= count:
            self.append_requested.emit(text)
            self.selection.clear()
        else:
            self.insert_requested.emit(gap, text)
        grown = self.model.rowCount() - count
        if grown > 0 and gap < count:
            self.selection.select(gap + grown - 1)

    # -------------------------------------------------------------- editing in place

    def _start_edit(self, edit: _Edit, text: str | None) -> None:
        if self._read_only:
            return
        if self._editor is not None:
            self._end_edit(commit=True)
        self.popover.close_popover()
        self._hide_card()
        self._edit = edit
        editor = InPlaceLine(self.viewport(), "New word" if edit.kind == "insert" else "Word")
        if edit.kind == "swap":
            editor.setText(self.model.chip(edit.index).word.text)
            editor.selectAll()
        elif edit.index == self.model.rowCount():
            editor.setPlaceholderText("word")
        if text is not None:
            editor.setText(text)
        editor.textChanged.connect(self._relayout)
        editor.entered.connect(self._entered)
        editor.tabbed.connect(self._tabbed)
        editor.dropped.connect(lambda: self._end_edit(commit=False))
        editor.left.connect(lambda: self._end_edit(commit=True))
        self._editor = editor
        self._relayout()
        self._ensure_visible(edit.index)
        editor.show()
        editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_edit(self, commit: bool) -> None:
        editor, edit = self._editor, self._edit
        if editor is None or edit is None:
            return
        self._editor, self._edit = None, None
        had_focus = editor.hasFocus()
        text = editor.text().strip()
        editor.hide()
        editor.deleteLater()
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._relayout()
        if not commit:
            return
        if edit.kind == "insert":
            if text:
                self._add(edit.index, text)
        elif edit.index < self.model.rowCount():
            if not text:
                self._delete([edit.index])
            elif text != self.model.chip(edit.index).word.text:
                self.swap_requested.emit(edit.index, text)

    def _editor_width(self) -> int:
        text = self._editor.text() if self._editor is not None else ""
        return max(_EDITOR_WIDTH, self._appearance.metrics.horizontalAdvance(text) + 40)

    def _place_editor(self) -> None:
        if self._editor is None or self._edit is None:
            return
        place = self._insertion or self._places[self._edit.index]
        self._editor.setGeometry(place.rect.translated(0, -self.verticalScrollBar().value()))

    def _entered(self) -> None:
        appending = self._edit == _Edit("insert", self.model.rowCount())
        typed = bool(self._editor.text().strip())
        self._end_edit(commit=True)
        if appending and typed:
            # Typing a prompt word by word: the field stays open for the next one.
            self.insert_word(self.model.rowCount())

    def _tabbed(self) -> None:
        """On to the next word, in its line."""
        edit = self._edit
        self._end_edit(commit=True)
        if edit.kind == "swap" and edit.index + 1 < self.model.rowCount():
            self.edit_word(edit.index + 1)

    # -------------------------------------------------------------- keyboard

    def event(self, event: QEvent) -> bool:
        # Plain letters and keys that mean something here must not be taken by the window's shortcuts.
        if event.type() == QEvent.Type.ShortcutOverride and self._wants(event):
            event.accept()
            return True
        # With the popover open, Tab goes into it rather than to the next panel.
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self.popover.isVisible():
            self.popover.focus_rows()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        control = Qt.KeyboardModifier.ControlModifier
        alt = Qt.KeyboardModifier.AltModifier
        held = event.modifiers() & (control | alt | Qt.KeyboardModifier.MetaModifier)
        key = event.key()
        if not held:
            own = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_F2)
            closes = key == Qt.Key.Key_Escape and self.popover.isVisible()
            return key in own or closes or (bool(event.text()) and event.text().isprintable())
        if held == control:
            return key in (Qt.Key.Key_Up, Qt.Key.Key_Down) or (
                event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(QKeySequence.StandardKey.Copy)
            )
        return held == alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), self.model.rowCount()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = modifiers == Qt.KeyboardModifier.ControlModifier
        alt = modifiers == Qt.KeyboardModifier.AltModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        primary = self.selection.primary
        typed = event.text() if event.text() and event.text().isprintable() and event.text() != " " else ""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_only(range(count), primary)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut()
        elif event.matches(QKeySequence.StandardKey.Paste):
            if not self.paste():
                event.ignore()  # a picture on the clipboard is the window's business
        elif control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._nudge(WEIGHT_STEP if key == Qt.Key.Key_Up else -WEIGHT_STEP)
        elif alt and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move_step(-1 if key == Qt.Key.Key_Left else 1)
        elif alt and key == Qt.Key.Key_Down and primary is not None:
            self.open_suggestions(primary)
        elif key == Qt.Key.Key_Escape and self.popover.isVisible():
            self.popover.close_popover()
        elif key == Qt.Key.Key_Escape and (primary is not None or self._on_field):
            self._on_field = False
            self.selection.clear()
            self.viewport().update()
            event.ignore()  # Esc also stops a running job
        elif (not modifiers or shift) and key in _ARROWS:
            self._arrow(key, extend=shift)
        elif modifiers and not shift:
            super().keyPressEvent(event)
        elif self._read_only:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            if primary is not None:
                self.edit_word(primary)
            else:
                self.insert_word(count)
        elif key == Qt.Key.Key_Insert:
            self.insert_word(self._gap_after_primary())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selection.selected:
            self._delete(self.selection.ordered)
        elif key == Qt.Key.Key_Space and primary is not None:
            self.open_suggestions(primary)
        elif self.popover.isVisible() and typed.isdigit() and (self.popover.waiting or self.popover.take(int(typed))):
            pass  # a number pressed before the answer is there must not become the word
        elif key == Qt.Key.Key_L and primary is not None:
            self._toggle_lock()
        elif typed and primary is not None:
            self.edit_word(primary, typed)
        elif typed:
            self.insert_word(count, typed)
        else:
            super().keyPressEvent(event)

    def _arrow(self, key: int, extend: bool) -> None:
        count = self.model.rowCount()
        last = count if not self._read_only and not extend else count - 1  # the field counts as a place to stand
        if last < 0:
            return
        following = self.popover.isVisible()
        here = self.selection.primary
        column = None  # Up and Down keep to the column they started in
        if self._on_field:
            here = count
        if here is None:
            target = 0 if key not in (Qt.Key.Key_End, Qt.Key.Key_Left) else count - 1
        elif key == Qt.Key.Key_Home:
            target = 0
        elif key == Qt.Key.Key_End:
            target = count - 1
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            target = here + (1 if key == Qt.Key.Key_Right else -1)
        else:
            column = self._column or self._places[here].rect.center().x()
            target = above_or_below(self._places, here, 1 if key == Qt.Key.Key_Down else -1, column)
        target = min(max(target, 0), last)
        if target == count:
            self._on_field = True
            self.selection.clear()
            self._ensure_visible(count)
            self.viewport().update()
        elif extend:
            self.selection.extend_to(target)
        else:
            self.selection.select(target)
            self._on_field = False
            if following and target != here:
                self.open_suggestions(target)
        self._column = column

    def _move_step(self, step: int) -> None:
        rows = self.selection.ordered
        if not rows:
            return
        gap = rows[0] - 1 if step < 0 else rows[-1] + 2
        if 0 <= gap <= self.model.rowCount():
            self._move(rows, gap)

    # -------------------------------------------------------------- pointer

    def row_at(self, point: QPoint) -> int | None:
        """The word under a point of the viewport."""
        for row in range(self.model.rowCount()):
            if self.chip_rect(row).contains(point):
                return row
        return None

    def _gap_under(self, point: QPoint) -> int | None:
        """The gap between two words of one line when the pointer is over the space between them."""
        for row in range(1, self.model.rowCount()):
            left, right = self.chip_rect(row - 1), self.chip_rect(row)
            between = QRect(left.right() + 1, left.top(), right.left() - left.right() - 1, left.height())
            if self._places[row].line == self._places[row - 1].line and between.contains(point):
                return row
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._hide_card()
        row = self.row_at(point)
        self._press, self._pressed_row = None, None
        if event.button() == Qt.MouseButton.RightButton:
            if row is not None and row not in self.selection.selected:
                self.selection.select(row)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if row is None:
            gap = self._gap_under(point)
            if self.field_rect().contains(point):
                self.selection.clear()
                self.insert_word(self.model.rowCount())
            elif gap is not None and not self._read_only:
                self.insert_word(gap)
            else:
                self.popover.close_popover()
                self.selection.clear()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.selection.extend_to(row)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.selection.toggle(row)
        else:
            self._press, self._pressed_row = point, row
            if row not in self.selection.selected:
                self.selection.select(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (point - self._press).manhattanLength() >= QApplication.startDragDistance():
                self._press = None
                self._drag()
            return
        row = self.row_at(point)
        gap = None if row is not None or self._read_only else self._gap_under(point)
        on_field = self.field_rect().contains(point)
        if gap != self._hovered_gap or on_field != self._hovered_field:
            self._hovered_gap, self._hovered_field = gap, on_field
            self.viewport().update()
        shape = Qt.CursorShape.IBeamCursor if gap is not None or on_field else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        hovered = () if row is None else (row,)
        if frozenset(hovered) != self.selection.hovered:
            self.selection.hover(hovered)
            self._hide_card()
            if row is not None:
                self._card_timer.start()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            return
        row, self._press, self._pressed_row = self._pressed_row, None, None
        if row is not None and row < self.model.rowCount():
            self.selection.select(row)
            if not (self.popover.isVisible() and self.popover.index == row):
                self.open_suggestions(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._press = None
            self.edit_word(row)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._leave()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._leave()
        elif event.type() == QEvent.Type.ToolTip:
            return self._tool_tip(event)
        return super().viewportEvent(event)

    def _leave(self) -> None:
        self._hovered_gap, self._hovered_field = None, False
        self._hide_card()
        self.selection.hover(())
        self.viewport().update()

    def _tool_tip(self, event: QHelpEvent) -> bool:
        if self._gap_under(event.pos()) is not None and not self._read_only:
            QToolTip.showText(event.globalPos(), "Insert a word here", self.viewport())
        else:
            QToolTip.hideText()
        return True

    def _show_card(self) -> None:
        rows = [row for row in self.selection.hovered if row < self.model.rowCount()]
        if len(rows) != 1 or self.popover.isVisible() or self._editor is not None or self._press is not None:
            return
        self.card.show_word(self.model, rows[0], self.chip_rect(rows[0]))

    def _hide_card(self) -> None:
        self._card_timer.stop()
        self.card.hide()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def context_menu(self) -> QMenu:
        """Everything that can be done with the selected words."""
        menu = QMenu(self)
        rows, primary = self.selection.ordered, self.selection.primary
        free = not self._read_only

        def add(text: str, keys: str, enabled: bool, action: object) -> QAction:
            entry = menu.addAction(f"{text}\t{keys}", action)
            entry.setEnabled(enabled)
            return entry

        one = primary is not None and free
        add("Edit", "Enter", one, lambda: self.edit_word(primary))
        readable = one and primary < self.model.rowCount() and not self.model.chip(primary).opaque
        add("Suggestions", "Space", readable, lambda: self.open_suggestions(primary))
        add("Insert word", "Ins", free, lambda: self.insert_word(self._gap_after_primary()))
        menu.addSeparator()
        locked = bool(rows) and all(self.model.chip(row).word.locked for row in rows)
        add("Unlock" if locked else "Lock", "L", bool(rows) and free, self._toggle_lock)
        add("More weight", "Ctrl+Up", bool(rows) and free, lambda: self._nudge(WEIGHT_STEP))
        add("Less weight", "Ctrl+Down", bool(rows) and free, lambda: self._nudge(-WEIGHT_STEP))
        menu.addSeparator()
        add("Copy", "Ctrl+C", bool(self.model.rowCount()), self.copy)
        add("Cut", "Ctrl+X", bool(rows) and free, self.cut)
        add("Remove", "Del", bool(rows) and free, lambda: self._delete(rows))
        return menu

    # -------------------------------------------------------------- drag and drop

    def drag_data(self) -> QMimeData:
        """What leaves with a drag: the text for everyone, the rows for this view itself."""
        data = QMimeData()
        rows = self.selection.ordered
        data.setText(self._whole_text() if len(rows) == self.model.rowCount() else self.model.text_of(rows))
        data.setData(WORDS_MIME, QByteArray(",".join(map(str, rows)).encode()))
        return data

    def _drag(self) -> None:
        if self._pressed_row is None or self.model.is_canvas:
            return
        self.popover.close_popover()
        drag = QDrag(self)
        drag.setMimeData(self.drag_data())
        rect = self.chip_rect(self._pressed_row)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(rect.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            chip = self.model.chip(self._pressed_row)
            self._appearance.paint(painter, QRect(QPoint(0, 0), rect.size()), chip, ChipState(selected=True))
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(rect.width() // 2, rect.height() // 2))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        # Files and pictures are for the reference panel, even when they carry text as well.
        takes = data.hasFormat(WORDS_MIME) or (data.hasText() and not data.hasUrls() and not data.hasImage())
        if takes and not self._read_only:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        gap = self._drop_gap_at(event.position().toPoint())
        if gap != self._drop_gap:
            self._drop_gap = gap
            self.viewport().update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._drop_gap = None
        self.viewport().update()

    def dropEvent(self, event: QDropEvent) -> None:
        gap = self._drop_gap_at(event.position().toPoint())
        self._drop_gap = None
        self.viewport().update()
        data = event.mimeData()
        if data.hasFormat(WORDS_MIME) and event.source() is self:
            rows = [int(part) for part in bytes(data.data(WORDS_MIME).data()).decode().split(",") if part]
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self._move(rows, gap)
            return
        event.acceptProposedAction()
        text = " ".join(data.text().split())
        if text:
            self._add(gap, text)

    def _drop_gap_at(self, point: QPoint) -> int:
        content = point + QPoint(0, self.verticalScrollBar().value())
        return min(gap_at(self._places[: self.model.rowCount()], content, self._line_height()), self.model.rowCount())

    # -------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        visible = event.rect().translated(0, self.verticalScrollBar().value()).adjusted(0, -24, 0, 24)
        count = self.model.rowCount()
        partners = self._partners()
        focused = self.hasFocus()
        reveal = self._reveal.currentValue() if self._reveal.state() == QAbstractAnimation.State.Running else 1.0
        for row in range(count):
            place = self._places[row]
            if not visible.intersects(place.rect | place.closing | place.opening):
                continue
            chip = self.model.chip(row)
            self._paint_gap(painter, place, *split_gap(chip.word.before))
            if self._edit == _Edit("swap", row):
                continue
            primary = row == self.selection.primary
            state = ChipState(
                selected=row in self.selection.selected,
                primary=primary,
                hovered=row in self.selection.hovered,
                focused=primary and focused,
                partner=partners.get(row),
                reveal=reveal if row in self._revealed else 1.0,
            )
            self._appearance.paint(painter, place.rect, chip, state)
        if len(self._places) > count:
            place = self._places[count]
            self._paint_gap(painter, place, "".join(self.model.tail.split()), "")
            if not self._read_only and self._edit != _Edit("insert", count):
                self._appearance.paint_field(
                    painter, place.rect, _FIELD_TEXT, self._hovered_field, self._on_field and focused
                )
        if self._drop_gap is not None:
            self._paint_mark(painter, self._drop_gap)
        elif self._hovered_gap is not None and self._editor is None:
            self._paint_insert(painter, self._hovered_gap)

    def _partners(self) -> dict[int, float]:
        """Coupling of the others with the one word pointed at, or selected; its influence on them while that is what
        the heatmap shows."""
        hovered, selected = self.selection.hovered, self.selection.selected
        rows = hovered if len(hovered) == 1 else selected if len(selected) == 1 and not hovered else ()
        row = next(iter(rows), None)
        if row is None or row >= self.model.rowCount():
            return {}
        return dict(self.model.linked(row))

    def _paint_gap(self, painter: QPainter, place: Place, closing: str, opening: str) -> None:
        if closing:
            self._appearance.paint_punctuation(painter, place.closing, closing)
        if opening:
            self._appearance.paint_punctuation(painter, place.opening, opening)

    def _gap_line(self, gap: int) -> tuple[int, int, int]:
        """x, top and bottom of the middle of a gap, in content coordinates."""
        count = self.model.rowCount()
        if count == 0:
            return MARGIN // 2, MARGIN, MARGIN + self._appearance.height
        if gap == count or (gap > 0 and self._places[gap].line != self._places[gap - 1].line):
            rect = self._places[gap - 1].rect
            return rect.right() + 1 + SPACE // 2, rect.top(), rect.bottom()
        rect = self._places[gap].rect
        if gap == 0:
            return rect.left() - SPACE // 2, rect.top(), rect.bottom()
        return (self._places[gap - 1].rect.right() + 1 + rect.left()) // 2, rect.top(), rect.bottom()

    def _paint_mark(self, painter: QPainter, gap: int) -> None:
        x, top, bottom = self._gap_line(gap)
        accent = self._appearance.accent()
        painter.setPen(QPen(accent, 2))
        painter.drawLine(x, top - 2, x, bottom + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(QPoint(x, top - 2), 3, 3)

    def _paint_insert(self, painter: QPainter, gap: int) -> None:
        x, top, bottom = self._gap_line(gap)
        accent = self._appearance.accent()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        centre = QPoint(x, (top + bottom + 1) // 2)
        painter.drawEllipse(centre, 8, 8)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 2))
        painter.drawLine(centre.x() - 4, centre.y(), centre.x() + 4, centre.y())
        painter.drawLine(centre.x(), centre.y() - 4, centre.x(), centre.y() + 4)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Coming by Tab there must be something to see the focus on.
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self.selection.primary is None:
            if self.model.rowCount():
                self.selection.select(0)
            else:
                self._on_field = not self._read_only
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_field = False
        self.viewport().update()


_ARROWS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
