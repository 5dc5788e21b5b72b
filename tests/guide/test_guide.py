"""What the guide keeps between requests, and prompts cut to their budget."""

import pytest

from promptstudio.guide.guide import guide_of, within_budget
from promptstudio.machine import EngineOptions
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt, Word
from promptstudio.protocol import LearnedWord


@pytest.fixture
def models():
    return Models(EngineOptions(device="cpu"))


def test_models_have_one_guide_that_keeps_the_last_few_targets(models, samples):
    car, owl = (samples("red-car-city-night"),), (samples("yellow-mushroom-grass-night"),)
    guide = guide_of(models)
    assert guide_of(models) is guide
    first = guide.target(car)
    assert guide.target(car) is first
    assert guide.target(owl) is not first
    for number in range(3):
        guide.target((), f"a prompt to shorten, number {number}")
    assert guide.target(car) is not first, "the last four are kept"
    guide.forget()
    assert guide.target(owl) is guide.target(owl)


def test_targets_go_when_their_model_is_unloaded_and_not_with_another(models, samples):
    car = (samples("red-car-city-night"),)
    target = guide_of(models).target(car)
    for role, same in (("masked_lm", True), ("guide_clip", False)):
        assert getattr(models, role).name == models.profile[role].name
        models._unloaded(models.profile[role])
        assert (guide_of(models).target(car) is target) is same


def test_a_prompt_loses_its_last_words_but_no_locked_one(models):
    prompt = Prompt.parse("a red car at night in the city")
    locked = Prompt((*prompt.words[:-1], prompt.words[-1].with_(locked=True)))
    assert within_budget(models, prompt, 3).text == "a red car"
    assert within_budget(models, locked, 3).text == "a red city"
    assert within_budget(models, locked, 0).text.strip() == "city"


def test_a_learned_word_takes_as_many_pieces_as_it_has_vectors(models):
    learned = LearnedWord("learned-abc", 3, 1, bytes(12), "a model")
    words = (Word("learned-abc", before="", origin=Origin.LEARNED), Word("car"), Word("night"))
    assert [word.text for word in within_budget(models, Prompt(words), 4, (learned,)).words] == ["learned-abc", "car"]
