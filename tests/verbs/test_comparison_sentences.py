import pytest

from promptstudio.verbs.comparison_sentences import percent, sentences
from promptstudio.verbs.edit_success import Outcome
from promptstudio.verbs.edits import Kind, PromptEdit, WordKinds

KNOWN = WordKinds(things=("cat", "owl", "mushroom", "car"))
SWAP = PromptEdit(Kind.THING, "mushroom", "owl")
BLUE = PromptEdit(Kind.ATTRIBUTE, "yellow", "blue", "mushroom", colour=True)
NIGHT = PromptEdit(Kind.WHOLE, "day", "night")


def said(*outcomes, preserved=0.97, stayed=None):
    return sentences([Outcome(*one) for one in outcomes], preserved, 0.34, stayed or {}, KNOWN)


@pytest.mark.parametrize(
    ("outcome", "first"),
    [
        ((SWAP, True), "The mushroom became an owl."),
        ((SWAP, None), "The mushroom became an owl."),
        ((SWAP, False, True), "The picture still shows a mushroom."),
        ((SWAP, False), "The picture shows no owl."),
        ((PromptEdit(Kind.THING, "", "owl"), True), "An owl appeared."),
        ((PromptEdit(Kind.THING, "", "owl"), False), "The picture shows no owl."),
        ((PromptEdit(Kind.THING, "owl", ""), True), "The owl is gone."),
        ((PromptEdit(Kind.THING, "owls", ""), True), "The owls are gone."),
        ((PromptEdit(Kind.THING, "owl", ""), False, True), "The picture still shows an owl."),
        ((PromptEdit(Kind.THING, "cats", "owls"), True), "The cats became owls."),
        ((BLUE, True), "The mushroom turned blue."),
        ((BLUE, False), "The mushroom did not turn blue."),
        ((PromptEdit(Kind.ATTRIBUTE, "", "wooden", "car"), True), "The car is now wooden."),
        ((PromptEdit(Kind.ATTRIBUTE, "", "wooden", "cars"), False), "The cars are not wooden."),
        ((PromptEdit(Kind.ATTRIBUTE, "red", "", "car"), True), "The car is no longer red."),
        ((PromptEdit(Kind.ATTRIBUTE, "red", "", "car"), False), "The car is still red."),
        ((PromptEdit(Kind.ATTRIBUTE, "red", "blue"), True), "“blue” shows."),
        ((PromptEdit(Kind.ATTRIBUTE, "red", "blue"), False), "“blue” does not show."),
        ((PromptEdit(Kind.ATTRIBUTE, "red", ""), True), "“red” does not show."),
        ((PromptEdit(Kind.ATTRIBUTE, "", "", "car"), None), "“car” got another weight."),
    ],
)
def test_what_became_of_an_edit(outcome, first):
    assert said(outcome) == f"{first} 97 % of the rest looks the same."


def test_several_edits_stand_in_one_sentence():
    car = PromptEdit(Kind.ATTRIBUTE, "red", "green", "car", colour=True)
    assert said((SWAP, True), (car, True)).startswith("The mushroom became an owl and the car turned green. ")
    assert said((SWAP, True), (car, False)).startswith("The mushroom became an owl and the car did not turn green. ")
    assert said((SWAP, True), (car, True), (BLUE, True), (SWAP, False)).startswith("3 of 4 changes show. ")


@pytest.mark.parametrize(
    ("outcome", "stayed", "expected"),
    [
        ((NIGHT, True), {"mushroom": 0.9}, "The whole picture changed, as “night” asks. The mushroom stayed."),
        (
            (NIGHT, True),
            {"mushroom": 0.9, "cat": 0.2, "owl": 0.7},
            "The whole picture changed, as “night” asks. The mushroom and the owl stayed. The cat changed, too.",
        ),
        ((NIGHT, False), {"cat": 0.1}, "The picture does not show “night”. The cat changed, too."),
        ((PromptEdit(Kind.WHOLE, "night", ""), True), {}, "The whole picture changed, as “night” was taken out."),
        ((PromptEdit(Kind.WHOLE, "night", ""), False), {}, "The picture still shows “night”."),
    ],
)
def test_edits_of_the_whole_picture(outcome, stayed, expected):
    assert said(outcome, stayed=stayed) == expected


def test_two_words_that_ask_for_the_whole_picture_are_told_together():
    sky = PromptEdit(Kind.WHOLE, "", "sky")
    assert said((NIGHT, True), (sky, True), stayed={}) == "The whole picture changed, as “night” and “sky” ask."
    assert said((NIGHT, True), (sky, False), stayed={}).endswith("as “night” asks and the picture does not show “sky”.")


def test_without_an_edit_or_without_a_rest():
    assert said() == "34 % of the picture changed. 97 % of the rest looks the same."
    assert said((SWAP, True), preserved=None).endswith(
        "The edit covers the whole picture; there is no rest to compare."
    )


def test_only_everything_is_a_hundred_per_cent():
    assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
