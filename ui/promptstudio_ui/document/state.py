"""What a document is made of: immutable values that the session swaps for one another."""

from __future__ import annotations

import msgspec

from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Analysis,
    Comparison,
    Influence,
    LearnedWord,
    Picture,
    ReferenceImage,
    Render,
    RenderSettings,
    Scores,
)

STANDARD_RENDER = RenderSettings(seed=42, steps=20, guidance=5.0)
"""What a new document renders with."""
AS_IT_STANDS = "{prompt}"
"""The template of a prompt that needs nothing put before it (`protocol.TEMPLATES`)."""


class InversionSettings(msgspec.Struct, frozen=True):
    """What the next inversion will use."""

    method: str = "edit_friendly"
    budget: int = 32
    """CLIP pieces, 1–77."""
    seed: int = 0
    options: dict[str, bool | int | float | str] = {}
    """The method's own settings by name; what is not there is as the method has it."""
    task: str = "inversion"
    """One of `protocol.TASKS`."""


class Baseline(msgspec.Struct, frozen=True):
    """What side A shows."""

    prompt: Prompt
    """Edits are compared with it."""
    settings: RenderSettings
    """Both sides share them."""


class State(msgspec.Struct, frozen=True):
    """Everything undo brings back."""

    references: tuple[ReferenceImage, ...] = ()
    prompt: Prompt = Prompt()
    baseline: Baseline | None = None
    """None while there is nothing to compare with."""
    template: str = AS_IT_STANDS
    """How the prompt is meant to be used (`protocol.InversionResult`)."""


class HistoryEntry(msgspec.Struct, frozen=True):
    """One card of the history strip."""

    kind: str
    """"inversion", "edit" or "render"."""
    label: str
    prompt: Prompt
    baseline: Baseline | None
    made: float
    """Seconds since the epoch."""
    scores: Scores = Scores()
    thumbnail: Picture | None = None
    template: str = AS_IT_STANDS
    """As in `State`."""


class Contents(msgspec.Struct, frozen=True):
    """A whole document, as `Session.load` takes it."""

    state: State
    inversion: InversionSettings
    render: RenderSettings
    """Settings of the next render."""
    seed_locked: bool
    history: tuple[HistoryEntry, ...] = ()
    renders: tuple[Render, ...] = ()
    """Those of A and B that are known."""
    comparison: Comparison | None = None
    """Of the renders of A and B."""
    analysis: Analysis | None = None
    """Of the prompt and the references."""
    influence: Influence | None = None
    """Of the prompt's words on each other."""
    path: str | None = None
    """Where it is saved; None: nowhere yet."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that may stand in the prompt or the history."""
