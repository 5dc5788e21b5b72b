"""What developers need to know about a fault, as text that a person can read before sending it."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from pathlib import Path

import psutil
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from promptstudio import __version__
from promptstudio.machine import installed_versions
from promptstudio.protocol import EngineInfo
from promptstudio.units import bytes_text
from promptstudio_ui.help.log_files import Entry

LAST_ENTRIES = 80
"""Entries of the log in a report."""
_QUOTED = re.compile(r"“[^”\n]*”")
_SAID = ("python", "promptstudio")
_LIBRARIES = ("torch", "transformers", "diffusers", "open_clip_torch")


def report(entries: Sequence[Entry], crash: str, info: EngineInfo | None, prompt: str | None = None) -> str:
    """Versions, machine, profile, what a crash left and the last entries of the log.

    The home folder is written as “~”. Without `prompt` everything that stands in quotation marks is left out, for
    sentences quote words of prompts and names of files.
    """
    parts = ["\n".join(f"{name}: {value}" for name, value in _facts(info).items())]
    if prompt is not None:
        parts.append(f"Prompt: {prompt}")
    if crash:
        parts.append(f"Last crash\n{crash}")
    lines = "\n".join(entry.line for entry in entries[-LAST_ENTRIES:])
    parts.append(f"Log\n{lines or 'nothing'}")
    text = without_home("\n\n".join(parts)) + "\n"
    return text if prompt is not None else _QUOTED.sub("“…”", text)


def without_home(text: str) -> str:
    """The text with this person's home folder written as “~”."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _facts(info: EngineInfo | None) -> dict[str, str]:
    facts = {
        "Prompt Studio": __version__,
        "System": platform.platform(),
        "Python": platform.python_version(),
        "Qt": f"{qVersion()} ({QGuiApplication.platformName()})",
        "Processor": f"{platform.machine()}, {psutil.cpu_count()} threads",
        "Memory": bytes_text(psutil.virtual_memory().total),
    }
    if info is not None:
        facts |= {"Profile": info.profile, "Engine runs on": f"{info.device}, {info.dtype}"}
        return facts | {name: version for name, version in info.versions.items() if name not in _SAID}
    return facts | {"Engine runs on": "no engine"} | installed_versions(_LIBRARIES)
