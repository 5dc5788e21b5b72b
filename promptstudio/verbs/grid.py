"""The verb grid: many prompts or settings rendered one after another."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from promptstudio.errors import BadRequest, RendererFailed
from promptstudio.generators import relay
from promptstudio.protocol import (
    GridCellDone,
    GridCellFailed,
    GridProgress,
    GridRequest,
    GridResult,
    Loading,
    Render,
    RenderProgress,
    RenderRequest,
)
from promptstudio.protocol.grids import MOST_CELLS
from promptstudio.verbs.render import render

if TYPE_CHECKING:
    from promptstudio.models.loaded import Models

_STEPS = 100  # that every cell counts for


def grid(
    request: GridRequest, models: Models
) -> Generator[GridProgress | GridCellDone | GridCellFailed | Loading, None, GridResult]:
    """Yields a `GridProgress` at every denoising step and a `GridCellDone` or `GridCellFailed` after each cell; returns
    all renders.

    A cell fails alone where its prompt or settings are refused, or a program that renders does not make it. Errors:
    BadRequest for no cell or too many, and the others of `render`.
    """
    if not 1 <= len(request.cells) <= MOST_CELLS:
        raise BadRequest(f"A grid has 1 to {MOST_CELLS} cells, not {len(request.cells)}.")
    renders: list[Render | None] = []
    failed: dict[int, str] = {}
    started, count = time.monotonic(), len(request.cells)

    def progress(event: RenderProgress | Loading) -> GridProgress | Loading:
        if isinstance(event, Loading):
            return event
        step, steps = round(_STEPS * (len(renders) + event.step / event.steps)), _STEPS * count
        done = max(step - _STEPS * len(failed), 1)  # what failed took no time
        left = (time.monotonic() - started) / done * (steps - step)
        return GridProgress(f"Picture {len(renders) + 1} of {count}", step, steps, left)

    for number, cell in enumerate(request.cells):
        job = RenderRequest(cell.prompt, cell.settings, safety=request.safety, learned=request.learned, previews=False)
        try:
            made = yield from relay(render(job, models), progress)
        except (BadRequest, RendererFailed) as error:
            renders.append(None)
            failed[number] = str(error)
            yield GridCellFailed(number, failed[number])
        else:
            renders.append(made)
            yield GridCellDone(number, made)
    return GridResult(tuple(renders), failed)
