"""Render and compare."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from promptstudio.prompt import Prompt
from promptstudio.protocol.base import Data, Event, Request, Result, Verb
from promptstudio.protocol.inversion import LearnedWord
from promptstudio.protocol.pictures import Picture

SIDE_STEP = 64
"""Pixels: width and height are multiples of it."""
LARGEST_SIDE = 2048
"""Pixels of a side."""
MOST_CLIP_SKIP = 11
"""Most layers of a text encoder that can be left out: the smallest one of Stable Diffusion has twelve."""


def is_side(pixels: int) -> bool:
    """Whether a picture can be so many pixels wide or high."""
    return SIDE_STEP <= pixels <= LARGEST_SIDE and not pixels % SIDE_STEP


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
    renderer: str = ""
    """What makes the picture, a `RendererInfo.id`; empty for the profile's own text-to-image model."""
    sampler: str = ""
    """One of the renderer's `Abilities.samplers`; empty for its own (`Render.scheduler` names it)."""
    clip_skip: int = 0
    """How many of the text encoder's last layers are left out, 0…11; other programs count one more."""


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
    previews: bool = True
    """Yield early looks at the picture, which take time."""


class QuickRenderRequest(Request, frozen=True):
    """Make a picture of one prompt in a few steps, to be looked at until its render is there.

    It starts from the noise of the render with the same settings and foretells it. The answer is a `Render` that says
    so (`quick`) and has no attention maps.
    """

    verb: ClassVar = Verb("quick render", doing="rendering quickly", priority=0, waited_for=False)

    prompt: Prompt
    settings: RenderSettings = RenderSettings()
    """Those of the render that it stands for; no more than its `steps` are taken."""
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
    """The sampler, by the name that A1111's metadata uses, or the class name of a diffusers scheduler."""
    model: str
    model_hash: str
    device: str
    seconds: float
    attention: tuple[AttentionMap, ...] = ()
    """One map for each word, in order; empty when it was not traced."""
    flagged: bool = False
    """The safety checker was asked and would not show this picture."""
    learned: tuple[LearnedWord, ...] = ()
    sized: bool = False
    """Whether width or height were asked for; else they are the renderer's own."""
    guidance_rescale: float = 0.0
    """Share 0…1 of guidance rescaling, the model's own (`TextToImage`)."""
    quick: bool = False
    """Made in a few steps, to be looked at until the render is there."""
    notes: tuple[str, ...] = ()
    """What the renderer did not do as it was asked, in sentences."""


class CompareRequest(Request, frozen=True):
    """Judge the change from A to B: two pictures of one size, also of other programs, and what was asked of them."""

    verb: ClassVar = Verb("comparison", doing="comparing", priority=1, waited_for=True)

    a: Picture
    b: Picture
    before: Prompt
    """The prompt of A, or only the words that were replaced."""
    after: Prompt
    """The prompt of B, or only the words in their place."""
    attention_a: tuple[AttentionMap, ...] = ()
    """One map for each word of `before`, or none."""
    attention_b: tuple[AttentionMap, ...] = ()
    """One map for each word of `after`, or none."""
    renderer: str = ""
    """What rendered B, a `RendererInfo.id`."""

    @classmethod
    def of_renders(cls, a: Render, b: Render) -> CompareRequest:
        """The request for two renders of ours."""
        return cls(a.picture, b.picture, a.prompt, b.prompt, a.attention, b.attention, b.settings.renderer)


class Comparison(Result, frozen=True):
    """How local an edit was (docs/algorithms.md §8.3). None means not defined, or not known."""

    width: int
    height: int
    locality: float | None
    """0…1: preserved × exp(−spill). For an edit of the whole picture, how far the things stayed."""
    preserved: float | None
    """Share 0…1 of the picture outside the region that looks the same (ΔE00 below 8 after a small blur). For an edit of
    the whole picture, how far the things stayed."""
    spill: float | None
    """Mean ΔE00 outside the region ÷ mean ΔE00 inside, 0…."""
    success: bool | None
    """Whether all that was asked for is seen, and what was replaced is not; None when no judge can say."""
    is_global: bool = msgspec.field(name="global")
    """Whether the edit concerns the whole picture: a place, a time, a weather, a style."""
    region_source: str
    """How the region was found: "segmenter", "cross-attention" or "change map"; "things" for an edit of the whole
    picture, whose region is that of the things that should stay."""
    sentence: str
    """What became of the edit and of the rest, in two plain sentences."""
    undefined: str | None
    """Why `locality` is None, as the end of a sentence."""
    psnr: float | None
    """PIE-Bench's background PSNR, dB outside the region; None when that is identical."""
    ssim: float | None
    """PIE-Bench's background structural similarity, −1…1."""
    missing: tuple[str, ...]
    """Figures that could not be measured, each with the reason."""
    stayed: dict[str, float]
    """For an edit of the whole picture: how far each thing stayed, 0…1."""
    change: float
    """Mean absolute RGB difference, 0…1."""
    inside: float | None
    """Share 0…1 of that difference inside the region; None when nothing differs."""
    covered: float
    """Share 0…1 of the picture that the region covers."""
    judge: str
    """Name of the CLIP that judged success where the segmenter could not."""
    segmenter: str | None
    """Name of the segmenter; None where the profile has none."""
    change_map: bytes
    """`height * width` bytes, 0…255 for a mean absolute RGB difference of 0…0.5 and more."""
    region: bytes
    """`height * width` bytes, 255 inside the region."""

    @property
    def outlined(self) -> bool:
        """Whether there is a region to outline: not where nothing can be measured, or no part is set off."""
        return self.undefined is None and 0 < self.region.count(255) < len(self.region)
