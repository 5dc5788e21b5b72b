"""The prompt panel: the method of inversion, the chips, and what is measured of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from promptstudio.document import AS_IT_STANDS
from promptstudio.prompt import USABLE_PIECES, Origin, Prompt
from promptstudio.protocol import (
    TEMPLATES,
    Analysis,
    EngineInfo,
    Influence,
    InversionRequest,
    MethodInfo,
    Progress,
    Scores,
    Suggestion,
    SuggestRequest,
)
from promptstudio_ui.chips import BudgetBar, ChipModel, ChipView
from promptstudio_ui.controllers.answers import AnswerController
from promptstudio_ui.controllers.engine import EngineController
from promptstudio_ui.controllers.inversion import InversionController
from promptstudio_ui.document.prompts import copied_text, exchanged
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session
from promptstudio_ui.jobs.background import Job
from promptstudio_ui.jobs.jobs import Jobs
from promptstudio_ui.jobs.loading import LoadingClock
from promptstudio_ui.prompt.choosers import MethodChooser, TaskChooser
from promptstudio_ui.prompt.distil_line import DistilLine
from promptstudio_ui.prompt.figures import PromptFigures
from promptstudio_ui.prompt.settings_form import MethodSettings
from promptstudio_ui.prompt.settings_popover import SettingsPopover
from promptstudio_ui.prompt.style_line import StyleLine
from promptstudio_ui.sentences import from_engine, time_left_text
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.buttons import IconButton, PrimaryButton
from promptstudio_ui.widgets.cards import Card
from promptstudio_ui.widgets.commands import command
from promptstudio_ui.widgets.labels import QuietLabel
from promptstudio_ui.widgets.progress import ProgressLine

ROOM_FOR_TITLE = 640
"""From this width on there is room for the panel's title beside its controls."""
ROOM_FOR_TASK = 500
"""From this width on the task stands beside the method; in a narrower panel it is the first of the settings."""
ROOMY = 545
"""From this width on the budget has its unit."""
ROOM_FOR_SCORES = 530
"""From this width on all scores are shown."""
ROOM_FOR_GRIP = 410
ROOM_FOR_ARROWS = 384
"""From this width on the budget has arrows; where there are none, the method's name is not cut."""
CRAMPED = 316
"""Least width of the panel."""
ROOM_FOR_WORD = 44
"""Pixels that these widths have for the word on the main button; a longer word needs as much more."""
MOST_CANDIDATES = 9
_HINT = tr_noop("Add an image and invert it – or type a prompt here, word by word.")
_HINT_WITH_IMAGE = tr_noop("Invert the image – or type a prompt here, word by word.")


class _Grip(IconButton):
    """Drags the prompt out of the window as text."""

    def __init__(self, model: ChipModel) -> None:
        super().__init__("grip", tr("Drag the prompt into another program"))
        self._model = model
        self._press: QPoint | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFixedSize(22, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None or not self._model.prompt.words:
            return
        if (event.position().toPoint() - self._press).manhattanLength() >= QApplication.startDragDistance():
            self._press = None
            data = QMimeData()
            data.setText(copied_text(self._model.prompt))
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)


class PromptPanel(Card):
    """The chips with what is measured of them. Its main button says Invert, and Stop during an inversion."""

    invert_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, session: Session, selection: WordSelection, parent: QWidget | None = None) -> None:
        super().__init__(tr("Prompt"), parent)
        self._session = session
        self._info: EngineInfo | None = None
        self._fits: list[float] = []
        self.chips = ChipModel(self)
        self.view = ChipView(self.chips, selection)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

        self._possible = True  # to begin an inversion
        self._inverting = False
        self._job: Job | None = None  # the running inversion
        self._replaced: Prompt | None = None  # the prompt whose unlocked words the running inversion finds anew
        self._make_header()
        footer = self._make_footer()
        self._hint = QuietLabel(tr(_HINT))
        self._hint.setWordWrap(True)
        self.style_line = StyleLine()
        self.style_line.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.progress = ProgressLine()
        self._clock = LoadingClock(self)
        self._clock.told.connect(lambda text, share: self.progress.show_step(share, text))
        self.progress.hide()
        self.content.setSpacing(6)
        self.content.addWidget(self.view, 1)
        self.content.addWidget(self._hint)
        self.content.addWidget(self.style_line)
        self.distil_line = DistilLine(session)
        self.content.addWidget(self.distil_line)
        self.content.addWidget(self.progress)
        self.content.addLayout(footer)
        longest = max(map(self.fontMetrics().horizontalAdvance, (tr("Invert"), tr("Stop"))))
        self.longer = max(longest - ROOM_FOR_WORD, 0)
        """Pixels that the buttons of a language need beyond those of English."""
        self.setMinimumWidth(CRAMPED + self.longer)
        session.settings_changed.connect(self._show_settings)
        session.template_changed.connect(self._offer_style)
        session.prompt_changed.connect(self._show_prompt)
        session.references_changed.connect(self._show_sources)
        session.references_changed.connect(self._update_hint)
        session.analysis_changed.connect(self._show_answers)
        self.style_line.wanted.connect(session.use_style)
        self._connect_chips()
        self._show_settings()
        self.show_inverting(False)
        self.show_scores(None)

    def _make_header(self) -> None:
        """The method and its settings, and the buttons."""
        session = self._session
        self.method = MethodChooser(session.inversion.method)
        self.method.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.method.chosen.connect(self._choose_method)
        self.task = TaskChooser()
        self.task.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.task.chosen.connect(lambda task: session.set_inversion(task=task))
        self.budget = QSpinBox()
        self.budget.setRange(1, 77)
        self.budget.setSuffix(tr(" pieces"))
        self.budget.setToolTip(
            tr("How long the prompt may become, in CLIP pieces; the guide reads 75, whatever renders")
        )
        self.budget.setAccessibleName(tr("Budget"))
        self.budget.valueChanged.connect(lambda value: session.set_inversion(budget=value))
        self.tune = IconButton("settings", tr("Settings of the method"))
        self.tune.clicked.connect(self._open_settings)
        self.reinvert = IconButton("reinvert", tr("Re-invert the rest: locked words stay (Ctrl+Shift+I)"))
        self.invert = PrimaryButton(tr("Invert"))
        self.invert.keep_room_for(tr("Invert"), tr("Stop"))
        self.invert.clicked.connect(self._pressed)
        self._grip = _Grip(self.chips)
        self.header.insertWidget(1, self._grip)
        for widget in (self.method, self.task, self.budget, self.tune, self.reinvert, self.invert):
            self.header.addWidget(widget)

    def _make_footer(self) -> QHBoxLayout:
        """Budget, other candidates and scores."""
        self.bar = BudgetBar()
        self.others = QToolButton()
        self.others.setAutoRaise(True)
        self.others.setToolTip(tr("Other prompts that the last inversion found"))
        self.others.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.others.setMenu(QMenu(self.others))
        self._session.candidates_changed.connect(self._show_candidates)
        # Later: an entry of the menu, which is filled anew, may be what changes A.
        self._session.baseline_changed.connect(self._show_candidates, Qt.ConnectionType.QueuedConnection)
        self._show_candidates()
        self.figures = PromptFigures()
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.bar, 1)
        line.addWidget(self.others)
        line.addWidget(self.figures)
        return line

    def _connect_chips(self) -> None:
        view, session = self.view, self._session
        view.swap_requested.connect(session.swap)
        view.suggestion_taken.connect(lambda index, text: session.swap(index, text, Origin.SUGGESTED))
        view.swap_all_requested.connect(self._swap_all)
        view.insert_requested.connect(session.insert)
        view.append_requested.connect(session.append)
        view.delete_requested.connect(session.delete)
        view.move_requested.connect(session.move)
        view.exchange_requested.connect(self._exchange)
        view.lock_toggled.connect(session.toggle_lock)
        view.weight_nudged.connect(session.nudge_weight)

    def _exchange(self, first: int, last: int) -> None:
        prompt = self._session.prompt
        label = tr("exchange {first} and {last}").format(first=prompt.words[first].text, last=prompt.words[last].text)
        self._session.set_prompt(exchanged(prompt, first, last), label)

    def _swap_all(self, index: int, text: str, suggested: bool) -> None:
        self._session.swap(index, text, Origin.SUGGESTED if suggested else Origin.TYPED, everywhere=True)

    def listen_to(
        self, inversions: InversionController, answers: AnswerController, engine: EngineController, jobs: Jobs
    ) -> None:
        """Show what the controllers bring, and pass on what is asked for here."""
        inversions.started.connect(self._inversion_started)
        inversions.progress.connect(self._show_progress)
        inversions.ended.connect(self._inversion_ended)
        self.stop_wanted.connect(inversions.stop)
        answers.analysis_preview.connect(self._show_analysis)
        answers.influence_preview.connect(self._show_influence)
        answers.suggestions.connect(self._show_suggestions)
        self.view.suggestions_wanted.connect(answers.suggest)
        self.view.popover_closed.connect(answers.stop_suggesting)
        engine.changed.connect(self.set_info)
        jobs.loading_changed.connect(self._show_loading)

    def minimumSizeHint(self) -> QSize:
        return QSize(CRAMPED, 168)

    def height_for_words(self) -> int:
        """The height in pixels at which every word is seen, as wide as the panel is."""
        seen = self.view.viewport().size()
        return self.height() - seen.height() + self.view.heightForWidth(seen.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width() - self.longer
        self.title.setVisible(width >= ROOM_FOR_TITLE)
        self.task.setVisible(width >= ROOM_FOR_TASK)
        self._grip.setVisible(ROOM_FOR_GRIP <= width < ROOM_FOR_TASK or width >= ROOM_FOR_TITLE)
        self.invert.show_icon(width >= ROOM_FOR_GRIP)
        self.budget.setSuffix(tr(" pieces") if width >= ROOMY else "")
        arrows = QAbstractSpinBox.ButtonSymbols.UpDownArrows
        self.budget.setButtonSymbols(arrows if width >= ROOM_FOR_ARROWS else QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.budget.setFixedWidth(104 if width >= ROOMY else 58 if width >= ROOM_FOR_ARROWS else 40)
        self.figures.show_most(3 if width >= ROOM_FOR_SCORES else 2 if width >= ROOM_FOR_GRIP else 1)

    # -------------------------------------------------------------- method and settings

    def set_info(self, info: EngineInfo) -> None:
        """Show what the engine offers."""
        self._info = info
        self.method.set_info(info, self._session.inversion.method)
        self._show_settings()

    @property
    def _method(self) -> MethodInfo | None:
        """The chosen method, None while the engine has not listed it."""
        methods = self._info.methods if self._info else ()
        return next((method for method in methods if method.name == self._session.inversion.method), None)

    def _show_settings(self) -> None:
        settings = self._session.inversion
        self.budget.setValue(settings.budget)
        self.method.show_method(settings.method)
        self.task.show_task(settings.task, self._method)
        if not self.chips.rowCount():
            self.bar.set_used(0, self._renderer_reads)

    @property
    def _renderer_reads(self) -> int:
        """How many pieces of a prompt the chosen renderer reads at least."""
        renderer = self._info.renderer(self._session.render_settings.renderer) if self._info else None
        return (renderer.abilities.pieces if renderer is not None else None) or USABLE_PIECES

    def _choose_method(self, name: str) -> None:
        if name != self._session.inversion.method:
            task = self._session.inversion.task
            known = next((m.tasks for m in self._info.methods if m.name == name), ()) if self._info else (task,)
            self._session.set_inversion(method=name, options={}, task=task if task in known else "inversion")

    def settings_form(self) -> MethodSettings:
        """One control per setting of the method; with the task, where that has no room beside the method."""
        return MethodSettings(self._session, self._method, with_task=not self.task.isVisibleTo(self))

    def _open_settings(self) -> None:
        title = from_engine(self._method.title) if self._method else self.method.currentText()
        self.settings = SettingsPopover(self.settings_form(), title, self.tune)
        self.settings.open_panel()

    # -------------------------------------------------------------- inverting

    def _pressed(self) -> None:
        (self.stop_wanted if self._inverting else self.invert_wanted).emit()

    def set_possible(self, possible: bool) -> None:
        """Whether an inversion can begin."""
        self._possible = possible
        self._enable_button()

    def _enable_button(self) -> None:
        self.invert.setEnabled(self._possible or self._inverting)

    def _inversion_started(self, job: Job) -> None:
        self._job = job
        self._replaced = self._session.prompt if job.request.locks else None
        self.show_inverting(True)

    def _inversion_ended(self) -> None:
        self._clock.show(None)
        self.show_inverting(False)
        if self.chips.is_canvas:
            self._show_prompt(self._session.prompt)
        self._job = self._replaced = None

    def _show_loading(self, job: Job) -> None:
        """What waits for a model says which one it is and how far it is."""
        if isinstance(job.request, InversionRequest):
            self._clock.show(job.loading)
        elif isinstance(job.request, SuggestRequest) and job.loading is not None:
            self.view.popover.set_stage(f"{from_engine(job.loading.stage)}…")

    def show_inverting(self, inverting: bool) -> None:
        """Change the main button to Stop and show the progress line, or back."""
        self._inverting = inverting
        if inverting:
            self.invert.show_as(tr("Stop"), "stop", outlined=True)
            self.invert.setToolTip(tr("Stop and keep the best prompt so far (Esc)"))
            self._fits = []
            self.progress.show_step(0.0, tr("Starting…") if self._info else tr("Starting the engine…"))
        else:
            self.invert.show_as(tr("Invert"), "invert")
            self.invert.setToolTip(tr("Find a prompt for the reference image (Ctrl+I)"))
        self.progress.setVisible(inverting)
        for widget in (self.method, self.task, self.budget, self.tune):
            widget.setEnabled(not inverting)
        self.view.set_read_only(inverting)
        self._enable_button()
        self._offer_style()
        self._update_hint()

    def _offer_style(self) -> None:
        """Show the line for an object while the prompt describes a style."""
        waits = self._session.template != AS_IT_STANDS and self._session.prompt.words and not self._inverting
        self.style_line.offer(self._session.template if waits else None)

    @command(
        "use_style",
        tr_noop("Use style with…"),
        menu="Prompt",
        section=1,
        enabled=lambda self: bool(self._session.prompt.words) and not self._inverting,
    )
    def ask_object(self) -> None:
        """Ask for the object that is to have the prompt's style."""
        template = self._session.template
        self.style_line.ask(TEMPLATES["style"] if template == AS_IT_STANDS else template)

    @command("focus_prompt", tr_noop("Go to the prompt"), menu="Prompt", section=2, keys=("Ctrl+J",), icon="text")
    def focus_chips(self) -> None:
        """Give the chips the keyboard."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_progress(self, event: Progress) -> None:
        if self._job is None:
            return
        if event.canvas:
            self.chips.set_canvas(event.canvas, [lock.text for lock in self._job.request.locks])
        self.show_progress(event, self._job.seconds)

    def show_progress(self, event: Progress, seconds: float) -> None:
        """Show how far the inversion is. `seconds`: since it began."""
        if event.best is not None and event.best.scores.guide_clip is not None:
            fit = event.best.scores.guide_clip
            if not self._fits or event.step > 0:
                self._fits.append(fit)
            self.show_scores(event.best.scores)
        parts = [from_engine(event.stage)]
        if event.steps:
            parts.append(tr("step {step} of {steps}").format(step=event.step, steps=event.steps))
        if event.step:
            parts.append(tr("{seconds} s per step").format(seconds=decimal(seconds / event.step, ".1f")))
        if event.seconds_left is not None:
            parts.append(tr("{time_left} left").format(time_left=time_left_text(event.seconds_left)))
        share = event.step / event.steps if event.steps else 0.0
        self.progress.show_step(share, "  ·  ".join(parts), self._fits)

    def _show_candidates(self) -> None:
        """List the other prompts of the inversion that A comes from."""
        candidates, baseline = self._session.candidates[:MOST_CANDIDATES], self._session.baseline
        used = baseline.prompt.text if baseline is not None else None
        others = [candidate for candidate in candidates if candidate.prompt.text != used]
        if len(others) == len(candidates):
            others = []
        self.others.setVisible(bool(others))
        self.others.setText(tr("%n other(s)", "", len(others)))
        menu = self.others.menu()
        menu.clear()
        for candidate in others:
            fit = candidate.scores.guide_clip
            text = self.fontMetrics().elidedText(candidate.prompt.text, Qt.TextElideMode.ElideRight, 520)
            action = menu.addAction(
                text.replace("&", "&&")
                + ("\t" + tr("fit {fit}").format(fit=decimal(fit, ".3f")) if fit is not None else "")
            )
            action.triggered.connect(lambda _=False, candidate=candidate: self._session.use_candidate(candidate))

    # -------------------------------------------------------------- the prompt and its answers

    def _show_prompt(self, prompt: Prompt) -> None:
        if self._session.analysis is None:
            self.figures.setEnabled(False)  # they were measured before the last edit
        self._show_sources()
        self.chips.set_prompt(prompt, replaced=self._replaced)
        if not self.chips.rowCount():
            self.bar.set_used(0, self._renderer_reads)
            self.show_scores(None)
        self._update_hint()
        self._offer_style()
        self._show_answers()

    def _show_sources(self) -> None:
        """Which image words come from, and what learned words stand for."""
        self.chips.set_sources([reference.name for reference in self._session.references], self._session.learned)

    def _show_answers(self) -> None:
        analysis, influence = self._session.analysis, self._session.influence
        if analysis is None or self.chips.is_canvas:
            return
        self._show_analysis(analysis)
        if influence is not None:
            self._show_influence(influence)

    def _show_analysis(self, analysis: Analysis) -> None:
        """A preview, or the exact values."""
        self.chips.set_analysis(analysis)
        lost = [w.text for w, p in zip(analysis.prompt.words, analysis.pieces, strict=True) if not p.fits]
        taken = analysis.taken
        self.bar.set_used(taken.pieces, taken.room, lost, taken.reader)
        self.show_scores(analysis.scores)

    def _show_influence(self, influence: Influence) -> None:
        """Only when it is complete: as it fills in it would disturb the chips."""
        if influence.share == 1.0:
            self.chips.set_influence(influence)

    def _show_suggestions(self, index: int, items: Sequence[Suggestion], final: bool) -> None:
        popover = self.view.popover
        if popover.isVisible() and popover.index == index and (items or final):
            popover.set_items(items)

    def show_suggestion_error(self, sentence: str) -> bool:
        """Say in the open list of suggestions why there are none. False when it is not open."""
        if not self.view.popover.isVisible():
            return False
        self.view.popover.set_error(sentence)
        return True

    # -------------------------------------------------------------- scores

    def show_scores(self, scores: Scores | None) -> None:
        """Show scores; None removes them."""
        self.figures.setEnabled(True)
        self.figures.show_scores(scores or Scores())

    def _update_hint(self) -> None:
        self._hint.setText(tr(_HINT_WITH_IMAGE if self._session.references else _HINT))
        self._hint.setVisible(not self.chips.rowCount() and not self._inverting)
