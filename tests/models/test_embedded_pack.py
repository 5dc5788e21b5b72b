"""The pack that ships: its files, how its parts hang together, and what they can do on pictures never trained on."""

import hashlib
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from promptstudio.resources import resource

PACK = resource("models", "embedded")
WORKSHOP = Path(__file__).resolve().parents[2] / "packaging" / "training"
LARGEST = 90_000_000
PHOTOGRAPHS = "astronaut.png brick.png chelsea.png coffee.png grass.png hubble_deep_field.jpg retina.jpg rocket.jpg"
JUDGES = ("judge_clip", "judge_masked_lm", "judge_causal_lm", "segmenter")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def facts():
    return json.loads((PACK / "pack.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def workshop():
    """The modules that draw the world and train the pack, as scripts there see them."""
    sys.path.insert(0, str(WORKSHOP))
    try:
        import evaluate
        import train_autoencoder
        import train_segmenter
        import unpack
        import world
    finally:
        sys.path.remove(str(WORKSHOP))
    return {m.__name__: m for m in (world, evaluate, train_autoencoder, train_segmenter, unpack)}


@pytest.fixture(scope="module")
def held_out(workshop):
    """60 pictures of combinations that nothing was trained on: (pictures, scenes, captions)."""
    return workshop["evaluate"].held_out(60)


# ------------------------------------------------------------------ files


def test_pack_json_tells_every_file_with_its_size_and_hash(facts):
    found = {p.relative_to(PACK).as_posix(): p for p in PACK.rglob("*") if p.is_file()}
    del found["pack.json"]
    assert set(facts["files"]) == set(found)
    for name, told in facts["files"].items():
        content = found[name].read_bytes()
        assert (told["bytes"], told["sha256"]) == (len(content), hashlib.sha256(content).hexdigest()), name
    assert facts["bytes"] == sum(told["bytes"] for told in facts["files"].values()) <= LARGEST
    assert facts["training"]["unet"]["steps"] > 1000


def test_weights_are_half_precision_safetensors():
    from safetensors import safe_open

    files = list(PACK.rglob("*.safetensors"))
    assert len(files) >= 11
    for file in files:
        with safe_open(file, "pt") as weights:
            kinds = {weights.get_slice(name).get_dtype() for name in weights.keys()}
        assert kinds <= {"F16", "I64", "BOOL"}, file


def test_measurements_are_in_the_pack(facts, workshop):
    assert set(workshop["evaluate"].AIMS) <= set(facts["evaluation"])


# ------------------------------------------------------------------ how the parts hang together


def test_the_text_encoder_is_the_guides_tower_without_its_last_block():
    from safetensors.torch import load_file

    guide = load_file(PACK / "guide_clip" / "open_clip_model.safetensors")
    encoder = {
        name.removeprefix("text_model."): value
        for name, value in load_file(PACK / "text_to_image" / "text_encoder" / "model.safetensors").items()
    }
    blocks = 1 + max(int(name.split(".")[2]) for name in guide if name.startswith("transformer.resblocks."))
    layers = 1 + max(int(name.split(".")[2]) for name in encoder if name.startswith("encoder.layers."))
    assert layers == blocks - 1
    pairs = {
        "token_embedding.weight": "embeddings.token_embedding.weight",
        "positional_embedding": "embeddings.position_embedding.weight",
        "ln_final.weight": "final_layer_norm.weight",
        "ln_final.bias": "final_layer_norm.bias",
    }
    names = {"ln_1": "layer_norm1", "ln_2": "layer_norm2", "mlp.c_fc": "mlp.fc1", "mlp.c_proj": "mlp.fc2"}
    names["attn.out_proj"] = "self_attn.out_proj"
    for n in range(layers):
        for ours, theirs in names.items():
            for kind in ("weight", "bias"):
                pairs[f"transformer.resblocks.{n}.{ours}.{kind}"] = f"encoder.layers.{n}.{theirs}.{kind}"
        for kind in ("weight", "bias"):
            joined = torch.cat([encoder[f"encoder.layers.{n}.self_attn.{k}_proj.{kind}"] for k in "qkv"])
            assert torch.equal(guide[f"transformer.resblocks.{n}.attn.in_proj_{kind}"], joined)
    for ours, theirs in pairs.items():
        assert torch.equal(guide[ours], encoder[theirs]), ours


def test_judges_are_other_networks_than_what_they_judge():
    for judge, judged in (
        ("judge_clip", "guide_clip"),
        ("judge_masked_lm", "masked_lm"),
        ("judge_causal_lm", "causal_lm"),
    ):
        sizes = {kind: sum(p.stat().st_size for p in (PACK / kind).glob("*.safetensors")) for kind in (judge, judged)}
        assert 0 < sizes[judge] != sizes[judged] > 0


def test_clip_tokenizers_keep_every_character_and_end_with_sot_and_eot():
    from transformers import CLIPTokenizer

    for folder in ("guide_clip", "judge_clip", "text_to_image/tokenizer"):
        tokenizer = CLIPTokenizer.from_pretrained(PACK / folder)
        assert [tokenizer.bos_token_id, tokenizer.eos_token_id] == [len(tokenizer) - 2, len(tokenizer) - 1]
        for text in ("a zébra!", "自転車 🚲", 'x_y-z "q" (1,234)'):
            ids = tokenizer(text).input_ids
            assert tokenizer.decode(ids, skip_special_tokens=True).replace(" ", "") == text.replace(" ", "")


# ------------------------------------------------------------------ what they can do


def test_held_out_combinations_never_stand_in_training_scenes(workshop):
    world = workshop["world"]
    rng = random.Random(0)
    for _ in range(500):
        scene = world.sample_scene(rng, "train")
        assert not any(world.held_out(noun, scene.style, scene.place) for noun in scene.nouns)


def test_captions_claim_only_what_is_true(workshop):
    world = workshop["world"]
    rng = random.Random(1)
    for _ in range(300):
        scene = world.sample_scene(rng, "any")
        for form in world.FORMS:
            text, claims = world.caption(scene, rng, form)
            assert text
            assert claims <= world.facts(scene)


def test_a_grown_vocabulary_keeps_the_vectors_of_old_words(workshop):
    old = {"[PAD]": 0, "l": 1, "i": 2, "on</w>": 3, "cat</w>": 4}
    new = {"[PAD]": 0, "l": 1, "i": 2, "cat</w>": 3, "on</w>": 4, "lion</w>": 5}
    rows = workshop["unpack"].origins(old, new)
    assert rows == [[0], [1], [2], [4], [3], [1, 2, 3]]
    vectors = workshop["unpack"].respelled(torch.tensor([[0.0], [3.0], [6.0], [9.0], [1.0]]), rows)
    assert vectors.flatten().tolist() == [0, 3, 6, 1, 9, 6]


def test_what_a_grown_network_adds_begins_at_zero(workshop):
    small, large = torch.nn.Linear(2, 2), torch.nn.Linear(3, 4)
    large.load_state_dict(workshop["unpack"].fitted(small.state_dict(), large))
    x = torch.randn(5, 3)
    assert torch.allclose(large(x)[:, :2], small(x[:, :2]), atol=1e-6)
    assert not large(x)[:, 2:].any()


def test_the_autoencoders_encoder_computes_principal_components(workshop):
    """Against numpy: latents 0–31 span the same space as the strongest eigenvectors of the covariance of 8×8 patches at
    half size; all of them lose little more than the strongest eigenvectors of 16×16 patches would."""
    autoencoder, world = workshop["train_autoencoder"], workshop["world"]
    painter, rng = world.Painter(), random.Random(2)
    pictures = np.stack([painter.draw(world.sample_scene(rng))[0] for _ in range(60)])
    model = autoencoder.build()
    autoencoder.set_encoder(model, autoencoder.projections(pictures))
    with torch.no_grad():
        latents = model.encode(autoencoder.to_tensor(pictures)).latent_dist.mean
    rows = latents.permute(0, 2, 3, 1).reshape(-1, autoencoder.CHANNELS).double().numpy()
    coarse = rows[:, : autoencoder.COARSE]
    assert np.abs(rows.mean(0)).max() < 0.01
    assert np.square(coarse).mean() == pytest.approx(1, abs=0.01)
    correlation = np.corrcoef(coarse.T) - np.eye(autoencoder.COARSE)
    assert np.abs(correlation).max() < 0.02

    def lost(latents: np.ndarray, pictures: np.ndarray, side: int) -> tuple[float, float]:
        """Squares that no linear map of the latents gives back, and those beyond as many best components."""
        patches = pictures.reshape(-1, 8, side, 8, side, 3).transpose(0, 1, 3, 2, 4, 5).reshape(-1, 3 * side * side)
        centred = patches / 127.5 - 1 - (patches / 127.5 - 1).mean(0)
        best = np.linalg.eigvalsh(np.cov(centred.T))[::-1]
        rest = centred - latents @ np.linalg.lstsq(latents, centred, rcond=None)[0]
        return np.square(rest).sum(1).mean(), best[latents.shape[1] :].sum()

    half = pictures.reshape(-1, 64, 2, 64, 2, 3).mean((2, 4))
    measured, least = lost(coarse, half, 8)
    assert measured == pytest.approx(least, rel=0.05)
    measured, least = lost(rows, pictures, 16)
    assert least <= measured < 1.5 * least


def test_the_autoencoder_gives_pictures_back(workshop, held_out, engine):
    evaluate = workshop["evaluate"]
    again = evaluate.reconstruct(engine.models.text_to_image.pipeline.vae, held_out[0])
    assert evaluate.psnr(held_out[0], again) > 26


@pytest.mark.parametrize("kind", ["guide", "judge"])
def test_both_clips_find_captions_and_single_words(workshop, held_out, kind):
    evaluate = workshop["evaluate"]
    pictures, scenes, captions = held_out
    clip = evaluate.load_clip(PACK / f"{kind}_clip")
    assert evaluate.attributes(clip, pictures, scenes)["place"] > 85
    similarity = evaluate.image_features(clip[0], pictures) @ evaluate.text_features(*clip, [c[0] for c in captions]).T
    assert (similarity.argmax(1) == torch.arange(60)).float().mean() > 0.8


def test_the_segmenter_finds_things_on_drawn_scenes(workshop, held_out):
    from diffusers import UNet2DModel

    segmenter = UNet2DModel.from_pretrained(PACK / "segmenter", dtype=torch.float32).eval()
    assert workshop["train_segmenter"].mean_iou(segmenter, held_out[1], workshop["world"].Painter()) > 0.7


def test_renders_show_what_the_prompt_says(workshop, held_out, engine):
    """Few of them, so loosely: the table of evaluate.py has the figures."""
    evaluate = workshop["evaluate"]
    _, scenes, captions = held_out
    renders = evaluate.render(engine.models.text_to_image.pipeline, [c[0] for c in captions[:25]])
    found = evaluate.attributes(evaluate.load_clip(PACK / "judge_clip"), renders, scenes[:25])
    assert found["place"] > 70
    assert found["noun"] > 10  # chance is 3


def test_the_captioner_speaks_of_what_is_there(workshop):
    from transformers import PreTrainedTokenizerFast, VisionEncoderDecoderModel

    model = VisionEncoderDecoderModel.from_pretrained(PACK / "captioner", dtype=torch.float32).eval()
    tokenizer = PreTrainedTokenizerFast.from_pretrained(PACK / "captioner")
    sample = Image.open(resource("samples", "red-car-city-night.png")).convert("RGB")
    (text,) = workshop["evaluate"].train_captioner.caption(model, tokenizer, np.asarray(sample)[None])
    assert "car" in text.split()


# ------------------------------------------------------------------ what it knows


def test_strange_pictures_lie_outside_of_what_the_guide_knows(engine, held_out):
    """A sample of packaging/benchmarks/recognition.py."""
    import skimage

    known = np.array(engine.recognise([Image.fromarray(picture) for picture in held_out[0]]).strangeness)
    photographs = [Path(skimage.__file__).parent / "data" / name for name in PHOTOGRAPHS.split()]
    blanks = [Image.new("RGB", (128, 128), colour) for colour in ("white", "black", "red", "gray", "orange")]
    noise = list(np.random.default_rng(0).integers(0, 256, (4, 128, 128, 3), np.uint8))
    strange = np.array(engine.recognise([*photographs, *blanks, *noise]).strangeness)
    assert (strange[:, None] > known[None]).mean() >= 0.99
    assert (known > 1).sum() <= 2
    assert (strange > 1).mean() >= 0.8
