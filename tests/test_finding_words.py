"""Words by what a person writes: “red”, “red#2”, a number, a run of words."""

import pytest

from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.words import as_prompt, edited, find_everywhere, find_words, mentions, word_index

PROMPT = Prompt.parse("a Red cube, a red ball, 3 red dots")


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("red", range(4, 5)),  # exact case first
        ("Red", range(1, 2)),
        ("RED", range(1, 2)),
        ("red#2", range(7, 8)),
        ("red#3", range(7, 8)),  # found only when case is ignored
        ("red ball", range(4, 6)),
        ("a", range(0, 1)),
        ("a#2", range(3, 4)),
    ],
)
def test_words_are_found_by_what_a_person_writes(wanted, place):
    assert find_words(PROMPT, wanted) == place


@pytest.mark.parametrize("wanted", ["red#4", "blue", "", " ", "#1"])
def test_words_that_are_not_there_are_refused(wanted):
    with pytest.raises(BadRequest):
        find_words(PROMPT, wanted)


def test_one_word_is_a_word_or_a_number_from_1():
    assert word_index(PROMPT, "cube") == 2
    assert word_index(PROMPT, "1") == 0
    assert word_index(PROMPT, "3") == 6  # a word of the prompt, not the third word


@pytest.mark.parametrize("wanted", ["0", "99", "red ball", "blue"])
def test_what_is_not_one_word_is_refused(wanted):
    with pytest.raises(BadRequest):
        word_index(PROMPT, wanted)


def test_replacements_are_found_in_the_original():
    prompt = Prompt.parse("a red cube, a blue ball")
    assert edited(prompt, [("red", "blue"), ("blue", "red")]).text == "a blue cube, a red ball"
    assert edited(prompt, [("red cube", "dog")], append="at night").text == "a dog, a blue ball at night"


@pytest.mark.parametrize("swaps", [[("red cube", "x"), ("cube", "y")], [("red", " ")], [("green", "x")]])
def test_replacements_that_make_no_sense_are_refused(swaps):
    with pytest.raises(BadRequest):
        edited(Prompt.parse("a red cube"), swaps)


@pytest.mark.parametrize(
    ("swaps", "text"),
    [
        ([("red", "blue")], "a blue cube, a blue ball, 3 blue dots"),  # in any case
        ([("red#2", "blue")], "a Red cube, a red ball, 3 blue dots"),  # the number says which one
        ([("red ball", "dog"), ("a", "the")], "the Red cube, the dog, 3 red dots"),
        ([("red", "very blue"), ("dots", "lines")], "a very blue cube, a very blue ball, 3 very blue lines"),
    ],
)
def test_every_mention_is_replaced(swaps, text):
    assert edited(PROMPT, swaps, everywhere=True).text == text


@pytest.mark.parametrize("swaps", [[("red", "x"), ("red ball", "y")], [("green", "x")], [("", "x")]])
def test_swaps_everywhere_that_make_no_sense_are_refused(swaps):
    with pytest.raises(BadRequest):
        edited(PROMPT, swaps, everywhere=True)


def test_mentions_do_not_overlap():
    assert find_everywhere(Prompt.parse("ha ha ha Ha ha"), "ha ha") == [range(0, 2), range(2, 4)]
    assert mentions(PROMPT, 4) == (1, 4, 7)


def test_words_are_inserted_deleted_and_appended():
    prompt = Prompt.parse("a red cube, a blue ball")
    assert edited(prompt, insert=[("blue", "small")], delete=["red"], append=", at night").text == (
        "a cube, a small blue ball, at night"
    )
    assert edited(prompt, [("cube", "dog")], insert=[("cube", "big")]).text == "a red big dog, a blue ball"
    with pytest.raises(BadRequest, match="twice"):
        edited(prompt, [("red", "green")], delete=["red cube"])
    with pytest.raises(BadRequest, match="at least one word"):
        edited(prompt, insert=[("red", " ")])


def test_a_prompt_is_text_or_a_prompt():
    assert as_prompt("a red cube") == as_prompt(Prompt.parse("a red cube"))
    with pytest.raises(BadRequest, match="NoneType"):
        as_prompt(None)
