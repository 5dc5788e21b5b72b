"""The cells of a grid of renders: pictures, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from promptstudio.protocol import Render
from promptstudio_ui.document.dragged import dragged
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.picture_cells import PictureCells, thumbnail_of

_SIDES = (256, 208, 176, 144)
"""What a picture's longer side may be, in pixels: the largest with which all are seen at once, else the last."""
_HEADERS = QSize(60, 40)
"""About what the names of rows and columns take."""
_RENDER = Qt.ItemDataRole.UserRole.value


class GridTable(QTableWidget):
    """One cell can be selected, and dragged out."""

    def __init__(self, pictures: PictureActions) -> None:
        super().__init__()
        self._actions = pictures
        self.setAccessibleName(tr("Renders of the grid"))
        self._cells = PictureCells(self, captions=False)
        self.setItemDelegate(self._cells)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.setShowGrid(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)

    def set_shape(self, columns: list[str], rows: list[str]) -> None:
        """Show so many cells, under the names of columns and beside those of rows."""
        heads = [self.horizontalHeaderItem(n) for n in range(self.columnCount())]
        if self.rowCount() != len(rows) or [head and head.text() for head in heads] != columns:
            self.clear()
        self.setRowCount(len(rows))
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels(columns)
        self.setVerticalHeaderLabels(rows)
        self.verticalHeader().setVisible(any(rows))
        self._choose_size(len(columns), len(rows))

    def _choose_size(self, columns: int, rows: int) -> None:
        """Give the pictures the room that there is."""
        room = self.size() - _HEADERS
        for side in _SIDES:
            self.setIconSize(QSize(side, side))
            cell = self._cells.cell()
            if columns * cell.width() <= room.width() and rows * cell.height() <= room.height():
                break
        self.horizontalHeader().setDefaultSectionSize(cell.width())
        self.verticalHeader().setDefaultSectionSize(cell.height())

    def show_cell(self, row: int, column: int, render: Render | None, name: str, reason: str) -> None:
        """Show a picture, or why there is none. `name`: what the cell is of."""
        item = self.item(row, column)
        if item is not None and item.data(_RENDER) is render and item.text() == reason:
            return
        item = QTableWidgetItem(reason)
        item.setData(_RENDER, render)
        told = reason or tr("not rendered yet")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, name if render is not None else f"{name}, {told}")
        item.setToolTip(as_plain(f"{name}: {reason if render is None else render.prompt.text}".rstrip(": ")))
        if render is not None:
            item.setData(Qt.ItemDataRole.DecorationRole, thumbnail_of(render, 2 * self.iconSize().width()))
        self.setItem(row, column, item)

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, items: Sequence[QTableWidgetItem]) -> QMimeData:
        """Prompt and picture of a cell."""
        renders = [render for item in items if (render := item.data(_RENDER)) is not None]
        return dragged([render.prompt for render in renders], self._actions.files(renders))

    def _open_menu(self, point: QPoint) -> None:
        render = self.indexAt(point).data(_RENDER)
        if render is not None:
            self._actions.menu_of(render, self).popup(self.viewport().mapToGlobal(point))
