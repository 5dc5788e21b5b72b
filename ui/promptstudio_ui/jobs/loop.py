"""What happens in a background thread: jobs begin at a source, and what it delivers goes into a queue for the window.

Plain Python, no Qt. The window's thread calls `begin`, `cancel` and `end`; a source may deliver from any thread. Only
queues connect them, so nothing here needs a lock.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.process.messages import Answer, Happened
from promptstudio.protocol import Event
from promptstudio_ui.translation import tr

EVENT_SECONDS = 1 / 15
"""A job's events arrive in the window no closer together than this; the last one always arrives, and those of which
each counts (`Event.each_counts`) arrive at once."""
Message = Answer | PromptStudioError
"""What a source delivers: events (`Happened`), then exactly one of `Finished`, `Cancelled` and a failure."""
Deliver = Callable[[Message], None]

_log = log.category("window")


class Started(Protocol):
    """A job that a source has begun. `id` is the source's own number of it."""

    id: int

    def cancel(self) -> None: ...

    def prefer(self) -> None:
        """Work on it before all others that are open."""
        ...


class Source(Protocol):
    """Where jobs are done: the engine's process, or generators in the background thread itself."""

    def start(self, request: Any, deliver: Deliver) -> Started:  # noqa: ANN401
        """Begin a job. `deliver` may be called from any thread."""
        ...

    def step(self) -> bool:
        """Work for a moment in the calling thread; False when there is nothing to do in this process."""
        ...


class Unexpected(PromptStudioError):
    """A failure that nobody foresaw, on this side of the engine's pipe. The log has the traceback."""

    @classmethod
    def of(cls, error: BaseException) -> Unexpected:
        _log.error("a job failed", exc_info=error)
        return cls(tr("Something went wrong ({name}); the details are in the log.").format(name=type(error).__name__))


class Call:
    """One job as both threads see it. Every field is written by one side only, so no lock is needed."""

    def __init__(self, request: object) -> None:
        self.request = request
        """Until it has begun; what it refers to may belong to the window, which keeps it in the `Job`."""
        self.cancelled = False
        """Written by the window: nothing of this job is wanted any more."""
        self.taken = 0.0
        """Written by the window: when it took an event last, in seconds of the monotonic clock."""
        self.count_taken = 0
        """Written by the window: how many events it took."""
        self.count_sent = 0
        self.started: Started | None = None
        self.latest: Any = None
        """The last event, whether it was sent to the window or not."""


class Loop:
    """What the background thread does. `begin`, `cancel` and `end` are called by the window, the rest in the thread."""

    def __init__(self, source: Source) -> None:
        self.outbox: deque[tuple[Call, Message]] = deque()
        """For the window, oldest first."""
        self._source = source
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._open: set[Call] = set()
        self._unsent: set[Call] = set()  # their latest event is not in the outbox yet
        self._posted = False  # something was put into the outbox since the window was last notified
        self._over = False

    def begin(self, call: Call) -> None:
        self._inbox.put(partial(self._begin, call))

    def cancel(self, call: Call) -> None:
        """End the job at its next step; nothing more of it goes to the window."""
        call.cancelled = True
        self._inbox.put(partial(self._cancel, call))

    def prefer(self, call: Call) -> None:
        """Have the source work on the job before all others."""
        self._inbox.put(partial(self._prefer, call))

    def end(self) -> None:
        """Cancel everything and let `run` return."""
        self._inbox.put(self._end)

    def run(self, notify: Callable[[], None]) -> None:
        """Work until `end`. `notify` is called whenever something was added to the outbox."""
        working = False
        while not self._over:
            with contextlib.suppress(queue.Empty):
                self._inbox.get(timeout=0.0 if working else self._seconds_until_due())()
            self._send_events()
            if self._posted:
                self._posted = False
                notify()
            working = not self._inbox.empty() or self._source.step()

    def _begin(self, call: Call) -> None:
        if call.cancelled:
            return
        self._open.add(call)
        request, call.request = call.request, None
        try:
            call.started = self._source.start(request, partial(self._deliver, call))
        except PromptStudioError as error:
            self._take(call, error)
        except Exception as error:
            self._take(call, Unexpected.of(error))

    def _deliver(self, call: Call, message: Message) -> None:
        self._inbox.put(partial(self._take, call, message))

    def _take(self, call: Call, message: Message) -> None:
        if call.cancelled:
            return  # `_cancel` tidies up
        if isinstance(message, Happened):
            call.latest = message.event
            self._unsent.add(call)
            if isinstance(message.event, Event) and message.event.each_counts:
                self._send(call)
            return
        self._open.discard(call)
        if call in self._unsent:
            self._send(call)
        self._post(call, message)

    def _send_events(self) -> None:
        now = time.monotonic()
        for call in list(self._unsent):
            if call.count_taken == call.count_sent and now - call.taken >= EVENT_SECONDS:
                self._send(call)

    def _send(self, call: Call) -> None:
        self._unsent.discard(call)
        call.count_sent += 1
        self._post(call, Happened(0, call.latest))

    def _post(self, call: Call, message: Message) -> None:
        self.outbox.append((call, message))
        self._posted = True

    def _seconds_until_due(self) -> float | None:
        """Until the next event may be sent; None while there is none."""
        if not self._unsent:
            return None
        now = time.monotonic()
        waits = (
            call.taken + EVENT_SECONDS - now if call.count_taken == call.count_sent else EVENT_SECONDS
            for call in self._unsent
        )
        return max(min(waits), 0.0)

    def _cancel(self, call: Call) -> None:
        self._open.discard(call)
        self._unsent.discard(call)
        if call.started is not None:
            call.started.cancel()

    def _prefer(self, call: Call) -> None:
        if call.started is not None and not call.cancelled:
            call.started.prefer()

    def _end(self) -> None:
        for call in list(self._open):
            call.cancelled = True
            self._cancel(call)
        self._over = True
