"""Choosing another frame of an animated reference image. Its frames are read from the original file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QItemSelectionModel, QObject, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import Picture, ReferenceImage
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.pictures import picture_icon, to_image

MOST_SHOWN = 24
"""How many frames the strip shows; those of a longer animation are spread over it."""
_SIDE = 96
"""Longer side of a frame in the strip, in pixels."""
_OF_A_FRAME = ("picture", "opacity", "square", "frame", "notes")


class Frames(QObject):
    """Asks for another frame and brings it into the session as an undoable step."""

    def __init__(self, session: Session, jobs: Jobs, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._jobs = jobs
        self._messages = messages
        self._window = window

    def choose(self, reference: ReferenceImage) -> None:
        """Show the frames of an animated reference to choose from."""
        FrameDialog(self._window, reference, self._jobs, self._messages, partial(self.use, reference)).open()

    def use(self, reference: ReferenceImage, frame: int) -> None:
        """Put another frame in the place of a reference."""
        from promptstudio.files.importing import read_frame

        if frame != reference.frame:
            self._jobs.aside(lambda: read_frame(reference, frame), partial(self._put, reference))

    def _put(self, old: ReferenceImage, new: ReferenceImage) -> None:
        """What else was chosen for the reference since then stays."""
        references = list(self._session.references)
        for row, reference in enumerate(references):
            if (reference.sha256, reference.frame) == (old.sha256, old.frame):
                changes = {field: getattr(new, field) for field in _OF_A_FRAME}
                references[row] = msgspec.structs.replace(reference, **changes)
                label = tr("frame {frame} of {name}").format(frame=new.frame, name=new.name)
                self._session.set_references(references, label)
                return


class FrameDialog(QDialog):
    """The frames as small pictures, and a number for those of a long animation. Returns at once; `then` is called with
    the number of the chosen frame."""

    def __init__(
        self,
        parent: QWidget,
        reference: ReferenceImage,
        jobs: Jobs,
        messages: Messages,
        then: Callable[[int], None],
    ) -> None:
        from promptstudio.files.importing import read_strip

        super().__init__(parent)
        self.setWindowTitle(tr("Choose a frame"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._messages = messages
        self.numbers = shown_frames(reference.frame, reference.frames)
        """The frames of the strip."""
        heading = QLabel(tr("Which frame of {name}?").format(name=reference.name))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        self._waiting = QuietLabel(tr("Reading the frames…"))
        self.strip = QListWidget()
        self.strip.setAccessibleName(tr("Frames"))
        self.strip.setViewMode(QListView.ViewMode.IconMode)
        self.strip.setMovement(QListView.Movement.Static)
        self.strip.setResizeMode(QListView.ResizeMode.Adjust)
        self.strip.setIconSize(QSize(_SIDE, _SIDE))
        self.strip.setSpacing(4)
        self.strip.currentRowChanged.connect(self._strip_moved)
        self.strip.itemActivated.connect(self.accept)
        self.number = QSpinBox()
        self.number.setRange(1, reference.frames)
        self.number.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.number.setFixedWidth(80)
        self.number.setValue(reference.frame)
        self.number.valueChanged.connect(self._select)
        label = QLabel(tr("Frame (of {frames})").format(frames=reference.frames))
        label.setBuddy(self.number)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.number)
        line.addStretch(1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Use this frame"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: then(self.number.value()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget in (heading, self._waiting):
            layout.addWidget(widget)
        layout.addWidget(self.strip, 1)
        layout.addLayout(line)
        layout.addWidget(self.buttons)
        self.resize(600, 420)
        jobs.aside(lambda: read_strip(reference, self.numbers, _SIDE), self._show, self._fail)

    def _show(self, pictures: Sequence[Picture]) -> None:
        """A file that is damaged may have fewer frames than it says."""
        self._waiting.hide()
        with QSignalBlocker(self.strip):
            for number, picture in zip(self.numbers, pictures, strict=False):
                item = QListWidgetItem(picture_icon(to_image(picture)), str(number))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, tr("Frame {frame}").format(frame=number))
                self.strip.addItem(item)
        self._select(self.number.value())
        self.strip.setFocus()

    def _fail(self, error: object) -> None:
        self.reject()
        self._messages.warn(str(error))

    def _strip_moved(self, row: int) -> None:
        if row >= 0:
            with QSignalBlocker(self.number):
                self.number.setValue(self.numbers[row])

    def _select(self, number: int) -> None:
        """Mark a frame in the strip, if it is there."""
        row = self.numbers.index(number) if number in self.numbers else -1
        with QSignalBlocker(self.strip):
            self.strip.setCurrentRow(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def shown_frames(frame: int, frames: int) -> list[int]:
    """The numbers of at most `MOST_SHOWN` frames, spread over all of them, with the first, the last and `frame`."""
    if frames <= MOST_SHOWN:
        return list(range(1, frames + 1))
    spread = {1 + round(n * (frames - 1) / (MOST_SHOWN - 2)) for n in range(MOST_SHOWN - 1)}
    return sorted(spread | {frame})
