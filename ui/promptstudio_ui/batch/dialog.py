"""A prompt for every picture of a folder: the queue, how it goes on, and what is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from promptstudio.document import InversionSettings
from promptstudio.protocol import EngineInfo
from promptstudio_ui.batch.table import QueueTable
from promptstudio_ui.controllers.batch import BatchController, BatchSettings
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.prompt.choosers import MethodChooser
from promptstudio_ui.translation import percent, tr, tr_noop
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.files import ask_folder, ask_save, show_folder
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar

_EMPTY = tr_noop(
    "Choose a folder: each of its pictures gets a prompt, one after another.\n"
    "You can stop and go on another day; a picture that cannot be read stops nothing."
)


class BatchDialog(QDialog):
    """Choose a folder, start, watch the prompts come. Closing it stops nothing and loses nothing."""

    picture_wanted = Signal(object)
    """The picture at this path is to be opened in the window."""

    def __init__(
        self, batch: BatchController, engine: EngineController, settings: InversionSettings, parent: QWidget
    ) -> None:
        """`settings`: those to begin with."""
        super().__init__(parent)
        self.setWindowTitle(tr("Folder of pictures"))
        self.setModal(False)
        self.resize(first_size(QSize(940, 600), self.screen()))
        self.batch = batch
        self.use_options(settings)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(self._make_head(settings))
        layout.addLayout(self._make_queue(), 1)
        layout.addLayout(self._make_foot())
        batch.changed.connect(self._refresh)
        batch.item_changed.connect(self._show_item)
        batch.stage_changed.connect(self._show_stage)
        engine.changed.connect(self._show_methods)
        if engine.info is not None:
            self._show_methods(engine.info)
        self._refresh()

    def _make_head(self, settings: InversionSettings) -> QGridLayout:
        """Where, how, and what is written."""
        self.choose = SmallButton(tr("Choose folder…"), "folder")
        self.choose.clicked.connect(lambda: ask_folder(self, tr("Folder of pictures"), self.batch.open_folder))
        self.where = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self.method = MethodChooser(settings.method)
        self.method.setMinimumWidth(150)
        self.budget = _spin(tr("Budget of every prompt"), 1, 77, settings.budget, tr(" pieces"))
        self.seed = _spin(tr("Seed"), 0, 2**31 - 1, settings.seed, "")
        self.seed.setPrefix(tr("seed "))
        self.seed.setMaximumWidth(120)
        self.text_files = QCheckBox(".txt")
        self.text_files.setToolTip(tr("The prompt, in a text file beside each picture"))
        self.text_files.setChecked(True)
        self.json_files = QCheckBox(".json")
        self.json_files.setToolTip(tr("Prompt, fit, method and seed, in a JSON file beside each picture"))
        self.overwrite = QCheckBox(tr("replace files that are there"))
        self.start = PrimaryButton("")
        self.start.keep_room_for(tr("Start"), tr("Stop"))
        self.start.clicked.connect(self._start_or_stop)
        where, how = QHBoxLayout(), QHBoxLayout()
        for row in (where, how):
            row.setSpacing(10)
        where.addWidget(self.choose)
        where.addWidget(self.where, 1)
        for widget in (self.method, self.budget, self.seed):
            how.addWidget(widget)
        how.addSpacing(14)
        how.addWidget(QuietLabel(tr("Beside each picture:")))
        for box in (self.text_files, self.json_files, self.overwrite):
            how.addWidget(box)
        how.addStretch(1)
        head = QGridLayout()
        head.setVerticalSpacing(10)
        head.addLayout(where, 0, 0)
        head.addWidget(self.start, 0, 1, Qt.AlignmentFlag.AlignRight)
        head.addLayout(how, 1, 0, 1, 2)
        return head

    def _make_queue(self) -> QVBoxLayout:
        self.table = QueueTable()
        self.table.itemSelectionChanged.connect(self._refresh_buttons)
        self.table.itemDoubleClicked.connect(self._open_picture)
        self.empty = QuietLabel(tr(_EMPTY))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = ThinBar()
        queue = QVBoxLayout()
        queue.setSpacing(8)
        queue.addWidget(self.table, 1)
        queue.addWidget(self.empty, 1)
        queue.addWidget(self.bar)
        return queue

    def _make_foot(self) -> QHBoxLayout:
        self.stage = ElidedLabel()
        self.open_picture = SmallButton(tr("Open in window"), "image")
        self.open_picture.setToolTip(tr("Add the picture as a reference, to work on its prompt"))
        self.open_picture.clicked.connect(self._open_picture)
        self.save = SmallButton(tr("Save table…"), "save")
        self.save.clicked.connect(self._ask_where)
        self.show_files = SmallButton(tr("Show folder"), "folder")
        self.show_files.clicked.connect(self._show_files)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self.stage, 1)
        for button in (self.open_picture, self.save, self.show_files):
            foot.addWidget(button)
        return foot

    # -------------------------------------------------------------- the batch

    @property
    def settings(self) -> BatchSettings:
        """What is chosen. The method's own settings are those of the window, for the method that they are of."""
        method = self.method.currentData() or self._options_of
        boxes = {"txt": self.text_files, "json": self.json_files}
        return BatchSettings(
            method,
            self.budget.value(),
            self.seed.value(),
            self._options if method == self._options_of else {},
            tuple(suffix for suffix, box in boxes.items() if box.isChecked()),
            self.overwrite.isChecked(),
        )

    def use_options(self, settings: InversionSettings) -> None:
        """Take the settings of the window's method for the next start."""
        self._options, self._options_of = dict(settings.options), settings.method

    def _start_or_stop(self) -> None:
        if self.batch.running:
            self.batch.stop()
        else:
            self.batch.start(self.settings)

    @Slot()
    def _open_picture(self) -> None:
        row = self.table.selected
        if row is not None:
            self.picture_wanted.emit(self.batch.items[row].picture)

    def _show_files(self) -> None:
        if self.batch.folder is not None:
            show_folder(self.batch.folder)

    def _ask_where(self) -> None:
        folder = self.batch.folder
        assert folder is not None
        filters = (tr("Table (*.csv)"), tr("JSON (*.json)"), tr("One prompt a line (*.txt)"))
        ask_save(self, tr("Save the table"), folder / "prompts.csv", filters, self.batch.save_table, suffix="csv")

    # -------------------------------------------------------------- what is shown

    @Slot(object)
    def _show_methods(self, info: EngineInfo) -> None:
        chosen = self.method.currentData()
        self.method.set_info(info, chosen or self._options_of)

    @Slot()
    def _refresh(self) -> None:
        batch = self.batch
        self.where.show_text(_where(batch.folder, len(batch.items)))
        self.table.show_items(batch.items)
        self.table.setVisible(bool(batch.items))
        self.empty.setVisible(not batch.items)
        self._refresh_buttons()

    @Slot()
    def _refresh_buttons(self) -> None:
        batch, busy = self.batch, self.batch.running
        started = any(item.state == "done" for item in batch.items)
        waiting = any(item.state == "waiting" for item in batch.items)
        again = tr("Start") if not started else tr("Go on") if waiting else tr("Start again")
        self.start.show_as(tr("Stop") if busy else again, "stop" if busy else "render", outlined=busy)
        self.start.setEnabled(busy or bool(batch.items))
        for widget in (self.choose, self.method, self.budget, self.seed):
            widget.setEnabled(not busy)
        for box in (self.text_files, self.json_files, self.overwrite):
            box.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.open_picture.setEnabled(self.table.selected is not None)
        self.save.setEnabled(started)
        self.show_files.setEnabled(batch.folder is not None)

    @Slot(int)
    def _show_item(self, number: int) -> None:
        self.table.show_item(number, self.batch.items[number])

    @Slot(str, float)
    def _show_stage(self, text: str, share: float) -> None:
        self.stage.show_text(text)
        self.bar.show_share(share, percent(share))


def _spin(name: str, least: int, most: int, value: int, suffix: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(min(max(value, least), most))
    box.setSuffix(suffix)
    box.setAccessibleName(name)
    return box


def _where(folder: Path | None, count: int) -> str:
    if folder is None:
        return tr("No folder is chosen.")
    return f"{folder}  ·  " + tr("%n picture(s)", "", count)
