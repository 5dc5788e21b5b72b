"""How the command line reads reference images."""

import pytest
from PIL import Image

from promptstudio.cli.running import read_images
from promptstudio.errors import BadRequest


def test_a_reference_becomes_square_as_asked_and_what_was_changed_about_it_is_told(tmp_path, capfd):
    Image.new("RGB", (6000, 600)).save(tmp_path / "wide.png")
    (reference,) = read_images([tmp_path / "wide.png"], "pad")
    assert reference.fit == "pad"
    assert "wide.png: Scaled down from 6000 × 600 to 1024 × 102 pixels." in " ".join(capfd.readouterr().err.split())


def test_another_way_to_become_square_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="crop, pad, squash, not “stretch”"):
        read_images([], "stretch")
