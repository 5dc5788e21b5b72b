"""What was found in the image and a prompt does not say is put into it, by the embedded language model."""

import pytest

from promptstudio.generators import result_of
from promptstudio.inversion.naming import naming
from promptstudio.prompt import Prompt


@pytest.fixture
def lm(engine):
    return engine.models.masked_lm


def ways(text, phrase, lm, locked=()):
    """Texts with the phrase, the likeliest join first."""
    prompt = Prompt.parse(text)
    for index in locked:
        prompt = prompt.change(index, locked=True)
    tried = result_of(naming(prompt, phrase, lm, lm.context(), lm.special))
    return [one.prompt.text for one in sorted(tried, key=lambda one: one.log_probability, reverse=True)]


def test_a_further_thing_is_joined_in_words_or_behind_a_comma(lm):
    tried = ways("a panda on the beach, pencil sketch", "balloon", lm)
    assert "a panda on the beach, pencil sketch, balloon" in tried
    assert any(text.startswith(("a panda beside a balloon on", "a panda and a balloon on")) for text in tried)
    assert all("balloon" in text for text in tried)


def test_a_colour_goes_before_the_thing_that_stands_there_with_its_article(lm):
    assert ways("a rocket on a blue background", "pink rocket", lm) == [
        "a pink rocket on a blue background",
        "an pink rocket on a blue background",
    ]
    assert "an orange rocket" in ways("a rocket", "orange rocket", lm)
    assert ways("owl, umbrella, yellow background", "pink umbrella", lm) == ["owl, pink umbrella, yellow background"]


@pytest.mark.parametrize("phrase", ["pink rocket", "3d render", "mountains"])
def test_what_a_prompt_says_is_not_put_in_again_whatever_its_form(phrase, lm):
    assert ways("a glossy 3d rendering of a pink rocket on a mountain", phrase, lm) == []


def test_nothing_is_put_into_an_empty_prompt_and_locked_words_stay(lm):
    assert ways("", "balloon", lm) == []
    assert ways("a rocket in space", "pink rocket", lm, locked=[1]) == []
    locked = ways("a panda on the beach", "balloon", lm, locked=[0, 1, 2, 3, 4])
    assert all([word for word in text.split() if word in "a panda on the beach".split()] for text in locked)


def test_words_that_may_not_join_do_not(lm):
    banned = lm.special.clone()
    for word in (" and", " beside", " next", " with"):
        banned[lm.encode(word)] = True
    tried = result_of(naming(Prompt.parse("a panda on the beach"), "balloon", lm, lm.context(), banned))
    said = {word for one in tried for word in one.prompt.text.split()}
    assert said.isdisjoint({"and", "beside", "next", "with"})
