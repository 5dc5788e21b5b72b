"""A grid of renders: any prompts with any settings, one after another."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.prompt import Prompt
from promptstudio.protocol.base import Data, Event, Request, Result, Verb
from promptstudio.protocol.inversion import LearnedWord
from promptstudio.protocol.renders import Render, RenderSettings

MOST_CELLS = 256
"""Of one grid."""


class GridCell(Data, frozen=True):
    """What one cell shows."""

    prompt: Prompt
    settings: RenderSettings = RenderSettings()


class GridRequest(Request, frozen=True):
    """Render many cells: words in one place, or two settings against each other."""

    verb: ClassVar = Verb("grid", doing="rendering a grid", priority=4, waited_for=True)

    cells: tuple[GridCell, ...]
    """1…`MOST_CELLS`."""
    safety: bool = False
    """As in `RenderRequest`."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompts may use."""


class GridProgress(Event, frozen=True):
    """One denoising step; each cell counts as a hundred steps."""

    stage: str
    step: int
    steps: int
    seconds_left: float | None = None


class GridCellDone(Event, frozen=True):
    """One cell is rendered."""

    each_counts: ClassVar = True

    cell: int
    """Its index in the request."""
    render: Render


class GridCellFailed(Event, frozen=True):
    """One cell cannot be rendered; the others go on."""

    each_counts: ClassVar = True

    cell: int
    """Its index in the request."""
    reason: str
    """One sentence."""


class GridResult(Result, frozen=True):
    """All renders, in the order of the cells."""

    renders: tuple[Render | None, ...]
    """None for a cell that could not be rendered."""
    failed: dict[int, str] = {}
    """Why, in one sentence, by the index of the cell."""
