import numpy as np
import pytest
import torch
from PIL import Image

from promptstudio import images
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.load import load
from promptstudio.models.adapters.segmenter import ClipSeg
from tiny_vision import clipseg_folder, component

CPU = Placement("cpu", "float32")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """(folder, the model whose weights it holds)"""
    return clipseg_folder(tmp_path_factory.mktemp("clipseg"))


@pytest.fixture(scope="module")
def clipseg(published):
    return load(component("segmenter", "clipseg", published[0]), CPU)


@pytest.fixture(scope="module")
def picture():
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 80, 3), dtype=np.uint8))


def test_every_weight_of_the_published_layout_is_read(published, clipseg):
    expected, found = published[1].state_dict(), clipseg.model.state_dict()
    assert isinstance(clipseg, ClipSeg)
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in expected.items())


def test_each_word_is_looked_for_as_transformers_would(clipseg, picture, monkeypatch):
    pixels = clipseg._processor(picture, return_tensors="pt").pixel_values
    assert pixels.shape == (1, 3, 64, 64)
    pieces = clipseg._tokenizer(["a cat"], return_tensors="pt")
    assert pieces.input_ids[0].tolist()[0] == 49406
    assert pieces.input_ids[0].tolist()[-1] == 49407
    with torch.inference_mode():
        logits = clipseg.model(input_ids=pieces.input_ids, pixel_values=pixels).logits.reshape(1, 1, 64, 64)
    scores = torch.nn.functional.interpolate(logits.sigmoid(), (48, 80), mode="bilinear")[0, 0].numpy()
    threshold = float(np.median(scores))
    monkeypatch.setattr("promptstudio.models.adapters.segmenter._SHOWN", threshold)
    mask = clipseg.mask(picture, ["a cat"])
    assert mask.shape == (48, 80)
    assert (mask == (scores >= threshold)).mean() > 0.99
    both = clipseg.mask(picture, ["a cat", "a long sentence about a dog"])
    assert both[mask].all()


def test_nothing_is_seen_below_the_threshold(clipseg, picture, monkeypatch):
    monkeypatch.setattr("promptstudio.models.adapters.segmenter._SHOWN", 1.1)
    assert clipseg.mask(picture, ["cat"]) is None
    assert clipseg.knows("anything at all")
    assert not clipseg.knows(" ")
    assert clipseg.things(picture) == []


def test_a_pickle_is_refused(published, tmp_path):
    folder, _ = clipseg_folder(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="pickle"):
        load(component("segmenter", "clipseg", folder), CPU)


@pytest.mark.model
def test_the_embedded_segmenter_names_what_it_sees(engine, samples):
    segmenter, car = engine.models.segmenter, images.to_pil(samples("red-car-city-night").picture)
    assert segmenter.things(car)[0] == "car"
    assert segmenter.knows("Cars")
    assert segmenter.knows("strawberries")
    assert not segmenter.knows("spaceship")
    assert (segmenter.mask(car, ["cars"]) == segmenter.mask(car, ["car"])).all()
    assert segmenter.mask(car, ["whale"]) is None
