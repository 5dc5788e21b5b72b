"""What makes pictures: the renderers an engine knows, and what each of them can do."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.prompt import USABLE_PIECES
from promptstudio.protocol.base import Data, Request, Result, Verb


class RenderDefaults(Data, frozen=True):
    """What a render uses when the request names nothing."""

    steps: int
    guidance: float
    size: int | None = None
    """Its own side length in pixels; None where that is known only once the model is loaded."""
    quick_steps: int | None = None
    """Steps of a quick render; None where nobody knows."""
    sampler: str = ""
    """The one that `Render.scheduler` names where the request names none; empty where nobody knows."""


class Abilities(Data, frozen=True):
    """What a renderer can do besides making a picture of a prompt from a seed."""

    traces: bool = False
    """It records each word's cross-attention."""
    learns: bool = False
    """Words can be learned with it, and learned words rendered."""
    weights: bool = False
    """Weights of words count."""
    negative: bool = True
    """It takes a negative prompt."""
    quick: bool = False
    """It makes pictures in a few steps that foretell a render."""
    pieces: int | None = USABLE_PIECES
    """How many pieces of a prompt its text encoders read; None: all of them, in portions of CLIP's window."""
    sizes: bool = True
    """Width and height can be chosen."""
    samplers: tuple[str, ...] = ()
    """Those to choose from, by the name that A1111's metadata uses; empty where it has one of its own."""
    clip_skip: bool = False
    """The text encoder's last layers can be left out."""


class RendererInfo(Data, frozen=True):
    """A renderer as the window's chooser and `promptstudio renderers` show it."""

    id: str
    """What `RenderSettings.renderer` names; empty for the profile's own."""
    name: str
    kind: str
    """As in the catalogue, or the kind of program it is."""
    where: str = ""
    """The address of a program that renders for us; empty for a model of the engine."""
    present: bool = True
    """Whether its files are there. Of a program elsewhere nobody knows before it is asked."""
    abilities: Abilities = Abilities()
    defaults: RenderDefaults | None = None
    """What suits it when nobody says otherwise."""


class RenderProgram(Data, frozen=True):
    """A program that renders for us, as the person entered it: where it is and what to ask it for."""

    name: str
    """The person's own name for it; what `RenderSettings.renderer` names."""
    kind: str
    """One of `PROGRAMS`."""
    address: str
    """`http://host:port`, of this computer unless the person says otherwise."""
    key: str = ""
    """What it wants to be let in: `user:password` or a token."""
    model: str = ""
    """The checkpoint, as the program calls it; empty for the one it has at hand."""
    sampler: str = ""
    """The sampler, as the program calls it; empty for its own."""
    workflow: str = ""
    """ComfyUI: a file with a graph in the API format; empty for the one that ships."""
    steps: int = 20
    guidance: float = 5.0
    size: int = 512
    """Side length in pixels where a render does not say its own."""


class ProbeProgramRequest(Request, frozen=True):
    """Ask a program that renders whether it is there, and what it has."""

    verb: ClassVar = Verb("test of a renderer", doing="asking the renderer", priority=0, waited_for=False)

    program: RenderProgram


class ProgramFound(Result, frozen=True):
    """What a program that renders said of itself."""

    sentence: str
    models: tuple[str, ...] = ()
    samplers: tuple[str, ...] = ()


PROGRAMS = {
    "comfyui": ("ComfyUI", "http://127.0.0.1:8188"),
    "a1111": ("AUTOMATIC1111 or Forge", "http://127.0.0.1:7860"),
    "swarmui": ("SwarmUI", "http://127.0.0.1:7801"),
}
"""Programs that can render for us: kind → name, and the address where one is found unless it was told another."""
