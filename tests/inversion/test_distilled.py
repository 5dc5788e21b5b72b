"""What a shortened prompt says about the one that it was made from."""

from promptstudio.inversion.distilled import told_distillation
from promptstudio.prompt import Prompt


def told(before, after):
    return told_distillation(Prompt.parse(before), Prompt.parse(after))


def test_kept_reworded_dropped_and_new_words_are_named():
    assert told("a very large red barn in the snow", "a red barn, snow") == (
        "8 words became 4. Kept: red, barn, snow. Dropped: very, large."
    )
    assert told("a big house", "a cabin") == "3 words became 2. In other words: “big house” → “cabin”."
    assert told("a cat", "a cat outside") == "2 words became 3. Kept: cat. New: outside."


def test_a_word_that_moved_was_kept():
    long = "a cheerful cartoon of a yellow mushroom on the grass under a starry sky, it is night"
    assert told(long, "Mushroom, cheerful cartoon, meadow") == (
        "17 words became 4. Kept: Mushroom, cheerful, cartoon. Dropped: yellow, grass, starry, sky, night. New: meadow."
    )
