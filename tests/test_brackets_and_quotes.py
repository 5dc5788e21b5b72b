"""Brackets and quotes stay paired, whatever is done to the words around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptstudio.prompt import Prompt
from promptstudio.words import edited

ROUND = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", "（": "）", "「": "」"}


@pytest.mark.parametrize(
    ("text", "edit", "expected"),
    [
        ("a (red, big) horse", lambda p: p.delete(1), "a (big) horse"),
        ("a (big, red) horse", lambda p: p.delete(2), "a (big) horse"),
        ("a (old, red, big) horse", lambda p: p.delete(2), "a (old, big) horse"),
        ("a (red) car", lambda p: p.delete(1), "a car"),
        ("a ((red)) car", lambda p: p.delete(1), "a car"),
        ("a ((red) big) car", lambda p: p.delete(1), "a (big) car"),
        ("a (red (big) car)", lambda p: p.delete(1), "a ((big) car)"),
        ("a (old) red, car", lambda p: p.delete(2), "a (old), car"),
        ("a (old) red.", lambda p: p.delete(2), "a (old)."),
        ("a (old) red", lambda p: p.delete(2), "a (old)"),
        ("a car, (red).", lambda p: p.delete(2), "a car."),
        ('"red" car', lambda p: p.delete(0), "car"),
        ('"red big" car', lambda p: p.delete(0), '"big" car'),
        ('a sign "hello world"', lambda p: p.delete(3), 'a sign "hello"'),
        ("a sign 'hello world' there", lambda p: p.delete(2), "a sign 'world' there"),
        ("a “red” car", lambda p: p.delete(1), "a car"),
        ("（红色）的马", lambda p: p.delete(0), "的马"),
        ("a (red)(big) car", lambda p: p.delete(1), "a (big) car"),
        ("a red car", lambda p: p.append("(old photo)"), "a red car (old photo)"),
        ("a red car.", lambda p: p.append("(blue)"), "a red car (blue)."),
        ("a red car", lambda p: p.append('"old photo"'), 'a red car "old photo"'),
        ("a red car", lambda p: p.append(", (old) photo!"), "a red car, (old) photo!"),
        ("a red car (old)", lambda p: p.append(", at night"), "a red car (old), at night"),
        ("a car (old).", lambda p: p.append("now"), "a car (old) now."),
        ("a red car", lambda p: p.insert(1, "(blue)"), "a (blue) red car"),
        ("a red car", lambda p: p.insert(0, "(blue)"), "(blue) a red car"),
        ("a red car", lambda p: p.insert(3, "(blue)"), "a red car (blue)"),
        ("(red) car", lambda p: p.insert(0, "old"), "old (red) car"),
        ("a (red) car", lambda p: p.insert(2, "old"), "a (red) old car"),
        ("a (red) car", lambda p: p.insert(1, "old"), "a old (red) car"),
        ("a red car", lambda p: p.swap(1, '"dark blue"'), 'a "dark blue" car'),
        ("a red car.", lambda p: p.swap(2, "(old) bus"), "a red (old) bus."),
        ("a red car.", lambda p: p.swap(2, "bus (old)"), "a red bus (old)."),
        ("a (red) car", lambda p: p.swap(1, "dark blue"), "a (dark blue) car"),
        ("a red car", lambda p: p.swap(1, "(dark blue"), "a dark blue car"),
        ("a red car", lambda p: p.swap(1, "dark) blue"), "a dark blue car"),
        ("a red car", lambda p: p.swap(1, "dark)blue"), "a dark blue car"),
        ("a red car", lambda p: p.swap(1, "[old「] bus」"), "a [old] bus car"),
        ("a (red) car", lambda p: p.move(1, 2), "a (car) red"),
        ("a (red, big) car", lambda p: p.change(1, weight=1.4), "a (red, big) car"),
        ("a (red big) car", lambda p: edited(p, delete=["red big"]), "a car"),
    ],
)
def test_an_edit_beside_brackets_gives_the_text_a_person_would_write(text, edit, expected):
    assert edit(Prompt.parse(text)).text == expected


def test_brackets_without_a_partner_are_plain_punctuation():
    prompt = Prompt.parse('a smile :) on 5" glass')
    assert prompt.delete(1).text == 'a :) on 5" glass'
    assert prompt.swap(3, "a 6").text == 'a smile :) on a 6" glass'


def test_an_apostrophe_belongs_to_its_word_and_single_quotes_do_not():
    def words(text):
        return [word.text for word in Prompt.parse(text).words]

    assert words("the dogs' house, an artist's '90s car") == ["the", "dogs'", "house", "an", "artist's", "'90s", "car"]
    assert words("a sign 'hello world', ‘old’") == ["a", "sign", "hello", "world", "old"]
    assert words("rock 'n' roll '' '") == ["rock", "n", "roll", "''", "'"]


def is_paired(text):
    """Every bracket closes in order, and straight quotes are even in number."""
    waiting = []
    for c in text:
        if c in ROUND:
            waiting.append(ROUND[c])
        elif c in ROUND.values() and (not waiting or waiting.pop() != c):
            return False
    return not waiting and text.count('"') % 2 == 0


def in_brackets(inner):
    bracket = st.sampled_from([*ROUND.items()])
    return st.builds(lambda pair, text: pair[0] + text + pair[1], bracket, inner)


GAPS = st.sampled_from([" ", ", ", ". ", "", "，", " / "])
PAIRED = st.recursive(
    st.sampled_from(["red", "big", "a", "horse", "3.5", "马", "it's", '"old photo"', "''"]),
    lambda inner: in_brackets(inner) | st.builds(lambda a, gap, b: a + gap + b, inner, GAPS, inner),
    max_leaves=12,
)
ANY = PAIRED | st.text(alphabet="ab ,.()[]“”\"'「」马", max_size=12)
PLACE = st.integers(0, 100)
EDITS = st.one_of(
    st.tuples(st.just("swap"), PLACE, ANY),
    st.tuples(st.just("insert"), PLACE, ANY),
    st.tuples(st.just("append"), PLACE, ANY),
    st.tuples(st.just("delete"), PLACE, st.just("")),
    st.tuples(st.just("move"), PLACE, PLACE),
    st.tuples(st.just("change"), PLACE, st.just("")),
)
UNDO = st.just(("undo", 0, ""))


def after(prompt, kind, place, value):
    count = len(prompt)
    if kind == "append":
        return prompt.append(value)
    if kind == "insert":
        return prompt.insert(place % (count + 1), value)
    if not count:
        return prompt
    match kind:
        case "swap":
            return prompt.swap(place % count, value)
        case "delete":
            return prompt.delete(place % count)
        case "move":
            return prompt.move(place % count, value % count)
    return prompt.change(place % count, weight=1.2)


@given(PAIRED, st.lists(EDITS | UNDO, max_size=8))
def test_random_edits_never_part_brackets_or_quotes(text, edits):
    assert is_paired(text)
    done = [Prompt.parse(text)]
    for edit in edits:
        if edit[0] == "undo":
            done = done[:-1] or done
        else:
            done.append(after(done[-1], *edit))
        assert is_paired(done[-1].text), edit


@given(PAIRED, st.lists(EDITS, max_size=8))
def test_random_edits_keep_every_other_word(text, edits):
    prompt = Prompt.parse(text)
    for kind, place, value in edits:
        before, prompt = prompt, after(prompt, kind, place, value)
        kept = {"delete": 1, "swap": 1}.get(kind, 0)
        assert sum(word.text in [w.text for w in prompt.words] for word in before.words) >= len(before) - kept


def test_many_brackets_without_partners_take_no_time():
    prompt = Prompt.parse("a " + "(" * 60_000 + " b " + "]" * 60_000 + " c")
    assert prompt.delete(1).text.startswith("a ")
