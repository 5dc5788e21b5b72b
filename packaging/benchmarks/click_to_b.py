"""From the click on a suggestion to the B that is seen, in the real window on the embedded pack. Run as a file:

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/benchmarks/click_to_b.py [--edits 40] [--steps 8 20 50]

Every second edit is foretold by a quick picture; the others have the early looks of the render itself, the first of
which shows little. Prints medians and 95th percentiles in milliseconds, and how far the quick pictures are from their
renders (mean absolute RGB difference, 0…255) beside how far renders of other seeds are. Milliseconds depend on the
machine; compare rows.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory

import numpy as np

from common import print_table
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Picture

from PySide6.QtCore import QSettings, Qt  # isort: skip
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from promptstudio_ui.controllers import quick
from promptstudio_ui.jobs.engine import CurrentEngine
from promptstudio_ui.preferences.settings import Preferences, Settings
from promptstudio_ui.window.main_window import MainWindow

PROMPT = "a red car in the city at night"
WORDS = (1, 2, 5, 7)
"""Those that are swapped in turn: colour, thing, place, time."""
DISTINCT = 6 * len(WORDS)
"""Edits before one would come again, which the document remembers; then a new seed begins."""
COLUMNS = ("steps", "way", "B seen, ms", "p95", "B rendered, ms", "p95", "edits")
_PATIENCE = 60.0  # seconds


def wait_until(there: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not there():
        if time.monotonic() > end:
            raise TimeoutError("the window took too long")
        QApplication.processEvents()
        time.sleep(0.001)


class Desk:
    """A window with a prompt whose A is rendered."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session = window, window.session
        self.gaps: list[float] = []

    def begin(self, steps: int, seed: int) -> None:
        self.session.set_render(steps=steps, seed=seed)
        self.session.use_as_a(Prompt.parse(PROMPT, Origin.INVERTED), f"seed {seed}")
        wait_until(lambda: self.session.render_a is not None and self.idle)

    @property
    def idle(self) -> bool:
        return not self.window.jobs.current

    def edit(self, number: int) -> tuple[float, float]:
        """Take a suggestion with the mouse; milliseconds until B is painted first, and until it is the render."""
        window, popover = self.window, self.window.chips.popover
        side = window.renders.view.canvas.scene.sides
        word = WORDS[number % len(WORDS)]
        place = window.chips.chip_rect(word).center()
        QTest.mouseClick(window.chips.viewport(), Qt.MouseButton.LeftButton, pos=place)
        wait_until(lambda: popover.items and self.idle)
        row = popover._rows[number // len(WORDS) % len(popover.items)]
        begun = time.perf_counter()
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        wait_until(lambda: side["B"].shown is not None)
        window.renders.view.canvas.repaint()
        seen, foretold = time.perf_counter() - begun, side["B"].quick
        wait_until(lambda: self.session.render_b is not None)
        window.renders.view.canvas.repaint()
        rendered = time.perf_counter() - begun
        if foretold is not None:
            self.gaps.append(gap(foretold, self.session.render_b.picture))
        wait_until(lambda: self.session.comparison is not None and self.idle)
        window.commands["undo"].trigger()
        wait_until(lambda: self.idle)
        return 1000 * seen, 1000 * rendered


def middle_and_tail(waits: tuple[float, ...]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return float(np.median(waits)), float(np.percentile(waits, 95))


def gap(a: Picture, b: Picture) -> float:
    one, other = (np.frombuffer(picture.rgb, np.uint8).astype(float) for picture in (a, b))
    return float(np.abs(one - other).mean())


def gap_of_seeds(desk: Desk) -> float:
    """Between renders of one prompt that differ in the seed only."""
    pictures = []
    for seed in (1, 2):
        desk.begin(8, seed)
        pictures.append(desk.session.render_a.picture)
    return gap(*pictures)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--edits", type=int, default=40, help="for each number of steps, half of them foretold")
    options.add_argument("--steps", type=int, nargs="+", default=[8, 20, 50], help="of the render")
    chosen = options.parse_args()
    application = QApplication([])
    with TemporaryDirectory() as home:
        os.environ |= {f"XDG_{kind}_HOME": home for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, home)
        engine = CurrentEngine(device="cpu")
        window = MainWindow(engine, Settings(Preferences(device="cpu")))
        window.resize(1440, 900)
        window.show()
        window.activateWindow()
        wait_until(window.isActiveWindow)
        window.engine.describe()
        wait_until(lambda: window.engine.info is not None)
        desk = Desk(window)
        try:
            measure(desk, chosen.steps, chosen.edits)
        finally:
            window.shut_down()
            engine.close()
    application.quit()


def measure(desk: Desk, all_steps: list[int], edits: int) -> None:
    """Both tables."""
    rows: list[tuple[object, ...]] = []
    gain = quick.LEAST_GAIN
    for steps in all_steps:
        desk.begin(steps, 0)
        desk.edit(0)  # models load outside the measurement
        waits: dict[str, list[tuple[float, float]]] = {"quick picture": [], "early looks": []}
        for number in range(edits):
            if number % DISTINCT == 0:
                desk.begin(steps, 1 + number)
            way = ("quick picture", "early looks")[(number + number // len(WORDS)) % 2]
            quick.LEAST_GAIN = gain if way == "quick picture" else 10**6
            waits[way].append(desk.edit(number))
        quick.LEAST_GAIN = gain
        for way, measured in waits.items():
            figures = [f"{figure:.0f}" for waited in zip(*measured, strict=True) for figure in middle_and_tail(waited)]
            rows.append((steps, way, *figures, len(measured)))
    print_table(COLUMNS, rows, "From click to B")
    gaps = [("a quick picture and its render", statistics.mean(desk.gaps)), ("two seeds", gap_of_seeds(desk))]
    print_table(("between", "difference, 0…255"), gaps)


if __name__ == "__main__":
    main()
