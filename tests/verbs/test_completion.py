"""Completion of a word that has only begun, with the embedded pack."""

from __future__ import annotations

import pytest

from driven_window import SAMPLE
from promptstudio.errors import BadRequest
from promptstudio.protocol import Completions


def texts(answer):
    assert isinstance(answer, Completions)
    return [item.text for item in answer.items]


@pytest.mark.parametrize(
    ("prompt", "word", "first"),
    [
        ("a red c in the city at night", "c", "car"),
        ("a red car in the city at nig", "nig", "night"),
        ("a red umbr in the snow", "umbr", "umbrella"),
        ("a B car in the city", "B", "blue"),
        ("pix", "pix", "pixel"),
    ],
)
def test_the_likeliest_word_that_begins_so_comes_first(engine, prompt, word, first):
    found = texts(engine.complete(prompt, word))
    assert found[0] == first
    assert len(found) == len(set(found)) <= 6
    assert all(text.lower().startswith(word.lower()) and text != word for text in found)


def test_phrases_of_the_profile_are_offered_whole(engine):
    assert "pixel art" in texts(engine.complete("pix", "pix"))


def test_with_a_reference_those_come_first_that_fit_it(engine):
    answer = engine.complete("a red c in the city at night", "c", SAMPLE)
    fits = [item.clip for item in answer.items]
    assert texts(answer)[0] == "car"
    assert fits == sorted(fits, reverse=True)
    assert all(item.clip is None for item in engine.complete("a red c", "c").items)


def test_where_no_word_begins_so_nothing_is_offered(engine):
    assert texts(engine.complete("a red xqz on the beach", "xqz")) == []
    assert texts(engine.complete("a red skateb on the beach", "skateb")) == []


def test_a_word_that_is_not_there_cannot_be_completed(engine):
    with pytest.raises(BadRequest, match="no word number 5"):
        engine.complete("a red car on", 4)
    with pytest.raises(BadRequest, match="Between 1 and 20"):
        engine.complete("a red car on", 1, count=0)
