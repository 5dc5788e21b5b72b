"""The verbs render and quick render: denoise one prompt, step by step. Two renders of one seed start from the same
noise, quick or not."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.learned_words import in_all_places, readable
from promptstudio.models.loaded import Models
from promptstudio.models.render_defaults import render_defaults
from promptstudio.protocol import (
    MOST_CLIP_SKIP,
    Loading,
    QuickRenderRequest,
    Render,
    RenderProgress,
    RenderRequest,
    RenderSettings,
    is_side,
)

if TYPE_CHECKING:
    from promptstudio.models.renderer import Made, Renderer, Step
    from promptstudio.prompt import Prompt


def render(request: RenderRequest, models: Models) -> Generator[RenderProgress | Loading, None, Render]:
    """Yields every denoising step, some with a preview; returns the render. Errors: BadRequest for an empty prompt and
    for settings out of range."""
    prompt = request.prompt
    read = readable(prompt, prompt.opaque)
    _check(request.settings, read)
    safety = request.safety and models.has("safety_checker")
    renderer = yield from models.renderer(request.settings.renderer)
    _check_abilities(request.settings, renderer)
    started = time.monotonic()
    steps = renderer.default_steps if request.settings.steps is None else request.settings.steps
    guidance = renderer.default_guidance if request.settings.guidance is None else request.settings.guidance
    settings = replace(request.settings, steps=steps, guidance=guidance)

    def progress(step: Step) -> RenderProgress:
        left = (time.monotonic() - started) / step.number * (steps - step.number) if step.number else None
        return RenderProgress(step.number, steps, images.from_pil(step.preview) if step.preview else None, left)

    traced, learned, previews = request.trace, request.learned, request.previews
    work = renderer.render(read, **_arguments(settings), trace=traced, learned=learned, previews=previews)
    made = yield from relay(work, progress)
    flagged = False
    if safety:
        yield from models.prepare("safety_checker")
        flagged = models.safety_checker.flags(made.picture)
    found = {"attention": in_all_places(made.attention, prompt), "flagged": flagged}
    return _rendered(request, settings, renderer, models, made, started, **found)


def quick(request: QuickRenderRequest, models: Models) -> Generator[RenderProgress | Loading, None, Render]:
    """The same in a few steps, with the profile's model for quick pictures where there is one and room for it beside
    the others, else with the text-to-image model. Errors: as of `render`, and where the renderer makes none."""
    prompt = request.prompt
    read = readable(prompt, prompt.opaque)
    _check(request.settings, read)
    own = not request.settings.renderer
    companion = own and not request.learned and models.has("preview") and models.has_room("preview")
    renderer: Renderer
    if companion:
        yield from models.prepare("preview")
        renderer = models.preview
    else:
        renderer = yield from models.renderer(request.settings.renderer)
    if not renderer.abilities.quick:
        raise BadRequest(f"{renderer.name} makes no pictures in a few steps.")
    _check_abilities(request.settings, renderer)
    started = time.monotonic()
    settings = _companions(request.settings, renderer, models) if companion else _quick_settings(request, renderer)
    steps = settings.steps or renderer.quick_steps
    work = renderer.render(read, **_arguments(settings), learned=request.learned, previews=False, quick=True)
    made = yield from relay(work, lambda step: RenderProgress(step.number, steps))
    return _rendered(request, settings, renderer, models, made, started, quick=True)


def _arguments(settings: RenderSettings) -> dict[str, Any]:
    """Settings as a renderer takes them; what only some of them know is left out where it was not chosen."""
    left_out = {"renderer", *(name for name in ("sampler", "clip_skip") if not getattr(settings, name))}
    return {name: value for name, value in asdict(settings).items() if name not in left_out}


def _check_abilities(settings: RenderSettings, renderer: Renderer) -> None:
    able = renderer.abilities
    if settings.sampler and settings.sampler not in able.samplers:
        there = f"it has {', '.join(able.samplers)}" if able.samplers else "it has one of its own"
        raise BadRequest(f"{renderer.name} has no sampler “{settings.sampler}”; {there}.")
    if settings.clip_skip and not able.clip_skip:
        raise BadRequest(f"{renderer.name} knows no clip skip.")


def _rendered(
    request: RenderRequest | QuickRenderRequest,
    settings: RenderSettings,
    renderer: Renderer,
    models: Models,
    made: Made,
    started: float,
    **found: Any,  # noqa: ANN401
) -> Render:
    """The result: what was asked, what it was made with, and what else was `found`, by its fields of `Render`."""
    picture = images.from_pil(made.picture)
    return Render(
        picture,
        request.prompt,
        replace(settings, width=picture.width, height=picture.height),
        scheduler=made.scheduler,
        model=made.model or renderer.name,
        model_hash=made.model_hash,
        device=renderer.where or models.device,
        seconds=time.monotonic() - started,
        learned=request.learned,
        sized=request.settings.width is not None or request.settings.height is not None,
        guidance_rescale=renderer.guidance_rescale,
        notes=made.notes,
        **found,
    )


def _quick_settings(request: QuickRenderRequest, renderer: Renderer) -> RenderSettings:
    """What a quick render uses: never more steps than the render that it foretells."""
    asked = request.settings
    guidance = renderer.default_guidance if asked.guidance is None else asked.guidance
    steps = min(renderer.quick_steps, renderer.default_steps if asked.steps is None else asked.steps)
    return replace(asked, steps=steps, guidance=guidance)


def _companions(asked: RenderSettings, companion: Renderer, models: Models) -> RenderSettings:
    """What the profile's model for quick pictures uses: noise of the render's own size, so that it foretells its
    layout. One that was distilled to do without guidance does without."""
    own = render_defaults(models.profile["text_to_image"])
    distinct = companion.name != models.profile["text_to_image"].name
    plain = asked.guidance is None or (distinct and companion.distilled)
    guidance = companion.default_guidance if plain else asked.guidance
    steps = min(companion.quick_steps, own.steps if asked.steps is None else asked.steps)
    width, height = asked.width or own.size, asked.height or own.size
    return replace(asked, steps=steps, guidance=guidance, width=width, height=height)


def _check(settings: RenderSettings, read: Prompt) -> None:
    if not read.text.strip():
        raise BadRequest("The prompt is empty; there is nothing to render.")
    if settings.steps is not None and not 1 <= settings.steps <= 150:
        raise BadRequest(f"A render takes between 1 and 150 steps, not {settings.steps}.")
    if settings.guidance is not None and not 0 <= settings.guidance <= 30:
        raise BadRequest(f"Guidance must be between 0 and 30, not {settings.guidance}.")
    if not 0 <= settings.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {settings.seed}.")
    if not 0 <= settings.clip_skip <= MOST_CLIP_SKIP:
        raise BadRequest(f"Clip skip must be between 0 and {MOST_CLIP_SKIP}, not {settings.clip_skip}.")
    for side in (settings.width, settings.height):
        if side is not None and not is_side(side):
            raise BadRequest(f"Width and height must be multiples of 64 between 64 and 2048, not {side}.")
