"""What programs put into a drop or on the clipboard is recognised in all its forms."""

import base64
import io
import os
import socket

import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

from promptstudio_ui.document.importing import MOST_OF_A_FOLDER, read_encoded, read_files
from promptstudio_ui.document.offers import drop_sentence, offered


def encoded(kind="PNG", colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (6, 4), colour).save(out, kind)
    return out.getvalue()


def mime(*, urls=(), text=None, html=None, formats=None, image=None):
    data = QMimeData()
    if urls:
        data.setUrls([QUrl(url) for url in urls])
    if text is not None:
        data.setText(text)
    if html is not None:
        data.setHtml(html)
    for kind, content in (formats or {}).items():
        data.setData(kind, QByteArray(content))
    if image is not None:
        data.setImageData(image)
    return data


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a red #1 50% house.png"
    path.write_bytes(encoded())
    return path


def data_address(content=None, kind="image/png"):
    return f"data:{kind};base64,{base64.b64encode(content or encoded()).decode()}"


def widths(offer):
    return [reference.picture.width for reference in read_encoded(offer.encoded, "dropped image").references]


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST", "127.0.0.1", socket.gethostname()])
def test_addresses_of_files_with_every_name_of_this_computer(picture, host):
    address = picture.as_uri().replace("file://", f"file://{host}")
    assert offered(mime(urls=[address])).files == (picture,)
    assert offered(mime(text=f"{address}\r\n")).files == (picture,)
    assert offered(mime(urls=[picture.as_uri().replace("file://", "file:")])).files == (picture,)


def test_an_address_that_was_never_escaped(picture):
    assert offered(mime(text=f"file://{picture}")).files == (picture,)


def test_a_file_on_another_computer_is_explained():
    offer = offered(mime(urls=["file://nas/share/a.png"]))
    assert not offer.files
    assert offer.refusal == "That file is on the computer “nas”. Copy it to this one first."


def test_a_name_that_is_no_utf8(tmp_path):
    path = tmp_path / os.fsdecode(b"ref-\xe9.png")
    path.write_bytes(encoded())
    (found,) = offered(mime(formats={"text/uri-list": path.as_uri().encode()})).files
    assert found == path
    assert read_files([found]).references[0].name == "ref-\ufffd.png"


@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"', "  {}\n", "{}\n{}"])
def test_paths_as_text(picture, form):
    assert set(offered(mime(text=form.format(picture, picture))).files) == {picture}


def test_paths_as_a_shell_writes_them_and_in_the_home_folder(picture, monkeypatch):
    assert offered(mime(text=str(picture).replace(" ", r"\ ").replace("#", r"\#"))).files == (picture,)
    monkeypatch.setenv("HOME", str(picture.parent))
    assert offered(mime(text=f"~/{picture.name}")).files == (picture,)


def test_a_path_to_a_picture_that_is_gone_is_no_prompt(tmp_path):
    (gone,) = offered(mime(text=str(tmp_path / "gone.png"))).files
    assert read_files([gone]).failures == ("gone.png does not exist.",)


@pytest.mark.parametrize(
    "text",
    ["a red car", "/imagine a red car", "a, b\n/tmp", "file", "12:30", "note: red", "'a red car'", "~", "/", "C:red"],
)
def test_text_stays_text(text):
    offer = offered(mime(text=text))
    assert (offer.text, offer.files, offer.is_text) == (text, (), True)


def test_lists_of_file_managers(picture):
    content = f"copy\n{picture.as_uri()}".encode()
    assert offered(mime(formats={"x-special/gnome-copied-files": content})).files == (picture,)


def test_a_folder_is_its_pictures(tmp_path, picture):
    (tmp_path / ".hidden.png").write_bytes(encoded())
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "deeper").mkdir()
    read = read_files([tmp_path])
    assert [reference.name for reference in read.references] == [picture.name]
    assert read.failures == ()
    assert read_files([tmp_path / "deeper"]).failures == ("The folder deeper holds no picture.",)
    for number in range(MOST_OF_A_FOLDER):
        (tmp_path / "deeper" / f"{number:03}.png").write_bytes(encoded())
    (tmp_path / "deeper" / "one more.png").write_bytes(encoded())
    read = read_files([tmp_path / "deeper"])
    assert len(read.references) == MOST_OF_A_FOLDER
    assert read.failures == ("Of the 33 pictures in deeper the first 32 were taken.",)


# ------------------------------------------------------------------ pictures


def test_data_addresses_are_pictures():
    plain = data_address()
    for address in (
        plain,
        plain.replace("+", "%2B").replace("=", "%3D"),
        plain.rstrip("="),
        plain.upper()[:5] + plain[5:],
    ):
        assert widths(offered(mime(urls=[address]))) == [6]
        assert widths(offered(mime(text=address))) == [6]
    assert widths(offered(mime(urls=[plain, data_address(encoded("JPEG"), "image/jpeg")]))) == [6, 6]
    assert widths(offered(mime(html=f'<meta charset="utf-8"><img alt="" src="{plain}">'))) == [6]


def test_a_data_address_of_another_kind():
    assert offered(mime(urls=["data:,a%20red%20car"])).text == "a red car"
    read = read_encoded(offered(mime(urls=["data:image/png;base64,!!!"])).encoded, "dropped image")
    assert read.failures == ("dropped image is empty.",)
    read = read_encoded(offered(mime(urls=["data:image/svg+xml,%3Csvg%2F%3E"])).encoded, "dropped image")
    assert "an SVG drawing" in read.failures[0]


@pytest.mark.parametrize("kind", ["jpeg", "webp", "bmp", "tiff", "gif"])
def test_an_empty_png_beside_a_good_format(kind):
    offer = offered(mime(formats={"image/png": b"", f"image/{kind}": encoded(kind.upper())}))
    assert widths(offer) == [6]


def test_a_broken_format_beside_a_good_one():
    offer = offered(mime(formats={"image/png": b"nonsense", "image/jpeg": encoded("JPEG")}))
    assert widths(offer) == [6]
    nothing = read_encoded(offered(mime(formats={"image/png": b"nonsense"})).encoded, "dropped image")
    assert "dropped image is not a PNG" in nothing.failures[0]


def test_an_empty_png_beside_the_programs_own_picture():
    image = QImage(6, 4, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    data = mime(image=image)
    assert drop_sentence(data) == "Drop to add as reference image"
    assert widths(offered(data)) == [6]


def test_pixels_beside_an_address_on_the_web_or_a_file_that_is_gone(tmp_path, picture):
    assert widths(offered(mime(urls=["https://example.org/a.png"], formats={"image/png": encoded()}))) == [6]
    gone = (tmp_path / "gone.png").as_uri()
    assert widths(offered(mime(urls=[gone], formats={"image/png": encoded()}))) == [6]
    both = offered(mime(urls=[picture.as_uri()], formats={"image/png": encoded()}))
    assert (both.files, both.encoded) == ((picture,), ())


# ------------------------------------------------------------------ addresses elsewhere


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.png", "http://localhost:8188/view?filename=a.png", "ftp://x/a.png", "blob:https://x/1"],
)
def test_addresses_on_the_web_are_explained_and_never_words(address):
    for data in (mime(urls=[address]), mime(text=address)):
        offer = offered(data)
        assert (offer.text, offer.files, offer.encoded) == ("", (), ())
        assert "on the web" in offer.refusal
