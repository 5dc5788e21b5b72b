"""What makes pictures: the renderers an engine knows, and what each of them can do."""

from __future__ import annotations

from promptstudio.protocol.base import Data


class RenderDefaults(Data, frozen=True):
    """What a render uses when the request names nothing."""

    steps: int
    guidance: float
    size: int | None = None
    """Its own side length in pixels; None where that is known only once the model is loaded."""
    quick_steps: int | None = None
    """Steps of a quick render; None where nobody knows."""


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
    sizes: bool = True
    """Width and height can be chosen."""
    samplers: tuple[str, ...] = ()
    """Those to choose from, by name; empty where it has one of its own."""


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
