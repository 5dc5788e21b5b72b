"""`promptstudio`: without arguments, or with files to open, the window; otherwise the command line."""

import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if _is_for_the_window(arguments):
        from promptstudio_ui.app import main as open_window

        return open_window(arguments)
    from promptstudio.cli import main as run_command

    return run_command(arguments)


def _is_for_the_window(arguments: list[str]) -> bool:
    if not arguments or arguments[0] == "--sample":
        return True
    suffix = Path(arguments[0]).suffix.lower()
    if suffix == ".pstudio":
        return True
    if not suffix or arguments[0].startswith("-"):
        return False
    from promptstudio import images

    return suffix in images.EXTENSIONS


if __name__ == "__main__":
    sys.exit(main())
