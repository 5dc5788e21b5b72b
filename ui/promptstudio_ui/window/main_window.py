"""The window: where the panels are, and what is connected with what."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from promptstudio import __version__, log
from promptstudio.folders import log_folder
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Analysis, DuelResult, EngineInfo, Influence, Progress, ReferenceImage, RenderSettings
from promptstudio.resources import resource
from promptstudio_ui.compare.panel import RenderPanel
from promptstudio_ui.controllers.remedies import Rescue
from promptstudio_ui.controllers.workflow import Workflow
from promptstudio_ui.coupling import INFLUENCE
from promptstudio_ui.coupling.panel import CouplingPanel
from promptstudio_ui.document.importing import PROJECT_SUFFIX, Taken, offered, prepare, take_bytes, take_files
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import HistoryEntry, Session
from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.models.controller import ModelDesk
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.prompt.panel import PromptPanel
from promptstudio_ui.references.view import ReferencesView
from promptstudio_ui.widgets.buttons import Segments
from promptstudio_ui.widgets.cards import CardSplitter
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.notices import Banner, Banners, DropHint, Toast
from promptstudio_ui.widgets.theme import Theme, icon, is_dark
from promptstudio_ui.window.actions import Actions
from promptstudio_ui.window.palette import CommandPalette, KeyboardMap
from promptstudio_ui.window.top_bar import JobLine, TopBar

if TYPE_CHECKING:
    from promptstudio.files.metadata import FoundMetadata
    from promptstudio_ui.duel.dialog import DuelDialog

NARROW = 1100
"""Below this width the coupling becomes a tab beside the renders."""

_WAITS = {
    "inversion": "inverting",
    "render": "rendering",
    "compare": "comparing",
    "analyse": "working out coupling",
    "influence": "working out influence",
    "duel": "comparing methods",
    "suggest": "looking for words",
    "describe": "starting the engine",
    "files": "reading and writing files",
}
_log = log.category("window")


class MainWindow(QMainWindow):
    """One window, one session. `closing_done` is emitted when nothing of it runs any more."""

    closing_done = Signal()
    exported = Signal(str)
    """A file was written."""

    def __init__(self, engine: CurrentEngine, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(self)
        self.workflow = Workflow(self.session, engine, settings, self)
        self.selection = WordSelection(self)
        self._engine = engine
        self._file_jobs: dict[int, Callable[[object], None]] = {}
        self._inverting_since = 0.0
        self._reinverting: Prompt | None = None
        self._rendering: str | None = None
        self._faults: tuple[str, ...] = ()
        self._remarks: list[Banner] = []
        self._found: dict[str, FoundMetadata] = {}
        self._closing = False
        self._narrow = False
        self._hidden: set[str] = set()
        self._dragged: tempfile.TemporaryDirectory | None = None
        self._duel: DuelDialog | None = None
        self._dialogs: list[QWidget] = []
        self.autosave = None

        self._make_widgets()
        self.models = ModelDesk(
            self.workflow,
            engine,
            self.top.engine,
            self.banners,
            self.toast,
            settings,
            self._in_files_lane,
            self,
        )
        self.commands = Actions(
            self, (self, self.workflow, self.prompt_panel, self.renders, self.renders.view, self.models)
        )
        self.commands.fill(self.top.menus)
        self.rescue = Rescue(
            self.workflow,
            settings,
            self.models.change_engine,
            self.commands.trigger,
            self,
        )
        self.palette_panel = CommandPalette(self, self.commands)
        self.keyboard_map = KeyboardMap(self, self.commands)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        for line in self.findChildren(QLineEdit):
            line.setAcceptDrops(False)  # a picture dropped on a field is still a picture
        # Nothing is being typed into at first, so that single-letter shortcuts work.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()
        self.setMinimumSize(900, 560)  # below it the panels would cover each other
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self._fit_history()
        self._apply_panels()
        self._restore_geometry()
        self._show_title()
        self._refresh_actions()

    # -------------------------------------------------------------- building

    def _make_widgets(self) -> None:
        samples = sorted(resource("samples").glob("*.png"))
        self.top = TopBar()
        self.banners = Banners()
        self.references = ReferencesView(self.session, samples)
        self.prompt_panel = PromptPanel(self.session, self.selection)
        self.coupling = CouplingPanel(self.selection)
        self.renders = RenderPanel(self.session)
        self.renders.view.veil_previews(self.settings.value.safety_checker)
        self.history = HistoryStrip(self.session)
        self.jobs = JobLine()
        self.toast = Toast(self)
        self.drop_hint = DropHint(self)
        self.chips = self.prompt_panel.view

    def _lay_out(self) -> None:
        self.setMenuWidget(self.top)
        self._tabs = Segments((("renders", "Renders", ""), ("coupling", "Coupling", "")))
        self._tabs.chosen.connect(self._show_tab)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.renders)
        right = QWidget()
        right_layout = QVBoxLayout(right)
        right_layout.setContentsMargins(0, 0, 0, 0)
        right_layout.setSpacing(6)
        right_layout.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignLeft)
        right_layout.addWidget(self._pages, 1)
        self._tabs.hide()
        self._right = right

        self._middle = CardSplitter(Qt.Orientation.Vertical)
        self._middle.addWidget(self.prompt_panel)
        self._middle.addWidget(self.coupling)
        self._middle.setSizes([250, 450])
        self._columns = CardSplitter(Qt.Orientation.Horizontal)
        self._columns.addWidget(self.references)
        self._columns.addWidget(self._middle)
        self._columns.addWidget(right)
        self._columns.setStretchFactor(1, 3)
        self._columns.setStretchFactor(2, 2)
        self._columns.setSizes([236, 660, 520])
        self._rows = CardSplitter(Qt.Orientation.Vertical)
        self._rows.addWidget(self._columns)
        self._rows.addWidget(self.history)
        self._rows.setStretchFactor(0, 1)
        self._rows.setSizes([700, 150])
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.setSpacing(8)
        layout.addWidget(self.banners)
        layout.addWidget(self._rows, 1)
        self.setCentralWidget(body)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addPermanentWidget(self.jobs)
        status.setContentsMargins(10, 0, 4, 2)

    def _connect(self) -> None:
        session, workflow, chips = self.session, self.workflow, self.chips
        top = self.top
        top.palette_button.clicked.connect(self.commands["palette"].trigger)
        top.theme_button.clicked.connect(self.commands["toggle_theme"].trigger)
        top.export_button.clicked.connect(self.commands["export"].trigger)
        self.jobs.stop.clicked.connect(self.commands["stop"].trigger)

        references = self.references
        references.open_wanted.connect(self.open_dialog)
        references.sample_chosen.connect(lambda path: self.open_files([Path(path)]))
        references.removed.connect(self._remove_reference)
        references.square_chosen.connect(self._choose_square)
        references.fit_chosen.connect(self._choose_fit)
        references.found_wanted.connect(lambda row: self._use_found(session.references[row]))

        chips.swap_requested.connect(session.swap)
        chips.suggestion_taken.connect(lambda i, text: session.swap(i, text, Origin.SUGGESTED))
        chips.insert_requested.connect(session.insert)
        chips.append_requested.connect(session.append)
        chips.delete_requested.connect(session.delete)
        chips.move_requested.connect(session.move)
        chips.lock_toggled.connect(session.toggle_lock)
        chips.weight_nudged.connect(session.nudge_weight)
        chips.suggestions_wanted.connect(workflow.suggest)
        chips.popover_closed.connect(workflow.lanes.suggest.stop)
        chips.described.connect(self._describe)
        self.coupling.view.described.connect(self._describe)

        panel = self.prompt_panel
        panel.invert_wanted.connect(self.commands["invert"].trigger)
        panel.stop_wanted.connect(workflow.lanes.inversion.stop)
        panel.candidate_chosen.connect(session.use_candidate)
        panel.style_line.wanted.connect(session.use_style)
        panel.reinvert.clicked.connect(self.commands["reinvert"].trigger)
        renders = self.renders
        renders.render_wanted.connect(self.commands["render"].trigger)
        renders.stop_wanted.connect(workflow.stop)
        renders.keep_wanted.connect(self.commands["keep_b"].trigger)
        renders.view.set_file_maker(self._file_for_drag)
        self.history.restore_wanted.connect(self._restore)
        self.history.filled_changed.connect(self._fit_history)

        session.prompt_changed.connect(self._show_prompt)
        session.references_changed.connect(self._show_sources)
        panel.chips.shown.connect(lambda: references.show_numbers(panel.chips.images))
        session.analysis_changed.connect(self._show_analysis)
        session.render_changed.connect(self._show_renders)
        session.comparison_changed.connect(self._show_comparison)
        session.title_changed.connect(self._show_title)
        session.stack.indexChanged.connect(self._refresh_actions)
        for signal in (session.references_changed, session.settings_changed, session.render_changed):
            signal.connect(self._refresh_actions)

        workflow.inversion_started.connect(self._inversion_started)
        workflow.inversion_progress.connect(self._inversion_progress)
        workflow.inversion_ended.connect(self._inversion_ended)
        workflow.render_started.connect(self._render_started)
        workflow.render_progress.connect(self._render_progress)
        workflow.render_ended.connect(self._render_ended)
        workflow.analysis_preview.connect(self._show_measured)
        workflow.influence_preview.connect(self._show_influence)
        self.coupling.influence_wanted.connect(workflow.want_influence)
        self.coupling.influence_wanted.connect(self.prompt_panel.chips.link_by_influence)
        workflow.suggestions.connect(self._show_suggestions)
        workflow.info_changed.connect(self.prompt_panel.set_info)
        workflow.info_changed.connect(self._show_faults)
        workflow.loading_changed.connect(self._show_loading)
        workflow.remark.connect(self._remark)
        session.template_changed.connect(self._withdraw_remarks)
        workflow.failed.connect(self._failed)
        workflow.note.connect(self.toast.say)
        workflow.busy_changed.connect(self._show_jobs)
        workflow.info_changed.connect(self._refresh_actions)
        self.models.jobs_changed.connect(self._show_jobs)
        self.settings.changed.connect(self._follow_preferences)
        files = workflow.lanes.files
        files.finished.connect(self._file_job_done)
        files.failed.connect(self._file_job_failed)

    # -------------------------------------------------------------- start and end

    def begin(self) -> None:
        """After the first paint: start the engine, keep a copy from now on, offer what a crash left."""
        self.models.begin()
        self._in_files_lane(prepare, lambda _: self._prepared())

    def _prepared(self) -> None:
        from promptstudio_ui.document import projects

        self.autosave = projects.Autosave(self.session, self.workflow.lanes.files, self)
        for path in projects.left_behind()[:1]:
            self.banners.show_banner(
                "Prompt Studio did not close in order last time. Your work was kept.",
                (
                    ("Restore", lambda path=path: self._recover(path)),
                    ("Discard", lambda path=path: path.unlink(missing_ok=True)),
                ),
                warning=False,
            )

    def _recover(self, path: Path) -> None:
        from promptstudio.files import project

        def opened(loaded: object) -> None:
            self._show_document(loaded, None)
            path.unlink(missing_ok=True)

        self._in_files_lane(lambda: project.load(path), opened)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        if self.session.dirty and not self.session.empty:
            event.ignore()
            self._ask_before("closing", self._close_for_good)
            return
        self.shut_down()
        event.accept()

    def _close_for_good(self) -> None:
        self.shut_down()
        self.close()

    def shut_down(self) -> None:
        """Stops every job and thread; the document is saved or given up by now."""
        self._closing = True
        self._save_geometry()
        self.models.close()
        self.workflow.close()
        if self.autosave is not None:
            self.autosave.close()
        if self._dragged is not None:
            self._dragged.cleanup()
        self.closing_done.emit()

    @command("close", "Close", menu="File", section=3, keys=("Ctrl+Q",), icon="quit")
    def close_window(self) -> None:
        """Close the window, after asking about unsaved changes."""
        self.close()

    def _ask_before(self, what: str, then: Callable[[], None]) -> None:
        """Save, discard or cancel, without a nested event loop."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved changes")
        box.setText(f"Save the changes to “{self.session.name}” before {what}?")
        box.setStandardButtons(
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel
        )
        box.setDefaultButton(QMessageBox.StandardButton.Save)

        def answered(button: int) -> None:
            self._dialogs.remove(box)
            if button == QMessageBox.StandardButton.Save:
                self.save(then)
            elif button == QMessageBox.StandardButton.Discard:
                then()

        box.finished.connect(answered)
        self._dialogs.append(box)
        box.open()

    def _restore_geometry(self) -> None:
        settings = QSettings()
        if geometry := settings.value("window/geometry"):
            self.restoreGeometry(QByteArray(geometry))
        for name, splitter in self._splitters().items():
            if state := settings.value(f"window/{name}"):
                splitter.restoreState(QByteArray(state))
                splitter.setHandleWidth(8)
        hidden = settings.value("window/hidden") or ""
        for name in filter(None, str(hidden).split(",")):
            self._show_panel(name, False)

    def _save_geometry(self) -> None:
        settings = QSettings()
        settings.setValue("window/geometry", self.saveGeometry())
        if not self._narrow:
            for name, splitter in self._splitters().items():
                settings.setValue(f"window/{name}", splitter.saveState())
        settings.setValue("window/hidden", ",".join(sorted(self._hidden)))

    def _splitters(self) -> dict[str, CardSplitter]:
        return {"columns": self._columns, "middle": self._middle, "rows": self._rows}

    # -------------------------------------------------------------- layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._place_coupling()
        if not self.history.filled:
            # The splitter gives an empty strip its old share of the height, which then nobody paints.
            QTimer.singleShot(0, self, self._fit_history)

    def _place_coupling(self) -> None:
        """Under the chips in a wide window, as a tab beside the renders in a narrow one."""
        if self._narrow:
            self._pages.addWidget(self.coupling)
            self._columns.setSizes([216, max(self.width() - 216 - 420, 340), 400])
        else:
            self._middle.addWidget(self.coupling)
            self._middle.setSizes([250, 450])
            self._tabs.set_value("renders")
            self._pages.setCurrentWidget(self.renders)
            self._columns.setSizes([236, round(self.width() * 0.46), round(self.width() * 0.36)])
        self._apply_panels()

    def _show_tab(self, name: str) -> None:
        self._pages.setCurrentWidget(self.coupling if name == "coupling" else self.renders)

    def _fit_history(self) -> None:
        """The strip is low while it is empty; what it does not need goes to the panels above."""
        height = self.history.minimumHeight()
        self._rows.setSizes([max(self._rows.height() - height, 1), height])

    @command(
        "panel_references",
        "References",
        menu="View",
        keys=("F6",),
        icon="panel-left",
        checked=lambda self: "references" not in self._hidden,
    )
    def show_references(self, on: bool) -> None:
        """Show or hide the references."""
        self._show_panel("references", on)

    @command(
        "panel_coupling",
        "Coupling",
        menu="View",
        keys=("F7",),
        icon="heatmap",
        checked=lambda self: "coupling" not in self._hidden,
    )
    def show_coupling(self, on: bool) -> None:
        """Show or hide the coupling."""
        self._show_panel("coupling", on)

    @command(
        "panel_renders",
        "Renders",
        menu="View",
        keys=("F8",),
        icon="panel-right",
        checked=lambda self: "renders" not in self._hidden,
    )
    def show_renders(self, on: bool) -> None:
        """Show or hide the renders."""
        self._show_panel("renders", on)

    @command(
        "panel_history",
        "History",
        menu="View",
        keys=("F9",),
        icon="panel-bottom",
        checked=lambda self: "history" not in self._hidden,
    )
    def show_history(self, on: bool) -> None:
        """Show or hide the history."""
        self._show_panel("history", on)

    def _show_panel(self, name: str, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(name)
        self._apply_panels()
        if on and self._narrow and name in ("coupling", "renders"):
            self._tabs.set_value(name)
            self._show_tab(name)

    def _apply_panels(self) -> None:
        shown = {n: n not in self._hidden for n in ("references", "coupling", "renders", "history")}
        self.references.setVisible(shown["references"])
        self.history.setVisible(shown["history"])
        if self._narrow:
            self._tabs.setVisible(shown["coupling"] and shown["renders"])
            if not (shown["coupling"] and shown["renders"]):
                self._show_tab("coupling" if shown["coupling"] else "renders")
                self._tabs.set_value("coupling" if shown["coupling"] else "renders")
            self._right.setVisible(shown["coupling"] or shown["renders"])
            if self._pages.indexOf(self.coupling) < 0:
                self._pages.addWidget(self.coupling)
        else:
            self._tabs.hide()
            self.coupling.setVisible(shown["coupling"])
            self._right.setVisible(shown["renders"])
        self.commands.refresh()

    # -------------------------------------------------------------- what is shown

    def _refresh_actions(self) -> None:
        self.commands.refresh()
        self.prompt_panel.reinvert.setEnabled(self.commands["reinvert"].isEnabled())
        self.prompt_panel.invert.setEnabled(self.workflow.inverting or self.commands["invert"].isEnabled())
        self.renders.render.setEnabled(self._rendering is not None or self.commands["render"].isEnabled())
        self.renders.keep.setEnabled(self.commands["keep_b"].isEnabled())
        self.top.export_button.setEnabled(self.commands["export"].isEnabled())

    def _show_title(self) -> None:
        name, dirty = self.session.name, self.session.dirty
        self.top.show_title(name, dirty)
        self.setWindowTitle(f"{name}{' •' if dirty else ''} – Prompt Studio")

    def _show_jobs(self) -> None:
        lanes = [lane for lane in self.workflow.lanes.all if lane.busy and lane.name in _WAITS]
        loading = self.workflow.loading
        names = [loading[lane.name].stage if lane.name in loading else _WAITS[lane.name] for lane in lanes]
        if download := self.models.job_text():
            names.append(download)
        self.jobs.show_jobs(names, stoppable=self.workflow.stoppable)
        self._refresh_actions()

    def _show_faults(self, info: EngineInfo) -> None:
        """Say once of every plug-in that was left out why."""
        for sentence in info.faults:
            if sentence not in self._faults:
                self.banners.show_banner(sentence, (("Show log", self.commands["show_log"].trigger),))
        self._faults = info.faults

    def _remark(self, sentence: str) -> None:
        self._remarks.append(self.banners.show_banner(sentence, warning=False))

    def _withdraw_remarks(self) -> None:
        """What was to be known of an inversion's prompt, once it is used or another is made."""
        for banner in self._remarks:
            if banner in self.banners.shown:
                banner.dismiss()
        self._remarks.clear()

    def _describe(self, text: str) -> None:
        self.statusBar().showMessage(text)

    def _show_prompt(self, prompt: Prompt) -> None:
        if self.session.analysis is None:
            self.prompt_panel.scores_are_old()
        self._show_sources()
        self.prompt_panel.chips.set_prompt(prompt, replaced=self._reinverting)
        self.coupling.follow([word.text for word in prompt.words])
        self.prompt_panel.prompt_shown()
        self._show_analysis()
        self._refresh_actions()

    def _show_sources(self) -> None:
        """Which image words come from, and what learned words stand for."""
        names = [reference.name for reference in self.session.references]
        self.prompt_panel.chips.set_sources(names, self.session.learned)

    def _show_analysis(self) -> None:
        analysis = self.session.analysis
        if analysis is not None and not self.prompt_panel.chips.is_canvas:
            self._show_measured(analysis)
            if self.session.influence is not None:
                self._show_influence(self.session.influence)

    def _show_measured(self, analysis: Analysis) -> None:
        """A preview, or the exact values."""
        self.prompt_panel.chips.set_analysis(analysis)
        self.coupling.show_coupling(analysis.coupling)
        self.prompt_panel.show_analysis(analysis)

    def _show_influence(self, influence: Influence) -> None:
        """Whole, or as it fills in (which is no reason to disturb the chips)."""
        if influence.share == 1.0:
            self.prompt_panel.chips.set_influence(influence)
        self.coupling.show_influence(influence)

    def _show_renders(self) -> None:
        self.renders.view.set_a(self.session.render_a)
        self.renders.view.set_b(self.session.render_b)
        self.renders.view.set_comparison(self.session.comparison)

    def _show_comparison(self) -> None:
        self.renders.view.set_comparison(self.session.comparison)

    # -------------------------------------------------------------- jobs as they run

    def _inversion_started(self) -> None:
        self._inverting_since = time.monotonic()
        self._withdraw_remarks()
        self._reinverting = self.session.prompt if self.workflow.lanes.inversion.request.locks else None
        self.prompt_panel.show_inverting(True)
        self._refresh_actions()

    def _inversion_progress(self, event: Progress) -> None:
        if event.canvas:
            self.prompt_panel.chips.set_canvas(
                event.canvas, [lock.text for lock in self.workflow.lanes.inversion.request.locks]
            )
        if event.canvas_coupling is not None and event.canvas:
            self.coupling.show_canvas(event.canvas, event.canvas_coupling)
        self.prompt_panel.show_progress(event, time.monotonic() - self._inverting_since)

    def _inversion_ended(self) -> None:
        self.prompt_panel.show_inverting(False)
        if self.prompt_panel.chips.is_canvas:
            self._show_prompt(self.session.prompt)
        self._reinverting = None
        self._refresh_actions()

    def _render_started(self, side: str) -> None:
        self._rendering = side
        self.renders.show_rendering(side)
        self._refresh_actions()

    def _render_progress(self, side: str, event: object) -> None:
        self.renders.view.set_progress(side, event.step, event.steps, event.preview, event.seconds_left)

    def _render_ended(self, side: str) -> None:
        self._rendering = None
        self.renders.show_rendering(None)
        self.renders.view.clear_progress(side)
        self._refresh_actions()

    def _show_loading(self, lane: str) -> None:
        """A job waits for a model: its progress says which one, and how large it is."""
        loading = self.workflow.loading.get(lane)
        if loading is not None and lane == "inversion":
            self.prompt_panel.progress.show_step(0.0, f"{loading.stage}…")
        elif loading is not None and lane == "render" and self._rendering is not None:
            self.renders.view.set_stage(self._rendering, f"{loading.stage}…")
        self._show_jobs()

    def _show_suggestions(self, index: int, items: Sequence, final: bool) -> None:
        popover = self.chips.popover
        if popover.isVisible() and popover.index == index and (items or final):
            popover.set_items(items)

    def _failed(self, job: str, kind: str, sentence: str) -> None:
        if job == "suggestions" and self.chips.popover.isVisible() and kind != "EngineCrashed":
            self.chips.popover.set_error(sentence)
            return
        if job == "engine":
            self.top.engine.show_state("stopped", "no engine", sentence)
        elif kind == "EngineCrashed":
            self.top.engine.show_state("starting", "starting again…")
            self.workflow.describe()
        self.banners.show_banner(sentence, self.rescue.answers(job, kind), details=f"{job}: {kind}")

    # -------------------------------------------------------------- references

    def _remove_reference(self, row: int) -> None:
        references = list(self.session.references)
        gone = references.pop(row)
        self.session.set_references(references, f"remove {gone.name}")

    def _choose_square(self, row: int, square: object) -> None:
        self._change_reference(row, f"move the square of {self.session.references[row].name}", square=square)

    def _choose_fit(self, row: int, fit: str) -> None:
        self._change_reference(row, f"{fit} {self.session.references[row].name}", fit=fit)

    def _change_reference(self, row: int, label: str, **changes: object) -> None:
        references = list(self.session.references)
        references[row] = msgspec.structs.replace(references[row], **changes)
        self.session.set_references(references, label, merge=("reference", row, *changes))

    def _use_found(self, reference: ReferenceImage) -> None:
        """The prompt that a reference's file says it was made with, weights included where they are still known."""
        found = self._found.get(reference.sha256)
        prompt = found.prompt if found else Prompt.parse(reference.found_prompt, Origin.IMPORTED)
        self.session.use_as_a(prompt, f"prompt from {reference.name}")

    # -------------------------------------------------------------- coming in

    @command("open", "Open…", menu="File", keys=("Ctrl+O",), icon="open")
    def open_dialog(self) -> None:
        from promptstudio import images

        patterns = " ".join(f"*{suffix}" for suffix in sorted(images.EXTENSIONS))
        dialog = QFileDialog(self, "Open images or a project")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                f"Images and projects ({patterns} *{PROJECT_SUFFIX})",
                f"Projects (*{PROJECT_SUFFIX})",
                "All files (*)",
            ]
        )
        dialog.filesSelected.connect(lambda names: self.open_files([Path(name) for name in names]))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Add pictures as references (or bring back what made them); open a project."""
        projects = [path for path in paths if path.suffix.lower() == PROJECT_SUFFIX]
        pictures = [path for path in paths if path.suffix.lower() != PROJECT_SUFFIX]
        if projects:
            self.open_project(projects[0])
        elif pictures:
            self._in_files_lane(lambda: take_files(pictures), self._take)

    @command("paste", "Paste", menu="Edit", section=1, keys=("Ctrl+V",), icon="paste")
    def paste(self) -> None:
        """A picture or files from the clipboard become references; text becomes words."""
        clipboard = QGuiApplication.clipboard().mimeData()
        offer = offered(clipboard)
        typing_words = self.chips.hasFocus() and bool(clipboard.text()) and not offer.files
        if offer.files and not typing_words:
            self.open_files(offer.files)
        elif offer.picture is not None and not typing_words:
            picture = offer.picture
            self._in_files_lane(lambda: take_bytes(picture, "pasted image"), self._take)
        elif not self.chips.paste():
            self.toast.say("There is no image or text to paste.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        # What was dragged out of this window is not dropped back into it.
        if event.source() is None and (data.hasUrls() or data.hasImage() or data.hasText()):
            event.acceptProposedAction()
            names = [url.fileName() for url in data.urls()] if data.hasUrls() else []
            if any(name.lower().endswith(PROJECT_SUFFIX) for name in names):
                self.drop_hint.show_hint("Drop to open the project")
            elif names or data.hasImage():
                self.drop_hint.show_hint("Drop to add as reference image")
            else:
                self.drop_hint.show_hint("Drop to add to the prompt")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        offer = offered(event.mimeData())
        event.acceptProposedAction()
        self.activateWindow()
        if offer.files:
            self.open_files(offer.files)
        elif offer.picture is not None:
            picture = offer.picture
            self._in_files_lane(lambda: take_bytes(picture, "dropped image"), self._take)
        elif offer.text:
            self.session.append(" ".join(offer.text.split()))
        elif offer.remote:
            self.banners.show_banner(
                "That image is on the web. Save it first, or copy the image itself and paste it here.", warning=False
            )

    def _take(self, taken: Taken) -> None:
        if taken.references:
            self.session.add_references(taken.references)
            self._found.update(taken.found)
            for reference in taken.references:
                if reference.found_prompt is not None:
                    shown = reference.found_prompt[:90] + ("…" if len(reference.found_prompt) > 90 else "")
                    self.banners.show_banner(
                        f"Prompt found ({reference.found_in}) in {reference.name}: “{shown}”",
                        (
                            ("Use as A", lambda reference=reference: self._use_found(reference)),
                            ("Ignore", lambda: None),
                        ),
                        warning=False,
                    )
        for reference, found in taken.ours:
            self._bring_back(reference, found)
        if taken.failures:
            more = len(taken.failures) - 1
            self.banners.show_banner(
                taken.failures[0] + (f" And {more} more could not be read." if more else ""),
                details="\n".join(taken.failures[1:]),
            )

    def _bring_back(self, reference: ReferenceImage, found: FoundMetadata) -> None:
        """A picture this program exported: its prompt, seed and edit become the document's, in one undoable step."""
        now = self.session.render_settings
        settings = RenderSettings(
            seed=now.seed if found.seed is None else found.seed,
            steps=now.steps if found.steps is None else min(max(found.steps, 1), 150),
            guidance=now.guidance if found.guidance is None else min(max(found.guidance, 0.0), 30.0),
            negative=found.negative,
        )
        before = found.document.before
        self.session.use_as_a(found.prompt, f"prompt from {reference.name}", settings, before)
        edit = f" and the edit “{found.document.edit}”" if found.document.edit else ""
        self.banners.show_banner(
            " ".join((f"Brought back prompt, seed{edit} from {reference.name}.", *found.notes)),
            (
                ("Undo", self.session.stack.undo),
                ("Add as reference", lambda: self.session.add_references([reference])),
            ),
            warning=False,
        )

    # -------------------------------------------------------------- projects

    @command("new", "New", menu="File", keys=("Ctrl+N",), icon="new")
    def new_document(self) -> None:
        def clear() -> None:
            self.workflow.stop()
            self.session.clear()
            self.coupling.model.reset_scale()

        if self.session.dirty and not self.session.empty:
            self._ask_before("starting anew", clear)
        else:
            clear()

    def open_project(self, path: Path) -> None:
        from promptstudio.files import project

        def read() -> None:
            self._in_files_lane(lambda: project.load(path), lambda loaded: self._show_document(loaded, path))

        if self.session.dirty and not self.session.empty:
            self._ask_before("opening another", read)
        else:
            read()

    def open_sample(self, path: Path) -> None:
        """A project that ships with the program: a copy to play with, never written to."""
        from promptstudio.files import project

        self._in_files_lane(lambda: project.load(path), lambda loaded: self._show_document(loaded, None))

    def _show_document(self, loaded: object, path: Path | None) -> None:
        from promptstudio_ui.document import projects

        self.workflow.stop()
        keeps_path = path is not None and not loaded.read_only
        projects.into_session(loaded, self.session, str(path) if keeps_path else None)
        self.coupling.model.reset_scale()
        if loaded.influence is not None:  # it was looked at when this was saved
            self.coupling.model.set_mode(INFLUENCE)
        self.workflow.refresh()
        if loaded.read_only:
            self.banners.show_banner(
                f"{path.name} was made by a newer version. This is a copy; saving asks for a new name.", warning=False
            )

    @command("save", "Save", menu="File", section=1, keys=("Ctrl+S",), icon="save")
    def save(self, then: Callable[[], None] | None = None) -> None:
        """Write the project where it is; ask where when it is nowhere yet. `then` runs after it was written."""
        if self.session.path:
            self.save_to(self.session.path, then)
        else:
            self.save_as(then)

    @command("save_as", "Save as…", menu="File", section=1, keys=("Ctrl+Shift+S",))
    def save_as(self, then: Callable[[], None] | None = None) -> None:
        suggestion = self.session.path or str(Path.home() / f"untitled{PROJECT_SUFFIX}")
        dialog = QFileDialog(self, "Save the project")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"Prompt Studio project (*{PROJECT_SUFFIX})")
        dialog.setDefaultSuffix(PROJECT_SUFFIX.lstrip("."))
        dialog.selectFile(suggestion)
        dialog.fileSelected.connect(lambda name: self.save_to(name, then))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @command(
        "undo",
        "Undo",
        menu="Edit",
        keys=("Ctrl+Z",),
        icon="undo",
        enabled=lambda self: self.session.stack.canUndo() and not self.workflow.inverting,
        label=lambda self: _named("Undo", self.session.stack.undoText()),
    )
    def undo(self) -> None:
        """Take the last change back."""
        self.session.stack.undo()

    @command(
        "redo",
        "Redo",
        menu="Edit",
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        icon="redo",
        enabled=lambda self: self.session.stack.canRedo() and not self.workflow.inverting,
        label=lambda self: _named("Redo", self.session.stack.redoText()),
    )
    def redo(self) -> None:
        """Make the change that was taken back again."""
        self.session.stack.redo()

    def save_to(self, path: str, then: Callable[[], None] | None = None) -> None:
        """Write the project to `path` beside the window's thread."""
        from promptstudio.files import project
        from promptstudio_ui.document import projects

        snapshot, revision = projects.to_project(self.session), self.session.revision

        def saved(_: object) -> None:
            self.session.mark_saved(path, revision)
            if then is not None:
                then()

        self._in_files_lane(lambda: project.save(path, snapshot), saved)

    def _in_files_lane(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        job = self.workflow.lanes.files.start(work)
        self._file_jobs[job] = done

    def _file_job_done(self, job: int, result: object) -> None:
        done = self._file_jobs.pop(job, None)
        if done is not None:
            done(result)

    def _file_job_failed(self, job: int, kind: str, sentence: str) -> None:
        self._file_jobs.pop(job, None)
        self.banners.show_banner(sentence, details=kind)

    # -------------------------------------------------------------- comparing methods

    @command(
        "duel",
        "Method duel…",
        menu="Prompt",
        keys=("Ctrl+D",),
        icon="compare",
        enabled=lambda self: bool(self.session.references),
    )
    def open_duel(self) -> None:
        """The method duel on the present images; what an earlier one found is still there."""
        from promptstudio_ui.duel.dialog import DuelDialog

        if self._duel is None:
            self._duel = DuelDialog(self.workflow.lanes.duel, self)
            self._duel.use_wanted.connect(self.workflow.take_from_duel)
            self._duel.sheet_wanted.connect(self._save_duel_sheet)
            self.workflow.info_changed.connect(self._duel.set_info)
            self.session.references_changed.connect(self._aim_duel)
            self.session.settings_changed.connect(self._aim_duel)
            if self.workflow.info is not None:
                self._duel.set_info(self.workflow.info)
        self._aim_duel()
        self._duel.show()
        self._duel.raise_()

    def _aim_duel(self) -> None:
        inversion = self.session.inversion
        self._duel.set_aim(self.session.references, inversion.task, inversion.budget, inversion.seed)

    def _save_duel_sheet(self, path: Path, result: DuelResult) -> None:
        from promptstudio.files import export

        self._in_files_lane(lambda: export.export_duel(path, result), lambda _: self._exported(path))

    # -------------------------------------------------------------- going out

    @command(
        "export",
        "Export…",
        menu="File",
        section=2,
        keys=("Ctrl+E",),
        icon="export",
        enabled=lambda self: bool(self.session.prompt.words),
    )
    def open_export(self) -> None:
        from promptstudio_ui.document.export_dialog import ExportDialog
        from promptstudio_ui.document.exporting import Exports

        dialog = ExportDialog(Exports(self.session), self.settings.value.include_metadata, self)
        dialog.save_wanted.connect(lambda kind, path, include: self.export_to(kind, Path(path), include))
        dialog.copied.connect(lambda what: self.toast.say(f"Copied as {what}."))
        dialog.metadata_toggled.connect(lambda on: self.settings.change(include_metadata=on))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    @command(
        "export_sheet",
        "Export side-by-side sheet…",
        menu="File",
        section=2,
        icon="compare",
        enabled=lambda self: self.session.render_a is not None and self.session.render_b is not None,
    )
    def export_sheet(self) -> None:
        from promptstudio_ui.document.export_dialog import ask_where
        from promptstudio_ui.document.exporting import Exports

        ask_where(self, Exports(self.session), "sheet", lambda path: self.export_to("sheet", Path(path)))

    def export_to(self, kind: str, path: Path, include_metadata: bool | None = None) -> None:
        """Write one export (`exporting.PROMPTS`, `PICTURES`) beside the window's thread, and say what became of it."""
        from promptstudio_ui.document.exporting import Exports

        exports = Exports(self.session)
        include = self.settings.value.include_metadata if include_metadata is None else include_metadata
        self._in_files_lane(lambda: exports.write(kind, path, include), self._exported)

    def _exported(self, path: Path) -> None:
        self.toast.say(f"Exported to {path.name}", ("Show in folder", lambda: show_folder(path.parent)))
        self.exported.emit(str(path))

    def _file_for_drag(self, side: str) -> Path:
        from promptstudio_ui.document.exporting import Exports

        if self._dragged is None:
            self._dragged = tempfile.TemporaryDirectory(prefix="promptstudio-")
        exports = Exports(self.session)
        path = Path(self._dragged.name) / exports.file_name(side.lower())
        return exports.write(side.lower(), path, self.settings.value.include_metadata)

    @command(
        "copy_prompt",
        "Copy prompt",
        menu="Edit",
        section=1,
        keys=("Ctrl+Shift+C",),
        icon="copy",
        enabled=lambda self: bool(self.session.prompt.words),
    )
    def copy_prompt(self) -> None:
        """Put the prompt's text on the clipboard."""
        QGuiApplication.clipboard().setText(self.session.prompt.text)
        self.toast.say("Prompt copied.")

    # -------------------------------------------------------------- the rest

    def _restore(self, entry: HistoryEntry) -> None:
        if not self.workflow.lanes.inversion.busy:
            self.session.restore(entry)

    @command("preferences", "Preferences…", menu="Edit", section=2, keys=("Ctrl+,",), icon="settings")
    def open_preferences(self) -> None:
        dialog = PreferencesDialog(self.settings, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def _follow_preferences(self, preferences: Preferences) -> None:
        self.renders.view.veil_previews(preferences.safety_checker)
        self._refresh_actions()

    @command("toggle_theme", "Switch light and dark", menu="View", section=1, icon="moon")
    def toggle_theme(self) -> None:
        """From light colours to dark ones, or back."""
        self.settings.change(theme=Theme.LIGHT if is_dark() else Theme.DARK)

    def changeEvent(self, event) -> None:  # noqa: ANN001
        super().changeEvent(event)
        if event.type() is event.Type.PaletteChange:
            self.top.theme_button.setIcon(icon("sun" if is_dark() else "moon"))

    @command("palette", "Command palette…", menu="Help", keys=("Ctrl+K",), icon="command")
    def open_palette(self) -> None:
        """Type a few letters of a command."""
        self.palette_panel.open_palette()

    @command("shortcuts", "Keyboard map", menu="Help", keys=("?", "F1"), icon="keyboard")
    def open_keyboard_map(self) -> None:
        """All keys at once."""
        self.keyboard_map.open_map()

    @command("show_log", "Show log folder", menu="Help", section=1, icon="folder")
    def show_log(self) -> None:
        """Open the folder of the log files."""
        show_folder(log_folder())

    @command("about", "About Prompt Studio", menu="Help", section=1, icon="info")
    def about(self) -> None:
        """Say which version this is, and its licences."""
        self.banners.show_banner(
            f"Prompt Studio {__version__}. Turns an image into a prompt that a person can edit. Apache-2.0; Qt under "
            "LGPL-3.",
            warning=False,
        )

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)


def _named(what: str, step: str) -> str:
    return f"{what} “{step}”" if step else what


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
