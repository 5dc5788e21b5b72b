"""What a checkpoint in one .safetensors file is, as A1111 and ComfyUI use them: told by the names and shapes of its
weights, which stand in its header. No weight is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

UNET, VAE = "model.diffusion_model.", "first_stage_model."
"""How names of the UNet and of the autoencoder begin in the original code."""

_FIRST = f"{UNET}input_blocks.0.0.weight"
_TEXT = {  # prefixes of the text encoder, by version of Stable Diffusion
    "1": ("cond_stage_model.transformer.",),
    "2": ("cond_stage_model.model.", "conditioner.embedders.0.model."),
}
_OTHER_MODELS = (  # a name that only this kind of file has, what it is, and diffusers' pipeline for it
    ("joint_blocks.", "a Stable Diffusion 3 checkpoint", "StableDiffusion3Pipeline"),
    ("double_blocks.", "a Flux checkpoint", "FluxPipeline"),
    ("control_model.", "a ControlNet", ""),
    ("lora_unet_", "a LoRA, which changes a checkpoint and is none", ""),
    ("lora_te", "a LoRA, which changes a checkpoint and is none", ""),
    ("cond_stage_model.roberta.", "an AltDiffusion checkpoint", ""),
)
_DENOISES = ("unet", "transformer")
_PARTS = {
    "Autoencoder": (VAE, "vae."),
    "CLIPText": ("cond_stage_model.", "conditioner.", "text_encoders.clip_"),
    "T5": ("text_encoders.t5xxl.",),
}
"""How names begin of a part's weights, by the class of the part."""
_OTHER_INPUTS = {9: "an inpainting checkpoint", 8: "an InstructPix2Pix checkpoint", 5: "a depth checkpoint"}
_LARGEST_HEADER = 100_000_000  # bytes, as the library has it


class Identity(msgspec.Struct, frozen=True):
    """What a checkpoint is."""

    version: str
    """“1” or “2” for a whole checkpoint of Stable Diffusion that renders from text alone, else empty."""
    what: str
    """In words, as “a Flux checkpoint”."""
    pipeline: str = ""
    """The class of diffusers that renders with it, given a folder with the rest; empty for none."""


def identify(names: Collection[str], shape_of: Callable[[str], Sequence[int]]) -> Identity:
    """`names`: of all weights; `shape_of`: the shape of one of them."""
    for version, prefixes in _TEXT.items():
        if _has(names, prefixes) and _FIRST in names and _has(names, [VAE]):
            if _has(names, [f"{UNET}label_emb."]):
                return Identity("", "a Stable Diffusion XL or unCLIP checkpoint")
            channels = shape_of(_FIRST)[1]
            if channels != 4:
                return Identity("", _OTHER_INPUTS.get(channels, f"a checkpoint with {channels} input channels"))
            return Identity(version, f"a Stable Diffusion {version}.x checkpoint")
    return _other(names)


def holds(names: Iterable[str], part: str, class_name: str) -> bool:
    """Whether a checkpoint has the weights of a pipeline's part, of this class of diffusers or transformers. What
    denoises is always there. `names`: of all weights."""
    prefixes = next((some for start, some in _PARTS.items() if class_name.startswith(start)), ())
    return part in _DENOISES or any(name.startswith(prefixes) for name in names)


def parts_of(index: Mapping[str, Any]) -> dict[str, list[str]]:
    """The parts that a model_index.json names, each with its library and class."""
    return {
        part: value
        for part, value in index.items()
        if isinstance(value, list) and not part.startswith("_") and value[1:] != [None]
    }


def identify_file(file: Path) -> Identity:
    """As `identify`, of a file. ValueError when it has no readable header, OSError when it cannot be read."""
    with file.open("rb") as data:
        length = int.from_bytes(data.read(8), "little")
        if not 2 <= length <= _LARGEST_HEADER:
            raise ValueError(f"{file.name} is no .safetensors file")
        listed = json.loads(data.read(length))
    try:
        shapes = {name: tuple(map(int, facts["shape"])) for name, facts in listed.items() if name != "__metadata__"}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"{file.name} is no .safetensors file") from error
    return identify(shapes, shapes.__getitem__)


def _other(names: Collection[str]) -> Identity:
    if _has(names, ["conditioner.embedders."]):
        return Identity("", "a Stable Diffusion XL checkpoint", "StableDiffusionXLPipeline")
    for mark, what, pipeline in _OTHER_MODELS:
        if any(mark in name for name in names):
            return Identity("", what, pipeline)
    if _FIRST not in names:
        return Identity(
            "", "no checkpoint of Stable Diffusion: it has no UNet under the names that A1111 and ComfyUI use"
        )
    lacking = "autoencoder" if _has(names, [p for prefixes in _TEXT.values() for p in prefixes]) else "text encoder"
    return Identity("", f"a UNet without its {lacking}")


def _has(names: Collection[str], prefixes: Iterable[str]) -> bool:
    starts = tuple(prefixes)
    return any(name.startswith(starts) for name in names)
