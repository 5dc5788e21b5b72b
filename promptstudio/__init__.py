"""Prompt Studio: image to editable prompt, by hard prompt inversion. The engine; no Qt below this package.

`Engine`, `Prompt` and `read_image` are the Python interface (docs/python.md). They are imported when they are first
used: importing this package loads nothing else.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptstudio.engine import Engine as Engine
    from promptstudio.images.sources import read_image as read_image
    from promptstudio.prompt import Prompt as Prompt

# Before anything loads OpenMP: threads that spin at its barriers made a render ten times slower (12 s for 1.2 s) on a
# two-core machine where another program was busy. A desktop always has other programs.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__version__ = "0.7.0"
__all__ = ["Engine", "Prompt", "__version__", "read_image"]

_HOMES = {
    "Engine": "promptstudio.engine",
    "Prompt": "promptstudio.prompt",
    "read_image": "promptstudio.images.sources",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
