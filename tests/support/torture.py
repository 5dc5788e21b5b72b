"""Downloads under attack: what is done to them, what it costs, and what is left. Run by the tests and by
packaging/benchmarks/download_torture.py, which prints the table."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import faulty_hub as hub_module
from faulty_hub import LISTING, FaultyHub, sha256
from promptstudio.catalogue.download.progress import DownloadProgress, Steps, Timing
from promptstudio.catalogue.download.transfer import fetch
from promptstudio.catalogue.entries import Model, Source
from promptstudio.catalogue.finding import MANIFEST
from promptstudio.errors import PromptStudioError

WEIGHTS = "model.safetensors"
SIZE = 200_000
HALF = 80_000


class FakeTime:
    """A clock that moves only when something sleeps, and by a minute at a time once the server has gone silent and all
    that it has sent is on the disk, until the client gives up. However slow the machine, nothing else happens."""

    def __init__(self, hub: FaultyHub, folder: Path) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._hub = hub
        self._part = folder / "a-model" / f"{WEIGHTS}.part"

    def timing(self) -> Timing:
        return Timing(clock=self.clock, sleep=self.sleep, stall=30.0, poll=0.02)

    def clock(self) -> float:
        if self._hub.is_stalled.is_set():
            arrived = self._part.stat().st_size if self._part.exists() else 0
            self.now += 60 * (arrived == self._hub.stalled_at)
        return self.now

    def sleep(self, seconds: float) -> None:
        self._hub.is_stalled.clear()  # the client has given up, and waits before it tries again
        self.slept.append(seconds)
        self.now += seconds


@dataclass(frozen=True)
class Row:
    """`served` and `refetched` count bytes of the weights, `seconds` what was waited between tries (on the clock that
    the test turns); `left` are the names in the model's folder afterwards."""

    fault: str
    result: str
    served: int
    refetched: int
    seconds: float
    left: tuple[str, ...]
    corrupt: tuple[str, ...]


Setup = Callable[[FaultyHub], None]


def files() -> dict[str, bytes]:
    return {"config.json": b'{"model_type": "clip"}', WEIGHTS: random.Random(7).randbytes(SIZE)}


def model(**changes: object) -> Model:
    known: dict[str, object] = {
        "id": "a-model",
        "name": "A model",
        "kind": "clip",
        "licence": "MIT",
        "sources": (Source("owner/name"),),
        "files": ("*.json", WEIGHTS),
        "bytes": SIZE,
    }
    return Model(**known | changes)


def finish(steps: Steps[object]) -> tuple[list[DownloadProgress], object]:
    events = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value


def corrupt_files(folder: Path, right: dict[str, bytes]) -> tuple[str, ...]:
    """Files under their final names that are not, byte for byte, what the hub has."""
    found = [f for f in folder.rglob("*") if f.is_file() and f.suffix not in (".part", ".quarantined", ".lock")]
    names = [f.relative_to(folder).as_posix() for f in found]
    return tuple(n for n in names if n != MANIFEST and sha256((folder / n).read_bytes()) != sha256(right[n]))


def run(fault: str, folder: Path) -> Row:
    """One case: the hub misbehaves, the download is tried once (and again where the case says so)."""
    setup, sources, tries = CASES[fault]
    with FaultyHub(files()) as hub:
        setup(hub)
        time = FakeTime(hub, folder)
        wanted = model(sources=sources)
        result = ""
        for _ in range(tries):
            try:
                finish(fetch(wanted, endpoint=hub.endpoint, folder=folder, timing=time.timing()))
                result = "arrived"
            except PromptStudioError as error:
                result = f"{error.kind}: {error}"
        return _row(fault, result, hub, folder / wanted.id, sum(time.slept))


def _row(fault: str, result: str, hub: FaultyHub, folder: Path, seconds: float) -> Row:
    left = tuple(sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()))
    served = hub.served[WEIGHTS]
    there = (folder / WEIGHTS, folder / f"{WEIGHTS}.part", folder / f"{WEIGHTS}.quarantined")
    kept = sum(file.stat().st_size for file in there if file.exists())
    return Row(fault, result, served, max(served - kept, 0), seconds, left, corrupt_files(folder, hub.files))


def run_killed(folder: Path) -> Row:
    """A process is killed in the middle of a file; another one goes on."""
    with FaultyHub(files()) as hub:
        hub.will(WEIGHTS, hub_module.stalls(HALF))
        command = [sys.executable, __file__, hub.endpoint, str(folder)]
        with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True) as child:
            reached = next((line for line in child.stdout if int(line) >= HALF), None)
            child.kill()
        assert reached is not None, "the child ended before the middle of its file"
        time = FakeTime(hub, folder)
        finish(fetch(model(), endpoint=hub.endpoint, folder=folder, timing=time.timing()))
        fault = "process killed in the middle of a file, then a new one"
        return _row(fault, "arrived", hub, folder / "a-model", sum(time.slept))


def be_killed(endpoint: str, folder: Path) -> None:
    """The life of the process that is killed: it says how much of its file it has."""
    for event in fetch(model(), endpoint=endpoint, folder=folder):
        sys.stdout.write(f"{event.file_bytes if event.file == WEIGHTS else 0}\n")
        sys.stdout.flush()


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    environment = dict(os.environ, PYTHONPATH=root)
    environment.pop("HF_HUB_OFFLINE", None)
    environment.pop("TRANSFORMERS_OFFLINE", None)
    return environment


def _on(name: str, *faults: hub_module.Fault) -> Setup:
    return lambda hub: hub.will(name, *faults)


def _first_mirror_is_gone(hub: FaultyHub) -> None:
    hub.missing_repos.add("owner/gone")


def _first_mirror_sends_other_bytes(hub: FaultyHub) -> None:
    hub.will(WEIGHTS, hub_module.sends_other_bytes)


ONE = (Source("owner/name"),)
TWO = (Source("owner/gone"), Source("owner/name"))
CASES: dict[str, tuple[Setup, tuple[Source, ...], int]] = {
    "none": (lambda hub: None, ONE, 1),
    "connection breaks off, three times": (_on(WEIGHTS, *[hub_module.breaks_off(HALF // 2)] * 3), ONE, 1),
    "connection closed before an answer": (_on(WEIGHTS, hub_module.hangs_up), ONE, 1),
    "server falls silent": (_on(WEIGHTS, hub_module.stalls(HALF)), ONE, 1),
    "server falls silent before the first byte": (_on(WEIGHTS, hub_module.stalls(0)), ONE, 1),
    "body shorter than needed, no length given": (
        _on(WEIGHTS, hub_module.without_length(lambda data: data[:HALF])),
        ONE,
        1,
    ),
    "body longer than needed": (_on(WEIGHTS, hub_module.without_length(lambda data: data + b"!" * 99)), ONE, 2),
    "wrong Content-Length": (_on(WEIGHTS, hub_module.lies_about_size), ONE, 2),
    "HTML page instead of the file": (_on(WEIGHTS, hub_module.sends_a_page), ONE, 2),
    "HTTP 404 from the only mirror": (_on(WEIGHTS, hub_module.status(404)), ONE, 1),
    "HTTP 404 from the first of two mirrors": (_first_mirror_is_gone, TWO, 1),
    "HTTP 416 when going on": (_on(WEIGHTS, hub_module.breaks_off(HALF), hub_module.status(416)), ONE, 1),
    "HTTP 429, Retry-After 120": (_on(WEIGHTS, hub_module.status(429, Retry_After="120")), ONE, 1),
    "HTTP 429 for the list of files": (_on(LISTING, *[hub_module.status(429)] * 2), ONE, 1),
    "HTTP 503, three times": (_on(WEIGHTS, *[hub_module.status(503)] * 3), ONE, 1),
    "HTTP 500 without end": (_on(WEIGHTS, *[hub_module.status(500)] * 9), ONE, 1),
    "no Range support": (_on(WEIGHTS, hub_module.breaks_off(HALF), hub_module.knows_no_ranges), ONE, 1),
    "another range than asked for": (_on(WEIGHTS, hub_module.breaks_off(HALF), hub_module.sends_other_range), ONE, 1),
    "wrong bytes from the only mirror": (_on(WEIGHTS, hub_module.sends_other_bytes), ONE, 1),
    "wrong bytes, then tried again": (_on(WEIGHTS, hub_module.sends_other_bytes), ONE, 2),
    "wrong bytes from the first of two mirrors": (
        _first_mirror_sends_other_bytes,
        (Source("owner/name"), Source("owner/mirror")),
        1,
    ),
    "wrong bytes in a continued file": (
        _on(WEIGHTS, hub_module.breaks_off(HALF), hub_module.sends_other_bytes),
        ONE,
        1,
    ),
    "unreadable list of files": (_on(LISTING, hub_module.sends_a_page), ONE, 1),
}


if __name__ == "__main__":
    be_killed(sys.argv[1], Path(sys.argv[2]))
