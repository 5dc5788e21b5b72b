"""Quick renders: what they are of the embedded pack, and by which model and in how many steps on the true layouts."""

import numpy as np
import pytest

from promptstudio.catalogue.profiles import Profile
from promptstudio.engine import Engine
from promptstudio.errors import BadRequest
from promptstudio.machine import Placement
from promptstudio.models.adapters.text_to_image import load_text_to_image
from promptstudio.models.render_defaults import render_defaults
from promptstudio.models.renderers import Renderers
from promptstudio.prompt import Prompt
from promptstudio.protocol import LearnedWord, QuickRenderRequest, RenderRequest, RenderSettings
from tiny_vision import component, diffusers_folder

PROMPT = Prompt.parse("a 3d render of a red car in the city at night")


def pixels(render):
    return np.frombuffer(render.picture.rgb, np.uint8).astype(int)


def test_a_quick_render_says_so_and_is_always_the_same(engine, run):
    events, first = run(QuickRenderRequest(PROMPT, RenderSettings(seed=1)))
    again = engine.render(PROMPT, seed=1, quick=True)
    assert first.picture == again.picture
    assert first.quick
    assert (first.settings.steps, first.settings.guidance, first.scheduler) == (4, 3.0, "DPM++ 2M")
    assert first.attention == ()
    assert [event.step for event in events] == [1, 2, 3, 4]
    assert not any(event.preview for event in events)
    assert not engine.render(PROMPT, seed=1, steps=2).quick


def test_it_foretells_the_render_with_its_seed(engine):
    quick = [engine.render(PROMPT, seed=seed, quick=True) for seed in range(4)]
    whole = [engine.render(PROMPT, seed=seed) for seed in range(4)]
    gaps = [[np.abs(pixels(q) - pixels(w)).mean() for w in whole] for q in quick]
    assert [row.index(min(row)) for row in gaps] == [0, 1, 2, 3]


def test_it_takes_no_more_steps_than_the_render_and_its_other_settings(engine):
    render = engine.render(PROMPT, seed=2, steps=2, guidance=1.5, negative="blurry", width=128, height=64, quick=True)
    assert render.settings == RenderSettings(2, 2, 1.5, "blurry", 128, 64)
    assert (render.picture.width, render.picture.height) == (128, 64)


def test_what_a_render_refuses_a_quick_one_refuses_too(engine):
    for prompt, settings in (("  ", {}), ("a car", {"steps": 0}), ("a car", {"width": 65})):
        with pytest.raises(BadRequest):
            engine.render(prompt, quick=True, **settings)
    with pytest.raises(BadRequest, match="safety checker does not look at quick renders"):
        engine.render("a car", quick=True, safety=True)


def test_a_render_without_previews_is_the_same_picture(run):
    request = RenderRequest(PROMPT, RenderSettings(seed=3, steps=6))
    shown, with_previews = run(request)
    silent, without = run(RenderRequest(PROMPT, RenderSettings(seed=3, steps=6), previews=False))
    assert any(event.preview for event in shown)
    assert not any(event.preview for event in silent)
    assert without.picture == with_previews.picture


# ------------------------------------------------------------------ the published models, with tiny random weights


@pytest.mark.parametrize(("kind", "steps", "first"), [("sd15", 5, 999), ("sd21", 5, 999), ("sd-turbo", 1, 999)])
def test_few_steps_begin_at_the_very_noise(tmp_path, kind, steps, first):
    part = component("text_to_image", "stable_diffusion", diffusers_folder(tmp_path, kind))
    model = load_text_to_image(part, Placement("cpu", "float32"))
    scheduler = model._scheduler(model.quick_steps, True, "")
    assert (model.quick_steps, render_defaults(part).quick_steps) == (steps, steps)
    assert len(scheduler.timesteps) == steps
    assert int(scheduler.timesteps[0]) == first
    assert scheduler.config.prediction_type == model.pipeline.scheduler.config.prediction_type


@pytest.fixture(scope="module")
def companions(tmp_path_factory):
    """The components of a profile whose text-to-image model has SD-Turbo beside it for quick pictures."""
    root = tmp_path_factory.mktemp("companions")
    return {
        role: component(role, "stable_diffusion", diffusers_folder(root / role, kind), **options)
        for role, kind, options in (
            ("text_to_image", "sd15", {"steps": 25, "guidance": 7.5}),
            ("preview", "sd-turbo", {"quick_steps": 2}),
        )
    }


@pytest.fixture
def with_companion(companions):
    """Makes engines of that profile, within so many bytes for models."""

    def make(memory_limit=None):
        engine = Engine("embedded", "cpu", memory_limit=memory_limit)
        engine.models.profile = Profile("tiny", "Tiny", "", "", dict(companions))
        engine.models.renderers = Renderers(engine.models.profile)
        return engine

    return make


def quick(engine, **more):
    return engine.render("a red car", RenderSettings(seed=1, width=64, height=64), quick=True, **more)


def test_the_profiles_companion_makes_quick_pictures_in_its_own_steps_without_guidance(with_companion, companions):
    engine = with_companion()
    render = quick(engine)
    assert render.model == companions["preview"].name
    assert (render.settings.steps, render.settings.guidance, render.scheduler) == (2, 0.0, "DDIM")
    assert [model.role for model in engine.memory().models] == ["preview"]
    whole = engine.render("a red car", RenderSettings(seed=1, steps=1, width=64, height=64))
    assert (whole.model, whole.quick) == (companions["text_to_image"].name, False)
    assert {model.role for model in engine.memory().models} == {"preview", "text_to_image"}


def test_a_quick_picture_sends_no_other_model_away(with_companion, companions):
    engine = with_companion()
    whole = engine.render("a red car", RenderSettings(seed=1, steps=1, width=64, height=64))
    (taken,) = (model.bytes for model in engine.memory().models)
    tight = with_companion(memory_limit=round(1.5 * taken))
    tight.render("a red car", RenderSettings(seed=1, steps=1, width=64, height=64))
    render = quick(tight)
    assert (render.model, render.settings.steps) == (whole.model, 5)
    assert [model.role for model in tight.memory().models] == ["text_to_image"]


def test_learned_words_are_read_by_the_model_they_were_learned_for(with_companion, companions):
    word = LearnedWord("learned-1", 1, 32, np.full(32, 0.1, "<f4").tobytes(), "tiny sd15")
    assert quick(with_companion(), learned=[word]).model == companions["text_to_image"].name


def test_without_the_companions_files_the_model_itself_is_quick(with_companion, companions, tmp_path):
    engine = with_companion()
    engine.models.profile.components["preview"] = component("preview", "stable_diffusion", tmp_path / "nowhere")
    render = quick(engine)
    assert (render.model, render.settings.steps) == (companions["text_to_image"].name, 5)
    assert (render.settings.guidance, render.scheduler) == (7.5, "DPM++ 2M")
