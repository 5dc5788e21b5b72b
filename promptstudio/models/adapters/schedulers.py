"""Deterministic schedulers of diffusers by the names that A1111's metadata uses.

None adds noise of its own, so that two renders of one seed differ by their prompts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (diffusers may import torchvision)

from diffusers import (  # isort: skip
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    UniPCMultistepScheduler,
)


def deterministic(name: str, schedule: Mapping[str, Any]) -> Any:  # noqa: ANN401  (diffusers declares no types)
    """The scheduler `name` (`render_defaults.SAMPLERS`) on the checkpoint's noise schedule (`schedule`: its scheduler's
    configuration, whatever its class).

    Latents are never clipped. A schedule that is walked from its very end ("trailing": SD-Turbo) is walked to its very
    beginning by DDIM, too: its own Euler scheduler ends without noise.
    """
    config = {**schedule, "clip_sample": False}
    match name:
        case "DPM++ 2M" | "DPM++ 2M Karras":
            karras = name.endswith("Karras")
            return DPMSolverMultistepScheduler.from_config(
                config, algorithm_type="dpmsolver++", solver_order=2, use_karras_sigmas=karras
            )
        case "UniPC":
            return UniPCMultistepScheduler.from_config(config)
        case "Euler":
            return EulerDiscreteScheduler.from_config(config)
    if config.get("timestep_spacing") == "trailing":
        config["set_alpha_to_one"] = True
    return DDIMScheduler.from_config(config)
