"""Syntax of other programs stays in a prompt, and no model reads it."""

import pytest

from promptstudio.errors import BadRequest
from promptstudio.files import a1111
from promptstudio.learned_words import in_all_places, in_read_places
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    AnalyseRequest,
    AttentionMap,
    CompareRequest,
    InfluenceRequest,
    RenderRequest,
    RenderSettings,
    SuggestRequest,
)

PROMPT, NOTES = a1111.parse_weighted("a red car <lora:demo:0.8>, on (grass:1.2) BREAK")
BARE = a1111.parse_weighted("a red car, on (grass:1.2)")[0]
SETTINGS = RenderSettings(seed=3, steps=2)


def test_the_words_of_models_are_the_others():
    assert [word.text for word in PROMPT.words if word.opaque] == ["<lora:demo:0.8>", "BREAK"]
    assert PROMPT.opaque == (3, 6)
    assert NOTES == ("Kept for other programs, and not read here: <lora:demo:0.8>, BREAK.",)


@pytest.mark.model
def test_a_picture_is_that_of_the_other_words(run):
    _, whole = run(RenderRequest(PROMPT, SETTINGS))
    _, bare = run(RenderRequest(BARE, SETTINGS))
    assert whole.picture == bare.picture
    assert whole.prompt == PROMPT
    assert [found.word for found in whole.attention] == [word.text for word in PROMPT.words]
    assert in_read_places(whole.attention, PROMPT) == bare.attention
    assert not any(whole.attention[3].values)
    changed = PROMPT.swap(3, "<lora:demo:0.1>").swap(2, "bus")
    _, other = run(RenderRequest(changed, SETTINGS))
    _, found = run(CompareRequest.of_renders(whole, other))
    assert "lora" not in found.sentence
    _, weaker = run(RenderRequest(PROMPT.swap(3, "<lora:demo:0.1>"), SETTINGS))
    _, same = run(CompareRequest.of_renders(whole, weaker))
    assert same.sentence.startswith("What was changed is syntax of another program")
    with pytest.raises(BadRequest, match="empty"):
        run(RenderRequest(a1111.parse_weighted("<lora:demo:0.8> BREAK")[0], SETTINGS))


@pytest.mark.model
def test_figures_are_those_of_the_other_words(run, samples):
    reference = (samples("cactus-snow-day"),)
    _, whole = run(AnalyseRequest(PROMPT, reference))
    _, bare = run(AnalyseRequest(BARE, reference))
    assert (whole.clip_pieces, whole.scores) == (bare.clip_pieces, bare.scores)
    assert whole.pieces[3].clip == whole.pieces[6].lm == ()
    assert len(whole.pieces) == len(whole.coupling.certainty) == len(PROMPT)
    assert whole.coupling.cosine[0][4] == bare.coupling.cosine[0][3]
    assert set(whole.coupling.cosine[3]) == {0.0}
    _, influence = run(InfluenceRequest(PROMPT))
    assert set(influence.matrix[6]) == {0.0}


@pytest.mark.model
def test_suggestions_are_for_words(run):
    _, found = run(SuggestRequest(PROMPT, 5, count=2))
    assert len(found.items) == 2
    with pytest.raises(BadRequest, match="“BREAK” is syntax of another program"):
        run(SuggestRequest(PROMPT, 6, count=2))


@pytest.mark.model
def test_a_prompt_of_nothing_else_is_analysed_too(run):
    _, found = run(AnalyseRequest(a1111.parse_weighted("<lora:demo:0.8>")[0]))
    assert found.coupling.cosine == ((0.0,),)


def test_maps_have_a_place_for_every_word():
    maps = tuple(AttentionMap(word.text, 2, 1, b"\1\2") for word in BARE.words)
    placed = in_all_places(maps, PROMPT)
    assert [found.values for found in placed] == [b"\1\2"] * 3 + [b"\0\0"] + [b"\1\2"] * 2 + [b"\0\0"]
    assert in_read_places(placed, PROMPT) == maps
    assert in_all_places((), PROMPT) == ()


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (lambda p: p.swap(3, "<lora:demo:0.1>"), "a red car <lora:demo:0.1>, on grass BREAK"),
        (lambda p: p.swap(3, " "), "a red car, on grass BREAK"),
        (lambda p: p.delete(3), "a red car, on grass BREAK"),
        (lambda p: p.move(6, 0), "BREAK a red car, <lora:demo:0.8> on grass"),
        (lambda p: p.insert(3, a1111.parse_weighted("(old:1.3)")[0]), "a red car old <lora:demo:0.8>, on grass BREAK"),
        (lambda p: p.append(a1111.parse_weighted(", <a:x>")[0]), "a red car <lora:demo:0.8>, on grass BREAK, <a:x>"),
    ],
)  # fmt: skip
def test_edits_keep_them_whole(edit, text):
    edited = edit(PROMPT)
    assert edited.text == text
    assert all(word.opaque == (word.text[0] in "<B") for word in edited.words)


def test_weights_of_what_is_put_in_are_kept():
    put = Prompt.parse("a car").insert(1, a1111.parse_weighted("(old:1.3) [red]")[0])
    assert [(word.text, word.weight) for word in put.words] == [("a", 1), ("old", 1.3), ("red", 0.9091), ("car", 1)]
