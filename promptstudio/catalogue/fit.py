"""What models need and what would fit: arithmetic on the catalogue and the machine's facts. Loads nothing; no torch.

Estimates. A model's need is the catalogue's figure for the number format, else what the headers of its files say. Work
on the device needs more than weights, so only a share of its memory is planned with.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec

from promptstudio.catalogue.checkpoints import holds, parts_of
from promptstudio.catalogue.finding import expand
from promptstudio.catalogue.profiles import Component, Profile
from promptstudio.machine import BYTES_PER_NUMBER, Dtype, MemoryFacts
from promptstudio.text import json_value

TOGETHER = (
    ("guide_clip", "masked_lm"),
    ("guide_clip", "causal_lm"),
    ("guide_clip", "captioner"),
    ("guide_clip", "segmenter"),
    ("judge_clip", "segmenter"),
    ("text_to_image",),
)
"""Roles that one step of the five verbs works with at the same time; between them models can take turns."""

LAYERED = (
    *("masked_lm", "llada", "dream", "a2d", "causal_lm", "gguf", "vlm"),
    *("florence2", "blip", "blip2", "llava", "vision_encoder_decoder"),
)
"""Kinds made of many equal layers: they go to a device layer by layer, and work in bfloat16 on any processor."""

_SHARE = {"cuda": 0.85, "mps": 0.8, "cpu": 0.8}
_OFFLOADED = {kind: 0.2 for kind in LAYERED}  # the largest layer beside embeddings and head, of 0.6 to 8 B models
_OFFLOADED_ELSE = 0.75  # of Stable Diffusion the UNet is two thirds; CLIP towers are small and go in halves
_GGUF_GROWTH = 3.5  # four and a half bits a weight, unpacked to sixteen
_QUICK_ON_CPU = 1_000_000_000  # bytes of all models together
_NOT_LOADED = {"safety_checker", "feature_extractor"}  # folders of a pipeline that are models of their own


class Fit(msgspec.Struct, frozen=True):
    """Whether a profile would run on this machine."""

    profile: str
    verdict: str
    """One of "device", "offload" (weights wait in main memory), "cpu" (slow) and "no"."""
    takes_turns: bool
    """Whether its models do not fit into memory all at once."""
    need: int
    """Bytes it needs, in the way of the verdict; for "no", in the most modest way."""
    there: int
    """Bytes it can have, at `where`."""
    where: str
    """The device it would compute on."""
    present: int
    """How many of its models are on this machine."""
    models: int
    """How many models it has."""


def share_of(device: str) -> float:
    """The share of a device's memory that models are planned with; the rest is for their work."""
    return _SHARE[device.partition(":")[0]]


def need_of(component: Component, dtype: Dtype) -> int:
    """Bytes of the loaded weights in `dtype`; 0 for what is no model (phrases), or is not here and not documented."""
    memory = component.model.memory
    if dtype in memory:
        return memory[dtype]
    if memory:
        known, size = next(iter(memory.items()))
        return size * BYTES_PER_NUMBER[dtype] // BYTES_PER_NUMBER[known]
    path = component.path
    numbers = sum(map(_numbers_below, (path, *_beside(component))))
    files = [path] if path.is_file() else sorted(path.glob("**/*"))
    packed = sum(file.stat().st_size for file in files if file.suffix == ".gguf")
    if numbers or packed:
        return numbers * BYTES_PER_NUMBER[dtype] + round(packed * _GGUF_GROWTH * BYTES_PER_NUMBER[dtype] / 2)
    return component.model.bytes


def offloaded_need(component: Component, dtype: Dtype) -> int:
    """Bytes that the device has to have when the weights wait in main memory."""
    return round(need_of(component, dtype) * _OFFLOADED.get(component.kind, _OFFLOADED_ELSE))


def memory_need(component: Component, there: int) -> int:
    """Bytes in main memory when it computes on the CPU: in float32, or for layered models in bfloat16 (half as much,
    slower on most processors) where only that fits in `there` bytes."""
    need = need_of(component, "float32")
    if need > there and component.kind in LAYERED:
        return need_of(component, "bfloat16")
    return need


def fit(profile: Profile, dtype: Dtype, facts: MemoryFacts, language: Dtype | None = None) -> Fit:
    """How `profile` would run on the device of `facts` with weights in `dtype` (those of language models in `language`,
    where that is another), else on the CPU."""
    components = profile.components.values()

    def need(component: Component, of: Callable[[Component, Dtype], int] = need_of) -> int:
        return of(component, language if language and component.kind in LAYERED else dtype)

    count = (sum(component.present for component in components), len(components))
    groups = [[c for role in roles if (c := profile.get(role)) is not None] for roles in TOGETHER]
    everything = list({c.path: c for group in groups for c in group}.values())
    memory = round(facts.ram_total * share_of("cpu"))
    if facts.device != "cpu":
        there = round(facts.device_total * share_of(facts.device))
        together = sum(need(c) for c in everything)
        alone = max((sum(need(c) for c in group) for group in groups), default=0)
        if alone <= there:
            turns = together > there
            return Fit(profile.name, "device", turns, alone if turns else together, there, facts.device, *count)
        offloaded = max((need(c, offloaded_need) for c in everything), default=0)
        largest = max((need(c) for c in everything), default=0)
        if facts.device.startswith("cuda") and offloaded <= there and largest <= memory:
            return Fit(profile.name, "offload", True, offloaded, there, facts.device, *count)
    together = sum(memory_need(c, memory) for c in everything)
    alone = max((sum(memory_need(c, memory) for c in group) for group in groups), default=0)
    turns = together > memory
    # What takes little of the machine computes at an acceptable pace: the CPU is then a device like any other.
    quick = facts.device == "cpu" and together < _QUICK_ON_CPU
    verdict = "no" if alone > memory else "device" if quick else "cpu"
    return Fit(profile.name, verdict, turns, alone if turns else together, memory, "cpu", *count)


def _beside(component: Component) -> list[Path]:
    """Folders from which a pipeline takes the parts that its one file of weights does not hold."""
    option = component.options.get("config")
    if component.kind != "diffusers" or option is None or not component.path.is_file():
        return []
    folder = expand(str(option))
    try:
        parts = parts_of(json_value((folder / "model_index.json").read_text(encoding="utf-8")))
        names = tuple(_header(component.path))
        return [folder / part for part, (_, made) in parts.items() if not holds(names, part, made)]
    except (OSError, ValueError, TypeError, AttributeError):
        return []


def _numbers_below(path: Path) -> int:
    """Of a file, or of what is loaded of a folder."""
    if path.is_file():
        return _numbers_in(path) if _is_loaded(Path(path.name), [path], path.parent) else 0
    files = sorted(path.glob("**/*"))
    return sum(_numbers_in(file) for file in files if _is_loaded(file.relative_to(path), files, path))


def _is_loaded(name: Path, files: list[Path], root: Path) -> bool:
    """Not a second copy in another format (`x.fp16.safetensors` beside `x.safetensors`), not another model's folder."""
    if name.suffix != ".safetensors" or _NOT_LOADED & set(name.parts[:-1]):
        return False
    plain = name.with_name(name.name.replace(".fp16.", ".").replace("non_ema.", ""))
    return plain == name or root / plain not in files


def _numbers_in(file: Path) -> int:
    """How many numbers the tensors of a safetensors file have, from its header."""
    try:
        shapes = [tensor["shape"] for name, tensor in _header(file).items() if name != "__metadata__"]
        return sum(map(math.prod, msgspec.convert(shapes, list[list[Annotated[int, msgspec.Meta(ge=0)]]])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError):
        return 0


def _header(file: Path) -> dict[str, Any]:
    """The header of a safetensors file; empty where it is longer than the file."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        return dict(json_value(stream.read(length))) if length < file.stat().st_size else {}
