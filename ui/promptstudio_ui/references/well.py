"""One reference in the panel: its picture and everything that is chosen about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import LARGEST_REFERENCE_WEIGHT, LEAST_REFERENCE_WEIGHT, ReferenceImage
from promptstudio_ui.document.found import told_text
from promptstudio_ui.references.picture import ReferencePicture
from promptstudio_ui.references.reorder import NameHandle
from promptstudio_ui.references.square_tip import SquareTip
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, Segments
from promptstudio_ui.widgets.labels import QuietLabel, as_plain
from promptstudio_ui.widgets.theme import icon

if TYPE_CHECKING:
    from promptstudio_ui.references.view import ReferencesView

MOST_WHOLE = 2
"""How many references are all shown whole; of more than that at most one."""
_LINE = 26  # height of a row of controls below a picture, in pixels
_FITS = (
    ("crop", tr_noop("Crop"), tr_noop("CLIP sees a square part of the picture; drag it, or turn the wheel over it")),
    ("pad", tr_noop("Pad"), tr_noop("CLIP sees the whole picture with grey bars")),
    ("squash", tr_noop("Squash"), tr_noop("CLIP sees the whole picture squeezed into a square")),
)
_ROLES = (
    ("content", tr_noop("Content"), tr_noop("The prompt says what this picture shows")),
    ("style", tr_noop("Style"), tr_noop("The prompt says only how this picture looks: “… in the style of …”")),
    ("ignore", tr_noop("Ignore"), tr_noop("The picture stays here and counts nothing")),
)
_GROUNDS = (
    ("grey", tr_noop("On grey"), ""),
    ("white", tr_noop("On white"), ""),
    ("black", tr_noop("On black"), ""),
    ("blur", tr_noop("On a blur"), tr_noop("The picture itself, blurred")),
)


class Well(QWidget):
    """One reference: picture, name, how it becomes square, what was converted, a prompt found in the file."""

    def __init__(self, view: ReferencesView, row: int) -> None:
        super().__init__()
        self._view, self._row = view, row
        self._among = view.model.rowCount()
        self.picture = ReferencePicture(view.model.reference(row))
        self.picture.square_chosen.connect(lambda square: view.model.set_square(row, square))
        self.picture.opened.connect(self._open)
        self.picture.moved.connect(self._move)
        self._head = self._make_head()
        self._in_brief = QuietLabel()
        self._body = self._make_body()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.show_brief(False)

    def show_brief(self, brief: bool) -> None:
        """One among many: a small picture with its name and use beside it; or whole."""
        self.picture.show_among(self._among, small=brief)
        for part in (self.picture, self._head, self._in_brief, self._body):
            self._grid.removeWidget(part)
        if brief:
            self._grid.addWidget(self.picture, 0, 0, 2, 1)
            self._grid.addWidget(self._head, 0, 1)
            self._grid.addWidget(self._in_brief, 1, 1)
        else:
            for row, part in enumerate((self.picture, self._head, self._body)):
                self._grid.addWidget(part, row, 0, 1, 2)
        self._in_brief.setVisible(brief)
        self._body.setVisible(not brief)
        self._remove.setVisible(not brief)
        self._less.setVisible(not brief and self._among > MOST_WHOLE)

    def _make_head(self) -> QWidget:
        """The name, and removing the picture."""
        view, row = self._view, self._row
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        self.name = NameHandle()
        if view.model.rowCount() > 1:
            self.name.setCursor(Qt.CursorShape.OpenHandCursor)
            self.name.dragged.connect(lambda place: view.show_drag(row, place))
            self.name.dropped.connect(lambda place: view.end_drag(row, place))
            self.name.clicked.connect(self._open)
        line.addWidget(self.name, 1)
        self._less = IconButton("chevron-down", tr("Show only its name"))
        self._less.clicked.connect(self._open)
        line.addWidget(self._less)
        self._remove = IconButton("remove", tr("Remove this reference"))
        self._remove.clicked.connect(lambda: view.model.remove(row))
        line.addWidget(self._remove)
        return head

    def _make_body(self) -> QWidget:
        """How it becomes square, what it is for, what was converted, a prompt found in the file."""
        view, row = self._view, self._row
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.fit = Segments([(fit, tr(text), tr(tip)) for fit, text, tip in _FITS])
        self.fit.chosen.connect(lambda fit: view.model.set_fit(row, fit))
        for fit, _, _ in _FITS:
            SquareTip(self.fit.button(fit), fit, lambda: (view.model.reference(row), view.guide_size))
        layout.addWidget(self.fit, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._make_ground())
        self.frame = QPushButton()
        self.frame.setIcon(icon("image"))
        self.frame.clicked.connect(lambda: view.frame_wanted.emit(view.model.reference(row)))
        layout.addWidget(self.frame)
        layout.addLayout(self._make_use())
        self._notes = QuietLabel()
        self._notes.setWordWrap(True)
        layout.addWidget(self._notes)
        self._found = QPushButton()
        self._found.setIcon(icon("text"))
        self._found.clicked.connect(lambda: view.found_wanted.emit(view.model.reference(row)))
        layout.addWidget(self._found)
        return body

    def _make_ground(self) -> QComboBox:
        """What is seen behind transparent parts; only where there are any."""
        self.ground = QComboBox()
        self.ground.setFixedHeight(_LINE)
        self.ground.setAccessibleName(tr("Behind transparent parts"))
        self.ground.setToolTip(tr("What CLIP sees behind the transparent parts of the picture"))
        for ground, text, tip in _GROUNDS:
            self.ground.addItem(tr(text), ground)
            self.ground.setItemData(self.ground.count() - 1, tr(tip) if tip else None, Qt.ItemDataRole.ToolTipRole)
        self.ground.activated.connect(
            lambda number: self._view.model.set_ground(self._row, self.ground.itemData(number))
        )
        return self.ground

    def _make_use(self) -> QHBoxLayout:
        """What the picture is for, and how much it counts; only beside others."""
        model, row, several = self._view.model, self._row, self._among > 1
        self.role = QComboBox()
        self.role.setAccessibleName(tr("What the picture is for"))
        for role, text, tip in _ROLES:
            self.role.addItem(tr(text), role)
            self.role.setItemData(self.role.count() - 1, tr(tip), Qt.ItemDataRole.ToolTipRole)
        self.role.activated.connect(lambda number: model.set_role(row, self.role.itemData(number)))
        self.weight = QDoubleSpinBox()
        self.weight.setRange(LEAST_REFERENCE_WEIGHT, LARGEST_REFERENCE_WEIGHT)
        self.weight.setSingleStep(0.1)
        self.weight.setDecimals(1)
        self.weight.setPrefix("× ")
        self.weight.setKeyboardTracking(False)  # “2.5” is not first 2
        self.weight.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.weight.setFixedWidth(52)
        self.weight.setAccessibleName(tr("Weight"))
        self.weight.setToolTip(tr("How much the picture counts among those of its role"))
        self.weight.valueChanged.connect(lambda value: model.set_weight(row, round(value, 1)))
        line = QHBoxLayout()
        line.setSpacing(4)
        for widget, stretch in ((self.role, 1), (self.weight, 0)):
            widget.setVisible(several)
            widget.setFixedHeight(_LINE)
            line.addWidget(widget, stretch)
        return line

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._in_brief.isVisible():
            self._open()

    def _open(self) -> None:
        self._view.open_reference(self._row)

    def _move(self, by: int) -> None:
        to = self._row + by
        if 0 <= to < self._view.model.rowCount():
            self._view.move_reference(self._row, to)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.context_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def context_menu(self) -> QMenu:
        """The picture's place, its role, and removing it."""
        menu, view, row = QMenu(self), self._view, self._row
        menu.addAction(tr("Move up\tAlt+Up"), lambda: self._move(-1)).setEnabled(row > 0)
        menu.addAction(tr("Move down\tAlt+Down"), lambda: self._move(1)).setEnabled(row + 1 < view.model.rowCount())
        menu.addSeparator()
        for role, text, tip in _ROLES:
            entry = menu.addAction(tr(text), lambda role=role: view.model.set_role(row, role))
            entry.setToolTip(tr(tip))
            entry.setCheckable(True)
            entry.setChecked(view.model.reference(row).role == role)
        menu.addSeparator()
        menu.addAction(tr("Remove"), lambda: view.model.remove(row))
        return menu

    def show_reference(self, reference: ReferenceImage) -> None:
        self.picture.show_reference(reference)
        with QSignalBlocker(self.weight):
            self.weight.setValue(reference.weight)
        self.role.setCurrentIndex(self.role.findData(reference.role))
        self.role.setToolTip(self.role.itemData(self.role.currentIndex(), Qt.ItemDataRole.ToolTipRole))
        self.weight.setEnabled(reference.role != "ignore")
        self.name.show_text(reference.name, reference.path or "")
        self._show_in_brief(reference)
        self.fit.set_value(reference.fit)
        square = reference.picture.width == reference.picture.height
        self.fit.setVisible(not square)
        self.ground.setVisible(reference.opacity is not None)
        self.ground.setCurrentIndex(self.ground.findData(reference.ground))
        self.frame.setVisible(reference.frames > 1 and reference.path is not None)
        self.frame.setText(tr("Frame {frame} of {frames}").format(frame=reference.frame, frames=reference.frames))
        self._notes.setText(" · ".join(map(from_engine, reference.notes)))
        self._notes.setVisible(bool(reference.notes))
        found = self._view.model.found(self._row)
        self._found.setVisible(found is not None)
        if found is not None:
            text = tr("Use prompt ({source})") if found.prompt.words else tr("Choose prompt ({source})")
            self._found.setText(text.format(source=from_engine(found.source)))
            self._found.setToolTip(as_plain(told_text(found)))

    def _show_in_brief(self, reference: ReferenceImage) -> None:
        """Use and weight; that there is something to know, which its tip tells."""
        use = next(tr(text) for role, text, _ in _ROLES if role == reference.role)
        weight = "" if reference.weight == 1 else f" × {decimal(reference.weight, '.1f')}"
        self._in_brief.setText(f"{use}{weight}{' · …' if reference.notes else ''}")
        self._in_brief.setToolTip(
            as_plain("\n".join((*map(from_engine, reference.notes), tr("A click shows all about it"))))
        )

    def show_number(self, number: int | None) -> None:
        """Mark the picture as the source of the words with this number."""
        self.picture.show_number(number)
        name = self._view.model.reference(self._row).name
        tip = (
            tr("Image {number} ({name}): the words marked {number} come from it").format(number=number, name=name)
            if number
            else ""
        )
        self.picture.setToolTip(as_plain(tip))
