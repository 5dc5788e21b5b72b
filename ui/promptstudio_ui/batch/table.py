"""The queue of a batch: one row a picture, with its prompt or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from promptstudio_ui.controllers.batch import THUMBNAIL, Item
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.colours import secondary_text
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.pictures import picture_icon, to_image

_PICTURE, _NAME, _STATE, _PROMPT, _FIT = range(5)
_STATES = {
    "waiting": tr_noop("waits"),
    "running": tr_noop("now"),
    "done": tr_noop("done"),
    "failed": tr_noop("failed"),
}


class QueueTable(QTableWidget):
    """One row can be selected."""

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.setAccessibleName(tr("Pictures of the folder"))
        self.setHorizontalHeaderLabels(["", tr("Picture"), tr("State"), tr("Prompt"), tr("Fit ▲")])
        if (fit := self.horizontalHeaderItem(_FIT)) is not None:
            fit.setToolTip(tr("How well the prompt fits its picture; higher is better"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(THUMBNAIL + 8)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_PICTURE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_PROMPT, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_PICTURE, THUMBNAIL + 14)
        self.setColumnWidth(_NAME, 170)
        self.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    @property
    def selected(self) -> int | None:
        """The number of the selected row."""
        rows = self.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    def show_items(self, items: Sequence[Item]) -> None:
        """Show all of them."""
        self.setRowCount(len(items))
        for number, item in enumerate(items):
            self.show_item(number, item)

    def show_item(self, number: int, item: Item) -> None:
        """Show what became of one."""
        picture = QTableWidgetItem()
        if item.thumbnail is not None:
            picture.setIcon(picture_icon(to_image(item.thumbnail)))
        fit = "" if item.fit is None else decimal(item.fit, ".3f")
        texts = {
            _NAME: item.name,
            _STATE: tr(_STATES[item.state]),
            _PROMPT: item.prompt or from_engine(item.failed),
            _FIT: fit,
        }
        self.setItem(number, _PICTURE, picture)
        for column, text in texts.items():
            cell = QTableWidgetItem(text)
            cell.setToolTip(as_plain(text) if column in (_NAME, _PROMPT) else "")
            if column == _STATE or (column == _PROMPT and not item.prompt):
                cell.setForeground(QBrush(secondary_text(self.palette())))
            self.setItem(number, column, cell)
        if item.state == "running":
            self.scrollTo(self.model().index(number, _NAME))
