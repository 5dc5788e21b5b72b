"""One picture of a batch: an inversion that gives way to what a person does meanwhile."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.protocol.base import Request, Verb
from promptstudio.protocol.inversion import InversionRequest


class BatchRequest(Request, frozen=True):
    """Find a prompt for one picture of many. Answered by an `InversionResult`."""

    verb: ClassVar = Verb("batch", doing="finding prompts for a folder", priority=5, waited_for=True)

    inversion: InversionRequest
