"""The history strip: cards in a row, a text filter, and the entry of the card that was clicked in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promptstudio.document import HistoryEntry
from promptstudio.prompt import edit_label
from promptstudio_ui.document.session import Session
from promptstudio_ui.history.card import CardDelegate
from promptstudio_ui.history.model import HistoryModel, HistoryRole, clock
from promptstudio_ui.translation import decimal, tr
from promptstudio_ui.widgets.buttons import IconButton
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, as_plain, make_bold

_HEIGHT = 150
"""Least height in pixels, empty or not, so that the panels above stay where they are when the first entry comes."""


class _List(QListView):
    """A strip of cards. Esc selects none."""

    resized = Signal()

    def wheelEvent(self, event) -> None:  # noqa: ANN001
        # A strip has one direction; an ordinary wheel should move it.
        bar = self.horizontalScrollBar()
        delta = event.angleDelta().y() or event.angleDelta().x()
        bar.setValue(bar.value() - delta)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        # Esc and S are commands of the window, but here they are for the cards.
        if event.type() == QEvent.Type.ShortcutOverride and self.selectionModel().hasSelection():
            if isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_F2):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearSelection()
        else:
            super().keyPressEvent(event)


class _Filter(QSortFilterProxyModel):
    """Entries with the words that are looked for, of all or of those with a star."""

    starred = False

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        return super().filterAcceptsRow(row, parent) and (not self.starred or bool(index.data(HistoryRole.STARRED)))


class HistoryStrip(Card):
    """A click looks at an entry, Ctrl+click at two, and the document stays as it is; a double click or Enter asks to
    restore one."""

    restore_wanted = Signal(object)
    """The `HistoryEntry` to bring back."""
    looked_at = Signal(object)
    """The selected entries, oldest first."""
    menu_wanted = Signal(object, QPoint)
    """What can be done with these entries is asked for, at a place of the screen."""
    remove_wanted = Signal(object)
    """These entries are to be removed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("History"), parent)
        self.model = HistoryModel(session, self)
        self._proxy = _Filter(self)
        self._proxy.setSourceModel(self.model)
        self._proxy.setFilterRole(HistoryRole.SEARCH)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter words…"))
        self.filter.setAccessibleName(tr("Filter the history"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(180)
        self.filter.textChanged.connect(self._filter)
        self.starred = IconButton("star", tr("Only what has a star"))
        self.starred.setCheckable(True)
        self.starred.toggled.connect(self._filter)
        self.header.addWidget(self.starred)
        self.header.addWidget(self.filter)

        self.list = _List()
        self.list.setModel(self._proxy)
        self._cards = CardDelegate(self.list, self.model)
        self.list.setItemDelegate(self._cards)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setAccessibleName(tr("History"))
        self.list.setAccessibleDescription(tr("Enter restores, F2 renames, Delete removes"))
        self.list.activated.connect(self._restore)
        self.list.resized.connect(self.list.scheduleDelayedItemsLayout)
        self.list.customContextMenuRequested.connect(self._ask_for_menu)
        self.list.selectionModel().selectionChanged.connect(self._show_selected)

        self._empty = QuietLabel(tr("Every inversion, edit and render will be kept here."))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._details = _EntryDetails()
        self._details.restore.clicked.connect(self._restore_selected)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._empty, 1)
        row.addWidget(self.list, 1)
        row.addWidget(self._details)
        self.content.addLayout(row)
        if (layout := self.layout()) is not None:
            layout.setSpacing(4)
            layout.setContentsMargins(11, 5, 11, 7)
        self.setMinimumHeight(_HEIGHT)
        self.setMaximumHeight(2 * _HEIGHT)
        self._filled: bool | None = None
        self.model.rowsInserted.connect(self._rows_came)
        self.model.rowsRemoved.connect(self._fit_to_content)
        self.model.modelReset.connect(self._fit_to_content)
        self.model.dataChanged.connect(self._show_details)
        session.prompt_changed.connect(self.look_away)
        session.baseline_changed.connect(self.look_away)
        self._fit_to_content()

    def _filter(self) -> None:
        words, self._proxy.starred = self.filter.text(), self.starred.isChecked()
        self._cards.with_lanes = not (words or self._proxy.starred)
        self._proxy.setFilterFixedString(words)

    def _rows_came(self, parent: QModelIndex, first: int, last: int) -> None:
        self._fit_to_content()
        if last == self.model.rowCount() - 1 and not self.filter.text():
            self.list.scrollTo(self._proxy.index(self._proxy.rowCount() - 1, 0))

    def _fit_to_content(self) -> None:
        filled = self.model.rowCount() > 0
        if filled is not self._filled:
            self._filled = filled
            self.list.setVisible(filled)
            self._empty.setVisible(not filled)
            self.filter.setVisible(filled)
            self.starred.setVisible(filled)
        self._show_selected()

    def _entry(self, index: QModelIndex) -> HistoryEntry:
        return self.model.entry(self._proxy.mapToSource(index).row())

    @property
    def selected(self) -> tuple[HistoryEntry, ...]:
        """The selected entries, oldest first."""
        rows = sorted(self._proxy.mapToSource(i).row() for i in self.list.selectionModel().selectedIndexes())
        return tuple(self.model.entry(row) for row in rows)

    def look_away(self) -> None:
        """Select none: the document itself is looked at."""
        self.list.clearSelection()

    def rename(self, entry: HistoryEntry) -> None:
        """Let the name of an entry be typed on its card."""
        for row in range(self._proxy.rowCount()):
            index = self._proxy.index(row, 0)
            if self._entry(index).number == entry.number:
                self.list.scrollTo(index)
                self.list.edit(index)

    def _show_selected(self) -> None:
        self._show_details()
        self.looked_at.emit(self.selected)

    def _show_details(self) -> None:
        chosen = self.selected
        self._details.setVisible(bool(chosen))
        if chosen:
            self._details.show_entries(chosen)

    def _restore(self, index: QModelIndex) -> None:
        self.restore_wanted.emit(self._entry(index))

    def _restore_selected(self) -> None:
        for entry in self.selected[:1]:
            self.restore_wanted.emit(entry)

    def _ask_for_menu(self, point: QPoint) -> None:
        if self.selected:
            self.menu_wanted.emit(self.selected, self.list.viewport().mapToGlobal(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected:
            self.remove_wanted.emit(self.selected)
        else:
            super().keyPressEvent(event)


class _EntryDetails(QWidget):
    """The prompt of one entry in full, or what differs between two."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(290)
        self._label, self._when, self._prompt = ElidedLabel(), QuietLabel(), QLabel()
        make_bold(self._label)
        self._prompt.setWordWrap(True)
        self._prompt.setTextFormat(Qt.TextFormat.PlainText)
        self._prompt.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.restore = QPushButton(tr("Restore"))
        self.restore.setToolTip(tr("Bring this prompt back (can be undone)"))
        head = QHBoxLayout()
        head.addWidget(self._label, 1)
        head.addWidget(self.restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._when)
        layout.addWidget(self._prompt, 1)

    def show_entries(self, entries: Sequence[HistoryEntry]) -> None:
        self.restore.setVisible(len(entries) == 1)
        if len(entries) == 1:
            self._show_one(entries[0])
            return
        first, last = entries[0], entries[-1]
        self._label.show_text(tr("%n entries", "", len(entries)))
        self._when.setText(f"{clock(first)} – {clock(last)}")
        self._say(edit_label(first.prompt, last.prompt) or tr("The same words.") if len(entries) == 2 else "")

    def _show_one(self, entry: HistoryEntry) -> None:
        self._label.show_text(entry.title)
        fit = entry.scores.guide_clip
        self._when.setText(
            clock(entry) + (" · " + tr("fit {fit}").format(fit=decimal(fit, ".3f")) if fit is not None else "")
        )
        self._say(entry.prompt.text)

    def _say(self, text: str) -> None:
        self._prompt.setText(text)
        self._prompt.setToolTip(as_plain(text))
