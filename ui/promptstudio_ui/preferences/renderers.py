"""The page of the preferences with the programs that render: ComfyUI, AUTOMATIC1111 and Forge, SwarmUI."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from promptstudio.catalogue.programs import load_programs, save_programs
from promptstudio.errors import PromptStudioError
from promptstudio.protocol import LARGEST_SIDE, PROGRAMS, SIDE_STEP, ProgramFound, RenderProgram
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.buttons import IconButton, SmallButton
from promptstudio_ui.widgets.forms import Form
from promptstudio_ui.widgets.labels import QuietLabel, as_plain, wrapped_label

COMFYUI = "comfyui"


class RenderersPage(QWidget):
    """Lists the programs and changes the one that is chosen. Every change counts at once, if the list can be with it;
    else a sentence says what is wrong, and the file stays as it is."""

    changed = Signal()
    """The list is another one than before."""
    test_wanted = Signal(object)
    """Ask this `RenderProgram` whether it is there; answered by `show_found` or `show_failure`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._machine = settings.value.engine
        self._programs: tuple[RenderProgram, ...] = ()
        self._make_list()
        self._make_fields()
        self._make_test()
        self._lay_out()
        self._load()

    # -------------------------------------------------------------- making

    def _make_list(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Programs that render"))
        self.list.setFixedWidth(168)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.add = SmallButton(tr("Add"))
        self.add.clicked.connect(self._add)
        self.remove = SmallButton(tr("Remove"))
        self.remove.clicked.connect(self._remove)

    def _make_fields(self) -> None:
        self.name = _line(tr("Name"))
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Program"))
        for kind, (title, _) in PROGRAMS.items():
            self.kind.addItem(from_engine(title), kind)
        self.kind.activated.connect(self._change_kind)
        self.address = _line(tr("Address"))
        self.key = _line(tr("Key", "password"))
        self.key.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.key.setPlaceholderText(tr("user:password or a token, where it wants one"))
        self.model, self.sampler = _Choice(tr("Checkpoint")), _Choice(tr("Sampler"))
        self.workflow = _line(tr("Graph"))
        self.workflow.setPlaceholderText(tr("the one that ships"))
        self.workflow.setToolTip(tr("Your own graph of ComfyUI, exported in the API format"))
        self.find_workflow = IconButton("folder", tr("Choose a graph…"))
        self.find_workflow.clicked.connect(self._ask_for_workflow)
        self.steps, self.side = QSpinBox(), QSpinBox()
        self.steps.setRange(1, 150)
        self.side.setRange(SIDE_STEP, LARGEST_SIDE)
        self.side.setSingleStep(SIDE_STEP)
        self.guidance = QDoubleSpinBox()
        self.guidance.setRange(0.0, 30.0)
        self.guidance.setDecimals(1)
        self.guidance.setSingleStep(0.5)
        self.numbers: dict[str, QSpinBox | QDoubleSpinBox] = {
            tr("Steps"): self.steps,
            tr("Guidance"): self.guidance,
            tr("Size"): self.side,
        }
        for name, spin in self.numbers.items():
            spin.setAccessibleName(name)
            spin.setKeyboardTracking(False)
            spin.editingFinished.connect(self._save)
            spin.valueChanged.connect(self._save)
        for line in (self.name, self.address, self.key, self.workflow):
            line.editingFinished.connect(self._save)
        for box in (self.model, self.sampler):
            box.line.editingFinished.connect(self._save)
            box.activated.connect(self._save)

    def _make_test(self) -> None:
        self.test = SmallButton(tr("Test"))
        self.test.setToolTip(tr("Ask whether it is there, and what it has"))
        self.test.clicked.connect(self._test)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedSize(72, 6)
        self.busy.hide()
        self.told = wrapped_label()
        self.told.setMinimumHeight(self.told.fontMetrics().lineSpacing() * 2)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        graph, numbers, asked = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        numbers.setSpacing(6)
        graph.addWidget(self.workflow, 1)
        graph.addWidget(self.find_workflow)
        for title, spin in self.numbers.items():
            numbers.addWidget(QuietLabel(title))
            numbers.addWidget(spin, 1)
        self.form = Form()
        for title, row in (
            (tr("Name"), self.name),
            (tr("Program"), self.kind),
            (tr("Address"), self.address),
            (tr("Key", "password"), self.key),
            (tr("Checkpoint"), self.model),
            (tr("Sampler"), self.sampler),
            (tr("Graph"), graph),
            (tr("Render"), numbers),
        ):
            self.form.add(title, row)
        asked.setSpacing(8)
        asked.addWidget(self.test)
        asked.addWidget(self.busy)
        asked.addStretch(1)
        self.fields = QWidget()
        right = QVBoxLayout(self.fields)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(10)
        right.addLayout(self.form)
        right.addLayout(asked)
        columns, layout = QHBoxLayout(), QVBoxLayout(self)
        columns.setSpacing(16)
        columns.addLayout(left)
        columns.addWidget(self.fields, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(columns, 1)
        layout.addWidget(self.told)

    # -------------------------------------------------------------- the list

    def _load(self) -> None:
        """The list as the file has it; one that cannot be read is left to whoever wrote it."""
        try:
            self._programs = load_programs()
        except PromptStudioError as error:
            self.told.setText(from_engine(str(error)))
            self.add.setEnabled(False)
        self._fill(0)
        if self._machine:
            text = tr("The engine runs on {machine}, which has a list of its own; this one is for this computer's.")
            self.told.setText(text.format(machine=self._machine))

    def _fill(self, row: int) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for program in self._programs:
                item = QListWidgetItem(program.name, self.list)
                item.setToolTip(as_plain(program.name))
            self.list.setCurrentRow(min(row, len(self._programs) - 1))
        self._show()

    @property
    def current(self) -> RenderProgram | None:
        """The program that is chosen in the list, as the file has it."""
        row = self.list.currentRow()
        return self._programs[row] if 0 <= row < len(self._programs) else None

    @Slot()
    def _choose(self) -> None:
        self.told.clear()  # it was about another one
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show the chosen program in the fields."""
        program = self.current
        self.fields.setEnabled(program is not None)
        self.remove.setEnabled(program is not None)
        if program is None:
            if not self.told.text() and not self._machine:
                self.told.setText(tr("Add a ComfyUI, AUTOMATIC1111, Forge or SwarmUI that is running."))
            return
        for line, text in (
            (self.name, program.name),
            (self.address, program.address),
            (self.key, program.key),
            (self.workflow, program.workflow),
            (self.model.line, program.model),
            (self.sampler.line, program.sampler),
        ):
            line.setText(text)
            line.setCursorPosition(0)
        self.kind.setCurrentIndex(self.kind.findData(program.kind))
        with QSignalBlocker(self.steps), QSignalBlocker(self.guidance), QSignalBlocker(self.side):
            self.steps.setValue(program.steps)
            self.guidance.setValue(program.guidance)
            self.side.setValue(program.size)
        self.form.setRowVisible(6, program.kind == COMFYUI)

    @property
    def entered(self) -> RenderProgram:
        """The program as the fields have it."""
        return RenderProgram(
            " ".join(self.name.text().split()),
            self.kind.currentData(),
            self.address.text().strip(),
            self.key.text(),
            self.model.currentText().strip(),
            self.sampler.currentText().strip(),
            self.workflow.text().strip(),
            self.steps.value(),
            self.guidance.value(),
            self.side.value() // SIDE_STEP * SIDE_STEP,
        )

    @Slot()
    def _save(self) -> None:
        """Put what was entered in the place of the chosen program."""
        program, row = self.current, self.list.currentRow()
        if program is not None and self.entered != program:
            self._write([*self._programs[:row], self.entered, *self._programs[row + 1 :]], row)

    def _write(self, programs: Sequence[RenderProgram], row: int) -> None:
        try:
            save_programs(programs)
        except PromptStudioError as error:
            self.told.setText(from_engine(str(error)))
            return
        self._programs = tuple(programs)
        self.told.clear()
        self._fill(row)
        self.changed.emit()

    @Slot()
    def _add(self) -> None:
        title, address = PROGRAMS[COMFYUI]
        names = [program.name for program in self._programs]
        free = next(name for n in range(len(names) + 1) if (name := f"{title} {n + 1}" if n else title) not in names)
        self._write([*self._programs, RenderProgram(free, COMFYUI, address)], len(names))
        self.name.setFocus()
        self.name.selectAll()

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        self._write([*self._programs[:row], *self._programs[row + 1 :]], row)

    @Slot(int)
    def _change_kind(self, _index: int) -> None:
        """Another program has another usual address; one that was entered stays."""
        if self.address.text().strip() in [address for _, address in PROGRAMS.values()]:
            self.address.setText(PROGRAMS[self.kind.currentData()][1])
        self._save()

    def _ask_for_workflow(self) -> None:
        dialog = QFileDialog(self, tr("A graph in ComfyUI's API format"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Graphs (*.json)"), tr("All files (*)")])
        dialog.fileSelected.connect(self._take_workflow)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def _take_workflow(self, file: str) -> None:
        self.workflow.setText(str(Path(file)))
        self._save()

    # -------------------------------------------------------------- asking it

    @Slot()
    def _test(self) -> None:
        self._save()
        if self.current is None or self.entered != self.current:
            return  # the sentence that says what is wrong with it stands there
        self._show_asking(True)
        self.told.setText(tr("Asking {address}…").format(address=self.current.address))
        self.test_wanted.emit(self.current)

    @Slot(object)
    def show_found(self, found: ProgramFound) -> None:
        """It is there; its checkpoints and samplers can be chosen."""
        self._show_asking(False)
        self.told.setText(from_engine(found.sentence))
        for box, names in ((self.model, found.models), (self.sampler, found.samplers)):
            entered = box.currentText()
            with QSignalBlocker(box):
                box.clear()
                box.addItems(list(names))
                box.setEditText(entered)

    @Slot(object)
    def show_failure(self, error: PromptStudioError) -> None:
        """It is not there, or said something that cannot be."""
        self._show_asking(False)
        self.told.setText(from_engine(str(error)))

    def _show_asking(self, on: bool) -> None:
        self.busy.setVisible(on)
        self.test.setEnabled(not on)


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setAccessibleName(name)
    return line


class _Choice(QComboBox):
    """A field that offers what the program was found to have."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.line = _line(name)
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setToolTip(tr("As the program calls it; empty for its own choice. Test lists what it has."))
