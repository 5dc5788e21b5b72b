"""An edit over several seeds: the same pictures as one by one, pair by pair, and what they say together."""

import pytest

from comparisons import make_comparison
from promptstudio.engine import Engine
from promptstudio.errors import BadRequest
from promptstudio.generators import result_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    RenderSettings,
    SeedDone,
    SeedsProgress,
    SeedsRequest,
    SeedsResult,
    following_seeds,
)
from promptstudio.seed_figures import Spread, figures_of, figures_sentence, spread_text

BEFORE, AFTER = Prompt.parse("a red car in the city"), Prompt.parse("a blue car in the city")


@pytest.fixture(scope="module")
def engine():
    return Engine(device="cpu")


@pytest.mark.model
def test_every_seed_is_rendered_and_compared_as_one_alone_would_be(engine):
    events = []
    request = SeedsRequest(BEFORE, AFTER, (7, 3), RenderSettings(seed=99, steps=2))
    result = result_of(engine.stream(request), events.append)
    assert isinstance(result, SeedsResult)
    assert [pair.seed for pair in result.pairs] == [7, 3]
    alone = engine.edit(BEFORE, AFTER, seed=3, steps=2)
    pair = result.pairs[1]
    assert (pair.a.picture, pair.b.picture) == (alone.a.picture, alone.b.picture)
    assert pair.comparison == alone.comparison

    assert [event.pair for event in events if isinstance(event, SeedDone)] == list(result.pairs)
    steps = [event for event in events if isinstance(event, SeedsProgress)]
    assert [event.step for event in steps] == [24, 48, 72, 96, 124, 148, 172, 196]
    assert {event.steps for event in steps} == {200}
    assert all(event.seconds_left >= 0 for event in steps)
    assert (steps[0].stage, steps[-1].stage) == ("Seed 7: rendering A", "Seed 3: rendering B")


@pytest.mark.model
def test_stopped_at_any_moment_what_was_done_is_there(engine):
    work = engine.stream(SeedsRequest(BEFORE, AFTER, (1, 2, 3), RenderSettings(steps=1)))
    done = [event for _, event in zip(range(4), work, strict=False) if isinstance(event, SeedDone)]
    work.close()
    assert [event.pair.seed for event in done] == [1]


@pytest.mark.model
def test_from_python_the_first_seed_is_that_of_the_settings(engine):
    edit = engine.edit("a red car, a red ball", swap={"red": "blue"}, everywhere=True, seeds=2, seed=5, steps=1)
    assert edit.after.text == "a blue car, a blue ball"
    assert [pair.seed for pair in edit.pairs] == [5, 6]
    assert (edit.a, edit.b, edit.comparison) == (edit.pairs[0].a, edit.pairs[0].b, edit.pairs[0].comparison)
    with pytest.raises(BadRequest, match="one or more seeds"):
        engine.edit(BEFORE, AFTER, seeds=0)
    with pytest.raises(BadRequest, match="each once"):
        result_of(engine.stream(SeedsRequest(BEFORE, AFTER, (1, 1))))


def test_seeds_go_round_at_the_largest():
    assert following_seeds(2**63 - 2, 3) == (2**63 - 2, 2**63 - 1, 0)


def test_figures_are_the_mean_and_the_deviation_of_the_sample():
    figures = figures_of(
        [
            make_comparison(locality=0.8, preserved=0.9, spill=0.1),
            make_comparison(locality=0.6, preserved=0.8, spill=0.3, success=False),
            make_comparison(locality=None, preserved=1.0, spill=None, success=None, undefined="nothing changed"),
        ]
    )
    assert figures.locality.mean == pytest.approx(0.7)
    assert figures.locality.deviation == pytest.approx(0.02**0.5)
    assert figures.preserved == Spread(pytest.approx(0.85), pytest.approx(0.005**0.5), 2)
    assert (figures.succeeded, figures.judged, figures.undefined, figures.seeds) == (1, 2, 1, 3)
    assert figures_sentence(figures) == (
        "The edit succeeded with 1 of 2 seeds. 85 ± 7 % of the rest looks the same. "
        "With 1 seed there was nothing to measure."
    )
    assert spread_text(figures.locality) == "0.70 ± 0.14"
    assert spread_text(Spread(0.982, 0.004, 8), percent=True) == "98.2 ± 0.4 %"


def test_figures_of_one_seed_of_none_and_of_the_whole_picture():
    one = figures_of([make_comparison(locality=0.8)])
    assert one.locality == Spread(0.8, None, 1)
    assert spread_text(one.locality) == "0.80"
    none = figures_of([])
    assert (none.locality, none.seeds, figures_sentence(none)) == (None, 0, "")
    assert spread_text(none.spill) == "–"
    whole = figures_of([make_comparison(is_global=True, preserved=0.7, spill=None)])
    assert figures_sentence(whole) == "The edit succeeded with 1 of 1 seed. Its things stayed by 70 %."
