"""Whatever a file holds becomes upright sRGB, or one sentence says why not."""

import hashlib
import io
import os
import threading
import warnings
import zlib

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, ImageFile

from promptstudio import images
from promptstudio.errors import UnreadableImage
from promptstudio.images import animation
from promptstudio.protocol import Square
from promptstudio.resources import resource

pytestmark = pytest.mark.filterwarnings("error")


def scene(width=60, height=40):
    """Four corners of different colour, so that every turn and flip shows."""
    image = Image.new("RGB", (width, height), (200, 200, 200))
    draw = ImageDraw.Draw(image)
    half, middle = width // 2, height // 2
    draw.rectangle((0, 0, half - 1, middle - 1), fill=(220, 30, 30))
    draw.rectangle((half, 0, width, middle - 1), fill=(30, 180, 60))
    draw.rectangle((0, middle, half - 1, height), fill=(40, 60, 210))
    return image


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pixels(reference):
    return np.asarray(images.to_pil(reference.picture)).astype(int)


def difference(reference, image, measure=np.max):
    return measure(np.abs(pixels(reference) - np.asarray(image).astype(int)))


def png(width, height, depth, colour, rows, *extra):
    """A PNG built by hand, for what Pillow reads but does not write. `rows`: raw bytes, filter bytes included."""

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, colour, 0, 0, 0])
    parts = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


# ------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    ("kind", "options", "mean"),
    [
        ("PNG", {}, 0),
        ("BMP", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("GIF", {}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("WEBP", {"quality": 95}, 4),
        ("JPEG", {"quality": 95, "subsampling": 0}, 4),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}, 4),
    ],
)
def test_every_format(tmp_path, kind, options, mean):
    data = encoded(scene(), kind, **options)
    path = tmp_path / f"scene.{kind.lower()}"
    path.write_bytes(data)
    reference = images.read(path)
    assert difference(reference, scene(), np.mean) <= mean
    assert reference.notes == ()
    assert reference.name == path.name
    assert reference.path == str(path)
    assert reference.sha256 == hashlib.sha256(data).hexdigest()
    assert path.suffix in images.EXTENSIONS


def test_grey_and_black_and_white():
    for mode in ("L", "1", "P"):
        reference = images.decode(encoded(scene().convert(mode), "PNG"), "x.png")
        assert difference(reference, scene().convert(mode).convert("RGB")) == 0
        assert reference.notes == ()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation(orientation, kind):
    turn = {  # how a camera held that way stores the upright scene
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = scene().transpose(turn) if turn is not None else scene()
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(stored, kind, exif=exif, **({"lossless": True} if kind == "WEBP" else {}))
    reference = images.decode(data, "x")
    assert (reference.picture.width, reference.picture.height) == (60, 40)
    assert difference(reference, scene(), np.mean) <= (4 if kind == "JPEG" else 0)
    assert reference.notes == (("Turned upright as its EXIF data says.",) if orientation > 1 else ())


def test_damaged_exif_is_ignored():
    data = encoded(scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff garbage")
    assert images.decode(data, "x.jpg").notes == ()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_or_the_one_that_is_asked_for(kind):
    frames = [scene().rotate(turn) for turn in (0, 90, 180)]
    options = {"WEBP": {"lossless": True}, "AVIF": {"quality": 100, "subsampling": "4:4:4"}}.get(kind, {})
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50, **options)
    for number, frame in enumerate(frames, 1):
        reference = images.decode(data, "x", frame=number)
        assert difference(reference, frame) <= (12 if kind == "AVIF" else 0)
        assert (reference.frame, reference.frames) == (number, 3)
        used = "only the first frame is used" if number == 1 else f"frame {number} of 3 is used"
        assert reference.notes == (f"Animated: {used}.",)
    for number in (0, 4):
        with pytest.raises(UnreadableImage, match=f"x has no frame {number}: the last one is 3"):
            images.decode(data, "x", frame=number)


def test_of_a_long_animation_only_frames_that_come_soon_enough_can_be_chosen(monkeypatch):
    frames = [Image.new("RGB", (100, 100), (red, 0, 0)) for red in range(9)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    monkeypatch.setattr(animation, "_MOST_PIXELS", 45_000)
    assert images.decode(data, "x").frames == 4
    assert len(animation.strip(data, [1, 3, 9], 20)) == 3


def test_a_frame_that_is_cut_off_is_told_by_its_number_and_spoils_no_other():
    frames = [Image.effect_noise((60, 60), sigma) for sigma in (20, 60, 90)]
    data = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])[:-2000]
    assert [images.decode(data, "x", frame=number).frame for number in (1, 2)] == [1, 2]
    with pytest.raises(UnreadableImage) as error:
        images.decode(data, "x", frame=3)
    assert str(error.value) == "Frame 3 of x cannot be read: the file is damaged or cut short."
    assert len(animation.strip(data, [1, 2, 3], 30)) == 2


def test_of_a_document_the_first_page():
    pages = [Image.new("RGB", (20, 20), colour) for colour in ("blue", "red")]
    reference = images.decode(encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]), "x.tiff")
    assert difference(reference, pages[0]) == 0
    assert reference.notes == ("Only the first page is used.",)


# ------------------------------------------------------------------ transparency


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_alpha_is_composited_on_mid_grey(kind):
    image = Image.new("RGBA", (30, 10), (255, 0, 0, 255))
    image.paste((255, 0, 0, 0), (10, 0, 20, 10))
    image.paste((255, 0, 0, 128), (20, 0, 30, 10))
    lossless = {"WEBP": {"lossless": True, "exact": True}, "AVIF": {"quality": 100, "subsampling": "4:4:4"}}
    options = lossless.get(kind, {})
    reference = images.decode(encoded(image, kind, **options), "x")
    shown = pixels(reference)
    assert np.abs(shown[5, 5] - (255, 0, 0)).max() <= 6
    assert np.abs(shown[5, 15] - (128, 128, 128)).max() <= 6
    assert np.abs(shown[5, 25] - (192, 64, 64)).max() <= 6
    assert reference.notes == ("Transparent parts are shown on grey.",)


def test_opaque_alpha_is_not_worth_a_note():
    assert images.decode(encoded(scene().convert("RGBA"), "PNG"), "x.png").notes == ()


def test_transparent_palettes_and_colours():
    image = scene().quantize(8)
    clear = image.getpixel((50, 30))
    by_index = images.decode(encoded(image, "PNG", transparency=clear), "x.png")
    table = bytes(0 if n == clear else 255 for n in range(8))
    by_table = images.decode(encoded(image, "PNG", transparency=table), "x.png")
    by_colour = images.decode(encoded(scene(), "PNG", transparency=(200, 200, 200)), "x.png")
    by_gif = images.decode(encoded(image, "GIF", transparency=clear), "x.gif")
    for reference in (by_index, by_table, by_colour, by_gif):
        shown = pixels(reference)
        assert tuple(shown[30, 50]) == images.GREY
        assert np.abs(shown[5, 5] - (220, 30, 30)).max() <= 8
        assert reference.notes == ("Transparent parts are shown on grey.",)


def test_transparent_edges_do_not_bleed_when_scaled_down():
    image = Image.new("RGBA", (2048, 2048), (0, 255, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 1001, 2048))
    shown = pixels(images.decode(encoded(image, "PNG", compress_level=1), "x.png"))
    assert (shown[..., 1] <= 128).all()


# ------------------------------------------------------------------ depth


def test_sixteen_bit_grey():
    ramp = np.linspace(0, 65535, 60 * 40).reshape(40, 60).astype(np.uint16)
    expected = np.repeat(np.rint(ramp / 257).astype(int)[..., None], 3, axis=2)
    for kind in ("PNG", "TIFF"):
        reference = images.decode(encoded(Image.fromarray(ramp), kind), "x")
        assert np.abs(pixels(reference) - expected).max() <= 1
        assert reference.notes == ("Converted from 16 to 8 bits per channel.",)


def test_sixteen_bit_dark_grey_stays_dark():
    reference = images.decode(encoded(Image.fromarray(np.full((4, 4), 2570, np.uint16)), "PNG"), "x.png")
    assert (pixels(reference) == 10).all()


def test_sixteen_bit_colour():
    values = np.random.default_rng(0).integers(0, 65536, (8, 9, 3))
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    reference = images.decode(png(9, 8, 16, 2, rows), "x.png")
    assert np.abs(pixels(reference) - values / 257).max() <= 1
    assert reference.notes == ("Converted from 16 to 8 bits per channel.",)


def test_sixteen_bit_colour_with_alpha_and_with_a_transparent_colour():
    pixel = np.array([65535, 0, 0, 0], ">u2").tobytes()
    reference = images.decode(png(2, 1, 16, 6, b"\0" + pixel * 2), "x.png")
    assert tuple(pixels(reference)[0, 0]) == images.GREY
    pixel = np.array([65535, 0, 0], ">u2").tobytes()
    reference = images.decode(png(2, 1, 16, 2, b"\0" + pixel * 2, (b"tRNS", pixel)), "x.png")
    assert reference.picture.width == 2


def test_thirty_two_bit_and_floating_point():
    ramp = np.linspace(0, 1, 60 * 40).reshape(40, 60)
    expected = np.rint(ramp * 255)
    for values, note in (
        ((ramp * 65535).astype(np.int32), "Converted from 32 to 8 bits per channel."),
        ((ramp * 2e9).astype(np.int32), "Converted from 32 to 8 bits per channel, stretched to its own range."),
        (ramp.astype(np.float32), "Converted from floating point to 8 bits per channel."),
        (
            (ramp * 900 - 400).astype(np.float32),
            "Converted from floating point to 8 bits per channel, stretched to its own range.",
        ),
    ):
        reference = images.decode(encoded(Image.fromarray(values), "TIFF"), "x.tiff")
        assert np.abs(pixels(reference)[..., 0] - expected).max() <= 1
        assert reference.notes == (note,)
    holes = np.full((4, 4), np.nan, np.float32)
    assert images.decode(encoded(Image.fromarray(holes), "TIFF"), "x.tiff").picture.width == 4


# ------------------------------------------------------------------ colour


def wide_gamut():
    """A profile with wider primaries than sRGB, made by hand: a matrix profile of the ProPhoto kind."""
    base = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(base[128:132], "big")
    place = {}
    for at in range(132, 132 + 12 * count, 12):
        place[base[at : at + 4].decode()] = int.from_bytes(base[at + 4 : at + 8], "big")

    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(round(v * 65536).to_bytes(4, "big", signed=True) for v in values)

    for tag, values in (
        ("rXYZ", (0.7977, 0.2880, 0.0)),
        ("gXYZ", (0.1352, 0.7119, 0.0)),
        ("bXYZ", (0.0313, 0.0001, 0.8249)),
    ):
        base[place[tag] : place[tag] + 20] = xyz(*values)
    return bytes(base).replace("sRGB built-in".encode("utf-16-be"), "Wide built-in".encode("utf-16-be"))


def test_wide_gamut_is_converted_through_its_profile():
    image = Image.new("RGB", (8, 8), (120, 160, 100))
    reference = images.decode(encoded(image, "PNG", icc_profile=wide_gamut()), "x.png")
    shown = pixels(reference)[4, 4]
    assert shown[0] < 110, "the same numbers mean a more saturated green in a wider gamut"
    assert shown[1] > 160
    assert reference.notes == ("Colours converted from Wide built-in to sRGB.",)


def test_srgb_profiles_change_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("PNG", "TIFF"):
        reference = images.decode(encoded(scene(), kind, icc_profile=profile), "x")
        assert difference(reference, scene()) == 0
        assert reference.notes == ()


@pytest.mark.parametrize("profile", [b"rubbish", b"\0" * 200])
def test_damaged_profiles_are_ignored_with_a_note(profile):
    reference = images.decode(encoded(scene(), "PNG", icc_profile=profile), "x.png")
    assert difference(reference, scene()) == 0
    assert reference.notes == ("Its colour profile is damaged and was ignored.",)


def test_a_profile_of_another_colour_space_is_not_applied():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    reference = images.decode(encoded(scene().convert("L"), "PNG", icc_profile=profile), "x.png")
    assert difference(reference, scene().convert("L").convert("RGB")) == 0


def cmyk_profile():
    """A real CMYK output profile is a large table, and none is free to ship; this one is made here: an ICC v2 lut8
    device → Lab table of two grid points per ink, whose black corner is dark blue so that its use can be told."""

    def tag_text(text):
        return b"text\0\0\0\0" + text.encode() + b"\0"

    def description(text):
        return b"desc\0\0\0\0" + (len(text) + 1).to_bytes(4, "big") + text.encode() + b"\0" + b"\0" * 78

    def lab(c, m, y, k):
        if k:
            return 40, 128, 90  # dark blue
        light = 255 - 60 * c - 90 * m - 10 * y
        return max(light, 0), 128 - 40 * c + 70 * m - 5 * y, 128 - 45 * c + 90 * y

    corners = [(c, m, y, k) for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)]
    table = b"".join(bytes(max(0, min(255, v)) for v in lab(*corner)) for corner in corners)
    identity = b"".join((65536 if r == c else 0).to_bytes(4, "big") for r in range(3) for c in range(3))
    ramp = bytes(range(256))
    lut = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + identity + ramp * 4 + table + ramp * 3
    white = b"XYZ \0\0\0\0" + b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.9642, 1.0, 0.8249))
    tags = [(b"desc", description("Test press")), (b"cprt", tag_text("none")), (b"wtpt", white), (b"A2B0", lut)]
    start, directory, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags:
        data += b"\0" * (-len(data) % 4)
        directory += name + (start + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    size = start + len(body)
    header = (
        size.to_bytes(4, "big") + b"\0\0\0\0" + b"\x02\x10\0\0" + b"prtrCMYKLab " + b"\0" * 12 + b"acsp" + b"\0" * 28
    )
    header += b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.9642, 1.0, 0.8249)) + b"\0" * 48
    return header + len(tags).to_bytes(4, "big") + directory + body


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(kind):
    black = Image.new("CMYK", (16, 16), (0, 0, 0, 255))
    options = {"quality": 100} if kind == "JPEG" else {}
    plain = images.decode(encoded(black, kind, **options), "x")
    assert pixels(plain).max() <= 4
    assert plain.notes == ("Colours converted from CMYK without a profile: they are approximate.",)
    profiled = images.decode(encoded(black, kind, icc_profile=cmyk_profile(), **options), "x")
    red, green, blue = pixels(profiled)[8, 8]
    assert blue > green + 25
    assert blue > red
    assert profiled.notes == ("Colours converted from Test press to sRGB.",)


def test_lab_becomes_srgb():
    lab = ImageCms.profileToProfile(
        scene(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    reference = images.decode(encoded(lab, "TIFF"), "x.tiff")
    assert difference(reference, scene()) <= 3
    assert reference.notes == ("Colours converted from Lab to sRGB.",)


# ------------------------------------------------------------------ size


def test_the_working_copy_is_at_most_1024_pixels():
    reference = images.decode(encoded(scene(3000, 1500), "PNG"), "x.png")
    assert (reference.picture.width, reference.picture.height) == (1024, 512)
    assert reference.square == Square(256, 0, 512)
    thin = images.decode(encoded(Image.new("RGB", (5000, 1)), "PNG"), "x.png")
    assert (thin.picture.width, thin.picture.height) == (1024, 1)
    small = images.decode(encoded(scene(8, 8), "PNG"), "x.png")
    assert small.picture.width == 8


def test_a_huge_picture_says_that_it_was_scaled_down():
    huge = images.decode(encoded(Image.new("RGB", (6000, 100)), "PNG"), "x.png")
    assert huge.notes == ("Scaled down from 6000 × 100 to 1024 × 17 pixels.",)
    assert images.decode(encoded(Image.new("RGB", (4096, 100)), "PNG"), "x.png").notes == ()


def test_a_jpeg_of_a_telephone_with_very_many_pixels_is_decoded_smaller_and_upright():
    picture = Image.new("L", (9000, 8000), 40)
    picture.paste(220, (0, 0, 9000, 1000))  # the top, which lies at the right when it is turned
    exif = Image.Exif()
    exif[0x0112] = 6
    read = images.decode(encoded(picture, "JPEG", quality=30, exif=exif), "phone.jpg")
    assert (read.picture.width, read.picture.height) == (910, 1024)
    assert read.notes == ("Turned upright as its EXIF data says.", "Scaled down from 8000 × 9000 to 910 × 1024 pixels.")
    shown = pixels(read)
    assert shown[:, -50:].mean() > 200
    assert shown[:, :700].mean() < 60


def test_too_many_pixels_are_refused_before_decoding():
    data = png(8001, 8000, 8, 0, b"\0")  # its pixels are missing: decoding it would say so instead
    with pytest.raises(UnreadableImage, match=r"^big\.png is 8001 × 8000 pixels large; images of up to 64 megapixels"):
        images.decode(data, "big.png")


@pytest.mark.parametrize("size", [(12_000, 10_000), (60_000, 60_000)])
def test_decompression_bombs_are_refused_without_touching_pillows_limit(size):
    limit = Image.MAX_IMAGE_PIXELS
    told = r"^bomb\.png is .* large; images of up to 64 megapixels can be opened, JPEGs of up to 178\.$"
    with pytest.raises(UnreadableImage, match=told):
        images.decode(png(*size, 8, 0, b"\0"), "bomb.png")
    assert Image.MAX_IMAGE_PIXELS == limit
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_files_too_large_are_refused_unread(tmp_path):
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(images.MAX_BYTES + 2**20)
    with pytest.raises(UnreadableImage, match=r"^huge\.png is 257 MB large; files of up to 256 MB can be opened\.$"):
        images.read(path)


# ------------------------------------------------------------------ what is no image


NO_IMAGE = "x.png is not a PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF image."
HEIC = "x.png is a HEIC photo, which has to be converted to JPEG or PNG first."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "x.png is empty."),
        (b"just some text", NO_IMAGE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NO_IMAGE),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", HEIC),
    ],
)
def test_other_files_say_what_they_are(data, sentence):
    with pytest.raises(UnreadableImage) as caught:
        images.decode(data, "x.png")
    assert str(caught.value) == sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.7])
def test_truncated_files_are_refused(kind, share):
    image = Image.effect_noise((200, 200), 90).convert("RGB")
    data = encoded(image, kind)
    with pytest.raises(UnreadableImage) as caught:
        images.decode(data[: max(20, int(len(data) * share))], "cut.img")
    sentence = str(caught.value)
    assert sentence.startswith("cut.img is ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=8),
)
def test_damaged_files_are_read_or_refused_and_nothing_else(kind, place, junk):
    data = bytearray(encoded(scene(), kind))
    at = int(place * len(data))
    data[at : at + len(junk)] = junk
    try:
        reference = images.decode(bytes(data), "x")
    except UnreadableImage as error:
        sentence = str(error)
    else:
        assert len(reference.picture.rgb) == reference.picture.width * reference.picture.height * 3
        sentence = "x is read."
    assert sentence.startswith("x is ")
    assert sentence.endswith(".")


def test_paths_that_are_no_files(tmp_path):
    with pytest.raises(UnreadableImage, match=r"^gone\.png does not exist\.$"):
        images.read(tmp_path / "gone.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(UnreadableImage, match=r"^folder\.png is a folder, not a file\.$"):
        images.read(tmp_path / "folder.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(UnreadableImage, match=r"^pipe\.png is not a regular file\.$"):
            images.read(tmp_path / "pipe.png")
    with pytest.raises(UnreadableImage):
        images.read("a\0b.png")


def test_decoders_warnings_stay_inside_even_from_many_threads():
    data = encoded(scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff garbage")
    before = list(warnings.filters)

    def read_many():
        for _ in range(20):
            images.decode(data, "x.jpg")

    threads = [threading.Thread(target=read_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(warnings.filters) == before


# ------------------------------------------------------------------ the square


def test_the_square_is_centred_and_as_large_as_it_can_be():
    reference = images.decode(encoded(scene(60, 40), "PNG"), "x.png")
    assert reference.square == Square(10, 0, 40)
    assert reference.fit == "crop"
    assert images.largest_square(3, 7) == Square(0, 2, 3)


def test_crop_pad_and_squash():
    reference = images.decode(encoded(scene(80, 40), "PNG"), "x.png")
    crop = np.asarray(images.clip_square(reference, 40))
    assert tuple(crop[5, 5]) == (220, 30, 30)
    assert tuple(crop[5, 35]) == (30, 180, 60)
    moved = msgspec.structs.replace(reference, square=Square(0, 0, 40))
    assert np.array_equal(np.asarray(images.clip_square(moved, 40)), np.asarray(scene(80, 40))[:, :40])
    pad = np.asarray(images.clip_square(msgspec.structs.replace(reference, fit="pad"), 64))
    assert pad.shape == (64, 64, 3)
    assert tuple(pad[4, 30]) == tuple(pad[60, 30]) == images.GREY
    assert tuple(pad[20, 5]) == (220, 30, 30)
    squash = np.asarray(images.clip_square(msgspec.structs.replace(reference, fit="squash"), 64))
    assert tuple(squash[5, 5]) == (220, 30, 30)
    assert tuple(squash[60, 60]) == (200, 200, 200)
    with pytest.raises(ValueError, match="stretch"):
        images.clip_square(msgspec.structs.replace(reference, fit="stretch"), 64)


@settings(max_examples=60, deadline=None)
@given(left=st.integers(-99, 99), top=st.integers(-99, 99), side=st.integers(-5, 200), size=st.integers(1, 80))
def test_a_square_outside_is_moved_inside(left, top, side, size):
    reference = images.decode(encoded(scene(60, 40), "PNG"), "x.png")
    image = images.clip_square(msgspec.structs.replace(reference, square=Square(left, top, side)), size)
    assert (image.mode, image.size) == ("RGB", (size, size))


def test_pictures_and_pillow_images_are_one():
    image = scene()
    assert np.array_equal(np.asarray(images.to_pil(images.from_pil(image))), np.asarray(image))
    assert len(images.from_pil(image).rgb) == 60 * 40 * 3


# ------------------------------------------------------------------ samples


def test_the_samples_are_readable_and_documented():
    samples = sorted(resource("samples").glob("*.png"))
    sources = resource("samples", "SOURCES.md").read_text("utf-8")
    assert len(samples) >= 8
    for path in samples:
        reference = images.read(path)
        assert reference.notes == ()
        assert f"### {path.name}\n" in sources
    assert sources.count("\n### ") == len(samples)
