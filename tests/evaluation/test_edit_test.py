"""Edits of inverted prompts: planned alike for all methods."""

import pytest

from promptstudio.evaluation.datasets import Example
from promptstudio.evaluation.edit_test import EDITS, plan_edit
from promptstudio.prompt import Prompt

THINGS = ("cat", "dog", "fish", "palm tree", "owl", "whale")
COLOURS = ("red", "blue", "green")
EXAMPLE = Example("1", (), (), {"things": [{"thing": "cat", "colour": "red"}]})


def planned(kind, text, example=EXAMPLE):
    return plan_edit(kind, Prompt.parse(text), example, THINGS, COLOURS)


def test_a_swap_is_of_the_first_mention_or_of_all():
    text = "a red cat on the beach. the Cats are large"
    one, all_ = planned("swap", text), planned("swap_all", text)
    assert one.new == all_.new
    assert one.new in ("dog", "fish", "palm tree", "whale")  # not the owl: it would need another article
    assert one.after.text == f"a red {one.new} on the beach. the Cats are large"
    assert all_.after.text == f"a red {one.new} on the beach. the {one.new} are large"
    assert (one.target, one.mentions) == ("cat", 2)


def test_all_prompts_of_an_example_get_the_same_new_thing():
    new = planned("swap", "a cat").new
    assert planned("swap", "one more cat, pixel art").new == new
    assert planned("append", "an empty beach").new == new
    assert planned("swap", f"a cat beside a {new}").new not in ("cat", new)
    assert {planned("swap", "a cat", Example(str(n), ())).new for n in range(30)} == {
        "dog",
        "fish",
        "palm tree",
        "whale",
    }


def test_what_is_added_and_left_out():
    assert planned("append", "a cat at night").after.text == f"a cat at night, a {planned('append', 'a cat').new}"
    tint = planned("insert", "a cat at night").new
    assert tint in COLOURS
    assert planned("insert", "a cat at night").after.text == f"a {tint} cat at night"
    replaced = planned("insert", f"a {tint} cat at night")
    assert replaced.new != tint
    assert replaced.after.text == f"a {replaced.new} cat at night"
    assert (
        planned("delete", "a cartoon of a red cat, a dog. the cat is big").after.text == "a cartoon of, a dog. is big"
    )
    assert planned("delete", "red cat") is None  # nothing would be left


def test_the_target_is_what_the_scene_shows_if_the_prompt_names_it():
    assert planned("swap", "a dog and a palm tree and a cat").target == "cat"
    assert planned("swap", "a dog and a palm tree").target == "dog"
    tree = planned("swap", "tall palm trees")
    assert tree.target == "palm tree"
    assert tree.after.text == f"tall {tree.new}"
    for kind in ("swap", "swap_all", "insert", "delete"):
        assert planned(kind, "an empty beach") is None


@pytest.mark.parametrize("kind", EDITS)
def test_the_parts_of_a_prompt_that_are_not_meant_stay(kind):
    found = planned(kind, "a cartoon of a red cat (on the beach), at night!")
    assert found.before.text == "a cartoon of a red cat (on the beach), at night!"
    assert "(on the beach), at night" in found.after.text
    assert found == planned(kind, "a cartoon of a red cat (on the beach), at night!")
