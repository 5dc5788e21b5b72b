"""Numbers that were measured on this machine, kept from run to run."""

from __future__ import annotations

import json
import math
from pathlib import Path

from promptstudio import atomic, log
from promptstudio.errors import UnwritableFile
from promptstudio.text import json_value

_log = log.category("files")


class KeptNumbers:
    """Positive numbers by name, remembered in a file. What cannot be read or written is forgotten."""

    def __init__(self, path: Path) -> None:
        """`path`: a JSON file, which need not exist yet."""
        self._path = path
        self._numbers = _read(path)

    def get(self, name: str) -> float | None:
        """The number of this name; None if there is none."""
        return self._numbers.get(name)

    def keep(self, numbers: dict[str, float]) -> None:
        """Remember these, in place of what had their names."""
        self._numbers |= numbers
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_bytes(self._path, json.dumps(self._numbers, indent=1, sort_keys=True).encode())
        except (OSError, UnwritableFile):
            _log.info("%s cannot be kept", self._path.name, exc_info=True)


def _read(path: Path) -> dict[str, float]:
    try:
        found = json_value(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    numbers = {name: value for name, value in found.items() if isinstance(value, int | float)}
    return {name: float(value) for name, value in numbers.items() if value > 0 and math.isfinite(value)}
