"""Text of every kind that comes in is text that can be sent, saved and printed."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from foreign_pictures import save_comfyui_picture
from promptstudio import images
from promptstudio.document import HistoryEntry, Project, State
from promptstudio.errors import UnreadableImage
from promptstudio.files import a1111, metadata, project
from promptstudio.prompt import Prompt, Word
from promptstudio.protocol import RenderRequest, RenderSettings
from promptstudio.text import invalid_bytes, valid_text, with_valid_text

ANY_TEXT = st.text(st.characters(), max_size=20)  # with surrogates


@given(ANY_TEXT)
def test_text_becomes_valid_and_valid_text_stays(text):
    valid = valid_text(text)
    valid.encode()
    assert valid_text(valid) == valid
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert valid == text


def test_two_halves_are_joined_and_one_alone_is_replaced():
    assert valid_text("\ud83d\udc0e") == "🐎"
    assert valid_text("a \ud83d b \udc0e\ud83d") == "a \ufffd b \ufffd\ufffd"
    assert invalid_bytes("caf\udce9 \udcff") == "E9 FF"
    assert invalid_bytes("café 🐎") == ""


@given(ANY_TEXT, ANY_TEXT)
def test_a_struct_becomes_valid_to_its_last_text(text, other):
    request = RenderRequest(Prompt((Word(text, other),), other), RenderSettings(negative=text))
    valid = with_valid_text(request)
    assert valid.prompt.words[0].text == valid.settings.negative == valid_text(text)
    assert valid.prompt.words[0].before == valid.prompt.tail == valid_text(other)
    assert with_valid_text(valid) is valid


@given(ANY_TEXT)
def test_a_prompt_is_valid_text(text):
    assert Prompt.parse(text).text == valid_text(text)
    prompt = Prompt.parse("a red car").swap(1, text).insert(0, text).append(text)
    prompt.text.encode()
    a1111.parse_weighted(text)[0].text.encode()


def test_a_file_whose_name_is_no_text_is_read(tmp_path):
    path = tmp_path / "ref-\udce9.png"
    Image.new("RGB", (8, 8)).save(path)
    reference = images.read(path)
    assert reference.name == "ref-\ufffd.png"
    reference.path.encode()
    path.unlink()
    with pytest.raises(UnreadableImage, match="ref-\ufffd\\.png does not exist"):
        images.read(path)


def test_half_a_character_in_metadata_becomes_a_replacement(tmp_path):
    save_comfyui_picture(tmp_path / "half.png", "a red \ud83d horse", "ugly \udc0e")
    found = metadata.read(tmp_path / "half.png")
    assert found.prompt.text == "a red \ufffd horse"
    assert found.negative == "ugly \ufffd"


def test_a_project_with_half_characters_opens_with_replacements(tmp_path):
    path = tmp_path / "p.pstudio"
    document = Project(
        state=State(prompt=Prompt((Word("\ud83d", ""),))), history=(HistoryEntry("edit", "+ \udc0e", Prompt()),)
    )
    project.save(path, document)
    opened = project.load(path)
    assert opened.state.prompt.text == "\ufffd"
    assert opened.history[0].label == "+ \ufffd"
    with zipfile.ZipFile(path) as archive:
        archive.read("project.json").decode("ascii")
