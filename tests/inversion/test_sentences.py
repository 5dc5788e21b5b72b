"""Prompts that say everything once and end whole."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from promptstudio.inversion.sentences import Faults, clauses, faults, named_first, tidied, told_once
from promptstudio.prompt import Origin, Prompt

COLOURS = frozenset({"red", "yellow"})


def parse(text):
    return Prompt.parse(text, Origin.INVERTED)


def test_clauses_begin_after_punctuation():
    prompt = parse("a cat, at night. the sky is blue")
    assert [[prompt.words[i].text for i in clause] for clause in clauses(prompt)] == [
        ["a", "cat"],
        ["at", "night"],
        ["the", "sky", "is", "blue"],
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a cat on the", "a cat"),
        ("a cat, in the style of a", "a cat"),
        ("a crown in front of the", "a crown"),
        ("a crown in front", "a crown"),
        ("a photo of a very large black and white", "a photo"),
        ("a cat sitting beside her", "a cat sitting"),
        ("a cat. it", "a cat"),
        ("a cat and there", "a cat"),
        ("a red car a red car on a road", "a red car on a road"),
        ("a red car red car", "a red car"),
        ("a cat and a cat on the grass", "a cat on the grass"),
        ("a palm tree and a palm tree on the grass", "a palm tree on the grass"),
        ("a zebra to the left of a zebra", "a zebra"),
        ("a glossy robot. a robot and an orange robot in a room", "a glossy robot. an orange robot in a room"),
        ("a cat beside a small black cat", "a small black cat"),
        ("a red umbrella beside a red umbrella in a room", "a red umbrella in a room"),
        ("a cat. of the whale is red", "a cat"),
        ("a pencil sketch of a and a frog", "a pencil sketch of a frog"),
        ("a frog on a under a tree", "a frog under a tree"),
        ("a balloon by the shore, a cat next at sunset", "a balloon by the shore, a cat at sunset"),
        ("a penguin next to the left of an umbrella", "a penguin to the left of an umbrella"),
        ("a frog on the a tree", "a frog on a tree"),
        ("pixel art of in a field", "pixel art in a field"),
        ("flat vector art of a blue in the snow", "flat vector art in the snow"),
        ("a cartoon drawing of a inside a cozy room", "a cartoon drawing inside a cozy room"),
        ("a cat on the grass. the color of the cat", "a cat on the grass"),
        ("a cat on the grass. is simple. it is night", "a cat on the grass. it is night"),
        ("a cat. we see a single dark", "a cat"),
        ("a car, a red car at night", "a red car at night"),
        ("a purple orange tulip on an orange ground", "a purple tulip on an orange ground"),
        ("a purple orange tulip", "a purple tulip"),
        ("a red green tulip on a red ground", "a green tulip on a red ground"),
        ("a cartoon drawing of a yellow", "a cartoon drawing"),
        ("a cat at night, there is", "a cat at night"),
        ("a hamburger a hamburger on a table", "a hamburger on a table"),
        ("the the cat", "the cat"),
        (
            "the hamburger is large. the picture is simple. the hamburger is large.",
            "the hamburger is large. the picture is simple",
        ),
        ("a red car at night, the car is red", "a red car at night"),
        ("a cat.. at night,,", "a cat. at night"),
        ("a cat,", "a cat"),
        ("of the", ""),
        ("a cat, flat illustration. the colors", "a cat, flat illustration"),
    ],
)
def test_what_is_wrong_is_left_out(text, whole):
    tidy = tidied(parse(text), COLOURS)
    assert tidy.text == whole
    assert not faults(tidy, COLOURS).any


@pytest.mark.parametrize(
    "text",
    [
        "a cat and a dog",
        "a red car and a red house",
        "a woman in red",
        "a cat sitting side by side with a dog, at night",
        "cat, dog, night",
        "a whale beside a fish. the whale stands left of the fish",
        "a portrait of an old man, oil on canvas, 4k",
        "a table with a cat on it, and a man standing there",
        "children playing outside, grass grows all around",
        "tall buildings stand behind. small planets float around",
        "the sun, the moon, the stars",
        "the crown is yellow, a bowl with an orange",
        "a red car and a blue car",
        "a man in a hat and a woman in a hat",
        "face to face, day after day",
        "a black and white photo of a soda can",
        "shot at f/1.8, 3.5 mm, a U.S. flag",
        "a cat - oil painting",
        "a photo of the inside of a car",
        "a small red and blue boat on the sea",
    ],
)
def test_what_is_right_stays(text):
    assert faults(parse(text), COLOURS) == Faults()
    assert tidied(parse(text), COLOURS).text == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("on a sandy beach at dusk. flat illustration", "flat illustration on a sandy beach at dusk"),
        ("in the desert, at night, pixel art", "pixel art in the desert, at night"),
        ("in the snow. the sky is blue", "the snow. the sky is blue"),
        ("under water", "water"),
        ("a pencil sketch in a room", "a pencil sketch in a room"),
    ],
)
def test_a_style_can_stand_after_in_the_style_of(text, named):
    assert named_first(parse(text)).text == named


def test_locked_words_of_a_style_keep_their_order():
    prompt = parse("in the desert, pixel art").change(2, locked=True)
    assert named_first(prompt) == prompt


def test_faults_are_counted():
    found = faults(parse("a cat a cat, a cat on the, a cat.. the"))
    assert found == Faults(dangling=2, repeated=3, doubled=1, marks=1)


def test_locked_words_stay_whatever_they_say():
    prompt = parse("a cat on the")
    prompt = prompt.change(3, locked=True)
    assert tidied(prompt).text == "a cat on the"
    again = parse("a cat, a cat")
    again = again.change(3, locked=True)
    assert tidied(again).text == "a cat, a cat"


def test_a_clause_stays_only_if_it_tells_more_of_the_image():
    worth = {"car": 0.3, "night": 0.05, "simple": 0.001, "dog": -0.02}

    def score(texts):
        return torch.tensor(
            [sum(worth.get(word, 0.0) for word in set(text.replace(",", "").split())) for text in texts]
        )

    prompt = parse("a car, at night, it is simple, a dog")
    kept = told_once(prompt, score, least_gain=0.01)
    assert kept.text == "a car, at night"
    assert told_once(prompt, score, facts=frozenset({"dog"})).text.endswith("a dog")
    locked = prompt.change(8, locked=True)
    assert told_once(locked, score).text == "a car, at night, a dog"


WORDS = st.sampled_from(
    ["a", "the", "cat", "dog", "on", "of", "in", "front", "red", "purple", "large", "night", "is", "it"]
)


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", ", ", ". ", ".. ", ","])), max_size=24))
def test_whatever_a_model_writes_nothing_is_wrong_with_it_afterwards(pairs):
    tidy = tidied(parse("".join(word + gap for word, gap in pairs)), COLOURS)
    assert not faults(tidy, COLOURS).any
    assert tidied(tidy, COLOURS) == tidy
