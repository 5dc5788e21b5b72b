import weakref

import pytest
import torch

from promptstudio.catalogue import finding
from promptstudio.engine import Engine
from promptstudio.errors import BadRequest, ModelMissing, OutOfMemory
from promptstudio.generators import result_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    DescribeRequest,
    FreeMemoryRequest,
    InversionRequest,
    Loading,
    MemoryRequest,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)

PROMPT = Prompt.parse("a 3d render of a red car, on the beach at night")


def test_analysis_shows_a_preview_first_and_then_the_exact_coupling(run, samples):
    events, result = run(AnalyseRequest(PROMPT, (samples("red-car-city-night"),)))
    assert not events[0].coupling.exact
    assert events[0].without is None
    assert result.coupling.exact
    assert result.coupling.words == tuple(word.text for word in PROMPT.words)
    assert result.scores.r_edit == pytest.approx(1 - result.scores.mu - result.scores.sigma)
    assert len(result.without) == len(PROMPT)
    assert result.without[9] > result.without[1]  # "beach" is wrong here, "3d render" is right
    raw = result.coupling.raw
    assert all(raw[i][j] == pytest.approx(raw[j][i], abs=1e-6) for i in range(5) for j in range(5))


def test_pieces_and_what_no_longer_fits(engine, run):
    long = Prompt.parse(" ".join(["extraordinary"] * 40))
    _, result = run(AnalyseRequest(long))
    assert result.clip_pieces == len(engine.models.clip_offsets(long.text)) > 75
    fits = [word.fits for word in result.pieces]
    assert fits[0]
    assert not fits[-1]
    assert fits == sorted(fits, reverse=True)
    assert result.scores.guide_clip is None


def test_an_empty_prompt_can_be_analysed(run, samples):
    _, result = run(AnalyseRequest(Prompt(), (samples("rocket-in-space"),)))
    assert result.coupling.raw == ()
    assert result.pieces == ()


def test_description_loads_no_model():
    info = Engine("embedded", "cpu").describe()
    assert [method.name for method in info.methods[:2]] == ["edit_friendly", "vgd"]
    assert info.methods[0].choices["guide"] == ("both", "clip", "similarity", "none")
    assert info.methods[0].settings["particles"] == 8
    assert all(model.present and model.bytes > 0 for model in info.models)
    assert info.versions["torch"]


def test_describe_is_a_request_too(run, engine):
    events, info = run(DescribeRequest())
    assert events == []
    assert info == engine.describe()


def test_unknown_profiles_and_devices_are_refused():
    with pytest.raises(BadRequest, match="no profile"):
        Engine("nothing")
    with pytest.raises(BadRequest, match="no device"):
        Engine("embedded", "abacus")


def test_a_missing_model_is_named_with_its_place(tmp_path, monkeypatch, samples):
    monkeypatch.setattr(finding, "resource", lambda *parts: tmp_path.joinpath(*parts))
    engine = Engine("embedded", "cpu")
    assert not any(model.present for model in engine.describe().models)
    with pytest.raises(ModelMissing, match="masked lm"):
        next(engine.stream(AnalyseRequest(PROMPT)))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:124] DefaultCPUAllocator: can't allocate memory"),
    ],
    ids=["python", "cuda", "cpu"],
)
def test_running_out_of_memory_is_typed_frees_what_was_held_and_the_engine_goes_on(error, monkeypatch):
    engine = Engine("embedded", "cpu")
    held = []

    def exhausted(canvases, *_):
        activation = torch.ones(10)
        held.append(weakref.ref(activation))
        raise error

    result_of(engine.stream(RenderRequest(PROMPT, RenderSettings(steps=1))))  # an idle model, which may go
    lm = engine.models.masked_lm
    with monkeypatch.context() as patch:
        patch.setattr(lm, "predict", exhausted)
        with pytest.raises(OutOfMemory, match="ran out of memory") as caught:
            result_of(engine.stream(AnalyseRequest(PROMPT)))
    assert held[0]() is None  # also while the failure is still being handled
    assert caught.value.offers == ()
    assert [model.role for model in engine.memory().models] == ["masked_lm"]
    assert result_of(engine.stream(AnalyseRequest(PROMPT))).coupling.exact


@pytest.mark.parametrize(
    ("device", "offload", "render", "analyse"),
    [
        ("cuda:0", False, ("smaller", "offload", "cpu"), ("offload", "cpu")),
        ("cuda:0", True, ("smaller", "cpu"), ("cpu",)),
        ("mps", False, ("smaller", "cpu"), ("cpu",)),
        ("cpu", False, ("smaller",), ()),
    ],
)
def test_out_of_memory_offers_what_makes_sense(monkeypatch, device, offload, render, analyse):
    engine = Engine("embedded", "cpu")
    residency = engine.models.residency
    monkeypatch.setattr(residency, "device", device)
    monkeypatch.setattr(residency, "offload", offload)

    def exhausted(component):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(residency, "get", exhausted)
    for request, offers in ((RenderRequest(PROMPT), render), (AnalyseRequest(PROMPT), analyse)):
        with pytest.raises(OutOfMemory) as caught:
            result_of(engine.stream(request))
        assert caught.value.offers == offers


def test_models_of_an_open_job_stay_and_others_can_be_freed(samples):
    engine = Engine("embedded", "cpu")
    result_of(engine.stream(RenderRequest(PROMPT, RenderSettings(steps=1))))
    analysing = engine.stream(AnalyseRequest(PROMPT, (samples("red-car-city-night"),)))
    while isinstance(next(analysing), Loading):
        pass
    memory = result_of(engine.stream(MemoryRequest()))
    assert {m.role: m.in_use for m in memory.models} == {"text_to_image": False, "masked_lm": True, "guide_clip": True}
    assert all(m.bytes > 1_000_000 and m.place == "device" for m in memory.models)
    assert memory.used == memory.process > 100_000_000
    freed = result_of(engine.stream(FreeMemoryRequest()))
    assert len(freed.kept) == 2
    assert result_of(analysing).coupling.exact
    freed = result_of(engine.stream(FreeMemoryRequest()))
    assert freed.kept == ()
    assert freed.bytes_after <= freed.bytes_before
    assert engine.memory().models == ()


def test_the_models_own_steps_and_guidance_hold_where_a_request_names_none(engine, run):
    told = engine.describe().render
    _, render = run(RenderRequest(PROMPT, RenderSettings(seed=1)))
    assert (render.settings.steps, render.settings.guidance, render.picture.width) == (
        told.steps,
        told.guidance,
        told.size,
    )
    assert told == Engine("embedded", "cpu").describe().render  # known before anything loads
    _, asked = run(RenderRequest(PROMPT, RenderSettings(seed=1, steps=2, guidance=1.0)))
    assert (asked.settings.steps, asked.settings.guidance) == (2, 1.0)


def test_loading_is_an_event_of_every_verb(samples):
    engine = Engine("embedded", "cpu")
    picture = (samples("red-car-city-night"),)
    invert = InversionRequest(picture, settings={"particles": 2, "steps": 2, "polish": 0}, budget=8)
    others = (
        SuggestRequest(PROMPT, 4, picture),
        AnalyseRequest(PROMPT, picture),
        RenderRequest(PROMPT, RenderSettings(steps=1)),
    )
    told = {}
    for request in (invert, *others):
        engine.free()
        told[type(request)] = [e.role for e in engine.stream(request) if isinstance(e, Loading)]
    assert told == {
        InversionRequest: ["masked_lm", "guide_clip"],
        SuggestRequest: ["masked_lm", "guide_clip"],
        AnalyseRequest: ["masked_lm", "guide_clip"],
        RenderRequest: ["text_to_image"],
    }
