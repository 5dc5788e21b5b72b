"""Small facts that stand beside a guide's weights, as tensors of their own file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError, safe_open

from promptstudio.errors import ModelMissing


@contextmanager
def facts_in(file: Path) -> Iterator[safe_open]:
    """The open file. Raises ModelMissing where it is damaged, or lacks what is read from it meanwhile."""
    try:
        with safe_open(file, "pt") as tensors:
            yield tensors
    except (OSError, SafetensorError, KeyError, TypeError) as error:
        raise ModelMissing(f"{file} is damaged; reinstalling the program brings it back.") from error
