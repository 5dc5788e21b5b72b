"""The figures of a duel: how each is called and read from a row. For the window, the sheet and the terminal.

It stands beside the protocol and not in `evaluation/`: the window and `files/` import it, and it loads no model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from promptstudio.protocol import Coupling, DuelRow


class Figure(NamedTuple):
    """One column of a duel's table."""

    name: str
    """As the papers call it."""
    title: str
    """As the window calls it."""
    tip: str
    """One sentence that explains it."""
    value: Callable[[DuelRow], float | None]
    """Reads it from a row; None where it was not measured."""
    more_is_better: bool
    decimals: int = 3
    """Digits after the point in the window."""


def _coupling(read: Callable[[Coupling], float]) -> Callable[[DuelRow], float | None]:
    return lambda row: read(row.judgement.coupling) if row.judgement.coupling else None


GUIDE_CLIP = Figure(
    "guide CLIP",
    "fit",
    "Cosine of prompt and images by the guide CLIP, which methods steer by",
    lambda row: row.result.scores.guide_clip if row.result else None,
    True,
)
JUDGE_CLIP = Figure(
    "judge CLIP",
    "judged fit",
    "Cosine of prompt and images by the judge CLIP, which never steers",
    lambda row: row.judgement.clip_text,
    True,
)
CLIP_I = Figure(
    "CLIP-I",
    "CLIP-I",
    "Cosine of render and images by the judge CLIP, which never steers",
    lambda row: row.judgement.clip_image,
    True,
)
PERPLEXITY = Figure(
    "perplexity",
    "perplexity",
    "Of the prompt, by the judge language model; lower reads more like language",
    lambda row: row.judgement.perplexity,
    False,
    1,
)
MU = Figure(
    "μ", "mean coupling", "Mean coupling of two words, by the judge", _coupling(lambda coupling: coupling.mu), False
)
SIGMA = Figure(
    "σ",
    "deviation of coupling",
    "Deviation of the coupling, by the judge",
    _coupling(lambda coupling: coupling.sigma),
    False,
)
R_EDIT = Figure(
    "r_edit",
    "edit",
    "1 − (mean + deviation of coupling), by the judge; higher words can be swapped more freely",
    _coupling(lambda c: c.r_edit),
    True,
)
SECONDS = Figure(
    "s", "seconds", "What the inversion took", lambda row: row.result.seconds if row.result else None, False, 1
)

FIGURES = (GUIDE_CLIP, JUDGE_CLIP, CLIP_I, PERPLEXITY, MU, SIGMA, R_EDIT, SECONDS)
"""All of them, in the order of a table."""


def best(rows: Sequence[DuelRow], figure: Figure) -> set[int]:
    """Indices of the rows that are best in a figure; empty while fewer than two rows have it."""
    known = {index: value for index, row in enumerate(rows) if (value := figure.value(row)) is not None}
    if len(known) < 2:
        return set()
    top = (max if figure.more_is_better else min)(known.values())
    return {index for index, value in known.items() if value == top}
