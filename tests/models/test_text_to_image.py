import hashlib
import socket

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from promptstudio import images
from promptstudio.catalogue.download.manifest import File, Manifest, write_manifest
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.generators import result_of
from promptstudio.machine import Placement
from promptstudio.models.adapters.schedulers import deterministic
from promptstudio.models.adapters.text_to_image import load_text_to_image
from promptstudio.models.reading.attention import CrossAttentionTrace
from promptstudio.models.reading.model_hash import model_hash
from promptstudio.models.render_defaults import SAMPLERS
from promptstudio.prompt import Prompt
from promptstudio.protocol import RenderRequest, RenderSettings
from tiny_vision import (
    KINDS,
    NATIVE,
    component,
    config_folder,
    diffusers_folder,
    parts,
    single_file,
    write_json,
    write_weights,
)

import open_clip  # isort: skip
from diffusers import StableDiffusionPipeline

CPU = Placement("cpu", "float32")
PROMPT = Prompt.parse("a 3d render of a red car in the city at night")


def test_a_render_is_the_pipelines_own_pixel_by_pixel(engine, run):
    pipeline = engine.models.text_to_image.pipeline
    for guidance in (1.0, 5.0):
        # Untraced: recording attention spells the softmax out, which may round otherwise (tested below).
        _, render = run(
            RenderRequest(PROMPT, RenderSettings(seed=5, steps=4, guidance=guidance, negative="blurry"), trace=False)
        )
        expected = pipeline(
            PROMPT.text,
            negative_prompt="blurry",
            num_inference_steps=4,
            guidance_scale=guidance,
            guidance_rescale=0.7,
            generator=torch.Generator().manual_seed(5),
        ).images[0]
        assert render.guidance_rescale == 0.7
        assert images.to_pil(render.picture).tobytes() == expected.tobytes()


def test_the_same_seed_gives_equal_pixels_and_another_seed_does_not(run):
    first, again, other = (
        run(RenderRequest(PROMPT, RenderSettings(seed=seed, steps=3)))[1].picture for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_tracing_attention_changes_the_picture_by_rounding_at_most(run):
    plain, traced = (
        run(RenderRequest(PROMPT, RenderSettings(seed=1, steps=3), trace=trace))[1] for trace in (False, True)
    )
    gap = np.abs(np.frombuffer(plain.picture.rgb, np.uint8).astype(int) - np.frombuffer(traced.picture.rgb, np.uint8))
    assert gap.max() <= 1
    assert plain.attention == ()
    assert [one.word for one in traced.attention] == [word.text for word in PROMPT.words]
    assert all(max(one.values) == 255 for one in traced.attention)


def test_renders_that_overlap_do_not_disturb_each_other(engine, run):
    requests = [
        RenderRequest(PROMPT, RenderSettings(seed=1, steps=4)),
        RenderRequest(PROMPT.swap(6, "house"), RenderSettings(seed=2, steps=3)),
    ]
    alone = [run(request)[1] for request in requests]
    jobs, results = {0: engine.stream(requests[0]), 1: engine.stream(requests[1])}, {}
    while jobs:
        for number, job in list(jobs.items()):
            try:
                next(job)
            except StopIteration as end:
                results[number] = end.value
                del jobs[number]
    for number in (0, 1):
        assert results[number].picture == alone[number].picture
        assert results[number].attention == alone[number].attention


def test_a_weighted_word_changes_the_render_and_neutral_weights_do_not(run):
    plain = run(RenderRequest(PROMPT, RenderSettings(seed=1, steps=3)))[1].picture
    heavy = run(RenderRequest(PROMPT.change(5, weight=1.8), RenderSettings(seed=1, steps=3)))[1].picture
    neutral = run(RenderRequest(PROMPT.change(5, weight=1.0), RenderSettings(seed=1, steps=3)))[1].picture
    assert heavy != plain
    assert neutral == plain


def test_progress_counts_steps_and_shows_previews(run):
    events, render = run(RenderRequest(PROMPT, RenderSettings(steps=10)))
    assert [event.step for event in events] == list(range(1, 11))
    previews = [event.preview for event in events if event.preview]
    assert previews
    assert {(p.width, p.height) for p in previews} == {(render.picture.width, render.picture.height)}
    assert events[-1].seconds_left == pytest.approx(0)
    assert len(render.model_hash) == 10


def test_a_prompt_beyond_clips_window_renders(run):
    words = " ".join(f"word{n}" for n in range(90))
    _, render = run(RenderRequest(Prompt.parse(words), RenderSettings(steps=1)))
    assert len(render.attention) == 90


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 0},
        {"steps": 151},
        {"guidance": -1.0},
        {"guidance": float("nan")},
        {"seed": -1},
        {"width": 65},
        {"height": 4096},
    ],
)
def test_values_out_of_range_are_refused(engine, changes):
    with pytest.raises(BadRequest):
        next(engine.stream(RenderRequest(PROMPT, RenderSettings(**changes))))


def test_an_empty_prompt_is_refused(engine):
    with pytest.raises(BadRequest):
        next(engine.stream(RenderRequest(Prompt.parse("  "))))


# ------------------------------------------------------------------ the published models, with tiny random weights


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Loads a kind of Stable Diffusion once: as a diffusers folder, or from one file. Meanwhile the hub may be asked,
    for all that the libraries know; an attempt to reach it fails the test."""
    root, there = tmp_path_factory.mktemp("published"), {}

    def load(kind, in_one_file=False):
        if (kind, in_one_file) not in there:
            if in_one_file:
                path = single_file(root / f"{kind}.safetensors", kind, sgm=kind == "sd-turbo")
                config = str(config_folder(root, kind))
                part = component("text_to_image", "stable_diffusion_file", path, config=config)
            else:
                part = component("text_to_image", "stable_diffusion", diffusers_folder(root, kind))
            tried = []
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
                patch.setattr(socket, "getaddrinfo", lambda *arguments, **_: tried.append(arguments) or [])
                patch.setattr(socket.socket, "connect", lambda self, address: tried.append(address))
                there[kind, in_one_file] = load_text_to_image(part, CPU)
            assert tried == []
        return there[kind, in_one_file]

    return load


def rendered(model, prompt=PROMPT, **settings):
    settings = {"seed": 3, "steps": 2, "guidance": 5.0, "width": 64, "height": 64} | settings
    made = result_of(model.render(prompt, **settings))
    return made.picture, made.attention


@pytest.mark.parametrize(("kind", "in_one_file"), [*((kind, False) for kind in KINDS), ("sd15", True), ("sd21", True)])
def test_every_published_model_renders_the_pipelines_own_picture(published, kind, in_one_file):
    model = published(kind, in_one_file)
    for guidance in (5.0,) if in_one_file else (0.0, 5.0):
        picture, _ = rendered(model, guidance=guidance, negative="blurry")
        expected = model.pipeline(
            PROMPT.text,
            negative_prompt="blurry",
            num_inference_steps=2,
            guidance_scale=guidance,
            width=64,
            height=64,
            generator=torch.Generator().manual_seed(3),
        ).images[0]
        assert picture.tobytes() == expected.tobytes()
        assert len(set(picture.tobytes())) > 10  # and it is a picture


@pytest.mark.parametrize("kind", ["sd15", "sd21"])
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_samplers_are_those_of_the_pipeline(published, kind, sampler):
    model = published(kind)
    pipeline = StableDiffusionPipeline(**model.pipeline.components, requires_safety_checker=False)
    pipeline.scheduler = deterministic(sampler, model.pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    picture, _ = rendered(model, steps=4, sampler=sampler)
    expected = pipeline(
        PROMPT.text,
        num_inference_steps=4,
        guidance_scale=5.0,
        width=64,
        height=64,
        generator=torch.Generator().manual_seed(3),
    ).images[0]
    assert picture.tobytes() == expected.tobytes()
    plain, _ = rendered(model, steps=4)
    assert (picture.tobytes() == plain.tobytes()) == (sampler == model.scheduler)


@pytest.mark.parametrize("kind", ["sd15", "sd21"])
def test_clip_skip_leaves_out_the_text_encoders_last_layers(published, kind):
    model = published(kind)
    skipped, _ = rendered(model, clip_skip=1, guidance=1.0)
    plain, _ = rendered(model, guidance=1.0)
    layers = model.pipeline.text_encoder.encoder.layers
    last = layers[-1]
    del layers[-1]
    shorter, _ = rendered(model, guidance=1.0)
    layers.append(last)
    assert skipped.tobytes() == shorter.tobytes() != plain.tobytes()
    with pytest.raises(BadRequest, match="too few layers to leave out"):
        rendered(model, clip_skip=len(layers))


def test_a_sampler_and_a_clip_skip_are_kept_with_the_render_and_its_preview_is_a_picture(run):
    settings = RenderSettings(seed=1, steps=6, sampler="Euler", clip_skip=1, width=64, height=64)
    progress, render = run(RenderRequest(PROMPT, settings))
    assert (render.scheduler, render.settings.sampler, render.settings.clip_skip, render.sized) == (
        "Euler",
        "Euler",
        1,
        True,
    )
    previews = [event.preview for event in progress if getattr(event, "preview", None)]
    assert previews
    last, picture = (np.asarray(images.to_pil(p), float) for p in (previews[-1], render.picture))
    assert abs(last - picture).mean() < 40


def test_an_unknown_sampler_and_too_many_skipped_layers_are_refused_in_a_sentence(run):
    with pytest.raises(BadRequest, match="no sampler “Euler a”; it has DDIM"):
        run(RenderRequest(PROMPT, RenderSettings(steps=1, sampler="Euler a")))
    with pytest.raises(BadRequest, match="Clip skip must be between 0 and 11"):
        run(RenderRequest(PROMPT, RenderSettings(steps=1, clip_skip=12)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_holds_the_same_model_as_the_folder_it_was_made_from(published, kind):
    folder, file = published(kind), published(kind, in_one_file=True)
    for part in ("unet", "vae", "text_encoder"):
        ours, theirs = (getattr(model.pipeline, part).state_dict() for model in (folder, file))
        assert ours.keys() == theirs.keys()
        assert all(torch.equal(ours[name], theirs[name]) for name in ours), part
    assert folder.pipeline.scheduler.config == file.pipeline.scheduler.config
    assert folder.size == file.size == NATIVE[kind]
    assert len(folder.hash) == len(file.hash) == 10


def test_the_hash_of_what_was_downloaded_is_that_of_its_manifest(tmp_path):
    """The file is gigabytes large; its hash was checked when it came."""
    one = component("text_to_image", "stable_diffusion", tmp_path)
    file = tmp_path / "unet" / "diffusion_pytorch_model.safetensors"
    file.parent.mkdir()
    file.write_bytes(b"weights")
    read = hashlib.sha256(b"weights").hexdigest()[:10]
    assert model_hash(one, [file]) == read
    write_manifest(tmp_path, Manifest(files={"unet/diffusion_pytorch_model.safetensors": File(7, "ab" * 32)}))
    assert model_hash(one, [file]) == "ab" * 5
    file.write_bytes(b"other weights")
    assert model_hash(one, [file]) == hashlib.sha256(b"other weights").hexdigest()[:10]


def test_attention_stays_on_the_device_until_the_render_is_done(engine, monkeypatch):
    """Each of its levels is fetched once, whatever the number of steps: a GPU is not waited for in between."""
    model, fetched, cpu = engine.models.text_to_image, [], torch.Tensor.cpu
    monkeypatch.setattr(torch.Tensor, "cpu", lambda tensor: fetched.append(tensor.shape) or cpu(tensor))
    counts = []
    for steps in (2, 4):
        fetched.clear()
        result_of(model.render(PROMPT, seed=1, steps=steps, guidance=3.0, trace=True, previews=False))
        counts.append(len([shape for shape in fetched if shape[-1] == len(PROMPT)]))
    assert counts[0] == counts[1] > 0


def test_the_schedule_is_the_checkpoints_own(published):
    kinds = {kind: published(kind) for kind in KINDS}
    schedules = {kind: model.pipeline.scheduler.config for kind, model in kinds.items()}
    assert {kind: one.prediction_type for kind, one in schedules.items()} == {
        "sd15": "epsilon",
        "sd21": "v_prediction",
        "sd21-base": "epsilon",
        "sd-turbo": "epsilon",
    }
    assert not any(one.clip_sample for one in schedules.values())
    assert {kind: one.set_alpha_to_one for kind, one in schedules.items() if one.set_alpha_to_one} == {"sd-turbo": True}
    assert {(model.default_steps, model.default_guidance) for model in kinds.values()} == {(20, 5.0), (4, 0.0)}
    turbo = kinds["sd-turbo"]
    assert (turbo.default_steps, turbo.default_guidance) == (4, 0.0)
    turbo.pipeline.scheduler.set_timesteps(4)
    assert turbo.pipeline.scheduler.timesteps.tolist() == [999, 749, 499, 249]


def test_options_name_steps_guidance_and_the_scheduler(tmp_path):
    folder = diffusers_folder(tmp_path, "sd21")
    options = {"steps": 30, "guidance": 9, "scheduler": "dpmpp_2m"}
    model = load_text_to_image(component("text_to_image", "stable_diffusion", folder, **options), CPU)
    assert (model.default_steps, model.default_guidance, model.scheduler) == (30, 9.0, "DPM++ 2M")
    job = model.render(PROMPT, seed=3, steps=3, guidance=5.0, width=64, height=64)
    previews = [next(job) for _ in range(3)]
    assert [step.preview is not None for step in previews] == [True, True, False]
    picture = result_of(job).picture
    generator = torch.Generator().manual_seed(3)
    expected = model.pipeline(
        PROMPT.text, num_inference_steps=3, guidance_scale=5.0, width=64, height=64, generator=generator
    )
    assert picture.tobytes() == expected.images[0].tobytes()
    with pytest.raises(BadRequest, match="ddim or dpmpp_2m"):
        load_text_to_image(component("text_to_image", "stable_diffusion", folder, scheduler="euler_a"), CPU)
    for wrong in (1.5, -0.1, "much", "nan"):
        part = component("text_to_image", "stable_diffusion", folder, guidance_rescale=wrong)
        with pytest.raises(BadRequest, match="from 0 to 1"):
            load_text_to_image(part, CPU)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_become_the_ids_that_the_text_encoder_was_trained_on(published, kind):
    """Stable Diffusion 2 pads with id 0, which is "!" inside a word; exclamation marks of a text stay what they are."""
    tokenizer = published(kind).pipeline.tokenizer
    pad = 49407 if kind == "sd15" else 0
    for text in ("a red car! ready!!", "Kodak Portra 400, zébra", ""):
        expected = [49406, *open_clip.SimpleTokenizer().encode(text), 49407]
        ids = tokenizer(text, padding="max_length", max_length=77, truncation=True).input_ids
        assert ids == expected + [pad] * (77 - len(expected))
        assert len(published(kind).offsets(text)) == len(expected) - 2


@pytest.mark.parametrize("kind", ["sd15", "sd21"])
@pytest.mark.parametrize("sliced", [False, True])
def test_attention_of_all_positions_adds_up_to_everything(published, kind, sliced):
    """Every pixel gives all its attention away: a word that owned all 77 positions would have one unit a layer. Levels
    that are coarser than 8 cells count for nothing: the five layers of the finest are left."""
    pipeline = published(kind).pipeline
    if sliced:
        pipeline.enable_attention_slicing()
    grid = (12, 8)
    recorder = CrossAttentionTrace(pipeline.unet, [range(77), [1]], grid)
    embeddings = torch.cat(pipeline.encode_prompt("a red car", torch.device("cpu"), 1, True))
    with torch.inference_mode(), recorder:
        pipeline.unet(torch.randn(2, 4, *grid), 500, encoder_hidden_states=embeddings)
    assert len(recorder.layers) == 16
    torch.testing.assert_close(recorder.sums[0], torch.full(grid, 5.0), atol=1e-3, rtol=0)
    assert 0 < float(recorder.sums[1].min()) < float(recorder.sums[1].max()) < 5
    assert all("Sliced" in type(layer.get_processor()).__name__ for layer in recorder.layers) == sliced
    pipeline.disable_attention_slicing()


@pytest.mark.parametrize("kind", ["sd15", "sd21"])
def test_tracing_and_working_in_slices_change_pictures_by_rounding_at_most(published, kind):
    model = published(kind)
    plain, none = rendered(model, width=128)
    traced, maps = rendered(model, width=128, trace=True)
    assert none == ()
    assert [(one.word, one.width, one.height) for one in maps] == [(word.text, 16, 8) for word in PROMPT.words]
    model.pipeline.enable_attention_slicing()
    model.pipeline.vae.enable_slicing()
    model.pipeline.vae.enable_tiling()
    try:
        sliced, _ = rendered(model, width=128)
    finally:
        model.pipeline.disable_attention_slicing()
        model.pipeline.vae.disable_slicing()
        model.pipeline.vae.disable_tiling()
    for other in (traced, sliced):
        assert np.abs(np.asarray(plain, int) - np.asarray(other, int)).max() <= 1


def test_files_of_the_variant_fp16_are_found_and_bfloat16_renders_nearly_the_same_picture(published, tmp_path):
    folder = diffusers_folder(tmp_path, "sd21", variant="fp16", half=True)
    rough = load_text_to_image(component("text_to_image", "stable_diffusion", folder), Placement("cpu", "bfloat16"))
    modules = [getattr(rough.pipeline, part) for part in ("unet", "vae", "text_encoder")]
    assert {module.dtype for module in modules} == {torch.bfloat16}
    weight = parts("sd21")[0].state_dict()["conv_in.weight"]
    assert torch.equal(rough.pipeline.unet.conv_in.weight, weight.half().bfloat16())
    one, other = (np.asarray(rendered(model, steps=1)[0], float).ravel() for model in (published("sd21"), rough))
    assert np.corrcoef(one, other)[0, 1] > 0.99  # the same noise, for one


def test_weights_wait_in_main_memory_with_offload(tmp_path, monkeypatch):
    """Without a GPU: what is asked of diffusers, and that it is told when a render is over or has been cancelled."""
    calls = []
    monkeypatch.setattr(
        StableDiffusionPipeline, "enable_model_cpu_offload", lambda self, device: calls.append(("offload", device))
    )
    monkeypatch.setattr(StableDiffusionPipeline, "to", lambda *_: calls.append("moved"))
    monkeypatch.setattr(StableDiffusionPipeline, "maybe_free_model_hooks", lambda self: calls.append("free"))
    folder = diffusers_folder(tmp_path, "sd15")
    placement = Placement("cpu", "float32", offload=True)
    model = load_text_to_image(component("text_to_image", "stable_diffusion", folder), placement)
    assert calls == [("offload", torch.device("cpu"))]
    rendered(model, steps=1)
    job = model.render(PROMPT, seed=1, steps=3, guidance=1.0, width=64, height=64)
    next(job)
    job.close()
    assert calls[1:] == ["free", "free"]


def test_a_picture_of_no_numbers_is_told_instead_of_shown_black(published):
    model = published("sd15")
    before = model.pipeline.unet.conv_out.bias.clone()
    model.pipeline.unet.conv_out.bias.fill_(float("nan"))
    with pytest.raises(BadRequest, match="left the range of float32 and made no picture"):
        rendered(model, steps=1)
    model.pipeline.unet.conv_out.bias.copy_(before)


def test_folders_that_cannot_be_rendered_with_are_refused_with_the_reason(tmp_path):
    folder = diffusers_folder(tmp_path, "sd15")
    part = component("text_to_image", "stable_diffusion", folder)
    unet = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights = load_file(unet)

    def refusal():
        with pytest.raises(ModelMissing) as caught:
            load_text_to_image(part, CPU)
        return str(caught.value)

    write_weights(unet, {name: tensor for name, tensor in weights.items() if name != "conv_in.bias"})
    assert "lacks 1 of its weights (the first is conv_in.bias)" in refusal()
    unet.write_bytes(unet.read_bytes()[:-100])
    assert "could not be loaded" in refusal()
    unet.rename(unet.with_suffix(".bin"))
    assert "as a pickle (diffusion_pytorch_model.bin)" in refusal()
    write_json(folder / "model_index.json", {"_class_name": "StableDiffusionXLPipeline"})
    assert "is made for StableDiffusionXLPipeline" in refusal()
    for file in folder.glob("**/*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    assert "holds its weights as a pickle" in refusal()
