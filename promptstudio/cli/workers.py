"""Where a long run is measured: in this process, or by workers on a Ray cluster (--ray, --workers, --worker)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from promptstudio.catalogue.reader import load_profile
from promptstudio.cli.running import start_engine
from promptstudio.errors import BadRequest
from promptstudio.evaluation.point import Point, versions_of
from promptstudio.evaluation.runner import Plan, RunProgress, run
from promptstudio.files.rows import Rows
from promptstudio.machine import EngineOptions, parse_bytes

if TYPE_CHECKING:
    from promptstudio.engine import Engine
    from promptstudio.evaluation.measure import Measurer
    from promptstudio.evaluation.runner_ray import Place

_NAMES = ("count", "device", "profile", "threads", "memory-limit", "on")

Ray = Annotated[str, typer.Option(metavar="local|ADDRESS", help="Run on a Ray cluster.")]
Workers = Annotated[int, typer.Option(min=1, help="With --ray: how many equal workers.")]
OneWorker = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE,…",
        help=f"With --ray, repeatable, instead of --workers: {', '.join(_NAMES)} of one worker or of `count` equal "
        "ones; `on` names a resource of its machine.",
    ),
]


class Versions:
    """Callable as `plan` wants it: the program and the models that a point uses, which are those of the evaluation's
    profile, which judge, and those that the point names. The models' files are read once."""

    def __init__(self, own: str, here: str = "") -> None:
        """`own`: the evaluation's profile. `here`: the profile that has its models on this machine, if it is another
        one."""
        self._own = own
        self._here = here or own
        self._known: dict[tuple[str, ...], str] = {}

    def __call__(self, point: Point) -> str:
        names = tuple(dict.fromkeys(filter(None, (self._own, point.prompting.profile, point.renderer))))
        if names not in self._known:
            files = ((name, load_profile(self._here if name == self._own else name)) for name in names)
            self._known[names] = versions_of(msgspec.structs.replace(profile, name=name) for name, profile in files)
        return self._known[names]


class Crew(msgspec.Struct, frozen=True):
    """Who measures."""

    start: Callable[[str], Engine]
    """The engine of a profile in this process; of the evaluation's own for an empty name."""
    ray: str = ""
    """`runner_ray.LOCAL` or the address of a cluster; empty for this process alone."""
    places: tuple[Place, ...] = ()

    def run(self, planned: Plan, rows: Rows, until: float | None = None) -> Generator[RunProgress, None, None]:
        """Measures what is left; on Ray `until` is not kept. Errors: those of `run` and of `run_on_ray`."""
        if self.ray:
            from promptstudio.evaluation.runner_ray import run_on_ray

            return run_on_ray(planned.tasks, rows, self.places, self.ray)
        return run(planned.tasks, rows, _measurer(self.start), until)


def read_crew(ray: str, workers: int, described: Sequence[str], options: EngineOptions, threads: int) -> Crew:
    """The crew of the three options of the command line. `options`: of the command, with the name of its profile, for
    whatever a worker's description does not say; `threads`: 0 for as many as PyTorch takes.
    Errors: BadRequest for a description that says nothing sensible."""
    start = partial(start_named, options, threads)
    if not ray:
        if described:
            raise BadRequest("--worker describes workers on a Ray cluster; --ray local makes one here.")
        return Crew(start)
    texts = described or [f"count={workers}"]
    return Crew(start, ray, tuple(place for text in texts for place in _places(text, options, threads)))


def start_named(options: EngineOptions, threads: int, profile: str) -> Engine:
    """The engine of a profile (empty: that of `options`) with so many threads (0: as many as PyTorch takes). A function
    that other processes can import."""
    import torch

    if threads:
        torch.set_num_threads(threads)
    return start_engine(msgspec.structs.replace(options, profile=profile or options.profile))


def _measurer(start: Callable[[str], Engine]) -> Measurer:
    from promptstudio.evaluation.measure import Measurer

    return Measurer(start)


def _places(text: str, options: EngineOptions, threads: int) -> list[Place]:
    from promptstudio.evaluation.runner_ray import Place

    said = _said(text)
    device = said.get("device", options.device)
    if device not in ("auto", "cpu", "cuda"):
        raise BadRequest(f"A worker's device is cpu or cuda, not “{device}”: Ray hands out the cards.")
    limit = parse_bytes(said["memory-limit"]) if "memory-limit" in said else options.memory_limit
    here = said.get("profile", "")  # known to the worker's machine
    own = msgspec.structs.replace(options, profile=here or options.profile, device=device, memory_limit=limit)
    computing = _count(text, said.get("threads", str(threads or 1)))
    place = Place(
        partial(_measurer, partial(start_named, own, computing)),
        Versions(options.profile, here),
        processors=computing,
        cards=int(device == "cuda"),
        resource=said.get("on", ""),
    )
    return [place] * _count(text, said.get("count", "1"))


def _said(text: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for pair in text.split(","):
        name, _, value = (part.strip() for part in pair.partition("="))
        if name not in _NAMES or not value:
            raise BadRequest(f"--worker takes {', '.join(f'{name}=…' for name in _NAMES)}, not “{text}”.")
        if name in said:
            raise BadRequest(f"--worker “{text}” says something twice.")
        said[name] = value
    return said


def _count(text: str, number: str) -> int:
    if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= 1000):
        raise BadRequest(f"--worker “{text}” needs whole numbers from 1 to 1000, not “{number}”.")
    return int(number)
