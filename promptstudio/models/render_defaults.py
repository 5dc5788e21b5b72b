"""What suits a text-to-image model when nobody says otherwise: steps, guidance, size, steps of a quick render.

Read from small files; light.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from promptstudio.catalogue.profiles import Component
from promptstudio.models.families import family_in, pipeline_folder
from promptstudio.protocol import Abilities, RenderDefaults
from promptstudio.resources import resource
from promptstudio.text import json_value

SAMPLERS = ("DDIM", "DPM++ 2M", "DPM++ 2M Karras", "UniPC", "Euler")
"""The deterministic schedulers of `models/adapters/schedulers.py`, by the names that A1111's metadata uses."""
SCHEDULERS = {"ddim": "DDIM", "dpmpp_2m": "DPM++ 2M"}
"""Those that a model's option `scheduler` may name."""
STABLE_DIFFUSION = Abilities(traces=True, learns=True, weights=True, quick=True, samplers=SAMPLERS, clip_skip=True)
"""What Stable Diffusion 1 and 2 can do."""
PROGRAM = Abilities(weights=True, pieces=None)
"""What every other program can do: none has a way to hand out attention, or to learn, and all of them read what is
longer than CLIP's window in portions."""

_STEPS, _GUIDANCE = 20, 5.0
_DISTILLED_STEPS, _DISTILLED_GUIDANCE = 4, 0.0
_QUICK_STEPS, _DISTILLED_QUICK_STEPS = 5, 1


def abilities_of(component: Component) -> Abilities:
    """Of a model that need not be loaded."""
    return family_in(pipeline_folder(component)).abilities if component.kind == "diffusers" else STABLE_DIFFUSION


def is_distilled(scheduler: Mapping[str, Any]) -> bool:
    """Whether a scheduler's configuration is that of a model distilled to a few steps without guidance (SD-Turbo):
    those start at the very last timestep and predict the noise."""
    return scheduler.get("timestep_spacing") == "trailing" and scheduler.get("prediction_type", "epsilon") == "epsilon"


def steps_and_guidance(component: Component, scheduler: Mapping[str, Any]) -> tuple[int, float]:
    """By the component's options `steps` and `guidance`, else by its scheduler's configuration."""
    distilled, options = is_distilled(scheduler), component.options
    steps = options.get("steps", _DISTILLED_STEPS if distilled else _STEPS)
    guidance = options.get("guidance", _DISTILLED_GUIDANCE if distilled else _GUIDANCE)
    return int(str(steps)), float(str(guidance))


def quick_steps(component: Component, scheduler: Mapping[str, Any]) -> int:
    """Steps of a quick render: the component's option `quick_steps`, else what suits its kind."""
    steps = _DISTILLED_QUICK_STEPS if is_distilled(scheduler) else _QUICK_STEPS
    return int(str(component.options.get("quick_steps", steps)))


def render_defaults(component: Component) -> RenderDefaults:
    """Of a model that need not be loaded, nor even be there."""
    if component.kind == "diffusers":
        family, options = family_in(pipeline_folder(component)), component.options
        steps = int(str(options.get("steps", family.steps)))
        guidance = float(str(options.get("guidance", family.guidance)))
        return RenderDefaults(steps, guidance, family.size, max(steps // 4, 1))
    folder = _configurations(component)
    schedule = _read(folder / "scheduler" / "scheduler_config.json")
    steps, guidance = steps_and_guidance(component, schedule)
    latents = _read(folder / "unet" / "config.json").get("sample_size")
    halvings = len(_read(folder / "vae" / "config.json").get("block_out_channels", ())) - 1
    size = latents * 2**halvings if isinstance(latents, int) and halvings >= 0 else None
    sampler = SCHEDULERS.get(str(component.options.get("scheduler", "ddim")), "")
    return RenderDefaults(steps, guidance, size, quick_steps(component, schedule), sampler)


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
        return dict(json_value(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
