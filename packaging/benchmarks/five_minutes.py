"""How long the window does not answer, and what it holds, while somebody works with it. Run as a file:

    .venv/bin/python packaging/benchmarks/five_minutes.py CHECKOUT [CHECKOUT …] [--minutes 5]

Each checkout has a process of its own with empty user folders, offscreen. Sample after sample is opened, inverted and
edited through the popover; every edit is undone, done again and undone; words, cells and pictures are pointed at,
pictures are enlarged, the ways to compare are gone through, and everything is exported. One row a checkout: the longest
time in milliseconds that the window did not answer and where, how often that was over 50 ms, and the memory of the
window after the first picture and at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, cast

import psutil

if TYPE_CHECKING:
    from promptstudio_ui.headless import Script, StallMeter

NOTICED = 0.05
"""Seconds that a person notices."""
EDITS = 4
"""Of each picture."""


class Found(TypedDict):
    """What a checkout's process found."""

    stalls: dict[str, list[float]]
    """By step, the longest stall of every time, in seconds."""
    edits: int
    first: float
    """Memory of the window after the first picture, in MB."""
    last: float


class Stalls:
    """The longest stall of every step."""

    def __init__(self, meter: StallMeter) -> None:
        self._meter = meter
        self.of: dict[str, list[float]] = {}

    @contextmanager
    def during(self, step: str) -> Iterator[None]:
        from PySide6.QtWidgets import QApplication

        self._meter.longest = 0.0
        yield
        QApplication.processEvents()
        self.of.setdefault(step, []).append(self._meter.longest)


def be_a_person(minutes: float, folder: Path) -> Found:
    """Work for some minutes, in this process."""
    from PySide6.QtWidgets import QApplication

    from promptstudio.resources import resource
    from promptstudio_ui.app import application
    from promptstudio_ui.headless import Script, StallMeter
    from promptstudio_ui.jobs.engine import CurrentEngine
    from promptstudio_ui.preferences.settings import Preferences, Settings
    from promptstudio_ui.window.main_window import MainWindow

    app = application()
    settings = Settings(Preferences(), app)
    engine = CurrentEngine()
    window = MainWindow(engine, settings)
    window.resize(1440, 900)
    window.show()
    window.engine.describe()
    script = Script(window, lambda _: None)
    script.wait_for_engine([0.0])
    meter = StallMeter(window)
    meter.start()
    stalls = Stalls(meter)
    since, edits, first = time.monotonic(), 0, 0.0
    samples = [path for path in sorted(resource("samples").glob("*.png")) if not path.name.startswith("photo")]
    for sample in cycle(samples):
        with stalls.during("opening"):
            window.session.stack.setClean()
            window.documents.new_document()
            script.open(sample)
        with stalls.during("inverting"):
            script.invert(16, {})
        for number in range(EDITS):
            with stalls.during("editing"):
                edit(script, number)
            edits += 1
            point_at_everything(script, stalls)
            with stalls.during("undo and redo"):
                for step in (window.session.stack.undo, window.session.stack.redo, window.session.stack.undo):
                    step()
                    script.wait("the way back and forth", lambda: window.session.analysis is not None)
        with stalls.during("influence"):
            script.look_at_influence()
        window.session.stack.redo()
        script.wait("the last edit again", lambda: window.session.comparison is not None)
        with stalls.during("exporting"):
            script.export(folder)
        first = first or psutil.Process().memory_info().rss / 1e6
        if time.monotonic() - since > 60 * minutes:
            break
    found: Found = {
        "stalls": stalls.of,
        "edits": edits,
        "first": first,
        "last": psutil.Process().memory_info().rss / 1e6,
    }
    window.session.stack.setClean()
    window.shut_down()
    engine.close()
    window.close()
    QApplication.processEvents()
    return found


def edit(script: Script, number: int) -> None:
    """Take the first suggestion for a word, and wait until all is known of the edit."""
    window = script.window
    window.chips.open_suggestions(number * 3 % len(window.session.prompt.words))
    script.wait("suggestions", lambda: bool(window.chips.popover.items))
    window.chips.popover.take(1)
    script.wait("the comparison", lambda: window.session.comparison is not None)
    script.wait("the coupling of the edited prompt", lambda: window.session.analysis is not None)


def point_at_everything(script: Script, stalls: Stalls) -> None:
    """Move the mouse over words, cells and pictures, enlarge the pictures, and go through the ways to compare."""
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    window = script.window
    for name, widget in (
        ("pointing at words", window.chips.viewport()),
        ("pointing at cells", window.coupling.view),
        ("pointing at pictures", window.renders.view.canvas),
    ):
        with stalls.during(name):
            for share in range(1, 20):
                x, y = widget.width() * share // 20, widget.height() * (share * 7 % 20) // 20
                QTest.mouseMove(widget, QPoint(x, y))
                QApplication.processEvents()
    with stalls.during("ways to compare"):
        for _ in range(5):
            window.renders.view.cycle_mode()
            QApplication.processEvents()
    with stalls.during("enlarging"):
        for _ in range(2):
            window.renders.view.toggle_zoom()
            QApplication.processEvents()


def run(checkout: Path, minutes: float) -> Found:
    """A process of one checkout's window; ends this one with what it said when it fails."""
    with tempfile.TemporaryDirectory(prefix="five-minutes-") as name:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(checkout), str(checkout / "ui")]),
            "QT_QPA_PLATFORM": "offscreen",
            "HF_HUB_OFFLINE": "1",
        }
        environment |= {f"XDG_{kind}_HOME": name for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
        command = [sys.executable, __file__, "--be", name, "--minutes", str(minutes)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=name)
        if done.returncode:
            sys.exit(f"{checkout} did not come to the end:\n{done.stderr}")
        return cast(Found, json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkouts", nargs="*", type=Path)
    options.add_argument("--minutes", type=float, default=5.0, help="for each checkout")
    options.add_argument("--be", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.be is not None:
        print(json.dumps(be_a_person(asked.minutes, asked.be)))
        return
    found = {checkout: run(checkout.resolve(), asked.minutes) for checkout in asked.checkouts}
    print("| checkout | edits | longest stall, ms | in | over 50 ms | MB after a picture | MB at the end |")
    print("|---|---|---|---|---|---|---|")
    for checkout, one in found.items():
        longest, step = max((max(times), step) for step, times in one["stalls"].items())
        noticed = sum(time > NOTICED for times in one["stalls"].values() for time in times)
        memory = f"{one['first']:.0f} | {one['last']:.0f}"
        print(f"| {checkout} | {one['edits']} | {1000 * longest:.0f} | {step} | {noticed} | {memory} |")
    print("\nMedian and longest stall of each step, ms:\n")
    print(f"| step | {' | '.join(map(str, found))} |\n|---|{'---|' * len(found)}")
    for step in next(iter(found.values()))["stalls"]:
        told = (one["stalls"][step] for one in found.values())
        cells = (f"{1000 * statistics.median(times):.0f}, {1000 * max(times):.0f}" for times in told)
        print(f"| {step} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
