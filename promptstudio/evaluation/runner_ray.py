"""The same run on several machines or processes, with Ray (the extra `ray`).

Each image is a task; the models stay loaded in actors. When an actor dies, its image is measured again by another one:
rows are written by this process alone, an image's together, so none is lost or doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import msgspec

from promptstudio.errors import PromptStudioError
from promptstudio.evaluation.runner import Costs, Measure, RunProgress, Task, measured
from promptstudio.files.rows import Row, Rows

LOCAL = "local"
"""Address of a cluster on this machine, made for the run."""


class Worker:
    """An actor: engines that stay loaded, asked for one image at a time."""

    def __init__(self, make: Callable[[], Measure]) -> None:
        self._measure = make()

    def work(self, tasks: bytes, known: list[Row]) -> list[Row]:
        """The rows of an image's tasks (msgpack). `known`: its inversions from earlier runs."""
        by_key = {row["key"]: row for row in known}
        rows = []
        for task in msgspec.msgpack.decode(tasks, type=list[Task]):
            row = measured(task, by_key.get(task.after or ""), self._measure)
            by_key[task.key] = row
            rows.append(row)
        return rows


def run_on_ray(
    tasks: Sequence[Task], rows: Rows, make: Callable[[], Measure], address: str = LOCAL, workers: int = 2
) -> Generator[RunProgress, None, None]:
    """As `runner.run`, with `workers` actors of one processor core each. `make` makes what measures, in each
    actor; it must be importable on all machines.
    Errors: PromptStudioError without Ray, and those of `runner.run`."""
    try:
        import ray
    except ImportError as error:
        raise PromptStudioError("Ray is not installed; `pip install promptstudio[ray]` adds it.") from error
    own = not ray.is_initialized()
    if own:
        local: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False}
        where = local if address == LOCAL else {"address": address}
        ray.init(log_to_driver=False, configure_logging=False, **where)
    try:
        yield from _shared_out(ray, tasks, rows, make, workers)
    finally:
        if own:
            ray.shutdown()


def _shared_out(
    ray: Any,  # noqa: ANN401
    tasks: Sequence[Task],
    rows: Rows,
    make: Callable[[], Measure],
    workers: int,
) -> Generator[RunProgress, None, None]:
    costs = Costs(rows)
    images = _by_image([task for task in tasks if task.key not in rows])
    left = sum(map(len, images))
    yield RunProgress(len(tasks) - left, len(tasks), None, costs.left(task for some in images for task in some))
    actor = ray.remote(max_restarts=-1, max_task_retries=-1, num_cpus=1)(Worker)
    idle = [actor.remote(make) for _ in range(min(workers, len(images)))]
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
            yield RunProgress(len(tasks) - left, len(tasks), row, None if share is None else share / workers)


def _by_image(tasks: Sequence[Task]) -> list[list[Task]]:
    images: dict[str, list[Task]] = {}
    for task in tasks:
        images.setdefault(f"{task.example.task} {task.example.id}", []).append(task)
    return list(images.values())
