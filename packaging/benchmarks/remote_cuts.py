"""What is lost or doubled when the line to an engine elsewhere is cut while jobs run. Run as a file:

    .venv/bin/python packaging/benchmarks/remote_cuts.py [--jobs 200] [--cuts 20] [--seed 1]

The other machine is an ssh server of its own on the loopback; the engine there makes one render every 10 ms, eight for
each job. Twenty jobs are open at a time, and lines are cut at random moments: while jobs run, while requests travel,
while another line is being laid. Prints how many jobs were answered and how many twice, how many events were lost and
doubled, the engines that were left there, and the seconds from a cut to the next answer. The exit code is 1 if anything
was lost, doubled or left.
"""

from __future__ import annotations

import argparse
import os
import queue
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psutil

import common  # noqa: F401  (makes the tests' helpers importable)
from other_machine import SshServer
from promptstudio import log
from promptstudio.errors import PromptStudioError
from promptstudio.machine import EngineOptions
from promptstudio.process.client import EngineClient
from promptstudio.process.messages import Answer, Finished, Happened
from promptstudio.prompt import Prompt
from promptstudio.protocol import GridCell, GridCellDone, GridRequest, GridResult

CELLS = 8
OPEN = 20
LATER = 1.0
"""Seconds: about what another line takes to be laid."""
PATIENCE = 600.0
"""Seconds for any answer."""


class Cutter(threading.Thread):
    """Cuts lines: each time the jobs have told as many events as `random` says, and up to a second later."""

    def __init__(self, server: SshServer, jobs: Jobs, cuts: int, rng: random.Random) -> None:
        super().__init__(name="cutter")
        self.moments: list[float] = []
        self._server, self._jobs = server, jobs
        early = len(jobs.told) * CELLS * 9 // 10  # so that jobs are still open when the last one comes
        self._when = sorted(rng.randrange(early) for _ in range(cuts))
        self._later = [rng.uniform(0, LATER) for _ in range(cuts)]

    def run(self) -> None:
        for events, later in zip(self._when, self._later, strict=True):
            while sum(map(len, self._jobs.told)) < events:
                if self._jobs.over.wait(0.005):
                    return
            self._jobs.over.wait(later)
            while not self._server.cut():
                if self._jobs.over.wait(0.005):
                    return
            self.moments.append(time.monotonic())


class Jobs:
    """Grids that one client is asked for, and what came of each."""

    def __init__(self, client: EngineClient, count: int) -> None:
        self.told: list[list[int]] = [[] for _ in range(count)]
        self.ends: Counter[int] = Counter()
        self.failures: list[str] = []
        self.answered: list[float] = []
        self.over = threading.Event()
        self._client = client
        self._waiting = iter(range(count))
        self._arrived: queue.SimpleQueue[tuple[int, Answer | PromptStudioError]] = queue.SimpleQueue()

    def run(self) -> None:
        for _ in range(OPEN):
            self._begin_one()
        while len(self.ends) < len(self.told):
            self._take(*self._arrived.get(timeout=PATIENCE))
        self.over.set()

    def take_what_came_late(self) -> None:
        while not self._arrived.empty():
            self._take(*self._arrived.get())

    def _begin_one(self) -> None:
        if (number := next(self._waiting, None)) is not None:
            cells = tuple(GridCell(Prompt.parse(f"job {number} cell {cell}")) for cell in range(CELLS))
            self._client.start(GridRequest(cells), deliver=lambda message: self._arrived.put((number, message)))

    def _take(self, number: int, message: Answer | PromptStudioError) -> None:
        if isinstance(message, Happened):
            if isinstance(message.event, GridCellDone):
                self.told[number].append(message.event.cell)
            return
        self.ends[number] += 1
        self.answered.append(time.monotonic())
        if not (isinstance(message, Finished) and _is_of(number, message.result)):
            self.failures.append(str(message))
        self._begin_one()


def _is_of(number: int, result: object) -> bool:
    wanted = [f"job {number} cell {cell}" for cell in range(CELLS)]
    return isinstance(result, GridResult) and [render.prompt.text for render in result.renders] == wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        log.set_up("benchmark")
        server = SshServer(Path(folder))
        try:
            return _measure(server, asked.jobs, asked.cuts, random.Random(asked.seed))
        finally:
            server.close()


def _measure(server: SshServer, count: int, cuts: int, rng: random.Random) -> int:
    client = EngineClient(EngineOptions(), transport=server.remote())
    jobs = Jobs(client, count)
    cutter = Cutter(server, jobs, cuts, rng)
    cutter.start()
    try:
        jobs.run()
    finally:
        jobs.over.set()
        cutter.join()
    engines = server.engines()
    client.close()
    left = psutil.wait_procs(engines, timeout=60)[1]
    jobs.take_what_came_late()
    lost = sum(CELLS - len(set(told)) for told in jobs.told)
    doubled = sum(len(told) - len(set(told)) for told in jobs.told)
    twice = sum(number - 1 for number in jobs.ends.values())
    print(f"{count - len(jobs.failures)} of {count} jobs answered with {len(cutter.moments)} cuts, {twice} twice")
    print(f"of {count * CELLS} events {lost} lost and {doubled} doubled; {len(left)} engines left")
    followed = [[answer - moment for answer in jobs.answered if answer > moment] for moment in cutter.moments]
    if waits := [min(later) for later in followed if later]:
        print(f"from a cut to the next answer: median {statistics.median(waits):.1f} s, longest {max(waits):.1f} s")
    for sentence in sorted(set(jobs.failures)):
        print(sentence)
    return int(bool(jobs.failures or twice or lost or doubled or left))


if __name__ == "__main__":
    sys.exit(main())
