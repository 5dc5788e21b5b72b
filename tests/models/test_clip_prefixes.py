"""CLIP's text tower with prefixes kept gives the features of the plain path, whatever was read before."""

import random

import pytest
import torch

from promptstudio.machine import Placement
from promptstudio.models.adapters.clip import load_clip
from promptstudio.models.adapters.clip_prefixes import PrefixCache
from tiny_vision import clip_folder, component, open_clip_config, open_clip_folder, parts, write_json

CPU = Placement("cpu", "float32")
WORDS = ["a", "red", "car", "antidisestablishmentarianism", "in", "the", "snow", ",", "37", "café", "night", "🚗"]
LAYOUTS = ("open_clip", "custom", "eos", "clip", "clip_eos", "embedded")


@pytest.fixture(scope="module")
def clips(tmp_path_factory, engine):
    root = tmp_path_factory.mktemp("prefixes")
    eos = open_clip_config(pool_type="eos", eos_id=49407)
    later = clip_folder(root / "later", parts("sd15")[2])  # configurations since transformers 4.31 name the true end
    config = load(later).model.config.to_dict()
    config["text_config"]["eos_token_id"] = 49407
    write_json(later / "config.json", config | {"architectures": ["CLIPModel"]})
    folders = {
        "open_clip": open_clip_folder(root, parts("sd21")[2]),
        "custom": open_clip_folder(root / "custom", parts("sd21")[2], custom_text=True),
        "eos": open_clip_folder(root / "eos", config=eos, custom_text=True),
        "clip": clip_folder(root, parts("sd15")[2]),
        "clip_eos": later,
    }
    loaded = {name: load(folder) for name, folder in folders.items()}
    return loaded | {"embedded": engine.models.guide_clip, "folders": folders}


def load(folder, placement=CPU):
    return load_clip(component("guide_clip", folder.name, folder), placement)


def grown(texts, rng):
    """Texts as searches make them: longer by a word, with another word in the middle, or new."""
    made = []
    for _ in range(rng.choice([1, 7, 40])):
        words = rng.choice(texts).split() if texts and rng.random() < 0.8 else []
        if words and rng.random() < 0.3:
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        made.append(" ".join([*words, *rng.choices(WORDS, k=rng.choice([0, 1, 1, 2, 15]))]))
    return made


def largest_difference(clip, texts):
    return float((clip.encode_texts(texts, prefixes=True) - clip.encode_texts(texts)).abs().max())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_random_batches_have_the_features_of_the_plain_path(clips, layout):
    """Words of one and of many pieces, the empty text, equal texts, and texts beyond the 75 pieces."""
    clip, rng, texts = clips[layout], random.Random(5), []
    clip.forget_prefixes()
    for _ in range(12):
        texts = grown(texts, rng)
        assert largest_difference(clip, texts) <= 1e-6
    assert clip._prefixes.positions > 100


@pytest.mark.parametrize("layout", LAYOUTS)
def test_only_what_is_new_is_computed(clips, layout, monkeypatch):
    clip, computed = clips[layout], []
    clip.forget_prefixes()
    tower = clip._prefixes._tower
    embed = tower.embed
    monkeypatch.setattr(tower, "embed", lambda pieces, places: computed.append(len(pieces)) or embed(pieces, places))
    beginning = "a red car in the snow"
    longer = [f"{beginning} {word}" for word in ("a", "red", "car")]
    whole, *others = (int(ids.argmax()) + 1 for ids in clip._tokenize([beginning, *longer]))
    clip.encode_texts([beginning, beginning], prefixes=True)
    clip.encode_texts([*longer, beginning], prefixes=True)
    # a word and its end for three texts, the end of the fourth
    assert computed == [whole, sum(length - whole + 1 for length in others) + 1]
    clip.forget_prefixes()
    clip.encode_texts(longer, prefixes=True)
    # in one batch a common beginning is computed once
    assert computed[2] == whole - 1 + sum(length - whole + 1 for length in others)


@pytest.mark.parametrize("layout", ["open_clip", "clip"])
def test_memory_is_bounded_and_what_makes_room_is_read_again(clips, layout):
    clip, rng, texts = clips[layout], random.Random(1), []
    tower = clip._prefixes._tower
    whole = clip._prefixes
    for most in (3, 60, 200):
        each = 2 * tower.blocks * 32 * 4  # keys and values of every block, 32 float32 wide
        cache = PrefixCache(tower, most_bytes=each * most + each // 2)
        clip._prefixes = cache
        try:
            for _ in range(12):
                texts = grown(texts, rng)
                assert largest_difference(clip, texts) <= 2e-6
                assert cache.bytes <= each * most
                assert cache.positions + len(cache._free) == cache.bytes // each
        finally:
            clip._prefixes = whole


def test_what_was_used_last_stays(clips):
    clip = clips["open_clip"]
    whole = clip._prefixes
    clip._prefixes = cache = PrefixCache(whole._tower, most_positions=40)
    try:
        for number in range(30):
            clip.encode_texts(["a red car in the snow", f"{number} cats and {number} dogs"], prefixes=True)
            ids = clip._tokenize(["a red car in the snow"])[0].tolist()
            assert len(cache._known(ids[: ids.index(49407) + 1])) == 7
    finally:
        clip._prefixes = whole


@pytest.mark.parametrize("layout", ["open_clip", "clip"])
def test_number_format_and_offload(clips, layout):
    folder, texts = clips["folders"][layout], ["a red car", "a red car in the snow", "two apples"]
    exact = clips[layout].encode_texts(texts)
    waiting = load(folder, Placement("cpu", "float32", offload=True))
    rough = load(folder, Placement("cpu", "bfloat16"))
    for _ in range(2):
        torch.testing.assert_close(waiting.encode_texts(texts, prefixes=True), exact, atol=1e-6, rtol=0)
        assert float((rough.encode_texts(texts, prefixes=True) * exact).sum(-1).min()) > 0.99
    assert rough._prefixes._kept.dtype == torch.bfloat16


@pytest.mark.parametrize(
    "text",
    [{"no_causal_mask": True}, {"pool_type": "last"}, {"embed_cls": True}, {"block_type": "custom"}],
)
def test_other_towers_take_the_plain_path(tmp_path, text):
    config = open_clip_config(**text)
    clip = load(open_clip_folder(tmp_path, config=config, custom_text=True))
    assert clip._prefixes is None
    clip.forget_prefixes()
    texts = ["a red car", "a red car in the snow"]
    assert torch.equal(clip.encode_texts(texts, prefixes=True), clip.encode_texts(texts))
