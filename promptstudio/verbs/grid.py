"""The verb grid: many prompts or settings rendered one after another."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.protocol import (
    GridCellDone,
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


def grid(request: GridRequest, models: Models) -> Generator[GridProgress | GridCellDone | Loading, None, GridResult]:
    """Yields a `GridProgress` at every denoising step and a `GridCellDone` after each cell; returns all renders.

    Errors: BadRequest for no cell or too many, and those of `render`.
    """
    if not 1 <= len(request.cells) <= MOST_CELLS:
        raise BadRequest(f"A grid has 1 to {MOST_CELLS} cells, not {len(request.cells)}.")
    renders: list[Render] = []
    started, count = time.monotonic(), len(request.cells)

    def progress(event: RenderProgress | Loading) -> GridProgress | Loading:
        if isinstance(event, Loading):
            return event
        step, steps = round(_STEPS * (len(renders) + event.step / event.steps)), _STEPS * count
        left = (time.monotonic() - started) / max(step, 1) * (steps - step)
        return GridProgress(f"Picture {len(renders) + 1} of {count}", step, steps, left)

    for number, cell in enumerate(request.cells):
        job = RenderRequest(cell.prompt, cell.settings, safety=request.safety, learned=request.learned, previews=False)
        renders.append((yield from relay(render(job, models), progress)))
        yield GridCellDone(number, renders[-1])
    return GridResult(tuple(renders))
