"""What suits a text-to-image model when nobody says otherwise: steps, guidance, size. Read from small files; light."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from promptstudio.catalogue.profiles import Component
from promptstudio.protocol import RenderDefaults
from promptstudio.resources import resource

_STEPS, _GUIDANCE = 20, 5.0
_DISTILLED_STEPS, _DISTILLED_GUIDANCE = 4, 0.0


def steps_and_guidance(component: Component, scheduler: Mapping[str, Any]) -> tuple[int, float]:
    """By the component's options `steps` and `guidance`, else by its scheduler's configuration: models distilled to a
    few steps without guidance (SD-Turbo) are those that start at the very last timestep and predict the noise."""
    distilled = (
        scheduler.get("timestep_spacing") == "trailing" and scheduler.get("prediction_type", "epsilon") == "epsilon"
    )
    options = component.options
    steps = options.get("steps", _DISTILLED_STEPS if distilled else _STEPS)
    guidance = options.get("guidance", _DISTILLED_GUIDANCE if distilled else _GUIDANCE)
    return int(str(steps)), float(str(guidance))


def render_defaults(component: Component) -> RenderDefaults:
    """Of a model that need not be loaded, nor even be there."""
    folder = _configurations(component)
    steps, guidance = steps_and_guidance(component, _read(folder / "scheduler" / "scheduler_config.json"))
    latents = _read(folder / "unet" / "config.json").get("sample_size")
    halvings = len(_read(folder / "vae" / "config.json").get("block_out_channels", ())) - 1
    size = latents * 2**halvings if isinstance(latents, int) and halvings >= 0 else None
    return RenderDefaults(steps, guidance, size)


def _configurations(component: Component) -> Path:
    """The folder with the model's configurations. Those of a checkpoint in one file ship with us; which of them it is,
    beyond the option `config`, is found out when it is loaded, but a distilled one says so in its name."""
    if component.kind != "stable_diffusion_file":
        return component.path
    shipped = resource("models", "configs")
    if "config" in component.options:
        return shipped / str(component.options["config"])  # an absolute path stays what it is
    file = component.path if component.path.is_file() else next(component.path.glob("*.safetensors"), component.path)
    return shipped / "sd-turbo" if "turbo" in file.stem.lower() else component.path


def _read(file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
