"""The window: where the panels are, and what is connected with what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from promptstudio import __version__, log
from promptstudio.errors import EngineCrashed, PromptStudioError
from promptstudio.folders import log_folder
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import (
    Analysis,
    DescribeRequest,
    EngineInfo,
    Influence,
    InversionRequest,
    MemoryRequest,
    Progress,
    RenderRequest,
    SuggestRequest,
)
from promptstudio.resources import resource
from promptstudio_ui.compare.panel import RenderPanel
from promptstudio_ui.controllers.answers import AnswerController
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.controllers.remedies import Remedies
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.coupling import INFLUENCE
from promptstudio_ui.coupling.panel import CouplingPanel
from promptstudio_ui.document.commands import DocumentCommands
from promptstudio_ui.document.exporting import ExportCommands
from promptstudio_ui.document.importing import ImportCommands, drop_sentence
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.duel.commands import DuelCommands
from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.controller import ModelsController
from promptstudio_ui.preferences.dialog import PreferencesDialog
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.prompt.panel import PromptPanel
from promptstudio_ui.references.view import ReferencesView
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.files import show_folder
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.notices import Banners, DropHint, Toast
from promptstudio_ui.widgets.theme import Theme, icon, is_dark
from promptstudio_ui.window.actions import Actions
from promptstudio_ui.window.palette import CommandPalette, KeyboardMap
from promptstudio_ui.window.panels import Panels
from promptstudio_ui.window.top_bar import JobLine, TopBar

if TYPE_CHECKING:
    from promptstudio.document import Project

_log = log.category("window")


class MainWindow(QMainWindow):
    """One window, one session. `closing_done` is emitted when nothing of it runs any more."""

    closing_done = Signal()

    def __init__(self, engine: CurrentEngine, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.session = Session(self)
        self.jobs = Jobs(engine, self)
        self.engine = EngineController(self.jobs, engine, self)
        self.inversions = InversionController(self.session, self.jobs, self.engine, self)
        self.rendering = RenderController(self.session, self.jobs, self.engine, settings, self)
        self.answers = AnswerController(self.session, self.jobs, self.engine, self)
        self.selection = WordSelection(self)
        self._inverting: Job | None = None
        self._reinverting: Prompt | None = None
        self._rendering: str | None = None
        self._faults: tuple[str, ...] = ()
        self._closing = False

        self._make_widgets()
        self.models = ModelsController(
            self.session,
            self.jobs,
            self.engine,
            self.rendering,
            engine,
            self.top.engine,
            self.banners,
            self.toast,
            settings,
            self,
        )
        self.documents = DocumentCommands(self.session, self.jobs, self.messages, self)
        self.imports = ImportCommands(
            self.session,
            self.jobs,
            self.documents,
            self.chips.hasFocus,
            self.chips.requests.paste,
            self.messages,
            self,
        )
        self.exports = ExportCommands(self.session, self.jobs, settings, self.messages, self)
        self.duels = DuelCommands(self.session, self.jobs, self.engine, self.inversions, self.exports, self)
        self.commands = Actions(
            self,
            (
                self.documents,
                self.imports,
                self.exports,
                self.inversions,
                self.rendering,
                self.engine,
                self.duels,
                self.prompt_panel,
                self.renders,
                self.renders.view,
                self.models,
                self.panels,
                self,
            ),
        )
        self.commands.fill(self.top.menus)
        self.remedies = Remedies(
            self.session,
            self.engine,
            self.inversions,
            self.rendering,
            self.answers,
            settings,
            self.models.change_engine,
            self.commands.trigger,
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
        self.panels.restore()
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
        self.job_line = JobLine()
        self.toast = Toast(self)
        self.messages = Messages(self.banners, self.toast)
        self.drop_hint = DropHint(self)
        self.chips = self.prompt_panel.view
        self.panels = Panels(self, self.references, self.prompt_panel, self.coupling, self.renders, self.history)

    def _lay_out(self) -> None:
        self.setMenuWidget(self.top)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.setSpacing(8)
        layout.addWidget(self.banners)
        layout.addWidget(self.panels.widget, 1)
        self.setCentralWidget(body)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addPermanentWidget(self.job_line)
        status.setContentsMargins(10, 0, 4, 2)

    def _connect(self) -> None:
        session, jobs, chips = self.session, self.jobs, self.chips
        engine, inversions, rendering, answers = self.engine, self.inversions, self.rendering, self.answers
        top = self.top
        top.palette_button.clicked.connect(self.commands["palette"].trigger)
        top.theme_button.clicked.connect(self.commands["toggle_theme"].trigger)
        top.export_button.clicked.connect(self.commands["export"].trigger)
        self.job_line.stop.clicked.connect(self.commands["stop"].trigger)

        references = self.references
        references.open_wanted.connect(self.imports.open_dialog)
        references.sample_chosen.connect(lambda path: self.imports.open_files([path]))
        references.found_wanted.connect(self.imports.use_found_prompt)

        chips.swap_requested.connect(session.swap)
        chips.suggestion_taken.connect(lambda i, text: session.swap(i, text, Origin.SUGGESTED))
        chips.insert_requested.connect(session.insert)
        chips.append_requested.connect(session.append)
        chips.delete_requested.connect(session.delete)
        chips.move_requested.connect(session.move)
        chips.lock_toggled.connect(session.toggle_lock)
        chips.weight_nudged.connect(session.nudge_weight)
        chips.suggestions_wanted.connect(answers.suggest)
        chips.popover_closed.connect(answers.stop_suggesting)
        chips.described.connect(self._describe)
        self.coupling.view.described.connect(self._describe)

        panel = self.prompt_panel
        panel.invert_wanted.connect(self.commands["invert"].trigger)
        panel.stop_wanted.connect(inversions.stop)
        panel.candidate_chosen.connect(session.use_candidate)
        panel.style_line.wanted.connect(session.use_style)
        panel.reinvert.clicked.connect(self.commands["reinvert"].trigger)
        renders = self.renders
        renders.render_wanted.connect(self.commands["render"].trigger)
        renders.stop_wanted.connect(jobs.stop_waited_for)
        renders.keep_wanted.connect(self.commands["keep_b"].trigger)
        renders.view.set_file_maker(self.exports.file_for_drag)
        self.history.restore_wanted.connect(self.documents.restore)
        self.panels.changed.connect(self.commands.refresh)

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

        inversions.started.connect(self._inversion_started)
        inversions.progress.connect(self._inversion_progress)
        inversions.ended.connect(self._inversion_ended)
        rendering.started.connect(self._render_started)
        rendering.progress.connect(self._render_progress)
        rendering.ended.connect(self._render_ended)
        answers.analysis_preview.connect(self._show_measured)
        answers.influence_preview.connect(self._show_influence)
        self.coupling.influence_wanted.connect(answers.want_influence)
        self.coupling.influence_wanted.connect(self.prompt_panel.chips.link_by_influence)
        answers.suggestions.connect(self._show_suggestions)
        engine.changed.connect(self.prompt_panel.set_info)
        engine.changed.connect(self._show_faults)
        jobs.loading_changed.connect(self._show_loading)
        inversions.remark.connect(self.messages.remark)
        session.template_changed.connect(self.messages.withdraw_remarks)
        jobs.failed.connect(self._failed)
        inversions.note.connect(self.messages.say)
        rendering.note.connect(self.messages.say)
        jobs.busy_changed.connect(self._show_jobs)
        engine.changed.connect(self._refresh_actions)
        self.models.jobs_changed.connect(self._show_jobs)
        self.settings.changed.connect(self._follow_preferences)
        jobs.files_failed.connect(lambda error: self.messages.warn(str(error), details=error.kind))
        self.documents.opened.connect(self._show_opened)
        self.documents.cleared.connect(self.coupling.model.reset_scale)

    # -------------------------------------------------------------- start and end

    def begin(self) -> None:
        """After the first paint: start the engine, keep a copy from now on, offer what a crash left."""
        self.models.begin()
        self.documents.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
            return
        if self.documents.unsaved:
            event.ignore()
            self.documents.ask_before("closing", self._close_for_good)
            return
        self.shut_down()
        event.accept()

    def _close_for_good(self) -> None:
        self.shut_down()
        self.close()

    def shut_down(self) -> None:
        """Stops every job and thread; the document is saved or given up by now."""
        self._closing = True
        self.panels.save()
        self.models.close()
        self.answers.close()
        self.jobs.close()
        self.documents.close()
        self.exports.close()
        self.closing_done.emit()

    @command("close", "Close", menu="File", section=3, keys=("Ctrl+Q",), icon="quit")
    def close_window(self) -> None:
        """Close the window, after asking about unsaved changes."""
        self.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panels.fit()

    # -------------------------------------------------------------- what is shown

    def _refresh_actions(self) -> None:
        self.commands.refresh()
        self.prompt_panel.reinvert.setEnabled(self.commands["reinvert"].isEnabled())
        self.prompt_panel.invert.setEnabled(self.inversions.running or self.commands["invert"].isEnabled())
        self.renders.render_button.setEnabled(self._rendering is not None or self.commands["render"].isEnabled())
        self.renders.keep.setEnabled(self.commands["keep_b"].isEnabled())
        self.top.export_button.setEnabled(self.commands["export"].isEnabled())

    def _show_title(self) -> None:
        name, dirty = self.session.name, self.session.dirty
        self.top.show_title(name, dirty)
        self.setWindowTitle(f"{name}{' •' if dirty else ''} – Prompt Studio")

    def _show_jobs(self) -> None:
        names = [
            job.loading.stage if job.loading else job.request.verb.doing
            for job in self.jobs.current
            if not isinstance(job.request, MemoryRequest)
        ]
        if self.jobs.files_busy:
            names.append("reading and writing files")
        if download := self.models.job_text():
            names.append(download)
        self.job_line.show_jobs(names, stoppable=self.jobs.waited_for)
        self._refresh_actions()

    def _show_faults(self, info: EngineInfo) -> None:
        """Say once of every plug-in that was left out why."""
        for sentence in info.faults:
            if sentence not in self._faults:
                self.messages.warn(sentence, (("Show log", self.show_log),))
        self._faults = info.faults

    def _show_opened(self, loaded: Project) -> None:
        """Another project is shown: its coupling has a scale of its own, and what it lacks is asked for."""
        self.coupling.model.reset_scale()
        if loaded.influence is not None:  # it was looked at when this was saved
            self.coupling.model.set_mode(INFLUENCE)
        self.answers.refresh()
        self.rendering.refresh()

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

    def _inversion_started(self, job: Job) -> None:
        self._inverting = job
        self.messages.withdraw_remarks()
        self._reinverting = self.session.prompt if job.request.locks else None
        self.prompt_panel.show_inverting(True)
        self._refresh_actions()

    def _inversion_progress(self, event: Progress) -> None:
        job = self._inverting
        if job is None:
            return
        if event.canvas:
            self.prompt_panel.chips.set_canvas(event.canvas, [lock.text for lock in job.request.locks])
        if event.canvas_coupling is not None and event.canvas:
            self.coupling.show_canvas(event.canvas, event.canvas_coupling)
        self.prompt_panel.show_progress(event, job.seconds)

    def _inversion_ended(self) -> None:
        self._inverting = None
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

    def _show_loading(self, job: Job) -> None:
        """A job waits for a model: its progress says which one, and how large it is."""
        if job.loading is not None and isinstance(job.request, InversionRequest):
            self.prompt_panel.progress.show_step(0.0, f"{job.loading.stage}…")
        elif job.loading is not None and isinstance(job.request, RenderRequest) and self._rendering is not None:
            self.renders.view.set_stage(self._rendering, f"{job.loading.stage}…")
        self._show_jobs()

    def _show_suggestions(self, index: int, items: Sequence, final: bool) -> None:
        popover = self.chips.popover
        if popover.isVisible() and popover.index == index and (items or final):
            popover.set_items(items)

    def _failed(self, job: Job, error: PromptStudioError) -> None:
        request, crashed = job.request, isinstance(error, EngineCrashed)
        if isinstance(request, MemoryRequest):
            return
        if isinstance(request, SuggestRequest) and self.chips.popover.isVisible() and not crashed:
            self.chips.popover.set_error(str(error))
            return
        if isinstance(request, DescribeRequest):
            self.top.engine.show_state("stopped", "no engine", str(error))
        elif crashed:
            self.top.engine.show_state("starting", "starting again…")
            self.engine.describe()
        remedies = self.remedies.after(request, error)
        self.messages.warn(str(error), remedies, details=f"{request.verb.name}: {error.kind}")

    # -------------------------------------------------------------- drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # What was dragged out of this window is not dropped back into it.
        sentence = drop_sentence(event.mimeData()) if event.source() is None else ""
        if sentence:
            event.acceptProposedAction()
            self.drop_hint.show_hint(sentence)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        event.acceptProposedAction()
        self.activateWindow()
        self.imports.drop(event.mimeData())

    # -------------------------------------------------------------- the rest

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
        self.messages.tell(
            f"Prompt Studio {__version__}. Turns an image into a prompt that a person can edit. Apache-2.0; Qt under "
            "LGPL-3."
        )

    def sizeHint(self) -> QSize:
        return QSize(1440, 900)
