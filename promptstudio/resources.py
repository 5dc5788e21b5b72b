"""Finds the files that ship with Prompt Studio."""

import sys
from functools import cache
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder below `resources/`. It need not exist."""
    return _root().joinpath(*parts)


@cache
def _root() -> Path:
    """Resources stand in one of three places: a frozen bundle, the installed package, or the source tree."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [package / "_resources", package.parent / "resources"]
    return next((place for place in places if place.is_dir()), places[-1])
