"""The references panel: one well per image with the square CLIP sees, and an inviting emptiness before the first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from promptstudio.protocol import EngineInfo, ReferenceImage
from promptstudio_ui.document.session import Session
from promptstudio_ui.references.empty import NoReferences
from promptstudio_ui.references.model import ReferenceModel
from promptstudio_ui.references.reorder import DropMark, place_for
from promptstudio_ui.references.well import MOST_WHOLE, Well
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import IconButton
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.labels import Pill

PHOTOGRAPH = "photo-"
"""How the names of samples begin that are photographs."""
_GAP, _NARROW_GAP = 16, 8  # pixels between references, and between many
ROOM_FOR_THREE = 200
"""From this width of the panel on three samples stand in a row."""


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
        self.header.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        self.header.addWidget(add)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._make_room)
        self.content.addWidget(self._scroll)
        self._samples = samples
        self.guide_size: int | None = None
        """Side, in pixels, of the square in which the guide sees a picture; None while it is not known."""
        self._photographs = False  # whether samples that are photographs are offered
        self._numbers: frozenset[int] = frozenset()
        self.wells: list[Well] = []
        self._open: ReferenceImage | None = None  # the one of many that is shown whole, as it was when it was opened
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
        layout.setSpacing(self._gap)
        count = self.model.rowCount()
        self.wells = [Well(self, row) for row in range(count)]
        for row, well in enumerate(self.wells):
            well.show_reference(self.model.reference(row))
            well.show_number(row + 1 if row + 1 in self._numbers else None)
            layout.addWidget(well)
        self._show_briefly()
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
    def _gap(self) -> int:
        return _GAP if self.model.rowCount() <= MOST_WHOLE else _NARROW_GAP

    def open_reference(self, row: int) -> None:
        """Show one of many references whole, or only its name again."""
        if self.model.rowCount() > MOST_WHOLE:
            reference = self.model.reference(row)
            self._open = None if _same(reference, self._open) else reference
            self._show_briefly()
            QTimer.singleShot(0, self.wells[row], lambda: self._scroll.ensureWidgetVisible(self.wells[row], 0, 0))

    def _make_room(self, _least: int, most: int) -> None:
        """The scroll bar stands in the card's margin: pictures and controls are as wide with it as without."""
        taken = self._scroll.verticalScrollBar().sizeHint().width() if most else 0
        margins = self.whole.contentsMargins()
        margins.setRight(margins.left() - taken)
        self.whole.setContentsMargins(margins)
        self.header.setContentsMargins(0, 0, taken, 0)

    def _show_briefly(self) -> None:
        many = self.model.rowCount() > MOST_WHOLE
        for row, well in enumerate(self.wells):
            well.show_brief(many and not _same(self.model.reference(row), self._open))

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
        self._mark.show_between([well.geometry() for well in self.wells], row, to, self._gap)
        self._scroll.ensureVisible(0, y, 0, self._gap)

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


def _same(one: ReferenceImage, other: ReferenceImage | None) -> bool:
    """Whether they are one picture, whatever was chosen about it since."""
    return other is not None and one.sha256 == other.sha256
