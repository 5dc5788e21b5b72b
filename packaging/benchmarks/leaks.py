"""What one window and its engine hold after hundreds of jobs. Run as a file:

    .venv/bin/python packaging/benchmarks/leaks.py [--jobs 500] [--warm-up 100] [--seed 1]

Inversions, edits, renders (a comparison follows), suggestions and influence, a third of them stopped at random. Every
25 jobs the window is emptied, so that no history grows. After the warm-up and at the end both processes are measured in
that state: resident memory (least of five looks), threads, open files, children, and the Qt objects that Python knows.
The exit code is 1 if memory grew by 5 % or more, or there are more of anything else.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import shiboken6
from PySide6.QtCore import QEventLoop, QTimer

import common
import killed
from promptstudio import images, log
from promptstudio.prompt import Prompt
from promptstudio.protocol import DescribeRequest, MemoryRequest
from promptstudio.resources import resource
from promptstudio_ui.jobs.background import Job

PATIENCE = 600.0
"""Seconds for any answer."""
ROUND = 25
"""Jobs between two empty documents."""
MOST_GROWTH = 0.05
"""Share of the resident memory after the warm-up."""
_WORDS = ("blue", "boat", "snow", "castle", "yellow", "night", "forest", "fish")


@dataclass(frozen=True)
class Held:
    """What is held at one moment, by name: bytes of memory, and counts."""

    memory: dict[str, int]
    counts: dict[str, int]


class Worker:
    """Uses one window."""

    def __init__(self, seed: int) -> None:
        log.set_up("window")
        self._chance = random.Random(seed)
        self._app, self.engine, self.window = killed.open_window()
        self.window.begin()
        self._picture = images.read(resource("samples", f"{common.SAMPLES[0]}.png"))
        self.done: Counter[str] = Counter()
        self.window.jobs.started.connect(self._count)
        self.window.jobs.failed.connect(lambda job, error: self.done.update(["failed"]))

    def _count(self, job: Job) -> None:
        if not isinstance(job.request, MemoryRequest | DescribeRequest):
            self.done[job.request.verb.name] += 1

    @property
    def jobs(self) -> int:
        """How many have begun."""
        return self.done.total() - self.done["failed"] - self.done["stopped"]

    def wait(self, until: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Let the window live until something is so. Returns whether it came."""
        end, came = time.monotonic() + seconds, False
        loop, timer = QEventLoop(), QTimer()  # processEvents would leave what is to be deleted later

        def look() -> None:
            nonlocal came
            came = came or until()
            if came or time.monotonic() > end:
                loop.quit()

        timer.timeout.connect(look)
        timer.start(2)
        loop.exec()
        return came

    def idle(self) -> bool:
        return not self.window.jobs.current and not self.window.jobs.files_busy

    def round(self) -> None:
        """A new document, and work on it."""
        session, begun = self.window.session, self.jobs
        session.add_references([self._picture])
        session.set_inversion(budget=8, options={"particles": 2, "steps": 4, "polish": 1})
        session.set_render(steps=4)
        session.use_as_a(Prompt.parse("a red car in the city at night"), "begin")
        while self.jobs < begun + ROUND:
            self.act()
            if self._chance.random() < 0.35:
                self.wait(lambda: False, self._chance.uniform(0.0, 0.6))
                if not self.idle():
                    self.done["stopped"] += 1
                    self._chance.choice((self.window.jobs.stop_waited_for, self.window.jobs.stop_all))()
            if not self.wait(self.idle):
                sys.exit("A job does not end.")
        self.empty()

    def act(self) -> None:
        session, chance, window = self.window.session, self._chance, self.window
        words = len(session.prompt)
        what = chance.choice(("invert", "edit", "edit", "render", "suggest", "influence")) if words else "invert"
        if what == "invert":
            window.inversions.invert()
        elif what == "edit":
            session.swap(chance.randrange(words), chance.choice(_WORDS))
        elif what == "render":
            session.change_render(seed=chance.randrange(10_000))
            window.commands.trigger("render")
        elif what == "suggest":
            window.answers.suggest(chance.randrange(words))
        else:
            window.answers.want_influence(True)
            window.answers.want_influence(chance.random() < 0.5)

    def empty(self) -> None:
        """An empty document, saved."""
        self.window.answers.want_influence(False)
        self.window.session.clear()
        self.window.session.stack.setClean()
        self.wait(self.idle)

    def held(self) -> Held:
        looks: dict[str, list[int]] = {"window": [], "engine": []}
        processes = {"window": psutil.Process(), "engine": psutil.Process(self.engine.pid)}
        for _ in range(5):
            self.wait(lambda: False, 1.0)
            gc.collect()
            for name, process in processes.items():
                looks[name].append(process.memory_info().rss)
        counts = {}
        for name, process in processes.items():
            counts |= {f"threads of the {name}": process.num_threads(), f"files of the {name}": process.num_fds()}
        alive = [found for found in shiboken6.getAllValidWrappers() if shiboken6.isValid(found)]
        counts["processes"] = len(psutil.Process().children(recursive=True))
        counts["Python's threads"] = threading.active_count()
        counts["timers"] = sum(isinstance(found, QTimer) for found in alive)
        counts["jobs"] = sum(isinstance(found, Job) for found in alive)
        counts["Qt objects"] = len(alive)
        return Held({name: min(found) for name, found in looks.items()}, counts)

    def close(self) -> None:
        self.window.shut_down()
        self.engine.close()
        self.window.close()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--jobs", type=int, default=500)
    options.add_argument("--warm-up", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="leaks-", ignore_cleanup_errors=True) as name:
        os.environ |= killed.environment(Path(name))
        worker = Worker(asked.seed)
        found = [_after(worker, asked.warm_up), _after(worker, asked.warm_up + asked.jobs)]
        worker.close()
        left = len(psutil.Process().children(recursive=True))
    print(file=sys.stderr)
    before, after = found
    growths = {name: after.memory[name] / size - 1 for name, size in before.memory.items()}
    rows: list[tuple[object, ...]] = [
        (f"memory of the {name}, MB", round(size / 2**20), round(after.memory[name] / 2**20), f"{growths[name]:+.1%}")
        for name, size in before.memory.items()
    ]
    rows += [(name, count, after.counts[name], after.counts[name] - count) for name, count in before.counts.items()]
    rows.append(("processes after the end", "", left, left))
    done = ", ".join(f"{name} {times}" for name, times in worker.done.most_common())
    common.print_table(("held", "after the warm-up", f"{asked.jobs} jobs later", "more"), rows, done)
    more = [name for name, count in before.counts.items() if after.counts[name] > count]
    return 1 if more or left or max(growths.values()) >= MOST_GROWTH else 0


def _after(worker: Worker, jobs: int) -> Held:
    while worker.jobs < jobs:
        worker.round()
        print(f"\r{worker.jobs} of {jobs} jobs", end="", file=sys.stderr, flush=True)
    return worker.held()


if __name__ == "__main__":
    sys.exit(main())
