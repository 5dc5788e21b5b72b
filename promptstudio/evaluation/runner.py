"""Runs the points of an experiment over its examples, one row after another, and goes on where an earlier run ended.

Each example is worked off as a whole, so that its prompts and renders are made once. A failure is a row with a
sentence; nothing but the end of the time, a cancelled run or a lack of memory for the models stops the rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

import msgspec

from promptstudio import log
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.point import INVERSION, Point, digest, identity, key_of
from promptstudio.failures import as_failure
from promptstudio.files.rows import Row, Rows
from promptstudio.folders import log_folder

_log = log.category("evaluation")

Measure = Callable[[Point, Example, str | None], dict[str, Any]]
"""(point, example, prompt) → figures by name of metric, and `prompt` of an inversion, which is given no prompt."""


class Task(msgspec.Struct, frozen=True):
    """A point for an example."""

    key: str
    point: Point
    example: Example
    after: str | None = None
    """Key of the inversion that has to be known before."""


class RunProgress(msgspec.Struct, frozen=True):
    """Where a run is, after every row."""

    done: int
    """Of `total`, those known from earlier runs included."""
    total: int
    row: Row | None = None
    """The last one; None at the beginning."""
    seconds_left: float | None = None
    """From the mean cost of each kind of point; None while one of them was never measured."""


class Plan(msgspec.Struct, frozen=True):
    """All tasks, example by example, each inversion before what needs its prompt."""

    tasks: tuple[Task, ...]
    keys: dict[tuple[str, int], str]
    """(digest of the point, place of the example) → key."""

    def key(self, point: Point, example: int) -> str | None:
        """The key of a point of the example at a place; None when it is not planned: of another part or task."""
        return self.keys.get((digest(msgspec.to_builtins(point)), example))


def plan(
    points: Iterable[Point],
    examples: Sequence[Example],
    versions: Callable[[Point], str],
    part: tuple[int, int] = (1, 1),
) -> Plan:
    """The tasks for every point of every example; equal points are planned once. `versions`: of the models that a point
    uses (`point.versions_of`). `part`: (k, n) takes every n-th example from the k-th on, so that n processes can share
    the work (each with a file of its own)."""
    needed: dict[str, Point] = {}
    for point in points:
        for wanted in (point.inversion, point):
            needed.setdefault(digest(msgspec.to_builtins(wanted)), wanted)
    tasks, keys = [], {}
    for place, example in enumerate(examples):
        if place % part[1] != part[0] - 1:
            continue
        known = identity(example)
        meant = [(name, point) for name, point in needed.items() if point.prompting.task == example.task]
        for name, point in meant:
            keys[name, place] = key_of(point, known, versions(point))
        ordered = sorted(meant, key=lambda item: item[1].measure != INVERSION)
        for name, point in ordered:
            before = None
            if point.measure != INVERSION:
                before = keys[digest(msgspec.to_builtins(point.inversion)), place]
            tasks.append(Task(keys[name, place], point, example, before))
    unique = {task.key: task for task in reversed(tasks)}  # what is twice in a data set is measured once
    return Plan(tuple(task for task in tasks if unique[task.key] is task), keys)


def run(
    tasks: Sequence[Task], rows: Rows, measure: Measure, until: float | None = None
) -> Generator[RunProgress, None, None]:
    """Measures what is not known yet. Closing the generator keeps all rows so far. `until`: no new point begins after
    this time of `time.monotonic`. Errors: ModelMissing, and BadRequest of the first inversion of a method (its settings
    cannot be carried out), before anything else is spoilt by them."""
    costs = Costs(rows)
    waiting = [task for task in tasks if task.key not in rows]
    done = len(tasks) - len(waiting)
    yield RunProgress(done, len(tasks), None, costs.left(waiting))
    for number, task in enumerate(waiting):
        if until is not None and time.monotonic() > until:
            return
        row = measured(task, rows.get(task.after), measure)
        rows.add(row)
        costs.learn(row)
        yield RunProgress(done + number + 1, len(tasks), row, costs.left(waiting[number + 1 :]))


def measured(task: Task, inversion: Row | None, measure: Measure) -> Row:
    """The row of a task. `inversion`: the row that it builds on, if it does."""
    begun = time.perf_counter()
    values: dict[str, Any] = {}
    failed = inversion["failed"] if inversion else ""
    if not failed:
        try:
            values = measure(task.point, task.example, inversion["values"]["prompt"] if inversion else None)
        except (ModelMissing, BadRequest):
            raise
        except Exception as error:
            failed = str(as_failure(error, _log, log_folder() / "cli.log"))
    return {
        "key": task.key,
        "measure": task.point.measure,
        "example": task.example.id,
        "point": msgspec.to_builtins(task.point),
        "values": values,
        "failed": failed,
        "seconds": round(time.perf_counter() - begun, 4),
    }


# ------------------------------------------------------------------ cost


class Costs:
    """Mean seconds of each kind of point, learnt from rows."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._sums: dict[tuple[Any, ...], tuple[float, int]] = {}
        for row in rows:
            self.learn(row)

    def learn(self, row: Row) -> None:
        """Count a row; failed ones say nothing of what others will take."""
        if not row.get("failed"):
            for kind in _kinds(msgspec.convert(row["point"], Point)):
                total, count = self._sums.get(kind, (0.0, 0))
                self._sums[kind] = total + row["seconds"], count + 1

    def of(self, point: Point) -> float | None:
        """Seconds that a point will take; None when nothing like it was measured."""
        for kind in _kinds(point):
            if kind in self._sums:
                total, count = self._sums[kind]
                return total / count
        return None

    def left(self, tasks: Iterable[Task]) -> float | None:
        """Seconds that tasks will take; None when one of them cannot be estimated."""
        total = 0.0
        for task in tasks:
            cost = self.of(task.point)
            if cost is None:
                return None
            total += cost
        return total

    def table(self, tasks: Iterable[Task]) -> list[tuple[str, int, float | None, float | None]]:
        """For people: what, how many, seconds of one, minutes of all; the dearest first."""
        counted: dict[tuple[Any, ...], list[Task]] = {}
        for task in tasks:
            counted.setdefault(_kinds(task.point)[0], []).append(task)
        lines: list[tuple[str, int, float | None, float | None]] = []
        for kind, some in counted.items():
            cost = self.of(some[0].point)
            name = " ".join(str(part) for part in kind if part not in ("", "{}"))
            lines.append((name, len(some), cost, None if cost is None else cost * len(some) / 60))
        return sorted(lines, key=lambda line: line[3] or 0.0, reverse=True)


def _kinds(point: Point) -> list[tuple[Any, ...]]:
    """What a point's cost is estimated by, the closest likeness first."""
    how = point.prompting
    if point.measure == INVERSION:
        settings = msgspec.json.encode(how.settings, order="sorted").decode()
        return [(INVERSION, how.method, settings, how.budget), (INVERSION, how.method, how.budget)]
    return [(point.measure, point.edit, point.renderer), (point.measure, point.renderer)]
