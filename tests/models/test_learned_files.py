"""Words of Textual Inversion in the files of other programs, and using them by the names they have there."""

import io
import pickle
import zipfile

import pytest
import torch
from safetensors.torch import save_file

from promptstudio.cli.edit import after_edit
from promptstudio.errors import BadRequest
from promptstudio.learned_words import counting, learned_indices, with_tokens
from promptstudio.models.adapters.learned import embeddings_of, learned_word, read_learned, read_learned_words
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import AnalyseRequest, RenderRequest, RenderSettings
from promptstudio.words import find_words, word_index


def vectors(count, width=8):
    return torch.linspace(0, 1, count * width).reshape(count, width)


def file(folder, tensors, name="learned_embeds.safetensors", **metadata):
    save_file(tensors, folder / name, metadata=metadata or None)
    return folder / name


@pytest.mark.parametrize("token", ["<cat-toy>", "<my cat toy v1.5>", "sks", "S*", "风格", "a.b.c"])
@pytest.mark.parametrize("count", [1, 4, 75])
def test_diffusers_calls_the_tensor_by_its_token(tmp_path, token, count):
    word = read_learned(file(tmp_path, {token: vectors(count)}))
    assert (word.token, word.vectors, word.width) == (token, count, 8)
    assert torch.equal(embeddings_of(word), vectors(count))


def test_a_single_vector_may_have_one_dimension_or_three(tmp_path):
    assert read_learned(file(tmp_path, {"x": vectors(1)[0]})).vectors == 1
    assert read_learned(file(tmp_path, {"x": vectors(3)[None]})).vectors == 3


@pytest.mark.parametrize("name", ["my.style.v1.5", "my style", "Style (new)", "style-75v"])
@pytest.mark.parametrize("key", ["emb_params", "string_to_param.*", "*"])
def test_automatic1111_calls_the_file_by_its_token(tmp_path, name, key):
    word = read_learned(file(tmp_path, {key: vectors(2).half()}, f"{name}.safetensors"))
    assert (word.token, word.vectors) == (name, 2)


def test_of_a_word_for_sdxl_the_half_of_its_first_text_encoder_is_taken(tmp_path):
    word = read_learned(file(tmp_path, {"clip_l": vectors(2), "clip_g": vectors(2, 12)}, "xl.safetensors"))
    assert (word.token, word.vectors, word.width) == ("xl", 2, 8)
    assert word.model == "the first text encoder of Stable Diffusion XL"
    with pytest.raises(BadRequest, match="no word of Textual Inversion"):
        read_learned(file(tmp_path, {"clip_g": vectors(2, 12)}, "half.safetensors"))


def test_a_file_of_several_words_gives_all_of_them_or_says_which_they_are(tmp_path):
    path = file(tmp_path, {"<s1>": vectors(1), "<s2>": vectors(2)})
    assert [(word.token, word.vectors) for word in read_learned_words(path)] == [("<s1>", 1), ("<s2>", 2)]
    with pytest.raises(BadRequest, match="holds 2 words: “<s1>”, “<s2>”"):
        read_learned(path)


def pickled(kind):
    if kind == "legacy":
        return pickle.dumps({"string_to_param": {"*": [0.0]}})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({}))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["legacy", "zip"])
@pytest.mark.parametrize("name", ["old.pt", "learned_embeds.bin", "renamed.safetensors"])
def test_a_pickle_is_never_read_and_called_what_it_is(tmp_path, kind, name):
    (tmp_path / name).write_bytes(pickled(kind))
    with pytest.raises(BadRequest) as caught:
        read_learned(tmp_path / name)
    assert str(caught.value) == (
        f"{name} is a pickle (.pt, .bin), which may run programs and is never read; convert it to .safetensors."
    )


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        ({"lora_unet_down.lora_down.weight": vectors(2)}, "tensors such as “lora_unet_down.lora_down.weight”"),
        ({f"t{n}": vectors(1) for n in range(70)}, "tensors such as"),
        ({}, "no tensor that is one"),
        ({"x": vectors(76)}, "“x” in learned_embeds.safetensors has 76 vectors; a prompt has room for 75"),
        ({"x": torch.zeros(2, 2, 2, 2)}, "4 dimensions"),
        ({"x": torch.full((1, 4), torch.nan)}, "no numbers"),
        ({"x\u0007": vectors(1)}, "characters that cannot be typed"),
    ],
)
def test_what_is_no_word_is_refused_with_the_reason(tmp_path, tensors, sentence):
    with pytest.raises(BadRequest, match=sentence):
        read_learned(file(tmp_path, tensors))


def test_a_file_that_is_not_there_or_is_nothing(tmp_path):
    with pytest.raises(BadRequest, match=r"gone\.safetensors cannot be read"):
        read_learned(tmp_path / "gone.safetensors")
    (tmp_path / "x.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadRequest, match=r"x\.safetensors cannot be read"):
        read_learned(tmp_path / "x.safetensors")


# ------------------------------------------------------------------ in a prompt


@pytest.mark.parametrize(
    ("text", "tokens", "words"),
    [
        ("a <cat-toy>, on grass", ["<cat-toy>"], ["a", "<cat-toy>", "on", "grass"]),
        ("(<cat-toy>) on grass.", ["<cat-toy>"], ["<cat-toy>", "on", "grass"]),
        ("a photo in my.style.v1.5.", ["my.style.v1.5"], ["a", "photo", "in", "my.style.v1.5"]),
        ("my style, my style v2", ["my style", "my style v2"], ["my style", "my style v2"]),
        ("my styles in my style", ["my style"], ["my", "styles", "in", "my style"]),
        ("sks dog", ["sks"], ["sks", "dog"]),
        ("a red car", ["<cat-toy>"], ["a", "red", "car"]),
        ("<s1><s2>", ["<s1>", "<s2>"], ["<s1>", "<s2>"]),
    ],
)
def test_a_mention_of_a_learned_word_is_one_word(text, tokens, words):
    prompt = with_tokens(Prompt.parse(text), tokens)
    assert [word.text for word in prompt.words] == words
    assert prompt.text == text
    assert {word.text for word in prompt.words if word.origin is Origin.LEARNED} == {*tokens} & {*words}
    assert with_tokens(prompt, tokens) == prompt


def test_a_learned_word_is_found_by_its_name():
    prompt = with_tokens(Prompt.parse("a <cat-toy> in my style, <cat-toy>"), ["<cat-toy>", "my style"])
    assert word_index(prompt, "<cat-toy>") == 1
    assert find_words(prompt, "<cat-toy>#2") == range(4, 5)
    assert find_words(prompt, "my style") == range(3, 4)
    assert after_edit(prompt, ["<cat-toy>=dog"], everywhere=True).text == "a dog in my style, dog"


def test_its_vectors_are_counted_whatever_its_characters():
    def letters(text):
        return [(c, i, i + 1) for i, c in enumerate(text) if c != " "]

    pieces = counting(letters, {"<cat toy>": 3})("a <cat toy>, b")
    assert [piece for piece, _, _ in pieces] == ["a", *["<cat toy>"] * 3, ",", "b"]


@pytest.mark.parametrize("token", ["<cat-toy>", "my.style v1.5"])
def test_a_word_of_another_program_renders(engine, run, token):
    model = engine.models.text_to_image
    word = learned_word(token, model.piece_embeddings()[:3], "another model")
    prompt = with_tokens(Prompt.parse(f"a picture of {token}, at night"), [token])
    known = model._learned_rows(prompt, [word])
    assert model._slots(prompt, known) == [[1], [2], [3], [4, 5, 6], [8], [9]]  # a comma stands between
    settings = RenderSettings(steps=1)
    _, render = run(RenderRequest(prompt, settings, trace=False, learned=(word,)))
    _, plain = run(RenderRequest(prompt, settings, trace=False))
    assert render.picture != plain.picture
    _, found = run(AnalyseRequest(prompt, learned=(word,)))
    assert learned_indices(prompt, [word]) == (3,)
    assert found.pieces[3].clip == (token,) * 3
    text = f"a picture of {token}, at night"
    assert engine.render(text, settings, trace=False, learned=[word]).picture == render.picture
