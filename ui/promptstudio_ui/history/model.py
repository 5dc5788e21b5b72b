"""The session's history as a Qt list model."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from promptstudio.document import HistoryEntry
from promptstudio_ui.document.session import Session
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.pictures import to_image

_NO_INDEX = QModelIndex()


class HistoryRole(IntEnum):
    """`SEARCH` is what the text filter looks into: label and prompt."""

    LABEL = Qt.ItemDataRole.DisplayRole.value
    THUMBNAIL = Qt.ItemDataRole.DecorationRole.value
    KIND = Qt.ItemDataRole.UserRole.value + 1
    SEARCH = KIND + 1
    CURRENT = KIND + 2


class HistoryModel(QAbstractListModel):
    """Entries in the order they were made; pictures are made once per entry."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[HistoryEntry, ...] = ()
        self._pictures: dict[int, QPixmap] = {}
        session.history_changed.connect(self._update)
        session.prompt_changed.connect(self._mark)
        session.baseline_changed.connect(self._mark)
        self._update()

    def entry(self, row: int) -> HistoryEntry:
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        match role:
            case HistoryRole.LABEL:
                return entry.label
            case Qt.ItemDataRole.ToolTipRole:
                return as_plain(entry.found.told if entry.found else entry.prompt.text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{entry.kind}: {entry.label}. {entry.prompt.text}"
            case HistoryRole.KIND:
                return entry.kind
            case HistoryRole.SEARCH:
                return f"{entry.label} {entry.prompt.text}"
            case HistoryRole.CURRENT:
                return entry.prompt == self._session.prompt and entry.baseline == self._session.baseline
            case HistoryRole.THUMBNAIL:
                return self._picture(index.row())
        return None

    def _picture(self, row: int) -> QPixmap | None:
        thumbnail = self._rows[row].thumbnail
        if thumbnail is None:
            return None
        if row not in self._pictures:
            self._pictures[row] = QPixmap.fromImage(to_image(thumbnail))
        return self._pictures[row]

    def _update(self) -> None:
        new, old = self._session.history, self._rows
        if len(new) == len(old) + 1 and new[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(old))
            self._rows = new
            self.endInsertRows()
        elif len(new) == len(old):
            changed = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b]
            self._rows = new
            for row in changed:
                self._pictures.pop(row, None)
                self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginResetModel()
            self._rows, self._pictures = new, {}
            self.endResetModel()
        self._mark()

    def _mark(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [HistoryRole.CURRENT])


def clock(entry: HistoryEntry) -> str:
    """When the entry was made, as this place writes a time."""
    made = QDateTime.fromSecsSinceEpoch(int(entry.made))
    return QLocale().toString(made.time(), QLocale.FormatType.ShortFormat)
