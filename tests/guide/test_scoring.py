"""What counts as near to an image: the cosine, the words found, and what is not common to all pictures."""

import pytest
import torch
from safetensors.torch import save_file

from promptstudio.errors import ModelMissing
from promptstudio.evaluation.datasets import HELD_OUT, read_dataset
from promptstudio.guide.guide import guide_of
from promptstudio.guide.mean_features import FILE, read_mean_features
from promptstudio.guide.scoring import Aim, ClipScorer
from promptstudio.images import read

TEXTS = ["a red car", "a car at night", "pixel art"]


@pytest.fixture
def clip(engine):
    return engine.models.guide_clip


def test_nearness_is_the_cosine_the_words_and_less_what_is_common(clip):
    image, line = clip.encode_texts(["a red car, night", "red car"])
    common = torch.linspace(-0.1, 0.1, len(image))
    scorer = ClipScorer(clip, image[None], common)
    scorer.aim_at("red car")
    features = clip.encode_texts(TEXTS)
    wanted = features @ image + 0.5 * features @ line - 0.8 * features @ common
    assert scorer.nearness(TEXTS, Aim(words=0.5, contrast=0.8)).tolist() == pytest.approx(wanted.tolist(), abs=1e-5)
    assert scorer.nearness(TEXTS, Aim()).tolist() == scorer(TEXTS).tolist()
    assert scorer.cache["a red car"] == pytest.approx(float(features[0] @ image), abs=1e-5)


def test_what_is_not_known_counts_nothing(clip):
    scorer = ClipScorer(clip, clip.encode_texts(["a red car"]))
    aim = Aim(words=1.0, contrast=1.0)
    assert not scorer.misses(aim)
    assert scorer.nearness(TEXTS, aim).tolist() == scorer(TEXTS).tolist()
    scorer.aim_at("red car")
    assert scorer.misses(aim)
    assert not scorer.misses(Aim())


def test_a_caption_without_its_things_is_farther_once_the_common_part_is_taken_off(engine):
    guide, nearer = guide_of(engine.models), {0.0: 0, 1.0: 0}
    for example in read_dataset(HELD_OUT).examples[:30]:
        scene = example.scene
        look = [scene["place"], *([scene["time"]] if scene["time"] else []), scene["style"]]
        things = [" ".join(filter(None, (thing["colour"], thing["thing"]))) for thing in scene["things"]]
        scorer = guide.target([read(picture) for picture in example.images]).scorer
        for contrast in nearer:
            whole, without = scorer.nearness([", ".join([*things, *look]), ", ".join(look)], Aim(contrast=contrast))
            nearer[contrast] += bool(whole > without)
    assert nearer[1.0] >= 28
    assert nearer[1.0] > nearer[0.0]


def test_a_guide_without_the_mean_does_without_and_a_damaged_one_is_told(tmp_path):
    assert read_mean_features(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"not tensors")
    with pytest.raises(ModelMissing, match="is damaged"):
        read_mean_features(tmp_path)
    save_file({"mean": torch.ones(4).half()}, tmp_path / FILE)
    assert read_mean_features(tmp_path).tolist() == [1.0] * 4
