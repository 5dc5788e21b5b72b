"""How the engine's child process is started: by this interpreter, or by a frozen bundle's own program."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from promptstudio.process import environment

DEFAULT_ENGINE = "promptstudio.engine:Engine"
"""The engine's class as module:class."""
SWITCH = "--engine-process"
"""First argument with which the program of a frozen bundle becomes the engine's process: a bundle has no
interpreter that would take `-m`."""


def command(engine: str, options: str) -> list[str]:
    """The command line of an engine process; `engine` is its class as module:class, `options` EngineOptions as JSON."""
    return [*_program(), "--engine", engine, "--options", options]


def child_environment() -> dict[str, str]:
    """The child's environment: as ours, but with imports from where this program was imported."""
    child = {**os.environ, **environment.for_models()}
    if not is_frozen():
        # `-P` keeps the current folder off the child's path (a stray packaging.py there would shadow libraries), so
        # the place this program was imported from has to be named.
        home = str(Path(__file__).resolve().parents[2])
        child["PYTHONPATH"] = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    return child


def is_frozen() -> bool:
    """Whether this is a bundle that PyInstaller made."""
    return bool(getattr(sys, "frozen", False))


def _program() -> list[str]:
    if not is_frozen():
        return [sys.executable, "-P", "-m", "promptstudio.process.host"]
    # On Windows the window's program has no standard streams; the one beside it, for terminals, has.
    beside = Path(sys.executable).with_name("promptstudio" + Path(sys.executable).suffix)
    return [str(beside), SWITCH]
