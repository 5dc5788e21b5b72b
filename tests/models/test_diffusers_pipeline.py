"""Five families of diffusers' pipelines as renderers: true classes, random weights, small widths."""

import inspect
import json
import shutil
import threading

import pytest
import torch
from safetensors.torch import save_file

from promptstudio.catalogue import reader
from promptstudio.catalogue.finding import recognise
from promptstudio.catalogue.fit import need_of
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.generators import result_of
from promptstudio.machine import Placement
from promptstudio.models.adapters.diffusers_pipeline import load_diffusers_pipeline
from promptstudio.models.families import family_in
from promptstudio.models.render_defaults import abilities_of, render_defaults
from promptstudio.models.stepwise import stepwise
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import (
    AnalyseRequest,
    DescribeRequest,
    LearnedWord,
    PiecesRead,
    RenderRequest,
    RenderSettings,
)
from tiny_pipelines import FAMILIES, pipeline_folder, z_image_as_published
from tiny_sdxl import sdxl_in_one_file
from tiny_vision import component

CPU = Placement("cpu", "float32")
PROMPT = Prompt.parse("a red car at night")
SETTINGS = {"seed": 3, "steps": 3, "guidance": 4.0, "width": 64, "height": 64}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    there = {}

    def load(family):
        if family not in there:
            folder = pipeline_folder(tmp_path_factory.mktemp("pipelines"), family)
            there[family] = load_diffusers_pipeline(component("text_to_image", "diffusers", folder), CPU), folder
        return there[family]

    return load


def rendered(model, prompt=PROMPT, **settings):
    return result_of(model.render(prompt, **(SETTINGS | settings)))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_render_is_the_pipelines_own_picture_and_the_seed_decides_it(loaded, family):
    model, _ = loaded(family)
    made = rendered(model)
    scale = "true_cfg_scale" if family == "qwen-image" else "guidance_scale"
    takes_negative = {} if family == "flux" else {"negative_prompt": " " if family == "qwen-image" else ""}
    expected = model.pipeline(
        prompt=PROMPT.text,
        num_inference_steps=3,
        width=64,
        height=64,
        generator=torch.Generator().manual_seed(3),
        **{scale: 4.0},
        **takes_negative,
    ).images[0]
    assert made.picture.tobytes() == expected.tobytes()
    assert len(set(made.picture.tobytes())) > 10  # and it is a picture
    assert rendered(model, seed=4).picture.tobytes() != made.picture.tobytes()
    assert made.notes == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_step_is_told_and_closing_ends_the_call_within_one(loaded, family):
    model, _ = loaded(family)
    steps = []
    whole = result_of(model.render(PROMPT, **SETTINGS), steps.append).picture
    assert [step.number for step in steps] == [1, 2, 3]
    assert [step.preview is not None for step in steps] == [family != "qwen-image"] * 2 + [False]
    threads = threading.active_count()
    job = model.render(PROMPT, **SETTINGS)
    next(job)
    assert threading.active_count() == threads + 1
    job.close()
    assert threading.active_count() == threads
    assert rendered(model).picture.tobytes() == whole.tobytes()


def test_renders_that_overlap_do_not_disturb_each_other(loaded):
    model, _ = loaded("sdxl")
    alone = [rendered(model, seed=seed, steps=steps).picture.tobytes() for seed, steps in ((1, 3), (2, 2))]
    first = model.render(PROMPT, **(SETTINGS | {"seed": 1}))
    next(first)
    second = rendered(model, seed=2, steps=2).picture.tobytes()
    assert [result_of(first).picture.tobytes(), second] == alone


def test_weights_of_words_count_with_sdxl_and_are_told_of_elsewhere(loaded):
    heavy = PROMPT.change(1, weight=1.7)
    sdxl, _ = loaded("sdxl")
    for guidance in (1.0, 4.0):
        plain, weighted, neutral = (
            rendered(sdxl, prompt, guidance=guidance) for prompt in (PROMPT, heavy, heavy.change(1, weight=1.0))
        )
        assert weighted.picture.tobytes() != plain.picture.tobytes()
        assert neutral.picture.tobytes() == plain.picture.tobytes()
        assert weighted.notes == ()
    flux, _ = loaded("flux")
    told = rendered(flux, heavy, negative="blurry")
    assert told.picture.tobytes() == rendered(flux).picture.tobytes()
    assert len(told.notes) == 2
    assert "weights" in told.notes[0]
    assert "negative" in told.notes[1]


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_known_before_loading_is_what_the_pipeline_says(loaded, family):
    model, folder = loaded(family)
    takes = inspect.signature(type(model.pipeline).__call__).parameters
    known = render_defaults(component("text_to_image", "diffusers", folder))
    assert known.steps == model.default_steps == takes["num_inference_steps"].default
    guidance = takes["guidance_scale"].default
    assert known.guidance == model.default_guidance == (guidance or takes["true_cfg_scale"].default)
    most = takes["max_sequence_length"].default if "max_sequence_length" in takes else 77
    assert 0 <= most - family_in(folder).pieces <= 2
    assert abilities_of(component("text_to_image", "diffusers", folder)) == model.abilities
    assert recognise(folder, "text_to_image") == "diffusers"


def test_a_learned_word_is_refused_where_it_cannot_be_read(loaded):
    word = LearnedWord("<cat>", 1, 4, bytes(16), "sd15")
    with pytest.raises(BadRequest, match="cannot read it"):
        rendered(loaded("sdxl")[0], Prompt((Word("<cat>"),)), learned=[word])


def test_numbers_that_overflow_are_told_instead_of_shown_black(loaded):
    model, _ = loaded("z-image")
    bias = model.pipeline.vae.decoder.conv_out.bias
    before = bias.clone()
    bias.fill_(float("nan"))
    try:
        with pytest.raises(BadRequest, match="render in float32"):
            rendered(model)
    finally:
        bias.copy_(before)


@pytest.mark.parametrize(
    ("index", "sentence"),
    [
        ({"_class_name": "AnimateDiffPipeline"}, "made for AnimateDiffPipeline"),
        ({"_class_name": "StableDiffusionXLControlNetPipeline"}, "made for StableDiffusionXLControlNet"),
        ({"_class_name": ["my_pipeline", "Mine"]}, "made for"),
        ({"_class_name": "FluxPipeline", "transformer": ["my_code", "Mine"]}, "code of its own for its transformer"),
        ([], "is none"),
    ],
)
def test_what_is_no_pipeline_of_diffusers_own_is_refused_before_anything_is_loaded(index, sentence, tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps(index))
    (tmp_path / "my_code.py").write_text("raise SystemExit")
    (tmp_path / "weights.safetensors").write_bytes(b"")
    with pytest.raises(ModelMissing, match=sentence):
        load_diffusers_pipeline(component("text_to_image", "diffusers", tmp_path), CPU)


def test_pickles_and_a_single_file_are_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(ModelMissing, match="pickle"):
        load_diffusers_pipeline(component("text_to_image", "diffusers", tmp_path), CPU)
    file = tmp_path / "sdxl.safetensors"
    file.write_bytes(b"")
    with pytest.raises(ModelMissing, match="name a folder with its model_index"):
        load_diffusers_pipeline(component("text_to_image", "diffusers", file), CPU)


def test_weights_in_one_file_render_as_their_folder_does_with_the_rest_from_the_folder_that_is_named(loaded, tmp_path):
    model, folder = loaded("z-image")
    rest = tmp_path / "rest"
    shutil.copytree(folder, rest, ignore=shutil.ignore_patterns("diffusion_pytorch_model.safetensors"))
    shutil.copytree(folder / "vae", rest / "vae", dirs_exist_ok=True)
    file = tmp_path / "z_image.safetensors"
    save_file(z_image_as_published(model.pipeline.transformer.state_dict()), file)
    one = component("text_to_image", "diffusers", file, config=str(rest), steps=3)
    made = load_diffusers_pipeline(one, CPU)
    assert rendered(made).picture.tobytes() == rendered(model).picture.tobytes()
    assert made.default_steps == render_defaults(one).steps == 3
    assert need_of(one, "float32") == need_of(component("text_to_image", "diffusers", folder), "float32")
    assert abilities_of(one) == model.abilities
    (rest / "vae" / "diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelMissing, match="no weights of its vae, neither in its file nor in"):
        load_diffusers_pipeline(one, CPU)
    (rest / "model_index.json").write_text(json.dumps({"_class_name": "QwenImagePipeline"}))
    with pytest.raises(ModelMissing, match="from which diffusers makes no QwenImagePipeline"):
        load_diffusers_pipeline(one, CPU)


def test_sdxl_in_one_file_has_the_files_weights_and_not_those_of_the_folder_that_is_named(tmp_path):
    pipeline, file, rest = sdxl_in_one_file(tmp_path)
    made = load_diffusers_pipeline(component("text_to_image", "diffusers", file, config=str(rest)), CPU)
    for part in ("unet", "vae", "text_encoder", "text_encoder_2"):
        expected = getattr(pipeline, part).state_dict()
        found = getattr(made.pipeline, part).state_dict()
        assert {name for name in expected if not torch.equal(expected[name], found[name])} == set(), part
    assert made.abilities.weights
    assert rendered(made).picture.tobytes() != rendered(made, Prompt.parse("a blue car")).picture.tobytes()


def test_an_error_inside_the_call_is_raised_where_its_steps_are_taken():
    def call(on_step):
        on_step(1)
        raise ValueError("broken")

    steps = []
    with pytest.raises(ValueError, match="broken"):
        result_of(stepwise(call), steps.append)
    assert steps == [1]


def test_the_engine_renders_with_a_model_of_the_catalogue_that_a_request_names(loaded, run, tmp_path, monkeypatch):
    _, folder = loaded("z-image")
    catalogue = tmp_path / "models.toml"
    text = f'[models.tiny]\nname = "tiny Z-Image"\nkind = "diffusers"\nlicence = "none"\npath = "{folder.as_posix()}"\n'
    catalogue.write_text(text)
    monkeypatch.setattr(reader, "user_file", lambda: catalogue)
    known = {info.id: info for info in run(DescribeRequest())[1].renderers}
    assert (known["tiny"].name, known["tiny"].present, known["tiny"].abilities.traces) == ("tiny Z-Image", True, False)
    _, render = run(RenderRequest(PROMPT, RenderSettings(steps=2, width=64, height=64, renderer="tiny")))
    assert (render.model, render.settings.renderer, render.attention) == ("tiny Z-Image", "tiny", ())


@pytest.mark.parametrize(("family", "words", "limit"), [("sdxl", 90, 75), ("sd3", 260, 255), ("flux", 90, 511)])
def test_what_is_read_of_a_long_prompt_is_counted_with_the_renderers_own_tokenizer(
    loaded, run, tmp_path, monkeypatch, family, words, limit
):
    model, folder = loaded(family)
    catalogue = tmp_path / "models.toml"
    text = f'[models.tiny]\nname = "tiny"\nkind = "diffusers"\nlicence = "none"\npath = "{folder.as_posix()}"\n'
    catalogue.write_text(text)
    monkeypatch.setattr(reader, "user_file", lambda: catalogue)
    prompt = Prompt.parse("a " * words + "b")
    _, ours = run(AnalyseRequest(prompt))
    assert [pieces.fits for pieces in ours.pieces].index(False) == ours.taken.limit == 75
    _, found = run(AnalyseRequest(prompt, renderer="tiny"))
    own = getattr(model.pipeline, family_in(folder).tokenizer)
    assert found.taken == PiecesRead(len(own.tokenize(prompt.text)), limit, "tiny")
    assert sum(pieces.fits for pieces in found.pieces) <= limit
    assert (found.clip_pieces, found.coupling.words) == (ours.clip_pieces, ours.coupling.words)


def test_a_renderer_that_is_not_here_is_taken_to_read_as_the_profiles_own_does(run):
    prompt = Prompt.parse("a " * 80 + "b")
    assert run(AnalyseRequest(prompt, renderer="not here"))[1].pieces == run(AnalyseRequest(prompt))[1].pieces
