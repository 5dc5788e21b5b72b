"""The history as a tree: where its entries belong, how they get pictures and follow the references."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence

import msgspec

from promptstudio.document import Baseline, HistoryEntry, State
from promptstudio.prompt import Prompt, edit_label
from promptstudio.protocol import Analysis, Picture, ReferenceImage, Render, RenderSettings
from promptstudio_ui.document.answers import asked_settings, key_of, render_key
from promptstudio_ui.document.prompts import changed_settings, with_sources
from promptstudio_ui.translation import tr
from promptstudio_ui.widgets.pictures import as_shown, reduced

THUMBNAIL = 160
"""Pixels of a card's picture, long side."""

History = tuple[HistoryEntry, ...]


def place_of(history: History, state: State) -> int:
    """Number of the entry that a state stands on, from which the next edit goes on; 0 for none.

    It is the one that the state came from, or a later render of just this state. Where that one was removed, or the
    file is of an older version, it is the last that looks the same.
    """
    number, same = state.entry, 0
    known = any(entry.number == number for entry in history)
    for entry in history:
        if entry.prompt == state.prompt and entry.baseline == state.baseline:
            same = entry.number
            if entry.kind == "render" and entry.after == number:
                number = entry.number
    return number if known else same


def place_of_prompt(history: History, prompt: Prompt) -> int:
    """Number of the last entry with a prompt; 0 for none."""
    return next((entry.number for entry in reversed(history) if entry.prompt == prompt), 0)


def without(history: History, numbers: Collection[int]) -> History:
    """The history without these entries; what was made from them belongs to what they were made from."""
    after = {entry.number: entry.after for entry in history}

    def left(number: int) -> int:
        while number in numbers:
            number = after.get(number, 0)
        return number

    return tuple(
        msgspec.structs.replace(entry, after=left(entry.after)) if entry.after in numbers else entry
        for entry in history
        if entry.number not in numbers
    )


def illustrated(history: History, render: Render, settings: RenderSettings) -> History | None:
    """The history with the render's picture on the latest entry of its prompt; None when there is no such entry.
    `settings`: of entries that were never rendered."""
    key = key_of(render)
    for number in range(len(history) - 1, -1, -1):
        entry = history[number]
        if render_key(entry.prompt, entry.baseline.settings if entry.baseline else settings) == key:
            entry = msgspec.structs.replace(entry, thumbnail=thumbnail(render))
            return (*history[:number], entry, *history[number + 1 :])
    return None


def measured(history: History, analysis: Analysis) -> History:
    """The history with the scores of an analysis on the entries of its prompt whose fit was not known before."""
    if analysis.scores.guide_clip is None:
        return history
    return tuple(
        msgspec.structs.replace(entry, scores=analysis.scores)
        if entry.scores.guide_clip is None and entry.prompt.text == analysis.prompt.text
        else entry
        for entry in history
    )


def render_entry(
    render: Render, baseline: Baseline | None, template: str, number: int, before: HistoryEntry | None
) -> HistoryEntry:
    """The entry of a render that belongs to no other entry, called after what is new about it. `number` as in
    `HistoryEntry`; `before`: the one that it was made from."""
    changed = ""
    if before is not None and before.baseline is not None:
        changed = changed_settings(before.baseline.settings, asked_settings(render))
    after, settings = 0 if before is None else before.number, render.settings
    label = changed or tr("seed {seed} · {steps} steps").format(seed=settings.seed, steps=settings.steps)
    if baseline is not None and (edit := edit_label(baseline.prompt, render.prompt)):
        label += f" · {edit}"  # it is B: A has a card of the same settings
    return HistoryEntry(
        "render",
        label,
        render.prompt,
        baseline,
        time.time(),
        thumbnail=thumbnail(render),
        template=template,
        number=number,
        after=after,
    )


def renumbered(history: History, before: Sequence[ReferenceImage], now: Sequence[ReferenceImage]) -> History:
    """The history whose words name the image they come from by its place in `now` rather than in `before`."""

    def follow(prompt: Prompt) -> Prompt:
        return with_sources(prompt, before, now)

    return tuple(
        msgspec.structs.replace(entry, prompt=follow(entry.prompt), baseline=_followed(entry.baseline, follow))
        for entry in history
    )


def _followed(baseline: Baseline | None, follow: Callable[[Prompt], Prompt]) -> Baseline | None:
    return None if baseline is None else msgspec.structs.replace(baseline, prompt=follow(baseline.prompt))


def thumbnail(render: Render) -> Picture:
    """The render's picture for a card; veiled where the safety checker would not show it."""
    return reduced(as_shown(render).picture, THUMBNAIL)
