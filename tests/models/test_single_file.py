"""Stable Diffusion checkpoints in one file, under the original code's names: which they are, and what is none."""

import copy
import hashlib

import pytest
import torch
from safetensors.torch import load_file, save_file

from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.text_to_image import load_text_to_image
from promptstudio.models.reading.single_file import _Checkpoint, predicts_velocity
from tiny_vision import (
    CONFIGS,
    component,
    config_folder,
    ldm_weights,
    parts,
    single_file,
    write_weights,
)

from accelerate import init_empty_weights  # isort: skip
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

CPU = Placement("cpu", "float32")


def load(path, config, **options):
    return load_text_to_image(component("text_to_image", "stable_diffusion_file", path, config=config, **options), CPU)


def hollow(kind):
    """A checkpoint's keys with next to no weights: what its header tells."""
    return {key: torch.zeros(1, 4, 1, 1) for key in ldm_weights(kind) if "blocks.1" not in key}


def state(model, part):
    return getattr(model.pipeline, part).state_dict()


def test_a_folder_with_one_file_is_that_file_and_numbers_are_read_into_the_wanted_format(tmp_path):
    """In half precision, and with the text encoder's keys as some merges write them."""
    weights = {key.replace("transformer.text_model.", "transformer."): t for key, t in ldm_weights("sd15").items()}
    write_weights(tmp_path / "downloaded" / "merge.safetensors", weights, half=True)
    model = load(tmp_path / "downloaded", str(config_folder(tmp_path, "sd15")))
    unet, _, text_encoder = parts("sd15")
    for part, expected in (("unet", unet), ("text_encoder", text_encoder)):
        found = state(model, part)
        assert all(torch.equal(found[name], t.half().float()) for name, t in expected.state_dict().items())
    (tmp_path / "downloaded" / "another.safetensors").write_bytes(b"")
    with pytest.raises(ModelMissing, match=r"2 \.safetensors files"):
        load(tmp_path / "downloaded", "sd15")


# ------------------------------------------------------------------ what it predicts


@pytest.mark.parametrize(
    ("kind", "name", "metadata", "marker", "option", "expected"),
    [
        ("sd15", "anything", None, None, None, "epsilon"),
        ("sd15", "anything", {"modelspec.prediction_type": "v"}, None, None, "v_prediction"),
        ("sd15", "anything", None, "v_pred", None, "v_prediction"),
        ("sd21", "v2-1_768-ema-pruned", None, None, None, "v_prediction"),
        ("sd21", "512-base-ema", None, None, None, "epsilon"),
        ("sd21", "sd_turbo", None, None, None, "epsilon"),
        ("sd21", "x", {"modelspec.architecture": "stable-diffusion-v2-768-v"}, None, None, "v_prediction"),
        ("sd21", "x-768", {"modelspec.architecture": "stable-diffusion-v2-512"}, None, None, "epsilon"),
        ("sd21", "x", {"modelspec.predict_key": "epsilon"}, "v_pred", None, "v_prediction"),
        ("sd21", "x-768", {"modelspec.predict_key": "v"}, None, "epsilon", "epsilon"),
        ("sd21", "model1512", None, None, None, None),
    ],
)
def test_what_a_checkpoint_predicts_is_said_by_the_user_the_file_or_its_name(
    tmp_path, kind, name, metadata, marker, option, expected
):
    weights = hollow(kind)
    if marker:
        weights[marker] = torch.zeros(0)
    save_file(weights, tmp_path / f"{name}.safetensors", metadata)
    options = {"prediction": option} if option else {}
    file = component("text_to_image", "stable_diffusion_file", tmp_path / f"{name}.safetensors", **options)
    assert _Checkpoint(file).prediction == expected


def test_which_shapes_a_checkpoint_has_follows_from_its_version_and_prediction(tmp_path):
    def config_of(kind, name, prediction):
        path = tmp_path / f"{name}.safetensors"
        save_file(hollow(kind), path)
        return _Checkpoint(component("text_to_image", "stable_diffusion_file", path)).config_folder(prediction).name

    assert config_of("sd15", "a", "epsilon") == "sd15"
    assert config_of("sd21", "b", "v_prediction") == "sd21"
    assert config_of("sd21", "c", "epsilon") == "sd21-base"
    assert config_of("sd21", "sd_turbo", "epsilon") == "sd-turbo"


def test_an_unknown_prediction_is_refused(tmp_path):
    path = single_file(tmp_path / "a.safetensors", "sd15")
    with pytest.raises(BadRequest, match="epsilon or v_prediction"):
        load(path, str(config_folder(tmp_path, "sd15")), prediction="noise")


def noise_predictor():
    """A UNet that gives its input back, as one that predicts noise does on pure noise: x goes in as +x and −x, travels
    along the first skip connection, is normalised in pairs, and silu(a) − silu(−a) = a puts it together again."""
    unet = copy.deepcopy(parts("sd21-base")[0])
    with torch.no_grad():
        for tensor in unet.parameters():
            tensor.zero_()
        for channel in range(4):
            for place, sign in ((2 * channel, 1.0), (2 * channel + 1, -1.0)):
                unet.conv_in.weight[place, channel, 1, 1] = sign
                unet.conv_out.weight[channel, place, 1, 1] = sign
        shortcut = unet.up_blocks[-1].resnets[-1].conv_shortcut
        for channel in range(16):
            shortcut.weight[channel, 16 + channel] = 1.0
        unet.conv_norm_out.weight.fill_(1.0)
    return unet


def test_what_nobody_says_is_measured(engine):
    context = torch.zeros(1, 77, 32)
    assert not predicts_velocity(noise_predictor(), context)
    trained = engine.models.text_to_image.pipeline  # the embedded pack predicts velocity
    assert trained.scheduler.config.prediction_type == "v_prediction"
    assert predicts_velocity(trained.unet, trained.encode_prompt("", torch.device("cpu"), 1, False)[0])


@pytest.mark.parametrize(("velocity", "size"), [(True, 768), (False, 512)])
def test_the_measurement_chooses_the_shapes(tmp_path, monkeypatch, velocity, size):
    shapes = {name: config_folder(tmp_path, name) for name in ("sd21", "sd21-base")}
    monkeypatch.setattr("promptstudio.models.reading.single_file.resource", lambda *_: _Shapes(shapes))
    modules = None if velocity else (noise_predictor(), *parts("sd21-base")[1:])  # random weights echo nothing
    path = single_file(tmp_path / "unlabelled.safetensors", "sd21-base", modules=modules)
    model = load_text_to_image(component("text_to_image", "stable_diffusion_file", path), CPU)
    assert model.size == size
    assert model.pipeline.scheduler.config.prediction_type == ("v_prediction" if velocity else "epsilon")


class _Shapes:
    """resources/models/configs with the tiny models' shapes in the place of the true ones."""

    def __init__(self, folders):
        self.folders = folders

    def __truediv__(self, name):
        return self.folders[name]


# ------------------------------------------------------------------ what is none


def without(prefix):
    return {key: tensor for key, tensor in ldm_weights("sd15").items() if not key.startswith(prefix)}


REFUSED = {
    "inpainting": (lambda: ldm_weights("sd15") | {FIRST: torch.zeros(32, 9, 3, 3)}, "an inpainting checkpoint"),
    "pix2pix": (lambda: ldm_weights("sd15") | {FIRST: torch.zeros(32, 8, 3, 3)}, "InstructPix2Pix"),
    "sdxl": (
        lambda: (
            without("cond_stage_model.")
            | {
                "conditioner.embedders.0.transformer.text_model.final_layer_norm.bias": torch.zeros(2),
                "conditioner.embedders.1.model.ln_final.weight": torch.zeros(2),
                "model.diffusion_model.label_emb.0.0.weight": torch.zeros(2),
            }
        ),
        "a Stable Diffusion XL checkpoint",
    ),
    "refiner": (
        lambda: (
            without("cond_stage_model.")
            | {
                "conditioner.embedders.0.model.ln_final.weight": torch.zeros(2),
                "model.diffusion_model.label_emb.0.0.weight": torch.zeros(2),
            }
        ),
        "XL or unCLIP",
    ),
    "sd3": (lambda: {"model.diffusion_model.joint_blocks.0.x": torch.zeros(1)}, "Stable Diffusion 3"),
    "flux": (lambda: {"double_blocks.0.img_attn.norm.key_norm.scale": torch.zeros(1)}, "Flux"),
    "lora": (lambda: {"lora_unet_mid_block_x.lora_up.weight": torch.zeros(1)}, "a LoRA"),
    "vae": (lambda: {"first_stage_model.x": torch.zeros(1)}, "no checkpoint of Stable Diffusion"),
    "diffusers unet": (lambda: parts("sd15")[0].state_dict(), "no UNet under the names"),
    "without text encoder": (lambda: without("cond_stage_model."), "without its text encoder"),
    "without autoencoder": (lambda: without("first_stage_model."), "without its autoencoder"),
}
FIRST = "model.diffusion_model.input_blocks.0.0.weight"


@pytest.mark.parametrize("what", REFUSED)
def test_other_files_are_refused_with_the_reason(tmp_path, what):
    weights, reason = REFUSED[what]
    write_weights(tmp_path / "other.safetensors", weights())
    with pytest.raises(ModelMissing, match=reason):
        load(tmp_path / "other.safetensors", "sd15")


def test_lacking_damaged_and_differently_shaped_files_are_told(tmp_path):
    config = str(config_folder(tmp_path, "sd15"))
    path = single_file(tmp_path / "a.safetensors", "sd15")
    weights = load_file(path)
    for part, prefix in (
        ("unet", "model.diffusion_model.out.2"),
        ("text encoder", "cond_stage_model.transformer.text_"),
    ):
        kept = dict(weights)
        del kept[next(key for key in weights if key.startswith(prefix) and "position_ids" not in key)]
        write_weights(tmp_path / "b.safetensors", kept)
        with pytest.raises(ModelMissing, match=f"lacks some of the weights of its {part}"):
            load(tmp_path / "b.safetensors", config)
    (tmp_path / "cut.safetensors").write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(ModelMissing, match="could not be loaded"):
        load(tmp_path / "cut.safetensors", config)
    with pytest.raises(ModelMissing, match="could not be loaded"):
        load(path, "sd15")  # the true widths


def test_a_pickle_is_refused_with_the_reason(tmp_path):
    (tmp_path / "v1-5.ckpt").write_bytes(b"PK")
    with pytest.raises(ModelMissing, match=r"as a pickle \(v1-5\.ckpt\), which can run any program"):
        load(tmp_path / "v1-5.ckpt", "sd15")


# ------------------------------------------------------------------ the shapes that ship


@pytest.mark.parametrize(
    ("kind", "unet", "text_encoder"),
    [("sd15", 859_520_964, 123_060_480), ("sd21", 865_910_724, 340_387_840), ("sd-turbo", 865_910_724, 340_387_840)],
)
def test_the_shapes_that_ship_have_the_published_numbers_of_weights(kind, unet, text_encoder):
    folder = CONFIGS / kind
    with init_empty_weights():
        models = (
            UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(str(folder), subfolder="unet")),
            AutoencoderKL.from_config(AutoencoderKL.load_config(str(folder), subfolder="vae")),
            CLIPTextModel(CLIPTextConfig.from_json_file(str(folder / "text_encoder" / "config.json"))),
        )
    counts = [sum(weight.numel() for weight in model.parameters()) for model in models]
    assert counts == [unet, 83_653_863, text_encoder]


def test_the_tokenizer_that_ships_is_the_published_one():
    """Hashes as the repositories of OpenAI's CLIP list them; packaging/clip_tokenizer derives both files."""
    published = {
        "vocab.json": "5047b556ce86ccaf6aa22b3ffccfc52d391ea4accdab9c2f2407da5b742d4363",
        "merges.txt": "9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a",
    }
    for name, expected in published.items():
        assert hashlib.sha256((CONFIGS / "tokenizer" / name).read_bytes()).hexdigest() == expected
