"""How the command line reads reference images."""

import pytest
from PIL import Image

from promptstudio.cli.running import read_images
from promptstudio.errors import BadRequest, UnreadableImage


def test_a_reference_becomes_square_as_asked_and_what_was_changed_about_it_is_told(tmp_path, capfd):
    Image.new("RGB", (6000, 600)).save(tmp_path / "wide.png")
    (reference,) = read_images([tmp_path / "wide.png"], "pad")
    assert reference.fit == "pad"
    assert "wide.png: Scaled down from 6000 × 600 to 1024 × 102 pixels." in " ".join(capfd.readouterr().err.split())


def test_another_way_to_become_square_is_refused(tmp_path):
    with pytest.raises(BadRequest, match="crop, pad, squash, not “stretch”"):
        read_images([], "stretch")


def test_of_a_picture_that_is_cut_short_the_option_is_named_and_then_the_readable_part_is_used(tmp_path, capfd):
    path = tmp_path / "half.bmp"
    Image.effect_noise((64, 64), 90).save(path)
    path.write_bytes(path.read_bytes()[: -30 * 64])
    with pytest.raises(UnreadableImage) as error:
        read_images([path], partial=False)
    told = "half.bmp is cut short; 53 % of its rows can be read."
    assert str(error.value) == f"{told} --partial uses what can be read."
    with pytest.raises(UnreadableImage) as error:
        read_images([path])  # of a command without the option
    assert str(error.value) == told
    assert read_images([path], partial=True)[0].picture.height == 64
    assert "half.bmp: Cut short: 53 % of its rows could be read" in " ".join(capfd.readouterr().err.split())


def test_a_frame_and_a_ground_are_chosen_by_options(tmp_path):
    frames = [Image.new("RGBA", (20, 20), (red, 0, 0, 0 if red else 255)) for red in (0, 255)]
    frames[0].save(tmp_path / "two.png", save_all=True, append_images=frames[1:])
    (reference,) = read_images([tmp_path / "two.png"], frame=2, ground="white")
    assert (reference.frame, reference.frames, reference.ground) == (2, 2, "white")
    with pytest.raises(UnreadableImage, match=r"two\.png has no frame 3: the last one is 2\."):
        read_images([tmp_path / "two.png"], frame=3)
    with pytest.raises(BadRequest, match="grey, white, black, blur, not “pink”"):
        read_images([tmp_path / "two.png"], ground="pink")
