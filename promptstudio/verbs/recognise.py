"""The verb recognise: whether the profile's models know pictures such as these."""

from __future__ import annotations

from collections.abc import Generator

from promptstudio.guide.guide import guide_of
from promptstudio.models.loaded import Models
from promptstudio.protocol import Loading, RecogniseRequest, Recognition


def recognise(request: RecogniseRequest, models: Models) -> Generator[Loading, None, Recognition]:
    """Loads the guide, unless the profile does not say what it knows; then it answers at once."""
    guide = guide_of(models)
    if not request.references or guide.known_world is None:
        return Recognition()
    yield from models.prepare("guide_clip")
    return guide.recognise(request.references)
