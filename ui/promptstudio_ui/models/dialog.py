"""The model manager: profiles on the left, the models of the chosen one on the right. It never blocks the window, and
closing it stops nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from promptstudio.protocol import MemoryInfo
from promptstudio_ui.models.cards import ProfileCards
from promptstudio_ui.models.found import FoundModels
from promptstudio_ui.models.library import Library
from promptstudio_ui.models.rows import ModelRow
from promptstudio_ui.models.survey import Part, ProfileParts
from promptstudio_ui.models.ways import Ways
from promptstudio_ui.sentences import bytes_text, from_engine, memory_text
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, make_bold, scale_font, wrapped_label
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar

HUB = "https://huggingface.co"
_COPIED = {"folder": tr_noop("Copied the folder."), "hash": tr_noop("Copied the hash.")}
"""Where a model's page is shown to a person; downloads ask catalogue/download/hub.py where to go."""


class ModelManager(QDialog):
    """The profiles, and the models of one of them with everything that can be done with them."""

    use_wanted = Signal(str)
    """The engine is to work with this profile."""
    free_wanted = Signal()
    """The models are to be unloaded."""
    message = Signal(str)
    """A sentence for a toast of the window."""
    renderers_wanted = Signal()
    """A running program is to be entered as a renderer."""
    page_wanted = Signal(str)
    """A page of the documentation is to be opened."""

    def __init__(self, library: Library, current: str, parent: QWidget | None = None) -> None:
        """`current`: the profile the engine works with."""
        super().__init__(parent)
        self.library = library
        self._current = current
        self._selected = ""
        self.rows: dict[str, ModelRow] = {}
        self.setWindowTitle(tr("Models"))
        self.setModal(False)
        self.setMinimumSize(680, 440)
        self.resize(first_size(QSize(980, 660), self.screen()))

        self.cards = ProfileCards()
        self.cards.chosen.connect(self.choose)
        self.cards.act.connect(self._act_on_profile)
        left = self._left = _scrolling()
        _fill(left, self.cards)
        left.setFixedWidth(300)
        left.setAccessibleName(tr("Profiles"))
        self.on_this_computer = SmallButton(tr("Models on this computer…"), "search")
        self.on_this_computer.setToolTip(tr("What ComfyUI, AUTOMATIC1111, Forge and the Hugging Face cache have"))
        self.on_this_computer.clicked.connect(self.open_found)
        self.found: FoundModels | None = None
        first = QVBoxLayout()
        first.addWidget(left, 1)
        first.addWidget(self.on_this_computer)

        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        make_bold(self.title, 1.3)
        self.subtitle = wrapped_label(secondary=True)
        self._models = _scrolling()
        self.ways = Ways()
        self.ways.download_wanted.connect(lambda name: self._act_on_profile(name, "download"))
        self.ways.found_wanted.connect(self.open_found)
        self.ways.renderers_wanted.connect(self.renderers_wanted)
        self.ways.page_wanted.connect(self.page_wanted)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.ways)
        right.addWidget(self.title)
        right.addWidget(self.subtitle)
        right.addSpacing(6)
        right.addWidget(self._models, 1)
        both = QWidget()
        columns = QHBoxLayout(both)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(20)
        columns.addLayout(first)
        columns.addLayout(right, 1)

        waiting = self._make_waiting_page()
        self.pages = QStackedWidget()
        self.pages.addWidget(waiting)
        self.pages.addWidget(both)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(12)
        layout.addWidget(self.pages, 1)
        layout.addLayout(self._make_foot())

        library.surveyed.connect(self._show)
        library.unreadable.connect(self._show_trouble)
        library.activity_changed.connect(self._show_activity)
        self.show_memory(library.machine.memory if library.machine else None)
        if library.survey is not None:
            self._show()
        elif library.failure:
            self._show_trouble(library.failure)
        else:
            self._show_trouble("")

    def _make_waiting_page(self) -> QWidget:
        """What is shown before the first survey, or when it failed."""
        self.trouble = wrapped_label()
        self.trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = SmallButton(tr("Look again"), "search")
        self.again.clicked.connect(self.library.refresh)
        waiting = QWidget()
        middle = QVBoxLayout(waiting)
        middle.addStretch(1)
        middle.addWidget(self.trouble)
        middle.addSpacing(8)
        middle.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        return waiting

    def _make_foot(self) -> QHBoxLayout:
        self.disk = ElidedLabel()
        self.disk.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.disk.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        scale_font(self.disk, 0.92)
        self.open_folder = IconButton("folder", tr("Open the folder of downloads"))
        self.open_folder.clicked.connect(lambda: self._open(self.library.last_survey.folder))
        self.memory = QuietLabel()
        self.memory_bar = ThinBar()
        self.memory_bar.setFixedWidth(72)
        self.free = SmallButton(tr("Free memory"), "memory")
        self.free.setToolTip(tr("Unload the models; they come back when they are needed"))
        self.free.clicked.connect(self.free_wanted)
        close = SmallButton(tr("Close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.disk)
        foot.addWidget(self.open_folder)
        foot.addStretch(1)
        foot.addSpacing(12)
        foot.addWidget(self.memory)
        foot.addWidget(self.memory_bar)
        foot.addWidget(self.free)
        foot.addSpacing(12)
        foot.addWidget(close)
        return foot

    # -------------------------------------------------------------- what is shown

    @property
    def selected(self) -> str:
        """The profile whose models are listed."""
        return self._selected

    def choose(self, profile: str) -> None:
        """List the models of a profile."""
        if profile != self._selected:
            self._selected = profile
            if self.library.survey is not None:
                self._show()
                self._left.ensureWidgetVisible(self.cards.cards[self._selected])

    def open_found(self) -> None:
        """Show what other programs have on this computer."""
        if self.found is None:
            self.found = FoundModels(self.library, self)
        else:
            self.found.look()
        self.found.show()
        self.found.raise_()

    def set_current(self, profile: str) -> None:
        """The engine works with this profile now."""
        self._current = profile
        if self.library.survey is not None:
            self._show()

    def show_memory(self, info: MemoryInfo | None) -> None:
        """What models take on the device; None while no engine runs."""
        for widget in (self.memory, self.memory_bar, self.free):
            widget.setVisible(info is not None)
        if info is not None:
            text = tr("{used} of {total} in use").format(
                used=memory_text(info.used), total=memory_text(info.device_total)
            )
            self.memory.setText(text)
            self.memory_bar.show_share(info.used / info.device_total if info.device_total else 0.0, text)

    def _show_trouble(self, sentence: str) -> None:
        self.trouble.setText(from_engine(sentence) or tr("Looking at what is on this computer…"))
        self.again.setVisible(bool(sentence))
        self.pages.setCurrentIndex(0)

    def _show(self) -> None:
        survey = self.library.last_survey
        if self._selected not in survey.profiles:
            self._selected = survey.profile(self._current).name
        if self.pages.currentIndex() == 0:
            self.pages.setCurrentIndex(1)
            QTimer.singleShot(0, self, lambda: self.cards.cards[self._selected].setFocus())
        self.cards.show_profiles(self.library, self._current, self._selected)
        self.ways.show_library(self.library)
        profile = survey.profile(self._selected)
        self.title.setText(from_engine(profile.profile.title))
        self.subtitle.setText(self._subtitle(profile))
        self._show_rows(profile)
        used = (
            tr("{bytes} downloaded").format(bytes=bytes_text(survey.used))
            if survey.used
            else tr("Nothing downloaded yet")
        )
        self.disk.show_text(tr("{used} · {bytes} free").format(used=used, bytes=bytes_text(survey.free)))
        self.open_folder.setToolTip(tr("Open the folder of downloads, {folder}").format(folder=survey.folder))
        self.open_folder.setEnabled(survey.folder.is_dir())

    def _subtitle(self, profile: ProfileParts) -> str:
        if all(part.component.origin == "shipped" for part in profile.parts):
            return tr("Everything here ships with Prompt Studio and works offline.")
        sizes = {part.model.id: part.model.bytes or part.here for part in profile.needed}
        text = tr("%n model(s) make(s) it work, {bytes} in all.", "", len(sizes)).format(
            bytes=bytes_text(sum(sizes.values()))
        )
        if any(part.extra for part in profile.parts):
            text += " " + tr("The extras below them can come later.")
        return text

    def _show_rows(self, profile: ProfileParts) -> None:
        groups: dict[str, list[Part]] = {}
        for part in profile.parts:  # needed ones come first, whatever their order in the catalogue
            groups.setdefault(part.model.id, []).append(part)
        ordered = sorted(groups.values(), key=lambda parts: all(part.extra for part in parts))
        wanted = {parts[0].model.id: tuple(part.role for part in parts) for parts in ordered}
        if {model_id: row.roles for model_id, row in self.rows.items()} != wanted:
            self._rebuild_rows(ordered)
        for parts in ordered:
            model_id = parts[0].model.id
            self.rows[model_id].show_part(parts[0], self.library.activity(model_id))

    def _rebuild_rows(self, groups: list[list[Part]]) -> None:
        """A list of its own for each profile: it begins at the top, whatever the last one was scrolled to."""
        had_focus = self._models.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(0)
        self.rows = {}
        extras_begun = False
        for parts in groups:
            if not extras_begun and all(part.extra for part in parts):
                extras_begun = True
                head = QuietLabel(tr("Extras: nice to have, not needed for the work itself"))
                head.setContentsMargins(2, 18, 2, 2)
                column.addWidget(head)
            row = ModelRow(parts[0], tuple(part.role for part in parts))
            row.wanted.connect(lambda verb, row=row: self._act_on_model(verb, row))
            row.copied.connect(self._copy)
            self.rows[parts[0].model.id] = row
            column.addWidget(row)
        column.addStretch(1)
        body = QWidget()
        body.setLayout(column)
        _fill(self._models, body)
        if had_focus:
            self.cards.cards[self._selected].setFocus()

    def _show_activity(self, model_id: str) -> None:
        survey = self.library.survey
        if survey is None:
            return
        if model_id in self.rows:
            self.rows[model_id].show_part(self.rows[model_id].part, self.library.activity(model_id))
        self.cards.show_profiles(self.library, self._current, self._selected)
        self.ways.show_library(self.library)

    # -------------------------------------------------------------- what the user asks for

    def _act_on_profile(self, name: str, verb: str) -> None:
        profile = self.library.last_survey.profile(name)
        match verb:
            case "use":
                self.use_wanted.emit(name)
            case "download" | "resume":
                self.library.download_profile(profile)
            case "pause":
                self.library.pause([part.model for part in profile.missing])
        self.choose(name)

    def _act_on_model(self, verb: str, row: ModelRow) -> None:
        library, model = self.library, row.part.model
        match verb:
            case "download":
                library.download(model)
            case "pause":
                library.pause([model])
            case "verify":
                library.verify(model)
            case "repair":
                library.repair(model)
            case "remove":
                library.remove(model)
            case "look":
                library.forget_failure(model.id)
                library.refresh()
            case "own-file" | "own-folder":
                self._ask_for_own(row, folder=verb == "own-folder")
            case "catalogue":
                library.use_catalogue(self._selected, row.part)
            case "open-folder":
                path = row.part.component.path
                self._open(path if path.is_dir() else path.parent)
            case "open-page":
                QDesktopServices.openUrl(QUrl(f"{HUB}/{model.sources[0].repo}"))

    def _ask_for_own(self, row: ModelRow, folder: bool) -> None:
        dialog = QFileDialog(self, tr("Your own files for {name}").format(name=row.part.model.name))
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters([tr("Weights (*.safetensors *.gguf *.toml)"), tr("All files (*)")])
        profile, part = self._selected, row.part
        dialog.fileSelected.connect(lambda name: self.library.use_own(profile, part, Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _copy(self, text: str, what: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.message.emit(tr(_COPIED[what]))

    def _open(self, folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _scrolling() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    return area


def _fill(area: QScrollArea, body: QWidget) -> None:
    if layout := body.layout():
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)  # never squeezed, not for one frame either
    old = area.takeWidget()
    area.setWidget(body)
    if old is not None:
        old.deleteLater()  # one of its buttons may be what led here
    body.setAutoFillBackground(False)
