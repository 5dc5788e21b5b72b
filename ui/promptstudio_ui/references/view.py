"""The references panel: one well per image with the square CLIP sees, and an inviting emptiness before the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import LARGEST_REFERENCE_WEIGHT, LEAST_REFERENCE_WEIGHT, EngineInfo, ReferenceImage
from promptstudio_ui.document.found import told_text
from promptstudio_ui.document.session import Session
from promptstudio_ui.references.empty import NoReferences
from promptstudio_ui.references.model import ReferenceModel
from promptstudio_ui.references.picture import ReferencePicture
from promptstudio_ui.references.reorder import DropMark, NameHandle, place_for
from promptstudio_ui.references.square_tip import SquareTip
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, Segments
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.labels import Pill, QuietLabel, as_plain
from promptstudio_ui.widgets.theme import icon

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
PHOTOGRAPH = "photo-"
"""How the names of samples begin that are photographs."""
_GAP = 16  # pixels between references
_LINE = 26  # height of a row of controls below a picture, in pixels
ROOM_FOR_THREE = 200
"""From this width of the panel on three samples stand in a row."""


class _Well(QWidget):
    """One reference: picture, name, how it becomes square, what was converted, a prompt found in the file."""

    def __init__(self, view: ReferencesView, row: int) -> None:
        super().__init__()
        self._view, self._row = view, row
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.picture = ReferencePicture(view.model.reference(row))
        self.picture.square_chosen.connect(lambda square: view.model.set_square(row, square))
        layout.addWidget(self.picture)
        line = QHBoxLayout()
        line.setSpacing(2)
        self.name = NameHandle()
        if view.model.rowCount() > 1:
            self.name.setCursor(Qt.CursorShape.OpenHandCursor)
            self.name.dragged.connect(lambda place: view.show_drag(row, place))
            self.name.dropped.connect(lambda place: view.end_drag(row, place))
        line.addWidget(self.name, 1)
        remove = IconButton("remove", tr("Remove this reference"))
        remove.clicked.connect(lambda: view.model.remove(row))
        line.addWidget(remove)
        layout.addLayout(line)
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
        self.picture.show_among(view.model.rowCount())
        self.picture.moved.connect(self._move)
        self._notes = QuietLabel()
        self._notes.setWordWrap(True)
        layout.addWidget(self._notes)
        self._found = QPushButton()
        self._found.setIcon(icon("text"))
        self._found.clicked.connect(lambda: view.found_wanted.emit(view.model.reference(row)))
        layout.addWidget(self._found)

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
        model, row, several = self._view.model, self._row, self._view.model.rowCount() > 1
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


class ReferencesView(Card):
    """The panel. What is changed about the references goes through its model, into the session's undo stack."""

    open_wanted = Signal()
    sample_chosen = Signal(object)
    """The path of a sample image."""
    found_wanted = Signal(object)
    """The prompt found in the file of this `ReferenceImage` is to be used."""
    frame_wanted = Signal(object)
    """Another frame of this `ReferenceImage` is to be chosen."""

    def __init__(self, session: Session, samples: list[Path], parent: QWidget | None = None) -> None:
        super().__init__(tr("References"), parent)
        self.model = ReferenceModel(session, self)
        self._count = Pill()
        add = IconButton("image-plus", tr("Open images (Ctrl+O)"))
        add.clicked.connect(self.open_wanted)
        self.header.addWidget(self._count)
        self.header.addWidget(add)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self.content.addWidget(self._scroll)
        self._samples = samples
        self.guide_size: int | None = None
        """Side, in pixels, of the square in which the guide sees a picture; None while it is not known."""
        self._photographs = False  # whether samples that are photographs are offered
        self._numbers: frozenset[int] = frozenset()
        self.wells: list[_Well] = []
        self._columns = 3
        self.setMinimumWidth(164)
        self.model.modelReset.connect(self._rebuild)
        self.model.dataChanged.connect(lambda first, last: self._refresh(first.row()))
        self._rebuild()

    def _rebuild(self) -> None:
        body = QWidget()
        body.setAutoFillBackground(False)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        count = self.model.rowCount()
        self.wells = [_Well(self, row) for row in range(count)]
        for row, well in enumerate(self.wells):
            well.show_reference(self.model.reference(row))
            well.show_number(row + 1 if row + 1 in self._numbers else None)
            layout.addWidget(well)
        if not count:
            nothing = NoReferences(self.offered_samples, self._columns)
            nothing.open_wanted.connect(self.open_wanted)
            nothing.sample_chosen.connect(self.sample_chosen)
            layout.addWidget(nothing)
        layout.addStretch(1)
        self._mark = DropMark(body)
        self._count.setText(str(count))
        self._count.setVisible(count > 1)
        old = self._scroll.takeWidget()
        self._scroll.setWidget(body)
        if old is not None:
            old.deleteLater()  # one of its buttons may be what led here
        body.setAutoFillBackground(False)  # giving it to the scroll area has set it

    @property
    def offered_samples(self) -> list[Path]:
        """The samples to choose from."""
        return [path for path in self._samples if self._photographs or not path.name.startswith(PHOTOGRAPH)]

    def set_info(self, info: EngineInfo) -> None:
        """What the engine's models see and know."""
        self.guide_size = info.image_size
        self.offer_photographs(not info.knows)

    def offer_photographs(self, on: bool) -> None:
        """Offer samples that are photographs, or only drawings."""
        if on != self._photographs:
            self._photographs = on
            self._rebuild()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isVisible():  # before, the sizes of a window in the making
            self._fit_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        columns = 3 if self.width() >= ROOM_FOR_THREE else 2
        if columns != self._columns:
            self._columns = columns
            self._rebuild()

    def move_reference(self, row: int, to: int) -> None:
        """Bring a reference to another place; the keyboard stays with it."""
        self.model.move(row, to)
        self.wells[to].picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_drag(self, row: int, place: QPoint) -> None:
        """Mark where a reference that is dragged to this place of the screen would come to stand."""
        to, y = self._target(row, place)
        self._mark.show_between([well.geometry() for well in self.wells], row, to, _GAP)
        self._scroll.ensureVisible(0, y, 0, _GAP)

    def end_drag(self, row: int, place: QPoint) -> None:
        """Bring a reference to where it was dropped."""
        self._mark.hide()
        if (to := self._target(row, place)[0]) != row:
            self.move_reference(row, to)

    def _target(self, row: int, place: QPoint) -> tuple[int, int]:
        """The row for what is dragged to `place`, and its height among the references."""
        y = self._scroll.widget().mapFromGlobal(place).y()
        return place_for([well.geometry() for well in self.wells], row, y), y

    def show_numbers(self, numbers: frozenset[int]) -> None:
        """Number the images, from 1, that words of the prompt are marked with."""
        self._numbers = numbers
        for row, well in enumerate(self.wells):
            well.show_number(row + 1 if row + 1 in numbers else None)

    def _refresh(self, row: int) -> None:
        self.wells[row].show_reference(self.model.reference(row))
