"""How long models took to load on this machine, so that the next time it can be said how long it will take."""

from __future__ import annotations

from pathlib import Path

from promptstudio.files.kept_numbers import KeptNumbers

_DAY = 86_400.0
"""What would take longer, in seconds, is a damaged file's."""


class LoadingTimes:
    """Seconds by model and device, remembered in a file."""

    def __init__(self, path: Path) -> None:
        """`path`: as of `KeptNumbers`."""
        self._seconds = KeptNumbers(path)
        self._loaded: set[str] = set()  # in this process, whose libraries are there from then on

    def expected(self, model: str, device: str) -> float | None:
        """Seconds that the model took the last time it was the first to be loaded; None if it never was."""
        seconds = self._seconds.get(_key(model, device))
        return seconds if seconds is not None and seconds < _DAY else None

    def took(self, model: str, device: str, seconds: float) -> None:
        """Remember how long a model took. Loading it again in one process is quicker and does not count."""
        key = _key(model, device)
        if key not in self._loaded:
            self._loaded.add(key)
            self._seconds.keep({key: round(seconds, 2)})


def _key(model: str, device: str) -> str:
    return f"{model} on {device}"
