"""Render and compare."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from promptstudio.prompt import Prompt
from promptstudio.protocol.base import Data, Event, Request, Result, Verb
from promptstudio.protocol.inversion import LearnedWord
from promptstudio.protocol.pictures import Picture


class RenderSettings(msgspec.Struct, frozen=True):
    """What decides a render besides its prompt and its model.

    In a request, None means the model's own default (`EngineInfo.render`). In a `Render` every value is the one that
    was used.
    """

    seed: int = 0
    """Seed of the initial noise, 0…2⁶³−1."""
    steps: int | None = None
    """Denoising steps, 1…150."""
    guidance: float | None = None
    """Scale of classifier-free guidance, 0…30."""
    negative: str = ""
    """Negative prompt; empty for none."""
    width: int | None = None
    """Width in pixels, a multiple of 64 between 64 and 2048."""
    height: int | None = None
    """Height in pixels, a multiple of 64 between 64 and 2048."""


class RenderRequest(Request, frozen=True):
    """Render one prompt."""

    verb: ClassVar = Verb("render", doing="rendering", priority=2, waited_for=True)

    prompt: Prompt
    settings: RenderSettings = RenderSettings()
    trace: bool = True
    """Record each word's cross-attention. `CompareRequest` needs it."""
    safety: bool = False
    """Let the profile's safety checker, if it has one, look at the picture."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use."""


class RenderProgress(Event, frozen=True):
    """One denoising step."""

    step: int
    steps: int
    preview: Picture | None = None
    """An early estimate of the picture, on some steps."""
    seconds_left: float | None = None


class AttentionMap(Data, frozen=True):
    """Cross-attention of one word averaged over steps, layers and heads (DAAM)."""

    word: str
    width: int
    height: int
    values: bytes
    """`height * width` bytes, 0…255, scaled to the map's own maximum."""


class Render(Result, frozen=True):
    """A finished render with everything needed to make it again on the same device."""

    picture: Picture
    prompt: Prompt
    settings: RenderSettings
    """The values that were used. `width` and `height` are None in files of older versions: see `picture`."""
    scheduler: str
    """Class name of the diffusers scheduler."""
    model: str
    model_hash: str
    device: str
    seconds: float
    attention: tuple[AttentionMap, ...] = ()
    """One map for each word, in order; empty when it was not traced."""
    flagged: bool = False
    """The safety checker was asked and would not show this picture."""
    learned: tuple[LearnedWord, ...] = ()
    guidance_rescale: float = 0.0
    """Share 0…1 of guidance rescaling, the model's own (`TextToImage`)."""


class CompareRequest(Request, frozen=True):
    """Compare two renders of one size."""

    verb: ClassVar = Verb("comparison", doing="comparing", priority=1, waited_for=True)

    a: Render
    b: Render
    baseline: bool = True
    """Also render A with another seed (the engine keeps it), which normalises the locality."""


class CompareProgress(Event, frozen=True):
    """One step of a comparison."""

    stage: str
    """What is being done, in words for a person."""
    step: int
    steps: int


class Comparison(Result, frozen=True):
    """Where and how much two renders differ (docs/algorithms.md §8.3). Maps have the renders' size."""

    width: int
    height: int
    change_map: bytes
    """`height * width` bytes: 0…255 for a mean absolute RGB difference of 0…0.5 and more."""
    change: float
    """Mean absolute difference, 0…1."""
    region: bytes
    """`height * width` bytes, 255 inside the region of the edited words."""
    region_source: str
    """How the region was found: "cross-attention" or "change map"."""
    inside: float
    """Share 0…1 of the change that lies inside the region."""
    locality: float | None
    """1 − outside / outside_baseline, clipped to 0…1; None without a baseline or when the region is nearly all."""
    outside: float | None
    """Mean patch distance (1 − cosine by `distance_model`) outside the region, 0…2; None as `locality`."""
    outside_baseline: float | None
    """The same distance between A and A with another seed; None as `locality`."""
    outside_psnr: float | None
    """PSNR outside the region, dB; None when the pixels there are identical."""
    distance_model: str
    sentence: str
    """A reading of all this in one line."""


class Edit(msgspec.Struct, frozen=True):
    """A prompt before and after an edit, both rendered from one seed and compared: what `Engine.edit` returns."""

    before: Prompt
    after: Prompt
    a: Render
    """Of `before`."""
    b: Render
    """Of `after`."""
    comparison: Comparison
