"""Python's cyclic garbage collector, kept in the window's thread."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

COLLECT_MILLISECONDS = 500


class GarbageCollector(QObject):
    """Collects when Python would, but only in the thread that this object was made in.

    By itself the collector runs in whichever thread happens to allocate. A widget or a pixmap in a reference cycle
    would then be destroyed in a background thread, which crashes Qt.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # modules stay to the end; a whole look at them, each time, is a pause of the window
        timer = QTimer(self)
        timer.timeout.connect(self._collect)
        timer.start(COLLECT_MILLISECONDS)
        self.destroyed.connect(gc.enable)
        self.destroyed.connect(gc.unfreeze)

    def _collect(self) -> None:
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
