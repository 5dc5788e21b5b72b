"""The renders panel: the compare view, and the settings that A and B share."""

from __future__ import annotations

import secrets

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from promptstudio.protocol import EngineInfo, Render, RenderProgress, RenderRequest
from promptstudio_ui.compare import CompareView
from promptstudio_ui.compare.looking import LookingBack
from promptstudio_ui.compare.more_settings import MoreSettings, is_plain
from promptstudio_ui.compare.renderer_chooser import RendererChooser
from promptstudio_ui.controllers.quick import QuickController
from promptstudio_ui.controllers.renders import RenderController
from promptstudio_ui.document.prompts import changed_settings
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.jobs.loading import LoadingClock
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.translation import tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, NamedIconButton, PrimaryButton
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.fields import CommitBeforeShortcut
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.theme import icon

LARGEST_SEED = 2**63 - 1
ROOM_FOR_TITLE = 520
"""From this width on the panel's title stands beside the ways to compare, in pixels."""
ROOM_FOR_ICON = 410
"""From this width on the Render button has an icon, in pixels."""
ROOM_FOR_NEGATIVE = 580
"""From this width on the negative prompt stands beside the other settings, in pixels."""


class SeedField(QLineEdit):
    """A whole number 0…2⁶³−1, which is more than a spin box holds."""

    seed_changed = Signal(object)
    """The new seed, an int."""
    entered = Signal()
    """Enter was pressed; a new seed has been told by then."""

    def __init__(self) -> None:
        super().__init__("0")
        self.setAccessibleName(tr("Seed"))
        self.setToolTip(tr("The same seed and settings give the same picture again"))
        self.setMinimumWidth(56)
        self.setMaximumWidth(112)
        self.editingFinished.connect(self.commit)
        self.returnPressed.connect(self._enter)
        self._seed = 0

    def set_seed(self, seed: int) -> None:
        """Show a seed without emitting `seed_changed`."""
        self._seed = seed
        self.setText(str(seed))
        self.setCursorPosition(0)

    def _enter(self) -> None:
        self.commit()
        self.entered.emit()

    def commit(self) -> None:
        """Tell of the typed seed; what is no seed is replaced by the last one."""
        text = self.text().strip()
        if text.isdecimal() and int(text) <= LARGEST_SEED:
            if int(text) != self._seed:
                self._seed = int(text)
                self.seed_changed.emit(self._seed)
        else:
            self.set_seed(self._seed)


class RenderPanel(Card):
    """Its main button says Render, and Stop while something renders."""

    render_wanted = Signal()
    entered = Signal()
    """Enter was pressed in one of the settings."""
    stop_wanted = Signal()
    looking_made = Signal(object)
    """The `CompareView` for the pictures of other moments."""
    look_ended = Signal()
    """The pictures of another moment are not to be looked at any more."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Renders"), parent, title_row=False)
        self._session = session
        self._possible = True  # to render
        self._side: str | None = None  # that is being rendered
        self._clock = LoadingClock(self)
        self._clock.told.connect(self._show_stage)
        self.view = CompareView()
        self.looking: LookingBack | None = None
        """Shown in the place of `view` while pictures of another moment are looked at; made when it is first needed."""
        self.keep = NamedIconButton(
            "keep", tr("Make B the new A"), tr("Make B the new A: go on editing from here (Ctrl+B)")
        )
        self.title.setContentsMargins(0, 0, 14, 0)
        self.view.add_to_bar(self.title, self.keep)  # one row, not two: the pictures need the height
        self.seed = SeedField()
        self.seed.entered.connect(self.entered)
        CommitBeforeShortcut(self.seed, self.seed.commit)
        self.seed.seed_changed.connect(lambda seed: session.change_render(seed=seed))
        self.lock = IconButton("lock", tr("Keep this seed for the next render (Ctrl+L)"))
        self.lock.setCheckable(True)
        self.lock.clicked.connect(session.set_seed_locked)
        self.dice = IconButton("dice", tr("Another seed (Ctrl+Shift+L)"))
        self.dice.clicked.connect(self.roll)
        self.steps = QSpinBox()
        self.steps.setRange(1, 150)
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.valueChanged.connect(lambda value: session.change_render(steps=value))
        self.guidance = QDoubleSpinBox()
        self.guidance.setRange(0.0, 30.0)
        self.guidance.setDecimals(1)
        self.guidance.setSingleStep(0.5)
        self.guidance.setAccessibleName(tr("Guidance"))
        self.guidance.setToolTip(tr("How closely the picture follows the prompt"))
        self.guidance.valueChanged.connect(lambda value: session.change_render(guidance=value))
        for spin in (self.steps, self.guidance):
            spin.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
            spin.setAlignment(Qt.AlignmentFlag.AlignRight)
            spin.setFixedWidth(54)
            spin.setKeyboardTracking(False)  # “7.5” is not first 7, and no step of undo for each digit
            CommitBeforeShortcut(spin, spin.interpretText)
            spin.lineEdit().returnPressed.connect(self.entered)
        self.negative = QLineEdit()
        self.negative.setPlaceholderText(tr("Negative prompt"))
        self.negative.setAccessibleName(tr("Negative prompt"))
        self.negative.setToolTip(tr("What the picture shall not show; it counts where guidance is above 1"))
        self.negative.setMinimumWidth(60)
        self.negative.editingFinished.connect(self._commit_negative)
        self.negative.returnPressed.connect(self._enter_negative)
        CommitBeforeShortcut(self.negative, self._commit_negative)
        self.live = IconButton("live", tr("Live previews: see an edit while you type or point at it (Ctrl+Shift+R)"))
        self.live.setCheckable(True)
        self.more = IconButton("settings", tr("Size, sampler and clip skip"))
        self.more.setCheckable(True)  # checked: something is not as the model has it
        self.more_settings = MoreSettings(session, self)
        self.more_settings.entered.connect(self.entered)
        self.more.clicked.connect(self._open_more)
        self.render_button = PrimaryButton(tr("Render"))
        self.render_button.keep_room_for(tr("Render"), tr("Stop"))
        self.render_button.clicked.connect(self._pressed)

        seed_row = QHBoxLayout()
        seed_row.setSpacing(2)
        for widget in (self.seed, self.lock, self.dice):
            seed_row.addWidget(widget)
        grid = QGridLayout()
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(3)
        for column, title in enumerate((tr("Seed"), tr("Steps"), tr("Guidance"))):
            grid.addWidget(QuietLabel(title), 0, column)
        self.renderer = RendererChooser(session, self.negative, self.live)
        grid.addWidget(self.renderer, 0, 3, 1, 3)
        grid.addLayout(seed_row, 1, 0)
        grid.addWidget(self.steps, 1, 1)
        grid.addWidget(self.guidance, 1, 2)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self.live, 1, 5)
        grid.addWidget(self.render_button, 1, 6)
        self._grid = grid
        self._negative_is_beside = True
        grid.addWidget(self.negative, 1, 3)
        grid.addWidget(self.more, 1, 4)
        self._below = QHBoxLayout()
        grid.addLayout(self._below, 2, 0, 1, 7)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self.content.addWidget(self._pages, 1)
        self.content.addLayout(grid)
        self.setMinimumWidth(384)
        session.replaced.connect(self._forget_renders)
        session.settings_changed.connect(self._show_settings)
        session.settings_changed.connect(self._show_renders)
        session.render_changed.connect(self._show_renders)
        session.comparison_changed.connect(self._show_comparison)
        self._show_settings()
        self.show_rendering(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(event.size().width() >= ROOM_FOR_TITLE)
        self.render_button.show_icon(event.size().width() >= ROOM_FOR_ICON)
        self._place_negative(wide=event.size().width() >= ROOM_FOR_NEGATIVE)

    def _place_negative(self, wide: bool) -> None:
        """Beside the other settings, or below them where there is not room."""
        if wide == self._negative_is_beside:
            return
        self._negative_is_beside = wide
        for widget in (self.renderer, self.negative, self.more):
            (self._below if wide else self._grid).removeWidget(widget)
        if wide:
            self._grid.addWidget(self.renderer, 0, 3, 1, 3)
            self._grid.addWidget(self.negative, 1, 3)
            self._grid.addWidget(self.more, 1, 4)
        else:
            self._below.addWidget(self.negative, 1)
            self._below.addWidget(self.renderer, 1)
            self._below.addWidget(self.more)
        self.content.activate()  # at once: until then the row would be squeezed

    def set_info(self, info: EngineInfo) -> None:
        """Show what the engine's renderers are able to do."""
        self.more_settings.set_info(info)

    def _open_more(self) -> None:
        self.more.setChecked(not is_plain(self._session.render_settings))
        self.more_settings.open_above(self.more)

    def _commit_negative(self) -> None:
        self._session.change_render(negative=" ".join(self.negative.text().split()))

    def _enter_negative(self) -> None:
        self._commit_negative()
        self.entered.emit()

    def listen_to(self, renders: RenderController, quick: QuickController, jobs: Jobs, settings: Settings) -> None:
        """Show what the controller and its jobs bring."""
        renders.started.connect(self._render_started)
        renders.progress.connect(self._show_progress)
        renders.ended.connect(self._render_ended)
        quick.shown.connect(self.view.set_quick)
        quick.told.connect(self.view.tell_of_quick)
        self.entered.connect(renders.render_as_set)
        self.stop_wanted.connect(jobs.stop_waited_for)
        jobs.loading_changed.connect(self._show_loading)
        settings.changed.connect(self._follow_preferences)
        self._follow_preferences(settings.value)

    @command(
        "seed_lock",
        tr_noop("Lock the seed"),
        menu="Render",
        section=1,
        keys=("Ctrl+L",),
        icon="lock",
        checked=lambda self: self._session.seed_locked,
    )
    def lock_seed(self, on: bool) -> None:
        """Keep this seed for the next render."""
        self._session.set_seed_locked(on)

    @command("new_seed", tr_noop("New seed"), menu="Render", section=1, keys=("Ctrl+Shift+L",), icon="dice")
    def roll(self) -> None:
        """Another seed for the next render."""
        self._session.change_render(seed=secrets.randbelow(2**31))

    def _show_settings(self) -> None:
        settings = self._session.render_settings
        self.seed.set_seed(settings.seed)
        assert settings.steps is not None, "the session's settings are complete"
        assert settings.guidance is not None, "the session's settings are complete"
        # What a field cannot show exactly is not changed by showing it.
        with QSignalBlocker(self.steps), QSignalBlocker(self.guidance):
            self.steps.setValue(settings.steps)
            self.guidance.setValue(settings.guidance)
        if self.negative.text() != settings.negative:
            self.negative.setText(settings.negative)
            self.negative.setCursorPosition(0)
        self.more.setChecked(not is_plain(settings))
        self.lock.setChecked(self._session.seed_locked)
        self.lock.setIcon(icon("lock" if self._session.seed_locked else "unlock"))

    def _show_renders(self) -> None:
        """Show A and B. Where the wanted picture is not there yet, the old one stays and is marked as old."""
        session, view, old = self._session, self.view, []
        for side, wanted, render in (
            ("A", session.wanted_a, session.render_a),
            ("B", session.wanted_b, session.render_b),
        ):
            if render is None and wanted is not None and view.has(side):
                old.append(side)
            else:
                view.set_render(side, render)
        baseline = session.baseline
        changed = changed_settings(baseline.settings, session.render_settings) if baseline and not old else ""
        view.mark_old(old, changed[:1].upper() + changed[1:])
        self._show_comparison()

    def look_at(self, a: Render | None, b: Render | None = None, sentence: str = "") -> None:
        """Look at pictures of another moment, and leave the document as it is; None: look at the document again."""
        if a is None:
            self._pages.setCurrentIndex(0)
            return
        if self.looking is None:
            self.looking = LookingBack()
            self.looking_made.emit(self.looking.view)
            self.looking.ended.connect(self.look_ended)
            self.looking.view.set_mode(self.view.mode)  # and the same one from then on: its keys are the document's
            self.view.mode_changed.connect(self.looking.view.set_mode)
            self.looking.view.mode_changed.connect(self.view.set_mode)
            self._pages.addWidget(self.looking)
        self.looking.look_at(a, b, sentence)
        self._pages.setCurrentIndex(1)

    def _forget_renders(self) -> None:
        """Another document begins: nothing of the old one stays."""
        for side in ("A", "B"):
            self.view.set_render(side, None)

    def _show_comparison(self) -> None:
        self.view.set_comparison(self._session.comparison)

    def _show_progress(self, side: str, event: RenderProgress) -> None:
        self.view.set_progress(side, event.step, event.steps, event.preview, event.seconds_left)

    def _render_started(self, side: str) -> None:
        self.show_rendering(side)
        self.view.set_stage(side, tr("Starting…"))

    def _render_ended(self, side: str) -> None:
        self._clock.show(None)
        self.show_rendering(None)
        self.view.clear_progress(side)

    def _show_loading(self, job: Job) -> None:
        """A render that waits for a model says which one it is and how far it is."""
        if isinstance(job.request, RenderRequest):
            self._clock.show(job.loading)

    def _show_stage(self, text: str, share: float) -> None:
        if self._side is not None:
            self.view.set_stage(self._side, text, share)

    def _follow_preferences(self, preferences: Preferences) -> None:
        self.view.veil_previews(preferences.safety_checker)

    def _pressed(self) -> None:
        (self.render_wanted if self._side is None else self.stop_wanted).emit()

    def set_possible(self, possible: bool) -> None:
        """Whether there is something to render."""
        self._possible = possible
        self._enable_button()

    def _enable_button(self) -> None:
        self.render_button.setEnabled(self._possible or self._side is not None)

    def show_rendering(self, side: str | None) -> None:
        """`side` "A" or "B" is being rendered; None: nothing is."""
        self._side = side
        self._enable_button()
        if side is None:
            self.render_button.show_as(tr("Render"), "render")
            self.render_button.setToolTip(tr("Render what is missing (Ctrl+Enter)"))
        else:
            self.render_button.show_as(tr("Stop"), "stop", outlined=True)
            self.render_button.setToolTip(tr("Stop rendering (Esc)"))
