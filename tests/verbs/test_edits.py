import pytest

from promptstudio.prompt import Prompt
from promptstudio.verbs.edits import Kind, WordKinds, edits_between

THINGS = ("cat", "dog", "mushroom", "owl", "palm tree", "car", "hamburger", "house", "orange")


@pytest.fixture(scope="module")
def known():
    return WordKinds(things=THINGS, whole=("house", "3d render"))


def told(known, before, after):
    edits = edits_between(Prompt.parse(before), Prompt.parse(after), known)
    return [(edit.kind.value, edit.old, edit.new, edit.thing) for edit in edits]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a cat on the grass", "an owl on the grass", [("thing", "cat", "owl", "")]),
        ("a palm tree by the shore", "a cat by the shore", [("thing", "palm tree", "cat", "")]),
        ("a palm tree by the shore", "a palm oil by the shore", [("thing", "palm tree", "oil", "")]),
        ("a cat and a dog", "a cat", [("thing", "dog", "", "")]),
        ("a cat", "a cat and a dog", [("thing", "", "dog", "")]),
        ("three cats", "three dogs", [("thing", "cats", "dogs", "")]),
        ("a wug on the grass", "a zog on the grass", [("thing", "wug", "zog", "")]),
        ("a red car", "a red spaceship", [("thing", "car", "spaceship", "")]),
        ("a yellow mushroom", "a blue mushroom", [("attribute", "yellow", "blue", "mushroom")]),
        ("the mushroom is yellow", "the mushroom is blue", [("attribute", "yellow", "blue", "mushroom")]),
        ("a red car", "a car", [("attribute", "red", "", "car")]),
        ("a red and green car", "a blue and green car", [("attribute", "red", "blue", "car")]),
        ("a cat standing on the grass", "a cat sitting on the grass", [("attribute", "standing", "sitting", "cat")]),
        ("red", "blue", [("attribute", "red", "blue", "")]),
        ("an orange cat", "a red cat", [("attribute", "orange", "red", "cat")]),
        ("an orange on the grass", "a cat on the grass", [("thing", "orange", "cat", "")]),
        # What describes a thing that is itself replaced says nothing of its own.
        ("a red mushroom", "a blue owl", [("thing", "mushroom", "owl", "")]),
        ("a cat", "a cat at night", [("whole", "", "night", "")]),
        ("a cat in the snow", "a cat in the desert", [("whole", "snow", "desert", "")]),
        (
            "a cat on a red background",
            "a cat on a blue background",
            [("whole", "red background", "blue background", "")],
        ),
        ("a 3d render of a cat", "pixel art of a cat", [("whole", "3d render", "pixel art", "")]),
        ("a house", "a cat", [("thing", "house", "cat", "")]),  # it could be a place, too
        (
            "a red car and a cat",
            "a blue car and a dog",
            [("attribute", "red", "blue", "car"), ("thing", "cat", "dog", "")],
        ),
        # Articles, prepositions and punctuation show nothing by themselves.
        ("a cat, on grass", "the cat on grass", []),
        ("a cat on a dog", "a cat under a dog", []),
        ("a cat", "a cat", []),
    ],
)
def test_what_an_edit_changes(known, before, after, expected):
    assert told(known, before, after) == expected


def test_a_thing_that_only_moved_is_not_edited(known):
    assert told(known, "cat, dog, owl", "dog, owl, cat") == []


def test_an_edit_knows_all_mentions_of_what_it_changes(known):
    before = Prompt.parse("cartoon, hamburger, a palm tree, two hamburgers")
    (edit,) = edits_between(before, before.swap(1, "owl"), known)
    assert [before.words[i].text for i in edit.old_words] == ["hamburger", "hamburgers"]
    (edit,) = edits_between(before, before.delete(3).swap(3, "owl"), known)
    assert edit.old_words == (3, 4)


def test_a_weight_alone_concerns_its_word(known):
    before = Prompt.parse("a red car")
    (edit,) = edits_between(before, before.change(2, weight=1.3), known)
    assert (edit.kind, edit.old, edit.new, edit.thing) == (Kind.ATTRIBUTE, "", "", "car")


def test_colours_and_styles_are_told_apart(known):
    colour, material, style, time = (
        edits_between(Prompt.parse(a), Prompt.parse(b), known)[0]
        for a, b in (
            ("cat", "red cat"),
            ("cat", "wooden cat"),
            ("a cat", "cartoon, a cat"),
            ("a cat", "a cat at night"),
        )
    )
    assert (colour.colour, material.colour) == (True, False)
    assert (style.style, time.style) == (True, False)
    assert [edit.is_global for edit in (colour, material, style, time)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("owl", "an owl"),
        ("cat", "a cat"),
        ("cats", "cats"),
        ("palm trees", "palm trees"),
        ("hourglass", "an hourglass"),
        ("unicorn", "a unicorn"),
        ("red owl", "a red owl"),
        ("glass", "a glass"),
    ],
)
def test_articles(known, text, said):
    assert known.with_article(text) == said
