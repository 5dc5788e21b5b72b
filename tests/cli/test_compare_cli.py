import json

import pytest
from PIL import Image, ImageDraw

from promptstudio.errors import BadRequest
from promptstudio.files.comparing import comparison_request
from promptstudio.images import from_pil
from promptstudio.prompt import Prompt
from promptstudio.resources import resource

KEYS = ["locality", "preserved", "spill", "success", "global", "region_source", "sentence"]


def sample(name="red-car-city-night"):
    return Image.open(resource("samples", f"{name}.png")).convert("RGB")


@pytest.fixture
def pictures(tmp_path):
    """Paths of a picture and of the same with something drawn over it, as another program would write them."""
    a, b = sample(), sample()
    ImageDraw.Draw(b).ellipse([40, 40, 80, 80], fill="yellow")
    a.save(tmp_path / "a.png")
    b.save(tmp_path / "b.png")
    return tmp_path / "a.png", tmp_path / "b.png"


@pytest.mark.model
def test_two_pictures_of_any_program_are_compared(pictures, capfd):
    from promptstudio.cli import main

    assert main(["compare", *map(str, pictures), "--swap", "car=balloon", "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert list(found)[: len(KEYS)] == KEYS
    assert found["region_source"] == "segmenter"
    assert 0 <= found["locality"] <= 1
    assert found["global"] is False
    assert found["sentence"].count(".") == 2
    assert found["missing"][0].startswith("LPIPS")
    assert not {"change_map", "region"} & set(found)

    assert main(["compare", *map(str, pictures), "--prompt-a", "a car", "--prompt-b", "a balloon"]) == 0
    assert capfd.readouterr().out.startswith(found["sentence"])


@pytest.mark.model
def test_pictures_of_different_size_and_edits_that_nobody_names_are_refused(pictures, capfd):
    from promptstudio.cli import main

    sample().resize((64, 64)).save(pictures[1])
    assert main(["compare", *map(str, pictures), "--swap", "car=balloon"]) == 2
    said = capfd.readouterr().err.strip()
    assert "Only two pictures of the same size can be compared" in said
    assert "\n" not in said
    assert main(["compare", *map(str, pictures)]) == 2
    assert "what was edited" in capfd.readouterr().err
    assert main(["compare", *map(str, pictures), "--swap", "car"]) == 2
    capfd.readouterr()


def test_every_mention_of_what_was_swapped_counts():
    picture = from_pil(sample())
    request = comparison_request(picture, picture, [("car", "bus")], before="a car, a red car and a cat")
    assert request.after.text == "a bus, a red bus and a cat"
    alone = comparison_request(picture, picture, [("red car", "bus"), ("cat", "dog")])
    assert (alone.before.text, alone.after.text) == ("red car, cat", "bus, dog")
    both = comparison_request(picture, picture, [], "a car", Prompt.parse("a bus"))
    assert (both.before.text, both.after.text) == ("a car", "a bus")
    with pytest.raises(BadRequest, match="“car” is not a word"):
        comparison_request(picture, picture, [("car", "bus")], before="a cat")
    with pytest.raises(BadRequest, match="Nothing says"):
        comparison_request(picture, picture)
