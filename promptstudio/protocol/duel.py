"""Duel: several methods on the same images, judged alike."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.protocol.base import Data, Event, Request, Result, SettingValue, Verb
from promptstudio.protocol.inversion import InversionResult
from promptstudio.protocol.measures import Coupling
from promptstudio.protocol.pictures import ReferenceImage
from promptstudio.protocol.renders import Render, RenderSettings


class Judgement(Data, frozen=True):
    """Measures by models that no method steers by; None where the profile has no such judge or nothing was
    rendered."""

    clip_text: float | None = None
    """Judge CLIP's cosine of prompt and references, −1…1."""
    clip_image: float | None = None
    """Judge CLIP's cosine of render and references (CLIP-I), −1…1."""
    perplexity: float | None = None
    """Per piece of the judge causal language model, 1…∞."""
    coupling: Coupling | None = None
    """By the judge masked language model."""


class DuelRequest(Request, frozen=True):
    """The same images, one inversion by each method."""

    verb: ClassVar = Verb("duel", doing="comparing methods", priority=3, waited_for=True)

    references: tuple[ReferenceImage, ...]
    methods: tuple[str, ...]
    """Names of methods, each once."""
    task: str = "inversion"
    budget: int = 32
    seed: int = 0
    """Of the inversions, and of the renders unless `rendering` says otherwise."""
    settings: dict[str, dict[str, SettingValue]] = {}
    """A method's own settings, by the method's name."""
    render: bool = True
    """Render every prompt and judge the render."""
    rendering: RenderSettings | None = None
    """How prompts are rendered; None: with `seed` and the model's own steps and guidance."""
    safety: bool = False
    """Let the profile's safety checker, if it has one, look at the renders."""


class DuelRow(Data, frozen=True):
    """One method's answer."""

    method: str
    title: str
    result: InversionResult | None = None
    """None when the method failed."""
    judgement: Judgement = Judgement()
    render: Render | None = None
    failed: str = ""
    """The sentence that the method failed with. The duel goes on without it."""


class DuelProgress(Event, frozen=True):
    """One step of a duel; each method counts as a hundred steps."""

    method: str
    """The method at work."""
    stage: str
    """Which of how many methods it is, and what it does."""
    step: int
    steps: int
    rows: tuple[DuelRow, ...] = ()
    """Those that are finished."""
    seconds_left: float | None = None


class DuelResult(Result, frozen=True):
    """One row for each method, in the order asked for."""

    rows: tuple[DuelRow, ...]
    references: tuple[ReferenceImage, ...]
    budget: int
    seed: int
