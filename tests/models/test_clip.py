"""CLIP in the layouts that the hub has: OpenCLIP repositories and transformers' CLIPModel folders."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.clip import load_clip
from promptstudio.models.reading.image_size import image_size
from tiny_vision import (
    WIDTH,
    clip_folder,
    component,
    open_clip_config,
    open_clip_folder,
    parts,
    write_json,
    write_weights,
)

import open_clip  # isort: skip
from transformers import CLIPModel

CPU = Placement("cpu", "float32")
TEXTS = ["a red car", "two apples on a wooden table, oil painting", ""]


@pytest.fixture(scope="module")
def pictures():
    noise = np.random.default_rng(0).integers(0, 256, (3, 40, 40, 3), dtype=np.uint8)
    return [Image.fromarray(one) for one in noise]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("clip")
    return {
        "open_clip": open_clip_folder(root, parts("sd21")[2]),
        "custom": open_clip_folder(root / "custom", parts("sd21")[2], custom_text=True),
        "clip": clip_folder(root, parts("sd15")[2]),
    }


def load(folder, placement=CPU):
    return load_clip(component("guide_clip", folder.name, folder), placement)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize("layout", ["open_clip", "custom"])
def test_openclip_models_are_what_the_library_itself_would_load(folders, layout, precision):
    ours = load(folders[layout], Placement("cpu", precision)).model
    name = {"float32": "fp32", "bfloat16": "bf16"}[precision]
    theirs, _, _ = open_clip.create_model_and_transforms(f"local-dir:{folders[layout]}", precision=name)
    for kind in ("named_parameters", "named_buffers"):
        expected = dict(getattr(theirs, kind)())
        found = dict(getattr(ours, kind)())
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            assert torch.equal(found[key], value), key
            assert found[key].dtype == value.dtype, key


def test_an_openclip_model_of_true_width_takes_its_files_size_once(tmp_path):
    """CLIP's whole vocabulary at the width of ViT-H-14: 202 MB. The library's own way takes twice that."""
    config = open_clip_config()
    config["model_cfg"]["text_cfg"] |= {"vocab_size": 49408, "width": 1024, "heads": 16, "layers": 1}
    folder = open_clip_folder(tmp_path, config=config)
    size = (folder / "open_clip_model.safetensors").stat().st_size
    program = (
        "import psutil, sys, pathlib; from promptstudio.machine import Placement, empty_caches\n"
        "from promptstudio.models.adapters.clip import load_clip; from promptstudio.evaluation.peak_memory import *\n"
        "from tiny_vision import component; one = component('guide_clip', 'open_clip', pathlib.Path(sys.argv[1]))\n"
        "before = psutil.Process().memory_info().rss\n"
        "with PeakMemory('cpu') as peak: load_clip(one, Placement('cpu', 'float32')).encode_texts(['a red car'])\n"
        "print(peak.bytes - before)"
    )
    paths = os.pathsep.join([*sys.path, str(Path(__file__).parent.parent / "support")])
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
        check=True,
    )
    assert int(done.stdout) < 1.5 * size


@pytest.mark.parametrize("layout", ["open_clip", "custom", "clip"])
def test_features_are_of_one_length_and_do_not_depend_on_the_batch(folders, pictures, layout):
    clip = load(folders[layout])
    texts, images = clip.encode_texts(TEXTS), clip.encode_images(pictures)
    for features in (texts, images):
        assert features.shape == (3, WIDTH)
        assert (features.dtype, features.device.type) == (torch.float32, "cpu")
        torch.testing.assert_close(features.norm(dim=-1), torch.ones(3))
    for number, text in enumerate(TEXTS):
        torch.testing.assert_close(clip.encode_texts([text])[0], texts[number], atol=1e-5, rtol=0)
    torch.testing.assert_close(clip.encode_images(pictures[1:2])[0], images[1], atol=1e-5, rtol=0)
    assert float((texts @ texts.T).fill_diagonal_(0).max()) < 0.999
    assert clip.encode_texts([]).shape == (0, WIDTH)
    assert clip.image_size == image_size(component("guide_clip", folders[layout].name, folders[layout])) == 32
    patches = clip.patch_features(pictures)
    assert patches.shape == (3, 4, 4, 48)
    torch.testing.assert_close(patches.norm(dim=-1), torch.ones(3, 4, 4))


def test_open_clip_computes_what_the_library_itself_computes(folders, pictures):
    """With all 77 positions, which we cut to the longest text, and the tokenizer that open_clip brings along."""
    clip = load(folders["open_clip"])
    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folders['open_clip']}")
    ids = open_clip.SimpleTokenizer()(TEXTS)
    with torch.inference_mode():
        expected = model.eval().encode_text(ids, normalize=True)
        torch.testing.assert_close(clip.encode_texts(TEXTS), expected, atol=1e-5, rtol=0)
        expected = model.encode_image(torch.stack([preprocess(picture) for picture in pictures]), normalize=True)
        torch.testing.assert_close(clip.encode_images(pictures), expected)
    with torch.inference_mode():  # the same weights in CLIP and in CustomTextCLIP
        torch.testing.assert_close(
            load(folders["custom"]).encode_texts(TEXTS), clip.encode_texts(TEXTS), atol=1e-5, rtol=0
        )


def test_transformers_clip_computes_what_the_library_itself_computes(folders, pictures):
    clip = load(folders["clip"])
    model = CLIPModel.from_pretrained(str(folders["clip"])).eval()
    ids = open_clip.SimpleTokenizer()(TEXTS)
    batch = torch.stack([open_clip.image_transform(32, is_train=False)(picture) for picture in pictures])
    with torch.inference_mode():
        out = model(input_ids=ids, pixel_values=batch)
    torch.testing.assert_close(clip.encode_texts(TEXTS), out.text_embeds, atol=1e-5, rtol=0)
    torch.testing.assert_close(clip.encode_images(pictures), out.image_embeds, atol=1e-5, rtol=0)


@pytest.mark.parametrize("layout", ["open_clip", "clip"])
def test_number_format_and_offload_follow_the_placement(folders, pictures, layout):
    exact, rough = load(folders[layout]), load(folders[layout], Placement("cpu", "bfloat16"))
    assert rough.encode_texts(TEXTS).dtype == torch.float32
    for ours, theirs in (
        (rough.encode_texts(TEXTS), exact.encode_texts(TEXTS)),
        (rough.encode_images(pictures), exact.encode_images(pictures)),
    ):
        assert float((ours * theirs).sum(-1).min()) > 0.99
        assert not torch.equal(ours, theirs)
    waiting = load(folders[layout], Placement("cpu", "float32", offload=True))
    torch.testing.assert_close(waiting.encode_texts(TEXTS), exact.encode_texts(TEXTS))
    torch.testing.assert_close(waiting.patch_features(pictures), exact.patch_features(pictures))


def test_a_coarse_vision_transformer_gives_its_last_layer(tmp_path, pictures):
    """ViT-B/32 has 7 × 7 patches in every layer."""
    clip = load(open_clip_folder(tmp_path, config=open_clip_config(image_size=28, patch=14)))
    batch = torch.stack([clip._preprocess(picture) for picture in pictures])
    with torch.inference_mode():
        layers = clip.model.visual.forward_intermediates(batch, intermediates_only=True)["image_intermediates"]
    last = torch.nn.functional.normalize(layers[-1].permute(0, 2, 3, 1), dim=-1)
    torch.testing.assert_close(clip.patch_features(pictures), last)


# ------------------------------------------------------------------ what is not with the weights


def test_nothing_reaches_for_the_network(folders, tmp_path, monkeypatch):
    """Even when the hub may be asked, and when a tokenizer of the hub is named: CLIP's own stands in for it."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    tried = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **_: tried.append(arguments) or [])
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
    expected = [load(folders[layout]).encode_texts(TEXTS) for layout in ("open_clip", "clip")]
    named = open_clip_folder(tmp_path, parts("sd21")[2], open_clip_config(hf_tokenizer_name="some/tokenizer"))
    torch.testing.assert_close(load(named).encode_texts(TEXTS), expected[0])
    assert tried == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ({"hf_tokenizer_name": "some/tokenizer", "vocab_size": 1000}, "needs the tokenizer “some/tokenizer”"),
        ({"hf_model_name": "some/xlm"}, "has the text tower “some/xlm”, which would have to be fetched"),
    ],
)
def test_what_would_have_to_be_fetched_is_refused(tmp_path, text, reason):
    config = open_clip_config(**{key: value for key, value in text.items() if key != "hf_model_name"})
    folder = open_clip_folder(tmp_path, config=config)
    config["model_cfg"]["text_cfg"] |= text
    write_json(folder / "open_clip_config.json", config)
    with pytest.raises(ModelMissing, match=reason):
        load(folder)


@pytest.mark.parametrize("layout", ["open_clip", "clip"])
def test_pickles_damage_and_lacking_weights_are_refused_with_the_reason(folders, tmp_path, layout):
    folder = shutil.copytree(folders[layout], tmp_path / layout)
    file = next(folder.glob("*.safetensors"))
    weights = load_file(file)

    def refusal():
        with pytest.raises(ModelMissing) as caught:
            load(folder)
        return str(caught.value)

    lacking = next(name for name in weights if "ln_1" in name or "layer_norm1" in name)
    write_weights(file, {name: tensor for name, tensor in weights.items() if name != lacking})
    assert "lacks 1 of its weights" in (said := refusal()) or "could not be loaded" in said
    file.write_bytes(file.read_bytes()[:-50])
    assert "could not be loaded" in refusal()
    file.rename(folder / "pytorch_model.bin")
    assert "holds its weights as a pickle (pytorch_model.bin), which can run any program" in refusal()


def test_a_pickle_beside_weights_of_another_layout_is_not_opened(folders, tmp_path):
    """open_clip would prefer open_clip_pytorch_model.bin to the model.safetensors that is transformers' own."""
    folder = shutil.copytree(folders["open_clip"], tmp_path / "open_clip")
    (folder / "open_clip_model.safetensors").rename(folder / "model.safetensors")
    (folder / "open_clip_pytorch_model.bin").write_bytes(b"PK")
    with pytest.raises(ModelMissing, match=r"has no open_clip_model\.safetensors"):
        load(folder)


def test_the_embedded_guide_keeps_its_own_tokenizer(engine):
    clip = engine.models.guide_clip
    config = json.loads((engine.models.profile["guide_clip"].path / "open_clip_config.json").read_text())
    assert int(clip._tokenize(["a red car"]).max()) == config["model_cfg"]["text_cfg"]["eos_id"]


@pytest.mark.parametrize("content", ["", "[]", '{"vision_config": 3}', '{"vision_config": {"image_size": "large"}}'])
def test_a_folder_that_does_not_say_how_large_pictures_are_has_no_size(tmp_path, content):
    assert image_size(component("guide_clip", "clip", tmp_path)) is None
    (tmp_path / "config.json").write_text(content)
    assert image_size(component("guide_clip", "clip", tmp_path)) is None
