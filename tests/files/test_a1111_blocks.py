"""AUTOMATIC1111's block is read as people and other programs leave it."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked_pictures import png, with_exif
from promptstudio.files import a1111, metadata
from promptstudio.prompt import Prompt

SETTINGS = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 123, Size: 512x512, Model: demo"
BLOCKS = {
    "as it should be": f"a red horse\nNegative prompt: ugly\n{SETTINGS}",
    "template lines after the settings": (
        f"a red horse\nNegative prompt: ugly\n{SETTINGS}\nTemplate: a {{red|blue}} horse\nNegative Template: ugly, bad"
    ),
    "settings behind the negative prompt": f"a red horse\nNegative prompt: ugly, {SETTINGS}",
    "settings behind the negative prompt, no comma": f"a red horse\nNegative prompt: ugly {SETTINGS}",
    "all in one line": f"a red horse Negative prompt: ugly {SETTINGS}",
    "all in one line, with commas": f"a red horse, Negative prompt: ugly, {SETTINGS}",
    "negative prompt behind the prompt": f"a red horse Negative prompt: ugly\n{SETTINGS}",
    "negative prompt after the settings": f"a red horse\n{SETTINGS}\nNegative prompt: ugly",
    "in small letters": f"a red horse\nnegative prompt: ugly\n{SETTINGS}",
    "Windows' line ends": f"a red horse\r\nNegative prompt: ugly\r\n{SETTINGS}\r\n",
    "empty lines": f"\n\na red horse\n\nNegative prompt: ugly\n\n{SETTINGS}\n\n",
    "with its heading": f"parameters\n\na red horse\nNegative prompt: ugly\n{SETTINGS}",
    "a second line of settings": f"a red horse\nNegative prompt: ugly\nSteps: 20, Seed: 123\n{SETTINGS}",
    "postprocessing after it": f"a red horse\nNegative prompt: ugly\n{SETTINGS}\nPostprocess upscale by: 2",
    "a comma at the end": f"a red horse\nNegative prompt: ugly\n{SETTINGS},",
    "settings in another order": (
        "a red horse\nNegative prompt: ugly\n"
        "Size: 512x512, Model: demo, Seed: 123, CFG scale: 7, Sampler: Euler a, Steps: 20"
    ),
    "unknown settings first": f"a red horse\nNegative prompt: ugly\nENSD: 31337, {SETTINGS}",
    "values with commas, colons and quotes": (
        f'a red horse\nNegative prompt: ugly\n{SETTINGS}, Lora hashes: "a: 1, b: 2", Note: "say \\"hi\\", Seed: 5"'
    ),
    "Civitai's objects": (
        f"a red horse\nNegative prompt: ugly\n{SETTINGS}, "
        'Civitai resources: [{"type":"lora","weight":1,"modelName":"x, Seed: 9"}], Civitai metadata: {"Seed": 9}'
    ),
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_a_block_says_the_same_in_every_form(block):
    for found in (metadata.scan(png({"parameters": block}))[0], metadata.read_text(block)):
        assert found.source == "A1111"
        assert (found.prompt.text, found.negative) == ("a red horse", "ugly")
        assert (found.seed, found.steps, found.guidance, found.sampler) == (123, 20, 7.0, "Euler a")
        assert (found.model, found.size) == ("demo", (512, 512))


@pytest.mark.parametrize(
    ("block", "negative", "pairs"),
    [
        ("a red horse\nSteps: 20, Seed: 123", "", {"Steps": "20", "Seed": "123"}),
        ("a red horse\nSteps: 20", "", {"Steps": "20"}),
        ("a red horse\nNegative prompt: ugly\nSeed: 123", "ugly", {"Seed": "123"}),
        ("a red horse, Steps: 20", "", {"Steps": "20"}),
        ("a red horse\nNegative prompt: ugly", "ugly", {}),
        ("a red horse\nKey a: 1, Key b: 2, Key c: 3", "", {"Key a": "1", "Key b": "2", "Key c": "3"}),
        ("a red horse\nSteps: 20, Model: a, b, Seed: 123", "", {"Steps": "20", "Model": "a, b", "Seed": "123"}),
        (
            'a red horse\nSteps: 20, Note: "not closed, Seed: 123',
            "",
            {"Steps": "20", "Note": '"not closed', "Seed": "123"},
        ),
        ("a red horse", "", {}),
    ],
)
def test_fewer_pairs_are_pairs_too(block, negative, pairs):
    assert a1111.read_parameters(block) == ("a red horse", negative, pairs)


@pytest.mark.parametrize(
    "prompt",
    [
        "a clock at 10:30, a red horse",
        "portrait: a woman, style: oil",
        "a sign that says Steps: here and there",
        "title: x\na red horse, mood: calm",
        "Sampler of cheeses: many, on a plate",
    ],
)
def test_colons_in_a_prompt_are_no_settings(prompt):
    assert a1111.read_parameters(f"{prompt}\n{SETTINGS}")[0] == prompt
    assert a1111.read_parameters(prompt) == (prompt, "", {})


def test_several_lines_belong_to_both_prompts():
    block = f"a red horse,\non grass\nNegative prompt: ugly,\nblurry\n{SETTINGS}"
    assert a1111.read_parameters(block)[:2] == ("a red horse,\non grass", "ugly,\nblurry")


def test_a_remark_needs_settings_to_be_a_prompt():
    assert metadata.scan(with_exif("JPEG", b"ASCII\0\0\0a red horse\nSteps: 20, Seed: 5"))[0].seed == 5
    assert metadata.scan(with_exif("JPEG", b"ASCII\0\0\0a red horse, light: soft"))[0] is None


@pytest.mark.parametrize("text", ["a red horse", "a (big) horse", "", "{", "{}", "[]", "3", "Note: see page 5"])
def test_a_text_that_is_no_block_is_left_alone(text):
    assert metadata.read_text(text) is None


@settings(max_examples=200, deadline=None)
@given(
    prompt=st.text(alphabet=string.ascii_lowercase + " ,.()\n", max_size=60),
    negative=st.text(alphabet=string.ascii_lowercase + " ,.()", max_size=40),
    values=st.lists(st.text(alphabet=string.printable.replace("\r", ""), min_size=1).map(str.strip), max_size=5),
)
def test_what_is_written_is_read_again(prompt, negative, values):
    pairs = [("Steps", "20"), *((f"Key {n}", value or "x") for n, value in enumerate(values))]
    block = a1111.write_parameters(Prompt.parse(prompt), negative, pairs)
    positive, other, found = a1111.read_parameters(block)
    assert a1111.parse_weighted(positive)[0].text.split() == prompt.split()
    assert other.split() == negative.split()
    assert found == dict(pairs)


PARTS = [*BLOCKS.values(), "\n", ", ", "Seed: ", '"', "[{"]


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PARTS)).map("".join)))
def test_any_text_is_read_or_left(text):
    prompt, negative, pairs = a1111.read_parameters(text)
    assert len(prompt) + len(negative) <= len(text)
    assert all(isinstance(value, str) for value in pairs.values())


@pytest.mark.parametrize("part", ['a:"', "a: [{,", "Negative prompt: ", "Steps: 2 ", "a, b: "])
def test_a_long_line_of_nonsense_is_read_to_its_end(part):
    prompt, negative, pairs = a1111.read_parameters(part * 20_000)
    assert prompt or negative or pairs


@pytest.mark.parametrize(
    ("version", "source"),
    [
        ("v1.10.1", "A1111"),
        ("Fooocus v2.5.5", "Fooocus"),
        ("Prompt Studio 0.7.0", "Prompt Studio"),
        ("ComfyUI", "ComfyUI"),
    ],
)
def test_a_program_that_names_itself_is_named(version, source):
    assert metadata.read_text(f"a red horse\n{SETTINGS}, Version: {version}").source == source
