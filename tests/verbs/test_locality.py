import numpy as np
import pytest

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import AttentionMap, CompareRequest, Picture, Render, RenderRequest, RenderSettings
from promptstudio.verbs import locality

SIDE = 64


def render_of(pixels, text="a red car on grass", attention=()):
    picture = Picture(SIDE, SIDE, np.ascontiguousarray(pixels, np.uint8).tobytes())
    return Render(
        picture,
        Prompt.parse(text),
        RenderSettings(seed=0, steps=1, guidance=1.0),
        "DDIM",
        "model",
        "hash",
        "cpu",
        0.0,
        attention,
    )


def corner_map(word):
    values = np.zeros((8, 8), np.uint8)
    values[:2, :2] = 255
    return AttentionMap(word, 8, 8, values.tobytes())


def flat_map(word):
    return AttentionMap(word, 8, 8, bytes(64))


def compare(engine, a, b, other=None):
    return locality.compare_renders(a, b, other, engine.models.guide_clip)


def test_a_change_inside_the_words_region_is_all_inside(engine):
    before = np.full((SIDE, SIDE, 3), 100, np.uint8)
    after = before.copy()
    after[:16, :16] = 200
    maps = tuple(corner_map(w) if w == "car" else flat_map(w) for w in "a red car on grass".split())
    new_maps = tuple(corner_map(w) if w == "bus" else flat_map(w) for w in "a red bus on grass".split())
    result = compare(engine, render_of(before, attention=maps), render_of(after, "a red bus on grass", new_maps))
    assert result.region_source == "cross-attention"
    assert result.inside == 1.0
    assert result.outside_psnr is None  # identical there
    assert result.change == pytest.approx(100 / 255 * 256 / SIDE**2)
    changed = np.frombuffer(result.change_map, np.uint8).reshape(SIDE, SIDE)
    assert changed[0, 0] == round(100 / 255 / locality.FULL_SCALE * 255)
    assert changed[40, 40] == 0
    assert "100% of the change lies where “bus” acts (14% of the picture)" in result.sentence


def test_locality_compares_with_another_seed(engine):
    rng = np.random.default_rng(0)
    before = rng.integers(0, 255, (SIDE, SIDE, 3))
    after = before.copy()
    after[:16, :16] = 0
    maps = tuple(corner_map(w) for w in "a red car on grass".split())
    a, b = render_of(before, attention=maps), render_of(after, "a red bus on grass", maps)
    unrelated = render_of(rng.integers(0, 255, (SIDE, SIDE, 3)))
    near = compare(engine, a, b, unrelated)
    another = render_of(rng.integers(0, 255, (SIDE, SIDE, 3)), "a red bus on grass", maps)
    far = compare(engine, a, another, unrelated)
    assert near.locality == pytest.approx(1 - near.outside / near.outside_baseline)
    assert 0 <= far.locality < near.locality <= 1


def shown(samples, stem, text):
    """A sample picture as if it were a render of `text`."""
    picture = images.to_pil(samples(stem).picture).resize((SIDE, SIDE))
    return render_of(np.asarray(picture), text)


def test_a_segmenter_that_knows_the_things_finds_the_region(engine, samples):
    segmenter = engine.models.segmenter
    a = shown(samples, "red-car-city-night", "a red car at night")
    b = shown(samples, "cactus-snow-day", "a red cactus at night")
    result = locality.compare_renders(a, b, None, engine.models.judge_clip, segmenter)
    assert result.region_source == "segmenter"
    assert result.distance_model == engine.models.judge_clip.name
    region = np.frombuffer(result.region, np.uint8).reshape(SIDE, SIDE) > 0
    car = segmenter.mask(images.to_pil(a.picture), ["car"])
    cactus = segmenter.mask(images.to_pil(b.picture), ["cactus"])
    assert region[car | cactus].all()
    assert 0.1 < region.mean() < 0.9
    assert not region[:4].any()  # the sky
    assert "where “cactus” is seen" in result.sentence


@pytest.mark.parametrize("after", ["a blue car at night", "a red spaceship at night", "a red whale at night"])
def test_colours_and_things_unknown_or_unseen_are_left_to_attention_and_change(engine, samples, after):
    a, b = (shown(samples, "red-car-city-night", text) for text in ("a red car at night", after))
    result = locality.compare_renders(a, b, None, engine.models.guide_clip, engine.models.segmenter)
    assert result.region_source == "change map"


def test_identical_renders(engine):
    same = render_of(np.full((SIDE, SIDE, 3), 9))
    result = compare(engine, same, same, None)
    assert result.change == 0
    assert result.locality is None
    assert result.sentence == "The two renders are the same, pixel for pixel."


def test_without_attention_the_change_itself_is_the_region(engine):
    before = np.zeros((SIDE, SIDE, 3))
    after = before.copy()
    after[30:34, 30:34] = 255
    result = compare(engine, render_of(before), render_of(after, "a red bus on grass"))
    assert result.region_source == "change map"
    assert np.frombuffer(result.region, np.uint8).sum() == 255 * 16


def test_a_with_another_seed_is_rendered_once(engine, run):
    prompt = Prompt.parse("a cartoon of a cat on the beach")
    a, b = (run(RenderRequest(p, RenderSettings(seed=4, steps=3)))[1] for p in (prompt, prompt.swap(5, "dog")))
    events, first = run(CompareRequest(a, b))
    again, second = run(CompareRequest(a, b))
    assert len(events) == 3
    assert again == []
    assert first == second
    assert first.locality is not None
    _, bare = run(CompareRequest(a, b, baseline=False))
    assert bare.locality is None


def test_renders_of_different_size_are_refused(engine):
    a = render_of(np.zeros((SIDE, SIDE, 3)))
    small = Render(
        Picture(1, 1, b"\0\0\0"), a.prompt, RenderSettings(seed=0, steps=1, guidance=1.0), "DDIM", "m", "h", "cpu", 0.0
    )
    with pytest.raises(BadRequest, match="same size"):
        next(engine.stream(CompareRequest(a, small)))
