"""Answers of the engine, kept by what they answer, so that undo and redo show them again at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from promptstudio.document import Project
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Analysis,
    Comparison,
    Influence,
    QuickRenderRequest,
    ReferenceImage,
    Render,
    RenderRequest,
    RenderSettings,
    references_shown,
)

RENDERS_KEPT = 256 * 2**20
"""Bytes of pixels kept for undo and history."""
ANALYSES_KEPT = 200

RenderKey = tuple[str, tuple[float, ...], RenderSettings]


def render_key(prompt: Prompt, settings: RenderSettings) -> RenderKey:
    """What decides a render's pixels: text, weights and settings; locks and origins do not matter."""
    return prompt.text, tuple(word.weight for word in prompt.words), settings


def asked_settings(render: Render) -> RenderSettings:
    """What a render was asked for: no size where it has the renderer's own."""
    return render.settings if render.sized else msgspec.structs.replace(render.settings, width=None, height=None)


def key_of(render: Render | RenderRequest | QuickRenderRequest) -> RenderKey:
    """The key of a render, or of the one that is asked for."""
    return render_key(render.prompt, asked_settings(render) if isinstance(render, Render) else render.settings)


AnalysisKey = tuple[str, str, tuple[tuple[object, float], ...]]


def analysis_key(prompt: Prompt, references: Sequence[ReferenceImage], renderer: str) -> AnalysisKey:
    """What decides an analysis: the text, what is to render it, and the images as CLIP sees them."""
    return prompt.text, renderer, tuple((r.seen, r.weight) for r in references)


Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Recent(Generic[Key, Answer]):
    """The answers used last, up to a total size; `size` measures one answer."""

    def __init__(self, limit: int, size: Callable[[Answer], int]) -> None:
        self._limit = limit
        self._size = size
        self._answers: OrderedDict[Key, Answer] = OrderedDict()

    def get(self, key: Key) -> Answer | None:
        """The answer, None when it is not known (any more)."""
        if key in self._answers:
            self._answers.move_to_end(key)
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer; those used longest ago go when there is no room, but never the last two."""
        self._answers[key] = answer
        self._answers.move_to_end(key)
        while len(self._answers) > 2 and sum(map(self._size, self._answers.values())) > self._limit:
            self._answers.popitem(last=False)

    def forget(self, which: Callable[[Key], bool]) -> None:
        """Drop the answers whose key `which` holds for."""
        for key in [key for key in self._answers if which(key)]:
            del self._answers[key]

    def clear(self) -> None:
        """Drop all answers."""
        self._answers.clear()


class Answers:
    """The answers of one session."""

    def __init__(self) -> None:
        self.renders: Recent[RenderKey, Render] = Recent(RENDERS_KEPT, lambda render: len(render.picture.rgb))
        self.comparisons: Recent[tuple[RenderKey, RenderKey], Comparison] = Recent(
            RENDERS_KEPT // 4, lambda comparison: len(comparison.change_map) + len(comparison.region)
        )
        self.analyses: Recent[AnalysisKey, Analysis] = Recent(ANALYSES_KEPT, lambda _: 1)
        self.influences: Recent[str, Influence] = Recent(ANALYSES_KEPT, lambda _: 1)
        """By the prompt's text."""

    def load(self, project: Project) -> None:
        """Keep the answers of a project that is opened, and nothing else."""
        self.clear()
        state, baseline = project.state, project.state.baseline
        for render in project.renders:
            self.renders.put(key_of(render), render)
        if project.analysis is not None:
            self.add_analysis(references_shown(state.references), project.analysis)
        if project.influence is not None:
            self.influences.put(project.influence.prompt.text, project.influence)
        if project.comparison is not None and baseline is not None:
            a, b = (render_key(prompt, baseline.settings) for prompt in (baseline.prompt, state.prompt))
            self.comparisons.put((a, b), project.comparison)

    def add_analysis(self, references: Sequence[ReferenceImage], analysis: Analysis) -> None:
        """Keep the analysis of a prompt beside these references."""
        self.analyses.put(analysis_key(analysis.prompt, references, analysis.renderer), analysis)

    def add_render(self, render: Render) -> None:
        """Keep a render. One that another model made anew makes comparisons with the old one void."""
        key = key_of(render)
        if self.renders.get(key) is not None:
            self.comparisons.forget(lambda pair: key in pair)
        self.renders.put(key, render)

    def clear(self) -> None:
        """Drop everything: another document is shown."""
        for answers in (self.renders, self.comparisons, self.analyses, self.influences):
            answers.clear()
