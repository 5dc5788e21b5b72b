"""The library of renders: what is kept, found again, marked, deleted and brought back."""

from __future__ import annotations

import msgspec
import pytest

from promptstudio.errors import BadRequest, UnwritableFile
from promptstudio.files.library import Library, Wanted
from promptstudio.prompt import Prompt
from promptstudio.protocol import Picture, Render, RenderSettings


def render(text, shade=0, seed=1, model="tiny"):
    picture = Picture(16, 8, bytes([shade, 255 - shade, 7]) * 128)
    settings = RenderSettings(seed=seed)
    return Render(picture, Prompt.parse(text), settings, "DDIMScheduler", model, "abc", "cpu", 0.1)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data")


@pytest.fixture
def filled(library):
    thumbnail = Picture(2, 2, bytes(12))
    cars = library.add(render("a red car", 10), thumbnail, method="vgd", document="cars.pstudio", fit=0.2)
    boats = library.add(render("ein grünes Boot", 20, model="big"), thumbnail, method="edit_friendly", fit=0.4)
    return cars, boats


def prompts(library, **wanted):
    return [entry.prompt for entry in library.search(Wanted(**wanted))]


def test_a_render_comes_back_with_its_pixels(library, filled):
    found = library.render(filled[0])
    assert found == render("a red car", 10)
    with pytest.raises(BadRequest, match="not in the library"):
        library.render("nothing")


def test_it_is_found_by_words_method_model_fit_date_and_star(library, filled):
    assert prompts(library) == ["ein grünes Boot", "a red car"]
    assert prompts(library, words="CAR red") == ["a red car"]
    assert prompts(library, words="GRÜNES") == ["ein grünes Boot"]
    assert prompts(library, words="cars.pst") == ["a red car"]
    assert prompts(library, words="%") == []
    assert prompts(library, method="vgd") == ["a red car"]
    assert prompts(library, model="big") == ["ein grünes Boot"]
    assert prompts(library, least_fit=0.3) == ["ein grünes Boot"]
    assert prompts(library, since=library.search()[0].made) == ["ein grünes Boot"]
    assert prompts(library, starred=True) == []
    library.star([filled[0]], True)
    assert prompts(library, starred=True) == ["a red car"]
    assert library.values("method") == ["edit_friendly", "vgd"]
    assert library.values("model") == ["big", "tiny"]


def test_the_same_picture_is_there_once_and_keeps_star_and_note(library, filled):
    library.star([filled[0]], True)
    library.write_note(filled[0], "for the Postkarte")
    again = library.add(render("a red car", 10), Picture(2, 2, bytes(12)), document="x.pstudio", path="/x.pstudio")
    assert again == filled[0]
    (entry,) = library.search(Wanted(words="postkarte"))
    assert (entry.starred, entry.note, entry.fit) == (True, "for the Postkarte", 0.2)
    assert (entry.document, entry.path) == ("x.pstudio", "/x.pstudio")
    other = msgspec.structs.replace(render("a red car", 10), settings=RenderSettings(seed=2))
    assert library.add(other, Picture(2, 2, bytes(12))) != filled[0]


def test_what_was_deleted_can_be_brought_back(library, filled):
    library.delete(filled)
    assert prompts(library) == []
    library.bring_back(filled[:1])
    assert prompts(library) == ["a red car"]


def test_a_file_that_is_no_library_is_told_and_left_alone(library):
    library.file.parent.mkdir()
    library.file.write_bytes(b"my own file" * 100)
    with pytest.raises(UnwritableFile, match="not a database"):
        library.search()
    assert library.file.read_bytes() == b"my own file" * 100


def test_a_render_is_found_by_what_was_asked_for(library):
    assert library.find(Prompt.parse("a red car"), RenderSettings(seed=3)) == [], "there is no library yet"
    assert not library.file.exists()
    made = render("a red car", seed=3)
    key = library.add(made, Picture(2, 2, bytes(12)))
    assert library.find(made.prompt, msgspec.structs.replace(made.settings, width=512, height=512)) == [key]
    assert library.find(made.prompt, RenderSettings(seed=4)) == []
    assert library.find(made.prompt.change(1, weight=1.2), made.settings) == []
    library.relabel([key], "the best")
    assert library.search()[0].label == "the best"
    library.delete([key])
    assert library.find(made.prompt, made.settings) == []
