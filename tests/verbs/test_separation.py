"""Other words for one of a coupled pair, with the embedded pack."""

from __future__ import annotations

import pytest

from driven_window import SAMPLE
from promptstudio.errors import BadRequest

TWO_RED = "a red car and a red house"


def cosine(engine, prompt, pair):
    (i, j), analysis = pair, engine.analyse(prompt)
    raw = analysis.coupling.raw
    return raw[i][j] / (raw[i][i] * raw[j][j]) ** 0.5


def test_the_words_offered_lower_the_coupling_of_the_pair(engine):
    answer = engine.separate(TWO_RED, "red#1", "red#2")
    assert answer.items
    assert answer.coupling == pytest.approx(cosine(engine, TWO_RED, (1, 5)), abs=1e-4)
    for item in answer.items:
        assert item.index in (1, 5)
        assert item.fluency_change >= -0.5
        left = cosine(engine, answer.prompt.swap(item.index, item.text), (1, 5))
        assert item.coupling == pytest.approx(left, abs=1e-4)
        assert left <= 0.9 * answer.coupling
    assert [item.coupling for item in answer.items] == sorted(item.coupling for item in answer.items)


def test_with_a_reference_the_fit_is_no_worse(engine):
    for item in engine.separate(TWO_RED, 1, 5, SAMPLE).items:
        assert item.clip_gain >= -0.005


def test_words_that_hardly_hang_together_are_left_alone(engine):
    assert engine.separate("a red car in the city at night", "city", "night").items == ()


@pytest.mark.parametrize(("pair", "message"), [((1, 1), "Two words are needed"), ((1, 9), "no word number 10")])
def test_two_words_are_needed(engine, pair, message):
    with pytest.raises(BadRequest, match=message):
        engine.separate(TWO_RED, *pair)
