"""Words found in a picture: large categories are ranked first, captions join the hints."""

import re
from collections import Counter

import msgspec
import pytest
import torch

from promptstudio.errors import OutOfMemory
from promptstudio.generators import result_of
from promptstudio.guide.scoring import ClipScorer
from promptstudio.guide.target import Target
from promptstudio.guide.words import Category, Phrases, find_image_words, load_phrases, without_loose_ends
from promptstudio.prompt import Prompt
from promptstudio.resources import resource


class FakeClip:
    """Features by hashing words into a few directions: texts that share words are alike."""

    image_size = 32

    def __init__(self):
        self.encoded = Counter()

    def forget_prefixes(self):
        pass

    def encode_texts(self, texts, prefixes=False):
        self.encoded.update(texts)
        return torch.nn.functional.normalize(
            torch.stack([sum(map(self.word, re.findall(r"\w+", t)), torch.zeros(64)) for t in texts]), dim=-1
        )

    def encode_images(self, pictures):
        return self.encode_texts(["thing 7 shop 3"] * len(pictures))

    def word(self, word):
        generator = torch.Generator().manual_seed(sum(ord(c) * 31**n for n, c in enumerate(word)))
        return torch.randn(64, generator=generator)


MANY = Phrases(
    (
        Category("place", tuple(f"shop {n}" for n in range(5))),
        Category("thing", tuple(f"thing {n}" for n in range(200)), leads=True),
    )
)


@pytest.fixture
def clip():
    return FakeClip()


def scorer_for(clip, text):
    return ClipScorer(clip, clip.encode_texts([text]))


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ("a cheerful cartoon of, in outer space", "a cheerful cartoon, in outer space"),
        ("pixel art of the", "pixel art"),
        ("a 3d render of a, soft light. the", "a 3d render, soft light"),
        ("the art of the old masters", "the art of the old masters"),
        ("of", ""),
        ("", ""),
    ],
)
def test_a_style_ends_in_nothing_that_wants_more(found, kept):
    assert without_loose_ends(Prompt.parse(found)).text == kept


def test_locked_words_are_no_loose_ends():
    prompt = Prompt.parse("flat art of the").change(3, locked=True)
    assert without_loose_ends(prompt) == prompt


def test_the_best_of_a_large_category_are_judged_in_company_and_small_ones_whole(clip):
    scorer = scorer_for(clip, "thing 7")
    place, thing = result_of(MANY.shortlist(scorer))
    assert place == MANY[0]
    assert len(thing.phrases) == 24
    by_hand = sorted(
        MANY[1].phrases, key=lambda text: float(clip.encode_texts([text])[0] @ scorer.target), reverse=True
    )
    assert list(thing.phrases) == by_hand[:24]
    assert thing.leads


def test_phrases_are_encoded_once_for_all_pictures(clip):
    result_of(MANY.shortlist(scorer_for(clip, "thing 7")))
    result_of(MANY.shortlist(scorer_for(clip, "thing 9")))
    assert {clip.encoded[phrase] for phrase in MANY[1].phrases} == {
        1,
        2,
    }  # "thing 7" and "thing 9" are the targets, too
    assert sum(clip.encoded[phrase] for phrase in MANY[1].phrases) == 202


def test_the_search_finds_what_the_ranking_found(clip):
    words = result_of(find_image_words(MANY, scorer_for(clip, "thing 7, shop 3")))
    assert set(words.hints) == {"thing 7", "shop 3"}
    assert words.line == "thing 7, shop 3"  # leading things come first
    assert {phrase for phrase, _ in words.evidence} >= set(MANY[0].phrases)
    assert len(words.evidence) == 5 + 24


def test_what_all_pictures_have_in_common_is_no_find(clip):
    phrases = Phrases((msgspec.structs.replace(MANY[0], optional=True), MANY[1]))
    both, common = clip.encode_texts(["thing 7, shop 3"]), clip.encode_texts(["shop 3"])[0]
    assert set(result_of(find_image_words(phrases, ClipScorer(clip, both))).hints) == {"thing 7", "shop 3"}
    found = result_of(find_image_words(phrases, ClipScorer(clip, both, common)))
    assert found.hints == found.found == ("thing 7",)
    assert found.score == pytest.approx(float(clip.encode_texts(["thing 7"])[0] @ both[0]))  # the plain cosine


def test_a_colour_must_earn_its_place(clip):
    phrases = Phrases((Category("thing", ("thing 7", "thing 9"), leads=True, colours=("red", "blue")),))
    assert result_of(find_image_words(phrases, scorer_for(clip, "red thing 7"))).found == ("red thing 7",)
    assert result_of(find_image_words(phrases, scorer_for(clip, "thing 7"))).found == ("thing 7",)


def test_the_phrases_of_the_real_profiles_keep_to_the_schema():
    categories = load_phrases(resource("models", "phrases.toml"))
    sizes = {category.name: len(category.phrases) for category in categories}
    assert sizes["thing"] > 600
    assert sizes["place"] > 60
    for category in categories:
        assert len(set(category.phrases)) == len(category.phrases)
        for phrase in category.phrases:
            assert re.fullmatch(r"[a-z0-9][a-z0-9'-]*( [a-z0-9'-]+){0,3}", phrase), phrase
    assert [category.leads for category in categories].count(True) == 1


def test_captions_come_first_among_the_hints(clip, samples):
    shown = []

    def caption(picture):
        shown.append((picture.size, picture.mode))
        return "a red car on a street. "

    references = (samples("red-car-city-night"), samples("castle-forest-pencil-sketch"))
    target = Target(references, clip, MANY, caption)
    words = result_of(target.find_words())
    assert words.hints[:2] == ("a red car on a street",) * 2
    assert words.hints[2:] == result_of(Target(references, clip, MANY).find_words()).hints
    assert result_of(target.find_words()) is words
    assert shown == [((768, 768), "RGB")] * 2


def test_a_captioner_without_room_is_done_without(clip, samples):
    def caption(picture):
        raise OutOfMemory("The captioner needs 1 GB.")

    words = result_of(Target((samples("red-car-city-night"),), clip, MANY, caption).find_words())
    assert words.hints == result_of(Target((samples("red-car-city-night"),), clip, MANY).find_words()).hints


def test_a_hint_that_is_a_caption_is_not_told_to_a_model_that_was_trained_with_words(engine):
    lm = engine.models.masked_lm
    assert lm.context(("a red car that stands on a street", "cat")) == lm.context(("cat",))


def test_what_names_a_thing_is_its_noun():
    things = ("cat", "old man", "vintage car", "cup of tea", "bow and arrow", "palm tree")
    phrases = Phrases((Category("style", ("old paper",)), Category("thing", things, leads=True)))
    assert phrases.thing_words() == {"cat", "man", "car", "cup", "tea", "bow", "arrow", "tree"}
    real = load_phrases(resource("models", "phrases.toml")).thing_words()
    assert {"woman", "dog", "car", "coffee", "people"} <= real
    assert not {"of", "and", "old", "black", "red", "vintage", "geometric", "wooden"} & real
