"""Strings that a method meets on its way, scored as a person would paste them."""

from __future__ import annotations

from promptstudio.guide.guide import within_budget
from promptstudio.guide.scoring import ClipScorer
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Candidate, Scores


class Pasted:
    """Decoded pieces, cut to `pieces` CLIP pieces and scored as the text they make: read again they are often other
    pieces (algorithms.md §0.3). `away`: the best is the farthest from the target, not the nearest.

    `canvas`: words of the last one.
    """

    def __init__(self, models: Models, scorer: ClipScorer, pieces: int, *, away: bool = False) -> None:
        self.models, self.scorer, self.pieces = models, scorer, pieces
        self.canvas: tuple[str, ...] = ()
        self._away = away
        self._found: dict[str, tuple[Prompt, float]] = {}

    def add(self, text: str) -> float | None:
        """Guide cosine of a text, None when it has no word."""
        prompt = within_budget(self.models, Prompt.parse(text, Origin.INVERTED), self.pieces)
        self.canvas = tuple(word.text for word in prompt.words)
        if not prompt.words:
            return None
        fit = float(self.scorer([prompt.text])[0])
        self._found[prompt.text] = prompt, fit
        return fit

    def ranked(self) -> list[tuple[Prompt, float]]:
        """All with their cosines, best first."""
        return sorted(self._found.values(), key=lambda pair: -pair[1] if self._away else pair[1], reverse=True)

    @property
    def best(self) -> Candidate | None:
        """None before the first."""
        if not self._found:
            return None
        prompt, fit = self.ranked()[0]
        return Candidate(prompt, Scores(guide_clip=fit))
