"""What is no text in a prompt is kept as it is, and brackets mean what they mean in their program."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptstudio.files import a1111, metadata
from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin

OPAQUE = [
    "<lora:demo_v1:0.8>",
    "<lora:folder/demo v2:0.8:0.5>",
    "<hypernet:demo:0.5>",
    "<lyco:demo:0.7>",
    "<segment:face>",
    "[cat:dog:0.5]",
    "[cat:dog:12]",
    "[cat:0.5]",
    "[cat::0.5]",
    "[:dog:.5]",
    "[a [red|blue] cat:dog:0.5]",
    "[(cat:1.2):dog:0.5]",
    "[cat|dog]",
    "[cat|dog|cow]",
    "[|dog]",
    "BREAK",
    "AND",
    "{red|blue}",
    "{2$$red|blue|{dark|light} green}",
    "__animal__",
    "__animals/small*__",
]


@pytest.mark.parametrize("syntax", OPAQUE)
def test_syntax_is_one_opaque_word_and_is_written_again(syntax):
    text = f"a {syntax}, horse"
    prompt, notes = a1111.parse_weighted(text)
    assert [(word.text, word.weight, word.opaque) for word in prompt.words] == [
        ("a", 1, False),
        (syntax, 1, True),
        ("horse", 1, False),
    ]
    assert prompt.text == a1111.weighted_text(prompt) == text
    assert notes == (f"Kept for other programs, and not read here: {syntax}.",)


@pytest.mark.parametrize(
    "text",
    [
        "[cat:dog:0.5] runs",
        "<lora:a:1><lora:b:1>",
        "a horse<lora:a:1>",
        "(red [cat|dog]:1.3)",
        "a cat :1.2 AND a dog :0.8",
        "BREAK",
        r"\(a\) <lora:a:1> \[b\]",
    ],
)
def test_what_was_read_is_written_again(text):
    prompt, _ = a1111.parse_weighted(text)
    assert any(word.opaque for word in prompt.words)
    assert a1111.weighted_text(prompt) == text
    assert a1111.parse_weighted(a1111.weighted_text(prompt))[0] == prompt


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[red] horse", [("red", 0.9091), ("horse", 1)]),
        ("[red: horse]", [("red", 0.9091), ("horse", 0.9091)]),
        (r"\[a:b:0.5\] \[a|b\]", [("a", 1), ("b", 1), ("0.5", 1), ("a", 1), ("b", 1)]),
        ("BREAKFAST AND_SO break", [("BREAKFAST", 1), ("AND_SO", 1), ("break", 1)]),
        ("a <b> c, x < y: z > w", [("a", 1), ("b", 1), ("c", 1), ("x", 1), ("y", 1), ("z", 1), ("w", 1)]),
        ("<cat-toy> on grass", [("cat-toy", 1), ("on", 1), ("grass", 1)]),
        ("{red} __ snake_case", [("red", 1), ("__", 1), ("snake_case", 1)]),
        ("embedding:bad", [("embedding", 1), ("bad", 1)]),
    ],
)
def test_what_only_looks_like_it_is_text(text, words):
    prompt, notes = a1111.parse_weighted(text)
    assert [(word.text, word.weight) for word in prompt.words] == words
    assert not any(word.opaque for word in prompt.words)
    assert notes == ()


def test_comfyui_has_other_syntax():
    prompt, _ = a1111.parse_weighted("[a:b:0.5] AND BREAK embedding:bad.pt, <lora:x:1>", square_brackets=False)
    assert [word.text for word in prompt.words if word.opaque] == ["embedding:bad.pt", "<lora:x:1>"]
    assert prompt.text == "[a:b:0.5] AND BREAK embedding:bad.pt, <lora:x:1>"


@pytest.mark.parametrize(
    ("text", "plain", "weights"),
    [
        ("(masterpiece:1.2)(best quality), horse", "masterpiece best quality, horse", [1.2, 1.1, 1.1, 1]),
        ("(red)(horse)", "red horse", [1.1, 1.1]),
        ("(red:1.2)[horse]", "red horse", [1.2, 0.9091]),
        ("big(red:1.2)horse", "big red horse", [1, 1.2, 1]),
        ("(red:1.2)-haired", "red -haired", [1.2, 1]),
        ("((red):1.2)horse", "red horse", [1.32, 1]),
        ("(red:1.2), (horse:1.3)", "red, horse", [1.2, 1.3]),
        ("(红色的:1.2)马", "红色的 马", [1.2, 1]),
        ("3(.5)", "3 .5", [1, 1.1]),
        ("(a:0)(b)", "a b", [0, 1.1]),
        ("(a:-1)(b:1.2)", "a b", [0, 1.2]),
        ("(" * 40 + "a" + ")" * 40 + " b", "a b", [2, 1]),
    ],
)
def test_groups_that_touch_stay_apart(text, plain, weights):
    prompt, _ = a1111.parse_weighted(text)
    assert prompt.text == plain
    assert [word.weight for word in prompt.words] == pytest.approx(weights)


def test_a_note_says_what_is_kept():
    block = "a red horse <lora:demo_v1:0.8>, on grass\nSteps: 20, Seed: 5"
    found = metadata.read_text(block)
    assert found.prompt.text == "a red horse <lora:demo_v1:0.8>, on grass"
    assert found.notes == ("Kept for other programs, and not read here: <lora:demo_v1:0.8>.",)
    assert metadata.a1111_line(found.prompt) == "a red horse <lora:demo_v1:0.8>, on grass"


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("a (red:1.3) horse", True),
        ("a (red, big horse:.9)", True),
        ("a red horse <lora:x:1>", True),
        ("[cat:dog:0.5]", True),
        ("a BREAK b", True),
        ("a (big) horse at 10:30", False),
        ("a [big] horse (see: 5)", False),
        ("A CAT AND A DOG", False),
        (r"\(red:1.3\)", False),
        ("<cat-toy>", False),
    ],
)
def test_weights_and_syntax_are_recognised_in_what_is_pasted(text, has):
    assert a1111.has_syntax(text) == has


PIECES = [*OPAQUE, *"abcd()[]{}<>\\|:红 ", ", ", ":1.2)"]


@settings(max_examples=400, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join), square=st.booleans())
def test_any_mixture_is_read_and_written(text, square):
    prompt, _ = a1111.parse_weighted(text, square_brackets=square)
    assert all(MIN_WEIGHT <= word.weight <= MAX_WEIGHT and word.text for word in prompt.words)
    assert all(word.origin is Origin.IMPORTED for word in prompt.words)
    assert prompt.text == "".join(word.before + word.text for word in prompt.words) + prompt.tail
    a1111.parse_weighted(a1111.weighted_text(prompt), square_brackets=square)


@pytest.mark.parametrize("part", ["(a", "[a", "(a)b", "[a|", "{a|", "<a:", "a:1.2)", "__", "AND "])
def test_a_long_prompt_of_nonsense_is_read_to_its_end(part):
    prompt, _ = a1111.parse_weighted(part * 20_000)
    assert prompt.text
