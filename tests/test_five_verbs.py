"""All five verbs on every true layout. Checkpoints are tiny and random; the way through the program is the real one,
from a user's models.toml to the comparison of two renders."""

import pytest

import tiny_profiles
from promptstudio.catalogue import reader
from promptstudio.engine import Engine
from promptstudio.generators import result_of
from promptstudio.models.adapters import captioner
from promptstudio.protocol import InversionRequest, SeparateRequest, SuggestRequest


@pytest.fixture(scope="module")
def own_models(tmp_path_factory):
    """The user's models.toml with every tiny profile."""
    file = tiny_profiles.write(tmp_path_factory.mktemp("tiny"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(captioner, "_PIECES", 16)
        patch.setattr(reader, "user_file", lambda: file)
        yield file


def roles_of(profile):
    return dict(zip(tiny_profiles.ROLES, tiny_profiles.PROFILES[profile], strict=False))


def test_every_checkpoint_stands_in_a_profile():
    there = {pair for profile in tiny_profiles.PROFILES for pair in roles_of(profile).items()}
    assert there == {(role, name) for role, checkpoints in tiny_profiles.ROLES.items() for name in checkpoints}


@pytest.mark.parametrize("profile", tiny_profiles.PROFILES)
def test_the_five_verbs(own_models, samples, profile):
    engine = Engine(f"tiny-{profile}", "cpu")
    names = roles_of(profile)
    assert {m.role: m.name for m in engine.describe().models if m.role != "phrases"} == names
    done = {verb: result for verb, result, _ in tiny_profiles.run(engine, samples("red-car-city-night"))}
    assert tuple(done) == tiny_profiles.verbs_of(engine)

    for method, lm in (("edit_friendly", "masked_lm"), ("vgd", "causal_lm")):
        result = done[f"invert ({method})"]
        assert len(engine.models.clip_offsets(result.prompt.text)) <= tiny_profiles.BUDGET
        assert result.models[lm] == names[lm]
        assert result.prompt.words
        assert -1 <= result.scores.guide_clip <= 1
        assert result.coupling.model == names["masked_lm"]
    suggestions = done["suggest"]
    assert all(item.reach in (1, 2, 3) and item.text != "red" for item in suggestions.items)
    analysis = done["analyse"]
    assert analysis.coupling.exact
    assert len(analysis.without) == len(tiny_profiles.PROMPT)
    render = done["render"]
    assert render.model == names["text_to_image"]
    assert (render.picture.width, render.picture.height) == (tiny_profiles.SIDE, tiny_profiles.SIDE)
    assert (render.settings.steps, render.settings.guidance) == ((4, 0.0) if "turbo" in render.model else (2, 5.0))
    assert [one.word for one in render.attention] == [word.text for word in tiny_profiles.PROMPT.words]
    comparison = done["compare"]
    assert comparison.change > 0
    assert comparison.judge == names["guide_clip"]

    # Towers are compared once both are loaded; some of the guides have the renderer's own.
    assert done["invert (vgd)"].notes == ()
    guide, renderer = names["guide_clip"], names["text_to_image"]
    same = (guide, renderer.split()[0]) in (("OpenCLIP of SD 2", "sd21"), ("CLIP of SD 1", "sd15"))
    settings = tiny_profiles.METHODS["vgd"]
    again = InversionRequest((samples("red-car-city-night"),), method="vgd", budget=2, settings=settings)
    notes = result_of(engine.stream(again)).notes
    assert len(notes) == (0 if same else 1)
    assert all(note.startswith(f"{guide} and the text encoder of {renderer} are different") for note in notes)


@pytest.mark.parametrize(
    ("later", "request_of"),
    [
        (
            "masked_lm",
            lambda picture: InversionRequest((picture,), budget=2, settings=tiny_profiles.METHODS["edit_friendly"]),
        ),
        ("causal_lm", lambda picture: InversionRequest((picture,), "vgd", budget=2, settings={"beams": 2})),
        ("masked_lm", lambda picture: SuggestRequest(tiny_profiles.PROMPT, 1, (picture,), count=1)),
        ("masked_lm", lambda picture: SeparateRequest(tiny_profiles.PROMPT, 1, 2, (picture,))),
    ],
)
def test_the_captioner_has_looked_before_a_language_model_takes_its_room(own_models, samples, later, request_of):
    """Together they need not fit: of a profile of 7-billion-parameter models they do not."""
    engine = Engine("tiny-one", "cpu")
    loads, residency = [], engine.models.residency
    load = residency._load
    residency._load = lambda component, place: loads.append(component.role) or load(component, place)
    result_of(engine.stream(request_of(samples("red-car-city-night"))))
    assert loads.index("captioner") < loads.index(later)
