"""Where the files that ship with Prompt Studio are."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder below `resources/`, in whichever of its three homes this program runs from:
    a frozen bundle, an installed package, or the source tree. The path need not exist."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    homes = [Path(frozen) / "resources"] if frozen else []
    homes += [package / "_resources", package.parent / "resources"]
    root = next((home for home in homes if home.is_dir()), homes[-1])
    return root.joinpath(*parts)
