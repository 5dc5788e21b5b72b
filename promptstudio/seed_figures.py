"""What the comparisons of one edit with several seeds say together: for the window, the terminal and Python.

It stands beside the protocol and not in `verbs/`: the window imports it, and it loads no model.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable

import msgspec

from promptstudio.protocol import Comparison


class Spread(msgspec.Struct, frozen=True):
    """A figure over several seeds."""

    mean: float
    deviation: float | None
    """Standard deviation of the sample (n − 1); None with one seed."""
    count: int
    """Seeds for which the figure is defined."""


class SeedFigures(msgspec.Struct, frozen=True):
    """The figures of an edit over seeds. None: not defined for any of them."""

    seeds: int
    locality: Spread | None
    preserved: Spread | None
    spill: Spread | None
    succeeded: int
    """Seeds with which the edit succeeded."""
    judged: int
    """Seeds of which a judge could say whether it did."""
    undefined: int
    """Seeds with which nothing can be measured, such as those with which nothing visible changed; they count for
    success alone."""
    is_global: bool = msgspec.field(name="global")
    """Whether the edit concerns the whole picture; `preserved` is then how far its things stayed."""


def figures_of(comparisons: Iterable[Comparison]) -> SeedFigures:
    """The figures of one edit's comparisons, one for each seed."""
    found = list(comparisons)
    defined = [one for one in found if one.undefined is None]
    judged = [one.success for one in found if one.success is not None]
    return SeedFigures(
        len(found),
        _spread(one.locality for one in defined),
        _spread(one.preserved for one in defined),
        _spread(one.spill for one in defined),
        sum(judged),
        len(judged),
        len(found) - len(defined),
        bool(found) and found[0].is_global,
    )


def figures_sentence(figures: SeedFigures) -> str:
    """Success and what was preserved over the seeds, in plain words; empty without seeds."""
    said = []
    if figures.judged:
        said.append(f"The edit succeeded with {figures.succeeded} of {_seeds(figures.judged)}.")
    if figures.preserved is not None:
        preserved = spread_text(figures.preserved, percent=True)
        said.append(
            f"Its things stayed by {preserved}." if figures.is_global else f"{preserved} of the rest looks the same."
        )
    if figures.undefined:
        said.append(f"With {_seeds(figures.undefined)} there was nothing to measure.")
    return " ".join(said)


def spread_text(spread: Spread | None, percent: bool = False) -> str:
    """“0.86 ± 0.04”, “93 ± 4 %”; a dash where it is not defined."""
    if spread is None:
        return "–"
    scale, digits, unit = (100, 0, " %") if percent else (1, 2, "")
    if percent and spread.deviation is not None and spread.deviation < 0.01:
        digits = 1
    deviation = "" if spread.deviation is None else f" ± {scale * spread.deviation:.{digits}f}"
    return f"{scale * spread.mean:.{digits}f}{deviation}{unit}"


def _seeds(count: int) -> str:
    return "1 seed" if count == 1 else f"{count} seeds"


def _spread(values: Iterable[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    return Spread(statistics.fmean(known), statistics.stdev(known) if len(known) > 1 else None, len(known))
