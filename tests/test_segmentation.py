"""Words of every script: what separates them, and what is never divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptstudio.prompt import Prompt, map_pieces

SENTENCES = ["一匹红色的马站在草地上", "夕焼けの海辺を歩く少女", "コンピューターを使う猫", "แมวสีดำนอนอยู่บนโซฟา"]


def words_of(text):
    return [word.text for word in Prompt.parse(text).words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("红色的马，草地上、夜晚。", ["红色的马", "草地上", "夜晚"]),
        ("红色的马；草地上：夜晚！", ["红色的马", "草地上", "夜晚"]),
        ("「赤い馬」『草原』？", ["赤い馬", "草原"]),
        ("（红色）【马】《夜》〈草〉〔花〕", ["红色", "马", "夜", "草", "花"]),
        ("红色…马——夜晚·草～花", ["红色", "马", "夜晚", "草", "花"]),
        ("赤い馬・草原　夜", ["赤い馬", "草原", "夜"]),
        ("ｒｅｄ，ｈｏｒｓｅ｜ｏｌｄ", ["ｒｅｄ", "ｈｏｒｓｅ", "ｏｌｄ"]),
        ("حصان أحمر، عشب؛ ليل؟", ["حصان", "أحمر", "عشب", "ليل"]),
        ("लाल घोड़ा। घास", ["लाल", "घोड़ा", "घास"]),
        ("¿caballo rojo? ¡sí! «hierba»", ["caballo", "rojo", "sí", "hierba"]),
        ("붉은 말，풀밭", ["붉은", "말", "풀밭"]),
        ("red\u200bhorse\ufeff", ["red", "horse"]),
    ],
)
def test_punctuation_of_every_script_separates_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("高质量的城市夜景照片", ["高", "质量", "的", "城市", "夜景", "照片"]),
        ("夕焼けの海辺を歩く少女", ["夕焼け", "の", "海辺", "を", "歩く", "少女"]),
        ("コンピューターを使う猫", ["コンピューター", "を", "使う", "猫"]),
        ("ม้าสีแดงยืนอยู่", ["ม้า", "สี", "แดง", "ยืน", "อยู่"]),
        ("8k画质，3D模型", ["8k", "画质", "3D", "模型"]),
        ("1girl站在雨中", ["1girl", "站在雨中"]),
    ],
)
def test_text_without_spaces_is_divided_into_words(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    "word", ["👨‍👩‍👧", "🏳️‍🌈", "👍🏽", "🇩🇪", "e\u0301te\u0301", "שָׁלוֹם", "می‌روم", "葛\U000e0100", "が", "צה״ל", "l'été"]
)
def test_what_is_drawn_as_one_stays_one_word(word):
    assert words_of(f"a {word}, b") == ["a", word, "b"]


@given(st.text(alphabet="马红色的草地上夜晚がのをカー々\u3099\ufe0fม้าสีแดงab3.,，「」'’ \u0301", max_size=30))
def test_a_word_by_itself_is_one_word(text):
    assert all(words_of(word) == [word] for word in words_of(text))
    assert Prompt.parse(text).text == text


@pytest.mark.parametrize("text", SENTENCES)
def test_words_without_spaces_are_edited_like_others(text):
    prompt = Prompt.parse(text)
    words = words_of(text)
    assert prompt.delete(1).text == "".join(words[:1] + words[2:])
    assert prompt.swap(1, "red").text == "".join([words[0], "red", *words[2:]])
    assert prompt.swap(0, "red").swap(1, "big").text == "red big" + "".join(words[2:])
    assert prompt.append("，" + words[0]).text == f"{text}， {words[0]}"


def bytes_of(text):
    """Pieces as of a byte-level tokenizer that knows no merges: every byte as a letter of its own."""
    return [(chr(0x100 + byte), i, i + 1) for i, c in enumerate(text) for byte in c.encode()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("🐎", ["🐎"]), ("é", ["é"]), ("e\u0301x", ["e\u0301", "x"]), ("👨‍👩‍👧", ["👨‍👩‍👧"]), ("马a", ["马", "a"])],
)
def test_pieces_show_whole_characters(text, shown):
    found = map_pieces(Prompt.parse(f"b {text}"), bytes_of, bytes_of)
    assert [piece for word in found[1:] for piece in word.lm] == shown
    assert [piece for word in found[1:] for piece in word.clip] == shown
