"""One picture is the same reference image, whatever it is given as; what is no image is refused in a sentence."""

import io

import numpy as np
import pytest
from PIL import ExifTags, Image

from promptstudio import images
from promptstudio.errors import BadRequest, UnreadableImage
from promptstudio.images.sources import read_image, read_images
from promptstudio.resources import resource

SAMPLE = resource("samples", "red-car-city-night.png")


@pytest.fixture(scope="module")
def reference():
    return images.read(SAMPLE)


def test_every_form_of_one_picture_is_read_alike(reference):
    image = Image.open(SAMPLE).convert("RGB")
    array = np.asarray(image)
    forms = [
        SAMPLE,
        str(SAMPLE),
        SAMPLE.read_bytes(),
        bytearray(SAMPLE.read_bytes()),
        image,
        array,
        array / 255,
        array.astype(np.float32) / 255,
        np.asfortranarray(array),
        reference.picture,
        reference,
    ]
    for form in forms:
        assert read_image(form).picture == reference.picture
        assert read_image(form).square == reference.square


def test_grey_arrays_and_tensors_are_images():
    torch = pytest.importorskip("torch")
    grey = np.arange(48, dtype=np.uint8).reshape(6, 8)
    expected = np.repeat(grey[:, :, None], 3, axis=2).tobytes()
    for form in (grey, grey[:, :, None], torch.from_numpy(grey)):
        assert read_image(form).picture.rgb == expected


def test_pillow_images_are_treated_as_their_files_are():
    image = Image.new("RGB", (30, 20), "red")
    image.putpixel((0, 0), (0, 0, 255))
    file, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    image.save(file, "PNG", exif=exif)
    turned = Image.open(io.BytesIO(file.getvalue()))
    from_file, from_image = read_image(file.getvalue()), read_image(turned)
    assert from_image.picture == from_file.picture
    assert (from_image.picture.width, from_image.picture.height) == (20, 30)
    assert from_image.notes == from_file.notes


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
def test_pillow_images_of_any_mode_are_read(mode):
    picture = read_image(Image.new(mode, (5, 4))).picture
    assert (picture.width, picture.height) == (5, 4)


def test_transparent_parts_of_a_palette_are_grey():
    image = Image.new("P", (4, 4), 0)
    image.info["transparency"] = 0
    assert read_image(image).picture.rgb[:3] == bytes(images.GREY)


def test_several_images_come_as_a_list(reference):
    assert read_images(reference) == (reference,)
    assert read_images([reference, SAMPLE])[1].picture == reference.picture
    assert read_images(()) == ()


@pytest.mark.parametrize(
    "source",
    [
        None,
        7,
        {"path": "x.png"},
        np.zeros((3, 8, 8), np.uint8),
        np.zeros((8, 8, 4), np.uint8),
        np.zeros((0, 8, 3), np.uint8),
        np.zeros(8, np.uint8),
        np.zeros((8, 8, 3), np.int64),
        np.full((8, 8, 3), 1.5),
        np.full((8, 8), np.nan),
        np.array(["a.png"]),
    ],
)
def test_what_cannot_be_an_image_is_refused(source):
    with pytest.raises(BadRequest):
        read_image(source)


def test_what_is_no_readable_image_says_so(tmp_path):
    for source in (b"", b"hello", tmp_path / "nowhere.png"):
        with pytest.raises(UnreadableImage):
            read_image(source)
