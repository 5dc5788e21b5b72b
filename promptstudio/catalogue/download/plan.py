"""Before a download: what it will need of network, disk and memory, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from promptstudio.catalogue.download import disk, hub
from promptstudio.catalogue.download.stored import disk_use
from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.finding import locate, missing_files
from promptstudio.catalogue.reader import load_catalog
from promptstudio.machine import memory_facts
from promptstudio.units import bytes_text


class Preflight(msgspec.Struct, frozen=True):
    """What a download will need."""

    bytes_needed: int
    """Bytes still to be downloaded."""
    bytes_free: int
    """Bytes free on the disk of the folder of downloads."""
    memory_needed: int
    """Bytes of the largest model, loaded in its smallest number format: models take turns in memory."""
    problems: tuple[str, ...]
    """Sentences; empty when nothing speaks against the download."""


def preflight(models: Sequence[Model]) -> Preflight:
    """What fetching `models` (those already there cost nothing) will need, and what speaks against it."""
    folder = load_catalog().folder
    wanted = {model.id: model for model in models if missing_files(model, locate(model, folder)[0])}
    there = disk_use()
    needed = sum(max(model.bytes - there.get(model.id, 0), 0) for model in wanted.values())
    free = disk.free_bytes(folder)
    sizes = {model.name: min(model.memory.values()) for model in models if model.memory}
    memory = max(sizes.values(), default=0)
    problems = []
    if needed + disk.MARGIN > free:
        problems.append(
            f"{bytes_text(needed)} are needed and {bytes_text(free)} are free at {folder}; "
            "another folder can be chosen with `promptstudio models use --folder FOLDER`."
        )
    total = memory_facts("cpu").ram_total
    if memory > total:
        largest = max(sizes, key=lambda name: sizes[name])
        problems.append(
            f"“{largest}” takes {bytes_text(memory)} of memory, and this computer has {bytes_text(total)} "
            "besides what a GPU has."
        )
    for model in wanted.values():
        if not model.sources:
            problems.append(f"“{model.name}” cannot be downloaded: it is expected at {model.path}.")
        elif model.gated and hub.token() is None:
            problems.append(f"“{model.name}” is gated: {hub.how_to_get_access(model.sources[0])}.")
    if wanted and hub.is_offline():
        problems.append(hub.OFFLINE)
    return Preflight(needed, free, memory, tuple(problems))
