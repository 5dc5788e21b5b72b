"""Pixels on a line to another machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptstudio import images
from promptstudio.process import messages
from promptstudio.process.packing import JPEG, PNG, packed, unpacked
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    GridCellDone,
    Picture,
    Render,
    RenderProgress,
    RenderSettings,
)
from promptstudio.resources import resource


@pytest.fixture(scope="module")
def photograph():
    return images.read(resource("samples", "photo-tabby-cat.png")).picture


def render(picture):
    return Render(picture, Prompt.parse("a cat"), RenderSettings(), "none", "none", "", "cpu", 0.0)


def test_a_picture_arrives_as_it_was_and_takes_less(photograph):
    for message in (
        messages.Keep(b"digest", photograph),
        messages.Finished(1, render(photograph)),
        messages.Happened(1, GridCellDone(0, render(photograph))),
    ):
        sent = packed(message)
        assert unpacked(sent) == message
        assert len(messages.frame(sent)) < 0.8 * len(messages.frame(message))


def test_a_preview_loses_a_little_and_takes_a_tenth(photograph):
    message = messages.Happened(1, RenderProgress(1, 20, preview=photograph))
    sent = packed(message)
    arrived = unpacked(sent).event.preview
    assert (arrived.width, arrived.height, len(arrived.rgb)) == (
        photograph.width,
        photograph.height,
        len(photograph.rgb),
    )
    differences = [abs(one - other) for one, other in zip(arrived.rgb, photograph.rgb, strict=True)]
    assert sum(differences) / len(differences) < 4
    assert len(messages.frame(sent)) < 0.1 * len(messages.frame(message))


@given(st.integers(0, 5), st.integers(0, 5), st.binary(max_size=80))
def test_any_pixels_arrive_also_those_that_are_named_by_their_digest(width, height, pixels):
    for rgb in (b"", pixels[: 3 * width * height].ljust(3 * width * height, b"\1"), pixels):
        message = messages.Keep(b"digest", Picture(width, height, rgb))
        assert unpacked(packed(message)) == message


@pytest.mark.parametrize("rgb", [b"", b"\7abc", PNG + b"no file", JPEG + b"\xff\xd8", PNG])
def test_what_is_no_packed_picture_breaks_the_line(rgb):
    with pytest.raises(messages.BrokenStream):
        unpacked(messages.Keep(b"digest", Picture(8, 8, rgb)))


def test_a_file_of_another_size_breaks_the_line(photograph):
    sent = packed(messages.Keep(b"digest", photograph))
    with pytest.raises(messages.BrokenStream):
        unpacked(messages.Keep(b"digest", Picture(30_000, 30_000, sent.picture.rgb)))
