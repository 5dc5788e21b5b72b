"""Which pixels of a picture show which thing: a segmenter that only measures, never steers."""

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

from diffusers import UNet2DModel  # isort: skip

if TYPE_CHECKING:
    from promptstudio.machine import Placement

_LEAST = 0.005  # share of the picture: fewer pixels are a slip, not a thing


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
        """Whether one of its classes is called so."""
        return word.lower() in self.labels[1:]

    @torch.inference_mode()
    def mask(self, picture: Image.Image, words: Iterable[str]) -> np.ndarray | None:
        """Where any of `words` is seen, bool (height, width) of the picture; None when none of them is."""
        classes = {self.labels.index(word.lower()) for word in words if self.knows(word)}
        small = picture.convert("RGB").resize((self.side, self.side), Image.Resampling.BOX)
        pixels = torch.from_numpy(np.array(small)).permute(2, 0, 1)[None].float() / 127.5 - 1
        logits = self.model(pixels.to(self.device), 0).sample
        # Between its pixels the scores are smooth: borders finer than the grid that it looks at.
        fine = torch.nn.functional.interpolate(logits, (picture.height, picture.width), mode="bilinear")
        mask = np.isin(fine[0].argmax(0).cpu().numpy(), list(classes))
        return mask if mask.mean() >= _LEAST else None
