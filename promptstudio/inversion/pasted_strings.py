"""Strings that a method meets on its way, scored as a person would paste them."""

from __future__ import annotations

from promptstudio.inversion.run import Run
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Candidate, Scores


class PastedStrings:
    """Decoded pieces, cut to the budget of `run` and scored as the text they make: read again they are often other
    pieces (docs/algorithms.md §0.3). `away`: the best is the farthest from the target, not the nearest."""

    def __init__(self, run: Run, *, away: bool = False) -> None:
        self._run = run
        self._away = away
        self._best: float | None = None
        self._scored: dict[str, tuple[Prompt, float]] = {}

    def add(self, text: str) -> float | None:
        """Guide cosine of a text, None when it has no word. Becomes the canvas of the run, and its best if it is."""
        run = self._run
        prompt = run.fit(Prompt.parse(text, Origin.INVERTED))
        run.canvas = tuple(word.text for word in prompt.words)
        if not prompt.words:
            return None
        cosine = float(run.target.scorer([prompt.text])[0])
        self._scored[prompt.text] = prompt, cosine
        if self._best is None or (cosine < self._best if self._away else cosine > self._best):
            self._best = cosine
            run.best = Candidate(prompt, Scores(guide_clip=cosine))
        return cosine

    def ranked(self) -> list[tuple[Prompt, float]]:
        """All with their cosines, best first."""
        return sorted(self._scored.values(), key=lambda pair: -pair[1] if self._away else pair[1], reverse=True)
