"""`promptstudio FILE`: what the window does not open is explained, and commands stay commands."""

import io

import pytest
from PIL import Image


def png():
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo.heic is a HEIC photo, which has to be converted"),
        ("photo.HEIC", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "photo.HEIC is a HEIC photo, which has to be converted"),
        ("photo.jxl", b"\xff\x0a" + bytes(20), "photo.jxl is a JPEG XL picture, which has to be converted"),
        ("notes.txt", b"a red car", "notes.txt is not a PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF image."),
        ("page.html", b"<!DOCTYPE html>", "page.html is a web page, not the picture itself."),
        ("picture.img", png(), "picture.img is a picture whose name does not say so; rename it"),
        ("gone.heic", None, "gone.heic does not exist."),
        (":car:.heic", None, ":car:.heic does not exist."),
    ],
)
def test_a_file_that_is_not_opened_is_explained(promptstudio, name, content, sentence):
    if content is not None:
        with open(name, "wb") as file:
            file.write(content)
    code, out, err = promptstudio(name)
    assert (code, out) == (1, "")
    assert err.startswith(f"promptstudio: {sentence}")
    assert err.count("\n") == 1


def test_a_command_stays_one_where_a_folder_is_called_like_it(promptstudio, somewhere_else):
    (somewhere_else / "here" / "batch").mkdir()
    code, _, err = promptstudio("batch")
    assert code == 2
    assert "Missing argument 'FOLDER'" in err


def test_addresses_are_explained(promptstudio):
    for address in ("https://example.org/a.png", "https://example.org/a"):
        code, _, err = promptstudio(address)
        assert (code, err) == (1, f"promptstudio: {address} is not a file on this computer; save it first.\n")


def test_a_word_that_is_no_command_is_still_called_that(promptstudio):
    code, _, err = promptstudio("analyze")
    assert code == 2
    assert "There is no command “analyze”" in err
