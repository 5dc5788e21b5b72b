"""Tables from rows: means over examples with their standard errors, and differences pair by pair.

Seeds of one example are averaged first: they share the image, so that only examples count as independent.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from promptstudio.evaluation.experiments import Experiment
from promptstudio.evaluation.metrics import METRICS
from promptstudio.evaluation.runner import Plan
from promptstudio.files.rows import Row, Rows

_ENOUGH = 8  # examples from which on a standard error says something
_NO_FACTS: Mapping[str, str] = MappingProxyType({})


class Mean(msgspec.Struct, frozen=True):
    """A figure over examples."""

    value: float
    error: float | None
    """Standard error of the mean; None with a single example."""
    count: int
    """Examples."""


class Line(msgspec.Struct, frozen=True):
    """One row of a table."""

    label: tuple[str, ...]
    cells: dict[str, Mean]
    """By name of metric; none where nothing was measured."""
    rows: int
    """Measured rows that it is made from."""
    failed: int
    """Rows that failed."""
    planned: int
    """Rows that there will be when all is measured."""


class Difference(msgspec.Struct, frozen=True):
    """A figure of the leading row less that of another one, example by example."""

    metric: str
    lead: str
    other: str
    rest: tuple[str, ...]
    """The labels that both rows share."""
    mean: Mean

    @property
    def clear(self) -> bool:
        """Whether it is more than two standard errors away from nothing, over enough examples to say so."""
        enough = self.mean.count >= _ENOUGH and bool(self.mean.error)
        return enough and abs(self.mean.value) > 2 * (self.mean.error or 0)


class Written(msgspec.Struct, frozen=True):
    """A prompt to be read."""

    example: str
    label: tuple[str, ...]
    """The row of the table that it counts in."""
    prompt: str


class Table(msgspec.Struct, frozen=True):
    """What a report shows."""

    name: str
    title: str
    heads: tuple[str, ...]
    metrics: tuple[str, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    """Sentences below it: what metrics mean, which are missing, what failed."""
    facts: dict[str, str]
    """Machine, versions, data, command."""
    prompts: tuple[Written, ...] = ()
    """Of the first examples, in their order."""


def make_table(
    experiment: Experiment,
    plan: Plan,
    examples: int,
    rows: Rows,
    notes: Iterable[str] = (),
    facts: Mapping[str, str] = _NO_FACTS,
    shown_prompts: int = 0,
) -> Table:
    """The table of an experiment from what is measured so far. `examples`: how many there are; `shown_prompts`: of how
    many of them one prompt for every row is shown."""
    labels = list(dict.fromkeys(cell.label for cell in experiment.cells))
    found: dict[tuple[str, ...], dict[int, list[Row]]] = {label: {} for label in labels}
    planned = dict.fromkeys(labels, 0)
    for cell in experiment.cells:
        for place in range(examples):
            key = plan.key(cell.point, place)
            planned[cell.label] += key is not None
            row = rows.get(key)
            if row is not None:
                found[cell.label].setdefault(place, []).append(_with_inversion(row, plan, cell.point, place, rows))
    every = [row for some in found.values() for several in some.values() for row in several]
    shown = [name for name in experiment.metrics if any(_values(row, name) for row in every)]
    lines = [_line(label, found[label], planned[label], experiment.metrics) for label in labels]
    failures = [row["failed"] for row in every if row["failed"]]
    about = [f"{METRICS[name].title}: {METRICS[name].about}" for name in shown if METRICS[name].about]
    notes = [*notes, *about, *_told(failures), *_unfinished(lines)]
    differences = tuple(_differences(experiment, labels, found))
    return Table(
        experiment.name,
        experiment.title,
        experiment.heads,
        tuple(shown),
        tuple(lines),
        differences,
        tuple(notes),
        dict(facts),
        tuple(_written(found, labels, shown_prompts)),
    )


def mean_of(values: Sequence[float]) -> Mean:
    """Mean and standard error of independent values, at least one."""
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None
    return Mean(statistics.fmean(values), error, len(values))


def _with_inversion(row: Row, plan: Plan, point: Any, place: int, rows: Rows) -> Row:  # noqa: ANN401
    """A row with the figures of the inversion it stands on (pieces, seconds), where it has none of its own."""
    before = rows.get(plan.key(point.inversion, place))
    return row if before is None else row | {"values": before["values"] | row["values"]}


def _values(row: Row, metric: str) -> list[float]:
    value = row["values"].get(metric)
    return [float(value)] if isinstance(value, int | float) and math.isfinite(value) else []


def _by_example(rows: dict[int, list[Row]], metric: str) -> dict[int, float]:
    """Mean over an example's rows, by the example's place."""
    found = {place: [v for row in some for v in _values(row, metric)] for place, some in rows.items()}
    return {place: statistics.fmean(values) for place, values in found.items() if values}


def _line(label: tuple[str, ...], rows: dict[int, list[Row]], planned: int, metrics: Sequence[str]) -> Line:
    cells = {}
    for metric in metrics:
        if values := _by_example(rows, metric):
            cells[metric] = mean_of(list(values.values()))
    every = [row for some in rows.values() for row in some]
    return Line(label, cells, len(every), sum(bool(row["failed"]) for row in every), planned)


def _written(
    found: dict[tuple[str, ...], dict[int, list[Row]]], labels: Sequence[tuple[str, ...]], count: int
) -> Iterable[Written]:
    for place in range(count):
        for label in labels:
            for row in found[label].get(place, ())[:1]:
                if "prompt" in row["values"]:
                    yield Written(row["example"], label, row["values"]["prompt"])


def _differences(
    experiment: Experiment, labels: Sequence[tuple[str, ...]], found: dict[tuple[str, ...], dict[int, list[Row]]]
) -> Iterable[Difference]:
    for metric in experiment.metrics:
        if not METRICS[metric].better:
            continue
        for label in labels:
            lead = (experiment.lead, *label[1:])
            if label[0] == experiment.lead or lead not in found:
                continue
            ours, theirs = _by_example(found[lead], metric), _by_example(found[label], metric)
            gaps = [ours[place] - theirs[place] for place in ours if place in theirs]
            if gaps:
                yield Difference(metric, lead[0], label[0], label[1:], mean_of(gaps))


def _told(failures: Sequence[str]) -> list[str]:
    """Each failure once, with how often it came."""
    counts = {sentence: failures.count(sentence) for sentence in dict.fromkeys(failures)}
    return [f"Failed ({count}): {sentence}" for sentence, count in list(counts.items())[:5]]


def _unfinished(lines: Sequence[Line]) -> list[str]:
    done, planned = sum(line.rows for line in lines), sum(line.planned for line in lines)
    return [f"Not finished: {done} of {planned} rows are measured."] if done < planned else []
