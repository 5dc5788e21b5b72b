"""Models that other programs have put on this computer, each with one click to let it render here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from promptstudio_ui.models.library import Library
from promptstudio_ui.sentences import bytes_text, from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, StateLine, make_bold, scale_font, wrapped_label
from promptstudio_ui.widgets.placing import first_size

if TYPE_CHECKING:
    from promptstudio.catalogue.other_programs import Found


class FoundModels(QDialog):
    """What was found, looked for when it opens. Nothing is copied or changed."""

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[FoundRow] = []
        self._library = library
        self._folders: list[Path] = []
        self.setWindowTitle(tr("Models on this computer"))
        self.setMinimumSize(520, 360)
        self.resize(first_size(QSize(720, 560), self.screen()))
        self.intro = wrapped_label(secondary=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        self.folder = SmallButton(tr("Look into a folder…"), "folder")
        self.folder.clicked.connect(self._ask_for_folder)
        close = SmallButton(tr("Close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self.folder)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        layout.addWidget(self.intro)
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)
        library.found.connect(self._show)
        library.look_failed.connect(self._show_trouble)
        self.look()

    def look(self, further: Iterable[Path] = ()) -> None:
        """Look again, into further folders, too."""
        self._folders += [folder for folder in further if folder not in self._folders]
        self.intro.setText(tr("Looking at what is on this computer…"))
        self._library.look_around(self._folders)

    def _ask_for_folder(self) -> None:
        dialog = QFileDialog(self, tr("A folder with models"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda name: self.look([Path(name)]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_trouble(self, sentence: str) -> None:
        self.intro.setText(from_engine(sentence))

    def _show(self, models: list[Found]) -> None:
        rendering = [model for model in models if model.kind]
        self.intro.setText(
            tr("They stay where they are: nothing is copied, nothing is changed.")
            if rendering
            else tr("Nothing that could render was found in the usual folders of ComfyUI, AUTOMATIC1111 and Forge.")
        )
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(0)
        titles = {name: from_engine(p.profile.title) for name, p in self._library.last_survey.profiles.items()}
        self.rows = [FoundRow(model, titles) for model in rendering]
        for row in self.rows:
            row.taken.connect(self._library.take)
            column.addWidget(row)
        others: dict[str, list[Found]] = {}
        for model in models:
            if not model.kind:
                others.setdefault(model.what, []).append(model)
        if others:
            head = QuietLabel(tr("Also there, and not read by Prompt Studio"))
            head.setContentsMargins(2, 18, 2, 2)
            column.addWidget(head)
        for what, some in others.items():
            column.addWidget(_other(from_engine(what), some))
        column.addStretch(1)
        body = QWidget()
        body.setLayout(column)
        body.setAutoFillBackground(False)
        old = self._area.takeWidget()
        self._area.setWidget(body)
        if old is not None:
            old.deleteLater()  # one of its buttons may be what led here


class FoundRow(QFrame):
    """A model that can render. `taken(model, profile)`: it is to be used, for a profile or (empty) beside them."""

    taken = Signal(object, str)

    def __init__(self, model: Found, titles: dict[str, str]) -> None:
        """`titles`: of the profiles, by name."""
        super().__init__()
        self.model = model
        name = ElidedLabel()
        make_bold(name)
        name.show_text(model.name)
        facts = _quiet(f"{from_engine(model.what)} · {from_engine(model.program)} · {bytes_text(model.bytes)}")
        place = _quiet(str(model.path), mode=Qt.TextElideMode.ElideMiddle)
        self.state = StateLine()
        scale_font(self.state, 0.92)
        self.state.show_state("good", tr("Among the renderers"))
        self.state.setVisible(model.known)
        text = QVBoxLayout()
        text.setSpacing(2)
        for widget in (name, facts, place, self.state):
            text.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 9, 2, 9)
        layout.setSpacing(8)
        layout.addLayout(text, 1)
        profile = next(iter(model.profiles), "")
        self.use = SmallButton(
            tr("Use for “{profile}”").format(profile=titles.get(profile, profile))
            if profile
            else tr("Use as a renderer")
        )
        self.use.setVisible(bool(profile) or not model.known)
        self.use.setAccessibleName(f"{self.use.text()}: {model.name}")
        self.use.clicked.connect(lambda: self.taken.emit(model, profile))
        layout.addWidget(self.use, 0, Qt.AlignmentFlag.AlignVCenter)


def _other(what: str, models: list[Found]) -> QWidget:
    """A line for files of one sort that nothing here renders with; the reasons are in the tooltip."""
    names = ", ".join(model.name for model in models)
    line = _quiet(f"{what} ({len(models)}): {names}", "\n".join(from_engine(model.reason) for model in models[:12]))
    line.setContentsMargins(2, 3, 2, 3)
    return line


def _quiet(text: str, tip: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> ElidedLabel:
    label = ElidedLabel(mode=mode)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    scale_font(label, 0.92)
    label.show_text(text, tip)
    return label
