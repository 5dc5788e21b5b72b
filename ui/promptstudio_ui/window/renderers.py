"""Which renderer makes the pictures of the document: choosing one, and saying that the document's own is not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from promptstudio.protocol import ProbeProgramRequest, RenderProgram
from promptstudio_ui.compare.renderer_chooser import RendererChooser
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.messages import Messages
from promptstudio_ui.window.commands import ProgramCommands

if TYPE_CHECKING:
    from promptstudio_ui.preferences.dialog import PreferencesDialog

_MISSING = "renderer"  # topic of a banner


class Renderers(QObject):
    """What a person does with renderers, besides rendering."""

    def __init__(
        self,
        session: Session,
        engine: EngineController,
        renders: RenderController,
        chooser: RendererChooser,
        messages: Messages,
        jobs: Jobs,
        program: ProgramCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._engine = engine
        self._renders = renders
        self._messages = messages
        self._jobs = jobs
        self._open_list = program.open_renderers
        self._told = ""  # the name of the renderer that is not here
        engine.changed.connect(chooser.take_info)
        engine.changed.connect(self._look)
        session.settings_changed.connect(self._look)
        session.baseline_changed.connect(self._look)
        session.replaced.connect(self._forget)
        chooser.wanted.connect(self.choose)
        program.preferences_opened.connect(self._listen_to_list)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Render with this renderer from now on, in the steps and with the guidance that suit it, in its own size and
        with its own sampler, as one step of undo."""
        info = self._engine.info
        known = info.renderer(name) if info is not None else None
        suits = known.defaults if known is not None else None
        change = {} if suits is None else {"steps": suits.steps, "guidance": suits.guidance}
        if name != self._session.render_settings.renderer:
            own = {"width": None, "height": None, "sampler": "", "clip_skip": 0}
            self._session.change_render(renderer=name, **own, **change)

    def render_here(self) -> None:
        """Render with the profile's own model, now."""
        self.choose("")
        self._renders.render_as_set()

    @Slot()
    def _look(self) -> None:
        """Say once that the document's renderer is not here, and take it back when it is."""
        name = self._renders.missing_renderer
        if name == self._told:
            return
        self._told = name
        if name:
            sentence = tr("This document is rendered with “{name}”, which is not here.").format(name=name)
            answers = (
                (tr("Render with the profile's own model"), self.render_here),
                (tr("Renderers…"), self._open_list),
            )
            self._messages.tell(sentence, answers, topic=_MISSING)
        else:
            self._messages.withdraw(_MISSING)

    @Slot(object)
    def _listen_to_list(self, dialog: PreferencesDialog) -> None:
        """The chooser follows the list of programs, and the engine asks them."""
        page = dialog.renderers

        def ask(program: RenderProgram) -> None:
            job = self._jobs.ask(ProbeProgramRequest(program))
            job.finished.connect(page.show_found)
            job.failed.connect(page.show_failure)

        page.changed.connect(self._engine.describe)
        page.test_wanted.connect(ask)

    @Slot()
    def _forget(self) -> None:
        self._told = ""
