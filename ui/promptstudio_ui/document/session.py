"""The open document.

A `Session` holds one immutable `State` and swaps it for another through its undo stack; nothing else changes what the
user made. Renders, analyses and comparisons are answers, not edits: they are kept beside the state (`answers`), looked
up by what they answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject

from promptstudio.document import (
    AS_IT_STANDS,
    Baseline,
    FoundPrompt,
    HistoryEntry,
    Project,
    State,
)
from promptstudio.prompt import Origin, Prompt, Word
from promptstudio.protocol import (
    TEMPLATES,
    Candidate,
    InversionResult,
    LearnedWord,
    ReferenceImage,
    Render,
    RenderSettings,
)
from promptstudio.words import mentions
from promptstudio_ui.document.answers import asked_settings, render_key
from promptstudio_ui.document.history import without as without_entries
from promptstudio_ui.document.open_document import OpenDocument, Revision
from promptstudio_ui.document.prompts import (
    filled,
    setting_label,
    size_text,
    swap_label,
    typed,
    with_changes,
    with_locks,
    with_sources,
    with_swaps,
    with_weights,
    without,
)
from promptstudio_ui.document.undo import RENDERED, SETTING, Step
from promptstudio_ui.sentences import first_names
from promptstudio_ui.translation import decimal, tr


class Session(OpenDocument):
    """The open document with everything that a person does to it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._candidates_origin: dict[str, str] = {}

    # -------------------------------------------------------------- editing

    def swap(self, index: int, text: str, origin: Origin = Origin.TYPED, everywhere: bool = False) -> None:
        """Replace a word; `text` may hold several. Nothing happens when it is the same word. `everywhere`: replace
        every mention of the word, as one step."""
        old, new = self.prompt.words[index].text, text.strip()
        if new != old:
            places = mentions(self.prompt, index) if everywhere else (index,)
            self._edit(with_swaps(self.prompt, places, new, origin), swap_label(old, new, len(places)))

    def insert(self, index: int, text: str, origin: Origin = Origin.TYPED) -> None:
        """Insert words before the one at `index`."""
        self._edit(self.prompt.insert(index, typed(text), origin), f"+ {text.strip()}")

    def append(self, text: str, origin: Origin = Origin.TYPED) -> None:
        """Add words at the end."""
        self._edit(self.prompt.append(typed(text), origin), f"+ {text.strip()}")

    def delete(self, indices: Sequence[int]) -> None:
        """Remove words."""
        removed = [self.prompt.words[i].text for i in sorted(set(indices))]
        self._edit(without(self.prompt, indices), tr("remove {words}").format(words=first_names(removed)))

    def move(self, index: int, to: int) -> None:
        """Move a word to another place."""
        self._edit(self.prompt.move(index, to), tr("move {text}").format(text=self.prompt.words[index].text))

    def toggle_lock(self, indices: Sequence[int]) -> None:
        """Lock the words; if all of them are locked already, unlock them."""
        words = [self.prompt.words[i] for i in indices]
        lock = not all(word.locked for word in words)
        label = (tr("lock {words}") if lock else tr("unlock {words}")).format(
            words=first_names([word.text for word in words])
        )
        self._edit(with_changes(self.prompt, indices, locked=lock), label, in_history=False)

    def nudge_weight(self, indices: Sequence[int], by: float) -> None:
        """Add `by` to the words' weights, within 0…2; quick nudges of the same words are one undo step."""
        prompt = with_weights(self.prompt, indices, by)
        label = tr("weight {words} {weight}").format(
            words=first_names([prompt.words[i].text for i in indices]),
            weight=decimal(prompt.words[indices[0]].weight, "g"),
        )
        self._edit(prompt, label, merge=("weight", tuple(indices)))

    def set_prompt(self, prompt: Prompt, label: str) -> None:
        """Replace the whole prompt, keeping what A shows."""
        self._edit(prompt, label)

    def use_as_a(
        self,
        prompt: Prompt,
        label: str,
        baseline: Baseline | None = None,
        found: FoundPrompt | None = None,
        **origin: str,
    ) -> None:
        """Replace the whole prompt by one found in a file, with `baseline` on side A: the prompt itself if None.
        `found`: all that the file says; `origin`: `template` and `method` as in `State`."""
        baseline = baseline or Baseline(prompt, self._render)
        fields = {"template": AS_IT_STANDS, "method": ""} | origin
        state = msgspec.structs.replace(self.state, prompt=prompt, baseline=baseline, **fields)
        self._push(state, label, entry=HistoryEntry("inversion", label, prompt, baseline, time.time(), found=found))

    def take_inversion(
        self,
        result: InversionResult,
        label: str,
        card: str,
        kept: Sequence[Word] = (),
        render: Render | None = None,
    ) -> None:
        """The found prompt becomes the document's prompt and A. `label` names the step, `card` its history entry.
        `kept`: the words that were locked, in order; they keep lock and weight. `render`: of the prompt, if it was
        rendered already; A is that picture then."""
        prompt = with_locks(result.prompt, kept)
        self.learned |= {word.token: word for word in result.learned}  # before anything wants to render it
        baseline = Baseline(prompt, self._render)
        if render is not None:
            self._answers.add_render(render)
            baseline = Baseline(prompt, asked_settings(render))
        entry = HistoryEntry("inversion", card, prompt, baseline, time.time(), result.scores)
        origin = {"template": result.template, "method": result.method}
        self._push(msgspec.structs.replace(self.state, prompt=prompt, baseline=baseline, **origin), label, entry=entry)
        if render is not None:
            self.add_render(render)  # once more: now there is a card to put its picture on
        self.candidates, self._candidates_origin = result.candidates, origin
        self.candidates_changed.emit()

    def use_candidate(self, candidate: Candidate) -> None:
        """Take another prompt of the last inversion, to be used as the first one was."""
        self.use_as_a(candidate.prompt, tr("another prompt of the inversion"), None, None, **self._candidates_origin)

    def use_style(self, thing: str) -> None:
        """Put an object before the prompt, as its template says; a prompt without one is taken for a style."""
        template = TEMPLATES["style"] if self.template == AS_IT_STANDS else self.template
        self.use_as_a(
            filled(template, thing, self.prompt),
            tr("{thing} in this style").format(thing=thing),
            method=self.state.method,
        )

    def learned_in(self, prompt: Prompt) -> tuple[LearnedWord, ...]:
        """The learned words that stand in a prompt."""
        return tuple(self.learned[text] for text in dict.fromkeys(w.text for w in prompt.words) if text in self.learned)

    def keep_b(self) -> None:
        """B becomes A: later edits are compared with the present prompt."""
        if self.baseline is not None:
            baseline = Baseline(self.prompt, self.baseline.settings)
            self._push(msgspec.structs.replace(self.state, baseline=baseline), tr("keep B as A"))

    def make_a(self, prompt: Prompt, label: str) -> None:
        """Compare the present prompt with another one, which becomes A."""
        baseline = Baseline(prompt, self.baseline.settings if self.baseline else self._render)
        if baseline != self.baseline:
            self._push(msgspec.structs.replace(self.state, baseline=baseline), label)

    def use_render_settings(self, settings: RenderSettings | None = None) -> None:
        """A is rendered again with the settings beside the Render button (or for the first time), or with `settings`,
        which then stand there too."""
        prompt = self.baseline.prompt if self.baseline else self.prompt
        baseline = Baseline(prompt, settings or self._render)
        if prompt.words and baseline != self.baseline:
            state = msgspec.structs.replace(self.state, baseline=baseline)
            self._push(state, tr("render with seed {seed}").format(seed=baseline.settings.seed), RENDERED)

    def change_render(self, **change: object) -> None:
        """Change one of the settings of the next render (width and height are one), as an undoable step."""
        settings, (name, value) = msgspec.structs.replace(self._render, **change), next(iter(change.items()))
        label = size_text(settings) if name == "width" else setting_label(name, value)
        if settings != self._render:
            self._push(self.state, label, (SETTING, name), settings=settings)

    def set_references(self, references: Sequence[ReferenceImage], label: str, merge: tuple | None = None) -> None:
        """Replace the references; words keep naming the image they come from. Quick steps of equal `merge` are one."""
        baseline = self.baseline
        if baseline is not None:
            prompt = with_sources(baseline.prompt, self.references, references)
            baseline = msgspec.structs.replace(baseline, prompt=prompt)
        prompt = with_sources(self.prompt, self.references, references)
        state = msgspec.structs.replace(self.state, references=tuple(references), prompt=prompt, baseline=baseline)
        if state != self.state:
            self._push(state, label, merge=merge)

    def add_references(
        self, references: Sequence[ReferenceImage], found: Mapping[str, FoundPrompt] | None = None
    ) -> None:
        """Add references after those that are there. `found`: prompts in their files, by sha256."""
        self._bring(references, self.references, tr("add {names}"), found)

    def replace_references(
        self, references: Sequence[ReferenceImage], found: Mapping[str, FoundPrompt] | None = None
    ) -> None:
        """Put references in the place of those that are there. `found`: prompts in their files, by sha256."""
        self._bring(references, (), tr("use {names}"), found)

    def _bring(
        self,
        references: Sequence[ReferenceImage],
        after: Sequence[ReferenceImage],
        label: str,
        found: Mapping[str, FoundPrompt] | None,
    ) -> None:
        self.found |= found or {}
        names = first_names([reference.name for reference in references])
        self.set_references((*after, *references), label.format(names=names))

    def restore(self, entry: HistoryEntry) -> None:
        """Bring a history entry's prompt and baseline back, as an undoable step."""
        fields = {name: getattr(entry, name) for name in ("prompt", "baseline", "template", "method")}
        state = msgspec.structs.replace(self.state, **fields, entry=entry.number)
        self._push(state, tr("restore “{title}”").format(title=entry.title))

    # -------------------------------------------------------------- the file

    @property
    def name(self) -> str:
        """The document's name as the title shows it."""
        return Path(self.path).name if self.path else tr("untitled")

    def project(self) -> Project:
        """The document as it is now, which can be written in another thread."""
        return Project(
            state=self.state,
            inversion=self._inversion,
            render=self._render,
            seed_locked=self._seed_locked,
            history=self.history,
            renders=tuple(render for render in (self.render_a, self.render_b) if render is not None),
            comparison=self.comparison,
            analysis=self.analysis,
            influence=self.influence,
            learned=tuple(self.learned.values()),
            found={r.sha256: self.found[r.sha256] for r in self.references if r.sha256 in self.found},
        )

    def load(self, project: Project, path: str | None = None, unsaved: bool = False) -> None:
        """Become another document; undo starts afresh. `path`: where it is saved, None while it is nowhere. `unsaved`:
        it holds more than the file at `path`."""
        self.stack.clear()
        self.replaced.emit()
        self._answers.load(project)
        self.path, self.candidates, self.history = path, (), project.history
        self.found = dict(project.found)
        self.learned = {word.token: word for word in project.learned}
        self._inversion, self._render = project.inversion, project.render
        self._seed_locked = project.seed_locked
        self.state = project.state
        self._last_entry = max((project.state.entry, *(entry.number for entry in project.history)))
        self._number += 1
        self._touches += unsaved
        self._saved_touches = self._touches - unsaved
        for changed in (self.references_changed, self.template_changed, self.baseline_changed, self.settings_changed):
            changed.emit()
        for changed in (self.history_changed, self.candidates_changed, self.title_changed, self.render_changed):
            changed.emit()
        self.comparison_changed.emit()
        self.prompt_changed.emit(self.prompt)
        self.analysis_changed.emit()

    def clear(self) -> None:
        """Become a new, empty document with the same settings."""
        self.load(Project(inversion=self._inversion, render=self._render, seed_locked=self._seed_locked))

    def mark_saved(self, path: str, revision: Revision) -> None:
        """The document as it was at `revision` is now in the file at `path`. Another one may be open by now."""
        if revision.document != self._number:
            return
        self.path, self._saved_touches = path, revision.touches
        if self.state is revision.state:
            self.stack.setClean()
        else:
            self.stack.resetClean()  # edited while it was written; what was saved before is in no file any more
        self.title_changed.emit()

    # -------------------------------------------------------------- inside

    def _edit(self, prompt: Prompt, label: str, merge: tuple | None = None, in_history: bool = True) -> None:
        if prompt == self.prompt:
            return
        state = msgspec.structs.replace(self.state, prompt=prompt)
        if not prompt.words:  # what is written next was not found
            state = msgspec.structs.replace(state, template=AS_IT_STANDS, method="")
        entry = HistoryEntry("edit", label, prompt, self.baseline, time.time()) if in_history else None
        self._push(state, label, merge, entry)

    def _push(
        self,
        state: State,
        label: str,
        merge: tuple | None = None,
        entry: HistoryEntry | None = None,
        settings: RenderSettings | None = None,
    ) -> None:
        self.step_merged = False
        before = self.entry
        if entry is not None:
            state = msgspec.structs.replace(state, entry=self._next_entry())
        baseline = state.baseline  # what it is rendered with is also the wish for the next render
        if baseline is not None and baseline != self.baseline and not _renders_alike(baseline, self.baseline):
            settings = baseline.settings if baseline.settings != self._render else None
        self.stack.push(Step(self, state, label, merge, settings))
        if entry is not None:
            kept = self.history
            if self.step_merged:  # one entry as well, in the place of the one of the step before
                merged = next((e for e in kept if e.number == before), None)
                before = 0 if merged is None else merged.after
                kept = without_entries(kept, () if merged is None else (merged.number,))
            entry = msgspec.structs.replace(
                entry, template=state.template, method=state.method, number=state.entry, after=before
            )
            self.history = (*kept, entry)
            self.history_changed.emit()


def _renders_alike(a: Baseline, b: Baseline | None) -> bool:
    return b is not None and render_key(a.prompt, a.settings) == render_key(b.prompt, b.settings)
