"""A grid of renders: words in one place, or any two settings against each other, as one sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from promptstudio.errors import BadRequest
from promptstudio.protocol.grids import MOST_CELLS
from promptstudio_ui.compare.axes import Axis, axes_of, cell_of, name_of
from promptstudio_ui.compare.grid_table import GridTable
from promptstudio_ui.controllers.grids import GridController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.session import Session
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import percent, tr, tr_noop
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, wrapped_label
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar

_NONE = tr_noop("Nothing")


class GridDialog(QDialog):
    """Choose what varies across and down, watch the pictures come, take one or save the sheet. Closing it stops
    nothing and loses nothing."""

    sheet_wanted = Signal(object)
    """A `GridSheet` is to be saved."""

    def __init__(
        self,
        session: Session,
        grids: GridController,
        renders: RenderController,
        pictures: PictureActions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Grid of renders"))
        self.setModal(False)
        self.resize(first_size(QSize(940, 680), self.screen()))
        self._session, self._grids, self._renders = session, grids, renders
        self._axes: list[Axis] = []
        self._columns: list[str] = []
        self._rows: list[str] = [""]
        self._title = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addLayout(self._make_form())
        self.fault = wrapped_label()
        self.fault.hide()
        self.bar = ThinBar()
        self.stage = ElidedLabel()
        self.table = GridTable(pictures)
        self.table.itemActivated.connect(lambda _: self._take())
        self.table.itemSelectionChanged.connect(self._enable)
        self.empty = QuietLabel(tr("Every value gets a picture.\nTake the best one, or save all of them on a sheet."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.fault)
        layout.addWidget(self.bar)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._make_foot())
        grids.changed.connect(self._refresh)
        grids.stage_changed.connect(self._show_stage)
        session.prompt_changed.connect(self._offer_axes)
        session.settings_changed.connect(self._offer_axes)  # another renderer has other settings
        self._offer_axes()
        self._refresh()

    def _make_form(self) -> QGridLayout:
        """What varies across and down, and the button."""
        form = QGridLayout()
        form.setHorizontalSpacing(10)
        self.across, self.down = QComboBox(), QComboBox()
        self.across_values, self.down_values = QLineEdit(), QLineEdit()
        for row, (name, chooser, values) in enumerate(
            ((tr("Across"), self.across, self.across_values), (tr("Down"), self.down, self.down_values))
        ):
            chooser.setAccessibleName(tr("{name}: what varies").format(name=name))
            chooser.setMinimumWidth(170)
            values.setAccessibleName(tr("{name}: values").format(name=name))
            values.returnPressed.connect(self._start_or_stop)
            form.addWidget(QuietLabel(name), row, 0)
            form.addWidget(chooser, row, 1)
            form.addWidget(values, row, 2)
        self.across.currentIndexChanged.connect(lambda: self._show_example(self.across, self.across_values))
        self.down.currentIndexChanged.connect(lambda: self._show_example(self.down, self.down_values))
        self.start = PrimaryButton("")
        self.start.keep_room_for(tr("Render"), tr("Stop"))
        self.start.setAutoDefault(False)
        self.start.clicked.connect(self._start_or_stop)
        form.addWidget(self.start, 0, 3)
        form.setColumnStretch(2, 1)
        return form

    def _make_foot(self) -> QHBoxLayout:
        self.use = SmallButton(tr("Use this one"), "keep")
        self.use.setToolTip(tr("The prompt and its settings become the document's, beside A; can be undone"))
        self.use.clicked.connect(self._take)
        self.save = SmallButton(tr("Save sheet…"), "export")
        self.save.clicked.connect(self._ask_for_sheet)
        foot = QHBoxLayout()
        foot.addWidget(self.stage, 1)
        foot.addWidget(self.use)
        foot.addWidget(self.save)
        return foot

    # -------------------------------------------------------------- what varies

    @Slot()
    def _offer_axes(self) -> None:
        """The words and settings of now; what was chosen stays chosen, by its place."""
        settings, _ = self._renders.next_render
        self._axes = axes_of(self._session.prompt, settings, self._renders.renderer)
        for chooser, values in ((self.across, self.across_values), (self.down, self.down_values)):
            chosen, text = chooser.currentIndex(), values.text()
            chooser.blockSignals(True)
            chooser.clear()
            if chooser is self.down:
                chooser.addItem(tr(_NONE), None)
            for axis in self._axes:
                chooser.addItem(axis.title, axis)
            chooser.setCurrentIndex(chosen if 0 <= chosen < chooser.count() else 0)
            chooser.blockSignals(False)
            if not text:
                self._show_example(chooser, values)
        self.down_values.setEnabled(self.down.currentData() is not None)

    def _show_example(self, chooser: QComboBox, values: QLineEdit) -> None:
        axis: Axis | None = chooser.currentData()
        values.setEnabled(axis is not None)
        values.setText(axis.example if axis is not None else "")
        values.setPlaceholderText(axis.form if axis is not None else "")

    def choose_word(self, index: int) -> None:
        """Vary this word of the prompt."""
        row = next((n for n, axis in enumerate(self._axes) if axis.word == index), -1)
        if row >= 0:
            self.across.setCurrentIndex(row)
        self.across_values.setFocus()

    # -------------------------------------------------------------- the job

    @Slot()
    def _start_or_stop(self) -> None:
        if self._grids.running:
            self._grids.stop()
            return
        across: Axis = self.across.currentData()
        down: Axis | None = self.down.currentData()
        try:
            columns = across.values(self.across_values.text())
            rows = down.values(self.down_values.text()) if down is not None else [None]
            self._check(across, down, len(columns) * len(rows))
        except BadRequest as error:
            self.fault.setText(from_engine(str(error)))
            self.fault.show()
            return
        self.fault.hide()
        from promptstudio.files.grid_sheet import title_of

        settings, _ = self._renders.next_render
        self._title = title_of(
            self._session.prompt, [(axis.word, axis.fields) for axis in (across, down) if axis is not None]
        )
        self._columns, self._rows = [name_of(value) for value in columns], [name_of(value) for value in rows]
        self._grids.start(
            [
                cell_of(self._session.prompt, settings, [(across, x), *([(down, y)] if down is not None else [])])
                for y in rows
                for x in columns
            ]
        )

    def _check(self, across: Axis, down: Axis | None, count: int) -> None:
        if down is not None and (across.fields, across.word) == (down.fields, down.word):
            raise BadRequest(tr("Across and down must be different things."))
        if count > MOST_CELLS:
            raise BadRequest(
                tr("That would be {count} pictures; a grid has {most_cells} at most.").format(
                    count=count, most_cells=MOST_CELLS
                )
            )

    @Slot()
    def _take(self) -> None:
        cell = self._cell
        if cell in self._grids.pictures:
            self._grids.take(cell)

    @property
    def _cell(self) -> int:
        """The index of the selected cell, −1 for none."""
        items = self.table.selectedItems()
        return items[0].row() * len(self._columns) + items[0].column() if items else -1

    @Slot()
    def _ask_for_sheet(self) -> None:
        from promptstudio.files.grid_sheet import GridSheet

        pictures = [self._grids.pictures.get(n) for n in range(len(self._grids.cells))]
        self.sheet_wanted.emit(GridSheet(self._title, self._columns, self._rows, pictures, dict(self._grids.failed)))

    # -------------------------------------------------------------- what is shown

    @Slot()
    def _refresh(self) -> None:
        running = self._grids.running
        self.start.show_as(tr("Stop") if running else tr("Render"), "stop" if running else "render", running)
        self.bar.setVisible(running)
        if self._columns:
            self._fill()
        self.table.setVisible(bool(self._columns))
        self.empty.setVisible(not self._columns)
        self._enable()

    def _fill(self) -> None:
        self.table.set_shape(self._columns, self._rows)
        for cell in range(len(self._grids.cells)):
            row, column = divmod(cell, len(self._columns))
            name = f"{self._columns[column]} {self._rows[row]}".strip()
            reason = from_engine(self._grids.failed.get(cell, ""))
            self.table.show_cell(row, column, self._grids.pictures.get(cell), name, reason)

    @Slot()
    def _enable(self) -> None:
        self.use.setEnabled(self._cell in self._grids.pictures)
        self.save.setEnabled(bool(self._grids.pictures))

    @Slot(str, float)
    def _show_stage(self, text: str, share: float) -> None:
        self.stage.show_text(text)
        self.bar.show_share(share, percent(share))
