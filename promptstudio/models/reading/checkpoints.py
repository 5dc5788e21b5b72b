"""Folders of transformers checkpoints: read without running their code, never as pickles, and put where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import torch

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.weights import first_line, reading
from promptstudio.text import json_value

from accelerate import cpu_offload  # isort: skip
from transformers import (  # isort: skip
    CONFIG_MAPPING,
    AutoProcessor,
    PretrainedConfig,
    PreTrainedModel,
)

_Module = TypeVar("_Module", bound=torch.nn.Module)


def read_config(component: Component) -> dict[str, Any]:
    """What config.json says. Raises ModelMissing when it is not there or not JSON."""
    file = component.require() / "config.json"
    try:
        return dict(json_value(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelMissing(f"“{component.name}” has no readable config.json at {file.parent}.") from error


def native_config(component: Component, model_type: str | None = None, **changes: object) -> PretrainedConfig:
    """The configuration as one of transformers' own classes, whatever code the folder names in `auto_map`.

    `model_type` stands in for the one in config.json: some published models are a native architecture under another
    name. Raises ModelMissing for an architecture that transformers does not have: code from a folder is never run.
    """
    config = read_config(component)
    model_type = model_type or str(config.get("model_type", ""))
    if model_type not in CONFIG_MAPPING:
        raise ModelMissing(
            f"“{component.name}” is a “{model_type}”, which needs program code of its own; Prompt Studio runs no code "
            f"that comes with a model."
        )
    kept = {key: value for key, value in config.items() if key not in ("auto_map", "model_type")}
    return CONFIG_MAPPING[model_type].from_dict(kept | changes)


def load_pretrained(
    model_class: Any,  # noqa: ANN401  (a model class of transformers, or one of its Auto classes)
    component: Component,
    placement: Placement,
    config: PretrainedConfig | None = None,
    **options: object,
) -> PreTrainedModel:
    """A model of `model_class` with every weight read from the component's folder, in evaluation mode.

    Weights are streamed shard by shard into the model on its device: there is never a second copy of them. Raises
    ModelMissing when weights are pickles, missing, damaged or of another shape than the configuration says.
    """
    folder = component.require()
    if config is not None:
        options["config"] = config
    if placement.device != "cpu" and not placement.offload:
        options["device_map"] = {"": placement.torch_device}
    with reading(component):
        model, report = model_class.from_pretrained(
            str(folder),
            local_files_only=True,
            use_safetensors=True,
            dtype=placement.torch_dtype,
            output_loading_info=True,
            **options,
        )
    lacking = sorted(str(key) for key in {*report["missing_keys"], *report["mismatched_keys"]})
    if lacking:
        raise ModelMissing(
            f"“{component.name}” at {folder} lacks {len(lacking)} of its weights (the first is {lacking[0]})."
        )
    return put(model.eval().requires_grad_(False), placement)


def load_processor(component: Component) -> Any:  # noqa: ANN401  (each has methods of its own)
    """The processor that turns pictures and texts into a model's inputs and back. Raises ModelMissing when its files
    are missing or damaged."""
    folder = component.require()
    # Without a native model there is no native processor, and AutoProcessor would ask to run code.
    native_config(component)
    try:
        return AutoProcessor.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise ModelMissing(f"The processor of “{component.name}” could not be loaded: {first_line(error)}") from error


def put(model: _Module, placement: Placement) -> _Module:
    """Moves a model to its device; with `offload` its weights wait in main memory and visit it layer by layer."""
    if placement.offload:
        return cpu_offload(model, execution_device=placement.torch_device)
    torch.nn.Module.to(model, placement.torch_device)
    return model


def weights_file(component: Component, pattern: str) -> Path:
    """The one file of the component that matches `pattern`. Raises ModelMissing when there is none or are several."""
    path = component.require()
    files = [path] if path.is_file() else sorted(path.glob(pattern))
    if len(files) != 1:
        count = "no file" if not files else f"{len(files)} files"
        raise ModelMissing(f"“{component.name}” at {path} holds {count} named {pattern}; exactly one is needed.")
    return files[0]
