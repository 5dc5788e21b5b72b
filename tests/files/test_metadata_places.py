"""Texts are found in every place and character set that programs use, and nothing in a file can do harm."""

import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked_pictures import (
    BLOCK,
    exif_of,
    png,
    png_with_chunk,
    stealthy,
    with_caption,
    with_comment,
    with_exif,
    with_xmp,
    xmp_packet,
)
from promptstudio.files import metadata
from promptstudio.files.metadata import charsets

FACTS = ("a red horse", "ugly", 123, 20, 7.0, "Euler a", "demo", (512, 512))
RUSSIAN = BLOCK.replace("a red horse", "красная лошадь")
JAPANESE = BLOCK.replace("a red horse", "赤い馬、テスト")
GERMAN = BLOCK.replace("a red horse", "ein grünes Pferd")


def facts(data):
    found, notes = metadata.scan(data)
    assert notes == ()
    assert found is not None
    settings = found.seed, found.steps, found.guidance, found.sampler, found.model, found.size
    return (found.prompt.text, found.negative, *settings)


def chunk_text(kind, text):
    if kind == b"tEXt":
        return b"parameters\0" + text
    if kind == b"zTXt":
        return b"parameters\0\0" + zlib.compress(text)
    return b"parameters\0\1\0\0\0" + zlib.compress(text)


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt"])
@pytest.mark.parametrize("block", [BLOCK, GERMAN, RUSSIAN, JAPANESE], ids=["ASCII", "German", "Russian", "Japanese"])
def test_utf_8_is_read_in_every_kind_of_text_chunk(kind, block):
    assert facts(png_with_chunk(kind, chunk_text(kind, block.encode())))[0] == block.split("\n")[0]


def test_latin_1_is_read_where_the_standard_wants_it():
    assert facts(png_with_chunk(b"tEXt", b"parameters\0" + GERMAN.encode("latin-1")))[0] == "ein grünes Pferd"


def test_text_that_was_encoded_twice_is_put_right():
    twice = RUSSIAN.encode().decode("latin-1")
    assert facts(png_with_chunk(b"iTXt", chunk_text(b"iTXt", twice.encode())))[0] == "красная лошадь"
    windows = GERMAN.encode().decode("cp1252")
    assert facts(with_exif("JPEG", b"UNICODE\0" + windows.encode("utf-16-le")))[0] == "ein grünes Pferd"


COMMENTS = {
    "ASCII": b"ASCII\0\0\0" + BLOCK.encode(),
    "ASCII padded": b"ASCII\0\0\0" + BLOCK.encode() + b"\0\0\0",
    "UTF-8 under the name of ASCII": b"ASCII\0\0\0" + RUSSIAN.encode(),
    "Latin under the name of ASCII": b"ASCII\0\0\0" + GERMAN.encode("cp1252"),
    "no name": b"\0" * 8 + BLOCK.encode(),
    "UTF-8 without a name": b"\0" * 8 + JAPANESE.encode(),
    "UTF-16 without a name": b"\0" * 8 + JAPANESE.encode("utf-16-le"),
    "nothing but text": BLOCK.encode(),
    "nothing but Russian text": RUSSIAN.encode(),
    "big-endian": b"UNICODE\0" + JAPANESE.encode("utf-16-be"),
    "little-endian": b"UNICODE\0" + JAPANESE.encode("utf-16-le"),
    "big-endian with its mark": b"UNICODE\0\xfe\xff" + RUSSIAN.encode("utf-16-be"),
    "little-endian with its mark": b"UNICODE\0\xff\xfe" + RUSSIAN.encode("utf-16-le"),
    "UTF-8 under the name of Unicode": b"UNICODE\0" + RUSSIAN.encode(),
    "odd, big-endian": b"UNICODE\0" + BLOCK.encode("utf-16-be") + b"\0",
    "odd, little-endian": b"UNICODE\0" + BLOCK.encode("utf-16-le")[:-1],
    "name in small letters": b"Unicode\0" + BLOCK.encode("utf-16-le"),
    "JIS of ASCII": b"JIS\0\0\0\0\0" + BLOCK.encode(),
    "JIS with escapes": b"JIS\0\0\0\0\0" + JAPANESE.encode("iso2022_jp"),
    "Shift JIS under the name of JIS": b"JIS\0\0\0\0\0" + JAPANESE.encode("cp932"),
    "UTF-8 under the name of JIS": b"JIS\0\0\0\0\0" + JAPANESE.encode(),
}
WORDS = {"a red horse", "ein grünes Pferd", "красная лошадь", "赤い馬、テスト"}


@pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_user_comment_is_read_in_every_character_set(kind, comment):
    found = facts(with_exif(kind, comment))
    assert found[0] in WORDS
    assert found[1:] == FACTS[1:]


def test_text_without_ascii_is_read_in_both_byte_orders():
    for text in ("красная лошадь на траве", "あかいうまがくさのうえにいる"):
        for charset in ("utf-16-be", "utf-16-le"):
            assert charsets.comment_text(b"UNICODE\0" + text.encode(charset)) == text


@given(st.binary(max_size=80))
def test_any_bytes_are_some_text(data):
    assert isinstance(charsets.decoded(data), str)
    assert isinstance(charsets.comment_text(data), str)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=60))
def test_utf_8_stays_what_it_is(text):
    assert charsets.undisguised(charsets.decoded(text.encode())) in (text, charsets.undisguised(text))


UTF_16 = b"UNICODE\0" + BLOCK.encode("utf-16-be")
TEXT = BLOCK.replace("\n", "&#xA;")
IM_PROFILE = f"\nexif\n{len(exif_of(UTF_16)):8}\n{exif_of(UTF_16).hex()}\n"
PLACES = {
    "comment of a GIF": with_comment("GIF", BLOCK.encode()),
    "comment of a JPEG": with_comment("JPEG", BLOCK.encode()),
    "EXIF of a PNG": png_with_chunk(b"eXIf", exif_of(UTF_16).removeprefix(b"Exif\0\0")),
    "EXIF of an AVIF": with_exif("AVIF", UTF_16),
    "EXIF of a TIFF": with_exif("TIFF", UTF_16),
    "EXIF of a PNG written by ImageMagick": png({"Raw profile type exif": IM_PROFILE}),
    "description": with_exif("JPEG", ImageDescription=BLOCK),
    "Windows' comment": with_exif("JPEG", XPComment=BLOCK.encode("utf-16-le") + b"\0\0"),
    "caption": with_caption(BLOCK.encode()),
    "PNG comment": png({"Comment": BLOCK}),
    "PNG description": png({"Description": BLOCK}),
    "XMP description": with_xmp(
        "JPEG", xmp_packet(f"<dc:description><rdf:Alt><rdf:li>{TEXT}</rdf:li></rdf:Alt></dc:description>")
    ),
    "XMP comment in a PNG": with_xmp("PNG", xmp_packet(f"<exif:UserComment>{TEXT}</exif:UserComment>")),
    "XMP comment in a WebP": with_xmp("WEBP", xmp_packet(f"<exif:UserComment>{TEXT}</exif:UserComment>")),
    "XMP comment in an AVIF": with_xmp("AVIF", xmp_packet(f"<exif:UserComment>{TEXT}</exif:UserComment>")),
    "XMP attribute": with_xmp("JPEG", xmp_packet("", f'exif:UserComment="{TEXT}"')),
    "alpha": stealthy(BLOCK),
    "alpha, not compressed": stealthy(BLOCK, compressed=False),
    "colours": stealthy(BLOCK, channels="rgb"),
    "colours, not compressed": stealthy(BLOCK, channels="rgb", compressed=False),
    "alpha of a WebP": stealthy(BLOCK, kind="WEBP"),
    "a high picture's alpha": stealthy(BLOCK, size=(3, 1000)),
}


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES)
def test_a_block_is_found_wherever_it_stands(data):
    assert facts(data) == FACTS


def test_a_remark_of_a_camera_is_no_prompt_in_any_place():
    remark = "Taken at the zoo: a red horse, f/8"
    for data in (
        with_comment("GIF", remark.encode()),
        with_exif("JPEG", b"ASCII\0\0\0" + remark.encode(), ImageDescription=remark),
        with_xmp("JPEG", xmp_packet(f"<dc:description>{remark}</dc:description>")),
        png({"Comment": remark, "Description": remark, "Software": "GIMP"}),
        stealthy("nothing of note"),
    ):
        found, _ = metadata.scan(data)
        assert found is None or found.prompt.text == "nothing of note"


def test_a_damaged_place_hides_no_other():
    sound = with_exif("JPEG", UTF_16)
    broken_xmp = with_xmp("JPEG", "<x:xmpmeta><broken")
    both = sound[:2] + broken_xmp[2 : broken_xmp.index(b"\xff\xdb")] + sound[2:]
    assert facts(both) == FACTS
    assert metadata.scan(png_with_chunk(b"eXIf", b"MM\0*nonsense"))[0] is None


def test_a_bomb_in_xmp_is_not_lit():
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>' + xmp_packet("<dc:title>&c;</dc:title>")
    assert metadata.scan(with_xmp("JPEG", bomb))[0] is None


def test_a_bomb_in_pixels_is_not_lit():
    assert metadata.scan(stealthy("a" * 40_000_000, size=(700, 700)))[0] is None


def test_a_prompt_without_end_is_none():
    assert metadata.scan(png({"parameters": "horse " * 300_000 + "\nSteps: 20, Seed: 5"}))[0] is None
    assert len(metadata.scan(png({"parameters": "(horse:1.1) " * 5000}))[0].prompt) == 5000


def test_size_of_hidden_text_is_not_believed():
    data = stealthy("x", compressed=False, size=(4, 64))
    assert metadata.scan(data)[0] is None or metadata.scan(data)[0].prompt.text == "x"
    assert metadata.scan(stealthy("", compressed=False))[0] is None


KINDS = st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"eXIf"])
KEYWORDS = st.sampled_from(
    "parameters prompt workflow Comment invokeai_metadata sd-metadata Dream Software seed XML:com.adobe.xmp "
    "generation_data num_inference_steps promptstudio".split()
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
OBJECT_KEYS = st.sampled_from(
    "prompt Prompt negative_prompt uc c seed steps sampler model base_model software sui_image_params v4_prompt "
    "caption char_captions base_caption image size width positive_prompt positive_style_prompt scale cfg_scale "
    "class_type inputs nodes links 1".split()
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(OBJECT_KEYS, inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(keyword=KEYWORDS, content=st.one_of(OBJECTS.map(json.dumps), st.text(max_size=200)))
def test_any_text_of_any_program_is_read_or_left(keyword, content):
    found, _ = metadata.scan(
        png_with_chunk(b"iTXt", keyword.encode() + b"\0\0\0\0\0" + content.encode("utf-8", "replace"))
    )
    assert found is None or found.document or not found.empty


@settings(max_examples=200, deadline=None)
@given(comment=st.binary(max_size=200), kind=st.sampled_from(["JPEG", "WEBP"]))
def test_any_user_comment_is_read_or_left(comment, kind):
    metadata.scan(with_exif(kind, comment or None))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_file_with_any_bytes_changed_is_read_or_left(data):
    file = bytearray(data.draw(st.sampled_from(list(PLACES.values()))))
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    metadata.scan(bytes(file[: data.draw(st.integers(0, len(file)))]))


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(OBJECTS.map(json.dumps), st.text(max_size=300)))
def test_any_text_is_a_block_or_none(text):
    found = metadata.read_text(text)
    assert found is None or not found.empty
