"""What the embedded guide knows, and what is said of pictures that it does not."""

import numpy as np
import pytest
from PIL import Image

from promptstudio.catalogue.reader import load_profile
from promptstudio.engine import Engine
from promptstudio.errors import ModelMissing
from promptstudio.guide.known_world import FILE, note_on, read_known_world
from promptstudio.protocol import Recognition
from promptstudio.resources import resource

SAMPLES = sorted(resource("samples").glob("*.png"))
PHOTOGRAPHS = [file for file in SAMPLES if file.name.startswith("photo-")]
DRAWN = [file for file in SAMPLES if file not in PHOTOGRAPHS]


@pytest.mark.model
def test_samples_that_are_drawn_are_known(engine):
    found = engine.recognise(DRAWN)
    assert len(found.strangeness) == len(DRAWN)
    assert max(found.strangeness) < 1
    assert found.notes == ()


@pytest.mark.model
def test_photographs_are_not_and_one_sentence_says_so_with_the_way_out(engine):
    found = engine.recognise([DRAWN[0], *PHOTOGRAPHS])
    assert min(found.strangeness[1:]) > 1 > found.strangeness[0]
    (note,) = found.notes
    assert note == note_on([file.name for file in PHOTOGRAPHS], "drawings of 40 things and animals in ten places")
    assert "photo-tabby-cat.png" in note
    assert "menu Models, or “promptstudio models”" in note


@pytest.mark.model
@pytest.mark.parametrize("value", [0, 90, 255])
def test_a_blank_sheet_is_not_known(engine, value):
    assert engine.recognise(Image.new("RGB", (300, 200), (value, value, value))).notes


@pytest.mark.model
def test_noise_is_not_known(engine):
    assert engine.recognise(np.random.default_rng(1).integers(0, 256, (200, 200, 3), np.uint8)).notes


@pytest.mark.model
def test_an_inversion_says_so_too(engine):
    settings = {"particles": 2, "steps": 2, "polish": 0}
    assert engine.invert(DRAWN[0], budget=8, settings=settings).notes == ()
    found = engine.invert(PHOTOGRAPHS[0], budget=8, settings=settings)
    assert found.notes == engine.recognise(PHOTOGRAPHS[0]).notes != ()


@pytest.mark.model
def test_where_a_profile_does_not_say_what_it_knows_a_low_fit_is_noted(monkeypatch):
    monkeypatch.setattr("promptstudio.guide.guide.read_known_world", lambda folder: None)
    engine = Engine("embedded", "cpu")
    assert engine.describe().knows == ""
    scene = engine.invert(DRAWN[0], method="captioning", budget=20)
    assert scene.notes == ()
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), np.uint8)
    (note,) = engine.invert(noise, method="captioning", budget=20).notes
    assert note.startswith("The prompt fits the picture hardly better than words picked blindly (fit 0.")
    quick = {"particles": 2, "steps": 2, "polish": 0}
    assert engine.invert(noise, task="style", budget=8, settings=quick).notes == (), "a style tells little by itself"


def test_many_pictures_are_counted_not_listed():
    note = note_on(["a.png", "b.png", "c.png", "d.png", "e.png"], "drawings")
    assert note.startswith("a.png, b.png, c.png and 2 more are unlike the pictures that these models know (drawings)")


def test_a_guide_without_the_file_says_nothing(tmp_path):
    assert read_known_world(tmp_path) is None


def test_a_damaged_file_is_told(tmp_path):
    whole = (load_profile("embedded")["guide_clip"].path / FILE).read_bytes()
    for content in (b"", whole[:1000], whole[:-1]):
        (tmp_path / FILE).write_bytes(content)
        with pytest.raises(ModelMissing, match="is damaged"):
            read_known_world(tmp_path)


def test_without_pictures_there_is_nothing_to_say(engine):
    assert engine.recognise([]) == Recognition()
