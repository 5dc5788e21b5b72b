"""What the pointer does in the chips: hovering, clicking, and dragging words in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QStyle, QToolTip

from promptstudio_ui.chips.layout import gap_at, gap_under
from promptstudio_ui.chips.painting import ChipState
from promptstudio_ui.document.dragged import PROMPTS_MIME
from promptstudio_ui.document.offers import offered
from promptstudio_ui.document.prompts import copied_text
from promptstudio_ui.translation import tr

if TYPE_CHECKING:
    from promptstudio_ui.chips.view import ChipView

WORDS_MIME = "application/x-promptstudio-words"
"""Format of dragged words: their rows, separated by commas."""


_DRAGGED = 4
"""Chips that are seen under the pointer when many are dragged."""
_APART = 4


class ChipPointer:
    """Handles the mouse and drag events of a `ChipView`. Points are in the viewport's coordinates."""

    def __init__(self, view: ChipView) -> None:
        self._view = view
        self._model, self._selection = view.model, view.selection
        self.hovered_gap: int | None = None
        """The gap under the pointer, between two words of one line."""
        self.field_hovered = False
        """Whether the pointer is over the “+ word” field."""
        self.drop_gap: int | None = None
        """Where dragged words would be inserted."""
        self._pressed_at: QPoint | None = None
        self._pressed_row: int | None = None
        self._card_timer = QTimer(view)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(view.style().styleHint(QStyle.StyleHint.SH_ToolTip_WakeUpDelay))
        self._card_timer.timeout.connect(self._show_card)

    def row_at(self, point: QPoint) -> int | None:
        """The word under a point."""
        rows = range(self._model.rowCount())
        return next((row for row in rows if self._view.chip_rect(row).contains(point)), None)

    def _gap_under(self, point: QPoint) -> int | None:
        return gap_under(self._view.word_places, self._view.to_content(point))

    # -------------------------------------------------------------- buttons

    def press(self, event: QMouseEvent) -> None:
        """Select words, or open the line in a gap."""
        point = event.position().toPoint()
        self.hide_card()
        row = self.row_at(point)
        self._pressed_at, self._pressed_row = None, None
        if event.button() == Qt.MouseButton.RightButton:
            if row is not None and row not in self._selection.selected:
                self._selection.select(row)
        elif event.button() == Qt.MouseButton.LeftButton:
            if row is None:
                self._press_beside_words(point)
            else:
                self._press_word(row, point, event.modifiers())

    def _press_word(self, row: int, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._selection.extend_to(row)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(row)
        else:
            self._pressed_at, self._pressed_row = point, row
            if row not in self._selection.selected:
                self._selection.select(row)

    def _press_beside_words(self, point: QPoint) -> None:
        gap = self._gap_under(point)
        if self._view.field_rect().contains(point):
            self._selection.clear()
            self._view.insert_word(self._model.rowCount())
        elif gap is not None and not self._view.read_only:
            self._view.insert_word(gap)
        else:
            self._view.popover.close_popover()
            self._selection.clear()

    def move(self, event: QMouseEvent) -> None:
        """Highlight what is under the pointer, or start a drag."""
        point = event.position().toPoint()
        if self._pressed_at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (point - self._pressed_at).manhattanLength() >= QApplication.startDragDistance():
                self._pressed_at = None
                self._start_drag()
            return
        row = self.row_at(point)
        gap = None if row is not None or self._view.read_only else self._gap_under(point)
        on_field = self._view.field_rect().contains(point)
        if gap != self.hovered_gap or on_field != self.field_hovered:
            self.hovered_gap, self.field_hovered = gap, on_field
            self._view.viewport().update()
        shape = Qt.CursorShape.IBeamCursor if gap is not None or on_field else Qt.CursorShape.ArrowCursor
        self._view.viewport().setCursor(shape)
        hovered = () if row is None else (row,)
        if frozenset(hovered) != self._selection.hovered:
            self._selection.hover(hovered)
            self.hide_card()
            if row is not None:
                self._card_timer.start()

    def release(self, event: QMouseEvent) -> None:
        """A click on a word opens its suggestions."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        view = self._view
        row, self._pressed_at, self._pressed_row = self._pressed_row, None, None
        if row is not None and row < self._model.rowCount():
            self._selection.select(row)
            if not (view.popover.isVisible() and view.popover.index == row):
                view.open_suggestions(row)

    def double_click(self, event: QMouseEvent) -> None:
        """Edit a word in place."""
        row = self.row_at(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = None
            self._view.edit_word(row)

    def leave(self) -> None:
        """The pointer left the view."""
        self.hovered_gap, self.field_hovered = None, False
        self.hide_card()
        self._selection.hover(())
        self._view.viewport().update()

    # -------------------------------------------------------------- what appears under the pointer

    def show_tool_tip(self, event: QHelpEvent) -> None:
        """Say what a click between two words does."""
        if self._gap_under(event.pos()) is not None and not self._view.read_only:
            QToolTip.showText(event.globalPos(), tr("Insert a word here"), self._view.viewport())
        else:
            QToolTip.hideText()

    def _show_card(self) -> None:
        view = self._view
        rows = [row for row in self._selection.hovered if row < self._model.rowCount()]
        busy = view.popover.isVisible() or view.editor is not None or self._pressed_at is not None
        if len(rows) == 1 and not busy:
            view.card.show_word(self._model, rows[0], view.chip_rect(rows[0]))

    def hide_card(self) -> None:
        """Hide the hover card, or do not show it after all."""
        self._card_timer.stop()
        self._view.card.hide()

    # -------------------------------------------------------------- drag and drop

    def drag_data(self) -> QMimeData:
        """The selected words as dragged: text for other programs, row numbers for this view."""
        data = QMimeData()
        rows = self._selection.ordered
        everything = len(rows) == self._model.rowCount()
        dragged = self._model.part(rows) if not everything or self._model.is_canvas else self._model.prompt
        data.setText(copied_text(dragged))
        data.setData(WORDS_MIME, QByteArray(",".join(map(str, rows)).encode()))
        return data

    def _start_drag(self) -> None:
        view = self._view
        if self._pressed_row is None or self._model.is_canvas:
            return
        view.popover.close_popover()
        drag = QDrag(view)
        drag.setMimeData(self.drag_data())
        picture = self.drag_picture(self._pressed_row)
        drag.setPixmap(picture)
        drag.setHotSpot(QRectF(QPointF(), picture.deviceIndependentSize()).center().toPoint())
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)

    def drag_picture(self, pressed: int) -> QPixmap:
        """The dragged chips in a row, from the pressed one to the others; of many, the first few."""
        view = self._view
        others = [row for row in self._selection.ordered if row != pressed]
        rows = sorted([pressed, *others[: _DRAGGED - 1]])
        rects = [view.chip_rect(row) for row in rows]
        size = QSize(sum(rect.width() + _APART for rect in rects) - _APART, rects[0].height())
        left_out = f"+{len(others) + 1 - len(rows)}" if len(others) >= _DRAGGED else ""
        more = view.fontMetrics().horizontalAdvance(left_out)
        ratio = view.devicePixelRatioF()
        picture = QPixmap(QSize(size.width() + (more + _APART if more else 0), size.height()) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            left = 0
            for row, rect in zip(rows, rects, strict=True):
                box = QRect(QPoint(left, 0), rect.size())
                view.appearance.paint(painter, box, self._model.chip(row), ChipState(selected=True))
                left += rect.width() + _APART
            painter.setPen(view.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(QRect(left, 0, more, size.height()), Qt.AlignmentFlag.AlignVCenter, left_out)
        return picture

    def drag_enter(self, event: QDragEnterEvent) -> None:
        """Accept words and text."""
        data = event.mimeData()
        # Files and pictures are for the reference panel, even when they carry text as well.
        ours = data.hasFormat(WORDS_MIME) or data.hasFormat(PROMPTS_MIME)
        takes = ours or (not data.hasImage() and offered(data).is_text)
        if takes and not self._view.read_only:
            event.acceptProposedAction()
        else:
            event.ignore()

    def drag_move(self, event: QDragMoveEvent) -> None:
        """Mark the gap where a drop would insert."""
        gap = self._drop_gap_at(event.position().toPoint())
        if gap != self.drop_gap:
            self.drop_gap = gap
            self._view.viewport().update()
        event.acceptProposedAction()

    def drag_leave(self) -> None:
        """Remove that mark."""
        self.drop_gap = None
        self._view.viewport().update()

    def drop(self, event: QDropEvent) -> None:
        """Move words of this view, or insert text from elsewhere."""
        gap = self._drop_gap_at(event.position().toPoint())
        self.drag_leave()
        data = event.mimeData()
        if data.hasFormat(WORDS_MIME) and event.source() is self._view:
            rows = [int(part) for part in bytes(data.data(WORDS_MIME).data()).decode().split(",") if part]
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self._view.requests.move(rows, gap)
            return
        event.acceptProposedAction()
        ours = bytes(data.data(PROMPTS_MIME).data()).decode() if data.hasFormat(PROMPTS_MIME) else ""
        self._view.requests.take(gap, ours or offered(data).text)

    def _drop_gap_at(self, point: QPoint) -> int:
        places = self._view.word_places
        at = self._view.to_content(point)
        return min(gap_at(places, at, self._view.line_height(), self._model.right_to_left), len(places))
