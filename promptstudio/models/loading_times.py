"""How long models took to load on this machine, so that the next time it can be said how long it will take."""

from __future__ import annotations

import json
from pathlib import Path

from promptstudio import atomic, log
from promptstudio.errors import UnwritableFile
from promptstudio.text import json_value

_log = log.category("models")


class LoadingTimes:
    """Seconds by model and device, remembered in a file. What cannot be read or written is forgotten."""

    def __init__(self, path: Path) -> None:
        """`path`: a JSON file, which need not exist yet."""
        self._path = path
        self._seconds = _read(path)
        self._loaded: set[str] = set()  # in this process, whose libraries are there from then on

    def expected(self, model: str, device: str) -> float | None:
        """Seconds that the model took the last time it was the first to be loaded; None if it never was."""
        return self._seconds.get(_key(model, device))

    def took(self, model: str, device: str, seconds: float) -> None:
        """Remember how long a model took. Loading it again in one process is quicker and does not count."""
        key = _key(model, device)
        if key in self._loaded:
            return
        self._loaded.add(key)
        self._seconds[key] = round(seconds, 2)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_bytes(self._path, json.dumps(self._seconds, indent=1, sort_keys=True).encode())
        except (OSError, UnwritableFile):
            _log.info("loading times cannot be kept", exc_info=True)


def _key(model: str, device: str) -> str:
    return f"{model} on {device}"


def _read(path: Path) -> dict[str, float]:
    try:
        found = json_value(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: float(value) for key, value in found.items() if isinstance(value, int | float) and 0 < value < 86_400}
