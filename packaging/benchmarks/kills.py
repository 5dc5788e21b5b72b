"""What is lost when the window or its engine is killed at a random moment of a scripted session. Run as a file:

    .venv/bin/python packaging/benchmarks/kills.py [--kills 20] [--seed 1]

Windows: a process edits every 60 ms, renders, and saves its project every 40 edits; it is killed, and the next one
brings back what was kept. Engines: a window inverts, edits and renders; its engine is killed, and the next job has to
succeed. The exit code is 1 if more than the last 3 seconds were lost, or anything was left behind: files beside the one
copy and the project, or processes.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

import common
import killed
from promptstudio import images, log
from promptstudio.errors import EngineCrashed
from promptstudio.prompt import Prompt
from promptstudio.protocol import DescribeRequest
from promptstudio.resources import resource

MOST_LOST = 3.0
"""Seconds: the copy is begun 1.5 seconds after an edit, and writing it takes a moment on a busy machine."""
PATIENCE = 600.0
"""Seconds for any answer."""


def windows(kills: int, seed: int) -> bool:
    """Returns whether nothing was lost or left."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        for found in killed.kill_windows(Path(name), kills, random.Random(seed), (0.3, 8.0)):
            print(f"\r{len(found.lost)} of {kills} windows", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    worst, mean = max(found.lost), sum(found.lost) / len(found.lost)
    columns = ("windows killed", "edits", "lost at most, s", "lost on average, s", "copies", "other files left")
    row = (kills, found.edits, f"{worst:.2f}", f"{mean:.2f}", found.copies, ", ".join(found.others) or "none")
    common.print_table((*columns, "processes left"), [(*row, found.orphans)])
    return worst <= MOST_LOST and found.copies <= 1 and not found.others and not found.orphans


class EngineKills:
    """One window whose engine is killed again and again."""

    def __init__(self, seed: int) -> None:
        log.set_up("window")
        self._chance = random.Random(seed)
        self._app, self.engine, self.window = killed.open_window()
        self._failures: list[object] = []
        self.window.jobs.failed.connect(lambda job, error: self._failures.append(error))
        self.untouched = self.told = self.went_on = 0

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end:
                sys.exit(f"It did not come: {[str(failure) for failure in self._failures[-3:]]}")
            self._app.processEvents()
            time.sleep(0.002)

    def prepare(self) -> None:
        """A picture, a prompt and its render."""
        session = self.window.session
        session.add_references([images.read(resource("samples", f"{common.SAMPLES[0]}.png"))])
        session.set_inversion(budget=12, options={"particles": 2, "steps": 16})
        session.use_as_a(Prompt.parse("a red car in the city at night"), "begin")
        self.wait(lambda: session.render_a is not None)

    def begin(self) -> None:
        """Some work, or none when the window is at it already."""
        session, chance = self.window.session, self._chance
        what = chance.choice(("invert", "edit", "render"))
        if what == "invert":
            self.window.inversions.invert()
        elif what == "edit" and not self.window.inversions.running:
            session.swap(chance.randrange(len(session.prompt)), chance.choice(("blue", "boat", "snow")))
        else:
            session.set_render(seed=chance.randrange(100))
            self.window.commands.trigger("render")

    def kill(self) -> None:
        """Kill the engine a moment after some work has begun, and ask for more work."""
        self.begin()
        moment = time.monotonic() + self._chance.uniform(0.0, 1.5)
        self.wait(lambda: time.monotonic() > moment)
        jobs, session = self.window.jobs, self.window.session
        pid, busy, failed, state = self.engine.pid, jobs.current, len(self._failures), session.state
        done: list[object] = []
        for job in busy:
            job.finished.connect(done.append)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        self.wait(lambda: not jobs.current and (pid is None or self.engine.pid != pid))
        new = self._failures[failed:]
        crashed = any(isinstance(failure, EngineCrashed) for failure in new)
        self.told += crashed or len(done) == len(busy)
        self.untouched += session.state is state or not crashed
        answers: list[object] = []
        jobs.ask(DescribeRequest()).finished.connect(answers.append)
        self.wait(lambda: bool(answers))
        self.went_on += self.engine.pid not in (None, pid)

    def close(self) -> int:
        """Returns how many processes are left."""
        self.window.session.stack.setClean()
        self.window.shut_down()
        self.engine.close()
        self.window.close()
        return len(psutil.Process().children(recursive=True))


def engines(kills: int, seed: int) -> bool:
    """Returns whether every engine was replaced, the document stayed as it was, and nothing was left."""
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        os.environ |= killed.environment(Path(name))
        tempfile.tempdir = None
        run = EngineKills(seed)
        run.prepare()
        for number in range(kills):
            run.kill()
            print(f"\r{number + 1} of {kills} engines", end="", file=sys.stderr, flush=True)
        processes = run.close()
        _, others = killed.kept(Path(name))
    print(file=sys.stderr)
    columns = ("engines killed", "document untouched", "said so", "next job done", "other files left", "processes left")
    common.print_table(columns, [(kills, run.untouched, run.told, run.went_on, ", ".join(others) or "none", processes)])
    return run.untouched == run.told == run.went_on == kills and not others and not processes


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    good = [windows(asked.kills, asked.seed), engines(asked.kills, asked.seed)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
