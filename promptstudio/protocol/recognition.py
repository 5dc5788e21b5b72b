"""Recognise: whether a profile's models know pictures such as these, before anything is found for them."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.protocol.base import Request, Result, Verb
from promptstudio.protocol.pictures import ReferenceImage


class RecogniseRequest(Request, frozen=True):
    """Ask whether the models know such pictures."""

    verb: ClassVar = Verb("recognition", doing="looking at the picture", priority=1, waited_for=False)

    references: tuple[ReferenceImage, ...]


class Recognition(Result, frozen=True):
    """How familiar pictures are."""

    strangeness: tuple[float, ...] = ()
    """For each reference its distance from the pictures that the guide was trained on, as a share of the farthest of
    these: over 1 is unlike them. Empty where the profile does not say what it knows."""
    notes: tuple[str, ...] = ()
    """A sentence about the pictures that it does not know."""
