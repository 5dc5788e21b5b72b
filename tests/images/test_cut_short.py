"""What can be read of a picture that is cut short is offered in a sentence, and used if that is asked for."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from promptstudio import images
from promptstudio.errors import PartlyReadable, UnreadableImage
from promptstudio.protocol import Picture

PROGRESSIVE = {"progressive": True}


def encoded(mode, kind, **options):
    colours = np.random.default_rng(0).integers(0, 255, (30, 40, 3), dtype=np.uint8)
    image = Image.fromarray(colours).resize((400, 300)).convert("L" if mode == "I;16" else mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def rows(reference):
    return np.asarray(images.to_pil(reference.picture)).astype(int)


def refusal(data):
    with pytest.raises(UnreadableImage) as error:
        images.decode(data, "half")
    return error.value


@pytest.mark.parametrize("share", [0.3, 0.8])
@pytest.mark.parametrize(
    ("mode", "kind"),
    [(mode, "PNG") for mode in ("RGB", "RGBA", "L", "P", "1", "I;16")]
    + [(mode, "JPEG") for mode in ("RGB", "L", "CMYK")]
    + [("RGB", "BMP")],
)
def test_rows_that_are_there_are_as_in_the_whole_file_and_the_rest_is_grey(mode, kind, share):
    data = encoded(mode, kind)
    cut = data[: int(len(data) * share)]
    error = refusal(cut)
    assert isinstance(error, PartlyReadable)
    (told,) = re.fullmatch(r"half is cut short; (\d+) % of its rows can be read\.", str(error)).groups()
    reference = images.decode(cut, "half", partial=True)
    assert reference.notes[0] == f"Cut short: {told} % of its rows could be read; the rest is grey."
    whole = rows(images.decode(data, "whole"))
    alike = np.abs(rows(reference) - whole).max((1, 2)) <= 1
    grey = np.abs(rows(reference) - 128).max((1, 2)) <= 2
    assert (alike | grey).all()
    assert 100 * share - 8 <= 100 * alike.sum() / 300 <= 100 * share + 2
    assert abs(100 * alike.sum() / 300 - int(told)) <= 3


def test_rows_before_the_damage_of_a_png_are_offered_too():
    data = bytearray(encoded("RGB", "PNG"))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    error = refusal(bytes(data))
    assert re.fullmatch(r"half is damaged; (4|5)\d % of its rows can be read\.", str(error))
    reference = images.decode(bytes(data), "half", partial=True)
    assert re.fullmatch(r"Damaged: \d+ % of its rows could be read; the rest is grey\.", reference.notes[0])


def test_a_progressive_jpeg_is_whole_but_coarse():
    data = encoded("RGB", "JPEG", **PROGRESSIVE)
    cut = data[: len(data) // 2]
    assert str(refusal(cut)) == "half is cut short; it can be read without its fine detail."
    reference = images.decode(cut, "half", partial=True)
    assert reference.notes == ("Cut short: its fine detail is missing.",)
    assert np.abs(rows(reference) - rows(images.decode(data, "whole"))).mean() < 12


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "GIF"])
def test_of_other_files_nothing_is_offered(kind):
    data = encoded("RGB", kind)
    cut = data[: len(data) // 2]
    assert not isinstance(refusal(cut), PartlyReadable)
    with pytest.raises(UnreadableImage, match="damaged or cut short"):
        images.decode(cut, "half", partial=True)


def test_nothing_is_offered_where_no_row_is_whole_or_rows_do_not_come_in_order():
    data = encoded("RGB", "JPEG")
    assert not isinstance(refusal(data[: len(data) // 50]), PartlyReadable)
    interlaced = bytearray(encoded("RGB", "PNG")[:9000])
    interlaced[28] = 1
    assert not isinstance(refusal(bytes(interlaced)), PartlyReadable)


def test_a_whole_file_is_read_as_ever_and_one_cut_short_is_turned_upright():
    data = encoded("RGB", "PNG")
    assert images.decode(data, "x", partial=True) == images.decode(data, "x")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded("RGB", "JPEG", exif=exif)
    reference = images.decode(turned[: len(turned) // 2], "x", partial=True)
    assert isinstance(reference.picture, Picture)
    assert (reference.picture.width, reference.picture.height) == (300, 400)
