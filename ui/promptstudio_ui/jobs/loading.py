"""How far the loading of a model is: told at once and then every second, from how long it took the last time."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from promptstudio.protocol import Loading
from promptstudio_ui.sentences import from_engine, time_left_text
from promptstudio_ui.translation import tr

TICK = 1000
"""Milliseconds between two tellings."""
MOST = 0.97
"""The share at which a model that takes longer than the last time stays."""


class LoadingClock(QObject):
    """Follows one job's models as they load."""

    told = Signal(str, float)
    """What is being loaded and how long it takes yet, and the share 0…1 of the job's loading that is done."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loading: Loading | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tell)

    def show(self, loading: Loading | None) -> None:
        """Another model is being loaded from now on; None: none is."""
        self._loading, self._since = loading, time.monotonic()
        if loading is None:
            self._timer.stop()
        else:
            self._timer.start()
            self._tell()

    def _tell(self) -> None:
        if self._loading is not None:
            self.told.emit(*progress_of(self._loading, time.monotonic() - self._since))


def progress_of(loading: Loading, elapsed: float) -> tuple[str, float]:
    """What is said after `elapsed` seconds, and the share that is done."""
    within = 0.0 if not loading.seconds else min(elapsed / loading.seconds, MOST)
    share = (loading.number - 1 + within) / loading.count
    text = f"{from_engine(loading.stage)}…"
    if loading.seconds_left is not None:
        left = loading.seconds_left - elapsed
        told = tr("{time_left} left").format(time_left=time_left_text(left)) if left > 0 else tr("a moment more")
        text += f" {told}"
    elif elapsed >= 1:
        text += " " + tr("{elapsed} s so far").format(elapsed=f"{elapsed:.0f}")
    return text, share
