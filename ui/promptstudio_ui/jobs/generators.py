"""Generators as a source of jobs, worked on in the background thread itself."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator
from typing import Any

from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.process.messages import Finished, Happened
from promptstudio_ui.jobs.loop import Deliver, Unexpected

Steps = Generator[Any, None, Any]

_log = log.category("window")


class _Open:
    """One generator that has not ended."""

    def __init__(self, source: Generators, number: int, priority: int, steps: Steps, deliver: Deliver) -> None:
        self.id = number
        self.urgency = priority, number
        self.steps = steps
        self.deliver = deliver
        self._source = source

    def cancel(self) -> None:
        self._source.cancel(self)

    def prefer(self) -> None:
        self._source.prefer(self)


class Generators:
    """Advances the most urgent of its generators by one step at a time, as the engine's process does.

    `run(request)` makes the generator: what it yields are the job's events, what it returns is the result.
    `priority(request)`: smaller is more urgent; of equally urgent ones the oldest is done first, to its end.
    """

    def __init__(self, run: Callable[[Any], Steps], priority: Callable[[Any], int] = lambda request: 0) -> None:
        self._run = run
        self._priority = priority
        self._numbers = itertools.count(1)
        self._open: list[_Open] = []

    def start(self, request: Any, deliver: Deliver) -> _Open:  # noqa: ANN401
        job = _Open(self, next(self._numbers), self._priority(request), self._run(request), deliver)
        self._open.append(job)
        return job

    def step(self) -> bool:
        if not self._open:
            return False
        job = min(self._open, key=lambda job: job.urgency)
        try:
            job.deliver(Happened(job.id, next(job.steps)))
        except StopIteration as end:
            self._open.remove(job)
            job.deliver(Finished(job.id, end.value))
        except PromptStudioError as error:
            self._open.remove(job)
            job.deliver(error)
        except Exception as error:
            self._open.remove(job)
            job.deliver(Unexpected.of(error))
        return True

    def prefer(self, job: _Open) -> None:
        """Work on it before all others that are open now."""
        job.urgency = min(other.urgency[0] for other in (*self._open, job)) - 1, job.urgency[1]

    def cancel(self, job: _Open) -> None:
        """End a generator where it is. No effect on one that has ended."""
        if job in self._open:
            self._open.remove(job)
            try:
                job.steps.close()
            except Exception:
                _log.exception("a job did not close cleanly")


def calls() -> Generators:
    """Plain functions, one after another in the order they were asked for; the request is the function."""
    return Generators(_call)


def _call(work: Callable[[], object]) -> Steps:
    yield from ()
    return work()
