"""Prompt: text and words round-trip, and every edit gives exactly the expected text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from promptstudio.prompt import Origin, Prompt, Word, map_pieces, pieces_of_words

TEXTS = st.text() | st.text(alphabet="ab ,.;:()“”3\t\né▢")


@given(TEXTS)
@example("a red horse, on grass; 3.5 m, (very) sunny…")
@example("  leading, and trailing  \n")
@example("1,000 wörter\u00a0und ein\u200bwort")
@example("...")
def test_text_to_words_to_text_loses_nothing(text):
    prompt = Prompt.parse(text)
    assert prompt.text == text
    assert all(word.text for word in prompt.words)
    assert [text[start:end] for start, end in prompt.spans()] == [word.text for word in prompt.words]


@given(TEXTS)
def test_parsing_is_stable(text):
    words = [word.text for word in Prompt.parse(text).words]
    assert all([w.text for w in Prompt.parse(word).words] == [word] for word in words)


def words_of(text):
    return [word.text for word in Prompt.parse(text).words]


def test_punctuation_is_no_part_of_a_word():
    assert words_of("a red, wooden horse (old).") == ["a", "red", "wooden", "horse", "old"]
    assert words_of("3.5 m and 1,000 w.o.") == ["3.5", "m", "and", "1,000", "w", "o"]
    assert words_of("well-lit artist's café") == ["well-lit", "artist's", "café"]


PROMPT = Prompt.parse("a red horse, on green grass.")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (lambda p: p.swap(1, "blue"), "a blue horse, on green grass."),
        (lambda p: p.swap(2, "small dog"), "a red small dog, on green grass."),
        (lambda p: p.swap(2, "dog, old"), "a red dog, old, on green grass."),
        (lambda p: p.swap(3, "  near "), "a red horse, near green grass."),
        (lambda p: p.swap(2, " , "), "a red, on green grass."),
        (lambda p: p.insert(0, "photo of"), "photo of a red horse, on green grass."),
        (lambda p: p.insert(2, "wild"), "a red wild horse, on green grass."),
        (lambda p: p.insert(6, "at noon"), "a red horse, on green grass at noon."),
        (lambda p: p.append("tonight"), "a red horse, on green grass tonight."),
        (lambda p: p.append(", at night!"), "a red horse, on green grass, at night."),
        (lambda p: p.append(" ; "), "a red horse, on green grass."),
        (lambda p: p.delete(0), "red horse, on green grass."),
        (lambda p: p.delete(1), "a horse, on green grass."),
        (lambda p: p.delete(2), "a red, on green grass."),
        (lambda p: p.delete(3), "a red horse, green grass."),
        (lambda p: p.delete(5), "a red horse, on green."),
        (lambda p: p.move(2, 0), "horse a red, on green grass."),
        (lambda p: p.move(0, 5), "red horse on, green grass a."),
        (lambda p: p.move(4, 4), "a red horse, on green grass."),
    ],
)
def test_edits(edit, expected):
    assert edit(PROMPT).text == expected
    assert PROMPT.text == "a red horse, on green grass."


def test_edits_of_an_empty_prompt():
    assert Prompt().append("a horse.").text == "a horse."
    assert Prompt().insert(0, "a horse").text == "a horse"
    assert Prompt.parse("horse").delete(0) == Prompt()


def test_a_swap_keeps_lock_and_weight_and_takes_the_new_origin():
    prompt = PROMPT.change(1, locked=True, weight=1.3)
    swapped = prompt.swap(1, "dark blue", Origin.SUGGESTED)
    assert [(w.text, w.locked, w.weight, w.origin) for w in swapped.words[1:3]] == [
        ("dark", True, 1.3, Origin.SUGGESTED),
        ("blue", True, 1.3, Origin.SUGGESTED),
    ]
    assert swapped.locked == (1, 2)
    assert swapped.words[0] == prompt.words[0]


@given(TEXTS, st.data())
def test_moving_keeps_words_and_gaps(text, data):
    prompt = Prompt.parse(text)
    if not prompt.words:
        return
    index, to = (data.draw(st.integers(0, len(prompt) - 1)) for _ in range(2))
    moved = prompt.move(index, to)
    assert moved.words[to].text == prompt.words[index].text
    assert sorted(w.text for w in moved.words) == sorted(w.text for w in prompt.words)
    # Scripts without spaces: two words that had none between them may need one in their new places.
    spaced = [
        (w.before, gap.before) for w, gap in zip(moved.words, prompt.words, strict=True) if w.before != gap.before
    ]
    assert all(pair == (" ", "") for pair in spaced)
    assert spaced or moved.move(to, index) == prompt


@given(TEXTS, st.data())
def test_deleting_removes_one_word_and_joins_no_two(text, data):
    prompt = Prompt.parse(text)
    if not prompt.words:
        return
    index = data.draw(st.integers(0, len(prompt) - 1))
    left = prompt.delete(index)
    expected = [w.text for i, w in enumerate(prompt.words) if i != index]
    assert [w.text for w in left.words] == expected


@pytest.mark.parametrize("index", [-1, 6])
def test_indices_outside_are_refused(index):
    for edit in (
        lambda: PROMPT.swap(index, "x"),
        lambda: PROMPT.delete(index),
        lambda: PROMPT.move(index, 0),
        lambda: PROMPT.move(0, index),
        lambda: PROMPT.change(index, locked=True),
        lambda: PROMPT.insert(-1 if index < 0 else 7, "x"),
    ):
        with pytest.raises(IndexError):
            edit()


# ------------------------------------------------------------------ pieces: a tokenizer with known answers


def pairs(text):
    """Pieces of at most two characters, never across a space; punctuation apart."""
    return [(m.group(), m.start(), m.end()) for m in re.finditer(r"\w{1,2}|[^\w\s]", text)]


def words_with_their_space(text):
    """Pieces as byte-pair tokenizers make them: the space belongs to the word after it."""
    return [(m.group(), m.start(), m.end()) for m in re.finditer(r"\s?\w+|[^\w\s]", text)]


def test_every_word_knows_its_pieces():
    prompt = Prompt.parse("a red, horse")
    assert [p[0] for p in pairs(prompt.text)] == ["a", "re", "d", ",", "ho", "rs", "e"]
    assert pieces_of_words(prompt, pairs) == [[0], [1, 2], [4, 5, 6]]
    assert pieces_of_words(prompt, words_with_their_space) == [[0], [1], [3]]


def test_a_space_by_itself_belongs_to_the_word_behind_it():
    """Qwen's tokenizer writes " 35mm" so: what stays behind would tell that a number follows."""
    prompt = Prompt.parse("on 35mm  film, 8k")
    starts = [("on", 0), (" ", 2), ("3", 3), ("5", 4), ("mm", 5), (" ", 7), (" film", 8), (",", 13), (" ", 14)]
    pieces = [(piece, start, start + len(piece)) for piece, start in [*starts, ("8", 15), ("k", 16)]]
    assert pieces_of_words(prompt, lambda _: pieces) == [[0], [1, 2, 3, 4], [6], [8, 9, 10]]
    assert map_pieces(prompt, lambda _: pieces, pairs)[1].lm == ("3", "5", "mm")


def test_a_piece_across_two_words_belongs_to_both():
    assert pieces_of_words(Prompt.parse("a b"), lambda text: [("a b", 0, 3)]) == [[0], [0]]


def test_both_tokenisations_and_what_fits():
    prompt = Prompt.parse("a red, horse now")
    found = map_pieces(prompt, lm=words_with_their_space, clip=pairs, limit=6)
    assert [p.lm for p in found] == [("a",), (" red",), (" horse",), (" now",)]
    assert [p.clip for p in found] == [("a",), ("re", "d"), ("ho", "rs", "e"), ("no", "w")]
    # "horse" would need piece 6 of 0…5, and what follows a word that does not fit does not fit either.
    assert [p.fits for p in found] == [True, True, False, False]


def test_nothing_after_a_word_that_does_not_fit_fits():
    # A tokenizer that drops the second word altogether.
    found = map_pieces(Prompt.parse("long ▢"), pairs, lambda text: [("lo", 0, 2), ("ng", 2, 4)], limit=1)
    assert [p.fits for p in found] == [False, False]


@given(TEXTS)
def test_every_word_has_a_piece_of_a_tokenizer_that_covers_the_text(text):
    prompt = Prompt.parse(text)
    letters = pieces_of_words(prompt, lambda t: [(c, i, i + 1) for i, c in enumerate(t)])
    written = [[n for n in mine if not prompt.text[n].isspace()] for mine in letters]
    assert [len(mine) for mine in written] == [len(word.text) for word in prompt.words]


def test_words_are_values():
    assert Word("red") == Word("red")
    assert hash(PROMPT) == hash(Prompt.parse(PROMPT.text))
