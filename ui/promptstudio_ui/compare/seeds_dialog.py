"""An edit over several seeds: figures with their spread, a grid of pairs, and one pair larger."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from promptstudio.protocol import SeedPair
from promptstudio.seed_figures import SeedFigures, figures_of, figures_sentence, spread_text
from promptstudio_ui.compare import figures
from promptstudio_ui.compare.seed_grid import SeedGrid
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.controllers.seeds import SeedsController
from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import in_locale, percent, tr, tr_noop
from promptstudio_ui.widgets.buttons import PrimaryButton, Segments, SmallButton
from promptstudio_ui.widgets.labels import ElidedLabel, QuietLabel, make_bold, wrapped_label
from promptstudio_ui.widgets.placing import first_size
from promptstudio_ui.widgets.progress import ThinBar

COUNTS = (4, 8, 16)
"""Numbers of seeds to choose from."""
_WAITING = tr_noop(
    "A and B are rendered with each seed and compared.\nThe figures tell whether what one pair shows is luck."
)


class SeedsDialog(QDialog):
    """Choose how many seeds, watch the pairs come, take one. Closing it stops nothing and loses nothing."""

    sheet_wanted = Signal(object)
    """A `GridSheet` is to be saved."""

    def __init__(self, seeds: SeedsController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Repeat over seeds"))
        self.setModal(False)
        self.resize(first_size(QSize(1060, 640), self.screen()))
        self._seeds = seeds
        self.grid = SeedGrid()
        self.grid.selected.connect(self._show_pair)
        self.grid.taken.connect(self._take)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(18)
        layout.addLayout(self._make_left(), 5)
        layout.addLayout(self._make_right(), 4)
        seeds.changed.connect(self._refresh)
        seeds.stage_changed.connect(self._show_stage)
        self._refresh()

    def _make_left(self) -> QVBoxLayout:
        """What is repeated, its figures and the grid."""
        self.aim = wrapped_label()
        self.count = Segments(
            [(str(n), tr("%n seed(s)", "", n), tr("With %n seed(s), from the present one on", "", n)) for n in COUNTS]
        )
        self.start = PrimaryButton("")
        self.start.keep_room_for(tr("Start"), tr("Stop"))
        self.start.clicked.connect(self._start_or_stop)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.start)
        self.sentence = wrapped_label()
        make_bold(self.sentence)
        self.empty = QuietLabel(tr(_WAITING))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = ThinBar()
        self.stage = ElidedLabel()
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.aim)
        left.addLayout(head)
        left.addWidget(self.bar)
        left.addWidget(self.sentence)
        left.addLayout(self._make_figures())
        left.addWidget(self.grid, 1)
        left.addWidget(self.empty, 1)
        left.addWidget(self.stage)
        return left

    def _make_figures(self) -> QGridLayout:
        """Mean and deviation of each figure under its name."""
        self._names: dict[str, QLabel] = {}
        self.values: dict[str, QLabel] = {}
        table = QGridLayout()
        table.setHorizontalSpacing(18)
        table.setVerticalSpacing(1)
        titles = {
            "locality": tr("Locality"),
            "preserved": tr("Preserved"),
            "spill": tr("Spill"),
            "success": tr("Success"),
        }
        for column, (name, title) in enumerate(titles.items()):
            self._names[name], self.values[name] = QuietLabel(title), QLabel()
            table.addWidget(self._names[name], 0, column)
            table.addWidget(self.values[name], 1, column)
        table.setColumnStretch(4, 1)
        return table

    def _make_right(self) -> QVBoxLayout:
        """The selected pair, and what can be done with it."""
        self.larger = CompareView()
        self.use = SmallButton(tr("Use this seed"), "keep")
        self.use.setToolTip(tr("Show A and B with this seed in the window; can be undone"))
        self.use.clicked.connect(self._take)
        self.save = SmallButton(tr("Save sheet…"), "export")
        self.save.setToolTip(tr("A and B with every seed on one picture"))
        self.save.clicked.connect(self._ask_for_sheet)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.use)
        foot.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.larger, 1)
        right.addLayout(foot)
        return right

    def _start_or_stop(self) -> None:
        if self._seeds.running:
            self._seeds.stop()
        else:
            self._seeds.start(int(self.count.value))

    @Slot()
    def _take(self) -> None:
        if self.grid.pair is not None:
            self._seeds.take(self.grid.pair)

    @Slot()
    def _ask_for_sheet(self) -> None:
        from promptstudio.files.grid_sheet import sheet_of_seeds

        self.sheet_wanted.emit(sheet_of_seeds(self._seeds.edit, self._seeds.pairs))

    # -------------------------------------------------------------- what is shown

    @Slot()
    def _refresh(self) -> None:
        seeds, pairs = self._seeds, self._seeds.pairs
        self.aim.setText(self._aim())
        self.start.show_as(
            tr("Stop") if seeds.running else tr("Start"), "stop" if seeds.running else "render", seeds.running
        )
        self.start.setEnabled(seeds.running or seeds.possible)
        self.count.setEnabled(not seeds.running)
        self.bar.setVisible(seeds.running)
        self.grid.show_pairs(pairs)
        self.grid.setVisible(bool(pairs))
        self.empty.setVisible(not pairs)
        self.save.setEnabled(bool(pairs))
        self._show_figures(figures_of(pair.comparison for pair in pairs))

    def _aim(self) -> str:
        if not self._seeds.edit:
            return tr("Edit a word first: A and B can then be repeated with other seeds.")
        if self._seeds.outdated:
            return tr("{edit}. The document has changed since; Start repeats the present edit.").format(
                edit=self._seeds.edit
            )
        return self._seeds.edit

    def _show_figures(self, found: SeedFigures) -> None:
        self.sentence.setText(from_engine(figures_sentence(found)))
        self.sentence.setVisible(bool(found.seeds))
        texts = {
            "locality": (in_locale(spread_text(found.locality)), tr(figures.LOCALITY)),
            "preserved": (in_locale(spread_text(found.preserved, percent=True)), tr(figures.PRESERVED)),
            "spill": (in_locale(spread_text(found.spill)), tr(figures.SPILL)),
            "success": (
                tr("{succeeded} of {judged}").format(succeeded=found.succeeded, judged=found.judged)
                if found.judged
                else "–",
                tr(figures.SUCCESS),
            ),
        }
        if found.is_global:
            texts["preserved"] = (texts["preserved"][0], tr(figures.STAYED))
        for name, (text, tip) in texts.items():
            self.values[name].setText(text)
            for label in (self._names[name], self.values[name]):
                label.setToolTip(
                    tr("{tip}.\nMean ± standard deviation over the seeds.").format(tip=tip)
                    if name != "success"
                    else tip
                )
                label.setVisible(bool(found.seeds))

    @Slot()
    def _show_pair(self) -> None:
        pair: SeedPair | None = self.grid.pair
        self.larger.set_a(pair.a if pair else None)
        self.larger.set_b(pair.b if pair else None)
        self.larger.set_comparison(pair.comparison if pair else None)
        self.use.setEnabled(pair is not None)

    @Slot(str, float)
    def _show_stage(self, text: str, share: float) -> None:
        self.stage.show_text(text)
        self.bar.show_share(share, percent(share))
