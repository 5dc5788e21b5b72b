"""What a prompt says of a known scene, counted exactly."""

import pytest

from promptstudio.evaluation.scene_facts import Told, repetition, told_of
from promptstudio.guide.words import Category
from promptstudio.prompt import Prompt

CATEGORIES = (
    Category("style", ("cartoon", "pencil sketch")),
    Category("place", ("beach", "sea", "red background", "blue background")),
    Category("time", ("daylight", "night")),
    Category("thing", ("car", "cat", "palm tree", "zebra"), colours=("red", "blue", "green"), leads=True),
)
SCENE = {
    "style": "cartoon",
    "place": "beach",
    "time": None,
    "things": [{"thing": "car", "colour": "red"}, {"thing": "zebra", "colour": None}],
}


def told(text, scene=SCENE):
    return told_of(Prompt.parse(text), scene, CATEGORIES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a cartoon of a red car and a zebra on the beach", Told(1.0, 0.0, 0.0, 1.0)),
        ("a car. the car is parked", Told(0.5, 0.0, 0.0, 2.0)),
        ("two zebras and a palm tree", Told(0.5, 0.5, 0.5, 1.0)),
        ("a palm tree and a cat", Told(0.0, 1.0, 1.0, None)),
        ("something nice", Told(0.0, None, None, None)),
        ("", Told(0.0, None, None, None)),
    ],
)
def test_things_are_counted_by_name(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "untrue"),
    [
        ("a red car", 0),
        ("a blue car", 1 / 2),
        ("a red car, the car is blue", 1 / 3),
        ("a green zebra", 0),  # a thing in its own colours has none to be wrong about
        ("the zebra is", 0),
        ("a car on a blue background", 1 / 2),
        ("a car at night", 0),  # the scene has no time of day
        ("a pencil sketch of a car by the sea, beach", 2 / 4),
    ],
)
def test_colours_places_and_styles_are_compared_with_the_scene(text, untrue):
    assert told(text).untrue == pytest.approx(untrue)


@pytest.mark.parametrize(
    ("text", "untrue"),
    [
        ("a car to the left of a zebra", 0),
        ("a zebra to the left of a car", 1 / 3),
        ("a zebra beside a car. the zebra is on the left, the car is on the right", 2 / 4),
        ("on the left a car, on the right a zebra", 0),  # a side before its thing is not read
    ],
)
def test_sides_are_those_of_the_scene(text, untrue):
    assert told(text).untrue == pytest.approx(untrue)


def test_sides_count_only_between_two_things():
    assert told("a car on the right", {**SCENE, "things": SCENE["things"][:1]}).untrue == 0


def test_repetition_is_the_share_of_pairs_that_stood_before():
    assert repetition(Prompt.parse("a cat, a dog")) == 0
    assert repetition(Prompt.parse("The cat. the cat. the cat")) == pytest.approx(1 - 2 / 5)
    assert repetition(Prompt.parse("cat")) is None
