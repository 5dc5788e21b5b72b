"""The coupling of words as a heatmap, linked with the chips by their shared selection."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QToolTip, QWidget

from promptstudio_ui.coupling.accessible import AccessibleCells
from promptstudio_ui.coupling.geometry import LARGEST_ZOOM, WHOLE, Geometry, Part, geometry_of
from promptstudio_ui.coupling.model import COSINE, INFLUENCE, RAW, HeatmapModel
from promptstudio_ui.coupling.painting import HeatmapPainter, Marks, paint_empty
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import as_plain

ZOOM_STEP = 1.25
"""Of one notch of the wheel."""
_ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP**2, Qt.Key.Key_Minus: ZOOM_STEP**-2, Qt.Key.Key_0: 1 / LARGEST_ZOOM}
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class HeatmapView(QWidget):
    """Shows a `HeatmapModel`. The diagonal is hatched: it is certainty, not coupling.

    Pointing at a cell highlights both chips, a click selects the pair; at a word along the matrix its chip. Arrows move
    a cursor cell, Enter selects, Ctrl+C copies the table. The wheel, + and − zoom, dragging moves what is zoomed, a
    double click or 0 shows all.
    """

    described = Signal(str)
    """One line about what is pointed at, for the status bar; empty when nothing is."""
    export_wanted = Signal()
    """The map is to be written to a file."""

    def __init__(self, model: HeatmapModel, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.selection = model, selection
        self._cursor = (0, 0)
        self._pointed: tuple[int, int] | None = None
        self.add_word_actions: Callable[[QMenu, tuple[int, int]], None] | None = None
        """Puts what can be done with the words of a cell, which are selected, into a menu."""
        self._part = WHOLE
        self._drag: tuple[QPoint, tuple[float, float]] | None = None  # where it began, and what was there
        self._empty_text = tr("The coupling of the words appears here.")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Coupling of words"))
        self.accessible_parts = AccessibleCells(self)
        model.changed.connect(self._model_changed)
        selection.hovered_changed.connect(self._selection_changed)
        selection.changed.connect(self._selection_changed)

    def set_empty_text(self, text: str) -> None:
        """What is shown while there is no matrix."""
        self._empty_text = text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 140)

    @property
    def cursor_cell(self) -> tuple[int, int]:
        """Row and column that the keyboard acts on."""
        return self._cursor

    # -------------------------------------------------------------- geometry

    def _geometry(self) -> Geometry:
        return geometry_of(self.model.words, self.rect(), self.font(), self._part, tabs=bool(self.model.images))

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is, in the widget's coordinates."""
        return self._geometry().cell_rect(row, column)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point, None beside the matrix."""
        return self._geometry().cell_at(point) if len(self.model) else None

    def word_at(self, point: QPoint) -> int | None:
        """The word along the matrix under a point."""
        return self._geometry().word_at(point) if len(self.model) else None

    # -------------------------------------------------------------- zoom

    @property
    def zoom(self) -> float:
        """How much larger than the whole matrix it is shown, 1…`LARGEST_ZOOM`."""
        return self._part.zoom

    def zoom_at(self, point: QPoint, factor: float) -> None:
        """Zoom so that what is under `point` stays there; it is the whole matrix at least."""
        if not len(self.model):
            return
        zoom = min(max(self.zoom * factor, 1.0), LARGEST_ZOOM)
        geometry = self._geometry()
        self._show_part(geometry.part_with(geometry.place_of(point), point, zoom / self.zoom, zoom))

    def show_all(self) -> None:
        """Show the whole matrix."""
        self._show_part(WHOLE)

    def _show_part(self, part: Part) -> None:
        self._part = WHOLE if part.zoom == 1.0 else part
        if len(self.model) and self._part is not WHOLE:
            seen = self._geometry()  # what the edges allow
            self._part = Part(part.zoom, seen.place_of(seen.matrix.center()))
        self.update()

    # -------------------------------------------------------------- reactions

    def _model_changed(self) -> None:
        last = max(len(self.model) - 1, 0)
        self._cursor = (min(self._cursor[0], last), min(self._cursor[1], last))
        self._pointed = None
        if len(self.model) < 2:
            self._part = WHOLE
        self._describe()
        self.update()

    def _selection_changed(self) -> None:
        if len(self.selection.hovered) != 2:
            self._pointed = None
        self._describe()
        self.update()

    def _describe(self) -> None:
        """Tell status bar and screen reader what is pointed at. Without a matrix the chips describe the word."""
        if not len(self.model):
            self.setAccessibleDescription(self._empty_text)
            return
        pair, words = self._boxed_pair(), self._boxed_words()
        row, column = pair if pair is not None else self._cursor
        self.setAccessibleDescription(self.accessible_parts.cell_text(row, column))
        if pair is not None:
            self.described.emit(self.model.describe_pair(*pair))
        else:
            self.described.emit(self.model.describe_word(words[0]) if words else "")

    def _boxed_pair(self) -> tuple[int, int] | None:
        """The cell pointed at here, or the pair hovered elsewhere, or the selected pair."""
        if self._pointed is not None:
            return self._pointed
        size = len(self.model)
        for indices in (self.selection.hovered, self.selection.selected if not self.selection.hovered else ()):
            if len(indices) == 2 and max(indices) < size:
                low, high = sorted(indices)
                return low, high
        return None

    def _boxed_words(self) -> list[int]:
        """The words whose row and column are boxed."""
        hovered = self.selection.hovered
        primary = self.selection.primary
        rows = sorted(hovered) if hovered else ([] if primary is None else [primary])
        return [row for row in rows if row < len(self.model)]

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        self._pointed = cell
        self.selection.hover(() if cell is None else cell)
        self._describe()
        self.update()

    def _choose(self, cell: tuple[int, int]) -> None:
        self._cursor = cell
        self.selection.select_only(set(cell), cell[0])
        self.update()

    # -------------------------------------------------------------- input

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_at(event.position().toPoint(), ZOOM_STEP**steps)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            self._pan(event.position().toPoint())
            return
        point = event.position().toPoint()
        cell, word = self.cell_at(point), self.word_at(point)
        if cell != self._pointed or (cell is None and self.selection.hovered != {word} - {None}):
            self._point_at(cell)
            if word is not None:
                self.selection.hover((word,))
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        cell, word = self.cell_at(point), self.word_at(point)
        if cell is not None:
            self._choose(cell)
            if self._part is not WHOLE:
                self._drag = (point, self._geometry().place_of(point))
        elif word is not None:
            self.selection.select(word)
        else:
            self.selection.clear()

    def _pan(self, point: QPoint) -> None:
        """Keep what was pressed under the pointer."""
        assert self._drag is not None
        begin, place = self._drag
        if (point - begin).manhattanLength() >= QApplication.startDragDistance():
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._show_part(self._geometry().part_with(place, point, 1.0, self.zoom))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.show_all()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tool_tip(event)
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def _show_tool_tip(self, event: QHelpEvent) -> None:
        cell, word = self.cell_at(event.pos()), self.word_at(event.pos())
        if word is not None:  # in full: it may be cut
            QToolTip.showText(event.globalPos(), as_plain(self.model.describe_word(word)), self)
        elif cell is None:
            QToolTip.hideText()
        else:
            told = self.model.describe_pair(*cell)
            if self.add_word_actions is not None:
                told += "\n" + tr("Right click: other words, exchange, separate, lock.")
            QToolTip.showText(event.globalPos(), as_plain(told), self, self.cell_rect(*cell))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        size = len(self.model)
        row, column = self._cursor
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -column),
            Qt.Key.Key_End: (0, size - 1 - column),
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_csv()
        elif event.key() in _ZOOMS and size:
            self.zoom_at(self.cell_rect(*self._cursor).center(), _ZOOMS[Qt.Key(event.key())])
        elif not size or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in steps:
            down, right = steps[Qt.Key(event.key())]
            self._cursor = (min(max(row + down, 0), size - 1), min(max(column + right, 0), size - 1))
            self._bring_into_view(self._cursor)
            self._point_at(self._cursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._cursor)
        else:
            super().keyPressEvent(event)

    def _bring_into_view(self, cell: tuple[int, int]) -> None:
        if not self._geometry().matrix.contains(self.cell_rect(*cell)):
            size = len(self.model)
            self._show_part(Part(self.zoom, ((cell[1] + 0.5) / size, (cell[0] + 0.5) / size)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if len(self.model) and event.reason() in _BY_KEY:
            self._point_at(self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() in _BY_KEY:
            self._point_at(None)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        cell = self.cell_at(event.pos()) if by_mouse else self._cursor if len(self.model) else None
        menu = self.context_menu(cell)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def context_menu(self, cell: tuple[int, int] | None = None) -> QMenu:
        """What can be done with the words of a cell, which it selects; copying, exporting and what is shown."""
        menu = QMenu(self)
        if cell is not None:
            self._choose(cell)
            menu.addAction(self.model.describe_pair(*cell)).setEnabled(False)
            menu.addSeparator()
            if self.add_word_actions is not None:
                self.add_word_actions(menu, cell)
                menu.addSeparator()
        there = len(self.model) > 0
        menu.addAction(tr("Copy as CSV\tCtrl+C"), self.copy_csv).setEnabled(there)
        menu.addAction(tr("Export map…"), self.export_wanted).setEnabled(there)
        menu.addAction(tr("Show all\t0"), self.show_all).setEnabled(self.zoom > 1.0)
        menu.addSeparator()
        group = QActionGroup(menu)
        for mode, text in (
            (INFLUENCE, tr("Influence (0 to 1)")),
            (COSINE, tr("Cosine (0 to 1)")),
            (RAW, tr("Raw ⟨p, q⟩")),
        ):
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(self.model.mode == mode)
            entry.triggered.connect(lambda _=False, mode=mode: self.model.set_mode(mode))
            group.addAction(entry)
        return menu

    def copy_csv(self) -> None:
        """Put the matrix on the clipboard as comma-separated values."""
        if len(self.model):
            QGuiApplication.clipboard().setText(self.model.csv())

    # -------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if len(self.model):
            cursor = self._cursor if self.hasFocus() else None
            marks = Marks(self._boxed_pair(), tuple(self._boxed_words()), cursor)
            HeatmapPainter(painter, self.model, self._geometry(), self.palette(), self.font()).paint(self.rect(), marks)
        else:
            paint_empty(painter, self.rect(), self._empty_text, self.palette())
