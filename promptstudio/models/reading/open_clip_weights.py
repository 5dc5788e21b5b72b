"""open_clip's models with the weights of a folder, read once.

The library builds a model with random numbers and then copies a second, float32 one over it: twice the memory, and for
a billion parameters most of the time. Here the model is built without memory and is given the file's tensors.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before open_clip: it imports torchvision)

import open_clip  # isort: skip
from open_clip.factory import load_checkpoint
from open_clip.model import CLIP, CustomTextCLIP

_MASK = "attn_mask"  # of a causal text tower: no weight, so not in the file


def read_open_clip(
    folder: Path, weights: Path, config: dict[str, Any], precision: str
) -> tuple[CLIP | CustomTextCLIP, Callable[[Image.Image], torch.Tensor]]:
    """The model of a folder with open_clip_config.json (`config`: its model_cfg) and its preprocessing, on the CPU.

    `precision`: open_clip's name of the number format. Raises what the library raises over damaged files.
    """
    source = f"local-dir:{folder}"
    if "timm_model_name" in config["vision_cfg"]:  # timm computes with tensors while it builds
        model, _, preprocess = open_clip.create_model_and_transforms(source, precision=precision)
        return model, preprocess
    logging.disable(logging.WARNING)  # of a model without weights
    try:
        with torch.device("meta"):
            model, _, preprocess = open_clip.create_model_and_transforms(
                source, precision=precision, device="meta", load_weights=False
            )
    finally:
        logging.disable(logging.NOTSET)
    formats = {name: tensor.dtype for name, tensor in model.state_dict().items()}

    def assign(state: dict[str, torch.Tensor], strict: bool = True) -> Any:  # noqa: ANN401
        # What has the right format already is the file's own memory, mapped and read when it is needed.
        for name in list(state):
            state[name] = state[name].to(formats.get(name))
        return type(model).load_state_dict(model, state, strict=strict, assign=True)

    model.__dict__["load_state_dict"] = assign
    try:
        load_checkpoint(model, str(weights))
    finally:
        del model.__dict__["load_state_dict"]
    for module in model.modules():
        mask = getattr(module, _MASK, None)
        if isinstance(mask, torch.Tensor) and mask.is_meta:
            setattr(module, _MASK, torch.full(mask.shape, -torch.inf).triu_(1))
    return model, preprocess
