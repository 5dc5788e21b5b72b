"""Invert: a prompt for images."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.prompt import USABLE_PIECES, Prompt
from promptstudio.protocol.base import Data, Event, Matrix, Request, Result, SettingValue, Verb
from promptstudio.protocol.measures import Coupling, Scores
from promptstudio.protocol.pictures import ReferenceImage

MASK = "▢"
"""How an uncommitted slot of a canvas is shown."""


class Lock(Data, frozen=True):
    """A word that must stay. Consecutive locks with equal `after` stay next to each other."""

    text: str
    after: float | None = None
    """Share (0…1) of the free text that stands before it. None: the method chooses."""


TASKS = ("inversion", "style", "distillation", "multi_concept")
"""What a method can be asked for (VGD, §4): one prompt for what the reference images share; what they share in style
only; a shorter prompt for a given one; one prompt for each reference image, fused."""

TEMPLATES = {"style": "{object} in the style of {prompt}"}
"""How the prompt of a task is meant to be used, where that is not the prompt alone (VGD, §4.2)."""


class InversionRequest(Request, frozen=True):
    """Find a prompt for the reference images. The same request on the same device gives the same prompt."""

    verb: ClassVar = Verb("inversion", doing="inverting", priority=3, waited_for=True)

    references: tuple[ReferenceImage, ...]
    method: str = "edit_friendly"
    task: str = "inversion"
    """One of `TASKS`."""
    budget: int = 32
    """CLIP pieces, 1…77. 76 and 77 mean the whole window of 75."""
    seed: int = 0
    """0…2⁶³−1."""
    locks: tuple[Lock, ...] = ()
    settings: dict[str, SettingValue] = {}
    """The method's own settings by name. Unknown names are refused."""
    text: str = ""
    """The prompt to shorten, for the task "distillation", which has no references."""

    @property
    def template(self) -> str:
        """How the result is meant to be used, with `{prompt}` in it."""
        return TEMPLATES.get(self.task, "{prompt}")

    @property
    def pieces(self) -> int:
        """The usable CLIP pieces of the budget."""
        return min(self.budget, USABLE_PIECES)


class Candidate(Data, frozen=True):
    """A complete prompt with what was measured of it."""

    prompt: Prompt
    scores: Scores


class LearnedWord(Data, frozen=True):
    """A word that Textual Inversion has learned: embeddings instead of an entry of the vocabulary."""

    token: str
    """What stands for it in a prompt."""
    vectors: int
    width: int
    embedding: bytes
    """float32, little-endian, `vectors * width` numbers row by row."""
    model: str
    """The text-to-image model whose text encoder the embeddings belong to."""


class Progress(Event, frozen=True):
    """One step of an inversion."""

    stage: str
    """What is being done, in words for a person."""
    step: int
    steps: int
    canvas: tuple[str, ...] = ()
    """Words of the leading candidate in reading order, uncommitted slots as `MASK`."""
    canvas_coupling: Matrix | None = None
    """Raw coupling of `canvas` (the rows of masks are their current predictions); None when not computed."""
    best: Candidate | None = None
    """Best complete prompt so far with its scores; None before the first."""
    seconds_left: float | None = None
    """An estimate; None while unknown."""
    learned: tuple[LearnedWord, ...] = ()
    """The learned words of `best`, as far as they are learned."""


class TraceStep(Data, frozen=True):
    """What one step of the method did."""

    step: int
    ess: float | None = None
    """Effective sample size, in particles."""
    resampled: bool = False
    guide_clip: float | None = None
    """Best guide cosine, −1…1."""
    r_edit: float | None = None
    """Best edit reward."""
    loss: float | None = None
    """Of methods that descend one."""
    log_weights: tuple[float, ...] = ()
    """The particles' normalised log-weights before resampling, nats."""
    log_probability: float | None = None
    """The language model's, of all pieces of the leading beam, nats."""


class InversionResult(Result, frozen=True):
    """The prompt that an inversion found, and how it was made."""

    prompt: Prompt
    scores: Scores
    coupling: Coupling | None
    candidates: tuple[Candidate, ...]
    """Unique prompts, best first. The first is `prompt`."""
    trace: tuple[TraceStep, ...]
    method: str
    budget: int
    seed: int
    seconds: float
    """From when the models were there until the prompt was chosen; measuring it afterwards does not count."""
    device: str
    models: dict[str, str]
    """Names of the models used, by role."""
    stopped: bool = False
    """Cancelled; this is the best prompt so far."""
    notes: tuple[str, ...] = ()
    """Sentences that a person should know about how it was made (guide and renderer read text differently)."""
    task: str = "inversion"
    template: str = "{prompt}"
    """How the prompt is meant to be used, with `{prompt}` in it (style: "{object} in the style of {prompt}")."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of the prompt that only these embeddings define."""
