"""The verb describe: which methods and models an engine has, and the versions of its libraries."""

from __future__ import annotations

import platform
from collections.abc import Generator

from msgspec.structs import replace

from promptstudio import __version__
from promptstudio.guide.guide import guide_of
from promptstudio.inversion.registry import methods, plugin_faults
from promptstudio.machine import installed_versions
from promptstudio.models.loaded import Models
from promptstudio.models.reading.image_size import image_size
from promptstudio.models.render_defaults import render_defaults
from promptstudio.protocol import DescribeRequest, EngineInfo, Loading, RenderDefaults, RendererInfo

_LIBRARIES = (
    "torch",
    "torchvision",
    "transformers",
    "diffusers",
    "open_clip_torch",
    "safetensors",
    "tokenizers",
    "pillow",
)


def describe(request: DescribeRequest, models: Models) -> Generator[Loading, None, EngineInfo]:
    """Methods, models and versions; answers at once and loads no model."""
    yield from ()
    versions = {"promptstudio": __version__, "python": platform.python_version()}
    versions |= installed_versions(_LIBRARIES)
    return EngineInfo(
        profile=models.profile.name,
        device=models.device,
        methods=tuple(method.info for method in methods().values()),
        models=tuple(component.info() for component in models.profile.components.values()),
        versions=versions,
        dtype=models.residency.dtype,
        language_dtype=models.residency.language_dtype,
        render=_render_defaults(models),
        knows=world.world if (world := guide_of(models).known_world) is not None else "",
        image_size=image_size(guide) if (guide := models.profile.get("guide_clip")) is not None else None,
        renderers=_renderers(models),
        faults=(*plugin_faults(), *models.renderers.faults()),
    )


def _renderers(models: Models) -> tuple[RendererInfo, ...]:
    """What can make pictures. Of the profile's own model more may be known than its files say."""
    return tuple(
        replace(info, defaults=_render_defaults(models) or info.defaults) if not info.id else info
        for info in models.renderers.infos()
    )


def _render_defaults(models: Models) -> RenderDefaults | None:
    component = models.profile.get("text_to_image")
    if component is None:
        return None
    known = render_defaults(component)
    if (model := models.loaded("text_to_image")) is not None:
        steps, guidance = model.default_steps, model.default_guidance
        return RenderDefaults(steps, guidance, model.size, model.quick_steps, known.sampler)
    return known
