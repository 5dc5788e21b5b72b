"""Uses the real window at random, with the real engine, and says what crashed or went wrong. Run as a file:

    .venv/bin/python packaging/benchmarks/random_ui.py [--minutes 30] [--seed 1 2 3] [--platform xcb]

Each seed is a process of its own with empty user folders: clicks, keys, drops, cancels, dialogs, undo, engines that are
killed, windows that close and open again. One row a seed; the exit code is 1 if one crashed, hung for over 90 seconds
or left a fault. After a crash the last acts and all stacks are printed, those of C++ too where gdb and a core file are
there (`ulimit -c unlimited`). `--platform xcb` needs an X server, for example `xvfb-run -a`.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import common

SILENCE = 90
"""Seconds without an act after which the window hangs."""
LAST_ACTS = 25


def be_random(seed: int, minutes: float, folder: Path) -> None:
    """The life of one process; writes what was done and what went wrong to `folder`/record.json."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from promptstudio import log
    from promptstudio_ui.app import FirstPaint, application, follow_theme
    from promptstudio_ui.jobs.engine import CurrentEngine
    from promptstudio_ui.preferences.settings import Settings
    from promptstudio_ui.window.main_window import MainWindow
    from random_person import RandomPerson, some_files

    faulthandler.enable()
    log.set_up("window")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    app.setQuitOnLastWindowClosed(False)
    settings = Settings(parent=app)
    follow_theme(app, settings)
    acts = (folder / "acts.txt").open("w", encoding="utf-8", buffering=1)

    def make_window() -> tuple[MainWindow, CurrentEngine]:
        engine = CurrentEngine()
        window = MainWindow(engine, settings)
        FirstPaint(window, window.begin)
        window.show()
        return window, engine

    def tell(act: str) -> None:
        acts.write(f"{time.monotonic() - since:8.2f} {act}\n")

    since = time.monotonic()
    person = RandomPerson(make_window, some_files(folder, seed), folder, seed, tell)
    person.start(lambda: time.monotonic() - since > 60 * minutes, lambda: app.exit(0))
    app.exec()
    person.finish()
    record = {"done": person.record.done, "faults": person.record.faults}
    (folder / "record.json").write_text(json.dumps(record), encoding="utf-8")


def run(seed: int, minutes: float, platform: str) -> tuple[bool, tuple[object, ...]]:
    """Start the process of one seed and wait for it. Returns whether all went well, and its row."""
    with tempfile.TemporaryDirectory(prefix="random-ui-") as name:
        folder = Path(name)
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(common.ROOT), str(common.ROOT / "ui")]),
            "QT_QPA_PLATFORM": platform,
            "HF_HUB_OFFLINE": "1",
            "HF_ENDPOINT": "http://127.0.0.1:9",
            "HOME": name,
        }
        environment |= {f"XDG_{kind}_HOME": str(folder / "home") for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
        command = [sys.executable, __file__, "--be", str(seed), "--minutes", str(minutes), "--folder", name]
        told = folder / "acts.txt"
        told.touch()
        with (folder / "output.txt").open("wb") as output:
            child = subprocess.Popen(command, env=environment, cwd=name, stdout=output, stderr=output)
            silent = not _wait(child, told)
        acts = told.read_text(encoding="utf-8").splitlines()
        code = child.returncode
        if code != 0:
            what = f"was silent for {SILENCE} seconds" if silent else f"ended with code {code}"
            print(f"Seed {seed} {what} after {len(acts)} acts. The last of them:")
            print("\n".join(acts[-LAST_ACTS:]))
            print((folder / "output.txt").read_text(encoding="utf-8", errors="replace")[-20_000:])
            print(_native_stacks(folder))
            return False, (seed, len(acts), "hung" if silent else f"code {code}", "", "")
        record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    faults = Counter(record["faults"])
    for fault, times in faults.most_common():
        print(f"{times} × {fault}\n")
    done = ", ".join(f"{name} {times}" for name, times in Counter(record["done"]).most_common())
    return not faults, (seed, len(acts), "no", sum(faults.values()), done)


def _wait(child: subprocess.Popen[bytes], told: Path) -> bool:
    """Wait for the process; one that does nothing for `SILENCE` seconds is aborted, and its stacks are printed by
    itself. Returns False then."""
    while True:
        try:
            child.wait(1)
            return True
        except subprocess.TimeoutExpired:
            if time.time() - told.stat().st_mtime > SILENCE:
                child.send_signal(signal.SIGABRT)
                child.wait()
                return False


def _native_stacks(folder: Path) -> str:
    core = next(folder.glob("core*"), None)
    if core is None or shutil.which("gdb") is None:
        return ""
    command = ["gdb", "-batch", "-ex", "bt 40", "-ex", "thread apply all bt 12", sys.executable, str(core)]
    return subprocess.run(command, capture_output=True, text=True).stdout[-30_000:]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=30.0, help="of each seed")
    options.add_argument("--seed", type=int, nargs="+", default=[1])
    options.add_argument("--platform", default="offscreen", help="Qt's platform plugin, such as offscreen or xcb")
    options.add_argument("--be", type=int, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.be is not None:
        be_random(asked.be, asked.minutes, asked.folder)
        return 0
    found = [run(seed, asked.minutes, asked.platform) for seed in asked.seed]
    title = f"{asked.minutes:g} minutes a seed, {asked.platform}"
    common.print_table(("seed", "acts", "crashed", "faults", "done"), [row for _, row in found], title)
    return 0 if all(good for good, _ in found) else 1


if __name__ == "__main__":
    sys.exit(main())
