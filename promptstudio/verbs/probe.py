"""The verb probe: is a program that renders there, and what does it have?"""

from __future__ import annotations

from collections.abc import Generator

from promptstudio.catalogue.programs import checked
from promptstudio.models.loaded import Models
from promptstudio.models.programs import program_of
from promptstudio.protocol import Event, ProbeProgramRequest, ProgramFound


def probe(request: ProbeProgramRequest, models: Models) -> Generator[Event, None, ProgramFound]:
    """Asks it once. Errors: BadRequest for an entry that cannot be, RendererFailed."""
    yield from ()
    (entry,) = checked([request.program])
    return program_of(entry).probe()
