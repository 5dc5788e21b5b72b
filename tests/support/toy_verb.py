"""A verb from outside: what CONTRIBUTING says a new one needs, and nothing else. Used by tests/test_a_new_verb.py."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.engine import VERBS
from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import Event, Request, Result, Verb


class CountRequest(Request, frozen=True):
    """Count the words of a prompt."""

    verb: ClassVar = Verb("count", doing="counting words", priority=0, waited_for=True)

    prompt: Prompt


class CountProgress(Event, frozen=True):
    step: int
    steps: int


class Count(Result, frozen=True):
    words: int


def count(request, models):
    if not request.prompt.words:
        raise BadRequest("There is nothing to count.")
    for number, _ in enumerate(request.prompt.words, start=1):
        yield CountProgress(number, len(request.prompt))
    return Count(len(request.prompt))


VERBS[CountRequest] = count
