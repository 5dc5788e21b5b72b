"""CLIP Interrogator: its ranking is exact, and each of its modes does what it says."""

import pytest
import torch

from promptstudio import images
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of
from promptstudio.guide.scoring import PhraseFeatures
from promptstudio.guide.target import CAPTIONED
from promptstudio.guide.words import Category, Phrases
from promptstudio.inversion import clip_interrogator
from promptstudio.inversion.clip_interrogator import Lists, lists_of
from promptstudio.protocol import InversionRequest


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


def test_ranking_is_that_of_every_phrase_scored_by_itself(engine, car):
    models = engine.models
    clip, scorer = models.guide_clip, guide_of(models).target((car,)).scorer
    phrases = list(lists_of(models.profile["phrases"].require(), guide_of(models).phrases).flavors)
    assert len(phrases) > 1000
    features = PhraseFeatures()
    result_of(features.encode(clip, phrases))
    ranked = features.ranked(clip, phrases, scorer.target)
    by_hand = {phrase: float(clip.encode_texts([phrase])[0] @ scorer.target) for phrase in phrases}
    assert sorted(ranked) == sorted(phrases)
    cosines = torch.tensor([by_hand[phrase] for phrase in ranked])
    assert bool((cosines[1:] <= cosines[:-1] + 1e-5).all())  # in order, but for what batches round differently
    assert ranked[0] == max(by_hand, key=by_hand.__getitem__)


def test_phrases_are_encoded_once_for_a_clip(engine):
    clip, features = engine.models.guide_clip, PhraseFeatures()
    assert list(features.encode(clip, ["car", "cat", "car"])) == [(2, 2)]
    assert list(features.encode(clip, ["cat", "dog"])) == [(1, 1)]


def test_every_mode(engine, run, car):
    fits = {}
    for mode in ("classic", "fast", "best", "negative"):
        request = InversionRequest((car,), "clip_interrogator", budget=20, settings={"mode": mode, "candidates": 64})
        _, result = run(request)
        fits[mode] = result.scores.guide_clip
        assert len(engine.models.clip_offsets(result.prompt.text)) <= 20
        assert bool(result.notes) == (mode == "negative")
    assert fits["best"] >= max(fits["classic"], fits["fast"])
    assert fits["negative"] < 0 < fits["classic"]


def test_without_a_captioner_the_line_is_of_phrases_alone(engine, run, car):
    settings = {"mode": "fast", "caption": "none"}
    _, result = run(InversionRequest((car,), "clip_interrogator", budget=20, settings=settings))
    lists = lists_of(engine.models.profile["phrases"].require(), guide_of(engine.models).phrases)
    assert set(result.prompt.text.split(", ")) <= {*lists.mediums, *lists.flavors}


@pytest.mark.parametrize(
    ("line", "phrase", "new"),
    [
        ("a red car, night", "car", False),
        ("a red car, night", "Red Car", False),
        ("a car on a carpet", "carp", True),
        ("carpet, night", "car", True),
        ("a dog, house on fire", "dog house", True),
        ("a dog house", "dog house", False),
        ("", "car", True),
    ],
)
def test_a_phrase_is_in_a_line_word_for_word(line, phrase, new):
    assert clip_interrogator._new([phrase], line) == ([phrase] if new else [])


@pytest.mark.parametrize("mode", ["classic", "fast", "best"])
def test_no_phrase_stands_in_a_line_twice_and_none_is_lost_to_a_part_of_a_word(engine, run, car, monkeypatch, mode):
    lists = Lists(("cartoon",), ("red car", "car", "cart", "night", "at night", "a red car at night"))
    monkeypatch.setattr(clip_interrogator, "lists_of", lambda *_: lists)
    settings = {"mode": mode, "caption": "none"}
    _, result = run(InversionRequest((car,), "clip_interrogator", budget=30, settings=settings))
    parts = result.prompt.text.split(", ")
    for number, part in enumerate(parts):
        assert clip_interrogator._new([part], ", ".join(parts[:number])), result.prompt.text
    if mode == "fast":  # takes all that is new
        assert {"cart", "cartoon"} <= set(parts)


def test_a_style_drops_what_names_a_thing_from_both_lists_and_nothing_else():
    categories = Phrases(
        (
            Category("medium", ("pencil sketch", "oil painting")),
            Category("thing", ("cat", "old man", "pencil", "cup of tea"), leads=True),
        )
    )
    lists = Lists(
        ("pencil sketch", "sketch of a cat", "oil painting"),
        ("old paper", "portrait of an old man", "two cats", "catalogue", "neat pencil sketch", "a pencil", "tea stain"),
    )
    kept = clip_interrogator._without_things(lists, categories)
    assert kept.mediums == ("pencil sketch", "oil painting")
    assert kept.flavors == ("old paper", "catalogue", "neat pencil sketch", "tea stain")


def test_the_line_begins_as_the_setting_says(engine, run, car, monkeypatch):
    """With the captioner's sentence, or with the line of words that CLIP finds; of a style only with how it looks."""
    models = engine.models

    def begun(caption, **changes):
        settings = {"mode": "fast", "caption": caption}
        wanted = {"references": (car,), "method": "clip_interrogator", "budget": 30, "settings": settings}
        _, result = run(InversionRequest(**(wanted | changes)))
        return result

    found = result_of(guide_of(models).target((car,)).find_words())
    assert begun("words").prompt.text.startswith(found.line)
    assert "captioner" not in begun("words").models
    said = models.captioner.caption(images.clip_square(car, CAPTIONED))
    assert begun("captioner").prompt.text.startswith(said)
    assert begun("captioner").models["captioner"]
    assert begun("auto").prompt == begun("captioner").prompt
    style = begun("words", task="style")
    look = result_of(guide_of(models).target((car,)).find_words(things=False))
    assert style.prompt.text.startswith(look.line)
    assert "car" not in {word.text for word in style.prompt.words}
    monkeypatch.setattr(models, "has", lambda role: role != "captioner")
    assert begun("auto").prompt == begun("words").prompt
    shorter = begun("words", references=(), task="distillation", text="a photo of a red car at night in the city")
    assert "car" in {word.text for word in shorter.prompt.words}
