"""How well does cross-attention find a thing in a render, without a segmenter? Run as a file:

    .venv/bin/python packaging/benchmarks/attention_region.py [--renders N]

Renders captions of scenes of the embedded pack's world (every second one of a held-out combination) and compares, for
every thing that the judge's segmenter sees, its mask with the region by cross-attention (docs/algorithms.md §8.3):
intersection over union, before the margin. The aim is a mean of 0.6.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

import world
from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.protocol import Render
from promptstudio.verbs.edits import WordKinds
from promptstudio.verbs.regions import region_of_words

AIM = 0.6
SEED = 11


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two masks."""
    return float((a & b).sum() / max((a | b).sum(), 1))


def overlaps(engine: Engine, render: Render, things: tuple[str, ...]) -> list[float]:
    """Of every thing that the prompt names and the segmenter sees."""
    found = []
    known = WordKinds(things=things)
    for thing in things:
        mask = engine.models.segmenter.mask(images.to_pil(render.picture), [thing])
        words = [i for unit in known.units(render.prompt) if unit.text == thing for i in unit.words]
        if mask is not None and words:
            region = region_of_words([render.attention[i] for i in words], render.picture)
            found.append(overlap(region, mask))
    return found


def main(renders: int) -> None:
    engine, rng = Engine("embedded", "cpu"), random.Random(SEED)
    found = list[float]()
    for number in range(renders):
        scene = world.sample_scene(rng, "held out" if number % 2 else "any")
        text, _ = world.caption(scene, rng, "sentence")
        found += overlaps(engine, engine.render(text, seed=number), scene.nouns)
    mean = float(np.mean(found))
    print(f"things {len(found)}  median {np.median(found):.3f}  10th percentile {np.percentile(found, 10):.2f}")
    print(f"mean IoU {mean:.3f} {'pass' if mean >= AIM else 'fall short'} (aim {AIM})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--renders", type=int, default=200, help="how many (default: 200)")
    main(parser.parse_args().renders)
