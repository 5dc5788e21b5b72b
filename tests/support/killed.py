"""A window that is killed while somebody works in it, again and again, and a window whose engine is killed.

Run as a file it is the window: `killed.py FOLDER` keeps its project and its user folders in FOLDER, brings back what
the last one left, and edits without end. It says on stdout what it did: `back N` once, then `made N` for every edit; N
is also the last word of the prompt.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from promptstudio_ui.jobs.engine import CurrentEngine
    from promptstudio_ui.window.main_window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "boat.pstudio"
STEP_MILLISECONDS = 60
"""Between two edits."""
SAVE_EVERY = 40
"""Edits between two saves of the project."""


class KilledWindow:
    """A window in a process of its own, from its start to its end by SIGKILL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with (folder / "stderr.txt").open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(folder)],
                env=environment(folder),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.made: list[tuple[float, int]] = []
        """When it said what it made, and its number."""
        self.back: int | None = None
        """The number that it began with: what was kept of the last window."""
        self.orphans: list[psutil.Process] = []
        """Those of its processes that did not end with it."""
        self._news = threading.Condition()
        self._over = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, number = line.split()
            with self._news:
                if word == "back":
                    self.back = int(number)
                else:
                    self.made.append((time.monotonic(), int(number)))
                self._news.notify_all()
        self._process.stdout.close()
        with self._news:
            self._over = True
            self._news.notify_all()

    def wait_until_back(self) -> int:
        """The number that was brought back, once it was."""
        with self._news:
            self._news.wait_for(lambda: self.back is not None or self._over)
        assert self.back is not None, f"the window ended: {(self._folder / 'stderr.txt').read_text()[-2000:]}"
        return self.back

    def wait_until_made(self, count: int) -> None:
        """Return once it has made so many edits."""
        with self._news:
            self._news.wait_for(lambda: len(self.made) >= count or self._over)
        assert not self._over, f"the window ended: {(self._folder / 'stderr.txt').read_text()[-2000:]}"

    def processes(self) -> list[psutil.Process]:
        """The window's own and its engine's."""
        own = psutil.Process(self._process.pid)
        return [own, *own.children(recursive=True)]

    def kill(self) -> float:
        """Kill it, and wait until all of its processes have ended. Returns when it was killed."""
        engines = self.processes()[1:]
        when = time.monotonic()
        self._process.kill()
        self._process.wait()
        self._listener.join()
        _, self.orphans = psutil.wait_procs(engines, timeout=30)
        return when


def environment(folder: Path) -> dict[str, str]:
    """With user folders in `folder`."""
    own = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "ui"), str(ROOT / "tests" / "support")]),
        "QT_QPA_PLATFORM": "offscreen",
        "HF_HUB_OFFLINE": "1",
    }
    (folder / "temporary").mkdir(exist_ok=True)
    own["TMPDIR"] = str(folder / "temporary")
    return os.environ | own | {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("DATA", "CONFIG", "CACHE", "STATE")}


def kept(folder: Path) -> tuple[list[str], list[str]]:
    """Names of the autosaved copies, and of what else is left: files of no copy, half-written and temporary ones."""
    copies = list(folder.rglob("autosave/*.pstudio"))
    others = [path for path in folder.rglob("autosave/*") if path.with_suffix(".pstudio") not in copies]
    others += [*folder.rglob("*.part"), *(folder / "temporary").rglob("*")]
    return [path.name for path in copies], sorted({path.name for path in others if path.is_file()})


@dataclass
class WindowKills:
    """What came of killing windows."""

    lost: list[float] = field(default_factory=list)
    """Of each kill, how many seconds of work were lost."""
    edits: int = 0
    copies: int = 0
    """The most copies that were there at once."""
    others: list[str] = field(default_factory=list)
    """Other files than copies that were left after the last start."""
    orphans: int = 0
    """Processes that outlived their window."""


def kill_windows(
    folder: Path, kills: int, chance: random.Random, seconds: tuple[float, float]
) -> Iterator[WindowKills]:
    """Kill so many windows, each after a time between `seconds` of work, and look what the next one brings back."""
    found = WindowKills()
    before: KilledWindow | None = None
    killed = 0.0
    for number in range(kills + 1):
        window = KilledWindow(folder)
        back = window.wait_until_back()
        if before is not None:
            later = [when for when, made in before.made if made > back]
            found.lost.append(killed - min(later) if later else 0.0)
            found.edits += len(before.made)
        copies, found.others = kept(folder)
        found.copies = max(found.copies, len(copies))
        if number < kills:
            time.sleep(chance.uniform(*seconds))
        killed = window.kill()
        found.orphans += len(window.orphans)
        before = window
        yield found


# ------------------------------------------------------------------ the window


def open_window() -> tuple[QApplication, CurrentEngine, MainWindow]:
    """The program's window with an engine of its own on the processor, shown."""
    from promptstudio_ui.app import application
    from promptstudio_ui.jobs.engine import CurrentEngine
    from promptstudio_ui.preferences.settings import Preferences, Settings
    from promptstudio_ui.window.main_window import MainWindow

    app, engine = application(), CurrentEngine(device="cpu")
    window = MainWindow(engine, Settings(Preferences(device="cpu"), app))
    window.show()
    return app, engine, window


def be_killed(folder: Path) -> None:
    """The life of the window."""
    from PySide6.QtCore import QTimer

    from promptstudio.prompt import Origin, Prompt

    app, _, window = open_window()
    window.begin()
    session, documents, path = window.session, window.documents, folder / PROJECT
    chance = random.Random()
    number = 0

    def say(word: str) -> None:
        sys.stdout.write(f"{word} {number}\n")
        sys.stdout.flush()

    def look() -> None:
        """Once the window has looked for copies."""
        if documents.autosave is None or window.jobs.files_busy:
            QTimer.singleShot(20, app, look)
        elif documents.recovery.copies:
            documents.recovery.restore(documents.recovery.copies[0])
            session.title_changed.connect(begin)
        elif path.exists():
            documents.open_project(path)
            session.title_changed.connect(begin)
        else:
            begin()

    def begin() -> None:
        nonlocal number
        session.title_changed.disconnect(begin) if session.prompt.words else None
        number = int(session.prompt.words[-1].text) if session.prompt.words else 0
        say("back")
        session.set_render(steps=2)
        timer.start(STEP_MILLISECONDS)

    def step() -> None:
        nonlocal number
        number += 1
        if number % 25 == 1:
            session.use_as_a(Prompt.parse(f"a red boat {number}", Origin.TYPED), "begin")
        else:
            session.swap(len(session.prompt) - 1, str(number))
            if len(session.prompt) < 12 and chance.random() < 0.3:
                session.insert(1, chance.choice(("small", "old", "wet")))
        say("made")
        if number % SAVE_EVERY == 0:
            documents.save_to(str(path))

    timer = QTimer(app)
    timer.timeout.connect(step)
    look()
    app.exec()


if __name__ == "__main__":
    be_killed(Path(sys.argv[1]))
