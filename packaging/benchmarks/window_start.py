"""How soon the window is on the screen, for checkouts in turn, with the ratio to the first one. Run as a file:

    .venv/bin/python packaging/benchmarks/window_start.py CHECKOUT [CHECKOUT …] [--runs N] [--stall]

Seconds from the start of the process until the main window is exposed, offscreen and with empty user folders. With
`--stall` the sample session is driven instead (`promptstudio_ui.headless`), and the figure is the longest time in
seconds that the window did not answer.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

START = """
import os, sys, time
from PySide6.QtWidgets import QApplication

def exposed():
    handles = [window.windowHandle() for window in QApplication.topLevelWidgets() if window.isVisible()]
    return any(handle is not None and handle.isExposed() for handle in handles)

def shown(*_):
    while not exposed():
        QApplication.processEvents()
    print(time.time() - float(sys.argv[1]), flush=True)
    os._exit(0)

QApplication.exec = shown
from promptstudio.__main__ import main
main([])
"""


def seconds(checkout: Path, stall: bool) -> float:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(checkout), str(checkout / "ui")]),
            "QT_QPA_PLATFORM": "offscreen",
            "HF_HUB_OFFLINE": "1",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program does not compile its modules
        environment |= {f"XDG_{kind}_HOME": home for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
        command = [sys.executable, "-P"]
        if stall:
            command += ["-m", "promptstudio_ui.headless", "--out", home]
        else:
            command += ["-c", f"import time\nimport sys\nsys.argv = ['', str(time.time())]\n{START}"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home, check=True)
    if not stall:
        return float(done.stdout)
    found = re.search(r"longest stall\D*([\d.]+)\s*ms", done.stdout + done.stderr)
    if found is None:
        sys.exit(f"The session of {checkout} names no longest stall:\n{done.stdout}")
    return float(found.group(1)) / 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("checkouts", nargs="+", type=Path)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--stall", action="store_true", help="the longest stall over the sample session")
    asked = options.parse_args()
    found: dict[Path, list[float]] = {checkout: [] for checkout in asked.checkouts}
    for _ in range(asked.runs):
        for checkout, values in found.items():
            values.append(seconds(checkout.resolve(), asked.stall))
    first = found[asked.checkouts[0]]
    print("| checkout | median, s | least | most | ratio to the first, median of pairs |\n|---|---|---|---|---|")
    for checkout, values in found.items():
        ratio = statistics.median(value / base for value, base in zip(values, first, strict=True))
        print(f"| {checkout} | {statistics.median(values):.3f} | {min(values):.3f} | {max(values):.3f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
