"""The guide's text tower against the text encoder of the text-to-image model, in every layout they come in."""

import copy

import pytest
import torch

from promptstudio.errors import ModelMissing
from promptstudio.models.reading.towers import compare_towers, text_tower
from tiny_vision import (
    clip_folder,
    component,
    diffusers_folder,
    ldm_weights,
    open_clip_config,
    open_clip_folder,
    open_clip_text,
    parts,
    single_file,
    write_weights,
)

import open_clip  # isort: skip


def renderer(path):
    return component("text_to_image", "stable_diffusion" if path.is_dir() else "stable_diffusion_file", path)


def guide(path):
    return component("guide_clip", path.name, path)


@pytest.mark.parametrize("custom_text", [False, True])
def test_stable_diffusion_2_reads_with_its_guides_tower_but_for_the_last_block(tmp_path, custom_text):
    folder = open_clip_folder(tmp_path, parts("sd21")[2], custom_text=custom_text)
    saved_by_a_trainer = {k: t * 0 if "resblocks.3." in k else t for k, t in ldm_weights("sd21").items()}
    write_weights(tmp_path / "trained.safetensors", saved_by_a_trainer)
    for path in (
        diffusers_folder(tmp_path, "sd21"),
        single_file(tmp_path / "v2-1.safetensors", "sd21"),
        single_file(tmp_path / "sd_turbo.safetensors", "sd-turbo", sgm=True),
        tmp_path / "trained.safetensors",
    ):
        found = compare_towers(guide(folder), renderer(path))
        assert found.match
        assert (found.difference, found.blocks) == (0.0, 3)
        assert "the same tower (3 blocks compared)" in found.sentence


def test_stable_diffusion_1_reads_with_openais_whole_tower(tmp_path):
    folder = clip_folder(tmp_path, parts("sd15")[2])
    for path in (diffusers_folder(tmp_path, "sd15"), single_file(tmp_path / "v1-5.safetensors", "sd15")):
        found = compare_towers(guide(folder), renderer(path))
        assert found.match
        assert (found.difference, found.blocks) == (0.0, 4)


def test_number_formats_make_no_other_tower(tmp_path):
    folder = open_clip_folder(tmp_path, parts("sd21")[2])
    found = compare_towers(guide(folder), renderer(diffusers_folder(tmp_path, "sd21", variant="fp16", half=True)))
    assert found.match
    assert 0 < found.difference < 0.001


def test_another_tower_is_told_from_one_that_was_trained_on(tmp_path):
    path = diffusers_folder(tmp_path / "renderer", "sd21")
    other = compare_towers(guide(open_clip_folder(tmp_path / "other")), renderer(path))
    assert not other.match
    assert other.difference > 0.5
    assert "are different towers" in other.sentence
    tuned = copy.deepcopy(parts("sd21")[2])
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for tensor in tuned.parameters():
            tensor += 0.05 * tensor.std() * torch.randn(tensor.shape, generator=generator)
    related = compare_towers(guide(open_clip_folder(tmp_path / "tuned", tuned)), renderer(path))
    assert not related.match
    assert 0.01 < related.difference < 0.1
    assert "was trained on from" in related.sentence


def test_towers_of_other_shapes_differ(tmp_path):
    path = diffusers_folder(tmp_path, "sd21")
    for name, config, what in (
        ("wide", open_clip_config(width=64), "width 64 and 32"),
        ("few", open_clip_config(vocab_size=1000), "vocabulary 1000 and 49408"),
        ("short", open_clip_config(context_length=64), "different shapes"),
    ):
        found = compare_towers(guide(open_clip_folder(tmp_path / name, config=config)), renderer(path))
        assert not found.match
        assert found.difference == float("inf")
        assert what in found.sentence


def test_the_names_mean_the_same_computation():
    """open_clip with a text encoder's weights under open_clip's names computes what transformers computes."""
    text_encoder = parts("sd21")[2]
    model = open_clip.CLIP(**open_clip_config(blocks=3)["model_cfg"]).eval()
    model.load_state_dict(open_clip_text(text_encoder), strict=False)
    model.text_projection.data = torch.eye(32)
    ids = open_clip.SimpleTokenizer()(["a red car", "two apples on a wooden table, oil painting"])
    with torch.inference_mode():
        torch.testing.assert_close(
            model.encode_text(ids), text_encoder(input_ids=ids).pooler_output, atol=1e-5, rtol=1e-4
        )


def test_a_file_without_a_tower_is_told(tmp_path):
    path = diffusers_folder(tmp_path, "sd21") / "unet" / "diffusion_pytorch_model.safetensors"
    with pytest.raises(ModelMissing, match="no CLIP text tower"):
        text_tower(renderer(path))
