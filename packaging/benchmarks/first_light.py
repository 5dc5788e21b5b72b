"""Measures what the window's user waits for, on the embedded pack. Run as a file:

    .venv/bin/python packaging/benchmarks/first_light.py [--quick]

Prints two tables: inversions of eight samples at two budgets by two methods, and the waits after an edit (through the
engine's child process, as the window has them). Seconds depend on the machine; compare the columns, not two machines.

No method is measured by its own model: judge fit is the cosine of the judge CLIP, r_edit and fluency are of the judge
masked LM, perplexity (per piece, the end included) is of the judge causal LM. Only fit is what the method steered by.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable

from common import SAMPLES, print_table
from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.evaluation.judge import perplexity
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of
from promptstudio.process.client import EngineClient
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    InversionRequest,
    InversionResult,
    ReferenceImage,
    RenderRequest,
    SuggestRequest,
)
from promptstudio.resources import resource
from promptstudio.verbs.coupling import coupling_of, leave_one_out, scores_of

COLUMNS = ("fit", "judge fit", "r_edit", "fluency", "perplexity", "pieces", "seconds")
LONG_PROMPT = Prompt.parse(
    "a glossy 3d rendering of a red car on a city street at night. the moon is bright. the sky is dark. "
    "the road is gray. "
    "the car stands in the center"
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="two samples instead of eight")
    samples = SAMPLES[:2] if options.parse_args().quick else SAMPLES
    invert(samples)
    wait_after_an_edit()


def invert(samples: tuple[str, ...]) -> None:
    """The first table."""
    engine = Engine()
    references = {name: images.read(resource("samples", f"{name}.png")) for name in samples}
    first = references[samples[0]]
    for method in ("edit_friendly", "vgd"):  # models load outside the measurement
        result_of(engine.stream(InversionRequest((first,), method=method, budget=4)))
    rows: list[tuple[object, ...]] = []
    found: dict[tuple[int, str], list[list[float]]] = {}
    for name, reference in references.items():
        for budget in (16, 32):
            for method in ("edit_friendly", "vgd"):
                guide_of(engine.models).forget()
                result = result_of(engine.stream(InversionRequest((reference,), method=method, budget=budget, seed=1)))
                figures = judged(engine, reference, result)
                found.setdefault((budget, method), []).append(figures)
                rows.append((name, budget, method, *(f"{x:.2f}" for x in figures), result.prompt.text))
    for (budget, method), measured in found.items():
        means = [f"{statistics.mean(column):.2f}" for column in zip(*measured, strict=True)]
        rows.append(("mean", budget, method, *means, ""))
    print_table(("sample", "budget", "method", *COLUMNS, "prompt"), rows)


def judged(engine: Engine, reference: ReferenceImage, result: InversionResult) -> list[float]:
    """The figures of `COLUMNS`."""
    models, prompt = engine.models, result.prompt
    clip, lm = models.judge_clip, models.judge_masked_lm
    image = clip.encode_images([images.clip_square(reference, clip.image_size)])
    fit = float((image @ clip.encode_texts([prompt.text]).T)[0, 0])
    loo = result_of(leave_one_out(prompt, lm))
    scores = scores_of(fit, coupling_of(prompt, loo, lm.name), loo)
    pieces = len(models.clip_offsets(prompt.text))
    return [
        result.scores.guide_clip or math.nan,
        fit,
        scores.r_edit or math.nan,
        scores.fluency or math.nan,
        perplexity(models.judge_causal_lm, prompt.text),
        pieces,
        result.seconds,
    ]


def wait_after_an_edit() -> None:
    """The second table."""
    reference = images.read(resource("samples", "red-car-city-night.png"))
    client = EngineClient()
    colour = next(i for i, word in enumerate(LONG_PROMPT.words) if word.text == "red")
    try:
        rows = []
        edited = [LONG_PROMPT.swap(colour, word) for word in ("red", "blue", "green", "orange", "pink", "purple")]
        for name, request in (
            ("heatmap", lambda prompt: AnalyseRequest(prompt, (reference,))),
            ("suggestions", lambda prompt: SuggestRequest(prompt, colour, (reference,))),
            ("render, 20 steps", lambda prompt: RenderRequest(prompt)),
        ):
            waits = [timed(lambda prompt=prompt, ask=request: client.stream(ask(prompt))) for prompt in edited][1:]
            firsts, totals = zip(*waits, strict=True)
            rows.append((name, f"{statistics.median(firsts):.0f}", f"{statistics.median(totals):.0f}"))
        columns = ("wait", "first answer, ms", "complete, ms")
        print_table(columns, rows, f"After an edit of {len(LONG_PROMPT)} words")
    finally:
        client.close()


def timed(start: Callable) -> tuple[float, float]:
    """Milliseconds to the first event that says something, and to the end."""
    begun, first = time.perf_counter(), None
    for event in start():
        if first is None and getattr(event, "items", True):
            first = time.perf_counter() - begun
    total = time.perf_counter() - begun
    return 1000 * (first or total), 1000 * total


if __name__ == "__main__":
    main()
