"""What a shortened prompt says about the one that it was made from."""

from promptstudio.inversion.distilled import told_distillation
from promptstudio.prompt import Prompt


def told(before, after):
    return told_distillation(Prompt.parse(before), Prompt.parse(after))


def test_kept_reworded_dropped_and_added_words_are_named():
    assert told("a very large red barn in the snow", "a red barn, snow") == (
        "8 words became 4. Kept: a, red, barn, snow. Dropped: very large, in the."
    )
    assert (
        told("a big wooden house", "a cabin")
        == "4 words became 2. Kept: a. In other words: “big wooden house” → “cabin”."
    )
    assert told("a cat", "a cat outside") == "2 words became 3. Kept: a, cat. Added: outside."
    assert told("old words", "new") == "2 words became 1. In other words: “old words” → “new”."
