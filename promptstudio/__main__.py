"""`promptstudio`: without arguments, or with files or a folder to open, the window; otherwise the command line."""

import gc
import os
import sys
from pathlib import Path

from promptstudio.process.command import SWITCH


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == [SWITCH]:
        from promptstudio.process.host import main as serve

        serve(arguments[1:])
    if _is_for_the_window(arguments):
        if not _has_display():
            from promptstudio.cli.opening import no_window

            return no_window()
        return _open_window(arguments)
    if _names_a_file(arguments[0]):
        from promptstudio.cli.opening import explain

        return explain(arguments[0])
    from promptstudio.cli import main as run_command

    return run_command(arguments)


def _open_window(arguments: list[str]) -> int:
    gc.disable()  # importing leaves no garbage, and looking for it takes long; the window has its own collector
    from promptstudio_ui.app import main

    return main(arguments)


def _is_for_the_window(arguments: list[str]) -> bool:
    if not arguments or arguments[0] == "--sample":
        return True
    suffix = Path(arguments[0]).suffix.lower()
    if suffix == ".pstudio" or _is_folder(arguments[0]):
        return True
    if not suffix or arguments[0].startswith("-") or "://" in arguments[0]:
        return False
    from promptstudio import images

    return suffix in images.EXTENSIONS


def _has_display() -> bool:
    """Whether Qt can be expected to find a display; without one it would end the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in names)


def _is_folder(argument: str) -> bool:
    """Whether an argument is a folder, and no command is called like it."""
    if not Path(argument).is_dir():
        return False
    from promptstudio import cli

    return argument not in cli.names()


def _names_a_file(argument: str) -> bool:
    """Whether an argument that no command can be called is the name of a file: with an ending or a folder in it."""
    return not argument.startswith("-") and (bool(Path(argument).suffix) or os.sep in argument)


if __name__ == "__main__":
    sys.exit(main())
