"""Is the measure of locality valid? Run as a file:

    .venv/bin/python packaging/benchmarks/locality_validity.py [--pairs N]

The embedded pack's world draws pairs of pictures whose every difference is known: an edit alone (another thing, another
colour), and the same edit with something else changed that nobody asked for. The measure must tell them apart, fall
with every further change, and not depend on the noise of the drawing. Prints the table and whether the aims are met.

A change that leaves the outside as it is (another style on a plain ground) is no spill, and a swap that changes the
outside (the common palette of pixel art, what the thing had hidden) is not local: the world's own masks decide.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

import world
from promptstudio import images
from promptstudio.engine import Engine
from promptstudio.generators import result_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import CompareRequest, Comparison

LOCAL = ("thing", "colour")
NOTHING, GRADE = "nothing", "+ "
SPILLS = ("moved", "recoloured", "place", "time", "style")
"""What else may change: another thing is moved or recoloured, or the picture gets another place, time or style."""
TRUE_SPILL = 3.0
"""Mean ΔE00 outside the world's own masks from which on a pair spills."""
NOISE_LEVELS = 2
"""Greatest change of a pixel's level by the noise that the measure must not see."""
NOISE_SEED = 104_729
"""Added to a scene's seed for other accidents of the drawing: other stars, other places of the things."""
AIM_AUC, AIM_LOCAL, AIM_FULL, AIM_NOISE = 0.95, 0.9, 0.3, 0.02


class Pair(NamedTuple):
    """Two drawn pictures (128, 128, 3) with their prompts."""

    kind: str
    a: np.ndarray
    b: np.ndarray
    before: Prompt
    after: Prompt
    spill: float
    """Mean ΔE00 outside the world's masks of the edited thing."""


class Drawing(NamedTuple):
    """What to draw for B, beside the scene."""

    kind: str
    scene: world.Scene
    shifts: Sequence[tuple[int, int]] = ()


def text_of(scene: world.Scene) -> str:
    """A short prompt of a scene that names its things with their colours, and its place."""
    things = [f"{colour} {noun}" if colour else noun for noun, colour in zip(scene.nouns, scene.colours, strict=True)]
    place = f"on a {scene.plain} background" if scene.plain else world.PLACES[scene.place][0]
    return f"a picture of {' and '.join(f'a {thing}' for thing in things)} {place}"


def other(rng: random.Random, choices: Iterable[str], now: str | None) -> str:
    return rng.choice([choice for choice in choices if choice != now])


def swapped(scene: world.Scene, rng: random.Random) -> world.Scene:
    """The first thing replaced by one that the scene does not have."""
    new = rng.choice([noun for noun in world.NOUNS if noun not in scene.nouns])
    colour = scene.colours[0] if new in world.TINTABLE else None
    return dataclasses.replace(scene, nouns=(new, *scene.nouns[1:]), colours=(colour, *scene.colours[1:]))


def with_spill(kind: str, scene: world.Scene, shifts: Sequence[tuple[int, int]], rng: random.Random) -> Drawing | None:
    """The scene with one more change; None where the scene has nothing to change."""
    new = None
    if kind == "moved" and len(scene.nouns) == 2:
        return Drawing(kind, scene, ((0, 0), (rng.choice((-1, 1)) * rng.randint(5, 9), -rng.randint(3, 8))))
    if kind == "recoloured" and len(scene.nouns) == 2 and scene.colours[1]:
        new = dataclasses.replace(scene, colours=(scene.colours[0], other(rng, world.COLOURS, scene.colours[1])))
    if kind == "place" and scene.plain:
        new = dataclasses.replace(scene, place=f"plain {other(rng, world.PLAIN, scene.plain)}")
    elif kind == "place":
        alike = [place for place in world.PLACES if (place in world.TIMELESS) == (scene.place in world.TIMELESS)]
        new = dataclasses.replace(scene, place=other(rng, alike, scene.place))
    if kind == "time" and scene.time:
        new = dataclasses.replace(scene, time=other(rng, world.TIMES, scene.time))
    if kind == "style":
        new = dataclasses.replace(scene, style=other(rng, world.STYLES, scene.style))
    return None if new is None else Drawing(kind, new, shifts)


def single_spills(scene: world.Scene, rng: random.Random) -> Iterator[tuple[world.Scene, Drawing]]:
    """(the scene as it was asked for, what is drawn): each local edit, and the thing's swap with each spill."""
    edited = swapped(scene, rng)
    yield edited, Drawing("thing", edited)
    if scene.colours[0]:
        colour = other(rng, [c for c in world.COLOURS if c != scene.plain], scene.colours[0])
        recoloured = dataclasses.replace(scene, colours=(colour, *scene.colours[1:]))
        yield recoloured, Drawing("colour", recoloured)
    for kind in SPILLS:
        drawing = with_spill(kind, edited, (), rng)
        if drawing is not None:
            yield edited, drawing


def graded_spills(scene: world.Scene, rng: random.Random) -> Iterator[tuple[world.Scene, Drawing]]:
    """A scene with two things, a place and a time: the swap alone, then with one spill more at each grade."""
    edited = swapped(scene, rng)
    drawing = Drawing(NOTHING, edited)
    yield edited, drawing
    for kind in SPILLS:
        further = with_spill(kind, drawing.scene, drawing.shifts, rng)
        assert further is not None
        drawing = further._replace(kind=f"{GRADE}{kind}")
        yield edited, drawing


def scenes(count: int, seed: int, *, rich: bool = False) -> list[world.Scene]:
    """Scenes of any kind, every second with two things; `rich`: such as `graded_spills` needs."""
    rng, found = random.Random(seed), list[world.Scene]()
    while len(found) < count:
        scene = world.sample_scene(rng, "any")
        two = len(scene.nouns) == 2
        if (rich and two and scene.time and scene.colours[1]) or (not rich and two == bool(len(found) % 2)):
            found.append(scene)
    return found


class Studio:
    """Draws pairs and measures them with the embedded pack."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.painter = world.Painter()
        self.spills: dict[str, list[float]] = defaultdict(list)
        """`Pair.spill` of every pair of `graded_spills` that was measured, by kind."""

    def pair(self, before: world.Scene, asked: world.Scene, drawing: Drawing, noise: int | None = None) -> Pair:
        """`noise`: seed of pixel noise and of other accidents of the drawing."""
        shown, scene = before, drawing.scene
        if noise is not None:
            shown, scene = (dataclasses.replace(s, seed=s.seed + NOISE_SEED) for s in (before, drawing.scene))
        a, old = self.painter.draw(shown)
        b, new = self.painter.draw(scene, drawing.shifts)
        outside = ~widened(old[0] | new[0])
        true = deltaE_ciede2000(rgb2lab(a), rgb2lab(b))[outside].mean()
        if noise is not None:
            rng = np.random.default_rng(noise)
            noises = (rng.integers(-NOISE_LEVELS, NOISE_LEVELS + 1, a.shape) for _ in "ab")
            a, b = (np.clip(p + added, 0, 255).astype(np.uint8) for p, added in zip((a, b), noises, strict=True))
        prompts = (Prompt.parse(text_of(scene)) for scene in (before, asked))
        return Pair(drawing.kind, a, b, *prompts, float(true))

    def measure(self, pair: Pair) -> Comparison:
        a, b = (images.from_pil(Image.fromarray(picture)) for picture in (pair.a, pair.b))
        return result_of(self.engine.stream(CompareRequest(a, b, pair.before, pair.after)))

    def table(self, spills, count: int, seed: int, noise: int | None = None) -> dict[str, list[Comparison]]:  # noqa: ANN001
        """Comparisons by kind. `spills`: `single_spills` or `graded_spills`."""
        found: dict[str, list[Comparison]] = defaultdict(list)
        rng = random.Random(seed)
        for number, scene in enumerate(scenes(count, seed, rich=spills is graded_spills)):
            for asked, drawing in spills(scene, rng):
                pair = self.pair(scene, asked, drawing)
                if drawing.kind == NOTHING and pair.spill >= TRUE_SPILL:
                    break
                spilled = pair.spill >= TRUE_SPILL
                if (drawing.kind in LOCAL and spilled) or (drawing.kind in SPILLS and not spilled):
                    continue
                if noise is not None:
                    pair = self.pair(scene, asked, drawing, noise + number)
                elif spills is graded_spills:
                    self.spills[drawing.kind].append(pair.spill)
                found[drawing.kind].append(self.measure(pair))
        return dict(found)


def widened(mask: np.ndarray) -> np.ndarray:
    """The mask, 5 pixels larger: outlines and shadows belong to a thing."""
    from scipy.ndimage import binary_dilation

    return binary_dilation(mask, iterations=5)


def localities(found: Sequence[Comparison]) -> list[float]:
    return [one.locality for one in found if one.locality is not None]


def auc(local: Sequence[float], spilled: Sequence[float]) -> float:
    """Area under the ROC curve: the probability that a local edit scores higher than one that spills."""
    x, y = np.asarray(local)[:, None], np.asarray(spilled)[None]
    return float(((x > y) + 0.5 * (x == y)).mean())


def judged(value: float, met: bool) -> str:
    return f"{value:.3f} {'pass' if met else 'fall short'}"


def report(studio: Studio, pairs: int) -> None:
    single = studio.table(single_spills, pairs, 7)
    local = [value for kind in LOCAL for value in localities(single[kind])]
    print(f"{'pairs':12} {'n':>4} {'locality':>9} {'5th pct':>8} {'preserved':>10} {'spill':>7} {'success':>8}   AUC")
    for kind in (*LOCAL, *SPILLS):
        found, values = single[kind], localities(single[kind])
        figures = [
            np.mean([v for v in column if v is not None])
            for column in zip(*((one.preserved, one.spill, one.success) for one in found), strict=True)
        ]
        area = auc(local, values)
        aim = judged(np.mean(values), np.mean(values) >= AIM_LOCAL) if kind in LOCAL else judged(area, area >= AIM_AUC)
        print(
            f"{kind:12} {len(found):4} {np.mean(values):9.3f} {np.percentile(values, 5):8.2f} {figures[0]:10.3f} "
            f"{figures[1]:7.2f} {figures[2]:8.2f}   {aim}"
        )
    graded = studio.table(graded_spills, pairs, 8)
    means = {kind: float(np.mean(localities(found))) for kind, found in graded.items()}
    truth = [float(np.mean(studio.spills[kind])) for kind in means]
    # Where even the world's masks see no further change outside, there is nothing to fall.
    steps = zip(pairwise(means.values()), pairwise(truth), strict=True)
    falling = all(before > after for (before, after), (less, more) in steps if more > less)
    print("grades      ", "  ".join(f"{kind} {mean:.3f}" for kind, mean in means.items()))
    print("true ΔE00   ", "  ".join(f"{kind} {value:.1f}" for kind, value in zip(means, truth, strict=True)))
    print("falling     ", "pass" if falling else "fall short")
    full = list(means.values())[-1]
    print("full change ", judged(full, full <= AIM_FULL))
    for spills, seed, first in ((single_spills, 7, single), (graded_spills, 8, graded)):
        again = studio.table(spills, pairs, seed, noise=1)
        moved = {k: abs(np.mean(localities(again[k])) - np.mean(localities(first[k]))) for k in first}
        worst = max(moved, key=moved.__getitem__)
        print(f"other noise  {judged(moved[worst], moved[worst] <= AIM_NOISE)} (most: {worst})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=160, help="scenes that are edited (default: 160)")
    report(Studio(Engine("embedded", "cpu")), parser.parse_args().pairs)
