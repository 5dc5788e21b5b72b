"""What every method reports alike: the time left, and the result."""

from __future__ import annotations

import time

from promptstudio.models.loaded import Models
from promptstudio.protocol import Candidate, Coupling, InversionRequest, InversionResult, TraceStep


def seconds_left(started: float, step: int, steps: int) -> float | None:
    """Estimate from the steps done since `started` (monotonic seconds); None before the first."""
    return (time.monotonic() - started) / step * (steps - step) if step else None


def finished(
    request: InversionRequest,
    models: Models,
    roles: tuple[str, ...],
    started: float,
    candidates: tuple[Candidate, ...],
    coupling: Coupling | None,
    trace: list[TraceStep],
) -> InversionResult:
    """The result of a run: `candidates` best first (at least one), `coupling` of the best, `roles`: models it used."""
    return InversionResult(
        prompt=candidates[0].prompt,
        scores=candidates[0].scores,
        coupling=coupling,
        candidates=candidates,
        trace=tuple(trace),
        method=request.method,
        budget=request.budget,
        seed=request.seed,
        seconds=time.monotonic() - started,
        device=str(models.device),
        models={role: models.profile[role].name for role in roles},
    )
