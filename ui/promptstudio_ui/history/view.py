"""The history strip: cards in a row, a text filter, and the entry of the card that was clicked in full."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from promptstudio.document import HistoryEntry
from promptstudio_ui.document.session import Session
from promptstudio_ui.history.model import HistoryModel, HistoryRole, clock
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.colours import mix
from promptstudio_ui.widgets.labels import QuietLabel, as_plain
from promptstudio_ui.widgets.theme import icon

_ICONS = {"inversion": "invert", "edit": "text", "render": "image"}
_CARD = QSize(116, 92)
_PICTURE = 64
_HEIGHT = 150
"""Least height in pixels, empty or not, so that the panels above stay where they are when the first entry comes."""


class _CardDelegate(QStyledItemDelegate):
    def sizeHint(
        self,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        return _CARD

    def paint(
        self,
        painter: QPainter,
        option: Any,  # noqa: ANN401  (PySide's types leave its attributes out)
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        colours = option.palette
        ground = colours.color(QPalette.ColorRole.Window)
        text = colours.color(QPalette.ColorRole.WindowText)
        accent = colours.color(QPalette.ColorRole.Accent)
        box = QRectF(option.rect).adjusted(2, 2, -2, -2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        fill = mix(ground, accent, 0.22) if selected else mix(ground, text, 0.08 if hovered else 0.04)
        painter.setBrush(fill)
        painter.setPen(QPen(accent, 1.5) if index.data(HistoryRole.CURRENT) else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 6, 6)
        picture = QRectF(box.center().x() - _PICTURE / 2, box.top() + 4, _PICTURE, _PICTURE)
        pixmap = index.data(HistoryRole.THUMBNAIL)
        kind = index.data(HistoryRole.KIND)
        if pixmap is not None:
            clip = QPainterPath()
            clip.addRoundedRect(picture, 4, 4)
            painter.setClipPath(clip)
            painter.drawPixmap(picture, pixmap, QRectF(pixmap.rect()))
            painter.setClipping(False)
        else:
            mark = QRect(round(picture.center().x()) - 12, round(picture.center().y()) - 12, 24, 24)
            icon(_ICONS[kind], QPalette.ColorRole.PlaceholderText).paint(painter, mark)
        badge = QRectF(box.left() + 4, box.top() + 4, 18, 18)
        if pixmap is not None and kind == "inversion":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawEllipse(badge)
            icon("invert").paint(painter, badge.adjusted(3, 3, -3, -3).toRect())
        painter.setPen(text)
        font = painter.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        line = QRectF(box.left() + 5, picture.bottom() + 1, box.width() - 10, box.bottom() - picture.bottom() - 2)
        label = painter.fontMetrics().elidedText(
            index.data(HistoryRole.LABEL), Qt.TextElideMode.ElideRight, int(line.width())
        )
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, label)
        painter.restore()


class _List(QListView):
    def wheelEvent(self, event) -> None:  # noqa: ANN001
        # A strip has one direction; an ordinary wheel should move it.
        bar = self.horizontalScrollBar()
        delta = event.angleDelta().y() or event.angleDelta().x()
        bar.setValue(bar.value() - delta)


class HistoryStrip(Card):
    """A click shows an entry in full, a double click or Enter asks to restore it."""

    restore_wanted = Signal(object)
    """The `HistoryEntry` to bring back."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("History"), parent)
        self.model = HistoryModel(session, self)
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self.model)
        self._proxy.setFilterRole(HistoryRole.SEARCH)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter words…"))
        self.filter.setAccessibleName(tr("Filter the history"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setFixedWidth(180)
        self.filter.textChanged.connect(self._proxy.setFilterFixedString)
        self.header.addWidget(self.filter)

        self.list = _List()
        self.list.setModel(self._proxy)
        self.list.setItemDelegate(_CardDelegate(self.list))
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setSpacing(2)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(tr("History"))
        self.list.activated.connect(self._restore)
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
        self.model.rowsInserted.connect(self._fit_to_content)
        self.model.modelReset.connect(self._fit_to_content)
        self._fit_to_content()

    def _fit_to_content(self) -> None:
        filled = self.model.rowCount() > 0
        if filled is not self._filled:
            self._filled = filled
            self.list.setVisible(filled)
            self._empty.setVisible(not filled)
            self.filter.setVisible(filled)
        if filled and not self.filter.text():
            self.list.scrollTo(self._proxy.index(self._proxy.rowCount() - 1, 0))
        self._show_selected()

    def _entry(self, index: QModelIndex) -> HistoryEntry:
        return self.model.entry(self._proxy.mapToSource(index).row())

    def _show_selected(self) -> None:
        chosen = self.list.selectionModel().selectedIndexes()
        self._details.setVisible(bool(chosen))
        if chosen:
            self._details.show_entry(self._entry(chosen[0]))

    def _restore(self, index: QModelIndex) -> None:
        self.restore_wanted.emit(self._entry(index))

    def _restore_selected(self) -> None:
        for index in self.list.selectionModel().selectedIndexes():
            self._restore(index)


class _EntryDetails(QWidget):
    """The prompt of one entry in full."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(290)
        self._label, self._when, self._prompt = QLabel(), QuietLabel(), QLabel()
        font = self._label.font()
        font.setBold(True)
        self._label.setFont(font)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
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

    def show_entry(self, entry: HistoryEntry) -> None:
        width = 200
        self._label.setText(self._label.fontMetrics().elidedText(entry.label, Qt.TextElideMode.ElideRight, width))
        fit = entry.scores.guide_clip
        self._when.setText(clock(entry) + (tr(" · fit {fit}").format(fit=f"{fit:.3f}") if fit is not None else ""))
        self._prompt.setText(entry.prompt.text)
        self._prompt.setToolTip(as_plain(entry.prompt.text))
