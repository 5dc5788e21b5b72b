"""The pictures that a search of the library found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from promptstudio_ui.document.dragged import dragged, no_files
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.picture_cells import PictureCells

if TYPE_CHECKING:
    from promptstudio.files.library import Entry

THUMBNAIL = 112
"""Longest side of a picture, in pixels."""
_BESIDE = 28  # pixels more for the words below a picture
_ENTRY = Qt.ItemDataRole.UserRole.value


class LibraryGrid(QListWidget):
    """Several pictures can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self.files_of: Callable[[Sequence[Entry]], Sequence[Path]] = no_files
        self.setAccessibleName(tr("Renders"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        cells = PictureCells(self, captions=True, beside=_BESIDE)
        self.setItemDelegate(cells)
        self.setGridSize(cells.cell() + QSize(4, 4))
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def mimeTypes(self) -> list[str]:
        return ["text/plain"]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        """Prompts and pictures."""
        entries = [item.data(_ENTRY) for item in items]
        return dragged([entry.prompt for entry in entries], self.files_of(entries))

    @property
    def selected(self) -> tuple[Entry, ...]:
        """The selected entries, the current one first."""
        items = sorted(self.selectedItems(), key=lambda item: item is not self.currentItem())
        return tuple(item.data(_ENTRY) for item in items)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these; what was selected stays selected."""
        selected = {entry.key for entry in self.selected}
        current = self.selected[0].key if self.selected else None
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            pixmap = QPixmap()
            pixmap.loadFromData(entry.thumbnail)
            item = QListWidgetItem(f"★ {entry.prompt}" if entry.starred else entry.prompt)
            item.setData(Qt.ItemDataRole.DecorationRole, pixmap)
            item.setToolTip(as_plain("\n".join(filter(None, (entry.prompt, entry.note)))))
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.prompt)
            self.addItem(item)
            if entry.key == current:
                self.setCurrentItem(item)
            item.setSelected(entry.key in selected)
        self.blockSignals(False)

    def replace_note(self, key: str, note: str) -> None:
        """An entry has another note now."""
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_ENTRY).key == key:
                item.setData(_ENTRY, msgspec.structs.replace(item.data(_ENTRY), note=note))
