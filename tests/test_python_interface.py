"""The Python interface: results of one call, what it takes as prompts and words, and its sentences for mistakes."""

import pytest

from promptstudio import Engine, Prompt, read_image
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.protocol import (
    Loading,
    Lock,
    Progress,
    RenderProgress,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)
from promptstudio.resources import resource

CAR = resource("samples", "red-car-city-night.png")
TEXT = "a red car in the city at night"
QUICK = {"particles": 2, "steps": 2, "polish": 0}


def test_a_call_gives_what_the_request_gives(engine, run):
    request = SuggestRequest(Prompt.parse(TEXT), 1, (read_image(CAR),), 3)
    expected = run(request)[1].items
    for prompt, word in ((TEXT, "red"), (TEXT, 1), (Prompt.parse(TEXT), "RED")):
        assert engine.suggest(prompt, word, CAR, count=3).items == expected


def test_a_word_is_named_by_its_place_among_equals(engine):
    assert engine.suggest("a red car, a red bus", "red#2", count=1).index == 4


def test_events_reach_the_callback_and_its_exception_ends_the_job(engine):
    seen = []
    result = engine.invert(CAR, budget=8, settings=QUICK, locks=["night", Lock("car")], on_event=seen.append)
    assert any(isinstance(event, Progress) for event in seen)
    assert {"night", "car"} <= {word.text for word in result.prompt.words}

    class Enough(Exception):
        pass

    def stop(event):
        if not isinstance(event, Loading):
            raise Enough

    with pytest.raises(Enough):
        engine.render(TEXT, steps=5, on_event=stop)
    assert engine.memory().models == () or not any(model.in_use for model in engine.memory().models)


def test_render_settings_are_given_by_name_or_whole(engine, run):
    by_name = engine.render(TEXT, seed=3, steps=2, guidance=2.0, trace=False)
    whole = engine.render(TEXT, RenderSettings(3, 2, 2.0), trace=False)
    asked = run(RenderRequest(Prompt.parse(TEXT), RenderSettings(3, 2, 2.0), trace=False))[1]
    assert by_name.picture == whole.picture == asked.picture
    with pytest.raises(BadRequest, match="no setting “sed”"):
        engine.render(TEXT, sed=3)
    with pytest.raises(BadRequest, match="not both"):
        engine.render(TEXT, RenderSettings(), seed=3)


def test_an_edit_is_both_renders_of_one_seed_and_their_comparison(engine):
    seen = []
    edit = engine.edit(TEXT, swap={"car": "bus"}, append=", pixel art", seed=2, steps=2, on_event=seen.append)
    assert edit.before.text == edit.a.prompt.text == TEXT
    assert edit.after.text == edit.b.prompt.text == "a red bus in the city at night, pixel art"
    assert edit.a.settings == edit.b.settings
    assert edit.comparison == engine.compare(edit.a, edit.b)
    assert sum(isinstance(event, RenderProgress) for event in seen) == 4
    again = engine.edit(TEXT, edit.after, seed=2, steps=2)
    assert again.b.picture == edit.b.picture


@pytest.mark.parametrize("changes", [{}, {"to": "a bus", "swap": {"car": "bus"}}, {"append": "  "}])
def test_an_edit_is_the_edited_prompt_or_its_changes(engine, changes):
    with pytest.raises(BadRequest, match="An edit needs"):
        engine.edit(TEXT, **changes)


def test_mistakes_are_refused_in_a_sentence(engine):
    for mistake in (
        lambda: engine.analyse(None),
        lambda: engine.analyse(TEXT, 7),
        lambda: engine.suggest(TEXT, "boat"),
        lambda: engine.suggest(TEXT, 40),
        lambda: engine.compare(7, 7),
        lambda: engine.invert(CAR, budget=0),
        lambda: engine.invert(),
        lambda: engine.duel(CAR, []),
        lambda: Engine("embedded", "abacus"),
        lambda: Engine(dtype="float12"),
    ):
        with pytest.raises(BadRequest) as caught:
            mistake()
        assert str(caught.value).endswith((".", "?"))
    with pytest.raises((BadRequest, ModelMissing)):
        Engine("nothing")


def test_a_request_of_no_verb_is_refused(engine):
    with pytest.raises(BadRequest, match="no verb for a str"):
        next(engine.stream("render"))
