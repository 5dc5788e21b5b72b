"""Which figure foretells what an edit will disturb? Run as a file, on the rows of an edit test:

    promptstudio evaluate edits --scenes 40 --seeds 4 --edit swap --method edit_friendly --method vgd-hints \\
        --method true-caption --rows edits.jsonl
    .venv/bin/python packaging/benchmarks/edits.py edits.jsonl [MORE.jsonl …] [--keep predictors.jsonl]

Prints rank correlations (Spearman, 95 % by resampling scenes) of what was known before an edit with what it did: spill
(change outside the edited region over change inside), the share of the outside that looks the same, and success
(docs/decisions/004). One observation is one prompt and its swap, averaged over the seeds of its renders. Correlations
are given over all prompts, and as the mean of those within each method, where it does not matter that methods differ.

Known before: the prompt's μ, σ and r_edit, the swapped word's coupling with the others (cosine, raw), its influence on
them, how often the prompt names the thing, the share of the picture that it covers, and the entropy of its
cross-attention in render A. Predictors are of the masked LM that the window uses. With `--fit`, a ridge regression of
log spill on all of them is fitted on half of the scenes and reported on the others.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.stats

from common import Row, Rows, print_table
from promptstudio.engine import Engine
from promptstudio.prompt import Prompt
from promptstudio.protocol import Matrix

OUTCOMES = ("spill", "preserved", "success")
PREDICTORS = (
    "μ",
    "σ",
    "r_edit",
    "cosine, mean",
    "cosine, most",
    "raw, mean",
    "influence, mean",
    "influence, most",
    "times named",
    "area",
    "attention entropy",
    "words",
)
REPEATS = 2000  # resamples of scenes for the interval


def observations(files: Iterable[Path]) -> list[Row]:
    """One row for each prompt with a swap: outcomes averaged over the seeds for which they are defined."""
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    prompts = {_made(row): row["values"]["prompt"] for row in rows if row["values"].get("prompt")}
    swaps: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["measure"] == "edit" and row["point"]["edit"] == "swap" and row["values"].get("edited"):
            swaps[_made(row)].append(row)
    found = []
    for made, some in swaps.items():
        values = [row["values"] for row in some]
        outcomes = {name: _mean(value[name] for value in values) for name in OUTCOMES}
        if any(math.isnan(value) for value in outcomes.values()):
            continue
        found.append(
            {
                "key": " | ".join(made),
                "scene": made[0],
                "method": _method(some[0]["point"]["prompting"]),
                "prompt": prompts[made],
                "target": values[0]["target"],
                "seed": some[0]["point"]["seed"],
                "times named": float(values[0]["mentions"]),
                "area": _mean(value["covered"] for value in values),
                **outcomes,
            }
        )
    return found


def _made(row: Row) -> tuple[str, str]:
    return row["example"], json.dumps(row["point"]["prompting"], sort_keys=True)


def _method(prompting: dict[str, Any]) -> str:
    return " ".join([prompting["method"], *(f"{name}={value}" for name, value in prompting["settings"].items())])


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else math.nan


def predictors(engine: Engine, row: Row) -> Row:
    """What is known of the prompt and of its swapped word before the swap is rendered."""
    prompt = Prompt.parse(row["prompt"])
    index = next(i for i, word in enumerate(prompt.words) if word.text.lower() == row["target"].split()[-1].lower())
    coupling = engine.analyse(prompt).coupling
    influence = engine.influence(prompt).matrix
    attention = engine.render(prompt, seed=row["seed"]).attention[index]
    weights = np.frombuffer(attention.values, np.uint8).astype(float) + 1e-9
    return {
        "μ": coupling.mu,
        "σ": coupling.sigma,
        "r_edit": coupling.r_edit,
        "cosine, mean": _of_others(coupling.cosine, index, np.mean),
        "cosine, most": _of_others(coupling.cosine, index, np.max),
        "raw, mean": _of_others(coupling.raw, index, np.mean),
        "influence, mean": _of_others(influence, index, np.mean),
        "influence, most": _of_others(influence, index, np.max),
        "attention entropy": float(scipy.stats.entropy(weights)) / math.log(len(weights)),
        "words": float(len(prompt)),
    }


def _of_others(matrix: Matrix, index: int, of: Callable[[list[float]], Any]) -> float:
    values = [value for column, value in enumerate(matrix[index]) if column != index]
    return float(of(values)) if values else 0.0


def correlation(rows: list[Row], predictor: str, outcome: str) -> float:
    """Spearman's rank correlation; NaN when one of the two is the same everywhere."""
    first, second = ([row[name] for row in rows] for name in (predictor, outcome))
    if len(set(first)) < 2 or len(set(second)) < 2:
        return math.nan
    return float(scipy.stats.spearmanr(first, second).statistic)


def within(rows: list[Row], predictor: str, outcome: str) -> float:
    """The mean of the correlations within each method."""
    methods = sorted({row["method"] for row in rows})
    found = [correlation([row for row in rows if row["method"] == method], predictor, outcome) for method in methods]
    known = [value for value in found if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan


def interval(rows: list[Row], figure: Callable[[list[Row]], float]) -> tuple[float, float]:
    """95 % by resampling scenes, whose prompts share a picture."""
    scenes = [[row for row in rows if row["scene"] == scene] for scene in sorted({row["scene"] for row in rows})]
    random = np.random.default_rng(0)
    draws = random.integers(0, len(scenes), (REPEATS, len(scenes)))
    values = [figure([row for number in drawn for row in scenes[number]]) for drawn in draws]
    low, high = np.nanpercentile(values, (2.5, 97.5))  # NaN: a resample without any spread
    return float(low), float(high)


def fitted(rows: list[Row]) -> str:
    """A ridge regression of log spill, fitted on every other scene and judged on the rest."""
    scenes = sorted({row["scene"] for row in rows})
    training = [row for row in rows if scenes.index(row["scene"]) % 2 == 0]
    testing = [row for row in rows if scenes.index(row["scene"]) % 2 == 1]
    inputs, outputs = ([[row[name] for name in PREDICTORS] for row in some] for some in (training, testing))
    mean, spread = np.mean(inputs, 0), np.std(inputs, 0) + 1e-9
    x = (np.array(inputs) - mean) / spread
    y = np.log([row["spill"] + 0.01 for row in training])
    weights = np.linalg.solve(x.T @ x + len(x) * np.eye(x.shape[1]), x.T @ (y - y.mean()))
    predicted = (np.array(outputs) - mean) / spread @ weights
    judged = [row | {"predicted": float(value)} for row, value in zip(testing, predicted, strict=True)]
    low, high = interval(judged, lambda some: correlation(some, "predicted", "spill"))
    shown = ", ".join(f"{name} {weight:+.2f}" for name, weight in zip(PREDICTORS, weights, strict=True))
    return (
        f"Ridge of all, {len(training)} prompts fitted, {len(testing)} judged: Spearman with spill "
        f"{correlation(judged, 'predicted', 'spill'):+.2f} [{low:+.2f}, {high:+.2f}]. Weights: {shown}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="+", type=Path, help="files of `promptstudio evaluate edits --rows`")
    parser.add_argument("--keep", type=Path, help="predictors are kept here and not worked out again")
    parser.add_argument("--fit", action="store_true", help="fit a small model, too")
    asked = parser.parse_args()
    known = Rows(asked.keep)
    engine = Engine("embedded", "cpu")
    rows = []
    for row in observations(asked.rows):
        if row["key"] not in known:
            known.add(row["key"], [predictors(engine, row)])
        rows.append(row | known[row["key"]][0])
    methods = sorted({row["method"] for row in rows})
    print(f"{len(rows)} prompts of {len({row['scene'] for row in rows})} scenes by {', '.join(methods)}\n")
    table = []
    for predictor in PREDICTORS:
        cells = []
        for outcome in OUTCOMES:
            for figure in (correlation, within):
                value = figure(rows, predictor, outcome)
                low, high = interval(rows, lambda some, f=figure, p=predictor, o=outcome: f(some, p, o))
                cells.append(f"{value:+.2f} [{low:+.2f}, {high:+.2f}]")
        table.append((predictor, *cells))
    heads = [f"{outcome}{where}" for outcome in OUTCOMES for where in ("", ", within a method")]
    print_table(("predictor", *heads), table)
    if asked.fit:
        print(fitted(rows))


if __name__ == "__main__":
    main()
