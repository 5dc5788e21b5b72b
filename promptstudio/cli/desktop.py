"""`promptstudio desktop`: the program among the desktop's applications, and project files that open with it.

A wheel's data files end in an environment that no desktop looks into (that is so with pipx and uv), and they cannot
name where the program is. So the program places them itself, where the XDG base directory specification says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from promptstudio import atomic
from promptstudio.cli import terminal
from promptstudio.cli.options import Json
from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.resources import resource

_PLACES = {  # file of the program -> place below the user's data folder
    ("desktop", "promptstudio.desktop"): "applications/promptstudio.desktop",
    ("desktop", "promptstudio.xml"): "mime/packages/promptstudio.xml",
    ("desktop", "promptstudio.metainfo.xml"): "metainfo/promptstudio.metainfo.xml",
    ("icons", "promptstudio.svg"): "icons/hicolor/scalable/apps/promptstudio.svg",
}
_REFRESH = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))


def desktop(
    install: Annotated[
        bool, typer.Option("--install", help="Put it among the applications; .pstudio files open with it.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take away what --install placed.")] = False,
    json: Json = False,
) -> None:
    """Add the program to the applications of a Linux desktop, for this user, or take it away again."""
    if install == remove:
        raise BadRequest("`promptstudio desktop` takes either --install or --remove.")
    if sys.platform in ("win32", "darwin"):
        raise BadRequest("This is for Linux desktops; on Windows and macOS the bundle is what the system starts.")
    folder = data_home()
    try:
        files = place(folder, program()) if install else take_away(folder)
    except OSError as error:
        raise UnwritableFile(f"{error.filename or folder} cannot be changed: {error.strerror}.") from error
    _refresh(folder)
    if json:
        terminal.print_json({"installed" if install else "removed": [str(file) for file in files]})
        return
    for file in files:
        terminal.output().print(f"{'placed' if install else 'removed'}  {file}", markup=False)
    if not files:
        terminal.output().print("There was nothing to remove.")


def data_home() -> Path:
    """The folder of the user's data by the XDG base directory specification."""
    chosen = os.environ.get("XDG_DATA_HOME", "")
    return Path(chosen) if os.path.isabs(chosen) else Path.home() / ".local" / "share"


def program() -> list[str]:
    """The command line that starts this program from anywhere, also where a session's PATH lacks its folder."""
    started = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        return [sys.executable]
    if started.name == "promptstudio" and (found := shutil.which(str(started))):
        return [os.path.abspath(found)]
    return [sys.executable, "-m", "promptstudio"]


def place(folder: Path, command: list[str]) -> list[Path]:
    """Copy the files into the data folder `folder`; the application starts by `command`. Returns where they are."""
    placed = []
    for source, below in _PLACES.items():
        content = resource(*source).read_bytes()
        if below.endswith(".desktop"):
            start = " ".join(map(_quoted, command))
            content = content.replace(b"Exec=promptstudio ", f"Exec={start} ".encode())
        target = folder / below
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(target, content)
        placed.append(target)
    return placed


def take_away(folder: Path) -> list[Path]:
    """Delete what `place` copied; returns what there was."""
    there = [folder / below for below in _PLACES.values() if (folder / below).exists()]
    for file in there:
        file.unlink()
    return there


def _quoted(argument: str) -> str:
    """An argument as the Desktop Entry specification writes it, whose strings have backslashes of their own."""
    escaped = argument.replace("%", "%%")
    if not set(escaped) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return escaped
    for mark in ("\\", '"', "`", "$"):
        escaped = escaped.replace(mark, f"\\{mark}")
    return '"' + escaped.replace("\\", "\\\\") + '"'


def _refresh(folder: Path) -> None:
    """Have the desktop's caches made anew; without the tools they are at the next login."""
    for tool, below in _REFRESH:
        if shutil.which(tool) and (folder / below).is_dir():
            subprocess.run([tool, str(folder / below)], capture_output=True, check=False)
