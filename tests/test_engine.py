import pytest

from promptstudio.engine import Engine
from promptstudio.errors import BadRequest, ModelMissing, OutOfMemory
from promptstudio.models import catalog
from promptstudio.prompt import Prompt
from promptstudio.protocol import AnalyseRequest, DescribeRequest

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
    assert [method.name for method in info.methods] == ["edit_friendly", "vgd"]
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
    monkeypatch.setattr(catalog, "resource", lambda *parts: tmp_path.joinpath(*parts))
    engine = Engine("embedded", "cpu")
    assert not any(model.present for model in engine.describe().models)
    with pytest.raises(ModelMissing, match="masked lm"):
        next(engine.run(AnalyseRequest(PROMPT)))


def test_running_out_of_memory_is_said_in_one_sentence(engine, monkeypatch):
    def exhausted(*_args: object, **_kwargs: object) -> None:
        raise MemoryError

    monkeypatch.setattr(engine.models.masked_lm, "logits", exhausted)
    with pytest.raises(OutOfMemory, match="ran out of memory"):
        next(engine.run(AnalyseRequest(PROMPT)))
