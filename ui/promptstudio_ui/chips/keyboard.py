"""What the keys do in the chips."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from promptstudio_ui.chips.layout import above_or_below
from promptstudio_ui.chips.popover import WEIGHT_STEP

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView

_Key = Qt.Key
_NONE, _SHIFT, _CONTROL, _ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_ARROWS = (_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End)
_OWN_KEYS = (_Key.Key_Delete, _Key.Key_Backspace, _Key.Key_Insert, _Key.Key_F2)


class ChipKeyboard:
    """Looks keys up in tables. A function of a table returns False where its key has no meaning at the moment."""

    def __init__(self, view: ChipView) -> None:
        self._view = view
        self._column: int | None = None  # x where Up and Down started, in pixels
        requests = view.requests
        self._standard: dict[QKeySequence.StandardKey, Callable[[], object]] = {
            QKeySequence.StandardKey.SelectAll: self._select_all,
            QKeySequence.StandardKey.Copy: requests.copy,
            QKeySequence.StandardKey.Cut: requests.cut,
        }
        self._modified: dict[tuple[Qt.KeyboardModifier, int], Callable[[], object]] = {
            (_CONTROL, _Key.Key_Up): lambda: requests.change_weight(WEIGHT_STEP),
            (_CONTROL, _Key.Key_Down): lambda: requests.change_weight(-WEIGHT_STEP),
            (_ALT, _Key.Key_Left): lambda: requests.move_by(-1),
            (_ALT, _Key.Key_Right): lambda: requests.move_by(1),
            (_ALT, _Key.Key_Down): self._open_suggestions,
        }
        self._plain: dict[int, Callable[[], bool]] = {
            _Key.Key_Return: self._edit,
            _Key.Key_Enter: self._edit,
            _Key.Key_F2: self._edit,
            _Key.Key_Insert: self._insert,
            _Key.Key_Delete: self._delete,
            _Key.Key_Backspace: self._delete,
            _Key.Key_Space: self._open_suggestions,
            _Key.Key_L: self._toggle_lock,
        }
        view.selection.changed.connect(self._forget_column)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, so that the window's shortcuts must not take it."""
        held = event.modifiers() & (_CONTROL | _ALT | Qt.KeyboardModifier.MetaModifier)
        key = event.key()
        if held == _NONE:
            closes = key == _Key.Key_Escape and self._view.popover.isVisible()
            return key in _OWN_KEYS or closes or self._writes(event.text())
        if held == _CONTROL:
            return key in (_Key.Key_Up, _Key.Key_Down) or (
                event.matches(QKeySequence.StandardKey.SelectAll) or event.matches(QKeySequence.StandardKey.Copy)
            )
        return held == _ALT and key in (_Key.Key_Left, _Key.Key_Right, _Key.Key_Down)

    def _writes(self, text: str) -> bool:
        """Whether what a key types belongs to the words."""
        for_window = text in self._view.window_keys and self._view.selection.primary is not None
        return bool(text) and text.isprintable() and not for_window

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means. Returns False when it means nothing here; `event` is ignored when others may use it."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._press_standard(event) or self._press_modified(event, modifiers) or self._press_escape(event):
            return True
        if modifiers not in (_NONE, _SHIFT):
            return False
        if event.key() in _ARROWS:
            self._arrow(event.key(), extend=modifiers == _SHIFT)
            return True
        if self._view.read_only:
            event.ignore()
            return True
        plain = self._plain.get(event.key())
        return (plain is not None and plain()) or self._type(event.text())

    def _press_standard(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Paste):
            if not self._view.requests.paste():
                event.ignore()  # a picture on the clipboard is for the window
            return True
        for standard, act in self._standard.items():
            if event.matches(standard):
                act()
                return True
        return False

    def _press_modified(self, event: QKeyEvent, modifiers: Qt.KeyboardModifier) -> bool:
        act = self._modified.get((modifiers, event.key()))
        return act is not None and act() is not False

    def _press_escape(self, event: QKeyEvent) -> bool:
        view = self._view
        if event.key() != _Key.Key_Escape:
            return False
        if view.popover.isVisible():
            view.popover.close_popover()
            return True
        if view.selection.primary is None and not view.field_focused:
            return False
        view.field_focused = False
        view.selection.clear()
        view.viewport().update()
        event.ignore()  # Esc also stops a running job
        return True

    # -------------------------------------------------------------- meanings

    def _select_all(self) -> None:
        view = self._view
        view.selection.select_only(range(view.model.rowCount()), view.selection.primary)

    def _edit(self) -> bool:
        view, primary = self._view, self._view.selection.primary
        if primary is not None:
            view.edit_word(primary)
        else:
            view.insert_word(view.model.rowCount())
        return True

    def _insert(self) -> bool:
        self._view.insert_word(self._view.requests.gap_after_selection())
        return True

    def _delete(self) -> bool:
        rows = self._view.selection.ordered
        self._view.requests.delete(rows)
        return bool(rows)

    def _open_suggestions(self) -> bool:
        primary = self._view.selection.primary
        if primary is not None:
            self._view.open_suggestions(primary)
        return primary is not None

    def _toggle_lock(self) -> bool:
        if self._view.selection.primary is None:
            return False
        self._view.requests.toggle_lock()
        return True

    def _type(self, text: str) -> bool:
        """Digits take a suggestion while the popover is open, and other characters go into its line; without it they
        type over the selected word."""
        view, primary = self._view, self._view.selection.primary
        if not self._writes(text) or text == " ":
            return False
        if text.isdigit() and view.popover.isVisible() and (view.popover.waiting or view.popover.take(int(text))):
            return True  # a digit pressed before the answer has come must not become the word
        if view.popover.isVisible() and view.popover.index == primary:
            view.popover.type(text)
        elif primary is not None:
            view.edit_word(primary, text)
        else:
            view.insert_word(view.model.rowCount(), text)
        return True

    # -------------------------------------------------------------- arrows

    def _forget_column(self) -> None:
        if self._view.selection.primary is not None:
            self._column = None

    def _arrow(self, key: int, extend: bool) -> None:
        view = self._view
        count = view.model.rowCount()
        last = count if not view.read_only and not extend else count - 1  # the field counts as a place to stand
        if last < 0:
            return
        following = view.popover.isVisible()
        here = count if view.field_focused else view.selection.primary
        target, column = self._target(key, here, count)
        target = min(max(target, 0), last)
        if target == count:
            view.field_focused = True
            view.selection.clear()
            view.ensure_visible(count)
            view.viewport().update()
        elif extend:
            view.selection.extend_to(target)
        else:
            view.selection.select(target)
            view.field_focused = False
            if following and target != here:
                view.open_suggestions(target)
        self._column = column

    def _target(self, key: int, here: int | None, count: int) -> tuple[int, int | None]:
        """Where an arrow key leads from `here`, and the x that Up and Down keep to."""
        back, on = _Key.Key_Left, _Key.Key_Right
        if self._view.model.right_to_left:
            back, on = on, back
        if here is None:
            return (0 if key not in (_Key.Key_End, back) else count - 1), None
        if key == _Key.Key_Home:
            return 0, None
        if key == _Key.Key_End:
            return count - 1, None
        if key in (back, on):
            return here + (1 if key == on else -1), None
        places = self._view.places
        column = self._column or places[here].rect.center().x()
        return above_or_below(places, here, 1 if key == _Key.Key_Down else -1, column), column
