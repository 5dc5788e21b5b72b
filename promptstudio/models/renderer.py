"""What a renderer is to the verbs: whatever makes a picture of a prompt from a seed, here or in another program."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from promptstudio.prompt import Offsets, Prompt
from promptstudio.protocol import Abilities, AttentionMap, LearnedWord

if TYPE_CHECKING:
    from PIL import Image


class Reading(NamedTuple):
    """How a renderer reads prompts."""

    offsets: Offsets
    """The tokenizer whose encoder reads the most of a prompt."""
    limit: int | None
    """How many of its pieces are read; None: all."""
    name: str
    """Whose pieces they are: “CLIP”, or the renderer's name."""


class Step(msgspec.Struct, frozen=True):
    """Where a render is. The same number comes again while a renderer waits, so that other work goes on meanwhile."""

    number: int
    """Denoising steps that are done."""
    preview: Image.Image | None = None
    """An early look at the picture."""


class Made(msgspec.Struct, frozen=True):
    """What came of a render."""

    picture: Image.Image
    scheduler: str
    """The sampler that was used, as A1111's metadata names it."""
    attention: tuple[AttentionMap, ...] = ()
    """One map a word where it was traced."""
    model: str = ""
    """The checkpoint, where the renderer does not always use the one of its name."""
    model_hash: str = ""
    """Of the checkpoint, the first ten digits of its sha256; empty where nobody knows."""
    notes: tuple[str, ...] = ()
    """What was not done as it was asked, in sentences."""


class Renderer(Protocol):
    """Makes pictures. Equal arguments give equal pictures; two prompts with one seed start from the same noise."""

    name: str
    """As people call it."""
    abilities: Abilities
    default_steps: int
    default_guidance: float
    quick_steps: int
    """Steps of a quick render, where it is able to make one."""
    distilled: bool
    """Made for a few steps without guidance."""
    guidance_rescale: float
    """Share 0…1 of guidance rescaling (`TextToImage`)."""

    @property
    def size(self) -> int | None:
        """Its own side length in pixels; None where nobody knows."""

    @property
    def where(self) -> str:
        """The program that renders, and its address; empty when the engine's device does."""

    def render(
        self,
        prompt: Prompt,
        *,
        seed: int,
        steps: int,
        guidance: float,
        negative: str = "",
        width: int | None = None,
        height: int | None = None,
        trace: bool = False,
        learned: Sequence[LearnedWord] = (),
        previews: bool = True,
        quick: bool = False,
    ) -> Generator[Step, None, Made]:
        """Yields at every step; closing it ends the render within one. What it is not able to do (`abilities`) it
        leaves out. `sampler` and `clip_skip` of the settings are handed over, too, where one was chosen and `abilities`
        has it. Errors: BadRequest, ModelMissing, RendererFailed."""
