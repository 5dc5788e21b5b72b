import numpy as np
import pytest
import torch
from PIL import Image

from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.safety_checker import load_safety_checker
from tiny_vision import component, safety_checker_folder, write_json

CPU = Placement("cpu", "float32")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """(folder, the model whose weights it holds)"""
    return safety_checker_folder(tmp_path_factory.mktemp("safety"))


@pytest.fixture
def checker(published):
    return load_safety_checker(component("safety_checker", "safety_checker", published[0]), CPU)


@pytest.fixture(scope="module")
def picture():
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8))


def test_every_weight_of_the_published_layout_is_read(published, checker):
    expected = published[1].state_dict()
    found = checker.model.state_dict()
    assert found.keys() == expected.keys()
    assert all(torch.equal(found[name], tensor) for name, tensor in expected.items())


def test_a_picture_near_a_concept_is_flagged_and_stays_as_it_is(checker, picture):
    before = picture.tobytes()
    checker.model.concept_embeds_weights.fill_(1.1)  # thresholds of the cosine: none is reached
    checker.model.special_care_embeds_weights.fill_(1.1)
    assert checker.flags(picture) is False
    inputs = checker._processor(picture, return_tensors="pt").pixel_values
    assert inputs.shape == (1, 3, 32, 32)
    with torch.inference_mode():
        features = checker.model.visual_projection(checker.model.vision_model(inputs)[1])
    checker.model.concept_embeds[7] = features[0]
    assert checker.flags(picture) is False
    checker.model.concept_embeds_weights[7] = 0.9
    assert checker.flags(picture) is True
    assert picture.tobytes() == before


def test_in_a_stable_diffusion_folder_the_sizes_stand_beside_it(published, tmp_path, picture):
    folder, _ = safety_checker_folder(tmp_path)
    (folder / "preprocessor_config.json").unlink()
    write_json(tmp_path / "feature_extractor" / "preprocessor_config.json", {"size": 32, "crop_size": 32})
    checker = load_safety_checker(component("safety_checker", "safety_checker", folder), CPU)
    assert checker._processor(picture, return_tensors="pt").pixel_values.shape == (1, 3, 32, 32)


def test_a_pickle_is_refused_with_the_reason(tmp_path):
    folder, _ = safety_checker_folder(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="as a pickle"):
        load_safety_checker(component("safety_checker", "safety_checker", folder), CPU)
