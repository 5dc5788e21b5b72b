"""The verb render: denoise one prompt, step by step. Two renders of one seed start from the same noise."""

from __future__ import annotations

import itertools
import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.learned_words import in_all_places, readable
from promptstudio.models.loaded import Models
from promptstudio.protocol import Loading, Render, RenderProgress, RenderRequest

if TYPE_CHECKING:
    from PIL import Image

    from promptstudio.prompt import Prompt


def render(request: RenderRequest, models: Models) -> Generator[RenderProgress | Loading, None, Render]:
    """Yields every denoising step, some with a preview; returns the render. Errors: BadRequest for an empty prompt and
    for settings out of range."""
    prompt = request.prompt
    read = readable(prompt, prompt.opaque)
    _check(request, read)
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

    work = model.render(read, **asdict(settings), trace=request.trace, learned=request.learned)
    image, attention = yield from relay(work, progress)
    flagged = False
    if safety:
        yield from models.prepare("safety_checker")
        flagged = models.safety_checker.flags(image)
    picture = images.from_pil(image)
    return Render(
        picture,
        prompt,
        replace(settings, width=picture.width, height=picture.height),
        scheduler=model.scheduler,
        model=model.name,
        model_hash=model.hash,
        device=models.device,
        seconds=time.monotonic() - started,
        attention=in_all_places(attention, prompt),
        flagged=flagged,
        learned=request.learned,
        guidance_rescale=model.guidance_rescale,
    )


def _check(request: RenderRequest, read: Prompt) -> None:
    settings = request.settings
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
