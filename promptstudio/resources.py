"""Finds the files that ship with Prompt Studio."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder below `resources/`. It need not exist.

    Resources stand in one of three places: a frozen bundle, the installed package, or the source tree.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [package / "_resources", package.parent / "resources"]
    root = next((place for place in places if place.is_dir()), places[-1])
    return root.joinpath(*parts)
