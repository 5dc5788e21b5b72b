import pytest

from promptstudio.errors import BadRequest
from promptstudio.guide.guide import guide_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import SuggestRequest
from promptstudio.verbs.suggest import LARGE, SMALL, is_word, reach

PROMPT = Prompt.parse("a 3d render of a blue car, on the beach at night")


def test_suggestions_are_ranked_by_their_gain_which_is_the_real_change_of_the_cosine(engine, run, samples):
    reference = samples("red-car-city-night")
    events, result = run(SuggestRequest(PROMPT, 9, (reference,)))
    gains = [item.clip_gain for item in result.items]
    assert len(gains) == 6
    assert gains == sorted(gains, reverse=True)
    scorer = guide_of(engine.models).target((reference,)).scorer
    for item in result.items:
        expected = scorer([PROMPT.swap(9, item.text).text]) - scorer([PROMPT.text])
        assert item.clip_gain == pytest.approx(float(expected), abs=1e-5)
    assert result.items[0].clip_gain > 0.05  # "beach" is wrong for this picture, and the guide knows
    first = next(event for event in events if event.items)
    assert [item.text for item in first.items] == [item.text for item in result.items]
    assert {item.reach for item in first.items} == {0}


def test_the_word_itself_punctuation_and_repeats_are_never_suggested(run):
    for index in range(len(PROMPT)):
        _, result = run(SuggestRequest(PROMPT, index, count=20))
        texts = [item.text for item in result.items]
        assert len(set(texts)) == len(texts)
        assert PROMPT.words[index].text not in texts
        assert all(Prompt.parse(text).text.strip(" ") == text for text in texts)
        assert not any(mark in text for text in texts for mark in ",.!?;:")


def test_no_suggestion_ends_in_a_letter_that_is_torn_from_another_word(run, samples):
    """“shinyd”: the model has seen “shiny 3d”, and the d alone has room."""
    prompt = Prompt.parse("a cartoon drawing of a blue mushroom on the grass at night")
    _, result = run(SuggestRequest(prompt, 1, (samples("yellow-mushroom-grass-night"),)))
    assert "shinyd" not in [item.text for item in result.items]
    assert not is_word([" shiny", "d"], "shinyd")
    assert is_word([" lighthouse", "s"], "lighthouses")
    assert is_word([" B", "M", "W"], "BMW")


def test_without_references_fluency_decides(run):
    _, result = run(SuggestRequest(PROMPT, 5))
    assert all(item.clip_gain is None for item in result.items)
    fluency = [item.fluency_change for item in result.items]
    assert fluency == sorted(fluency, reverse=True)


def test_coupling_and_reach_are_known_for_every_suggestion_in_the_end(run):
    _, result = run(SuggestRequest(PROMPT, 6, count=4))
    assert all(item.reach == reach(item.coupling) > 0 for item in result.items)
    assert len({item.coupling for item in result.items}) > 1


def test_a_word_that_stands_twice_reaches_far_and_one_that_stands_alone_does_not(run):
    _, twice = run(SuggestRequest(Prompt.parse("a hamburger on the beach. the hamburger is large"), 1, count=3))
    _, once = run(SuggestRequest(PROMPT, 9, count=3))
    assert {item.reach for item in twice.items} == {3}
    assert max(item.coupling for item in once.items) < min(item.coupling for item in twice.items)


def test_the_coupling_of_a_suggestion_is_that_of_its_place_before_and_after(engine, run):
    """With so few others that none are masked together, it is the analysis' own."""
    prompt = Prompt.parse("a red car")
    _, result = run(SuggestRequest(prompt, 1, count=2))
    for item in result.items:
        after = prompt.swap(1, item.text)
        both = [engine.analyse(one).coupling.cosine[1] for one in (prompt, after)]
        expected = sum(row[0] + row[2] for row in both) / 4
        assert item.coupling == pytest.approx(expected, abs=1e-5)
    assert [reach(x) for x in (0, SMALL, LARGE)] == [1, 2, 3]


@pytest.mark.parametrize("text", ["car", "🚗", "zébra stripes"])
def test_one_word_and_odd_words(run, text):
    _, result = run(SuggestRequest(Prompt.parse(text), 0))
    assert result.items


@pytest.mark.parametrize(("index", "count"), [(99, 6), (-1, 6), (0, 0), (0, 21)])
def test_what_cannot_be_asked_is_refused(engine, index, count):
    with pytest.raises(BadRequest):
        next(engine.stream(SuggestRequest(PROMPT, index, count=count)))
