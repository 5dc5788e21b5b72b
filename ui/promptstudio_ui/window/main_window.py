"""The window: it makes its parts, lays them out and connects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget

from promptstudio.resources import resource
from promptstudio_ui.batch.commands import BatchCommands
from promptstudio_ui.chips.commands import WordCommands
from promptstudio_ui.compare.grids import GridCommands
from promptstudio_ui.compare.panel import RenderPanel
from promptstudio_ui.compare.picture_menu import PictureMenu, offer_pictures
from promptstudio_ui.compare.seeds import SeedsCommands
from promptstudio_ui.compare.word_regions import WordRegions
from promptstudio_ui.controllers.answers import AnswerController
from promptstudio_ui.controllers.completion import CompletionController
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.grids import GridController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.controllers.library import LibraryController
from promptstudio_ui.controllers.quick import QuickController
from promptstudio_ui.controllers.recognition import RecognitionController
from promptstudio_ui.controllers.remedies import Remedies
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.controllers.seeds import SeedsController
from promptstudio_ui.controllers.separation import SeparationController
from promptstudio_ui.coupling import INFLUENCE
from promptstudio_ui.coupling.pair_menu import PairMenu
from promptstudio_ui.coupling.panel import CouplingPanel
from promptstudio_ui.document.commands import DocumentCommands
from promptstudio_ui.document.exporting import ExportCommands
from promptstudio_ui.document.frames import Frames
from promptstudio_ui.document.importing import ImportCommands
from promptstudio_ui.document.offers import drop_sentence
from promptstudio_ui.document.picture_actions import PictureActions
from promptstudio_ui.document.recent import RecentFiles
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.duel.commands import DuelCommands
from promptstudio_ui.help.commands import HelpCommands
from promptstudio_ui.history.commands import HistoryCommands
from promptstudio_ui.history.view import HistoryStrip
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.library.commands import LibraryCommands
from promptstudio_ui.models.controller import ModelsController
from promptstudio_ui.models.places import Places
from promptstudio_ui.preferences.settings import Settings
from promptstudio_ui.presets.commands import PresetCommands
from promptstudio_ui.prompt.panel import PromptPanel
from promptstudio_ui.references.view import ReferencesView
from promptstudio_ui.study.commands import StudyCommands
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.widgets.notices import Banners, DropHint, Toast
from promptstudio_ui.widgets.placing import first_size, keep_on_screen
from promptstudio_ui.window.actions import Actions
from promptstudio_ui.window.bindings import Bindings
from promptstudio_ui.window.closing import Closing
from promptstudio_ui.window.commands import ProgramCommands
from promptstudio_ui.window.failures import FailureReports
from promptstudio_ui.window.guide import guide_for
from promptstudio_ui.window.job_tray import JobTray, TrayCommands
from promptstudio_ui.window.palette import CommandPalette, KeyboardMap, keys_by_menu
from promptstudio_ui.window.panels import Panels
from promptstudio_ui.window.renderers import Renderers
from promptstudio_ui.window.top_bar import JobLine, TopBar

if TYPE_CHECKING:
    from promptstudio.document import Project

SIZE = QSize(1440, 900)
_UNKNOWN = "unknown-picture"
"""The topic of the banner about pictures that the models do not know."""
LEAST_SIZE = QSize(900, 560)
"""Below it the panels would cover each other."""


class MainWindow(QMainWindow):
    """One window, one session."""

    closing_done = Signal()
    """Nothing of this window runs any more."""

    def __init__(self, engine: CurrentEngine, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self._closing = False
        self._make_controllers(engine)
        self._make_widgets()
        self._make_commands(engine)
        self._lay_out()
        self._connect()
        self._connect_commands()
        self.setAcceptDrops(True)
        for line in self.findChildren(QLineEdit):
            line.setAcceptDrops(False)  # a picture dropped on a field is still a picture
        # Nothing is being typed into at first, so that single-letter shortcuts work.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()
        self.setMinimumSize(LEAST_SIZE + QSize(self.prompt_panel.longer, 0))
        self.resize(first_size(SIZE, self.screen()))
        self.panels.restore()
        self._show_title()
        self.commands.refresh()

    # -------------------------------------------------------------- making

    def _make_controllers(self, engine: CurrentEngine) -> None:
        """What runs: they know the session and the jobs, and no widgets."""
        self.session = Session(self)
        self.selection = WordSelection(self)
        self.jobs = Jobs(engine, self)
        self.engine = EngineController(self.jobs, engine, self)
        self.inversions = InversionController(self.session, self.jobs, self.engine, self)
        self.quick = QuickController(self.session, self.jobs, self.engine, self.settings, self)
        self.rendering = RenderController(self.session, self.jobs, self.engine, self.settings, self.quick, self)
        self.seeds = SeedsController(self.session, self.jobs, self.engine, self.rendering, self)
        self.grids = GridController(self.session, self.jobs, self.rendering, self)
        self.recognition = RecognitionController(self.session, self.jobs, self.engine, self)
        self.completion = CompletionController(self.session, self.jobs, self)
        self.separation = SeparationController(self.session, self.selection, self.jobs, self)
        self.answers = AnswerController(self.session, self.jobs, self.engine, self.settings, self)
        self.keeper = LibraryController(self.session, self.jobs, self.settings, self)

    def _make_widgets(self) -> None:
        """What is seen: each panel shows its part of the session, and listens to the controllers itself."""
        self.top = TopBar()
        self.banners = Banners(self)
        self.references = ReferencesView(self.session, sorted(resource("samples").glob("*.png")))
        self.prompt_panel = PromptPanel(self.session, self.selection)
        self.prompt_panel.listen_to(self.inversions, self.answers, self.engine, self.jobs)
        self.chips = self.prompt_panel.view
        self.coupling = CouplingPanel(self.session, self.selection)
        self.coupling.listen_to(self.inversions, self.answers)
        self.renders = RenderPanel(self.session)
        WordRegions(self.session, self.selection, self.renders.view)
        self.renders.listen_to(self.rendering, self.quick, self.jobs, self.settings)
        self.history = HistoryStrip(self.session)
        self.panels = Panels(self, self.references, self.prompt_panel, self.coupling, self.renders, self.history)
        self.toast = Toast(self, self.banners)
        self.messages = Messages(self.banners, self.toast)
        self.drop_hint = DropHint(self)

    def _make_commands(self, current: CurrentEngine) -> None:
        """What a person can do. The order of the owners is that of their commands within a section of a menu."""
        session, jobs, messages, settings = self.session, self.jobs, self.messages, self.settings
        engine, label = self.engine, self.top.engine
        self.models = ModelsController(session, jobs, engine, self.rendering, current, label, messages, settings, self)
        Places(self.top.place, label, current, engine, settings, self)
        self.documents = DocumentCommands(session, jobs, messages, self)
        self.imports = ImportCommands(
            session, jobs, self.documents, self.chips.hasFocus, self.chips.requests.paste, settings, messages, self
        )
        self.frames = Frames(session, jobs, messages, self)
        self.recent = RecentFiles(jobs, self.imports.open_files, messages, self)
        self.chips.take_block = self.imports.take_block
        self.exports = ExportCommands(session, jobs, settings, messages, self)
        self.duels = DuelCommands(session, jobs, engine, self.inversions, self.rendering, self.exports, self)
        self.pictures = pictures = PictureActions(self.exports, self.imports, messages, self)
        self.repeats = SeedsCommands(self.seeds, pictures, self)
        self.grid = GridCommands(session, self.selection, self.grids, self.rendering, pictures, self)
        self.studies = StudyCommands(jobs, self)
        self.batches = BatchCommands(session, jobs, engine, self)
        self.presets = PresetCommands(session, jobs, settings, messages, self)
        self.library = LibraryCommands(session, jobs, self.keeper, pictures, engine, self)
        look = self.renders.look_at
        self.entries = HistoryCommands(
            session, jobs, self.keeper, self.history, look, messages, pictures, engine.english_title_of
        )
        self.program = ProgramCommands(settings, messages, lambda: self.commands.bindable, self)
        chooser = self.renders.renderer
        self.renderers = Renderers(session, engine, self.rendering, chooser, messages, jobs, self.program, self)
        self.help = HelpCommands(lambda: (engine.info, session.prompt.text), lambda: keys_by_menu(self.commands), self)
        self.guide = guide_for(self)
        self.closing = Closing(jobs, self.models, messages, self)
        self.job_line = JobLine(jobs, self.models)
        self.job_tray = JobTray(jobs, self.models, self.job_line)
        tray = TrayCommands(self.job_tray, self.job_line.list_button)
        documents = (self.documents, self.imports, self.recent, self.documents.recovery, self.exports, self.entries)
        controllers = (self.inversions, self.rendering, self.quick, self.separation, self.repeats, engine)
        dialogs = (self.duels, self.batches, self.presets, self.library, self.studies, tray, WordCommands(self.chips))
        parts = (
            self.grid,
            self.prompt_panel,
            self.renders,
            self.renders.view,
            self.models,
            self.panels,
            self.program,
            self.help,
            self.guide,
            self,
        )
        self.commands = Actions(self, (*documents, *controllers, *dialogs, *parts))
        self.remedies = Remedies(
            session,
            engine,
            self.inversions,
            self.rendering,
            self.answers,
            settings,
            self.models.change_engine,
            self.renderers.render_here,
            self.commands.trigger,
        )
        self.failures = FailureReports(jobs, engine, self.remedies, messages, label, self.prompt_panel, self.help, self)
        self.palette_panel = CommandPalette(self, self.commands)
        self.keyboard_map = KeyboardMap(self, self.commands)

    def _lay_out(self) -> None:
        self.commands["open_recent"].setMenu(self.recent.menu)
        self.commands.fill(self.top.menus)
        self.setMenuWidget(self.top)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(10, 8, 10, 2)
        layout.addWidget(self.panels.widget)
        self.setCentralWidget(body)
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.addPermanentWidget(self.job_line)
        status.setContentsMargins(10, 0, 4, 2)

    # -------------------------------------------------------------- connecting

    def _connect(self) -> None:
        session, chips = self.session, self.prompt_panel.chips
        session.title_changed.connect(self._show_title)
        session.replaced.connect(self.messages.forget_document)
        for another in (session.replaced, session.baseline_changed):
            another.connect(self.panels.begin_prompt)
        session.template_changed.connect(self.messages.withdraw_remarks)
        self.references.open_wanted.connect(self.imports.open_dialog)
        self.references.sample_chosen.connect(lambda path: self.imports.open_files([path]))
        self.references.found_wanted.connect(self.imports.use_found_prompt)
        self.references.frame_wanted.connect(self.frames.choose)
        self.imports.each_wanted.connect(self.batches.open_folder)
        self.batches.picture_wanted.connect(lambda path: self.imports.open_files([path]))
        self.library.document_wanted.connect(lambda path: self.imports.open_files([path]))
        self.renders.look_ended.connect(self.history.look_away)
        self.renders.view.set_file_maker(self.exports.file_for_drag)
        PictureMenu(self.renders.view, session, self.rendering, self.pictures)
        self.renders.looking_made.connect(lambda view: offer_pictures(view, self.pictures))
        separate, editable = self.commands["separate"].trigger, lambda: not self.chips.read_only
        exchange = self.chips.requests.exchange
        pairs = PairMenu(session, self.selection, self.chips.open_suggestions, exchange, separate, editable)
        self.coupling.view.add_word_actions = pairs.fill
        self.coupling.exported.connect(self.exports.say_exported)
        self.coupling.export_failed.connect(self.messages.warn)
        chips.shown.connect(lambda: self.references.show_numbers(chips.images))
        self.coupling.influence_wanted.connect(chips.link_by_influence)
        chips.link_by_influence(self.coupling.model.mode == INFLUENCE)
        for view in (self.chips, self.coupling.view):
            view.described.connect(self._describe)
        self.recognition.noted.connect(self._say_what_is_unknown)
        self.models.page_wanted.connect(self.help.open_page)
        self.models.renderers_wanted.connect(self.commands["renderers"].trigger)
        self.engine.changed.connect(self.references.set_info)
        self.engine.changed.connect(self.renders.set_info)
        self.inversions.started.connect(self.messages.withdraw_remarks)
        self.inversions.remark.connect(self.messages.remark)
        self.chips.tried.connect(self.quick.consider)
        self.chips.completion_wanted.connect(self.completion.complete)
        self.completion.completed.connect(self.chips.show_completions)
        self.chips.separation_wanted.connect(separate)
        for controller in (self.inversions, self.rendering, self.quick, self.separation):
            controller.note.connect(self.messages.say)
        self.documents.file_used.connect(lambda path: self.recent.note([path]))
        self.imports.files_read.connect(self.recent.note)
        self.documents.opened.connect(self._begin_project)
        self.documents.cleared.connect(self.coupling.begin_document)

    def _connect_commands(self) -> None:
        """Buttons that are commands, and everything that may make a command possible or impossible."""
        commands, panel = self.commands, self.prompt_panel
        commands.attach("palette", self.top.palette_button)
        commands.attach("toggle_theme", self.top.theme_button)
        commands.attach("export", self.top.export_button)
        commands.attach("stop", self.job_line.stop)
        commands.attach("reinvert", panel.reinvert)
        commands.attach("keep_b", self.renders.keep)
        commands.attach("live", self.renders.live)
        commands["live"].toggled.connect(self.renders.live.setChecked)
        panel.invert_wanted.connect(commands["invert"].trigger)
        commands.when_possible("invert", panel.set_possible)
        self.renders.render_wanted.connect(commands["render"].trigger)
        commands.when_possible("render", self.renders.set_possible)
        changing = self.prompt_panel.invert, self.renders.render_button
        Bindings(self, self.commands, self.chips, self.settings, changing)
        session = self.session
        for signal in (
            session.stack.indexChanged,
            session.prompt_changed,
            self.selection.changed,
            session.references_changed,
            session.settings_changed,
            session.render_changed,
            self.settings.changed,
            self.engine.changed,
            self.jobs.busy_changed,
            self.models.jobs_changed,
            self.inversions.started,
            self.inversions.ended,
            self.panels.changed,
            self.guide.changed,
            self.recent.changed,
        ):
            signal.connect(self._refresh_commands)

    def _refresh_commands(self) -> None:
        # A slot of the window: the undo stack still emits while the window's children are being deleted.
        self.commands.refresh()

    # -------------------------------------------------------------- start and end

    def begin(self) -> None:
        """After the first paint: start the engine, keep a copy from now on, offer what a crash left."""
        keep_on_screen(self)
        self.models.begin()
        self.documents.begin()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing:
            event.accept()
        elif self.closing.running:
            event.ignore()
            self.closing.ask(self._ask_about_changes)
        elif self.documents.unsaved:
            event.ignore()
            self._ask_about_changes()
        else:
            self.shut_down()
            event.accept()

    def _ask_about_changes(self) -> None:
        self.documents.ask_before(tr("closing"), self._close_for_good)

    def _close_for_good(self) -> None:
        self.shut_down()
        self.close()

    def shut_down(self) -> None:
        """Stop every job and thread; the document is saved or given up by now."""
        self._closing = True
        self.panels.save()
        self.models.close()
        self.answers.close()
        self.keeper.close()
        self.jobs.close()
        self.documents.close()
        self.exports.close()
        self.closing_done.emit()

    @command("close", tr_noop("Quit"), menu="File", section=3, keys=("Ctrl+Q",), icon="quit")
    def close_window(self) -> None:
        """Close the window, after asking about unsaved changes."""
        self.close()

    @command("palette", tr_noop("Command palette…"), menu="Help", keys=("Ctrl+K",), icon="command")
    def open_palette(self) -> None:
        """Type a few letters of a command."""
        self.palette_panel.open_palette()

    @command("shortcuts", tr_noop("Keys"), menu="Help", keys=("?",), icon="keyboard")
    def open_keyboard_map(self) -> None:
        """All keys at once."""
        self.keyboard_map.open_map()

    # -------------------------------------------------------------- what is said

    def _show_title(self) -> None:
        name, dirty = self.session.name, self.session.dirty
        self.top.show_title(name, dirty)
        self.setWindowTitle(" – ".join((f"{name} •" if dirty else name, "Prompt Studio")))

    def _describe(self, text: str) -> None:
        self.statusBar().showMessage(text)

    def _say_what_is_unknown(self, sentence: str) -> None:
        """Say before an inversion that the models do not know the picture, or that they do after all."""
        if sentence:
            self.messages.warn(sentence, ((tr("Choose models…"), self.models.open_manager),), topic=_UNKNOWN)
        else:
            self.messages.withdraw(_UNKNOWN)

    def _begin_project(self, loaded: Project) -> None:
        """Another project is shown; what it lacks is asked for."""
        self.coupling.begin_document(influence=loaded.influence is not None)
        self.answers.refresh()
        self.rendering.refresh()

    # -------------------------------------------------------------- drag and drop, size

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panels.fit()

    def sizeHint(self) -> QSize:
        return SIZE
