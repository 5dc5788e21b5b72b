"""The same run on several machines or processes, with Ray (the extra `ray`).

Each image is a task; the models stay loaded in actors. When an actor dies, its image is measured again by another one:
rows are written by this process alone, an image's together, so none is lost or doubled. An actor works a row's key out
itself: where models, image or program differ from ours, the run ends with a sentence instead of mixing results.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from promptstudio.errors import BadRequest, PromptStudioError
from promptstudio.evaluation.point import Point, identity, key_of
from promptstudio.evaluation.runner import Costs, Measure, RunProgress, Task, measured
from promptstudio.files.rows import Row, Rows

_TRIES = "2"  # of half a minute each to reach a cluster; Ray's own twenty keep a person waiting for nothing

LOCAL = "local"
"""Address of a cluster on this machine, made for the run."""


class Place(msgspec.Struct, frozen=True):
    """What an actor measures with, and what Ray keeps free for it. The functions must be importable on all machines."""

    make: Callable[[], Measure]
    """Makes what measures, in the actor."""
    versions: Callable[[Point], str]
    """As for `runner.plan`, asked in the actor."""
    processors: int = 1
    cards: int = 0
    """GPUs. Ray shows an actor those that it has given it, and no other."""
    resource: str = ""
    """Name of a resource that its machine was started with (`ray start --resources`); empty for any machine."""


class Worker:
    """An actor: engines that stay loaded, asked for one image at a time."""

    def __init__(self, place: Place) -> None:
        self._measure = place.make()
        self._versions = place.versions

    def work(self, tasks: bytes, known: list[Row]) -> list[Row]:
        """The rows of an image's tasks (msgpack). `known`: its inversions from earlier runs.
        Errors: BadRequest where the rows would not be those that were asked for."""
        by_key = {row["key"]: row for row in known}
        rows = []
        for task in msgspec.msgpack.decode(tasks, type=list[Task]):
            self._check(task)
            row = measured(task, by_key.get(task.after or ""), self._measure)
            by_key[task.key] = row
            rows.append(row)
        return rows

    def _check(self, task: Task) -> None:
        if key_of(task.point, identity(task.example), self._versions(task.point)) == task.key:
            return
        if absent := [path for path in task.example.images if not Path(path).is_file()]:
            raise BadRequest(f"{absent[0]} is not on {platform.node()}.")
        raise BadRequest(
            f"{platform.node()} would measure something else: it has other models in this profile, another "
            f"{task.example.id}, or another version of Prompt Studio."
        )


def run_on_ray(
    tasks: Sequence[Task], rows: Rows, places: Sequence[Place], address: str = LOCAL
) -> Generator[RunProgress, None, None]:
    """As `runner.run`, with an actor for each of `places`.
    Errors: PromptStudioError without Ray or without a cluster at the address, BadRequest for what no machine of the
    cluster has, and those of `runner.run`."""
    os.environ.setdefault("RAY_NUM_REDIS_GET_RETRIES", _TRIES)
    try:
        import ray
    except ImportError as error:
        raise PromptStudioError("Ray is not installed; `pip install promptstudio[ray]` adds it.") from error
    own = not ray.is_initialized()
    if own:
        local: dict[str, Any] = {"num_cpus": sum(place.processors for place in places), "include_dashboard": False}
        where = local if address == LOCAL else {"address": address}
        try:
            ray.init(log_to_driver=False, configure_logging=False, **where)
        except ConnectionError as error:
            raise PromptStudioError(f"No Ray cluster answers at {address}, or it wants another token.") from error
    try:
        _check_cluster(ray.cluster_resources(), places)
        yield from _shared_out(ray, tasks, rows, places)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, PromptStudioError):
            raise error.cause from error
        raise
    finally:
        if own:
            ray.shutdown()


def _check_cluster(there: dict[str, float], places: Sequence[Place]) -> None:
    """Ray would wait for ever for what it does not have."""
    for place in places:
        if place.resource and place.resource not in there:
            raise BadRequest(f"No machine of the cluster was started with the resource “{place.resource}”.")
    for name, what, wanted in (
        ("GPU", "GPUs", sum(place.cards for place in places)),
        ("CPU", "processors", sum(place.processors for place in places)),
    ):
        if wanted > there.get(name, 0):
            raise BadRequest(f"The workers need {wanted} of the cluster's {what}; it has {there.get(name, 0):.0f}.")


def _shared_out(
    ray: Any,  # noqa: ANN401
    tasks: Sequence[Task],
    rows: Rows,
    places: Sequence[Place],
) -> Generator[RunProgress, None, None]:
    costs = Costs(rows)
    images = _by_image([task for task in tasks if task.key not in rows])
    left = sum(map(len, images))
    yield RunProgress(len(tasks) - left, len(tasks), None, costs.left(task for some in images for task in some))
    idle = [_actor(ray, place) for place in places[: len(images)]]
    running: dict[Any, Any] = {}
    while images or running:
        while images and idle:
            image, worker = images.pop(0), idle.pop()
            known = [row for task in image if (row := rows.get(task.after))]
            running[worker.work.remote(msgspec.msgpack.encode(image), known)] = worker
        (ready,), _ = ray.wait(list(running), num_returns=1)
        idle.append(running.pop(ready))
        for row in ray.get(ready):
            rows.add(row)
            costs.learn(row)
            left -= 1
            share = costs.left(task for some in images for task in some)
            yield RunProgress(len(tasks) - left, len(tasks), row, None if share is None else share / len(places))


def _actor(ray: Any, place: Place) -> Any:  # noqa: ANN401
    only_there = {place.resource: 0.001} if place.resource else {}  # a trace of it: so many workers may be there
    wants = {"num_cpus": place.processors, "num_gpus": place.cards, "resources": only_there}
    return ray.remote(max_restarts=-1, max_task_retries=-1, **wants)(Worker).remote(place)


def _by_image(tasks: Sequence[Task]) -> list[list[Task]]:
    images: dict[str, list[Task]] = {}
    for task in tasks:
        images.setdefault(f"{task.example.task} {task.example.id}", []).append(task)
    return list(images.values())
