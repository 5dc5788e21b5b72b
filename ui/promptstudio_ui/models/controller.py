"""Which profile the engine works with, what is missing of it, what it needs of the memory, and the model manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from promptstudio.document import STANDARD_RENDER
from promptstudio.errors import BadCatalogue, BadRequest
from promptstudio.process.client import EngineClient
from promptstudio.process.engines import EngineElsewhere, named_engine
from promptstudio.protocol import (
    AnalyseRequest,
    CompareRequest,
    EngineInfo,
    EstimateRequest,
    FreedMemory,
    InversionRequest,
    MemoryInfo,
    RenderDefaults,
    RenderRequest,
    SuggestRequest,
)
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.models.elsewhere import ModelsElsewhere
from promptstudio_ui.models.engine_label import EngineLabel
from promptstudio_ui.models.library import Library, State
from promptstudio_ui.models.survey import EMBEDDED, Machine, ProfileParts
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.sentences import bytes_text, from_engine, memory_text, time_left_text
from promptstudio_ui.translation import decimal, percent, tr, tr_noop
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.messages import Messages

if TYPE_CHECKING:
    from promptstudio_ui.models.dialog import ModelManager

MEMORY_SECONDS = 2.0
"""How often the memory is measured while something runs, in seconds."""
LEAST_FREED = 16 * 2**20
"""Bytes that must have become free to be reported; a process changes by less at any moment."""
_USES_MODELS = InversionRequest, RenderRequest, CompareRequest, AnalyseRequest, SuggestRequest
_INCOMPLETE, _CATALOGUE, _ELSEWHERE = "first-run", "catalogue", "elsewhere"  # topics of banners
STEPS_FACTOR = 3
"""With so many times more or fewer steps than a model is made for, its defaults are offered."""


class ModelsController(QObject):
    """Connects the model library, the engine and the preferences, and tells the user about them."""

    jobs_changed = Signal()
    """What `job_text` returns has changed."""
    renderers_wanted = Signal()
    """A running program is to be entered as a renderer."""
    page_wanted = Signal(str)
    """A page of the documentation is to be opened."""

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        engine: EngineController,
        renders: RenderController,
        current: CurrentEngine,
        label: EngineLabel,
        messages: Messages,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.library = Library(parent=self)
        self.manager: ModelManager | None = None
        self._session = session
        self._jobs = jobs
        self._engine = engine
        self._renders = renders
        self._current = current
        self._label = label
        self._messages = messages
        self._settings = settings
        self._after_change: list[Callable[[], None]] = []  # to be called once the engine is the one asked for
        self._info: EngineInfo | None = None
        self._memory: MemoryInfo | None = None
        self._reported = ""  # the incomplete profile that the banner was shown for
        self._started = False
        self._seen: tuple[str, tuple, tuple] | None = None  # profile, places and presence of its models, last time
        self._memory_timer = QTimer(self)
        self._memory_timer.setInterval(int(MEMORY_SECONDS * 1000))
        self._memory_timer.timeout.connect(engine.ask_memory)
        label.clicked.connect(self.open_manager)
        library = self.library
        library.working_profile.connect(self._start)
        library.surveyed.connect(self._surveyed)
        library.unreadable.connect(self._unreadable)
        library.activity_changed.connect(lambda _: self.jobs_changed.emit())
        library.profile_completed.connect(self._completed)
        library.taken.connect(engine.describe)
        engine.changed.connect(self._show_info)
        engine.memory_changed.connect(self._show_memory)
        engine.memory_freed.connect(self._freed)
        jobs.busy_changed.connect(self._follow_memory)
        settings.changed.connect(self._apply)

    # -------------------------------------------------------------- start and end

    def begin(self) -> None:
        """Start the engine with the chosen models if they are there, and look at what else is."""
        self.library.ask_working_profile(self._settings.value.profile)
        self.library.refresh()

    def close(self) -> None:
        """Pauses downloads and ends every thread."""
        self._memory_timer.stop()
        self.library.close()
        if self.manager is not None:
            self.manager.close()

    # -------------------------------------------------------------- the manager

    @command("models", tr_noop("Model manager…"), menu="Models", keys=("Ctrl+M",), icon="models")
    def open_manager(self, profile: str = "") -> None:
        """Show the model manager, with the models of `profile` (by default of the one in use)."""
        if self._current.elsewhere is not None:
            self._show_elsewhere(self._current.elsewhere)
            return
        if self.manager is None:
            from promptstudio_ui.models.dialog import ModelManager

            self.manager = ModelManager(self.library, self._current.profile, self._label.window())
            self.manager.use_wanted.connect(self.use)
            self.manager.free_wanted.connect(self._engine.free_memory)
            self.manager.message.connect(self._messages.say)
            self.manager.renderers_wanted.connect(self.renderers_wanted)
            self.manager.page_wanted.connect(self.page_wanted)
            self.manager.finished.connect(self._manager_closed)
            self.manager.show_memory(self._memory)
        if profile:
            self.manager.choose(profile)
        if self.manager.isVisible():
            self.manager.raise_()
        self.manager.show()
        self.manager.activateWindow()
        self.library.refresh()
        self._engine.ask_memory()
        self._ask_estimates()

    def _show_elsewhere(self, engine: EngineElsewhere) -> None:
        dialog = ModelsElsewhere(engine, self._label.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.again_wanted.connect(self._engine.describe)
        self._engine.changed.connect(dialog.show_info)
        dialog.show_info(self._engine.info)
        dialog.show()

    @command(
        "pause_downloads",
        tr_noop("Pause downloads"),
        menu="Models",
        section=1,
        icon="pause",
        enabled=lambda self: self.library.now is not None,
    )
    def pause_downloads(self) -> None:
        """Pause all downloads; they go on where they were."""
        self.library.pause_all()

    def _manager_closed(self) -> None:
        if self.manager is not None:
            self.manager.deleteLater()
            self.manager = None

    def job_text(self) -> str:
        """The running download for the window's job line; empty when there is none."""
        now = self.library.now
        if now is None:
            return ""
        name, progress = now
        parts = [tr("downloading {name}").format(name=name)]
        if progress is not None and progress.total:
            parts.append(percent(progress.bytes / progress.total))
            if progress.state == "waiting":
                parts.append(tr("waits"))
            elif progress.seconds_left is not None:
                parts.append(tr("{time_left} left").format(time_left=time_left_text(progress.seconds_left)))
        return " ".join(parts) + (f" (+{self.library.waiting})" if self.library.waiting else "")

    # -------------------------------------------------------------- which profile

    def use(self, profile: str) -> None:
        """Work with this profile from now on; the document stays as it is."""
        self._settings.change(profile=profile)

    def change_engine(self, then: Callable[[], None], **preferences: object) -> None:
        """Change preferences; `then` runs once the engine is the one they ask for."""
        self._after_change.append(then)
        self._settings.change(**preferences)

    def _apply(self) -> None:
        """Exchange the engine where the preferences ask for another one."""
        preferences = self._settings.value
        then, self._after_change = self._after_change, []
        moved = self._move(preferences)
        old = self._current.use(
            preferences.device, profile=self._profile_to_use(preferences), offload=preferences.offload
        )
        if moved is not None or old is not None:
            self._exchange((moved, old), then)
        else:
            for act in then:
                act()

    def _move(self, preferences: Preferences) -> EngineClient | None:
        """To the machine where the engine is to run; returns the client that is out of use."""
        self._messages.withdraw(_ELSEWHERE)
        try:
            return self._current.move(named_engine(preferences.engine) if preferences.engine else None)
        except (BadRequest, BadCatalogue) as error:
            self._messages.warn(str(error), topic=_ELSEWHERE, program=True)
            return self._current.move(None)

    def _exchange(self, old: Sequence[EngineClient | None], then: Sequence[Callable[[], None]] = ()) -> None:
        """Another engine takes over as soon as the old ones have given their memory back."""

        def close() -> None:
            for client in old:
                if client is not None:
                    client.close()

        def exchanged(_: object) -> None:
            self._engine.replace()
            for act in then:
                act()

        self._label.show_state("starting", tr("starting…"))
        self._jobs.aside(close, exchanged)

    def _profile_to_use(self, preferences: Preferences) -> str:
        """The profile that was chosen; the embedded pack while it is not complete."""
        if self.library.survey is None:
            return self._current.profile
        wanted = self._wanted(preferences)
        return wanted.name if wanted.ready else EMBEDDED

    def _wanted(self, preferences: Preferences) -> ProfileParts:
        """The profile that was chosen, complete or not."""
        survey = self.library.last_survey
        return survey.profile(preferences.profile or survey.default_profile)

    def _start(self, profile: str) -> None:
        """Ask the engine the first question. A job may have started it before, with another profile."""
        self._started = True
        for old in (self._move(self._settings.value), self._current.use(profile=profile)):
            if old is not None:
                self._jobs.aside(old.close)
        self._engine.describe()

    def _ask_estimates(self) -> None:
        """While the manager is open: how long profiles that would compute on the processor would take there."""
        library = self.library
        if self.manager is None or library.survey is None or library.estimates is not None:
            return
        fits = (profile.fit for profile in library.survey.profiles.values())
        if any(fit and fit.verdict == "cpu" for fit in fits) and self._jobs.running(EstimateRequest) is None:
            self._jobs.ask(EstimateRequest()).finished.connect(library.set_estimates)

    def _unreadable(self, sentence: str) -> None:
        self._messages.warn(sentence, ((tr("Try again"), self.library.refresh),), topic=_CATALOGUE, program=True)
        if not self._started:
            self._start(self._current.profile)

    def _surveyed(self) -> None:
        self._messages.withdraw(_CATALOGUE)
        self._report_incomplete()
        self._follow_disk()
        self._ask_estimates()

    def _follow_disk(self) -> None:
        """Restart the engine, or ask it again, where the models that it works with have changed on the disk."""
        if self._current.elsewhere is not None:
            return  # whose models these are not
        parts = self.library.last_survey.profile(self._current.profile)
        places = tuple((part.role, str(part.component.path), part.component.kind) for part in parts.parts)
        present = tuple(part.present for part in parts.parts)
        before, self._seen = self._seen, (self._current.profile, places, present)
        if not self._started:
            return
        if not parts.ready:
            self._apply()
        elif before is not None and before[0] == self._current.profile and before[1] != places:
            self._exchange((self._current.renew(),))
        elif self._engine.info is None or (before is not None and before != self._seen):
            self._engine.describe()

    def _report_incomplete(self) -> None:
        """Say once what the chosen profile lacks; remove that when it is complete."""
        wanted = self._wanted(self._settings.value)
        if wanted.ready or self._current.elsewhere is not None:
            self._reported = ""
            self._messages.withdraw(_INCOMPLETE)
        elif wanted.name != self._reported:
            self._reported = wanted.name
            lacking = bytes_text(wanted.lacking)
            title = from_engine(wanted.profile.title)
            some = self.library.state(wanted) is State.PARTLY
            sentence = (
                tr("{title} is not complete: {bytes} to go; until then the embedded pack does the work.")
                if some
                else tr("No models for {title} yet: {bytes}; until then the embedded pack does the work.")
            )
            self._messages.tell(
                sentence.format(title=title, bytes=lacking),
                ((tr("Choose models…"), lambda: self.open_manager(wanted.name)),),
                topic=_INCOMPLETE,
                program=True,
            )

    def _completed(self, name: str) -> None:
        profile = self.library.last_survey.profile(name)
        if name == self._current.profile:
            return
        self._messages.tell(
            tr("{title} is complete.").format(title=from_engine(profile.profile.title)),
            ((tr("Use it"), lambda: self.use(name)),),
            program=True,
        )

    # -------------------------------------------------------------- what the engine says

    def _show_info(self, info: EngineInfo) -> None:
        before, self._info = self._info, info
        survey = self.library.survey
        known = survey.profiles.get(info.profile) if survey else None
        title = from_engine(known.profile.title) if known else info.profile.capitalize()
        self._label.show_info(info, "" if self._current.elsewhere is not None else title)  # the bar names the machine
        if self.manager is not None:
            self.manager.set_current(info.profile)
        if info.render is not None:
            self._adopt_model_defaults(info.render, before)
        if self._settings.value.safety_checker and not _has(info, "safety_checker"):
            self._messages.tell(
                tr("Renders are not checked: this profile's safety checker is not here."),
                ((tr("Choose models…"), self.open_manager),),
                program=True,
            )
        self._engine.ask_memory()

    def _adopt_model_defaults(self, made_for: RenderDefaults, before: EngineInfo | None) -> None:
        """Set steps and guidance to the new model's defaults as long as the user has not changed them. A document keeps
        its own; where they are far from the defaults, a banner offers to change them."""
        session = self._session
        settings = session.render_settings
        last = before.render if before is not None and before.render is not None else None
        untouched = (last.steps, last.guidance) if last else (STANDARD_RENDER.steps, STANDARD_RENDER.guidance)
        if session.baseline is None:
            if (settings.steps, settings.guidance) == untouched:
                session.suit_render(made_for.steps, made_for.guidance)
        elif before is not None and self._info is not None and before.profile != self._info.profile:
            few, many = sorted((made_for.steps, session.baseline.settings.steps or made_for.steps))
            if many >= STEPS_FACTOR * few:
                wanted = tr("%n step(s) and guidance {guidance}", "", made_for.steps).format(
                    guidance=decimal(made_for.guidance, "g")
                )

                def take() -> None:
                    session.set_render(steps=made_for.steps, guidance=made_for.guidance)
                    self._renders.render()

                self._messages.tell(
                    tr(
                        "This text-to-image model is made for {wanted}; the document uses {steps} and {guidance}."
                    ).format(wanted=wanted, steps=settings.steps, guidance=decimal(settings.guidance, "g")),
                    (
                        (
                            tr("Render with {steps} and {guidance}").format(
                                steps=made_for.steps, guidance=decimal(made_for.guidance, "g")
                            ),
                            take,
                        ),
                    ),
                )

    def _show_memory(self, memory: MemoryInfo) -> None:
        self._memory = memory
        self._label.show_memory(memory)
        if self._info is not None:
            self.library.set_machine(Machine(memory, self._info.dtype, self._info.language_dtype))
        if self.manager is not None:
            self.manager.show_memory(memory)

    def _follow_memory(self) -> None:
        runs = any(isinstance(job.request, _USES_MODELS) for job in self._jobs.current)
        if runs and not self._memory_timer.isActive():
            self._memory_timer.start()
        elif not runs and self._memory_timer.isActive():
            self._memory_timer.stop()
            self._engine.ask_memory()

    def _freed(self, freed: FreedMemory) -> None:
        gained = max(freed.bytes_before - freed.bytes_after, 0)
        kept = " " + tr("{name} stays: a job works with it.").format(name=freed.kept[0]) if freed.kept else ""
        result = (
            tr("Freed {memory} of memory.").format(memory=memory_text(gained))
            if gained > LEAST_FREED
            else tr("There was nothing to free.")
        )
        self._messages.say(result + kept)
        if self._memory is not None and freed.restarted:
            self._show_memory(msgspec.structs.replace(self._memory, used=freed.bytes_after, models=()))


def _has(info: EngineInfo, role: str) -> bool:
    return any(model.role == role and model.present for model in info.models)
