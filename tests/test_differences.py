"""What differs between two prompts: the rules, and that everything which tells of an edit tells of the same words."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptstudio.differences import Change, changes_between, kept_from, removed_and_added
from promptstudio.files.sheet import edit_marks
from promptstudio.prompt import Prompt, edit_label
from promptstudio.verbs.edits import WordKinds, edits_between

WORDS = st.lists(st.sampled_from("abc"), max_size=12)
EDITS = 4000


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [
        ("a red car", "a red car", [], []),
        ("a red car", "a red bus", [2], [2]),
        ("a red car", "a car", [1], []),
        ("a car", "a car at night", [], [2, 3]),
        ("", "car", [], [0]),
        # As few words as possible, and of those the way that keeps more: a moved word is not two swaps.
        ("a moon bus on at blue car", "a city moon on at blue car", [2], [1]),
        ("red horse on grass", "horse red on grass", [1], [0]),
        # The common beginning is kept first: of two equal words the second is the one that went.
        ("a red red car", "a red car", [2], []),
        ("a a", "a b a c a", [], [1, 2, 3]),
    ],
)
def test_which_words_differ(before, after, removed, added):
    changes = Prompt.parse(before).diff(Prompt.parse(after))
    assert removed_and_added(changes) == (removed, added)


def test_a_changed_weight_is_a_difference_and_a_lock_is_none():
    prompt = Prompt.parse("a red car")
    assert prompt.diff(prompt.change(1, weight=1.3)) == [Change(range(1, 2), range(1, 2))]
    assert prompt.diff(prompt.change(1, weight=1.000001)) == []
    assert prompt.diff(prompt.change(1, locked=True)) == []
    assert prompt.diff(Prompt.parse("a red, car.")) == []


@settings(max_examples=300, deadline=None)
@given(a=WORDS, b=WORDS)
def test_applying_the_changes_gives_the_other_sequence(a, b):
    changes = changes_between(a, b)
    applied = list(a)
    for old, new in reversed(changes):
        applied[old.start : old.stop] = [b[j] for j in new]
    assert applied == b
    origins = kept_from(changes, len(b))
    assert [a[i] for i in origins if i is not None] == [b[j] for j, i in enumerate(origins) if i is not None]
    assert [j for j, i in enumerate(origins) if i is None] == removed_and_added(changes)[1]
    assert all(old or new for old, new in changes)
    assert changes_between(b, a) == [(new, old) for old, new in changes]


@settings(max_examples=100, deadline=None)
@given(a=st.lists(st.sampled_from("ab"), max_size=6), b=st.lists(st.sampled_from("ab"), max_size=6))
def test_of_equally_short_edits_the_one_that_keeps_most_words_is_chosen(a, b):
    """Against all alignments there are. A common beginning and end are kept before anything else."""

    def alignments(i, j):
        if i == len(a) or j == len(b):
            yield max(len(a) - i, len(b) - j), 0
            return
        for distance, kept in alignments(i + 1, j + 1):
            yield (distance, kept + 1) if a[i] == b[j] else (distance + 1, kept)
        for following in (alignments(i + 1, j), alignments(i, j + 1)):
            yield from ((distance + 1, kept) for distance, kept in following)

    least, most = min(((distance, -kept) for distance, kept in alignments(0, 0)))
    changes = changes_between(a, b)
    assert sum(max(len(old), len(new)) for old, new in changes) == least
    assert len(b) - len(removed_and_added(changes)[1]) == -most


@pytest.mark.parametrize(
    ("before", "after", "label"),
    [
        ("a red horse", "a red zebra", "horse → zebra"),
        ("a red horse", "a red horse, at night", "+ at night"),
        ("a red horse", "a horse", "− red"),
        ("a red horse", "a red horse", ""),
        ("a cat and a dog", "a cat and an old dog", "a → an old"),
        ("the cat the cat the cat", "the cat the dog the cat", "cat → dog"),
        ("", "horse", "+ horse"),
    ],
)
def test_edits_are_named(before, after, label):
    assert edit_label(Prompt.parse(before), Prompt.parse(after)) == label


def test_a_changed_weight_is_named():
    prompt = Prompt.parse("a red horse")
    assert edit_label(prompt, prompt.change(1, weight=1.2)) == "red ×1.2"
    assert edit_label(prompt, prompt.change(1, locked=True)) == ""


@settings(max_examples=200, deadline=None)
@given(a=st.lists(st.sampled_from("abc"), max_size=12), b=st.lists(st.sampled_from("abc"), max_size=12))
def test_what_does_not_differ_is_equal_and_the_rest_is_least(a, b):
    found = Prompt.parse(" ".join(a)).diff(Prompt.parse(" ".join(b)))
    gone = {i for old, _ in found for i in old}
    come = {j for _, new in found for j in new}
    assert [w for i, w in enumerate(a) if i not in gone] == [w for j, w in enumerate(b) if j not in come]
    cost = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            exchange = cost[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            cost[i, j] = min(exchange, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    assert sum(max(len(old), len(new)) for old, new in found) == cost[len(a), len(b)]


def test_huge_prompts_are_compared_quickly():
    a = Prompt.parse("word " * 1500)
    b = a.swap(700, "horse")
    assert a.diff(b) == [(range(700, 701), range(700, 701))]
    everything = Prompt.parse("a " * 1500).diff(Prompt.parse("b " * 1500))
    assert everything == [(range(1500), range(1500))]


# ------------------------------------------------------------------ the sheet, the region and the sentence


def random_edit(rng, prompt):
    """A swap, insertion, removal or move, with words that are likely to be there already."""
    word = rng.choice("a red moon bus on at blue car city".split())
    index = rng.randrange(len(prompt)) if len(prompt) else 0
    match rng.choice(["swap", "insert", "delete", "move"]) if len(prompt) > 1 else "insert":
        case "swap":
            return prompt.swap(index, word)
        case "insert":
            return prompt.insert(index, word)
        case "delete":
            return prompt.delete(index)
        case _:
            return prompt.move(index, rng.randrange(len(prompt)))


def test_the_sheet_and_the_comparison_tell_of_the_same_words():
    """What a comparison says was removed or added is marked in the sheet, and of what is marked nothing is left out
    but grammar, what describes a thing that was itself edited, and words that only moved."""
    rng = random.Random(0)
    known = WordKinds(things=("moon", "bus", "car"))
    for _ in range(EDITS):
        before = Prompt.parse(" ".join(rng.choices("a red moon bus on at blue car city".split(), k=rng.randint(3, 9))))
        after = before
        for _ in range(rng.randint(1, 3)):
            after = random_edit(rng, after)
        removed, added = edit_marks(before, after)
        gone = {word for i in removed for word in before.words[i].text.split()}
        come = {word for j in added for word in after.words[j].text.split()}
        edits = edits_between(before, after, known)
        for edit in edits:
            old, new = set(edit.old.split()), set(edit.new.split())
            assert old - new <= gone | {"city"}  # “red city” is said of the place as a whole
            assert new - old <= come | {"city"}
        things = {"moon", "bus", "car"}
        told = {word for edit in edits for word in (edit.old, edit.new, edit.thing)}
        assert (gone ^ come) & things <= told
