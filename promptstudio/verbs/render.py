"""The verbs render and quick render: denoise one prompt, step by step. Two renders of one seed start from the same
noise, quick or not."""

from __future__ import annotations

import itertools
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
from promptstudio.protocol import Loading, QuickRenderRequest, Render, RenderProgress, RenderRequest, RenderSettings

if TYPE_CHECKING:
    from PIL import Image

    from promptstudio.models.adapters.text_to_image import TextToImage
    from promptstudio.prompt import Prompt


def render(request: RenderRequest, models: Models) -> Generator[RenderProgress | Loading, None, Render]:
    """Yields every denoising step, some with a preview; returns the render. Errors: BadRequest for an empty prompt and
    for settings out of range."""
    prompt = request.prompt
    read = readable(prompt, prompt.opaque)
    _check(request.settings, read)
    safety = request.safety and models.has("safety_checker")
    yield from models.prepare("text_to_image")
    started = time.monotonic()
    model = models.text_to_image
    steps = model.default_steps if request.settings.steps is None else request.settings.steps
    guidance = model.default_guidance if request.settings.guidance is None else request.settings.guidance
    settings = replace(request.settings, steps=steps, guidance=guidance)
    numbers = itertools.count(1)

    def progress(preview: Image.Image | None) -> RenderProgress:
        number = next(numbers)
        left = (time.monotonic() - started) / number * (steps - number)
        return RenderProgress(number, steps, images.from_pil(preview) if preview else None, left)

    traced, learned, previews = request.trace, request.learned, request.previews
    work = model.render(read, **asdict(settings), trace=traced, learned=learned, previews=previews)
    image, attention = yield from relay(work, progress)
    flagged = False
    if safety:
        yield from models.prepare("safety_checker")
        flagged = models.safety_checker.flags(image)
    found = {"scheduler": model.scheduler, "attention": in_all_places(attention, prompt), "flagged": flagged}
    return _rendered(request, settings, model, models, image, started, **found)


def quick(request: QuickRenderRequest, models: Models) -> Generator[RenderProgress | Loading, None, Render]:
    """The same in a few steps, with the profile's model for quick pictures where there is one and room for it beside
    the others, else with the text-to-image model. Errors: as of `render`."""
    prompt = request.prompt
    read = readable(prompt, prompt.opaque)
    _check(request.settings, read)
    companion = not request.learned and models.has("preview") and models.has_room("preview")
    role = "preview" if companion else "text_to_image"
    yield from models.prepare(role)
    started = time.monotonic()
    model = models.preview if companion else models.text_to_image
    settings, steps = _quick_settings(request.settings, model, models)
    numbers = itertools.count(1)
    work = model.render(read, **asdict(settings), learned=request.learned, previews=False, quick=True)
    image, _ = yield from relay(work, lambda _: RenderProgress(next(numbers), steps))
    return _rendered(request, settings, model, models, image, started, scheduler=model.quick_scheduler, quick=True)


def _rendered(
    request: RenderRequest | QuickRenderRequest,
    settings: RenderSettings,
    model: TextToImage,
    models: Models,
    image: Image.Image,
    started: float,
    **found: Any,  # noqa: ANN401
) -> Render:
    """The result: what was asked, what it was made with, and what else was `found`, by its fields of `Render`."""
    picture = images.from_pil(image)
    return Render(
        picture,
        request.prompt,
        replace(settings, width=picture.width, height=picture.height),
        model=model.name,
        model_hash=model.hash,
        device=models.device,
        seconds=time.monotonic() - started,
        learned=request.learned,
        guidance_rescale=model.guidance_rescale,
        **found,
    )


def _quick_settings(asked: RenderSettings, model: TextToImage, models: Models) -> tuple[RenderSettings, int]:
    """What a quick render uses, and its steps: noise of the render's own size, so that it foretells its layout, and
    never more steps than that. A companion distilled to do without guidance does without."""
    own = render_defaults(models.profile["text_to_image"])
    companion = model.name != models.profile["text_to_image"].name
    guidance = model.default_guidance if asked.guidance is None or (companion and model.distilled) else asked.guidance
    side = own.size if companion else None
    steps = min(model.quick_steps, own.steps if asked.steps is None else asked.steps)
    width, height = asked.width or side, asked.height or side
    return replace(asked, steps=steps, guidance=guidance, width=width, height=height), steps


def _check(settings: RenderSettings, read: Prompt) -> None:
    if not read.text.strip():
        raise BadRequest("The prompt is empty; there is nothing to render.")
    if settings.steps is not None and not 1 <= settings.steps <= 150:
        raise BadRequest(f"A render takes between 1 and 150 steps, not {settings.steps}.")
    if settings.guidance is not None and not 0 <= settings.guidance <= 30:
        raise BadRequest(f"Guidance must be between 0 and 30, not {settings.guidance}.")
    if not 0 <= settings.seed < 2**63:
        raise BadRequest(f"The seed must be between 0 and 2⁶³−1, not {settings.seed}.")
    for side in (settings.width, settings.height):
        if side is not None and (side % 64 or not 64 <= side <= 2048):
            raise BadRequest(f"Width and height must be multiples of 64 between 64 and 2048, not {side}.")
