"""Describe, memory and free: what an engine can do, and what its models take."""

from __future__ import annotations

from typing import Any, ClassVar

from promptstudio.protocol.base import Data, Request, Result, Verb
from promptstudio.protocol.renderers import RenderDefaults, RendererInfo


class MethodInfo(Data, frozen=True):
    """A method as the window's chooser, `promptstudio methods` and the docs show it."""

    name: str
    title: str
    paper: str
    summary: str
    needs_gradients: bool
    models: tuple[str, ...]
    """Roles of the models it uses."""
    tasks: tuple[str, ...]
    """Those of `TASKS` that it can do."""
    typical_cost: str
    settings: dict[str, Any] = {}
    """Defaults of its own settings, by name."""
    locks: bool = False
    """It can keep locked words."""
    choices: dict[str, tuple[str, ...]] = {}
    """Values that settings made of words may have."""
    ranges: dict[str, tuple[float | None, float | None]] = {}
    """Least and most of settings that are numbers; None where open. An exclusive bound is given as the nearest value
    inside it, to four decimals."""
    help: dict[str, str] = {}
    """What a setting does, where the method says so."""
    slow: bool = False
    """Minutes where others take seconds."""
    plugin: str = ""
    """The distribution that adds it; empty for our own."""


class ModelInfo(Data, frozen=True):
    """One component of a profile."""

    role: str
    """As in the catalogue."""
    name: str
    kind: str
    licence: str
    path: str
    bytes: int
    """Size on disk; 0 when absent."""
    present: bool


class DescribeRequest(Request, frozen=True):
    """Ask what this engine can do."""

    verb: ClassVar = Verb("engine", doing="starting the engine", priority=0, waited_for=False)


class EngineInfo(Result, frozen=True):
    """What an engine can do and runs on."""

    profile: str
    device: str
    methods: tuple[MethodInfo, ...]
    models: tuple[ModelInfo, ...]
    versions: dict[str, str]
    """Of this program and its libraries, by name."""
    dtype: str = "float32"
    """Number format of the weights."""
    render: RenderDefaults | None = None
    """None without a text-to-image model."""
    knows: str = ""
    """What the pictures show that its guide was trained on; empty where the profile does not say, for published models
    have seen pictures of all kinds."""
    image_size: int | None = None
    """Side, in pixels, of the square in which its guide sees a picture; None where its files do not say."""
    renderers: tuple[RendererInfo, ...] = ()
    """What can make pictures; the profile's own is the first, where it has one."""
    faults: tuple[str, ...] = ()
    """A sentence for each plug-in that was left out."""
    language_dtype: str = "float32"
    """Number format of language models."""

    def renderer(self, name: str) -> RendererInfo | None:
        """The renderer that `RenderSettings.renderer` names; None when there is none."""
        return next((renderer for renderer in self.renderers if renderer.id == name), None)

    @property
    def number_formats(self) -> str:
        """Both, for a person."""
        other = f", language models {self.language_dtype}" if self.language_dtype != self.dtype else ""
        return self.dtype + other


class MemoryRequest(Request, frozen=True):
    """Ask what the models take. Answered at once; loads nothing."""

    verb: ClassVar = Verb("memory", doing="measuring memory", priority=0, waited_for=False)


class LoadedModel(Data, frozen=True):
    """A model that takes memory."""

    role: str
    name: str
    bytes: int
    """Of its weights."""
    place: str
    """One of "device", "offloaded" (weights in main memory, visiting the device part by part) and "parked" (in main
    memory until it is needed again)."""
    in_use: bool
    """An open job works with it."""


class MemoryInfo(Result, frozen=True):
    """Memory of the engine and its device, in bytes."""

    device: str
    device_total: int
    device_free: int
    used: int
    """Measured, of this engine on its device; on the CPU the resident size of its process."""
    limit: int
    """What models may take together."""
    ram_total: int
    ram_free: int
    process: int
    """Resident main memory of the engine's process."""
    models: tuple[LoadedModel, ...]


class EstimateRequest(Request, frozen=True):
    """Ask how long the verbs would take on this machine's processor. Loads nothing."""

    verb: ClassVar = Verb("estimate", doing="measuring how fast this machine is", priority=5, waited_for=False)


class Estimate(Data, frozen=True):
    """What a profile's verbs are expected to take, in seconds, once its models are loaded."""

    invert: float
    """With `edit_friendly` and a budget of 32."""
    render: float


class Estimates(Result, frozen=True):
    """What is to be expected of profiles on this machine's processor."""

    profiles: dict[str, Estimate]
    """By name; without those that do not fit or lack a model."""


class FreeMemoryRequest(Request, frozen=True):
    """Ask the engine to unload every model that no open job is using. `EngineClient.free` asks and does more."""

    verb: ClassVar = Verb("freeing memory", doing="freeing memory", priority=0, waited_for=False)


class FreedMemory(Result, frozen=True):
    """What freeing memory gave back, in bytes."""

    bytes_before: int
    """Measured like `MemoryInfo.used`."""
    bytes_after: int
    """Measured like `MemoryInfo.used`."""
    process: int
    """Main memory that the engine's process still holds."""
    kept: tuple[str, ...] = ()
    """Models that open jobs are using."""
    restarted: bool = False
    """The process was ended to give everything back."""
