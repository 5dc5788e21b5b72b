"""The coupling of words as a heatmap, linked with the chips by their shared selection."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QActionGroup,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from promptstudio_ui.coupling.model import COSINE, INFLUENCE, RAW, HeatmapModel
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.widgets.colour_map import scale_image
from promptstudio_ui.widgets.colours import mix, readable

MARGIN = 12
LEGEND_WIDTH = 68
LABEL_GAP = 6
LONGEST_LABEL, LONGEST_SMALL_LABEL = 96, 64
LEAST_LABELLED_CELL = 9
SMALL_CELL = 14
LEAST_SLANTED_CELL = 18
"""Cells from this size on have room for slanted heads, which read more easily than upright ones."""
LARGEST_CELL = 48
_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


@dataclass(frozen=True)
class _Geometry:
    """Where things are: the matrix, its cell size in pixels, and whether its words stand along it."""

    matrix: QRect
    cell: float
    labelled: bool
    label: int
    font: QFont


class HeatmapView(QWidget):
    """Shows a `HeatmapModel`. The diagonal is hatched: it is certainty, not coupling.

    Pointing at a cell lights both chips, a click selects the pair; arrows move a cursor cell, Enter selects, Ctrl+C
    copies the table.
    """

    described = Signal(str)
    """One line about what is pointed at, for the status bar; empty when nothing is."""

    def __init__(self, model: HeatmapModel, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.selection = model, selection
        self._cursor = (0, 0)
        self._pointed: tuple[int, int] | None = None
        self._empty_text = "The coupling of the words appears here."
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Coupling of words")
        model.changed.connect(self._model_changed)
        selection.hovered_changed.connect(self._selection_changed)
        selection.changed.connect(self._selection_changed)

    def set_empty_text(self, text: str) -> None:
        """What is said while there is no matrix."""
        self._empty_text = text
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 140)

    @property
    def cursor_cell(self) -> tuple[int, int]:
        """Row and column that the keyboard stands on."""
        return self._cursor

    # -------------------------------------------------------------- geometry

    def _geometry(self) -> _Geometry:
        size = len(self.model)
        area = self.rect().adjusted(MARGIN, MARGIN, -MARGIN - LEGEND_WIDTH, -MARGIN)
        metrics = QFontMetrics(self.font())
        longest = max(metrics.horizontalAdvance(word) for word in self.model.words)
        for limit in (LONGEST_LABEL, LONGEST_SMALL_LABEL):
            label = min(longest, limit) + LABEL_GAP
            cell = min((area.width() - label) / size, (area.height() - label) / size, LARGEST_CELL)
            if cell >= SMALL_CELL:
                break
        labelled = cell >= LEAST_LABELLED_CELL
        font = QFont(self.font())
        if labelled:
            cell = int(cell)
            font.setPixelSize(min(QFontMetrics(font).height() - 3, cell))
        else:
            label = 0
            cell = max(min(area.width() / size, area.height() / size), 1.0)
        side = round(cell * size)
        left = area.left() + label + max(area.width() - label - side, 0) // 2
        top = area.top() + label + max(area.height() - label - side, 0) // 2
        return _Geometry(QRect(left, top, side, side), cell, labelled, label - LABEL_GAP, font)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is, in the widget's coordinates."""
        return self._cell_rect(self._geometry(), row, column)

    def _cell_rect(self, geometry: _Geometry, row: int, column: int) -> QRect:
        cell, origin = geometry.cell, geometry.matrix.topLeft()
        left, top = round(column * cell), round(row * cell)
        right, bottom = round((column + 1) * cell), round((row + 1) * cell)
        return QRect(origin + QPoint(left, top), QSize(right - left, bottom - top))

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """Row and column under a point, None beside the matrix."""
        if not len(self.model):
            return None
        geometry = self._geometry()
        if not geometry.matrix.contains(point):
            return None
        offset = point - geometry.matrix.topLeft()
        last = len(self.model) - 1
        return min(int((offset.y() + 0.5) / geometry.cell), last), min(int((offset.x() + 0.5) / geometry.cell), last)

    # -------------------------------------------------------------- reactions

    def _model_changed(self) -> None:
        last = max(len(self.model) - 1, 0)
        self._cursor = (min(self._cursor[0], last), min(self._cursor[1], last))
        self._pointed = None
        self._say()
        self.update()

    def _selection_changed(self) -> None:
        if len(self.selection.hovered) != 2:
            self._pointed = None
        self._say()
        self.update()

    def _say(self) -> None:
        """Tell status bar and screen reader what is pointed at. Without a matrix there is nothing to add to what the
        chips say of a word."""
        if not len(self.model):
            self.setAccessibleDescription(self._empty_text)
            return
        pair, words = self._boxed_pair(), self._boxed_words()
        row, column = pair if pair is not None else self._cursor
        own = "on itself" if self.model.mode == INFLUENCE else "certainty"
        value = own if row == column else f"{self.model.value(row, column):.2f}"
        self.setAccessibleDescription(f"row {self.model.words[row]}, column {self.model.words[column]}, {value}")
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
        self._say()
        self.update()

    def _choose(self, cell: tuple[int, int]) -> None:
        self._cursor = cell
        self.selection.select_only(set(cell), cell[0])
        self.update()

    # -------------------------------------------------------------- input

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell != self._pointed:
            self._point_at(cell)
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if cell is None:
            self.selection.clear()
        else:
            self._choose(cell)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self._tool_tip(event)
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def _tool_tip(self, event: QHelpEvent) -> bool:
        cell = self.cell_at(event.pos())
        if cell is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), self.model.describe_pair(*cell), self, self.cell_rect(*cell))
        return True

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
        elif not size or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in steps:
            down, right = steps[Qt.Key(event.key())]
            self._cursor = (min(max(row + down, 0), size - 1), min(max(column + right, 0), size - 1))
            self._point_at(self._cursor)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self._cursor)
        else:
            super().keyPressEvent(event)

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
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def context_menu(self) -> QMenu:
        menu = QMenu(self)
        copy = menu.addAction("Copy as CSV\tCtrl+C", self.copy_csv)
        copy.setEnabled(len(self.model) > 0)
        menu.addSeparator()
        group = QActionGroup(menu)
        for mode, text in ((COSINE, "Cosine (0 to 1)"), (RAW, "Raw ⟨p, q⟩"), (INFLUENCE, "Influence (0 to 1)")):
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(self.model.mode == mode)
            entry.triggered.connect(lambda _=False, mode=mode: self.model.set_mode(mode))
            group.addAction(entry)
        return menu

    def copy_csv(self) -> None:
        if len(self.model):
            QGuiApplication.clipboard().setText(self.model.csv())

    # -------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if not len(self.model):
            painter.setPen(self._quiet())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self._empty_text)
            return
        geometry = self._geometry()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(geometry.matrix, self.model.image())
        self._paint_diagonal(painter, geometry)
        self._paint_stale(painter, geometry)
        self._paint_frame(painter, geometry)
        if geometry.labelled:
            self._paint_labels(painter, geometry)
        self._paint_boxes(painter, geometry)
        self._paint_legend(painter, geometry)

    def _quiet(self) -> QColor:
        base = self.palette().color(QPalette.ColorRole.Base)
        return readable(mix(base, self.palette().color(QPalette.ColorRole.Text), 0.65), base)

    def _accent(self) -> QColor:
        base = self.palette().color(QPalette.ColorRole.Base)
        return readable(self.palette().color(QPalette.ColorRole.Highlight), base, 3.0)

    def _paint_diagonal(self, painter: QPainter, geometry: _Geometry) -> None:
        base = self.palette().color(QPalette.ColorRole.Base)
        hatch = mix(base, self.palette().color(QPalette.ColorRole.Text), 0.35)
        ground = mix(base, self.palette().color(QPalette.ColorRole.Text), 0.08)
        for i in range(len(self.model)):
            cell = self._cell_rect(geometry, i, i)
            painter.fillRect(cell, ground)
            if geometry.cell >= 4:
                painter.save()
                painter.setClipRect(cell)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(hatch, 1))
                for x in range(cell.left() - cell.height(), cell.right() + 1, 4):
                    painter.drawLine(QPointF(x, cell.bottom() + 1), QPointF(x + cell.height(), cell.top()))
                painter.restore()
            else:
                painter.fillRect(cell, hatch)

    def _paint_stale(self, painter: QPainter, geometry: _Geometry) -> None:
        """Rows and columns that wait for new values stand back."""
        veil = QColor(self.palette().color(QPalette.ColorRole.Base))
        veil.setAlphaF(0.55)
        hatch = QColor(self.palette().color(QPalette.ColorRole.Text))
        hatch.setAlphaF(0.3)
        last = len(self.model) - 1
        for i in self.model.stale:
            if i > last:
                continue
            for band in (
                self._cell_rect(geometry, i, 0) | self._cell_rect(geometry, i, last),
                self._cell_rect(geometry, 0, i) | self._cell_rect(geometry, last, i),
            ):
                painter.fillRect(band, veil)
                painter.save()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(hatch)
                brush = painter.brush()
                brush.setStyle(Qt.BrushStyle.FDiagPattern)
                painter.setBrush(brush)
                painter.drawRect(band)
                painter.restore()

    def _paint_frame(self, painter: QPainter, geometry: _Geometry) -> None:
        style = Qt.PenStyle.SolidLine if self.model.exact else Qt.PenStyle.DotLine
        colour = (
            self._quiet()
            if not self.model.exact
            else mix(self.palette().color(QPalette.ColorRole.Base), self.palette().color(QPalette.ColorRole.Text), 0.3)
        )
        painter.setPen(QPen(colour, 1 if self.model.exact else 2, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        margin = 1 if self.model.exact else 2
        painter.drawRect(geometry.matrix.adjusted(-margin, -margin, margin - 1, margin - 1))

    def _paint_labels(self, painter: QPainter, geometry: _Geometry) -> None:
        painter.save()
        painter.setFont(geometry.font)
        metrics = QFontMetrics(geometry.font)
        pair = self._boxed_pair()
        lit = set(self._boxed_words()) | set(pair or ())
        quiet, accent = (
            self._quiet(),
            readable(self.palette().color(QPalette.ColorRole.Highlight), self.palette().color(QPalette.ColorRole.Base)),
        )
        slanted = geometry.cell >= LEAST_SLANTED_CELL
        for i, word in enumerate(self.model.words):
            painter.setPen(accent if i in lit else quiet)
            text = metrics.elidedText(word, Qt.TextElideMode.ElideMiddle, geometry.label)
            cell = self._cell_rect(geometry, i, i)
            box = QRect(geometry.matrix.left() - LABEL_GAP - LONGEST_LABEL, cell.top(), LONGEST_LABEL, cell.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(box, flags, text)
            painter.save()
            painter.translate(cell.center().x() + 1, geometry.matrix.top() - LABEL_GAP)
            painter.rotate(-50 if slanted else -90)
            head = QRectF(0, -metrics.height() / 2, LONGEST_LABEL, metrics.height())
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            painter.restore()
        painter.restore()

    def _paint_boxes(self, painter: QPainter, geometry: _Geometry) -> None:
        last = len(self.model) - 1
        pair = self._boxed_pair()
        rows, columns = ([pair[0]], [pair[1]]) if pair is not None else (self._boxed_words(), self._boxed_words())
        for row in rows:
            self._box(painter, self._cell_rect(geometry, row, 0) | self._cell_rect(geometry, row, last))
        for column in columns:
            self._box(painter, self._cell_rect(geometry, 0, column) | self._cell_rect(geometry, last, column))
        if pair is not None:
            self._box(painter, self._cell_rect(geometry, *pair).adjusted(-1, -1, 1, 1), 2)
        if self.hasFocus():
            painter.setPen(QPen(self._accent(), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._cell_rect(geometry, *self._cursor).adjusted(-2, -2, 2, 2))

    def _box(self, painter: QPainter, rect: QRect, width: int = 1) -> None:
        """A line that shows on every data colour: white within black."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.setPen(QPen(QColor(255, 255, 255), width))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_legend(self, painter: QPainter, geometry: _Geometry) -> None:
        small = QFont(self.font())
        small.setPointSizeF(max(small.pointSizeF() * 0.85, 7.0))
        metrics = QFontMetrics(small)
        painter.setFont(small)
        painter.setPen(self._quiet())
        left = geometry.matrix.right() + 16
        line = metrics.height() + 4
        lines = 1 if self.model.exact else 2
        top = geometry.matrix.top()
        height = min(geometry.matrix.height() - line * lines, 160)
        if height < 3 * line:
            return
        bar = QRect(left, top, 12, height)
        painter.drawImage(bar, scale_image(Qt.Orientation.Vertical))
        top_value = self.model.top
        decimals = 3 if top_value < 0.1 else 2
        for share in (1.0, 0.5, 0.0):
            y = round(bar.bottom() - share * (bar.height() - 1))
            box = QRect(bar.right() + 6, y - line // 2, LEGEND_WIDTH, line)
            box.moveTop(min(max(box.top(), bar.top() - 2), bar.bottom() - line + 3))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"{top_value * share:.{decimals}f}")
        text = QRect(left, bar.bottom() + 6, LEGEND_WIDTH, line)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.model.mode)
        if not self.model.exact:
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            text.translate(0, line)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "preview")
        self._paint_reading(painter, QRect(left, text.bottom() + 8, LEGEND_WIDTH, 3 * line), metrics)

    def _paint_reading(self, painter: QPainter, rect: QRect, metrics: QFontMetrics) -> None:
        """The pair pointed at, beside the matrix: with many words there is no room for labels along it."""
        pair = self._boxed_pair()
        if pair is None or pair[0] == pair[1] or rect.bottom() > self.height():
            return
        words = [metrics.elidedText(self.model.words[i], Qt.TextElideMode.ElideMiddle, rect.width()) for i in pair]
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(
            rect,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            "\n".join([*words, f"{self.model.value(*pair):.2f}"]),
        )
