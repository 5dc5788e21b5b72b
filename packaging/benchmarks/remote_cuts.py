"""What is lost or doubled when the line to an engine elsewhere is cut while jobs run. Run as a file:

    .venv/bin/python packaging/benchmarks/remote_cuts.py [--jobs 200] [--cuts 20] [--seed 1]

The other machine is an ssh server of its own on the loopback; the engine there makes one render every 10 ms, eight for
each job. Twenty jobs are open at a time, and lines are cut after random times: while jobs run, while requests travel,
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
JOB_SECONDS, START_SECONDS = 0.1, 1.5
PATIENCE = 600.0
"""Seconds for any answer."""


class Cutter(threading.Thread):
    """Cuts lines until there were enough cuts, or `over` is set."""

    def __init__(self, server: SshServer, cuts: int, pause: float, rng: random.Random) -> None:
        super().__init__(name="cutter")
        self.moments: list[float] = []
        self.over = threading.Event()
        self._server, self._cuts, self._pause, self._rng = server, cuts, pause, rng

    def run(self) -> None:
        while len(self.moments) < self._cuts and not self.over.wait(self._rng.uniform(0, 2 * self._pause)):
            if self._server.cut():
                self.moments.append(time.monotonic())


class Jobs:
    """Grids that one client is asked for, and what came of each."""

    def __init__(self, client: EngineClient, count: int) -> None:
        self.told: list[list[int]] = [[] for _ in range(count)]
        self.ends: Counter[int] = Counter()
        self.failures: list[str] = []
        self.answered: list[float] = []
        self._client = client
        self._waiting = iter(range(count))
        self._arrived: queue.SimpleQueue[tuple[int, Answer | PromptStudioError]] = queue.SimpleQueue()

    def run(self) -> None:
        for _ in range(OPEN):
            self._begin_one()
        while len(self.ends) < len(self.told):
            self._take(*self._arrived.get(timeout=PATIENCE))

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
            cutter = Cutter(
                server, asked.cuts, asked.jobs * JOB_SECONDS / asked.cuts + START_SECONDS, random.Random(asked.seed)
            )
            return _measure(server, cutter, asked.jobs)
        finally:
            server.close()


def _measure(server: SshServer, cutter: Cutter, count: int) -> int:
    client = EngineClient(EngineOptions(), transport=server.remote())
    jobs = Jobs(client, count)
    cutter.start()
    try:
        jobs.run()
    finally:
        cutter.over.set()
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
