"""CLIP Interrogator: its ranking is exact, and each of its modes does what it says."""

import pytest
import torch

from promptstudio.generators import result_of
from promptstudio.inversion.clip_interrogator import lists_of
from promptstudio.inversion.scoring import PhraseFeatures
from promptstudio.protocol import InversionRequest


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


def test_ranking_is_that_of_every_phrase_scored_by_itself(engine, car):
    models = engine.models
    clip, scorer = models.guide_clip, models.target((car,)).scorer
    phrases = list(lists_of(models.profile["phrases"].require(), models.phrases).flavors)
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
    lists = lists_of(engine.models.profile["phrases"].require(), engine.models.phrases)
    assert set(result.prompt.text.split(", ")) <= {*lists.mediums, *lists.flavors}
