"""Do the guide's text tower and the text-to-image model's text encoder agree?

A guide scores prompts for what its own text tower makes of them; the renderer reads them with its own. Stable
Diffusion 2 was trained on OpenCLIP ViT-H-14's tower without its last block, Stable Diffusion 1 on OpenAI's ViT-L/14.
Another guide costs quality: VGD measures .655 (ViT-B/32) and .626 (ViT-L/14) against .735 with the tower that Stable
Diffusion 2 reads with (ViT-H-14).

Both are read from their files, tensor by tensor, without loading a model. Names are those of transformers'
`CLIPTextModel`, whatever the file calls them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import torch
from safetensors import safe_open

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.models.reading.weights import reading, weights_in

_SAME = 0.01
"""Relative distance up to which two towers are the same one in different number formats (bfloat16 rounds by 0.002)."""
_RELATED = 0.5
"""Unrelated towers are √2 apart; fine-tuning moves one by far less than this."""

_OPEN_CLIP = {
    "token_embedding.weight": "embeddings.token_embedding.weight",
    "positional_embedding": "embeddings.position_embedding.weight",
    "ln_final.weight": "final_layer_norm.weight",
    "ln_final.bias": "final_layer_norm.bias",
}
_OPEN_CLIP_BLOCK = {
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
    "attn.out_proj": "self_attn.out_proj",
}
_OPEN_CLIP_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")
_PREFIXES = (
    "cond_stage_model.model.",  # Stable Diffusion 2 in one file
    "conditioner.embedders.0.model.",  # the same, written by the sgm code (SD-Turbo)
    "cond_stage_model.transformer.text_model.",  # Stable Diffusion 1 in one file
    "cond_stage_model.transformer.",  # the same, as some merges write it
    "text_model.",  # transformers
    "text.",  # open_clip's CustomTextCLIP
    "",
)


class TowerMatch(msgspec.Struct, frozen=True):
    """Whether two text towers are the same."""

    match: bool
    difference: float
    """Distance of all shared weights relative to their size: 0 for equal, about 1.4 for unrelated towers, infinite
    where shapes or vocabularies differ."""
    blocks: int
    """How many transformer blocks they share."""
    sentence: str
    """The result, for a person."""


class TextTower(Mapping[str, torch.Tensor]):
    """A CLIP text tower in files, by the names of transformers' `CLIPTextModel`. Tensors are read when asked for.

    Raises ModelMissing when the files hold no such tower.
    """

    def __init__(self, component: Component, files: list[Path]) -> None:
        with reading(component):
            self._files = [safe_open(file, "pt") for file in files]
            keys = {key: file for file in self._files for key in file.keys()}
        for prefix in _PREFIXES:
            inner = {key.removeprefix(prefix): key for key in keys if key.startswith(prefix)}
            places = dict(_places(inner))
            if "embeddings.token_embedding.weight" in places:
                break
        else:
            raise ModelMissing(f"“{component.name}” at {component.path} holds no CLIP text tower.")
        self.prefix = prefix
        self._places = {name: (keys[inner[key]], inner[key], third) for name, (key, third) in places.items()}

    def __getitem__(self, name: str) -> torch.Tensor:
        file, key, third = self._places[name]
        tensor = file.get_tensor(key)
        return tensor if third is None else tensor.chunk(3)[third]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @property
    def blocks(self) -> int:
        """How many transformer blocks the tower has."""
        return len({_block_of(name) for name in self if name.startswith("encoder.layers.")})

    @property
    def may_end_in_an_idle_block(self) -> bool:
        """A file of Stable Diffusion 2 may hold the whole tower. Its last block is not used, and some trainers that
        save such a file fill it with zeros."""
        return self.prefix in _PREFIXES[:2]

    def shape(self, name: str) -> tuple[int, ...]:
        """Shape of one tensor, without reading it."""
        file, key, third = self._places[name]
        shape = tuple(file.get_slice(key).get_shape())
        return shape if third is None else (shape[0] // 3, *shape[1:])


def text_tower(component: Component) -> TextTower:
    """The text tower of a guide (open_clip, clip) or of a text-to-image model (stable_diffusion, …_file)."""
    folder = component.require()
    if folder.is_file():
        return TextTower(component, [folder])
    match component.kind:
        case "open_clip":
            files = [folder / name for name in _OPEN_CLIP_FILES if (folder / name).is_file()]
            return TextTower(component, files[:1] or sorted(folder.glob("*.safetensors"))[:1])
        case "stable_diffusion":
            return TextTower(component, weights_in(component, folder / "text_encoder", "model"))
        case "clip":
            return TextTower(component, weights_in(component, folder, "model"))
    return TextTower(component, sorted(folder.glob("*.safetensors"))[:1])


def compare_towers(guide: Component, renderer: Component) -> TowerMatch:
    """Compares what the two towers share: embeddings, final norm and the blocks that both have.

    Reads both files once (some seconds for ViT-H-14). Raises ModelMissing when one of them is not there.
    """
    first, second = text_tower(guide), text_tower(renderer)
    blocks = min(first.blocks - second.may_end_in_an_idle_block, second.blocks)
    shared = [name for name in first if name in second and _block_of(name) < blocks]
    names = f"{guide.name} and the text encoder of {renderer.name}"
    sizes = {"width": 1, "vocabulary": 0}
    for what, axis in sizes.items():
        mine, theirs = (tower.shape("embeddings.token_embedding.weight")[axis] for tower in (first, second))
        if mine != theirs:
            return _differ(blocks, f"{names} are different towers ({what} {mine} and {theirs})")
    if any(first.shape(name) != second.shape(name) for name in shared):
        return _differ(blocks, f"{names} are towers of different shapes")
    squares = distance = 0.0
    for name in shared:
        one, other = first[name].float(), second[name].float()
        squares += float(one.square().sum())
        distance += float((one - other).square().sum())
    difference = (distance / squares) ** 0.5 if squares else float("inf")
    if difference <= _SAME:
        return TowerMatch(True, difference, blocks, f"{names} are the same tower ({blocks} blocks compared).")
    if difference < _RELATED:
        return _differ(blocks, f"The text encoder of {renderer.name} was trained on from {guide.name}", difference)
    return _differ(blocks, f"{names} are different towers", difference)


def _differ(blocks: int, what: str, difference: float = float("inf")) -> TowerMatch:
    number = f", {difference:.2f} apart" if difference < float("inf") else ""
    return TowerMatch(False, difference, blocks, f"{what}{number}: prompts may render less like the reference.")


def _block_of(name: str) -> int:
    """Which block a tensor belongs to; -1 for embeddings and the final norm."""
    return int(name.split(".")[2]) if name.startswith("encoder.layers.") else -1


def _places(keys: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, int | None]]]:
    """(transformers' name, (the file's name without its prefix, which third of that tensor))."""
    for key in keys:
        if key in _OPEN_CLIP:
            yield _OPEN_CLIP[key], (key, None)
        elif key.startswith("transformer.resblocks."):
            block, _, rest = key.removeprefix("transformer.resblocks.").partition(".")
            part, _, kind = rest.rpartition(".")
            if rest in ("attn.in_proj_weight", "attn.in_proj_bias"):
                for third, letter in enumerate("qkv"):
                    yield (
                        f"encoder.layers.{block}.self_attn.{letter}_proj.{rest.removeprefix('attn.in_proj_')}",
                        (key, third),
                    )
            elif part in _OPEN_CLIP_BLOCK:
                yield f"encoder.layers.{block}.{_OPEN_CLIP_BLOCK[part]}.{kind}", (key, None)
        elif key.startswith(("embeddings.", "encoder.layers.", "final_layer_norm.")) and "position_ids" not in key:
            yield key, (key, None)
