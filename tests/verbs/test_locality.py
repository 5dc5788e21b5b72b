import math

import numpy as np
import pytest

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import AttentionMap, CompareRequest, Picture, RenderRequest, RenderSettings
from promptstudio.verbs import locality, visible_change
from promptstudio.verbs.edit_success import framed
from promptstudio.verbs.edits import WordKinds
from promptstudio.verbs.regions import grown, region_of_words

SIDE = 64
BEFORE, AFTER = "a red car on grass", "a red bus on grass"


def picture_of(pixels):
    return Picture(SIDE, SIDE, np.ascontiguousarray(pixels, np.uint8).tobytes())


def maps_of(text, word):
    """Attention in the upper left corner for `word`, none for the others."""
    corner = np.zeros((8, 8), np.uint8)
    corner[:2, :2] = 255
    return tuple(AttentionMap(w, 8, 8, corner.tobytes() if w == word else bytes(64)) for w in text.split())


def compare(engine, a, b, texts=(BEFORE, AFTER), attention=((), ()), segmenter=None):
    known = WordKinds(things=("car", "bus", "cactus", "whale", "cat"))
    prompts = tuple(Prompt.parse(text) for text in texts)
    return locality.compare(
        picture_of(a), picture_of(b), prompts, attention, known, engine.models.judge_clip, segmenter
    )


def masks_of(result):
    return (np.frombuffer(values, np.uint8).reshape(SIDE, SIDE) for values in (result.region, result.change_map))


def test_a_change_inside_the_words_region_preserves_the_rest(engine):
    before = np.full((SIDE, SIDE, 3), 100)
    before[:16, :16] = 130  # a part with a colour of its own, which the attention falls on
    after = before.copy()
    after[:16, :16] = 200
    result = compare(engine, before, after, attention=(maps_of(BEFORE, "car"), maps_of(AFTER, "bus")))
    assert result.region_source == "cross-attention"
    assert (result.preserved, result.inside) == (1.0, 1.0)
    assert result.spill < 0.05
    assert result.locality == pytest.approx(math.exp(-result.spill))
    assert result.psnr is None  # identical there
    assert result.ssim > 0.9
    assert result.change == pytest.approx(70 / 255 * 256 / SIDE**2)
    region, changed = masks_of(result)
    assert region[:16, :16].all()
    assert result.covered == pytest.approx((region > 0).mean())
    assert changed[0, 0] == round(70 / 255 / visible_change.FULL_SCALE * 255)
    assert changed[40, 40] == 0
    assert result.sentence.endswith("100 % of the rest looks the same.")


def test_what_changes_outside_lowers_every_figure(engine):
    rng = np.random.default_rng(0)
    before = np.kron(rng.integers(0, 255, (8, 8, 3)), np.ones((8, 8, 1)))
    near = before.copy()
    near[:16, :16] = 255 - near[:16, :16]
    far = near.copy()
    far[40:] = 255 - far[40:]
    attention = (maps_of(BEFORE, "car"), maps_of(AFTER, "bus"))
    local, spilled = (compare(engine, before, after, attention=attention) for after in (near, far))
    assert spilled.preserved < local.preserved
    assert spilled.spill > local.spill
    assert spilled.locality < local.locality
    assert spilled.ssim < local.ssim
    assert spilled.psnr < (local.psnr or 99)


def shown(samples, stem):
    return np.asarray(images.to_pil(samples(stem).picture).resize((SIDE, SIDE)))


def test_a_segmenter_that_knows_the_things_finds_the_region(engine, samples):
    segmenter = engine.models.segmenter
    a, b = shown(samples, "red-car-city-night"), shown(samples, "cactus-snow-day")
    result = compare(engine, a, b, ("a red car at night", "a red cactus at night"), segmenter=segmenter)
    assert result.region_source == "segmenter"
    assert (result.judge, result.segmenter) == (engine.models.judge_clip.name, segmenter.name)
    region, _ = masks_of(result)
    car = segmenter.mask(images.to_pil(picture_of(a)), ["car"])
    cactus = segmenter.mask(images.to_pil(picture_of(b)), ["cactus"])
    assert region[car | cactus].all()
    assert 0.1 < (region > 0).mean() < 0.9
    assert not region[:4].any()  # the sky
    assert result.success is True
    assert result.sentence.startswith("The car became a cactus. ")
    assert result.locality < 0.3  # another picture altogether


def test_an_attribute_acts_on_the_thing_that_it_describes(engine, samples):
    a = shown(samples, "red-car-city-night")
    car = engine.models.segmenter.mask(images.to_pil(picture_of(a)), ["car"])
    b = a.copy()
    b[car] = b[car][:, ::-1]  # red becomes blue
    result = compare(engine, a, b, ("a red car at night", "a blue car at night"), segmenter=engine.models.segmenter)
    assert (result.region_source, result.success) == ("segmenter", True)
    assert result.sentence.startswith("The car turned blue. ")
    assert result.locality > 0.9
    undone = compare(engine, b, b[:, :] // 2 * 2, ("a blue car", "a red car"), segmenter=engine.models.segmenter)
    assert undone.success is False


def test_a_word_for_the_whole_picture_is_judged_by_what_stays(engine, samples):
    a = shown(samples, "red-car-city-night")
    lighter = np.clip(a.astype(int) + 40, 0, 255)
    texts = ("a car at night", "a car at sunset")
    result = compare(engine, a, lighter, texts, segmenter=engine.models.segmenter)
    assert result.is_global
    assert result.region_source == "things"
    assert result.spill is None
    assert result.locality == result.preserved == result.stayed["car"] > 0.6
    assert result.sentence.endswith("The car stayed.")
    gone = compare(engine, a, np.full_like(a, 90), texts, segmenter=engine.models.segmenter)
    assert (gone.stayed, gone.locality) == ({"car": 0.0}, 0.0)
    unknown = compare(engine, a, lighter, texts)
    assert (unknown.locality, unknown.undefined) == (None, locality.NO_THING)


@pytest.mark.parametrize("after", ["a red spaceship at night", "a red whale at night"])
def test_things_unknown_or_unseen_are_left_to_attention_and_change(engine, samples, after):
    a = shown(samples, "red-car-city-night")
    b = a.copy()
    b[20:30, 20:30] = 255
    result = compare(engine, a, b, ("a red car at night", after), segmenter=engine.models.segmenter)
    assert result.region_source == ("segmenter" if "whale" in after else "change map")


def test_identical_pictures(engine):
    same = np.full((SIDE, SIDE, 3), 9)
    result = compare(engine, same, same)
    assert (result.change, result.inside, result.locality) == (0, None, None)
    assert (result.undefined, result.sentence) == (locality.NO_EFFECT, "Nothing visible changed.")


def test_noise_is_no_visible_change(engine):
    rng = np.random.default_rng(0)
    flat = np.full((SIDE, SIDE, 3), 120)
    result = compare(engine, flat, flat + rng.integers(-2, 3, flat.shape))
    assert result.undefined == locality.NO_EFFECT


def test_a_region_that_covers_everything_leaves_no_rest(engine):
    flat = np.full((SIDE, SIDE, 3), 100)
    everywhere = tuple(AttentionMap(w, 8, 8, (np.eye(8) * 255).astype(np.uint8).tobytes()) for w in BEFORE.split())
    result = compare(engine, flat, flat + 100, attention=(everywhere, everywhere))
    covered = visible_change.outside_of(
        np.ones((SIDE, SIDE), bool), picture_of(flat), picture_of(flat), np.ones((SIDE, SIDE))
    )
    assert (covered.preserved, covered.locality) == (None, None)
    assert result.locality is None or result.locality < 0.1


def test_without_attention_the_change_itself_is_the_region(engine):
    before = np.zeros((SIDE, SIDE, 3))
    after = before.copy()
    after[24:40, 24:40] = 255
    result = compare(engine, before, after)
    assert result.region_source == "change map"
    region, _ = masks_of(result)
    assert region[24:40, 24:40].all()
    assert (region > 0).mean() < 0.2
    assert compare(engine, before, after, (BEFORE, BEFORE)).undefined == locality.NO_EDIT


def test_a_region_has_no_holes_and_a_margin():
    ring = np.zeros((128, 128), bool)
    ring[40:80, 40:80] = True
    ring[50:70, 50:70] = False
    wide = grown(ring)
    assert wide[35:85, 60].all()
    assert not wide[34, 60]
    assert not wide[60, 85]
    assert not grown(np.zeros((8, 8), bool)).any()


def test_attention_is_drawn_to_the_borders_in_the_picture():
    pixels = np.full((SIDE, SIDE, 3), 230)
    pixels[:20, :20] = 20
    region = region_of_words(maps_of("car", "car"), picture_of(pixels))
    assert region[:10, :10].all()
    assert (region & (pixels[:, :, 0] > 100)).sum() < 0.1 * region.sum()
    assert not region_of_words((AttentionMap("car", 8, 8, bytes(64)),), picture_of(pixels)).any()


def test_a_region_is_framed_as_a_square_inside_the_picture():
    region = np.zeros((SIDE, SIDE), bool)
    region[0:10, 40:60] = True
    assert framed(picture_of(np.zeros((SIDE, SIDE, 3))), region).size == (24, 24)
    assert framed(picture_of(np.zeros((SIDE, SIDE, 3))), ~region).size == (SIDE, SIDE)
    assert framed(picture_of(np.zeros((SIDE, SIDE, 3))), region & ~region).size == (SIDE, SIDE)


def test_two_renders_are_compared_without_a_third(engine, run):
    prompt = Prompt.parse("a cartoon of a cat on the beach")
    a, b = (run(RenderRequest(p, RenderSettings(seed=4, steps=3)))[1] for p in (prompt, prompt.swap(5, "dog")))
    request = CompareRequest.of_renders(a, b)
    events, first = run(request)
    assert events == []
    assert run(request)[1] == first
    assert first.locality is not None
    assert first.missing[0].startswith("LPIPS")


def test_pictures_of_different_size_are_refused(engine):
    small, prompt = Picture(1, 1, b"\0\0\0"), Prompt.parse("a")
    with pytest.raises(BadRequest, match="same size"):
        next(engine.stream(CompareRequest(picture_of(np.zeros((SIDE, SIDE, 3))), small, prompt, prompt)))
