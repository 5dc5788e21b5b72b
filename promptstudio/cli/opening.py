"""`promptstudio FILE` where no window opens: why not."""

from __future__ import annotations

from pathlib import Path

from promptstudio.cli import terminal
from promptstudio.errors import UnreadableImage


def no_window() -> int:
    """Say in one sentence on stderr that there is no display; returns the exit code."""
    terminal.complain(
        "There is no display for a window (DISPLAY and WAYLAND_DISPLAY are not set); "
        "`promptstudio --help` lists what works without one."
    )
    return 1


def explain(argument: str) -> int:
    """Say in one sentence on stderr why what `argument` names is not opened; returns the exit code."""
    from promptstudio import images

    terminal.print_anything()
    path = Path(argument)
    if "://" in argument:
        terminal.complain(f"{argument} is not a file on this computer; save it first.")
        return 1
    try:
        images.read(path)
    except UnreadableImage as error:
        terminal.complain(str(error))
    else:
        terminal.complain(f"{path.name} is a picture whose name does not say so; rename it to end with .png or .jpg.")
    return 1
