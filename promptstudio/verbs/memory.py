"""The verbs memory and free: what the models take, and giving it back. Both answer at once."""

from __future__ import annotations

from collections.abc import Generator

from promptstudio.guide.guide import guide_of
from promptstudio.models.loaded import Models
from promptstudio.protocol import FreedMemory, FreeMemoryRequest, Loading, MemoryInfo, MemoryRequest


def memory(request: MemoryRequest, models: Models) -> Generator[Loading, None, MemoryInfo]:
    """What the device has and what the models take, measured now."""
    yield from ()
    return models.residency.info()


def free(request: FreeMemoryRequest, models: Models) -> Generator[Loading, None, FreedMemory]:
    """Unloads every model that no open job is using, and drops what was kept of reference images."""
    yield from ()
    before = models.residency.info().used
    guide_of(models).forget()
    kept = models.residency.free()
    after = models.residency.info()
    return FreedMemory(before, after.used, after.process, kept)
