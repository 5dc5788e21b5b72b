"""The optional look at a finished render: may it be explicit? A flagged picture is blurred until somebody asks for it;
it is never replaced and never withheld in silence."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.checkpoints import put
from promptstudio.models.reading.weights import read_pretrained, reading

from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker  # isort: skip
from transformers import CLIPImageProcessor


def load_safety_checker(component: Component, placement: Placement) -> SafetyChecker:
    """Kind safety_checker: config.json, model.safetensors, and preprocessor_config.json beside them or, as in a Stable
    Diffusion folder, in ../feature_extractor. Errors: ModelMissing with the reason."""
    return SafetyChecker(component, placement)


class SafetyChecker:
    """diffusers' `StableDiffusionSafetyChecker`: a picture's CLIP features against 17 unnamed concepts. It errs in both
    directions."""

    def __init__(self, component: Component, placement: Placement) -> None:
        folder = component.require()
        model = read_pretrained(component, StableDiffusionSafetyChecker, folder, "model", placement.torch_dtype)
        with reading(component):
            self._processor = _processor(folder)
        self.name = component.name
        self.model: StableDiffusionSafetyChecker = put(model, placement)
        self._device, self._dtype = placement.torch_device, placement.torch_dtype

    @torch.inference_mode()
    def flags(self, picture: Image.Image) -> bool:
        """Whether the picture may be explicit. It is not changed."""
        inputs = self._processor(picture.convert("RGB"), return_tensors="pt").pixel_values
        # What it is given as `images` it paints black where it flags; a stand-in of one pixel is all it gets.
        stand_in = [torch.ones(1)]
        _, flagged = self.model(clip_input=inputs.to(self._device, self._dtype), images=stand_in)
        return bool(flagged[0])


def _processor(folder: Path) -> CLIPImageProcessor:
    for place in (folder, folder.parent / "feature_extractor"):
        if (place / "preprocessor_config.json").is_file():
            return CLIPImageProcessor.from_pretrained(str(place), local_files_only=True)
    return CLIPImageProcessor()  # CLIP's own values, which the published checker uses
