"""CLIP, pictures and strings into one space: open_clip's models and transformers' `CLIPModel`."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.clip_prefixes import OpenClipTower, PrefixCache, TransformersTower
from promptstudio.models.adapters.given_embeddings import given_embeddings
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before open_clip: it imports torchvision)
from promptstudio.models.reading.by_word import ByWord, Encode, splits_at_spaces
from promptstudio.models.reading.checkpoints import put
from promptstudio.models.reading.clip_tokenizer import read_clip_tokenizer
from promptstudio.models.reading.finite import check_finite
from promptstudio.models.reading.open_clip_weights import read_open_clip
from promptstudio.models.reading.weights import read_pretrained, reading

import open_clip  # isort: skip
from open_clip import SimpleTokenizer
from open_clip.model import CLIP, CustomTextCLIP, get_input_dtype
from open_clip.tokenizer import HFTokenizer
from open_clip.transform import PreprocessCfg, image_transform_v2
from open_clip.transformer import text_global_pool
from transformers import CLIPModel

_LEAST_GRID = 8
_PRECISION = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}
_CLIP_VOCABULARY = 49408
"""Pieces of OpenAI's CLIP tokenizer, which comes with open_clip as `SimpleTokenizer`."""
_WEIGHTS = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors")
_TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model")


def load_clip(component: Component, placement: Placement) -> Clip:
    """A guide or judge CLIP. Errors: ModelMissing (not there, pickles, damaged, needs files that are not with it)."""
    clip = OpenClip(component, placement) if component.kind == "open_clip" else TransformersClip(component, placement)
    clip.identity = _identity(component, placement)
    return clip


def _identity(component: Component, placement: Placement) -> str:
    """The model's files, by name, size and time of writing, and how it computes."""
    path = component.require()
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    facts = [f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return "\n".join([*facts, component.kind, placement.device, placement.dtype, torch.__version__])


class Clip(ABC):
    """Features are float32, on the CPU, L2-normalised; cosine is their inner product.

    `image_size`: side length in pixels of the pictures that the model sees.
    """

    name: str
    identity: str
    """Differs from that of every model that may compute other features; made by `load_clip`."""
    model: Any
    image_size: int
    _device: torch.device
    _input_dtype: torch.dtype
    _preprocess: Callable[[Image.Image], torch.Tensor]
    _tokenize: Callable[[list[str]], torch.Tensor]
    _prefixes: PrefixCache | None
    """None where the text tower is not causal."""

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """Square RGB pictures of any size → features of shape (images, dim)."""
        return self._unit(self._image_features(self._batch(images)))

    @torch.inference_mode()
    def image_norms(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """Lengths of the features before they are normalised, (images,): the authors of VGD leave them in."""
        return self._image_features(self._batch(images)).float().cpu().norm(dim=-1)

    @torch.inference_mode()
    def layer_statistics(self, images: Sequence[Image.Image], layers: Sequence[str]) -> torch.Tensor:
        """What inner layers of the picture tower make of pictures: of every channel the mean over the picture, then of
        every channel the deviation, layer after layer; (images, 2 · channels of all layers). `layers`: names of modules
        whose outputs are maps (images, channels, height, width)."""
        maps: list[torch.Tensor] = []
        hooks = [
            self._picture_tower.get_submodule(name).register_forward_hook(lambda _, __, out: maps.append(out.float()))
            for name in layers
        ]
        try:
            self._image_features(self._batch(images))
        finally:
            for hook in hooks:
                hook.remove()
        return torch.cat([part for m in maps for part in (m.mean((2, 3)), m.std((2, 3)))], dim=1).cpu()

    @property
    def logit_scale(self) -> float:
        """What CLIP multiplied cosines by in training, 100 for published ones."""
        return float(self.model.logit_scale.exp())

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str], prefixes: bool = False) -> torch.Tensor:
        """Strings → features of shape (strings, dim). Text beyond CLIP's 75 pieces is not seen.

        `prefixes`: keep what is computed, and do not compute anew what a text shares with earlier ones. Features are
        the same but for rounding.
        """
        if not texts:
            return torch.zeros(0, self._dim)
        return self._unit(self._text_features(list(texts), prefixes))

    def forget_prefixes(self) -> None:
        """Drops what `encode_texts` kept. What is computed next does not depend on earlier texts then, not even in its
        rounding."""
        if self._prefixes is not None:
            self._prefixes.forget()

    @torch.inference_mode()
    def patch_features(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """Square RGB pictures → normalised features of every patch, shape (images, rows, columns, dim): those of the
        deepest layer that still has a grid of at least 8 × 8 (a ViT's last one; a ResNet's grids shrink)."""
        return torch.nn.functional.normalize(self._patches(self._batch(images)).float().cpu(), dim=-1)

    def piece_embeddings(self) -> torch.Tensor:
        """The embedding of every piece, (pieces, width) float32. SOT and EOT are the last two."""
        return self._text_table().weight.detach().float().to(self._device)

    def encode_embeddings(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Features of texts given by the embeddings of their pieces, (texts, pieces, width) → (texts, dim), normalised,
        on the model's device. Gradients flow through. SOT and EOT are put around; at most 75 pieces."""
        table = self._text_table()
        ids = torch.zeros(len(embeddings), embeddings.shape[1] + 2, dtype=torch.long, device=self._device)
        ids[:, 0], ids[:, -1] = table.num_embeddings - 2, table.num_embeddings - 1
        with given_embeddings(table, embeddings, range(1, ids.shape[1] - 1)):
            return torch.nn.functional.normalize(self._features_of_ids(ids).float(), dim=-1)

    def _unit(self, features: torch.Tensor) -> torch.Tensor:
        check_finite(features, self.name, self._input_dtype)
        return torch.nn.functional.normalize(features.float().cpu(), dim=-1)

    def _batch(self, images: Sequence[Image.Image]) -> torch.Tensor:
        return torch.stack([self._preprocess(image) for image in images]).to(self._device, self._input_dtype)

    _dim: int

    @property
    @abstractmethod
    def _picture_tower(self) -> torch.nn.Module: ...

    @abstractmethod
    def _image_features(self, batch: torch.Tensor) -> torch.Tensor: ...

    def _text_features(self, texts: list[str], prefixes: bool) -> torch.Tensor:
        ids = self._tokenize(texts)
        if not prefixes or self._prefixes is None:
            return self._features_of_ids(ids.to(self._device))
        with self._text_tower_there():
            return self._prefixes.encode(ids, self._device)

    def _text_tower_there(self) -> AbstractContextManager[None]:
        """With offload: the text tower is on the device while entered."""
        return nullcontext()

    @abstractmethod
    def _features_of_ids(self, ids: torch.Tensor) -> torch.Tensor:
        """(texts, pieces) with SOT and EOT → (texts, dim)"""

    @abstractmethod
    def _text_table(self) -> torch.nn.Embedding: ...

    @abstractmethod
    def _patches(self, batch: torch.Tensor) -> torch.Tensor:
        """→ (images, rows, columns, dim)"""


class OpenClip(Clip):
    """A folder as open_clip's `local-dir` reads it: open_clip_config.json, open_clip_model.safetensors.

    In float16 and bfloat16 norms and embeddings stay in float32, as open_clip trains and evaluates.
    """

    def __init__(self, component: Component, placement: Placement) -> None:
        folder = component.require()
        with reading(component):
            config = json.loads((folder / "open_clip_config.json").read_text(encoding="utf-8"))["model_cfg"]
        _check(component, folder, config)
        precision = _PRECISION[placement.torch_dtype]
        with reading(component):
            model, preprocess = read_open_clip(folder, _weights(folder), config, precision)
            self._tokenize = _open_clip_tokenizer(component, folder, config["text_cfg"])
        self.name = component.name
        self.model: CLIP | CustomTextCLIP = model.eval().requires_grad_(False)
        if not placement.offload:
            self.model.to(placement.torch_device)
        self._offload = placement.offload
        self._device = placement.torch_device
        self._input_dtype = get_input_dtype(precision) or torch.float32
        self._preprocess = preprocess
        self._dim = config["embed_dim"]
        self._prefixes = PrefixCache(OpenClipTower(model)) if OpenClipTower.fits(model) else None
        side = model.visual.image_size
        self.image_size = side if isinstance(side, int) else side[0]

    @property
    def _picture_tower(self) -> torch.nn.Module:
        return self.model.visual

    def _image_features(self, batch: torch.Tensor) -> torch.Tensor:
        with self._on_device([self.model.visual]):
            return self.model.encode_image(batch)

    def _patches(self, batch: torch.Tensor) -> torch.Tensor:
        with self._on_device([self.model.visual]):
            layers = self.model.visual.forward_intermediates(batch, intermediates_only=True)["image_intermediates"]
        finest = max(layer.shape[-1] for layer in layers)
        fine = [layer for layer in layers if layer.shape[-1] >= min(_LEAST_GRID, finest)]
        return fine[-1].permute(0, 2, 3, 1)

    def _text_tower_there(self) -> AbstractContextManager[None]:
        return self._on_device([part for name, part in self.model.named_children() if name != "visual"])

    def _features_of_ids(self, ids: torch.Tensor) -> torch.Tensor:
        with self._text_tower_there():
            if isinstance(self.model, CLIP):
                return self._encode_short(self.model, ids)
            length = self.model.context_length or ids.shape[1]
            return self.model.encode_text(torch.nn.functional.pad(ids, (0, length - ids.shape[1])))

    def _text_table(self) -> torch.nn.Embedding:
        table = getattr(self.model if isinstance(self.model, CLIP) else self.model.text, "token_embedding", None)
        if not isinstance(table, torch.nn.Embedding):
            raise ModelMissing(f"“{self.name}” has a text tower of another kind than CLIP's.")
        return table

    def _encode_short(self, model: CLIP, ids: torch.Tensor) -> torch.Tensor:
        # The tower is causal: positions after the last EOT change nothing, so the batch is cut to its longest string
        # (20 pieces instead of 77 are some six times cheaper). The same steps as open_clip's CLIP.encode_text.
        length = int(ids.argmax(dim=-1).max()) + 1 if model.text_pool_type == "argmax" else ids.shape[1]
        ids = ids[:, :length]
        dtype = model.transformer.get_cast_dtype()
        x = model.token_embedding(ids).to(dtype) + model.positional_embedding[:length].to(ids.device, dtype)
        x = model.ln_final(model.transformer(x, attn_mask=model.attn_mask[:length, :length].to(ids.device)))
        x = text_global_pool(x, ids, model.text_pool_type, eos_token_id=getattr(model, "text_eos_id", None))
        if isinstance(model.text_projection, torch.nn.Linear):
            return model.text_projection(x)
        return x @ model.text_projection.to(ids.device)

    @contextmanager
    def _on_device(self, parts: list[torch.nn.Module]) -> Iterator[None]:
        """With offload: these parts are on the device while entered. One tower at a time, as a whole: layer by layer
        would not do, because open_clip's attention takes weights out of its submodules."""
        if not self._offload:
            yield
            return
        try:
            for part in parts:
                part.to(self._device)
            yield
        finally:
            for part in parts:
                part.to("cpu")


class TransformersClip(Clip):
    """A `CLIPModel` folder of transformers: config.json, model.safetensors; OpenAI's ViT-L/14 is published as one."""

    def __init__(self, component: Component, placement: Placement) -> None:
        folder = component.require()
        model = read_pretrained(component, CLIPModel, folder, "model", placement.torch_dtype)
        self.name = component.name
        text = model.config.text_config
        self._tokenize = _clip_tokenizer(component, folder, text.vocab_size, text.max_position_embeddings)
        self._preprocess = _clip_preprocess(folder, model.config.vision_config.image_size)
        self.image_size = model.config.vision_config.image_size
        self.model: CLIPModel = put(model, placement)
        self._device = placement.torch_device
        self._input_dtype = placement.torch_dtype
        self._dim = model.config.projection_dim
        self._prefixes = PrefixCache(TransformersTower(self.model))

    @property
    def _picture_tower(self) -> torch.nn.Module:
        return self.model.vision_model

    def _image_features(self, batch: torch.Tensor) -> torch.Tensor:
        return self.model.get_image_features(pixel_values=batch).pooler_output

    def _features_of_ids(self, ids: torch.Tensor) -> torch.Tensor:
        return self.model.get_text_features(input_ids=ids).pooler_output

    def _text_table(self) -> torch.nn.Embedding:
        return self.model.text_model.get_input_embeddings()

    def _patches(self, batch: torch.Tensor) -> torch.Tensor:
        hidden = self.model.vision_model(pixel_values=batch).last_hidden_state[:, 1:]
        side = round(hidden.shape[1] ** 0.5)
        return hidden.unflatten(1, (side, side))


# ------------------------------------------------------------------ what a folder needs beside its weights


def _check(component: Component, folder: Path, config: dict[str, Any]) -> None:
    """Refuses what open_clip would do behind our back: read a pickle, reach for the network, or start from noise."""
    if not (folder / _weights(folder).name).is_file() or _weights(folder).name not in _WEIGHTS:
        others = [file.name for file in folder.glob("*.safetensors")]
        if len(others) != 1 or any(folder.glob("*.bin")) or any(folder.glob("*.pth")):
            raise ModelMissing(f"“{component.name}” has no {_WEIGHTS[0]} at {folder}.")
    if hugging_face := config["text_cfg"].get("hf_model_name"):
        raise ModelMissing(f"“{component.name}” has the text tower “{hugging_face}”, which would have to be fetched.")


def _weights(folder: Path) -> Path:
    """The file that open_clip would read: one of its usual names, else the first there is."""
    usual = [folder / name for name in _WEIGHTS if (folder / name).is_file()]
    return [*usual, *sorted(folder.glob("*.safetensors")), folder / _WEIGHTS[0]][0]


def _open_clip_tokenizer(
    component: Component, folder: Path, text: dict[str, Any]
) -> Callable[[list[str]], torch.Tensor]:
    """The tokenizer that the folder's configuration asks for, when its files are in the folder; else open_clip's own,
    which is CLIP's. Nothing is fetched."""
    named = text.get("hf_tokenizer_name")
    if not named or any((folder / name).is_file() for name in _TOKENIZER_FILES):
        return _by_word(open_clip.get_tokenizer(f"local-dir:{folder}"))
    if text.get("vocab_size", _CLIP_VOCABULARY) != _CLIP_VOCABULARY:
        raise ModelMissing(f"“{component.name}” needs the tokenizer “{named}”, whose files are not at {folder}.")
    return _by_word(SimpleTokenizer(context_length=text.get("context_length", 77)))


def _by_word(tokenizer: SimpleTokenizer | HFTokenizer) -> Callable[[list[str]], torch.Tensor]:
    """A tokenizer of open_clip that reads every word once, if it splits texts at spaces. Its ids are the same."""
    encode = _encoder(tokenizer)
    if encode is None:
        return tokenizer
    row = tokenizer([""])[0].tolist()
    sot, eot, pad = row[:3]
    by_word = ByWord(encode)

    def tokenize(texts: list[str]) -> torch.Tensor:
        rows = [[sot, *pieces[: len(row) - 2], eot] for pieces in by_word(texts)]
        return torch.tensor([[*ids, *[pad] * (len(row) - len(ids))] for ids in rows])

    return tokenize


def _encoder(tokenizer: SimpleTokenizer | HFTokenizer) -> Encode | None:
    """What it puts between SOT and EOT; None if that is more than the pieces of each word."""
    if isinstance(tokenizer, SimpleTokenizer):
        return lambda texts: [tokenizer.encode(text) for text in texts]
    inner, clean = tokenizer.tokenizer, tokenizer.clean_fn
    plain = not tokenizer.tokenizer_mode and not tokenizer.strip_sep_token and inner.padding_side == "right"
    if not plain or not inner.is_fast or not splits_at_spaces(inner.backend_tokenizer):
        return None
    return lambda texts: inner([clean(text) for text in texts], add_special_tokens=False).input_ids


def _clip_tokenizer(
    component: Component, folder: Path, vocabulary: int, length: int
) -> Callable[[list[str]], torch.Tensor]:
    """Strings → ids, padded to the longest (the tower is causal: what comes after EOT changes nothing)."""
    if vocabulary == _CLIP_VOCABULARY:
        simple = _by_word(SimpleTokenizer(context_length=length))

        def tokenize(texts: list[str]) -> torch.Tensor:
            ids = simple(texts)
            return ids[:, : int(ids.argmax(dim=-1).max()) + 1]  # EOT has the highest id

        return tokenize
    with reading(component):
        tokenizer = read_clip_tokenizer(folder)
    return lambda texts: (
        tokenizer(texts, padding=True, truncation=True, max_length=length, return_tensors="pt").input_ids
    )


def _clip_preprocess(folder: Path, side: int) -> Callable[[Image.Image], torch.Tensor]:
    """CLIP's own: shortest side to `side` pixels (bicubic), centre, mean and deviation as the folder says."""
    file = folder / "preprocessor_config.json"
    config = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    names = {"image_mean": "mean", "image_std": "std"}
    return image_transform_v2(
        PreprocessCfg(size=side, **{ours: tuple(config[key]) for key, ours in names.items() if key in config}),
        is_train=False,
    )
