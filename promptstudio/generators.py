"""Ways to drive a generator that works in steps and returns its result, and what is left of one that was stopped."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from promptstudio import protocol
from promptstudio.protocol import EngineInfo, InversionRequest, InversionResult, Progress

Step = TypeVar("Step")
Event = TypeVar("Event")
Value = TypeVar("Value")


def relay(work: Generator[Step, None, Value], event: Callable[[Step], Event]) -> Generator[Event, None, Value]:
    """Runs `work` and yields `event(step)` for each of its steps; returns its result. Closing this closes `work`."""
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            yield event(step)
    finally:
        work.close()


def result_of(work: Generator[Step, None, Value], each: Callable[[Step], object] | None = None) -> Value:
    """Runs `work` to its end and returns its result; `each` is called with every step. An exception closes `work`."""
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            if each is not None:
                each(step)
    finally:
        work.close()


def best_so_far(
    request: InversionRequest, event: protocol.Event | None, seconds: float, info: EngineInfo | None
) -> InversionResult | None:
    """The result of an inversion cancelled after `event`; None when no complete prompt was known yet."""
    if not isinstance(event, Progress) or event.best is None:
        return None
    return InversionResult(
        prompt=event.best.prompt,
        scores=event.best.scores,
        coupling=None,
        candidates=(event.best,),
        trace=(),
        method=request.method,
        budget=request.budget,
        seed=request.seed,
        seconds=seconds,
        device=info.device if info else "",
        models={m.role: m.name for m in info.models if m.present} if info else {},
        stopped=True,
        task=request.task,
        template=request.template,
        learned=event.learned,
    )
