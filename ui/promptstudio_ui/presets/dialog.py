"""The presets: those that are kept, saving the present settings, and files that come and go."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from promptstudio.folders import config_folder
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.files import ask_open, ask_save
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, wrapped_label
from promptstudio_ui.widgets.placing import first_size

if TYPE_CHECKING:
    from promptstudio.files.presets import Preset

_PRESET, _PATH = Qt.ItemDataRole.UserRole.value, Qt.ItemDataRole.UserRole.value + 1


class PresetsDialog(QDialog):
    """A double click uses a preset."""

    use_wanted = Signal(object)
    """The settings of this `Preset` are to be used."""

    def __init__(self, session: Session, jobs: Jobs, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Presets"))
        self.setModal(False)
        self.resize(first_size(QSize(620, 460), self.screen()))
        self._session, self._jobs, self._settings = session, jobs, settings
        self._folder = config_folder() / "presets"
        self._deleted: Preset | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Presets"))
        self.list.itemSelectionChanged.connect(self._show_selected)
        self.list.itemActivated.connect(self._use)
        self.empty = QuietLabel(tr("Presets keep method, budget, render and export settings under a name."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.summary = wrapped_label(secondary=True)
        self.stage = ElidedLabel()
        self.undo = SmallButton(tr("Undo"), "undo")
        self.undo.clicked.connect(self._bring_back)
        self.undo.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(self._make_saving())
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.summary)
        told = QHBoxLayout()
        told.addWidget(self.stage, 1)
        told.addWidget(self.undo)
        layout.addLayout(told)
        layout.addLayout(self._make_buttons())
        self._show_selected()

    def _make_saving(self) -> QVBoxLayout:
        """The present settings, to be kept."""
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name for the present settings…"))
        self.name.setAccessibleName(tr("Name of the preset"))
        self.name.setMaxLength(80)
        self.name.textChanged.connect(self._show_selected)
        self.name.returnPressed.connect(self._save)
        self.save = SmallButton(tr("Save"), "save")
        self.save.clicked.connect(self._save)
        self.parts = {
            "inversion": QCheckBox(tr("Method and its settings")),
            "render": QCheckBox(tr("Render settings")),
            "export": QCheckBox(tr("Export settings")),
        }
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.name, 1)
        first.addWidget(self.save)
        second.setSpacing(16)
        for name, box in self.parts.items():
            box.setChecked(name != "export")
            box.toggled.connect(self._show_selected)
            second.addWidget(box)
        second.addStretch(1)
        saving = QVBoxLayout()
        saving.setSpacing(8)
        saving.addLayout(first)
        saving.addLayout(second)
        return saving

    def _make_buttons(self) -> QHBoxLayout:
        self.use = PrimaryButton(tr("Use"))
        self.use.setAutoDefault(False)
        self.use.clicked.connect(self._use)
        self.bring = SmallButton(tr("Import…"), "open")
        filters = (tr("Presets (*.pspreset)"),)
        self.bring.clicked.connect(lambda: ask_open(self, tr("Import presets"), filters, self.import_files))
        self.send = SmallButton(tr("Export…"), "export")
        self.send.clicked.connect(self._ask_where)
        self.delete = SmallButton(tr("Delete"), "remove")
        self.delete.clicked.connect(self._delete)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.use)
        row.addStretch(1)
        for button in (self.bring, self.send, self.delete):
            row.addWidget(button)
        return row

    # -------------------------------------------------------------- what there is

    @Slot()
    def refresh(self, then: str = "") -> None:
        """Look into the folder again; `then`: the name of the preset to select."""
        self._jobs.aside(partial(_kept, self._folder), partial(self._show, then), self._say)

    def _show(self, name: str, found: dict[Path, Preset]) -> None:
        name = name or (self.selected.name if self.selected else "")
        self.list.clear()
        for path, preset in found.items():
            item = QListWidgetItem(preset.name)
            item.setData(_PRESET, preset)
            item.setData(_PATH, path)
            self.list.addItem(item)
            if preset.name == name:
                self.list.setCurrentItem(item)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self._show_selected()

    @property
    def selected(self) -> Preset | None:
        """The selected preset."""
        item = self.list.currentItem()
        return item.data(_PRESET) if item is not None and item.isSelected() else None

    @Slot()
    def _show_selected(self) -> None:
        from promptstudio.files.presets import summary

        preset = self.selected
        self.summary.setText(from_engine(summary(preset)) if preset else "")
        for button in (self.use, self.send, self.delete):
            button.setEnabled(preset is not None)
        self.save.setEnabled(bool(self.name.text().strip()) and any(box.isChecked() for box in self.parts.values()))

    # -------------------------------------------------------------- what is done

    @Slot()
    def _use(self) -> None:
        if self.selected is not None:
            self.use_wanted.emit(self.selected)
            self._tell(tr("“{name}” is in use.").format(name=self.selected.name))

    @Slot()
    def _save(self) -> None:
        from promptstudio.files.presets import Preset

        if not self.save.isEnabled():
            return
        wanted = {name for name, box in self.parts.items() if box.isChecked()}
        preset = Preset(
            " ".join(self.name.text().split()),
            self._session.inversion if "inversion" in wanted else None,
            self._session.render_settings if "render" in wanted else None,
            self._settings.value.include_metadata if "export" in wanted else None,
        )
        self._keep(preset, tr("“{name}” is kept.").format(name=preset.name))
        self.name.clear()

    def _keep(self, preset: Preset, said: str) -> None:
        from promptstudio.files.presets import keep

        folder = self._folder

        def finish(_path: Path) -> None:
            self._tell(said)
            self.refresh(preset.name)

        self._jobs.aside(lambda: keep(folder, preset), finish, self._say)

    def import_files(self, paths: list[Path]) -> None:
        """Keep the presets in these files."""
        from promptstudio.files.presets import read

        for path in paths:
            self._jobs.aside(
                partial(read, path),
                lambda p: self._keep(p, tr("“{name}” was imported.").format(name=p.name)),
                self._say,
            )

    def _ask_where(self) -> None:
        from promptstudio.files.presets import SUFFIX, file_name

        preset = self.selected
        if preset is not None:
            name, filters = file_name(preset.name), (tr("Presets (*{suffix})").format(suffix=SUFFIX),)
            ask_save(self, tr("Export the preset"), name, filters, partial(self.export_to, preset), suffix=SUFFIX)

    def export_to(self, preset: Preset, path: Path) -> None:
        """Write a preset to a file that can be handed around."""
        from promptstudio.files.presets import write

        self._jobs.aside(
            lambda: write(path, preset),
            lambda _: self._tell(tr("“{name}” is in {file}.").format(name=preset.name, file=path.name)),
            self._say,
        )

    @Slot()
    def _delete(self) -> None:
        preset = self.selected
        if preset is None:
            return
        path: Path = self.list.currentItem().data(_PATH)

        def finish(_: object) -> None:
            self._tell(tr("“{name}” was deleted.").format(name=preset.name))
            self._deleted = preset
            self.undo.show()
            self.refresh()

        self._jobs.aside(lambda: path.unlink(missing_ok=True), finish, self._say)

    @Slot()
    def _bring_back(self) -> None:
        if self._deleted is not None:
            self._keep(self._deleted, tr("“{name}” is back.").format(name=self._deleted.name))

    def _tell(self, text: str) -> None:
        self.undo.hide()
        self.stage.show_text(text)

    def _say(self, error: object) -> None:
        self._tell(from_engine(str(error)))


def _kept(folder: Path) -> dict[Path, Preset]:
    from promptstudio.files.presets import kept

    return kept(folder)
