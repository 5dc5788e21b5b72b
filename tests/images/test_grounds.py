"""What is seen behind the transparent parts of a picture is chosen after it was read."""

import io

import numpy as np
import pytest
from PIL import Image

from promptstudio import images
from promptstudio.protocol import GROUNDS

COLOURS = {"grey": (128, 128, 128), "white": (255, 255, 255), "black": (0, 0, 0)}


def glass():
    """Red at the left and green at the right, from clear at the top to opaque at the bottom."""
    pixels = np.zeros((64, 48, 4), np.uint8)
    pixels[:, :24, 0], pixels[:, 24:, 1] = 255, 200
    pixels[..., 3] = np.linspace(0, 255, 64)[:, None]
    return Image.fromarray(pixels)


def read(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return images.decode(out.getvalue(), "glass.png")


def seen(reference, ground):
    return np.asarray(images.clip_square(images.with_ground(reference, ground), 48)).astype(int)


@pytest.mark.parametrize("ground", COLOURS)
def test_clip_sees_the_picture_on_the_chosen_colour(ground):
    reference = images.with_ground(read(glass()), ground)
    expected = Image.new("RGBA", (48, 64), COLOURS[ground])
    expected.alpha_composite(glass())
    found = np.asarray(images.on_ground(reference)).astype(int)
    assert np.abs(found - np.asarray(expected.convert("RGB"))).max() <= 1
    assert reference.notes == (f"Transparent parts are shown on {ground}.",)


def test_on_a_blur_clear_parts_have_colours_of_the_picture_and_opaque_parts_are_as_they_were():
    left, right = np.split(np.asarray(images.on_ground(images.with_ground(read(glass()), "blur"))).astype(int), 2, 1)
    assert left[0, :12, 0].min() > right[0, 12:, 0].max()
    assert right[0, 12:, 1].min() > left[0, :12, 1].max()
    assert left[0, :, 2].max() == right[0, :, 2].max() == 0
    assert (left[-1] == (255, 0, 0)).all()
    assert (right[-1] == (0, 200, 0)).all()


def test_every_ground_is_something_else_for_clip_and_grey_comes_back_as_it_was():
    reference = read(glass())
    different = [seen(reference, ground) for ground in GROUNDS]
    assert all(np.abs(a - b).max() > 20 for n, a in enumerate(different) for b in different[:n])
    assert images.with_ground(images.with_ground(reference, "blur"), "grey") == reference
    assert len({images.with_ground(reference, ground).seen for ground in GROUNDS}) == len(GROUNDS)


def test_an_opaque_picture_has_no_ground_to_choose():
    reference = read(glass().convert("RGB"))
    assert reference.opacity is None
    assert images.with_ground(reference, "white") is reference
