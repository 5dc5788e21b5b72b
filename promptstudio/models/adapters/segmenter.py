"""Which pixels of a picture show which thing: segmenters that only measure, never steer.

`Segmenter` knows the things that it was trained on; `ClipSeg` looks for whatever a word names. Both answer the same
questions: `knows`, `things`, `mask`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (diffusers may import torchvision)
from promptstudio.models.reading.checkpoints import put
from promptstudio.models.reading.clip_tokenizer import read_clip_tokenizer
from promptstudio.models.reading.weights import read_pretrained, reading

from diffusers import UNet2DModel  # isort: skip
from transformers import CLIPSegForImageSegmentation, ViTImageProcessor

if TYPE_CHECKING:
    from promptstudio.machine import Placement

_LEAST = 0.005  # share of the picture: fewer pixels are a slip, not a thing
_SHOWN = 0.4  # probability from which CLIPSeg's pixels show the thing; its authors report their best IoU at 0.3 to 0.5


def load_segmenter(component: Component, placement: Placement) -> Segmenter | ClipSeg:
    """The adapter of a component of kind segmenter or clipseg. Errors: ModelMissing."""
    return ClipSeg(component, placement) if component.kind == "clipseg" else Segmenter(component, placement)


class Segmenter:
    """diffusers' `UNet2DModel` with a class a channel (time is always 0), and `labels.json` that names the channels.

    Channel 0 is the background. It always computes in float32: it is small, and borders are a matter of close calls.
    """

    def __init__(self, component: Component, placement: Placement) -> None:
        folder = component.require()
        self.name = component.name
        self.device = placement.torch_device
        try:
            self.labels: list[str] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelMissing(f"The segmenter “{component.name}” has no readable labels.json at {folder}.") from error
        model = UNet2DModel.from_pretrained(str(folder), local_files_only=True, dtype=torch.float32)
        self.model = model.to(self.device).eval().requires_grad_(False)
        self.side: int = model.config.sample_size
        if model.config.out_channels != len(self.labels):
            raise ModelMissing(f"The segmenter “{component.name}” has {model.config.out_channels} classes, not labels.")

    def knows(self, word: str) -> bool:
        """Whether `word` is a label, or the plural of one."""
        return self._label(word) is not None

    def things(self, picture: Image.Image) -> list[str]:
        """The labels of everything that is seen, the largest first."""
        classes, pixels = np.unique(self._classes(picture), return_counts=True)
        least = _LEAST * picture.width * picture.height
        order = sorted(zip(pixels.tolist(), classes.tolist(), strict=True), reverse=True)
        return [self.labels[label] for count, label in order if label and count >= least]

    def mask(self, picture: Image.Image, words: Iterable[str]) -> np.ndarray | None:
        """Where any of `words` is seen, bool (height, width) of the picture; None when none of them is."""
        wanted = [label for word in words if (label := self._label(word)) is not None]
        found = np.isin(self._classes(picture), wanted)
        return found if found.mean() >= _LEAST else None

    def _label(self, word: str) -> int | None:
        """The channel of a word; of a plural in -s, that of the singular."""
        word = word.lower()
        forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
        return next((self.labels.index(form) for form in forms if form in self.labels[1:]), None)

    @torch.inference_mode()
    def _classes(self, picture: Image.Image) -> np.ndarray:
        """The likeliest channel of every pixel, (height, width)."""
        small = picture.convert("RGB").resize((self.side, self.side), Image.Resampling.BOX)
        pixels = torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float() / 127.5 - 1
        logits = self.model(pixels.to(self.device), 0).sample
        # Between its pixels the scores are smooth: borders finer than the grid that it looks at.
        fine = torch.nn.functional.interpolate(logits, (picture.height, picture.width), mode="bilinear")
        return fine[0].argmax(0).cpu().numpy()


class ClipSeg:
    """transformers' `CLIPSegForImageSegmentation`: one mask for each text. Kind clipseg: config.json,
    model.safetensors, preprocessor_config.json, CLIP's tokenizer. It finds things, not parts of speech: whether a word
    names a thing is for others to know."""

    def __init__(self, component: Component, placement: Placement) -> None:
        folder = component.require()
        model = read_pretrained(component, CLIPSegForImageSegmentation, folder, "model", placement.torch_dtype)
        with reading(component):
            self._processor = ViTImageProcessor.from_pretrained(str(folder), local_files_only=True)
            self._tokenizer = read_clip_tokenizer(folder)
        self.name = component.name
        self.model: CLIPSegForImageSegmentation = put(model, placement)
        self._device, self._dtype = placement.torch_device, placement.torch_dtype

    def knows(self, word: str) -> bool:
        """Any word can be looked for."""
        return bool(word.strip())

    def things(self, picture: Image.Image) -> list[str]:
        """Nothing: it has no list of things of its own."""
        return []

    @torch.inference_mode()
    def mask(self, picture: Image.Image, words: Iterable[str]) -> np.ndarray | None:
        """Where any of `words` is seen, bool (height, width) of the picture; None when none of them is."""
        texts = list(words)
        pixels = self._processor(picture.convert("RGB"), return_tensors="pt").pixel_values
        pieces = self._tokenizer(texts, padding=True, truncation=True, max_length=77, return_tensors="pt")
        logits = self.model(
            input_ids=pieces.input_ids.to(self._device),
            attention_mask=pieces.attention_mask.to(self._device),
            pixel_values=pixels.to(self._device, self._dtype).expand(len(texts), -1, -1, -1),
        ).logits
        scores = logits.float().reshape(len(texts), 1, *logits.shape[-2:]).sigmoid()
        fine = torch.nn.functional.interpolate(scores, (picture.height, picture.width), mode="bilinear")
        found = (fine.amax((0, 1)) >= _SHOWN).cpu().numpy()
        return found if found.mean() >= _LEAST else None
