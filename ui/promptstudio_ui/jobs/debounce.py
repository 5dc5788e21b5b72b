"""Waits until a burst of edits is over before work starts."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal


class Debounce(QObject):
    """Thins out quick successions of calls by about as long as the work they start takes. The first call after a
    quiet moment is due at once, and so are all of them while the work is fast.

    `fast`: work up to this many seconds is never held back. `longest`: the longest delay in seconds.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None, fast: float = 0.15, longest: float = 0.6) -> None:
        super().__init__(parent)
        self._fast, self._longest = fast, longest
        self._measured = 0.0
        self._asked = -longest
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)

    def ask(self) -> None:
        delay = 0.0 if self._measured <= self._fast else min(self._measured, self._longest)
        now = time.monotonic()
        quiet = now - self._asked > delay
        self._asked = now
        self._timer.start(0 if quiet else int(delay * 1000))

    def cancel(self) -> None:
        self._timer.stop()

    def measured(self, seconds: float) -> None:
        """Report how long the work took."""
        self._measured = seconds if not self._measured else 0.5 * (self._measured + seconds)
