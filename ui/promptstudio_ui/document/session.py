"""The open document.

A `Session` holds one immutable `State` and swaps it for another through its undo stack; nothing else changes what the
user made. Renders, analyses and comparisons are answers, not edits: they are kept beside the state, looked up by what
they answer, so that undo and redo show them again at once.
"""

from __future__ import annotations

import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QUndoCommand, QUndoStack

from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin, Prompt, Word
from promptstudio.protocol import (
    TEMPLATES,
    Analysis,
    Candidate,
    Comparison,
    Influence,
    InversionResult,
    LearnedWord,
    Lock,
    Picture,
    ReferenceImage,
    Render,
    RenderRequest,
    RenderSettings,
    Scores,
)
from promptstudio_ui.widgets.pictures import to_image, veiled

RENDERS_KEPT = 256 * 2**20  # bytes of pixels kept for undo and history
THUMBNAIL = 160  # pixels, long side
MERGE_SECONDS = 1.5  # weight nudges closer together than this are one step


STANDARD_RENDER = RenderSettings(seed=42, steps=20, guidance=5.0)
"""What a new document renders with."""


class InversionSettings(msgspec.Struct, frozen=True):
    """What the next inversion will use; `options` are the method's own settings by name, `task` one of
    `protocol.TASKS`."""

    method: str = "edit_friendly"
    budget: int = 32
    seed: int = 0
    options: dict[str, bool | int | float | str] = {}
    task: str = "inversion"


class Baseline(msgspec.Struct, frozen=True):
    """What side A shows: the prompt that edits are compared with, and the settings both sides share."""

    prompt: Prompt
    settings: RenderSettings


AS_IT_STANDS = "{prompt}"


class State(msgspec.Struct, frozen=True):
    """Everything undo brings back. `template`: how the prompt is meant to be used (`protocol.InversionResult`)."""

    references: tuple[ReferenceImage, ...] = ()
    prompt: Prompt = Prompt()
    baseline: Baseline | None = None
    template: str = AS_IT_STANDS


class HistoryEntry(msgspec.Struct, frozen=True):
    """One card of the strip. `kind` is "inversion", "edit" or "render"; `made` is seconds since the epoch."""

    kind: str
    label: str
    prompt: Prompt
    baseline: Baseline | None
    made: float
    scores: Scores = Scores()
    thumbnail: Picture | None = None
    template: str = AS_IT_STANDS  # as in State


def with_sources(prompt: Prompt, before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]) -> Prompt:
    """The prompt whose words name the image they come from by its place in `now` rather than in `before`; words of an
    image that is gone come from nowhere."""
    places: dict[str, list[int]] = {}
    for number, reference in enumerate(now):
        places.setdefault(reference.sha256, []).append(number)
    moved: dict[int, int | None] = {}
    for number, reference in enumerate(before):  # the same picture may be there twice
        left = places.get(reference.sha256)
        moved[number] = left.pop(0) if left else None
    if all(number == place for number, place in moved.items()):
        return prompt
    words = (w if w.concept is None else w.with_(concept=moved.get(w.concept)) for w in prompt.words)
    return Prompt(tuple(words), prompt.tail)


def _renders_alike(a: Baseline, b: Baseline | None) -> bool:
    return b is not None and render_key(a.prompt, a.settings) == render_key(b.prompt, b.settings)


def filled(template: str, thing: str, prompt: Prompt) -> Prompt:
    """The prompt in its template's place, its words as they are, with `thing` for the template's object. `prompt` has
    words."""
    before, _, after = template.partition("{prompt}")
    head = Prompt.parse(before.replace("{object}", thing))
    first, *rest = prompt.words
    first = first.with_(before=head.tail + first.before)
    return Prompt((*head.words, first, *rest), prompt.tail + after)


RenderKey = tuple[str, tuple[float, ...], RenderSettings]


def render_key(prompt: Prompt, settings: RenderSettings) -> RenderKey:
    """What decides a render's pixels at a given size: text, weights and settings; locks and origins do not matter."""
    weights = tuple(word.weight for word in prompt.words)
    return prompt.text, weights, msgspec.structs.replace(settings, width=None, height=None)


def key_of(render: Render | RenderRequest) -> RenderKey:
    return render_key(render.prompt, render.settings)


Key = TypeVar("Key")
Answer = TypeVar("Answer")


class _Recent(Generic[Key, Answer]):
    """The answers used last, up to a total size; `size` measures one answer."""

    def __init__(self, limit: int, size: Callable[[Answer], int]) -> None:
        self._limit = limit
        self._size = size
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        self._answers[key] = answer
        self._answers.move_to_end(key)
        while len(self._answers) > 2 and sum(map(self._size, self._answers.values())) > self._limit:
            self._answers.popitem(last=False)

    def forget(self, which: Callable[[Key], bool]) -> None:
        for key in [key for key in self._answers if which(key)]:
            del self._answers[key]

    def clear(self) -> None:
        self._answers.clear()


class _Step(QUndoCommand):
    """Swaps the session's state. Steps with equal `merge` that follow one another quickly become one."""

    def __init__(self, session: Session, new: State, label: str, merge: tuple | None) -> None:
        super().__init__(label)
        # Weak: the stack belongs to the session, and a cycle through commands that Qt owns can crash Python's garbage
        # collector, which frees the members in any order.
        self._session = weakref.ref(session)
        self.old = session.state
        self.new = new
        self.merge = merge
        self.made = time.monotonic()

    def _shown(self) -> Session:
        session = self._session()
        assert session is not None, "a command outlived its session"
        return session

    def id(self) -> int:
        return -1 if self.merge is None else 1

    def redo(self) -> None:
        self._shown()._show(self.new)

    def undo(self) -> None:
        self._shown()._show(self.old)

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, _Step)
        if other.merge != self.merge or other.made - self.made > MERGE_SECONDS:
            return False
        self.new, self.made = other.new, other.made
        self.setText(other.text())
        self.setObsolete(self.new == self.old)
        self._shown()._merged = True
        return True


class Session(QObject):
    """The open document: state, undo stack, answers, settings, history.

    `prompt_changed` carries the new prompt; the other signals say what to look at again.
    """

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
    title_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.cleanChanged.connect(self.title_changed)
        self.state = State()
        self.path: str | None = None
        self.candidates: tuple[Candidate, ...] = ()
        self._candidates_template = AS_IT_STANDS
        self.learned: dict[str, LearnedWord] = {}
        """Words of Textual Inversion by their token: all that were ever learned here, for undo may bring one back."""
        self.history: tuple[HistoryEntry, ...] = ()
        self._inversion = InversionSettings()
        self._render = STANDARD_RENDER
        self._seed_locked = True
        self._renders: _Recent[RenderKey, Render] = _Recent(RENDERS_KEPT, lambda r: len(r.picture.rgb))
        self._analyses: _Recent[tuple, Analysis] = _Recent(200, lambda a: 1)
        self._influences: _Recent[str, Influence] = _Recent(200, lambda i: 1)
        self._comparisons: _Recent[tuple[RenderKey, RenderKey], Comparison] = _Recent(
            RENDERS_KEPT // 4, lambda c: len(c.change_map) + len(c.region)
        )
        self._touches = self._saved_touches = 0
        self._merged = False

    # -------------------------------------------------------------- reading

    @property
    def prompt(self) -> Prompt:
        return self.state.prompt

    @property
    def references(self) -> tuple[ReferenceImage, ...]:
        return self.state.references

    @property
    def baseline(self) -> Baseline | None:
        return self.state.baseline

    @property
    def template(self) -> str:
        return self.state.template

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
        return self._renders.get(self.wanted_a) if self.wanted_a else None

    @property
    def render_b(self) -> Render | None:
        return self._renders.get(self.wanted_b) if self.wanted_b else None

    @property
    def comparison(self) -> Comparison | None:
        return self._comparisons.get((self.wanted_a, self.wanted_b)) if self.wanted_a and self.wanted_b else None

    @property
    def analysis(self) -> Analysis | None:
        """The analysis of the present prompt and references, None until it is known."""
        return self._analyses.get(self._analysis_key(self.prompt, self.references))

    @property
    def influence(self) -> Influence | None:
        """The influence of the present prompt's words on each other, None until it is known."""
        return self._influences.get(self.prompt.text)

    @property
    def inversion(self) -> InversionSettings:
        return self._inversion

    @property
    def render_settings(self) -> RenderSettings:
        return self._render

    @property
    def seed_locked(self) -> bool:
        return self._seed_locked

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by closing now."""
        return self._touches != self._saved_touches or not self.stack.isClean()

    @property
    def revision(self) -> tuple[int, int]:
        """What `mark_saved` needs to know about the moment the file's content was taken."""
        return self.stack.index(), self._touches

    @property
    def empty(self) -> bool:
        return not self.references and not self.prompt.words and not self.history

    # -------------------------------------------------------------- editing

    def swap(self, index: int, text: str, origin: Origin = Origin.TYPED) -> None:
        """Replace a word; `text` may hold several. Nothing happens when it is the same word."""
        old = self.prompt.words[index].text
        if text.strip() != old:
            new = self.prompt.swap(index, text, origin)
            self._edit(new, f"{old} → {text.strip()}" if text.strip() else f"remove {old}")

    def insert(self, index: int, text: str, origin: Origin = Origin.TYPED) -> None:
        self._edit(self.prompt.insert(index, text, origin), f"+ {text.strip()}")

    def append(self, text: str, origin: Origin = Origin.TYPED) -> None:
        self._edit(self.prompt.append(text, origin), f"+ {text.strip()}")

    def delete(self, indices: Sequence[int]) -> None:
        prompt = self.prompt
        gone = [prompt.words[i].text for i in sorted(set(indices))]
        for index in sorted(set(indices), reverse=True):
            prompt = prompt.delete(index)
        self._edit(prompt, "remove " + _some(gone))

    def move(self, index: int, to: int) -> None:
        self._edit(self.prompt.move(index, to), f"move {self.prompt.words[index].text}")

    def toggle_lock(self, indices: Sequence[int]) -> None:
        """Lock the words; if all of them are locked already, unlock them."""
        words = [self.prompt.words[i] for i in indices]
        lock = not all(word.locked for word in words)
        prompt = self.prompt
        for index in indices:
            prompt = prompt.change(index, locked=lock)
        self._edit(prompt, ("lock " if lock else "unlock ") + _some([w.text for w in words]), in_history=False)

    def nudge_weight(self, indices: Sequence[int], by: float) -> None:
        """Add `by` to the words' weights, within 0…2; quick nudges of the same words are one undo step."""
        prompt = self.prompt
        for index in indices:
            weight = round(min(max(prompt.words[index].weight + by, MIN_WEIGHT), MAX_WEIGHT), 2)
            prompt = prompt.change(index, weight=weight)
        label = f"weight {_some([prompt.words[i].text for i in indices])} {prompt.words[indices[0]].weight:g}"
        self._edit(prompt, label, merge=("weight", tuple(indices)))

    def set_prompt(self, prompt: Prompt, label: str) -> None:
        """Replace the whole prompt, keeping what A shows."""
        self._edit(prompt, label)

    def use_as_a(
        self,
        prompt: Prompt,
        label: str,
        settings: RenderSettings | None = None,
        before: Prompt | None = None,
        template: str = AS_IT_STANDS,
    ) -> None:
        """Replace the whole prompt by one found in a file and compare from it on, or from `before` if it was edited
        from that."""
        baseline = Baseline(before or prompt, settings or self._render)
        self._push(
            msgspec.structs.replace(self.state, prompt=prompt, baseline=baseline, template=template),
            label,
            entry=HistoryEntry("inversion", label, prompt, baseline, time.time()),
        )

    def take_inversion(self, result: InversionResult, label: str, card: str, kept: Sequence[Word] = ()) -> None:
        """The found prompt becomes the document's prompt and A. `label` names the step, `card` its history entry.
        `kept`: the words that were locked, in order; they keep lock and weight."""
        prompt, at = result.prompt, 0
        for word in kept:
            at = next((i for i in range(at, len(prompt)) if prompt.words[i].text == word.text), len(prompt))
            if at < len(prompt):
                prompt = prompt.change(at, locked=True, weight=word.weight)
                at += 1
        self.learned |= {word.token: word for word in result.learned}  # before anything wants to render it
        baseline = Baseline(prompt, self._render)
        entry = HistoryEntry("inversion", card, prompt, baseline, time.time(), result.scores)
        state = msgspec.structs.replace(self.state, prompt=prompt, baseline=baseline, template=result.template)
        self._push(state, label, entry=entry)
        self.candidates, self._candidates_template = result.candidates, result.template
        self.candidates_changed.emit()

    def use_candidate(self, candidate: Candidate) -> None:
        """Take another prompt of the last inversion, to be used as the first one was."""
        label = "another prompt of the inversion"
        self.use_as_a(candidate.prompt, label, template=self._candidates_template)

    def use_style(self, thing: str) -> None:
        """Put an object before the prompt, as its template says; a prompt without one is taken for a style."""
        template = TEMPLATES["style"] if self.template == AS_IT_STANDS else self.template
        self.use_as_a(filled(template, thing, self.prompt), f"{thing} in this style")

    def learned_in(self, prompt: Prompt) -> tuple[LearnedWord, ...]:
        """The learned words that stand in a prompt."""
        return tuple(self.learned[text] for text in dict.fromkeys(w.text for w in prompt.words) if text in self.learned)

    def keep_b(self) -> None:
        """B becomes A: later edits are compared with the present prompt."""
        if self.baseline is not None:
            baseline = Baseline(self.prompt, self.baseline.settings)
            self._push(msgspec.structs.replace(self.state, baseline=baseline), "keep B as A")

    def use_render_settings(self) -> None:
        """A is rendered again with the settings beside the Render button (or for the first time)."""
        prompt = self.baseline.prompt if self.baseline else self.prompt
        baseline = Baseline(prompt, self._render)
        if prompt.words and baseline != self.baseline:
            self._push(msgspec.structs.replace(self.state, baseline=baseline), f"render with seed {self._render.seed}")

    def set_references(self, references: Sequence[ReferenceImage], label: str, merge: tuple | None = None) -> None:
        baseline = self.baseline
        if baseline is not None:
            prompt = with_sources(baseline.prompt, self.references, references)
            baseline = msgspec.structs.replace(baseline, prompt=prompt)
        prompt = with_sources(self.prompt, self.references, references)
        state = msgspec.structs.replace(self.state, references=tuple(references), prompt=prompt, baseline=baseline)
        if state != self.state:
            self._push(state, label, merge=merge)

    def add_references(self, references: Sequence[ReferenceImage]) -> None:
        names = _some([reference.name for reference in references])
        self.set_references((*self.references, *references), f"add {names}")

    def restore(self, entry: HistoryEntry) -> None:
        """Bring a history entry's prompt and baseline back, as an undoable step."""
        self._push(
            msgspec.structs.replace(self.state, prompt=entry.prompt, baseline=entry.baseline, template=entry.template),
            f"restore “{entry.label}”",
        )

    def locks_for_reinversion(self) -> tuple[Lock, ...]:
        """The locked words with the share of unlocked words before each, which keeps their order and place."""
        words = self.prompt.words
        free = sum(not word.locked for word in words)
        locks, before = [], 0
        for word in words:
            if word.locked:
                locks.append(Lock(word.text, before / free if free else 0.0))
            else:
                before += 1
        return tuple(locks)

    # -------------------------------------------------------------- the file

    @property
    def name(self) -> str:
        """The document's name as the title shows it."""
        return Path(self.path).name if self.path else "untitled"

    def load(
        self,
        state: State,
        inversion: InversionSettings,
        render: RenderSettings,
        seed_locked: bool,
        history: tuple[HistoryEntry, ...],
        *,
        renders: Sequence[Render] = (),
        comparison: Comparison | None = None,
        analysis: Analysis | None = None,
        influence: Influence | None = None,
        path: str | None = None,
        learned: Sequence[LearnedWord] = (),
    ) -> None:
        """Become another document; undo starts afresh."""
        self.stack.clear()
        for answers in (self._renders, self._analyses, self._influences, self._comparisons):
            answers.clear()
        for answer in renders:
            self._renders.put(key_of(answer), answer)
        self.path, self.candidates, self.history = path, (), history
        self.learned = {word.token: word for word in learned}
        self._inversion, self._render, self._seed_locked = inversion, render, seed_locked
        self.state = state
        if analysis is not None:
            self._analyses.put(self._analysis_key(analysis.prompt, state.references), analysis)
        if influence is not None:
            self._influences.put(influence.prompt.text, influence)
        if comparison is not None and self.wanted_a and self.wanted_b:
            self._comparisons.put((self.wanted_a, self.wanted_b), comparison)
        self._saved_touches = self._touches
        for signal in (
            self.references_changed,
            self.template_changed,
            self.baseline_changed,
            self.settings_changed,
            self.history_changed,
            self.candidates_changed,
            self.title_changed,
            self.render_changed,
            self.comparison_changed,
        ):
            signal.emit()
        self.prompt_changed.emit(state.prompt)
        self.analysis_changed.emit()

    def clear(self) -> None:
        """Become a new, empty document with the same settings."""
        self.load(State(), self._inversion, self._render, self._seed_locked, ())

    def mark_saved(self, path: str, revision: tuple[int, int]) -> None:
        """The session as it was at `revision` is now in the file at `path`."""
        self.path = path
        index, self._saved_touches = revision
        if self.stack.index() == index:
            self.stack.setClean()
        self.title_changed.emit()

    # -------------------------------------------------------------- answers

    def add_render(self, render: Render) -> None:
        key = key_of(render)
        if self._renders.get(key) is not None:  # made anew by another model
            self._comparisons.forget(lambda pair: key in pair)
        self._renders.put(key, render)
        self._illustrate(key, render)
        self._touch()
        self.render_changed.emit()
        self.comparison_changed.emit()

    def add_comparison(self, pair: tuple[RenderKey, RenderKey], comparison: Comparison) -> None:
        self._comparisons.put(pair, comparison)
        self._touch()
        self.comparison_changed.emit()

    def add_analysis(self, references: tuple[ReferenceImage, ...], analysis: Analysis) -> None:
        self._analyses.put(self._analysis_key(analysis.prompt, references), analysis)
        self.analysis_changed.emit()

    def add_influence(self, influence: Influence) -> None:
        self._influences.put(influence.prompt.text, influence)
        self.analysis_changed.emit()

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
        self._set_render_settings(msgspec.structs.replace(self._render, **changes))

    def suit_render(self, steps: int, guidance: float) -> None:
        """Begin with what the text-to-image model is made for; no change of the document."""
        self._render = msgspec.structs.replace(self._render, steps=steps, guidance=guidance)
        self.settings_changed.emit()

    def set_seed_locked(self, locked: bool) -> None:
        if locked != self._seed_locked:
            self._seed_locked = locked
            self._touch()
            self.settings_changed.emit()

    # -------------------------------------------------------------- inside

    def _set_render_settings(self, settings: RenderSettings) -> None:
        if settings != self._render:
            self._render = settings
            self._touch()
            self.settings_changed.emit()

    def _edit(self, prompt: Prompt, label: str, merge: tuple | None = None, in_history: bool = True) -> None:
        if prompt == self.prompt:
            return
        template = self.template if prompt.words else AS_IT_STANDS  # what is written next is no style that was found
        state = msgspec.structs.replace(self.state, prompt=prompt, template=template)
        entry = HistoryEntry("edit", label, prompt, self.baseline, time.time()) if in_history else None
        self._push(state, label, merge, entry)

    def _push(self, state: State, label: str, merge: tuple | None = None, entry: HistoryEntry | None = None) -> None:
        self._merged = False
        self.stack.push(_Step(self, state, label, merge))
        if entry is not None:
            entry = msgspec.structs.replace(entry, template=state.template)
            kept = self.history[:-1] if self._merged else self.history
            self.history = (*kept, entry)
            self.history_changed.emit()

    def _show(self, state: State) -> None:
        old, self.state = self.state, state
        if state.references != old.references:
            self._follow_sources(old.references, state.references)
            self.references_changed.emit()
        if state.template != old.template:
            self.template_changed.emit()
        if state.baseline != old.baseline:
            if state.baseline is not None and not _renders_alike(state.baseline, old.baseline):
                self._set_render_settings(state.baseline.settings)
            self.baseline_changed.emit()
        if state.prompt != old.prompt:
            self.prompt_changed.emit(state.prompt)
        self.render_changed.emit()
        self.comparison_changed.emit()
        self.analysis_changed.emit()

    def _follow_sources(self, before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]) -> None:
        """What is taken from history or candidates must not name an image that now stands at another's number."""
        history = []
        for entry in self.history:
            baseline = entry.baseline
            if baseline is not None:
                baseline = msgspec.structs.replace(baseline, prompt=with_sources(baseline.prompt, before, now))
            prompt = with_sources(entry.prompt, before, now)
            history.append(msgspec.structs.replace(entry, prompt=prompt, baseline=baseline))
        if tuple(history) != self.history:
            self.history = tuple(history)
            self.history_changed.emit()
        candidates = tuple(
            msgspec.structs.replace(c, prompt=with_sources(c.prompt, before, now)) for c in self.candidates
        )
        if candidates != self.candidates:
            self.candidates = candidates
            self.candidates_changed.emit()

    def _illustrate(self, key: RenderKey, render: Render) -> None:
        """Give the latest history entry of this render's prompt its picture; a render of its own adds an entry."""
        thumbnail = small(veiled(render.picture) if render.flagged else render.picture)
        for number in range(len(self.history) - 1, -1, -1):
            entry = self.history[number]
            settings = entry.baseline.settings if entry.baseline else self._render
            if render_key(entry.prompt, settings) == key:
                entry = msgspec.structs.replace(entry, thumbnail=thumbnail)
                self.history = (*self.history[:number], entry, *self.history[number + 1 :])
                break
        else:
            label = f"seed {render.settings.seed} · {render.settings.steps} steps"
            template = self.template if render.prompt == self.prompt else AS_IT_STANDS
            entry = HistoryEntry(
                "render", label, render.prompt, self.baseline, time.time(), thumbnail=thumbnail, template=template
            )
            self.history = (*self.history, entry)
        self.history_changed.emit()

    def _touch(self) -> None:
        self._touches += 1
        if self._touches == self._saved_touches + 1:
            self.title_changed.emit()

    @staticmethod
    def _analysis_key(prompt: Prompt, references: tuple[ReferenceImage, ...]) -> tuple:
        return prompt.text, tuple((r.sha256, r.fit, r.square) for r in references)


def small(picture: Picture) -> Picture:
    """The picture at most `THUMBNAIL` pixels wide and high."""
    if max(picture.width, picture.height) <= THUMBNAIL:
        return picture
    size = QSize(THUMBNAIL, THUMBNAIL)
    image = to_image(picture).scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, row = image.width(), image.height(), image.bytesPerLine()
    pixels = bytes(image.constBits())  # rows are padded to four bytes
    return Picture(width, height, b"".join(pixels[y * row : y * row + 3 * width] for y in range(height)))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
