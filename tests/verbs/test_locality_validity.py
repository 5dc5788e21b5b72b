"""The measure of locality tells drawn edits that are local from those that are not: a few pairs of the benchmark."""

import random
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "packaging" / "benchmarks"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def validity():
    sys.path[:0] = [str(BENCHMARKS), str(BENCHMARKS.parent / "training")]
    try:
        import locality_validity
    finally:
        del sys.path[:2]
    return locality_validity


@pytest.fixture(scope="module")
def studio(validity, engine):
    return validity.Studio(engine)


def test_every_grade_of_spill_lowers_locality(validity, studio):
    """Three scenes in six grades: 18 pairs. When place and time are others, next to nothing is left to fall."""
    graded = studio.table(validity.graded_spills, 4, 8)
    assert len(graded["nothing"]) == 3  # of one scene even the swap alone changes the outside
    means = [np.mean(validity.localities(found)) for found in graded.values()]
    assert list(graded) == ["nothing", *(f"+ {kind}" for kind in validity.SPILLS)]
    assert all(a > b for a, b in pairwise(means[:-1]))
    assert max(means[-2:]) < 0.1
    assert means[0] >= validity.AIM_LOCAL
    assert means[-1] <= validity.AIM_FULL
    assert all(one.success for one in graded["nothing"])
    assert {one.region_source for found in graded.values() for one in found} == {"segmenter"}


def test_a_local_edit_scores_higher_than_any_spill_and_noise_changes_little(validity, studio):
    """Two scenes, each with its swap alone and in another drawing: 6 pairs."""
    for number, scene in enumerate(validity.scenes(2, 7, rich=True)):
        drawings = {d.kind: (asked, d) for asked, d in validity.single_spills(scene, random.Random(number))}
        local = studio.measure(studio.pair(scene, *drawings["thing"])).locality
        noisy = studio.measure(studio.pair(scene, *drawings["thing"], noise=number)).locality
        time = studio.measure(studio.pair(scene, *drawings["time"])).locality
        assert local == pytest.approx(noisy, abs=0.05)
        assert local > 0.8 > 0.3 > time


def test_an_edit_that_did_nothing_is_no_success(validity, studio):
    scene = validity.scenes(1, 7, rich=True)[0]
    asked, drawing = next(iter(validity.single_spills(scene, random.Random(1))))
    moved = validity.Drawing("moved", scene, ((0, 0), (6, -5)))
    assert studio.measure(studio.pair(scene, asked, drawing)).success is True
    assert studio.measure(studio.pair(scene, asked, moved)).success is False
