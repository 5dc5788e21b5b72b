"""A call that blocks and tells of its steps through a callback, as a generator of these steps."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

Step = TypeVar("Step")
Value = TypeVar("Value")


class _Ended(BaseException):
    """Raised in the callback of a call that nobody waits for any more."""


def stepwise(call: Callable[[Callable[[Step], None]], Value]) -> Generator[Step, None, Value]:
    """Runs `call(on_step)` in a thread that stands still in `on_step` until the generator is advanced, so that only one
    of the two threads ever runs. Yields what `on_step` was given and returns what the call returns. Closing the
    generator raises in `on_step`, and waits until the call has ended."""
    turns: queue.SimpleQueue[bool] = queue.SimpleQueue()
    news: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()

    def on_step(step: Step) -> None:
        news.put(("step", step))
        if not turns.get():
            raise _Ended

    def work() -> None:
        try:
            news.put(("done", call(on_step)))
        except BaseException as error:  # raised again in the thread that waits
            news.put(("failed", error))

    thread: threading.Thread | None = None
    try:
        thread = threading.Thread(target=work, name="stepwise", daemon=True)
        thread.start()
        while True:
            kind, value = news.get()
            if kind == "done":
                return value  # type: ignore[return-value]
            if isinstance(value, BaseException) and kind == "failed":
                raise value
            yield value  # type: ignore[misc]
            turns.put(True)
    finally:
        turns.put(False)
        if thread is not None:
            thread.join()
