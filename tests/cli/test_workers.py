"""What --worker says of the workers of a Ray cluster."""

import pytest

from promptstudio.cli.workers import read_crew
from promptstudio.errors import BadRequest
from promptstudio.machine import EngineOptions

OPTIONS = EngineOptions("embedded", memory_limit=1000)


def options_of(place):
    """The engine options and threads that a place's measurer starts engines with."""
    return place.make.args[0].args


def test_each_description_gives_its_workers_what_it_says_and_the_rest_from_the_command():
    described = ["count=2,device=cuda,threads=4", "on=box, profile=light, memory-limit=6GB"]
    first, second, third = read_crew("local", 2, described, OPTIONS, 1).places
    assert first == second
    assert (first.processors, first.cards, first.resource) == (4, 1, "")
    assert options_of(first) == (EngineOptions("embedded", "cuda", memory_limit=1000), 4)
    assert (third.processors, third.cards, third.resource) == (1, 0, "box")
    assert options_of(third) == (EngineOptions("light", memory_limit=6_000_000_000), 1)


def test_without_descriptions_workers_are_equal():
    places = read_crew("ray://box:10001", 3, (), OPTIONS, 2).places
    assert [place.processors for place in places] == [2, 2, 2]


@pytest.mark.parametrize(
    ("ray", "described", "sentence"),
    [
        ("", "device=cpu", "--ray local makes one here"),
        ("local", "colour=red", "--worker takes count="),
        ("local", "device", "--worker takes count="),
        ("local", "device=cuda:1", "Ray hands out the cards"),
        ("local", "count=none", "whole numbers"),
        ("local", "threads=1,threads=2", "twice"),
    ],
)
def test_a_description_that_cannot_be_followed_is_told(ray, described, sentence):
    with pytest.raises(BadRequest, match=sentence):
        read_crew(ray, 2, [described], OPTIONS, 1)
