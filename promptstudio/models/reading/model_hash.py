"""The short hash that pictures' metadata names a text-to-image model by."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from promptstudio.catalogue.download.manifest import known_hashes
from promptstudio.catalogue.profiles import Component

_DIGITS = 10


def model_hash(component: Component, weights: Sequence[Path]) -> str:
    """First ten hex digits of the sha256 of the weights' files, as A1111's metadata names models.

    Of a single file that was downloaded the hash is known since then; gigabytes are read for the others.
    """
    if len(weights) == 1:
        root = component.path.parent if component.path.is_file() else component.path
        known = known_hashes(component.model, root).get(weights[0].relative_to(root).as_posix())
        if known is not None and known[0] in (None, weights[0].stat().st_size):
            return known[1][:_DIGITS]
    digest = hashlib.sha256()
    for file in weights:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()[:_DIGITS]
