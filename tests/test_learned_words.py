"""Words of Textual Inversion are not read as text, and are as long as their vectors."""

import json

import msgspec
import pytest

from promptstudio.cli import main
from promptstudio.errors import BadRequest
from promptstudio.evaluation.judge import judge
from promptstudio.files.learned import write_learned
from promptstudio.generators import result_of
from promptstudio.learned_words import counting, readable
from promptstudio.models.adapters.learned import learned_word
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import AnalyseRequest, InfluenceRequest, InversionRequest, SuggestRequest

TOKEN = "learned-0a1b2c"
PROMPT = Prompt.parse(f"a picture of {TOKEN} on the beach, at night")
REST = Prompt.parse("a picture of on the beach, at night")
AT = 3  # where the learned word stands


@pytest.fixture
def word(engine):
    """A learned word of two vectors."""
    table = engine.models.text_to_image.piece_embeddings()
    return learned_word(TOKEN, table[:2], engine.models.text_to_image.name)


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


@pytest.fixture(params=["given", "by its origin"])
def known(request, word):
    """The prompt and its learned words: the command line gives them, the window's words know their origin."""
    if request.param == "given":
        return PROMPT, (word,)
    return PROMPT.change(AT, origin=Origin.LEARNED), ()


def without(values):
    return [value for i, value in enumerate(values) if i != AT]


def test_it_is_left_out_where_models_read(run, car, known):
    prompt, learned = known
    events, found = run(AnalyseRequest(prompt, (car,), learned))
    _, rest = run(AnalyseRequest(REST, (car,)))
    assert found.coupling.words == tuple(word.text for word in prompt.words)
    assert without(map(without, found.coupling.raw)) == [list(row) for row in rest.coupling.raw]
    assert without(map(without, found.coupling.cosine)) == [list(row) for row in rest.coupling.cosine]
    assert without(found.coupling.certainty) == list(rest.coupling.certainty)
    assert without(found.without) == list(rest.without)
    assert {*found.coupling.raw[AT], *(row[AT] for row in found.coupling.cosine)} == {0.0}
    assert (found.coupling.certainty[AT], found.without[AT], found.scores.guide_clip) == (0.0, 0.0, None)
    assert found.scores == msgspec.structs.replace(rest.scores, guide_clip=None)
    assert found.pieces[AT].lm == ()
    _, acting = run(InfluenceRequest(prompt, learned))
    _, others = run(InfluenceRequest(REST))
    assert without(map(without, acting.matrix)) == [list(row) for row in others.matrix]
    assert {*acting.matrix[AT], *(row[AT] for row in acting.matrix)} == {0.0}
    assert events[0].coupling.words == found.coupling.words


def test_alone_it_is_coupled_with_nothing(run, car, word):
    _, found = run(AnalyseRequest(Prompt.parse(TOKEN), (car,), (word,)))
    assert found.coupling.raw == ((0.0,),)
    assert found.scores.guide_clip is found.scores.fluency is None
    assert found.without == (0.0,)
    assert found.clip_pieces == 2


def test_it_counts_as_many_pieces_as_the_text_encoder_reads(engine, run, word):
    model = engine.models.text_to_image
    long = Prompt.parse(f"{TOKEN} and " * 8 + "a cat")
    for prompt in (PROMPT, long):
        _, found = run(AnalyseRequest(prompt, (), (word,)))
        slots = model._slots(prompt, model._learned_rows(prompt, (word,)))
        assert [len(pieces.clip) for pieces in found.pieces] == [len(slot) for slot in slots]
        assert found.clip_pieces == slots[-1][-1]  # SOT stands at 0
        assert all(pieces.fits for pieces in found.pieces)
    _, by_name = run(AnalyseRequest(long))
    assert by_name.clip_pieces > found.clip_pieces


def test_pieces_of_a_text_with_learned_words():
    letters = counting(lambda text: [(c, i, i + 1) for i, c in enumerate(text) if c != " "], {"ab": 3, "c": 0})
    assert letters("x ab, c") == [("x", 0, 1), *[("ab", 2, 4)] * 3, (",", 4, 5)]
    assert letters("abc") == [("a", 0, 1), ("b", 1, 2), ("c", 2, 3)]  # only whole words


def test_nothing_is_suggested_in_its_place(engine, known):
    prompt, learned = known
    with pytest.raises(BadRequest, match=f"“{TOKEN}” is learned and stands for numbers"):
        next(engine.stream(SuggestRequest(prompt, AT, (), 6, learned)))


@pytest.mark.parametrize("index", [1, 6])
def test_other_words_are_replaced_as_if_it_were_not_there(run, car, known, index):
    prompt, learned = known
    _, found = run(SuggestRequest(prompt, index, (car,), 6, learned))
    _, rest = run(SuggestRequest(REST, index - (index > AT), (car,)))
    assert REST.words[index - (index > AT)].text == prompt.words[index].text
    assert found.items == rest.items
    assert (found.prompt, found.index) == (prompt, index)


def test_leaving_words_out_keeps_the_rest_as_it_stands():
    assert readable(PROMPT, (AT,)).text == REST.text
    assert readable(PROMPT, ()) is PROMPT


def test_several_learned_words_keep_their_place_within_the_budget(engine, run, samples):
    """Three pieces: two vectors and a comma, although the names have more."""
    pictures = (samples("cactus-snow-day"), samples("rocket-in-space"))
    settings = {"steps": 2, "batch": 1}
    _, result = run(InversionRequest(pictures, "textual_inversion", "multi_concept", 3, settings=settings))
    assert [word.text for word in result.prompt.words] == [word.token for word in result.learned]
    assert [word.concept for word in result.prompt.words] == [0, 1]
    assert (result.coupling, result.scores.guide_clip) == (None, None)
    assert len(result.notes) == 2
    wide = InversionRequest(pictures[:1], "textual_inversion", budget=3, settings={"vectors": 4})
    with pytest.raises(BadRequest, match="4 vectors"):
        next(engine.stream(wide))


def test_judges_do_not_read_it(engine, car):
    prompt = PROMPT.change(AT, origin=Origin.LEARNED)
    found = result_of(judge(engine.models, prompt, (car,), (car.picture,)))
    assert (found.clip_text, found.perplexity, found.coupling) == (None, None, None)
    assert found.clip_image > 0.9  # the picture itself
    plain = result_of(judge(engine.models, REST, (car,)))
    assert None not in (plain.clip_text, plain.perplexity, plain.coupling)


def test_the_command_line_reads_learned_words(capfd, tmp_path, word):
    file = str(tmp_path / "word.safetensors")
    write_learned(tmp_path / "word.safetensors", word)
    assert main(["analyse", PROMPT.text, "--learned", file, "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["clip_pieces"] == 2 + 9  # eight other words and a comma
    assert main(["suggest", PROMPT.text, "--word", TOKEN, "--learned", file]) == 2
    assert "is learned" in capfd.readouterr().err
