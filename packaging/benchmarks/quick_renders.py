"""Whether a quick picture is good and foretells its render, on the embedded pack. Run as a file:

    .venv/bin/python packaging/benchmarks/quick_renders.py [--captions 100] [--steps 3 4 5] [--grids FOLDER]

Renders held-out captions from the same noise with DDIM in 20 steps, in full and in few steps. Prints what the judge
CLIP reads correctly (%), the judge's cosine with the reference picture and with the render in full, the mean absolute
RGB difference from that (0…255), and processor seconds a picture on one thread. `--grids` keeps pictures to be looked
at: each row has one caption, each column one way, in the order of the table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from common import print_table

import evaluate  # isort: skip
from promptstudio.engine import Engine
from promptstudio.models.adapters.schedulers import deterministic
from promptstudio.protocol import Render

COLUMNS = (
    *("render", "noun", "colour", "place", "time", "style", "CLIP-I"),
    *("cosine with the render", "difference", "processor s"),
)
TEACHER_STEPS = 20
ROWS_OF_A_GRID = 8


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--captions", type=int, default=100)
    options.add_argument("--steps", type=int, nargs="+", default=[3, 4, 5])
    options.add_argument("--grids", type=Path, metavar="FOLDER")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    references, scenes, captions = evaluate.held_out(chosen.captions)
    texts = [caption[0] for caption in captions]
    engine = Engine(device="cpu")
    model = engine.models.text_to_image
    judge = evaluate.load_clip(evaluate.PACK / "judge_clip")
    truth = evaluate.image_features(judge[0], references)

    def rendered(make: Callable[[str, int], Render]) -> tuple[np.ndarray, float]:
        make(texts[0], 0)
        begun = time.process_time()
        renders = [make(text, seed) for seed, text in enumerate(texts, start=1)]
        seconds = (time.process_time() - begun) / len(texts)
        return np.stack([_pixels(render) for render in renders]), seconds

    def full(text: str, seed: int) -> Render:
        return engine.render(text, seed=seed, trace=False)

    def quick(text: str, seed: int) -> Render:
        return engine.render(text, seed=seed, quick=True)

    def teacher(text: str, seed: int) -> Render:
        return engine.render(text, seed=seed, steps=TEACHER_STEPS, trace=False)

    scheduler = model.pipeline.scheduler
    model.pipeline.scheduler = deterministic("DDIM", scheduler.config)
    ways = {f"DDIM, {TEACHER_STEPS} steps": rendered(teacher)}
    model.pipeline.scheduler = scheduler
    name = f"in full, {model.default_steps} steps"
    ways[name] = rendered(full)
    for steps in chosen.steps:
        model.quick_steps = steps
        ways[f"quick, {steps} steps"] = rendered(quick)
    whole = ways[name][0]
    features = evaluate.image_features(judge[0], whole)
    rows = []
    for name, (pictures, seconds) in ways.items():
        read = evaluate.attributes(judge, pictures, scenes)
        seen = evaluate.image_features(judge[0], pictures)
        cosines = [float((seen * other).sum(1).mean()) for other in (truth, features)]
        difference = float(np.abs(pictures.astype(float) - whole).mean())
        shares = [f"{read[key]:.1f}" for key in COLUMNS[1:6]]
        rows.append((name, *shares, *cosines, f"{difference:.1f}", seconds))
    print_table(COLUMNS, rows, f"{len(texts)} held-out captions")
    if chosen.grids is not None:
        chosen.grids.mkdir(parents=True, exist_ok=True)
        for first in range(0, min(len(texts), 3 * ROWS_OF_A_GRID), ROWS_OF_A_GRID):
            columns = [np.concatenate(list(pictures[first : first + ROWS_OF_A_GRID])) for pictures, _ in ways.values()]
            Image.fromarray(np.concatenate(columns, axis=1)).save(chosen.grids / f"quick_renders_{first:02}.png")


def _pixels(render: Render) -> np.ndarray:
    picture = render.picture
    return np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)


if __name__ == "__main__":
    main()
