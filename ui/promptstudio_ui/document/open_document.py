"""What is open: the document's state with its undo stack, its settings, and the answers of the engine to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from promptstudio.document import (
    AS_IT_STANDS,
    STANDARD_RENDER,
    Baseline,
    FoundPrompt,
    HistoryEntry,
    InversionSettings,
    State,
)
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Analysis,
    Candidate,
    Comparison,
    Influence,
    LearnedWord,
    ReferenceImage,
    Render,
    RenderSettings,
    references_shown,
)
from promptstudio_ui.document.answers import Answers, RenderKey, analysis_key, render_key
from promptstudio_ui.document.history import illustrated, measured, place_of, place_of_prompt, render_entry, renumbered
from promptstudio_ui.document.prompts import candidates_with_sources


class Revision(NamedTuple):
    """A document at one moment, as `OpenDocument.revision` took it."""

    document: int
    state: State
    touches: int


class OpenDocument(QObject):
    """What can be read of the open document, and what becomes of it by itself; `Session` is what a person does to it.

    `prompt_changed` carries the new prompt; the other signals say what to look at again.
    """

    replaced = Signal()
    """Another document takes this one's place."""
    prompt_changed = Signal(object)
    references_changed = Signal()
    template_changed = Signal()
    baseline_changed = Signal()
    render_changed = Signal()
    comparison_changed = Signal()
    analysis_changed = Signal()  # or influence
    candidates_changed = Signal()
    settings_changed = Signal()
    history_changed = Signal()
    entry_marked = Signal(object, object)
    """A `HistoryEntry` got another name or star; the names of the fields that changed."""
    title_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.cleanChanged.connect(self.title_changed)
        self.state = State()
        self.path: str | None = None
        self.candidates: tuple[Candidate, ...] = ()
        self.learned: dict[str, LearnedWord] = {}
        """Words of Textual Inversion by their token: all that were ever learned here, for undo may bring one back."""
        self.found: dict[str, FoundPrompt] = {}
        """Prompts in the files of references, by the references' sha256."""
        self.history: tuple[HistoryEntry, ...] = ()
        self._last_entry = 0  # the largest number that an entry had, be it removed since
        self._inversion = InversionSettings()
        self._render = STANDARD_RENDER
        self._seed_locked = True
        self._answers = Answers()
        self._number = 0  # of documents that were open before in this session
        self._touches = self._saved_touches = 0  # changes of the document that are no steps of the undo stack
        self.step_merged = False
        """Whether the step pushed last became part of the one before it."""

    # -------------------------------------------------------------- reading

    @property
    def prompt(self) -> Prompt:
        """The present prompt."""
        return self.state.prompt

    @property
    def references(self) -> tuple[ReferenceImage, ...]:
        """The present references."""
        return self.state.references

    @property
    def shown_references(self) -> tuple[ReferenceImage, ...]:
        """The references that the prompt is to resemble."""
        return references_shown(self.state.references)

    @property
    def baseline(self) -> Baseline | None:
        """What side A shows."""
        return self.state.baseline

    @property
    def template(self) -> str:
        """How the prompt is meant to be used."""
        return self.state.template

    @property
    def entry(self) -> int:
        """Number of the history entry that the document stands on, 0 for none."""
        return place_of(self.history, self.state)

    @property
    def wanted_a(self) -> RenderKey | None:
        """What side A should show, None while there is nothing to compare with."""
        return render_key(self.baseline.prompt, self.baseline.settings) if self.baseline else None

    @property
    def wanted_b(self) -> RenderKey | None:
        """What side B should show, None while the prompt is that of A."""
        if self.baseline is None or not self.prompt.words:
            return None
        key = render_key(self.prompt, self.baseline.settings)
        return None if key == self.wanted_a else key

    @property
    def render_a(self) -> Render | None:
        """The render that side A should show, None until it is known."""
        return self._answers.renders.get(self.wanted_a) if self.wanted_a else None

    @property
    def render_b(self) -> Render | None:
        """The render that side B should show, None until it is known."""
        return self._answers.renders.get(self.wanted_b) if self.wanted_b else None

    def render_of(self, key: RenderKey) -> Render | None:
        """The render of this document with a key, if it is known."""
        return self._answers.renders.get(key)

    @property
    def comparison(self) -> Comparison | None:
        """The comparison of A and B, None until it is known."""
        a, b = self.wanted_a, self.wanted_b
        return self._answers.comparisons.get((a, b)) if a and b else None

    @property
    def analysis(self) -> Analysis | None:
        """The analysis of the present prompt and references, None until it is known."""
        return self._answers.analyses.get(analysis_key(self.prompt, self.shown_references, self._render.renderer))

    @property
    def analysis_a(self) -> Analysis | None:
        """The analysis of A's prompt, None until it is known."""
        if self.baseline is None:
            return None
        return self._answers.analyses.get(
            analysis_key(self.baseline.prompt, self.shown_references, self._render.renderer)
        )

    @property
    def influence_a(self) -> Influence | None:
        """The influence of the words of A's prompt on each other, None until it is known."""
        return self._answers.influences.get(self.baseline.prompt.text) if self.baseline else None

    @property
    def influence(self) -> Influence | None:
        """The influence of the present prompt's words on each other, None until it is known."""
        return self._answers.influences.get(self.prompt.text)

    @property
    def inversion(self) -> InversionSettings:
        """Settings of the next inversion."""
        return self._inversion

    @property
    def render_settings(self) -> RenderSettings:
        """Settings of the next render."""
        return self._render

    @property
    def seed_locked(self) -> bool:
        """Whether the next render keeps the seed."""
        return self._seed_locked

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by closing now."""
        return self._touches != self._saved_touches or not self.stack.isClean()

    @property
    def revision(self) -> Revision:
        """What `mark_saved` needs to know about the moment the file's content was taken."""
        return Revision(self._number, self.state, self._touches)

    @property
    def empty(self) -> bool:
        """Whether there is nothing in the document."""
        return not self.references and not self.prompt.words and not self.history

    # -------------------------------------------------------------- answers

    def add_render(self, render: Render) -> None:
        """Keep a render, and put its picture on its card of the history."""
        self._answers.add_render(render)
        history = illustrated(self.history, render, self._render)
        if history is None:
            present = render.prompt == self.prompt
            after = self.entry if present else place_of_prompt(self.history, render.prompt)
            template = self.template if present else AS_IT_STANDS
            before = next((entry for entry in self.history if entry.number == after), None)
            entry = render_entry(render, self.baseline, template, self._next_entry(), before)
            history = (*self.history, entry)
        self.show_history(history)
        self.render_changed.emit()
        self.comparison_changed.emit()

    def add_comparison(self, pair: tuple[RenderKey, RenderKey], comparison: Comparison) -> None:
        """Keep the comparison of two renders."""
        self._answers.comparisons.put(pair, comparison)
        self._touch()
        self.comparison_changed.emit()

    def add_analysis(self, references: tuple[ReferenceImage, ...], analysis: Analysis) -> None:
        """Keep the analysis of a prompt beside these references."""
        self._answers.add_analysis(references, analysis)
        history = measured(self.history, analysis) if references == self.shown_references else self.history
        if history != self.history:
            self.history = history
            self.history_changed.emit()
        self.analysis_changed.emit()

    def add_influence(self, influence: Influence) -> None:
        """Keep the influence of a prompt's words on each other."""
        self._answers.influences.put(influence.prompt.text, influence)
        self.analysis_changed.emit()

    # -------------------------------------------------------------- history

    def show_history(self, history: tuple[HistoryEntry, ...]) -> None:
        """Swap the history for another one of this document."""
        self.history = history
        self.history_changed.emit()
        self._touch()

    def change_entry(self, number: int, **changes: object) -> None:
        """Change the name or the star of a history entry."""
        self.show_history(
            tuple(msgspec.structs.replace(e, **changes) if e.number == number else e for e in self.history)
        )
        self.entry_marked.emit(next(e for e in self.history if e.number == number), frozenset(changes))

    def _next_entry(self) -> int:
        self._last_entry += 1
        return self._last_entry

    # -------------------------------------------------------------- settings

    def set_inversion(self, **changes: object) -> None:
        """Change settings of the next inversion (`InversionSettings`)."""
        new = msgspec.structs.replace(self._inversion, **changes)
        if new != self._inversion:
            self._inversion = new
            self._touch()
            self.settings_changed.emit()

    def set_render(self, **changes: object) -> None:
        """Change settings of the next render (`RenderSettings`); A and B stay as they are until then."""
        settings = msgspec.structs.replace(self._render, **changes)
        if settings != self._render:
            self._render = settings
            self._touch()
            self.settings_changed.emit()

    def suit_render(self, steps: int, guidance: float) -> None:
        """Begin with what the text-to-image model is made for; no change of the document."""
        self._render = msgspec.structs.replace(self._render, steps=steps, guidance=guidance)
        self.settings_changed.emit()

    def set_seed_locked(self, locked: bool) -> None:
        """Keep the seed for the next render, or draw one anew."""
        if locked != self._seed_locked:
            self._seed_locked = locked
            self._touch()
            self.settings_changed.emit()

    # -------------------------------------------------------------- inside

    def show_state(self, state: State, settings: RenderSettings | None = None) -> None:
        """Swap the state for another, and the settings of the next render if given; only steps of the undo stack do."""
        old, self.state = self.state, state
        if settings is not None and settings != self._render:
            self._render = settings
            self.settings_changed.emit()
        if state.references != old.references:
            self._renumber_sources(old.references, state.references)
            self.references_changed.emit()
        if state.template != old.template:
            self.template_changed.emit()
        if state.baseline != old.baseline:
            self.baseline_changed.emit()
        if state.prompt != old.prompt:
            self.prompt_changed.emit(state.prompt)
        self.render_changed.emit()
        self.comparison_changed.emit()
        self.analysis_changed.emit()

    def _renumber_sources(self, before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]) -> None:
        """Renumber image sources in history and candidates after references change."""
        history = renumbered(self.history, before, now)
        if history != self.history:
            self.history = history
            self.history_changed.emit()
        candidates = candidates_with_sources(self.candidates, before, now)
        if candidates != self.candidates:
            self.candidates = candidates
            self.candidates_changed.emit()

    def _touch(self) -> None:
        self._touches += 1
        if self._touches == self._saved_touches + 1:
            self.title_changed.emit()
