"""The panel under a chip: suggestions with their effect, a line for another word, and the word's lock and weight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import Suggestion, Suggestions
from promptstudio_ui.chips.completion import LineCompletion
from promptstudio_ui.chips.model import Chip
from promptstudio_ui.chips.painting import weight_text
from promptstudio_ui.chips.suggestion_row import ROW_HEIGHT, ColumnHeads, SuggestionRow, row_width
from promptstudio_ui.document.trial import Trial
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.overlay import SHADOW, Overlay

MOST = 6
"""Suggestions shown at most; their keys are 1–6."""
WEIGHT_STEP = 0.05
_MARGIN, _SPACE = 8, 4


class SuggestionPopover(Overlay):
    """The panel under a chip. It edits nothing; its signals tell what the user wants.

    The keyboard does everything: 1–6 take a suggestion, Up and Down walk the rows, Tab reaches the line and the
    buttons, Alt+A ticks “Swap all”, `L` locks, Ctrl+Up and Ctrl+Down change the weight, Del removes the word, Esc
    closes.
    """

    accepted = Signal(int, str, bool, bool)
    """Index of the word, the new text, whether it was one of the suggestions, and whether to swap every mention."""
    lock_toggled = Signal(int)
    removed = Signal(int)
    weight_nudged = Signal(int, float)
    closed = Signal()
    tried = Signal(object)
    """The `Trial` of the suggestion that is pointed at, or of the typed text; None without either."""

    completion_wanted = Signal(object)
    """The `Trial` that is being typed."""

    def __init__(self, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._index = -1
        self._rows: list[SuggestionRow] = []
        self.setAccessibleName(tr("Suggestions"))

        head, foot = self._make_head(), self._make_foot()
        self._status = QLabel()
        self._status.setWordWrap(True)
        self._status.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setContentsMargins(24, 0, 24, 0)
        self._waiting = False
        self._head = ColumnHeads(self)
        self._list = QWidget()
        self._list_layout = QVBoxLayout(self._list)
        self._list_layout.setContentsMargins(0, 0, 0, 0)
        self._list_layout.setSpacing(0)
        stack = QGridLayout()
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._list, 0, 0, Qt.AlignmentFlag.AlignTop)
        stack.addWidget(self._status, 0, 0)
        stack.setRowMinimumHeight(0, MOST * ROW_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._head)
        layout.addLayout(stack)
        layout.addWidget(self._everywhere)
        layout.addLayout(foot)

    def _make_head(self) -> QHBoxLayout:
        """The word with its lock and weight."""
        self._word = QLabel()
        self._word.setTextFormat(Qt.TextFormat.PlainText)
        bold = QFont(self.font())
        bold.setBold(True)
        self._word.setFont(bold)
        self._weight = QLabel()
        self._weight.setToolTip(tr("Weight of the word when rendering"))
        self._lock = self._button(tr("Lock"), tr("Keep this word when the rest is inverted again (L)"))
        self._lock.setCheckable(True)
        self._lighter = self._button("−", tr("Less weight (Ctrl+Down)"))
        self._heavier = self._button("+", tr("More weight (Ctrl+Up)"))
        self._remove = self._button(tr("Remove"), tr("Remove the word (Del)"))
        self._lock.clicked.connect(lambda: self.lock_toggled.emit(self._index))
        self._lighter.clicked.connect(lambda: self.weight_nudged.emit(self._index, -WEIGHT_STEP))
        self._heavier.clicked.connect(lambda: self.weight_nudged.emit(self._index, WEIGHT_STEP))
        self._remove.clicked.connect(self._remove_word)
        head = QHBoxLayout()
        head.setSpacing(_SPACE)
        head.addWidget(self._word, 1)
        for widget in (self._lock, self._lighter, self._weight, self._heavier, self._remove):
            head.addWidget(widget)
        return head

    def _make_foot(self) -> QHBoxLayout:
        """The line for another word; above it, for a word that occurs more than once, whether all are swapped."""
        self._everywhere = QCheckBox()
        self._everywhere.setToolTip(tr("Swap every mention of this word, as one step (Alt+A)"))
        self._everywhere.setContentsMargins(4, 0, 4, 0)
        self._everywhere.hide()
        self._everywhere.toggled.connect(self._try_row)
        self._line = QLineEdit()
        self._line.setPlaceholderText(tr("or type another word"))
        self._line.setAccessibleName(tr("Another word"))
        self._line.setMinimumHeight(ROW_HEIGHT)
        self._line.setTextMargins(4, 0, 4, 0)
        self._line.returnPressed.connect(self._accept_line)
        self._take = QPushButton(tr("Swap"))
        self._take.setEnabled(False)
        self._take.setMinimumHeight(ROW_HEIGHT)
        self._take.clicked.connect(self._accept_line)
        self._line.textChanged.connect(lambda text: self._take.setEnabled(bool(text.strip())))
        self._line.textChanged.connect(self._try)
        self.completion = LineCompletion(self._line)
        self.completion.wanted.connect(lambda text: self.completion_wanted.emit(Trial(self._index, text)))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._line, 1)
        foot.addWidget(self._take)
        return foot

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    # -------------------------------------------------------------- content

    @property
    def index(self) -> int:
        """Index of the word this is open for, −1 when it never was."""
        return self._index

    @property
    def items(self) -> tuple[Suggestion, ...]:
        """The suggestions on show."""
        return tuple(row.suggestion for row in self._rows)

    @property
    def status(self) -> str:
        """The sentence shown instead of suggestions, empty while there are some."""
        return self._status.text()

    @property
    def waiting(self) -> bool:
        """Whether suggestions have been asked for and none have come yet."""
        return self._waiting

    @property
    def line(self) -> QLineEdit:
        """The line for another word."""
        return self._line

    @property
    def everywhere(self) -> bool:
        """Whether every mention of the word is to be swapped."""
        return not self._everywhere.isHidden() and self._everywhere.isChecked()

    @property
    def swap_all(self) -> QCheckBox:
        """The box “Swap all”, hidden for a word that occurs once."""
        return self._everywhere

    def open_for(self, index: int, chip: Chip, mentions: int, rect: QRect, everywhere: bool = False) -> None:
        """Open under `rect` (the anchor's coordinates) for the word at `index`, waiting for suggestions. `mentions`: as
        of `update_word`; `everywhere`: tick “Swap all”."""
        self._index = index
        self._line.clear()
        self._everywhere.setChecked(everywhere)
        self.set_loading()
        wanted = row_width(self.font()) + 2 * (SHADOW + _MARGIN)
        self.setFixedWidth(min(wanted, self._anchor.window().width()))
        self.update_word(chip, mentions)
        self.show_beside(rect)

    def update_word(self, chip: Chip, mentions: int) -> None:
        """Show the word's present lock and weight. `mentions`: how often it occurs in the prompt."""
        self._everywhere.setText(tr("Swap &all {mentions}").format(mentions=mentions))
        self._everywhere.setVisible(mentions > 1)
        self._lock.setChecked(chip.word.locked)
        self._lock.setText(tr("Unlock") if chip.word.locked else tr("Lock"))
        self._weight.setText(weight_text(chip.word.weight))
        others = (self._lock, self._lighter, self._weight, self._heavier, self._remove)
        room = row_width(self.font()) - sum(widget.sizeHint().width() + _SPACE for widget in others)
        metrics = QFontMetrics(self._word.font())
        self._word.setText(metrics.elidedText(chip.word.text, Qt.TextElideMode.ElideMiddle, room))
        self._word.setToolTip(as_plain(chip.word.text))

    def set_loading(self) -> None:
        """Suggestions were asked for and have not come yet."""
        self._show_rows(())
        self._waiting = True
        self._status.setText(tr("asking the models…"))

    def set_stage(self, stage: str) -> None:
        """What suggestions wait for, while none have come."""
        if self._waiting:
            self._status.setText(from_engine(stage))

    def set_suggestions(self, suggestions: Suggestions) -> None:
        """Show the final answer. One for another word than the popover is open for is dropped."""
        if suggestions.index == self._index:
            self.set_items(suggestions.items)

    def set_items(self, items: Sequence[Suggestion]) -> None:
        """Show suggestions, first answers included; at most six."""
        self._show_rows(items[:MOST])
        self._status.setText("" if items else tr("No other word fits here. Type one below."))

    def set_error(self, sentence: str) -> None:
        """Show why there are no suggestions."""
        self._show_rows(())
        self._status.setText(from_engine(sentence))

    def type(self, text: str) -> None:
        """Text for the line, as if it had been typed there."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.insert(text)
        self._line.textEdited.emit(self._line.text())

    def take(self, number: int) -> bool:
        """Accept the suggestion with this key (1–6); False when there is none."""
        if not 1 <= number <= len(self._rows):
            return False
        self._accept(self._rows[number - 1].suggestion.text, True)
        return True

    def focus_rows(self) -> None:
        """Give the keyboard to the first row, or to the line when there is none."""
        target: QWidget = self._rows[0] if self._rows else self._line
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def close_popover(self) -> None:
        """Hide the panel; `closed` is emitted when it was open."""
        if self.isVisible():
            self.hide()
            self.tried.emit(None)
            self.closed.emit()

    # -------------------------------------------------------------- inside

    def _show_rows(self, items: Sequence[Suggestion]) -> None:
        self._waiting = False
        had_focus = next((row.number for row in self._rows if row.hasFocus()), 0)
        for row in self._rows:
            self._list_layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for number, item in enumerate(items, start=1):
            row = SuggestionRow(number, item, self._list)
            row.clicked.connect(lambda _=False, text=item.text: self._accept(text, True))
            row.pointed_changed.connect(self._try_row)
            self._list_layout.addWidget(row)
            row.show()
            self._rows.append(row)
        gains = [item.clip_gain for item in items]
        best = bool(gains) and all(gain is not None and round(gain, 3) <= 0 for gain in gains)
        self._head.show_note(tr("your word fits best") if best else "")
        self._head.setVisible(bool(items))
        self._status.setVisible(not items)
        if had_focus and self._rows:
            self._rows[min(had_focus, len(self._rows)) - 1].setFocus()
        self._try_row()

    def _try(self, text: str) -> None:
        """Tell of the swap that would be made now; an empty text: none would be."""
        if self.isVisible():
            self.tried.emit(Trial(self._index, text, everywhere=self.everywhere) if text.strip() else None)

    def _try_row(self) -> None:
        """The same for the row that is pointed at, with the pointer or the keyboard; without one, for the line."""
        rows = sorted(self._rows, key=lambda row: not row.hovered)
        pointed = next((row.suggestion.text for row in rows if row.hovered or row.hasFocus()), None)
        self._try(self._line.text() if pointed is None else pointed)

    def _accept(self, text: str, from_suggestion: bool) -> None:
        index, everywhere = self._index, self.everywhere
        self.close_popover()
        self.accepted.emit(index, text, from_suggestion, everywhere)

    def _accept_line(self) -> None:
        text = self._line.text().strip()
        if text:
            self._accept(text, False)

    def _remove_word(self) -> None:
        self.close_popover()
        self.removed.emit(self._index)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside: the panel is not part of the window's tab order."""
        ring: list[QWidget] = [*self._rows, self._everywhere, self._line, self._take]
        ring += [self._lock, self._lighter, self._heavier, self._remove]
        ring = [widget for widget in ring if widget.isEnabled() and not widget.isHidden()]
        at = next((i for i, widget in enumerate(ring) if widget.hasFocus()), -1 if forward else 0)
        ring[(at + (1 if forward else -1)) % len(ring)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        focused = next((i for i, row in enumerate(self._rows) if row.hasFocus()), None)
        if key == Qt.Key.Key_Escape:
            self.close_popover()
        elif control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.weight_nudged.emit(self._index, WEIGHT_STEP if key == Qt.Key.Key_Up else -WEIGHT_STEP)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._rows:
            self._step(1 if key == Qt.Key.Key_Down else -1, focused)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None:
            self.take(focused + 1)
        elif self._line.hasFocus() or not self._press_letter(event):
            super().keyPressEvent(event)

    def _step(self, step: int, focused: int | None) -> None:
        """Move the focus through the rows and the line."""
        ring: list[QWidget] = [*self._rows, self._line]
        at = len(self._rows) if focused is None else focused
        ring[(at + step) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)

    def _press_letter(self, event: QKeyEvent) -> bool:
        """Keys that would be text while the line has the focus; False when the key means nothing."""
        if event.text().isdigit() and self.take(int(event.text())):
            return True
        if event.key() == Qt.Key.Key_L:
            self.lock_toggled.emit(self._index)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove_word()
        else:
            return False
        return True
