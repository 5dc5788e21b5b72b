"""Two ways to drive a generator that works in steps and returns its result."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

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
