"""Which adapter a model of the catalogue gets.

Libraries take seconds to import, so each adapter is imported only when a model of its kind is loaded.
"""

from __future__ import annotations

from typing import Any

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import BadRequest
from promptstudio.machine import Placement


def load(component: Component, placement: Placement) -> Any:  # noqa: ANN401
    """Loads a component and returns its adapter, by its kind. Errors: BadRequest for an unknown kind, ModelMissing."""
    match component.kind:
        case "open_clip" | "clip":
            from promptstudio.models.adapters.clip import load_clip

            return load_clip(component, placement)
        case "masked_lm" | "llada" | "dream" | "a2d":
            from promptstudio.models.adapters.masked_lm import load_masked_lm

            return load_masked_lm(component, placement)
        case "causal_lm" | "gguf":
            from promptstudio.models.adapters.causal_lm import load_causal_lm

            return load_causal_lm(component, placement)
        case "vlm":
            from promptstudio.models.adapters.vlm import load_vlm

            return load_vlm(component, placement)
        case "stable_diffusion" | "stable_diffusion_file":
            from promptstudio.models.adapters.text_to_image import load_text_to_image

            return load_text_to_image(component, placement)
        case "diffusers":
            from promptstudio.models.adapters.diffusers_pipeline import load_diffusers_pipeline

            return load_diffusers_pipeline(component, placement)
        case "florence2" | "blip" | "blip2" | "llava" | "vision_encoder_decoder":
            from promptstudio.models.adapters.captioner import load_captioner

            return load_captioner(component, placement)
        case "segmenter" | "clipseg":
            from promptstudio.models.adapters.segmenter import load_segmenter

            return load_segmenter(component, placement)
        case "text_encoder":
            from promptstudio.models.adapters.text_encoder import load_text_encoder

            return load_text_encoder(component, placement)
        case "safety_checker":
            from promptstudio.models.adapters.safety_checker import load_safety_checker

            return load_safety_checker(component, placement)
    raise BadRequest(f"Nothing loads a model of the kind “{component.kind}” ({component.name}).")
