"""Texts tokenized word by word get the very ids that the tokenizer gives them as a whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import BPE, WordPiece
from tokenizers.pre_tokenizers import Whitespace

from promptstudio.models.reading.by_word import ByWord, splits_at_spaces
from promptstudio.models.reading.clip_tokenizer import ClipPieces, read_clip_tokenizer, shipped_tokenizer
from promptstudio.resources import resource

from promptstudio.models.adapters.clip import _by_word  # isort: skip
import open_clip  # isort: skip

GUIDE = resource("models", "embedded", "guide_clip")
PARTS = [
    *("a cat", "Oil painting,", "don't", "it's", "1990s", "4k", "--", "..", "!!", "(soft)", "snake_case", "ZEBRA", "%"),
    *(
        "&amp;",
        "&lt;b",
        "<|endoftext|>",
        "<|pad|>",
        "<start_of_text>",
        "naïve",
        "e\u0301",
        "🦊",
        "猫",
        "ï¿½",
        "\u201cq\u201d",
    ),
    *("\n", "\t", "\u00a0", "\u3000", "x" * 40, "supercalifragilistic", "[MASK]", "\\", "`"),
]
PIECES = ClipPieces(read_clip_tokenizer(shipped_tokenizer()))
TEXTS = st.lists(
    st.one_of(st.sampled_from(PARTS), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)),
    max_size=25,
).flatmap(lambda parts: st.sampled_from([" ", "  ", "", " , "]).map(lambda gap: gap.join(parts)))


@pytest.fixture(scope="module", params=["of CLIP", "of the embedded pack"])
def whole(request):
    if request.param == "of CLIP":
        return open_clip.SimpleTokenizer()
    return open_clip.get_tokenizer(f"local-dir:{GUIDE}")


@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_a_guide_reads_the_same_pieces(whole, texts):
    by_word = _by_word(whole)
    assert by_word is not whole
    assert by_word(texts).tolist() == whole(texts).tolist()
    assert by_word(texts).tolist() == whole(texts).tolist()  # every word is known now


@settings(max_examples=25)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_a_budget_counts_the_same_pieces(texts):
    assert PIECES.lengths(texts) == [len(PIECES.encode(text)) for text in texts]


def test_a_word_is_read_once():
    read = []

    def encode(texts):
        read.extend(texts)
        return [[len(text)] for text in texts]

    by_word = ByWord(encode)
    assert by_word(["a cat", "a dog", ""]) == [[1, 3], [1, 3], []]
    assert by_word(["a cat and a dog"]) == [[1, 3, 3, 1, 3]]
    assert sorted(read) == ["a", "and", "cat", "dog"]


def test_tokenizers_that_may_join_words_are_left_alone():
    joined = Tokenizer(BPE())
    assert not splits_at_spaces(joined)
    assert not splits_at_spaces(Tokenizer(WordPiece()))
    suffixed = Tokenizer(BPE(end_of_word_suffix="</w>"))
    assert not splits_at_spaces(suffixed)
    suffixed.pre_tokenizer = Whitespace()
    assert splits_at_spaces(suffixed)
    suffixed.add_tokens(["two words"])
    assert not splits_at_spaces(suffixed)
