"""The session's history as a Qt list model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDateTime,
    QLocale,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QPixmap

from promptstudio.document import HistoryEntry
from promptstudio.protocol import Picture
from promptstudio_ui.document.dragged import dragged, no_files
from promptstudio_ui.document.found import told_text
from promptstudio_ui.document.session import Session
from promptstudio_ui.history.lanes import Lanes, lanes_of
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.labels import as_plain
from promptstudio_ui.widgets.pictures import to_image

_NO_INDEX = QModelIndex()
_KINDS = {"inversion": tr_noop("inversion"), "edit": tr_noop("edit"), "render": tr_noop("render")}


class HistoryRole(IntEnum):
    """`SEARCH` is what the text filter looks into: title and prompt. `ROW` is the place among all entries."""

    LABEL = Qt.ItemDataRole.DisplayRole.value
    THUMBNAIL = Qt.ItemDataRole.DecorationRole.value
    KIND = Qt.ItemDataRole.UserRole.value + 1
    SEARCH = KIND + 1
    CURRENT = KIND + 2
    STARRED = KIND + 3
    ROW = KIND + 4


class HistoryModel(QAbstractListModel):
    """Entries in the order they were made; pictures are made once per entry."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.files_of: Callable[[Sequence[HistoryEntry]], Sequence[Path]] = no_files
        self._rows: tuple[HistoryEntry, ...] = ()
        self._pictures: dict[int, tuple[Picture, QPixmap]] = {}
        self._current: int | None = None
        self.lanes = Lanes((), ())
        """How the entries hang together."""
        self.way: frozenset[int] = frozenset()
        """Rows of the entries that lead to the present one, which is one of them."""
        session.replaced.connect(self._forget)
        session.history_changed.connect(self._update)
        session.render_changed.connect(self._mark)  # comes with every step of undo
        self._update()

    def entry(self, row: int) -> HistoryEntry:
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return ["text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Prompts and pictures of the entries."""
        entries = [self._rows[row] for row in sorted(index.row() for index in indexes)]
        return dragged([entry.prompt for entry in entries], self.files_of(entries))

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        entry = self._rows[index.row()]
        match role:
            case HistoryRole.LABEL | Qt.ItemDataRole.EditRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return as_plain("\n".join(filter(None, [entry.title, self._branch(index.row()), _told(entry)])))
            case Qt.ItemDataRole.AccessibleTextRole:
                star = tr("starred") + ", " if entry.starred else ""
                branch = self._branch(index.row())
                branch = f"{branch}. " if branch else ""
                kind = tr(_KINDS.get(entry.kind, entry.kind))
                return f"{star}{kind}: {entry.title}. {branch}{entry.prompt.text}"
            case HistoryRole.KIND:
                return entry.kind
            case HistoryRole.SEARCH:
                return f"{entry.title} {entry.label} {entry.prompt.text}"
            case HistoryRole.CURRENT:
                return index.row() == self._current
            case HistoryRole.STARRED:
                return entry.starred
            case HistoryRole.ROW:
                return index.row()
            case HistoryRole.THUMBNAIL:
                return self._picture(entry)
        return None

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,  # noqa: ANN401
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Give an entry another name; the one that says what was done comes back when it is empty."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        entry, name = self._rows[index.row()], " ".join(str(value).split())
        name = "" if name == entry.label else name
        if name != entry.name:
            self._session.change_entry(entry.number, name=name)
        return True

    def _branch(self, row: int) -> str:
        """Where it leaves the entry that it was made from, unless that is the one before it."""
        parent = self.lanes.parent[row]
        return (
            ""
            if parent is None or parent == row - 1
            else tr("made from “{title}”").format(title=self._rows[parent].title)
        )

    def _picture(self, entry: HistoryEntry) -> QPixmap | None:
        if entry.thumbnail is None:
            return None
        known = self._pictures.get(entry.number)
        if known is None or known[0] is not entry.thumbnail:
            known = self._pictures[entry.number] = entry.thumbnail, QPixmap.fromImage(to_image(entry.thumbnail))
        return known[1]

    def _forget(self) -> None:
        """Another document begins."""
        self.beginResetModel()
        self._rows, self._pictures = (), {}
        self.endResetModel()

    def _update(self) -> None:
        new = self._session.history
        there = {entry.number for entry in new}
        for row in reversed(range(len(self._rows))):
            if self._rows[row].number not in there:
                self.beginRemoveRows(QModelIndex(), row, row)
                self._rows = self._rows[:row] + self._rows[row + 1 :]
                self._hang_together()
                self.endRemoveRows()
        known = {entry.number for entry in self._rows}
        row = 0
        while row < len(new):
            end = next((n for n in range(row, len(new)) if new[n].number in known), len(new))
            if end > row:
                self.beginInsertRows(QModelIndex(), row, end - 1)
                self._rows = (*self._rows[:row], *new[row:end], *self._rows[row:])
                self._hang_together()
                self.endInsertRows()
            row = end + 1
        self._rows = new
        self._hang_together()
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def _hang_together(self) -> None:
        self.lanes = lanes_of(self._rows)
        self._find_current()

    def _find_current(self) -> None:
        number = self._session.entry
        self._current = next((row for row, entry in enumerate(self._rows) if entry.number == number), None)
        self.way = self.lanes.way_to(self._current)

    def _mark(self) -> None:
        before = self._current
        self._find_current()
        if self._rows and self._current != before:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [HistoryRole.CURRENT])


def _told(entry: HistoryEntry) -> str:
    told = told_text(entry.found) if entry.found else entry.prompt.text
    renderer = entry.baseline.settings.renderer if entry.baseline is not None else ""
    return "\n".join((told, tr("Rendered with “{name}”").format(name=renderer))) if renderer else told


def clock(entry: HistoryEntry) -> str:
    """When the entry was made, as this place writes a time."""
    made = QDateTime.fromSecsSinceEpoch(int(entry.made))
    return QLocale().toString(made.time(), QLocale.FormatType.ShortFormat)
