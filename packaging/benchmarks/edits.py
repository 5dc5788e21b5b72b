"""Which figure foretells how local an edit will be? Run as a file (needs the extra `bench`, for SciPy):

    .venv/bin/python packaging/benchmarks/edits.py [--scenes N] [--rows FILE]

In the captions of held-out scenes of the embedded pack every word for a thing, a colour, a place, a time or a style is
swapped, one at a time, for the likeliest other word; both prompts are rendered from one noise and compared. Prints the
rank correlation (Spearman) of the disturbance (1 − locality, docs/decisions/004) with what was known before the render:
the word's coupling with the others, its influence on them, and the swap's predicted influence. Within a kind of word,
too: a time acts on more of the picture than a thing does, whatever the text.

Predictors are of the masked LM that the window uses; locality is measured with the judge's segmenter.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import scipy.stats

from common import Row, Rows, held_out_captions, print_table
from promptstudio.engine import Engine
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    Influence,
    InfluenceRequest,
    Matrix,
    Render,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)

PREDICTORS = ("cosine, most", "cosine, mean", "raw, mean", "influence, most", "influence, mean", "swap's influence")
REPEATS = 2000  # resamples of scenes for the interval


def rows_of(engine: Engine, number: int, text: str) -> Iterator[Row]:
    """One row for each swap in the caption whose locality is defined."""
    prompt = Prompt.parse(text)
    kinds = kinds_of(engine, prompt)
    coupling = result_of(engine.stream(AnalyseRequest(prompt))).coupling
    influence: Influence = result_of(engine.stream(InfluenceRequest(prompt)))
    before: Render = result_of(engine.stream(RenderRequest(prompt, RenderSettings(seed=number))))
    for index, kind in kinds.items():
        suggested = result_of(engine.stream(SuggestRequest(prompt, index, count=1))).items
        if not suggested:
            continue
        swap = suggested[0]
        after = result_of(engine.stream(RenderRequest(prompt.swap(index, swap.text), RenderSettings(seed=number))))
        found = engine.compare(before, after)
        if found.locality is None:  # nothing changed that could be seen, or the region is nearly the whole picture
            continue
        values = (
            *(of(matrix, index) for matrix, of in ((coupling.cosine, most), (coupling.cosine, mean))),
            mean(coupling.raw, index),
            most(influence.matrix, index),
            mean(influence.matrix, index),
            swap.influence,
        )
        yield {
            "scene": number,
            "kind": kind,
            "swap": f"{prompt.words[index].text} → {swap.text}",
            "disturbance": 1 - found.locality,
            **dict(zip(PREDICTORS, values, strict=True)),
        }


def kinds_of(engine: Engine, prompt: Prompt) -> dict[int, str]:
    """Index of every word that is a phrase of a category, or a colour → the category, or "colour"."""
    kinds = {}
    for index, word in enumerate(prompt.words):
        for category in guide_of(engine.models).phrases:
            if word.text in category.phrases:
                kinds[index] = category.name
            elif word.text in category.colours:
                kinds[index] = "colour"
    return kinds


def others(matrix: Matrix, row: int) -> list[float]:
    return [value for column, value in enumerate(matrix[row]) if column != row]


def most(matrix: Matrix, row: int) -> float:
    return max(others(matrix, row), default=0.0)


def mean(matrix: Matrix, row: int) -> float:
    values = others(matrix, row)
    return sum(values) / max(len(values), 1)


def interval(rows: list[Row], predictor: str) -> tuple[float, float]:
    """95 % by resampling scenes, whose swaps share a prompt and a render."""
    scenes = [[row for row in rows if row["scene"] == scene] for scene in dict.fromkeys(row["scene"] for row in rows)]

    def resampled(numbers: np.ndarray) -> float:
        return correlation([row for number in numbers for row in scenes[number]], predictor)

    found = scipy.stats.bootstrap(
        (np.arange(len(scenes)),),
        resampled,
        n_resamples=REPEATS,
        vectorized=False,
        method="percentile",
        random_state=np.random.default_rng(0),
    )
    low, high = np.nanpercentile(found.bootstrap_distribution, (2.5, 97.5))  # NaN: a resample without any spread
    return float(low), float(high)


def correlation(rows: list[Row], predictor: str) -> float:
    """Spearman's rank correlation of a predictor with the disturbance; NaN when one of them is the same everywhere."""
    predicted, disturbance = ([row[name] for row in rows] for name in (predictor, "disturbance"))
    if len(set(predicted)) < 2 or len(set(disturbance)) < 2:
        return math.nan
    return float(scipy.stats.spearmanr(predicted, disturbance).statistic)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--rows", type=Path, help="measured swaps are kept here and not measured again")
    arguments = parser.parse_args()
    known = Rows(arguments.rows)
    engine = Engine("embedded", "cpu")
    for number, captions in enumerate(held_out_captions(arguments.scenes)):
        if f"scene {number}" not in known:
            known.add(f"scene {number}", rows_of(engine, number, captions[0]))
    rows = list(known)
    kinds = sorted({row["kind"] for row in rows})
    groups = {"all": rows, **{kind: [row for row in rows if row["kind"] == kind] for kind in kinds}}
    groups = {name: some for name, some in groups.items() if len(some) >= 10}
    table = []
    for predictor in PREDICTORS:
        cells = []
        for some in groups.values():
            low, high = interval(some, predictor)
            cells.append(f"{correlation(some, predictor):+.2f} [{low:+.2f}, {high:+.2f}]")
        table.append((predictor, *cells))
    print_table(("predictor", *(f"{name} ({len(some)})" for name, some in groups.items())), table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
