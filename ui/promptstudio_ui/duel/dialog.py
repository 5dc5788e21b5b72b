"""The method duel: the same reference images, one prompt from each method, judged alike by models that never steer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from promptstudio.errors import PromptStudioError
from promptstudio.protocol import (
    DuelProgress,
    DuelRequest,
    DuelResult,
    DuelRow,
    EngineInfo,
    Loading,
    ReferenceImage,
    RenderSettings,
)
from promptstudio_ui.duel.table import ResultTable
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.sentences import first_names, from_engine, time_left_text
from promptstudio_ui.translation import percent, tr
from promptstudio_ui.widgets.buttons import PrimaryButton, SmallButton
from promptstudio_ui.widgets.files import ask_save, picture_formats
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, wrapped_label
from promptstudio_ui.widgets.method_texts import cost_text, missing_models, tags_of, task_title
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar
from promptstudio_ui.widgets.style_sheet import ROW


class DuelDialog(QDialog):
    """Choose methods, run them one after another, compare, and use one. Closing it stops nothing and loses nothing."""

    use_wanted = Signal(object, object)
    """The prompt of this `DuelRow` is to become A; with the reference images of the duel."""
    sheet_wanted = Signal(object, object)
    """The contact sheet of this `DuelResult` is to be written to a path: (path, result)."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Method duel"))
        self.setModal(False)
        self.resize(first_size(QSize(1120, 620), self.screen()))
        self._jobs = jobs
        self._info: EngineInfo | None = None
        self._references: tuple[ReferenceImage, ...] = ()
        self._task = "inversion"
        self._seed = 0
        self._rendering: RenderSettings | None = None
        self._safety = False
        self._result: DuelResult | None = None
        self._asked: DuelRequest | None = None
        self.methods: dict[str, QCheckBox] = {}

        asking, results = self._make_asking(), self._make_results()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(18)
        layout.addWidget(asking)
        layout.addLayout(results, 1)

        jobs.busy_changed.connect(self._refresh)
        self._show_rows(())
        self._refresh()

    def _make_asking(self) -> QWidget:
        """The left side: what the duel is about, its methods, and the start button."""
        self.aim = wrapped_label(secondary=True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        listed = QWidget()
        self._list.addStretch(1)
        listed.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(listed)
        self.budget = QSpinBox()
        self.budget.setRange(1, 77)
        self.budget.setSuffix(tr(" pieces"))
        self.budget.setAccessibleName(tr("Budget of every prompt"))
        self.start = PrimaryButton("")
        self.start.keep_room_for(tr("Start"), tr("Stop"))
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
        return side

    def _make_results(self) -> QVBoxLayout:
        """The right side: results, progress, and what can be done with a result."""
        self.table = ResultTable()
        self.table.itemSelectionChanged.connect(self._refresh)
        self.table.itemDoubleClicked.connect(self._use)
        self.empty = QuietLabel(tr("Each method finds a prompt; judges that never steer compare them."))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stage = ElidedLabel()
        self.bar = ThinBar()
        self.use = SmallButton(tr("Use as A"), "keep")
        self.use.clicked.connect(self._use)
        self.sheet = SmallButton(tr("Save sheet…"), "save")
        self.sheet.clicked.connect(self._ask_where)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.empty, 1)
        right.addWidget(self.table, 1)
        right.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addStrut(ROW)
        foot.addWidget(self.stage, 1)
        foot.addWidget(self.use)
        foot.addWidget(self.sheet)
        right.addLayout(foot)
        return right

    # -------------------------------------------------------------- what is asked for

    def set_rendering(self, settings: RenderSettings, safety: bool) -> None:
        """How the next duel renders: as the window does, so that a picture can be taken over. `safety`: with the
        profile's safety checker."""
        self._rendering, self._safety = settings, safety

    def set_aim(self, references: Sequence[ReferenceImage], task: str, budget: int, seed: int) -> None:
        """What the next duel is about. For distillation, which needs no images, inversion is compared."""
        self._references = tuple(references)
        self._task = "inversion" if task == "distillation" else task
        self._seed = seed
        if not self._running:
            self.budget.setValue(budget)
        names = first_names([reference.name for reference in self._references])
        self.aim.setText(
            tr("{task} of {names}, seed {seed}").format(task=task_title(self._task), names=names, seed=seed)
            if names
            else tr("Add a reference image first.")
        )
        self._show_methods()

    def set_info(self, info: EngineInfo) -> None:
        """Show the methods that the engine offers."""
        self._info = info
        self._show_methods()

    def _show_methods(self) -> None:
        """Show a box for every method that knows the task; quick ones whose models are here start ticked."""
        ticked = {name: box.isChecked() for name, box in self.methods.items()}
        for box in self.methods.values():
            self._list.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.methods = {}
        info = self._info
        methods = [method for method in info.methods if self._task in method.tasks] if info else []
        for method in methods:
            missing = missing_models(method, info.profile, info.models) if info else ()
            tags = (*tags_of(method), *((tr("no model"),) if missing else ()))
            title = from_engine(method.title)
            box = QCheckBox(f"{title}  ({', '.join(tags)})" if tags else title)
            box.setToolTip("\n".join((from_engine(method.summary), cost_text(method), *missing)))
            box.setEnabled(not missing)
            box.setChecked(not missing and ticked.get(method.name, not method.slow))
            box.toggled.connect(self._refresh)
            self.methods[method.name] = box
            self._list.insertWidget(self._list.count() - 1, box)
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
        self._asked = DuelRequest(
            self._references,
            self.chosen,
            self._task,
            self.budget.value(),
            self._seed,
            rendering=self._rendering,
            safety=self._safety,
        )
        self._result = None
        self._show_rows(())
        self._show_stage(tr("Starting…"))
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
            self._show_stage(f"{from_engine(event.stage)}…")
            return
        self._take(event.rows)
        self._show_stage(
            from_engine(event.stage)
            + (f"  ·  {time_left_text(event.seconds_left)}" if event.seconds_left is not None else "")
        )
        self.bar.show_share(event.step / event.steps, percent(event.step / event.steps))

    @Slot(object)
    def _on_finished(self, result: DuelResult) -> None:
        self._take(result.rows)
        self._show_stage(tr("Done. Bold is the best of a column."))

    @Slot(object)
    def _on_stopped(self, last: object) -> None:
        rows = last.rows if isinstance(last, DuelProgress) else self._result.rows if self._result else ()
        self._take(rows)
        wanted = self._asked.methods if self._asked else ()
        self._show_stage(tr("Stopped; {done} of {count} methods were done.").format(done=len(rows), count=len(wanted)))

    @Slot(object)
    def _on_failed(self, error: PromptStudioError) -> None:
        self._show_stage(from_engine(str(error)))

    def _take(self, rows: tuple[DuelRow, ...]) -> None:
        asked = self._asked
        if asked is not None and rows != (self._result.rows if self._result else ()):
            self._result = DuelResult(rows, asked.references, asked.budget, asked.seed)
            self._show_rows(rows)

    # -------------------------------------------------------------- what is shown

    def _show_stage(self, text: str) -> None:
        self.stage.show_text(text)

    @Slot()
    def _refresh(self) -> None:
        busy = self._running
        self.start.show_as(tr("Stop") if busy else tr("Start"), "stop" if busy else "render", outlined=busy)
        self.start.setEnabled(busy or (bool(self._references) and bool(self.chosen)))
        self.start.setToolTip("" if self.start.isEnabled() else tr("A reference image and one method are needed"))
        self.bar.setVisible(busy)
        self.budget.setEnabled(not busy)
        row = self.selected
        self.use.setEnabled(row is not None and row.result is not None)
        self.sheet.setEnabled(bool(self._result and self._result.rows) and not busy)

    @property
    def selected(self) -> DuelRow | None:
        """The row that is selected in the table."""
        return self.table.selected

    def _show_rows(self, rows: Sequence[DuelRow]) -> None:
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.table.show_rows(rows)
        self._refresh()

    # -------------------------------------------------------------- what comes of it

    @Slot()
    def _use(self) -> None:
        row = self.selected
        if row is not None and row.result is not None and self._result is not None:
            self.hide()  # what comes of it is to be seen; the duel itself is kept
            self.use_wanted.emit(row, self._result.references)

    def _ask_where(self) -> None:
        result = self._result
        ask_save(
            self,
            tr("Save the contact sheet"),
            "duel.png",
            picture_formats(),
            lambda path: self.sheet_wanted.emit(path, result),
            suffix="png",
        )
