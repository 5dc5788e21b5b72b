"""What every request, event and result is built on."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from promptstudio.units import bytes_text

Matrix = tuple[tuple[float, ...], ...]
"""Row by row."""

SettingValue = bool | int | float | str
"""Value of a method's own setting."""


class Data(msgspec.Struct, frozen=True, tag=True):
    """Base of all data that crosses the process boundary; its type is told by a tag."""


class Verb(msgspec.Struct, frozen=True):
    """What the rest of the program needs to know of a kind of request."""

    name: str
    """A noun for messages and logs: "render"."""
    doing: str
    """What the status line says while a job runs: "rendering"."""
    priority: int
    """Smaller is more urgent: an answer at the cursor goes before a job with a progress bar."""
    waited_for: bool
    """A person waits for the result, and Stop ends the job."""


class Request(Data, frozen=True):
    """Base of all requests. The process protocol decodes every subclass that this page defines."""

    verb: ClassVar[Verb]


class Event(Data, frozen=True):
    """Base of what a verb yields while it works."""

    each_counts: ClassVar[bool] = False
    """Brings something that later events do not repeat: the window is given every one, not just the latest."""


class Result(Data, frozen=True):
    """Base of what a verb returns."""


class Loading(Event, frozen=True):
    """An event of any verb: a model is about to be loaded, which takes seconds to minutes.

    The next event, or the result, means that the model is loaded.
    """

    role: str
    model: str
    bytes: int
    """Memory that the model will need."""
    number: int = 1
    """Which of the models that the job loads now, from 1."""
    count: int = 1
    """How many those are."""
    seconds: float | None = None
    """How long it took the last time, on this machine; None the first time."""
    seconds_left: float | None = None
    """The same of this model and those after it."""

    @property
    def stage(self) -> str:
        """What is being loaded, in words."""
        stage = f"Loading {self.model}, {bytes_text(self.bytes)}"
        return f"{stage} ({self.number} of {self.count})" if self.count > 1 else stage
