"""The method duel: the same reference images, one prompt from each method, judged alike by models that never steer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from promptstudio.duel_figures import CLIP_I, GUIDE_CLIP, PERPLEXITY, R_EDIT, SECONDS, best
from promptstudio.errors import PromptStudioError
from promptstudio.protocol import DuelProgress, DuelRequest, DuelResult, DuelRow, EngineInfo, Loading, ReferenceImage
from promptstudio.units import time_left_text
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.files import ask_save
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, wrapped_label
from promptstudio_ui.widgets.method_texts import missing_models, tags_of
from promptstudio_ui.widgets.pictures import to_image, veiled
from promptstudio_ui.widgets.progress import ThinBar

THUMBNAIL = 72
FIGURES = (GUIDE_CLIP, CLIP_I, PERPLEXITY, R_EDIT, SECONDS)
"""Columns of figures."""
_RENDER, _METHOD, _PROMPT, _FIRST_FIGURE = range(4)
_ROW_ROLE = Qt.ItemDataRole.UserRole.value


class DuelDialog(QDialog):
    """Choose methods, let them work one after another, look, take one. Closing it stops nothing and loses nothing.

    `use_wanted(row, references)`: this row's prompt shall become A. `sheet_wanted(path, result)`: write the contact
    sheet.
    """

    use_wanted = Signal(object, object)
    sheet_wanted = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Method duel")
        self.setModal(False)
        self.resize(QSize(1120, 620).boundedTo(self.screen().availableSize()))
        self._jobs = jobs
        self._info: EngineInfo | None = None
        self._references: tuple[ReferenceImage, ...] = ()
        self._task = "inversion"
        self._seed = 0
        self._result: DuelResult | None = None
        self._asked: DuelRequest | None = None
        self.methods: dict[str, QCheckBox] = {}

        self.aim = wrapped_label(secondary=True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        listed = QWidget()
        listed.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(listed)
        self.budget = QSpinBox()
        self.budget.setRange(1, 77)
        self.budget.setSuffix(" pieces")
        self.budget.setAccessibleName("Budget of every prompt")
        self.start = PrimaryButton("")
        self.start.clicked.connect(self._start_or_stop)
        asking = QVBoxLayout()
        asking.setContentsMargins(0, 0, 0, 0)
        asking.setSpacing(10)
        asking.addWidget(self.aim)
        asking.addWidget(scroll, 1)
        row = QHBoxLayout()
        row.addWidget(self.budget)
        row.addStretch(1)
        row.addWidget(self.start)
        asking.addLayout(row)
        side = QWidget()
        side.setLayout(asking)
        side.setFixedWidth(270)

        self.table = _table()
        self.table.itemSelectionChanged.connect(self._refresh)
        self.table.itemDoubleClicked.connect(self._use)
        self.empty = QuietLabel("Each method finds a prompt; judges that never steer compare them.")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stage = ElidedLabel()
        self.bar = ThinBar()
        self.use = SmallButton("Use as A", "keep")
        self.use.clicked.connect(self._use)
        self.sheet = SmallButton("Save sheet…", "save")
        self.sheet.clicked.connect(self._ask_where)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.empty, 1)
        right.addWidget(self.table, 1)
        right.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addWidget(self.stage, 1)
        foot.addWidget(self.use)
        foot.addWidget(self.sheet)
        right.addLayout(foot)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(18)
        layout.addWidget(side)
        layout.addLayout(right, 1)

        jobs.busy_changed.connect(self._refresh)
        self._show_rows(())
        self._refresh()

    # -------------------------------------------------------------- what is asked for

    def set_aim(self, references: Sequence[ReferenceImage], task: str, budget: int, seed: int) -> None:
        """What the next duel is about. Distillation needs no images, so there is nothing to compare with."""
        self._references = tuple(references)
        self._task = "inversion" if task == "distillation" else task
        self._seed = seed
        if not self._running:
            self.budget.setValue(budget)
        names = ", ".join(reference.name for reference in self._references[:3])
        more = f" and {len(self._references) - 3} more" if len(self._references) > 3 else ""
        task_name = self._task.replace("_", "-").capitalize()
        self.aim.setText(f"{task_name} of {names}{more}, seed {seed}" if names else "Add a reference image first.")
        self._offer()

    def set_info(self, info: EngineInfo) -> None:
        """Which methods there are."""
        self._info = info
        self._offer()

    def _offer(self) -> None:
        """A box for every method that does the task; those that are quick and whose models are here start ticked."""
        ticked = {name: box.isChecked() for name, box in self.methods.items()}
        while (item := self._list.takeAt(0)) is not None:
            if box := item.widget():
                box.hide()
                box.deleteLater()
        self.methods = {}
        for method in self._info.methods if self._info else ():
            if self._task not in method.tasks:
                continue
            missing = missing_models(method, self._info.profile, self._info.models)
            tags = (*tags_of(method), *(("no model",) if missing else ()))
            box = QCheckBox(f"{method.title}  ({', '.join(tags)})" if tags else method.title)
            box.setToolTip("\n".join((method.summary, f"Takes {method.typical_cost}.", *missing)))
            box.setEnabled(not missing)
            box.setChecked(not missing and ticked.get(method.name, not method.slow))
            box.toggled.connect(self._refresh)
            self.methods[method.name] = box
            self._list.addWidget(box)
        self._list.addStretch(1)
        self._refresh()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the ticked methods."""
        return tuple(name for name, box in self.methods.items() if box.isChecked())

    # -------------------------------------------------------------- the job

    def _start_or_stop(self) -> None:
        if self._running:
            self._jobs.stop(DuelRequest)
            return
        self._asked = DuelRequest(self._references, self.chosen, self._task, self.budget.value(), self._seed)
        self._result = None
        self._show_rows(())
        self._say("Starting…")
        job = self._jobs.ask(self._asked)
        job.happened.connect(self._on_event)
        job.finished.connect(self._on_finished)
        job.stopped.connect(self._on_stopped)
        job.failed.connect(self._on_failed)

    @property
    def _running(self) -> bool:
        return self._jobs.running(DuelRequest) is not None

    @Slot(object)
    def _on_event(self, event: DuelProgress | Loading) -> None:
        if isinstance(event, Loading):
            self._say(f"{event.stage}…")
            return
        self._take(event.rows)
        self._say(
            event.stage + (f"  ·  {time_left_text(event.seconds_left)}" if event.seconds_left is not None else "")
        )
        self.bar.show_share(event.step / event.steps, f"{event.step / event.steps:.0%}")

    @Slot(object)
    def _on_finished(self, result: DuelResult) -> None:
        self._take(result.rows)
        self._say("Done. Bold is the best of a column.")

    @Slot(object)
    def _on_stopped(self, last: object) -> None:
        rows = last.rows if isinstance(last, DuelProgress) else self._result.rows if self._result else ()
        self._take(rows)
        self._say(f"Stopped; {len(rows)} of {len(self._asked.methods)} methods were done.")

    @Slot(object)
    def _on_failed(self, error: PromptStudioError) -> None:
        self._say(str(error))

    def _take(self, rows: tuple[DuelRow, ...]) -> None:
        if rows != (self._result.rows if self._result else ()):
            self._result = DuelResult(rows, self._asked.references, self._asked.budget, self._asked.seed)
            self._show_rows(rows)

    # -------------------------------------------------------------- what is shown

    def _say(self, text: str) -> None:
        self.stage.show_text(text)

    @Slot()
    def _refresh(self) -> None:
        busy = self._running
        self.start.show_as("Stop" if busy else "Start", "stop" if busy else "render", outlined=busy)
        self.start.setEnabled(busy or (bool(self._references) and bool(self.chosen)))
        self.start.setToolTip("" if self.start.isEnabled() else "A reference image and one method are needed")
        self.bar.setVisible(busy)
        self.budget.setEnabled(not busy)
        row = self.selected
        self.use.setEnabled(row is not None and row.result is not None)
        self.sheet.setEnabled(bool(self._result and self._result.rows) and not busy)

    @property
    def selected(self) -> DuelRow | None:
        items = self.table.selectedItems()
        return items[0].data(_ROW_ROLE) if items else None

    def _show_rows(self, rows: Sequence[DuelRow]) -> None:
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        chosen = self.selected.method if self.selected else None
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(rows))
        winners = [best(rows, figure) for figure in FIGURES]
        for number, row in enumerate(rows):
            picture = QTableWidgetItem()
            if row.render:
                shown = veiled(row.render.picture) if row.render.flagged else row.render.picture
                size = QSize(THUMBNAIL, THUMBNAIL)
                scaled = to_image(shown).scaled(
                    size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
                picture.setIcon(QIcon(QPixmap.fromImage(scaled)))
            text = row.result.prompt.text if row.result else row.failed
            prompt = QTableWidgetItem(text)
            prompt.setToolTip(text)
            cells = [picture, QTableWidgetItem(row.title), prompt]
            for figure, best_rows in zip(FIGURES, winners, strict=True):
                cell = _Number(figure.value(row), figure.decimals)
                if number in best_rows:
                    font = cell.font()
                    font.setBold(True)
                    cell.setFont(font)
                cells.append(cell)
            for column, cell in enumerate(cells):
                cell.setData(_ROW_ROLE, row)
                self.table.setItem(number, column, cell)
            if row.method == chosen:
                self.table.selectRow(number)
        self.table.setSortingEnabled(True)
        self._refresh()

    # -------------------------------------------------------------- what comes of it

    @Slot()
    def _use(self) -> None:
        row = self.selected
        if row is not None and row.result is not None:
            self.use_wanted.emit(row, self._result.references)

    def _ask_where(self) -> None:
        result = self._result
        filters = ("PNG picture (*.png)",)
        ask_save(
            self,
            "Save the contact sheet",
            "duel.png",
            filters,
            lambda path: self.sheet_wanted.emit(path, result),
            suffix="png",
        )


class _Number(QTableWidgetItem):
    """Sorted by its value; what is unknown comes last."""

    def __init__(self, value: float | None, decimals: int) -> None:
        super().__init__("–" if value is None else f"{value:,.{decimals}f}")
        self.value = value
        self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        mine, theirs = (item.value if isinstance(item, _Number) else None for item in (self, other))
        return theirs is None if mine is None or theirs is None else mine < theirs


def _table() -> QTableWidget:
    table = QTableWidget(0, _FIRST_FIGURE + len(FIGURES))
    table.setAccessibleName("What the methods found")
    table.setHorizontalHeaderLabels(["", "Method", "Prompt", *(figure.title for figure in FIGURES)])
    for number, figure in enumerate(FIGURES):
        table.horizontalHeaderItem(_FIRST_FIGURE + number).setToolTip(figure.tip)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(THUMBNAIL + 8)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(_RENDER, QHeaderView.ResizeMode.Fixed)
    table.horizontalHeader().setSectionResizeMode(_PROMPT, QHeaderView.ResizeMode.Stretch)
    table.setColumnWidth(_RENDER, THUMBNAIL + 12)
    table.setIconSize(QSize(THUMBNAIL, THUMBNAIL))
    table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as the methods are listed
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    return table
