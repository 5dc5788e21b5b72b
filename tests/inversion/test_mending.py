"""Words that a finished prompt lacks, has too much or has wrong, by the embedded language model."""

import pytest
import torch

from promptstudio.generators import result_of
from promptstudio.inversion.mending import mended
from promptstudio.inversion.sentences import faults
from promptstudio.prompt import Prompt


@pytest.fixture
def lm(engine):
    return engine.models.masked_lm


def nothing_else(prompts):
    """Only that a prompt is whole counts beside the model."""
    return torch.tensor([-torch.inf if faults(prompt).any else 0.0 for prompt in prompts])


def mend(text, lm, rewards=nothing_else, locked=(), facts=frozenset()):
    prompt = Prompt.parse(text)
    for index in locked:
        prompt = prompt.change(index, locked=True)
    return result_of(mended(prompt, lm, lm.special, rewards, facts))[0].text


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("retro pixel art of zebra in a grassy field", "retro pixel art of a zebra in a grassy field"),
        (
            "retro pixel art of a purple frog a plain yellow background",
            "retro pixel art of a purple frog on a plain yellow background",
        ),
        (
            "a glossy 3d rendering a red rocket on a plain blue background",
            "a glossy 3d rendering of a red rocket on a plain blue background",
        ),
        ("a shiny 3d model rendering of a strawberry on the beach", "a shiny 3d model of a strawberry on the beach"),
        ("a green umbrella of the mountains at sunset", "a green umbrella in the mountains at sunset"),
        ("a pizza next on a city street, flat illustration", "a pizza on a city street, flat illustration"),
        ("pixel art of a pink dog a pink house in space", "pixel art of a pink dog beside a pink house in space"),
    ],
)
def test_what_the_model_thinks_wrong_is_mended(text, better, lm):
    assert mend(text, lm) == better
    assert mend(better, lm) == better


@pytest.mark.parametrize(
    "text",
    [
        "a flat illustration of a yellow crown in the mountains",
        "cat, plain white background, pencil sketch",
        "a snowman in the city in daylight, 3d render",
        "",
        "cat",
    ],
)
def test_what_is_right_stays(text, lm):
    assert mend(text, lm) == text


def test_what_is_in_the_picture_is_not_made_another_thing(lm):
    text = "a green umbrella in the mountains at sunset. the umbrella of green"
    facts = frozenset({"umbrella", "green"})
    assert [word for word in mend(text, lm, facts=facts).split() if word.strip(".") in facts] == [
        word for word in text.split() if word.strip(".") in facts
    ]


def test_no_fact_is_put_in(lm):
    text = "a purple house beside a tulip on desert sand in daylight, glossy 3d"
    assert "purple tulip" not in mend(text, lm, facts=frozenset({"purple"}))


def test_locked_words_and_what_rewards_forbid_stay(lm):
    text = "a green umbrella of the mountains at sunset"
    assert "umbrella of the" in mend(text, lm, locked=[3])
    assert mend(text, lm, lambda prompts: torch.tensor([0.0] + [-torch.inf] * (len(prompts) - 1))) == text


def test_what_the_image_shows_outweighs_the_model(lm):
    text = "a cartoon of a strawberry in a room. the light is strawberry"

    def fond(prompts):
        return torch.tensor([100.0 * prompt.text.count("strawberry") for prompt in prompts])

    assert mend(text, lm).count("strawberry") == 1
    assert mend(text, lm, fond).count("strawberry") >= 2
