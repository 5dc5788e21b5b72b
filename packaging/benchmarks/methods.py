"""Measures the methods against each other on held-out scenes of the embedded pack. Run as a file:

    .venv/bin/python packaging/benchmarks/methods.py ratios [--scenes N] [--seeds S] [--minutes M]

Each part prints a Markdown table; with `--rows FILE` its rows are kept there, and what is known is not measured again.

ratios: processor seconds of edit_friendly, VGD with the same hints (with its caches, and as the authors' program works,
which fills its budget), one after the other for every scene, at 16, 32, 64 and 77 pieces.
ablation: edit_friendly guided by nothing, CLIP, similarity, both. growth: seconds against budget, particles and images.
frontier: time, likeness and fluency against steps and particles. overhead: wall time over the bare time of the models'
forwards. pez: cosine after 300 and 3000 steps. textual_inversion: the loss on the way, and a render of the word; with
`--pictures FOLDER` scenes and renders are written there. vocabulary: a step's choice of pieces at large vocabularies.
prefix: processor seconds without and with CLIP's prefixes kept, one after the other for every scene; the prompts are
the same, or it fails.

Figures are the judges': CLIP-I (of a render, 20 steps), perplexity, r_edit. Seconds are an inversion's, the scorer's
cache emptied before each.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch

from common import Rows, held_out_references, print_table
from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.evaluation.judge import judge
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of
from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.protocol import (
    InversionRequest,
    InversionResult,
    Picture,
    ReferenceImage,
    RenderRequest,
    RenderSettings,
)

BUDGETS = (16, 32, 64, 77)
CONTESTANTS: dict[str, tuple[str, dict[str, Any], bool]] = {
    "edit_friendly": ("edit_friendly", {}, True),
    "edit_friendly without hints": ("edit_friendly", {"hints": False}, True),
    "vgd, prefixes of CLIP's texts kept": ("vgd", {"hints": True}, True),
    "vgd, cached": ("vgd", {"hints": True}, False),
    "vgd as published": ("vgd", {"hints": True, "repo_faithful": True, "cache": False}, False),
    "edit_friendly, whole budget": ("edit_friendly", {"fill": 1.0}, True),
    "vgd, prefixes kept, whole budget": ("vgd", {"hints": True, "fill": 1.0}, True),
}
"""Method, settings, and whether prefixes are kept. All know the same hints but one."""
FIGURES = ("seconds", "guide", "clip_i", "perplexity", "r_edit")


class Bench:
    """An engine with its models loaded, held-out scenes, and the rows known so far."""

    def __init__(
        self, scenes: int, seeds: int, minutes: float, rows: Path | None, pictures: Path | None = None
    ) -> None:
        self.engine = Engine("embedded", "cpu")
        self.references = list(held_out_references(scenes))
        self.seeds = range(1, seeds + 1)
        self.until = time.monotonic() + 60 * minutes
        self.pictures = pictures
        self.rows = Rows(rows)
        for method in ("edit_friendly", "vgd"):  # models load outside the measurement
            self.invert(self.references[:1], method, {}, 8, 1)

    def invert(
        self, references: list[ReferenceImage], method: str, settings: dict[str, Any], budget: int, seed: int
    ) -> InversionResult:
        """One inversion with the scorer's cache empty."""
        guide_of(self.engine.models).forget()
        request = InversionRequest(tuple(references), method=method, budget=budget, seed=seed, settings=settings)
        return result_of(self.engine.stream(request))

    def measured(self, name: str, method: str, settings: dict[str, Any], budget: int) -> list[dict[str, float]]:
        """Rows of every scene and seed, one after another until the time is over. VGD draws nothing: one seed."""
        found = []
        for seed in self.seeds[:1] if method == "vgd" else self.seeds:
            for number, reference in enumerate(self.references):
                key = f"{name} | {budget} | {number} | {seed}"
                if key not in self.rows:
                    if time.monotonic() > self.until:
                        continue
                    self.rows.add(key, [self._measure(reference, method, settings, budget, seed)])
                found.append(self.rows[key][0] | {"scene": number, "seed": seed})
        return found

    def keep(self, picture: Picture, name: str) -> None:
        """Write a picture where --pictures says."""
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            images.to_pil(picture).save(self.pictures / f"{name}.png")

    def _measure(
        self, reference: ReferenceImage, method: str, settings: dict[str, Any], budget: int, seed: int
    ) -> dict[str, float]:
        result = self.invert([reference], method, settings, budget, seed)
        render = result_of(self.engine.stream(RenderRequest(result.prompt, RenderSettings(seed=seed), trace=False)))
        judged = result_of(judge(self.engine.models, result.prompt, (reference,), [render.picture]))
        return {
            "seconds": result.seconds,
            "guide": result.scores.guide_clip or math.nan,
            "clip_i": judged.clip_image or math.nan,
            "perplexity": judged.perplexity or math.nan,
            "r_edit": judged.coupling.r_edit if judged.coupling else math.nan,
        }


def mean(rows: list[dict[str, float]], name: str) -> float:
    return statistics.mean(row[name] for row in rows)


def error(values: list[float]) -> float:
    """Standard error of the mean."""
    return statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan


def ratios(bench: Bench) -> None:
    """Every contestant after the other for each scene, so that a machine that slows down slows all of them."""
    clip = bench.engine.models.guide_clip
    kept = clip._prefixes
    rows = []
    for budget in BUDGETS:
        spent: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
        for reference in bench.references:
            for name, (method, settings, prefixes) in CONTESTANTS.items():
                clip._prefixes = kept if prefixes else None
                begun = time.process_time()
                bench.invert([reference], method, settings, budget, 1)
                spent[name].append(time.process_time() - begun)
        clip._prefixes = kept
        base = spent["edit_friendly"]
        for name, seconds in spent.items():
            against = [other / own for other, own in zip(seconds, base, strict=True)]
            between = f"[{min(against):.2f}, {max(against):.2f}]"
            rows.append((budget, name, statistics.mean(seconds), statistics.median(against), between))
    print_table(("budget", "method", "processor s, mean", "÷ edit_friendly, median", "[min, max]"), rows)


def ablation(bench: Bench) -> None:
    rows, found = [], {}
    for guide in ("none", "clip", "similarity", "both"):
        found[guide] = bench.measured(f"guide {guide}", "edit_friendly", {"guide": guide}, 32)
        if found[guide]:
            spread = [f"{mean(found[guide], f):.3f} ± {error([r[f] for r in found[guide]]):.3f}" for f in FIGURES[1:]]
            rows.append((guide, len(found[guide]), mean(found[guide], "seconds"), *spread))
    print_table(("guide", "runs", "seconds", *FIGURES[1:]), rows)
    for one, other, figure in (("both", "none", "guide"), ("both", "clip", "r_edit"), ("both", "none", "clip_i")):
        second = {(row["scene"], row["seed"]): row[figure] for row in found[other]}
        gaps = [row[figure] - second[key] for row in found[one] if (key := (row["scene"], row["seed"])) in second]
        if gaps:
            print(f"{figure}: {one} − {other} = {statistics.mean(gaps):.4f} ± {error(gaps):.4f} ({len(gaps)} pairs)")


def growth(bench: Bench) -> None:
    def seconds(count: int, settings: dict[str, Any], budget: int) -> float:
        pictures = bench.references[:count]
        return statistics.median(
            bench.invert(pictures, "edit_friendly", settings, budget, seed).seconds for seed in bench.seeds
        )

    print_table(("budget", "seconds"), [(budget, seconds(1, {}, budget)) for budget in BUDGETS])
    print_table(("particles", "seconds"), [(k, seconds(1, {"particles": k}, 32)) for k in (2, 4, 8, 16)])
    print_table(("images", "seconds"), [(m, seconds(m, {}, 32)) for m in (1, 2, 4)])


def frontier(bench: Bench) -> None:
    rows = []
    for particles in (2, 4, 8, 16):
        for steps in (8, 16, 24, 38):
            name, settings = f"{steps} steps of {particles}", {"steps": steps, "particles": particles}
            found = bench.measured(name, "edit_friendly", settings, 77)
            if found:
                rows.append((steps, particles, len(found), *(mean(found, figure) for figure in FIGURES)))
    print_table(("steps", "particles", "runs", *FIGURES), rows)


def overhead(bench: Bench) -> None:
    """Time inside the networks' forwards against the wall, for one inversion each."""
    spent = 0.0

    def timed(function: Callable) -> Callable:
        def call(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
            nonlocal spent
            begun = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent += time.perf_counter() - begun

        return call

    models = bench.engine.models
    for model in (models.masked_lm.model, models.guide_clip.model, models.causal_lm.model):
        model.forward = timed(model.forward)
    if models.masked_lm._encoder is not None:  # its forward where the masked LM has its own
        models.masked_lm._encoder.logits = timed(models.masked_lm._encoder.logits)
    clip = models.guide_clip
    clip._text_features, clip._image_features = timed(clip._text_features), timed(clip._image_features)
    rows = []
    for method in ("edit_friendly", "vgd"):
        for budget in BUDGETS:
            ratios = []
            for reference in bench.references[:5]:
                spent = 0.0
                result = bench.invert([reference], method, {}, budget, 1)
                ratios.append((result.seconds, spent, result.seconds / spent))
            rows.append((method, budget, *(statistics.median(column) for column in zip(*ratios, strict=True))))
    print_table(("method", "budget", "seconds", "in forwards", "ratio"), rows)


def vocabulary(bench: Bench) -> None:
    """One step's choice of pieces for 8 particles of 75 slots, predictions as peaked as a trained model's."""
    rows = []
    for pieces in (2_400, 32_000, 126_464):
        flags = torch.zeros(pieces, dtype=torch.bool)
        lm: Any = SimpleNamespace(special=flags, begins_word=~flags, is_punctuation=flags, mask_id=0, eos_id=1)
        canvas = Canvas.empty(lm, [], 75, 8, torch.Generator())
        kernel = Kernel(lm, torch.Generator().manual_seed(1), temperature=0.5, top_p=0.95, order_temperature=0.5)
        logits = 4 * torch.randn(8, 75, pieces, generator=torch.Generator().manual_seed(2))
        begun = time.perf_counter()
        kernel.draw(kernel.proposal(kernel.prior(logits, canvas), torch.zeros(pieces)))
        rows.append((pieces, time.perf_counter() - begun))
    print_table(("pieces", "seconds"), rows)


def pez(bench: Bench) -> None:
    rows = []
    for steps in (300, 3000):
        found = [bench.invert([r], "pez", {"steps": steps}, 16, 1) for r in bench.references[:3]]
        fits = [result.scores.guide_clip or math.nan for result in found]
        rows.append((steps, statistics.mean(fits), statistics.mean(result.seconds for result in found)))
    print_table(("steps", "guide cosine", "seconds"), rows)


def textual_inversion(bench: Bench) -> None:
    """300 steps for each of the first scenes. The render of the word against one of the noun alone that it began as."""
    rows, marks = [], (10, 50, 100, 150, 200, 250, 300)
    for number, reference in enumerate(bench.references[:4]):
        learned = bench.invert([reference], "textual_inversion", {"steps": marks[-1]}, 16, 1)
        begun = bench.invert([reference], "textual_inversion", {"steps": 1, "learning_rate": 1e-6}, 16, 1)
        fits = []
        for result in (begun, learned):
            request = RenderRequest(result.prompt, RenderSettings(seed=1), trace=False, learned=result.learned)
            picture = result_of(bench.engine.stream(request)).picture
            judged = result_of(judge(bench.engine.models, result.prompt, (reference,), [picture]))
            fits.append(judged.clip_image or math.nan)
            bench.keep(picture, f"{number} {'learned' if result is learned else 'begun'}")
        bench.keep(reference.picture, f"{number} scene")
        losses = [learned.trace[step - 1].loss or math.nan for step in marks]
        rows.append((number, learned.seconds, *losses, *fits))
    print_table(("scene", "seconds", *(f"loss at {step}" for step in marks), "CLIP-I begun", "CLIP-I learned"), rows)


def prefix(bench: Bench) -> None:
    """What keeping prefixes of CLIP's texts saves. Each scene is searched plainly, then with them kept."""
    models = bench.engine.models
    clip, kept = models.guide_clip, models.guide_clip._prefixes

    def search(method: str, budget: int, reference: ReferenceImage) -> str:
        if method == "hints":
            return result_of(guide_of(models).target((reference,)).find_words()).line
        return bench.invert([reference], method, {}, budget, 1).prompt.text

    searches = [
        *(("vgd", budget) for budget in BUDGETS),
        ("hints", 0),
        ("clip_interrogator", 77),
        ("edit_friendly", 32),
    ]
    rows = []
    for method, budget in searches:
        spent: dict[bool, list[float]] = {False: [], True: []}
        for reference in bench.references:
            texts = []
            for keeps in (False, True):
                clip._prefixes = kept if keeps else None
                guide_of(models).forget()
                guide_of(models).__dict__.pop("phrases", None)  # their features too
                begun = time.process_time()
                texts.append(search(method, budget, reference))
                spent[keeps].append(time.process_time() - begun)
            if texts[0] != texts[1]:
                raise SystemExit(f"{method}, {budget} pieces: “{texts[0]}” became “{texts[1]}”")
        ratios = [plain / short for plain, short in zip(spent[False], spent[True], strict=True)]
        between = f"[{min(ratios):.2f}, {max(ratios):.2f}]"
        means = statistics.mean(spent[False]), statistics.mean(spent[True])
        rows.append((method, budget, *means, statistics.median(ratios), between))
    print_table(("search", "pieces", "plain: s", "prefixes kept: s", "ratio, median", "[min, max]"), rows)


PARTS = {
    part.__name__: part
    for part in (ratios, ablation, growth, frontier, overhead, pez, prefix, textual_inversion, vocabulary)
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("part", choices=PARTS)
    options.add_argument("--scenes", type=int, default=20)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--minutes", type=float, default=60.0, help="no new run begins after this")
    options.add_argument("--rows", type=Path, help="file that keeps the rows, one JSON a line")
    options.add_argument("--pictures", type=Path, help="folder for renders")
    asked = options.parse_args()
    PARTS[asked.part](Bench(asked.scenes, asked.seeds, asked.minutes, asked.rows, asked.pictures))


if __name__ == "__main__":
    main()
