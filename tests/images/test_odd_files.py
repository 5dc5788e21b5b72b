"""Files that strict readers refuse or read wrongly: each is read right, or refused with the true reason."""

import io
import struct
import zlib

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from promptstudio import images
from promptstudio.errors import UnreadableImage

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 180, 60), (40, 60, 210), (200, 200, 200)
WIDTH, HEIGHT = 48, 32
SIXTEEN_BITS = ("Converted from 16 to 8 bits per channel.",)


def corners(dtype=np.uint8):
    """Four quarters of different colour, (height, width, 3)."""
    picture = np.empty((HEIGHT, WIDTH, 3), dtype)
    for rows, columns, colour in ((0, 0, RED), (0, 1, GREEN), (1, 0, BLUE), (1, 1, GREY)):
        picture[rows * 16 : rows * 16 + 16, columns * 24 : columns * 24 + 24] = colour
    return picture


def decoded(data):
    reference = images.decode(data, "odd")
    return np.asarray(images.to_pil(reference.picture)).astype(int), reference.notes


def shows_corners(data, tolerance=2, notes=()):
    shown, found = decoded(data)
    assert shown.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(shown - corners(int)).max() <= tolerance
    assert found == notes


def refused(data, name="odd"):
    with pytest.raises(UnreadableImage) as caught:
        images.decode(data, name)
    return str(caught.value)


def encoded(kind, image=None, **options):
    out = io.BytesIO()
    (image or Image.fromarray(corners())).save(out, kind, **options)
    return out.getvalue()


# ------------------------------------------------------------------ PNG: what lies beside the pixels


def chunk(kind, body, damaged=False):
    checksum = zlib.crc32(kind + body) ^ damaged
    return len(body).to_bytes(4, "big") + kind + body + checksum.to_bytes(4, "big")


def png(*beside, colour=2, rows=None):
    rows = b"".join(b"\0" + row.tobytes() for row in corners()) if rows is None else rows
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), *beside, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_chunk(profile, damaged=False):
    return chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(profile), damaged)


@pytest.mark.parametrize(
    "kind", [b"pHYs", b"tEXt", b"zTXt", b"iTXt", b"tIME", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"hIST", b"prVt", b"caBX"]
)
@pytest.mark.parametrize("body", [b"", b"\0", b"nonsense\0\0nonsense" * 20])
def test_no_chunk_beside_the_pixels_refuses_a_png(kind, body):
    shows_corners(png(chunk(kind, body, damaged=True)))
    shows_corners(png(chunk(kind, body)))


@pytest.mark.parametrize("kind", [b"iCCP", b"eXIf", b"tRNS"])
def test_damaged_chunks_that_would_change_the_picture_leave_a_note(kind):
    shows_corners(png(chunk(kind, b"nonsense", damaged=True)), notes=("Damaged data beside its pixels were ignored.",))


def test_a_damaged_animation_is_its_first_picture():
    shows_corners(png(chunk(b"acTL", b"\0\0\0\2\0\0\0\0", damaged=True), chunk(b"fcTL", b"\0" * 26, damaged=True)))


def test_colour_profiles_of_any_size_are_used():
    shows_corners(png(profile_chunk(PROFILE)))
    shows_corners(png(profile_chunk(PROFILE + bytes(3 * 2**20))))


def test_a_colour_profile_that_is_a_bomb_is_ignored_with_a_note():
    ignored = ("Its colour profile is damaged and was ignored.",)
    shows_corners(png(profile_chunk(bytes(40 * 2**20))), notes=ignored)
    shows_corners(png(chunk(b"iCCP", b"no compression at all")), notes=ignored)


def test_what_follows_the_end_of_a_png_is_not_read():
    shows_corners(png() + b"nonsense" * 100)
    shows_corners(png() + png(colour=3))


def test_a_png_without_its_palette_or_header_is_damaged_in_plain_words():
    assert refused(png(colour=3, rows=bytes(HEIGHT * (WIDTH + 1)))) == "odd is damaged or cut short."
    header = bytearray(png())
    header[20] ^= 1
    assert refused(bytes(header)) == "odd is damaged or cut short."
    assert "damaged or cut short" in refused(png(rows=b"\0" * 99))


# ------------------------------------------------------------------ TIFF: deep, in planes, white at zero


def numbers(dtype, values):
    """Values 0…255 in the full range of a type."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return (values / 255).astype(dtype)
    return (values.astype(np.uint64) * (np.iinfo(dtype).max // 255)).astype(dtype)


def tiff(values, photometric="rgb", **options):
    out = io.BytesIO()
    tifffile.imwrite(out, values, photometric=photometric, metadata=None, **options)
    return out.getvalue()


def note_of(dtype):
    dtype = np.dtype(dtype)
    bits = "floating point" if dtype.kind == "f" else 8 * dtype.itemsize
    return () if bits == 8 else (f"Converted from {bits} to 8 bits per channel.",)


TYPES = ["u1", "u2", "u4", "u8", "f2", "f4", "f8"]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_colour_of_every_depth(dtype, byteorder, compression, planes):
    values = numbers(dtype, corners())
    if planes == "separate":
        values = np.moveaxis(values, -1, 0)
    data = tiff(values, planarconfig=planes, byteorder=byteorder, compression=compression)
    shows_corners(data, notes=note_of(dtype))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("photometric", ["minisblack", "miniswhite"])
def test_grey_of_every_depth_and_white_at_zero(dtype, byteorder, compression, photometric):
    grey = corners()[..., 0]
    stored = grey if photometric == "minisblack" else 255 - grey
    data = tiff(numbers(dtype, stored), photometric, byteorder=byteorder, compression=compression)
    shown, notes = decoded(data)
    assert np.abs(shown - grey[..., None].astype(int)).max() <= 1
    assert notes == note_of(dtype)


@pytest.mark.parametrize("dtype", ["u1", "u2", "u4", "f4"])
@pytest.mark.parametrize("planes", ["contig", "separate"])
def test_opacity_of_every_depth(dtype, planes):
    opaque = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
    opaque[:, :4] = 0
    for colours, photometric in ((corners(), "rgb"), (corners()[..., :1], "minisblack")):
        values = numbers(dtype, np.concatenate([colours, opaque], axis=-1))
        if planes == "separate":
            values = np.moveaxis(values, -1, 0)
        shown, notes = decoded(tiff(values, photometric, planarconfig=planes, extrasamples=["unassalpha"]))
        assert np.abs(shown[:, 4:] - np.broadcast_to(colours, corners().shape)[:, 4:].astype(int)).max() <= 1
        assert (shown[:, :4] == images.GREY).all()
        assert notes == (*note_of(dtype), "Transparent parts are shown on grey.")


def test_tiles_predictors_large_files_and_further_pages():
    values = numbers("u4", np.repeat(np.repeat(corners(), 2, 0), 2, 1))
    for options in ({"tile": (16, 16)}, {"compression": "zlib", "predictor": 2}, {"bigtiff": True}):
        shown, _ = decoded(tiff(values, **options))
        assert np.abs(shown[::2, ::2] - corners(int)).max() <= 1
    shown, notes = decoded(tiff(np.stack([values, values[::-1]])))
    assert np.abs(shown[::2, ::2] - corners(int)).max() <= 1
    assert notes == (*note_of("u4"), "Only the first page is used.")


def test_a_deep_tiff_is_turned_upright_and_its_profile_used():
    values = np.moveaxis(numbers("f4", corners()), 0, 1)[:, ::-1]  # as a camera held upright stores it
    data = tiff(values, extratags=[(274, "H", 1, 8, True)], iccprofile=PROFILE)
    shows_corners(data, notes=(*note_of("f4"), "Turned upright as its EXIF data says."))


def test_a_preview_of_a_raw_picture_is_not_taken_for_it():
    _, notes = decoded(tiff(corners(), subfiletype=1))
    assert notes == ("Only its small preview is used.",)


def test_numbers_without_an_agreed_range_are_stretched_with_a_note():
    grey = corners()[..., 0].astype(float)
    shown, notes = decoded(tiff((grey - 128).astype(np.int16) * 3, "minisblack"))
    assert (shown.min(), shown.max()) == (0, 255)
    assert notes == ("Converted from 16 to 8 bits per channel, stretched to its own range.",)


@pytest.mark.parametrize(
    ("values", "options", "reason"),
    [
        (
            np.zeros((8, 8, 2), np.complex64)[..., 0],
            {"photometric": "minisblack"},
            "1 channel of 64-bit complex numbers",
        ),
        (
            np.zeros((8, 8, 5), np.uint32),
            {"photometric": "minisblack", "planarconfig": "contig"},
            "5 channels of 32-bit",
        ),
        (np.zeros((8, 8, 3), np.float32), {"photometric": "cielab"}, "colour space CIELAB"),
        (np.zeros((3, 8, 8), np.float32), {"planarconfig": "separate", "compression": "lzma"}, "separate planes"),
    ],
)
def test_what_cannot_be_read_right_is_refused_with_its_kind(values, options, reason):
    sentence = refused(tiff(values, **options), "scan.tif")
    assert sentence.startswith("scan.tif is a TIFF of ")
    assert reason in sentence
    assert sentence.endswith("which cannot be read; save it with 8 bits a channel.")


def test_a_tiff_that_inflates_beyond_its_size_is_refused():
    data = bytearray(tiff(np.zeros((8, 8, 3), np.uint32), compression="zlib"))
    strip = zlib.compress(bytes(64 * 2**20))
    with tifffile.TiffFile(io.BytesIO(bytes(data))) as file:
        tags = file.pages[0].tags
        for name, value in (("StripOffsets", len(data)), ("StripByteCounts", len(strip))):
            data[tags[name].valueoffset : tags[name].valueoffset + 4] = struct.pack("<I", value)
    assert "cannot be read" in refused(bytes(data) + strip)


# ------------------------------------------------------------------ JPEG without its end, BMP with unused alpha


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_jpeg_without_its_end_is_read(progressive, cut):
    data = encoded("JPEG", quality=100, subsampling=0, progressive=progressive)
    shows_corners(data[:-cut], tolerance=6)
    shows_corners(data + b"nonsense" * 50, tolerance=6)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_that_lacks_picture_data_is_refused(progressive):
    data = encoded("JPEG", Image.effect_noise((160, 160), 80).convert("RGB"), progressive=progressive)
    for cut in (8, 40, len(data) // 2):
        assert "cut short" in refused(data[:-cut])


@pytest.mark.parametrize(
    ("frame", "bits", "kind"),
    [(0xC1, 12, "12 bits a channel"), (0xC3, 16, "lossless compression"), (0xF7, 8, "lossless compression")],
)
def test_kinds_of_jpeg_that_no_decoder_knows_are_called_what_they_are(frame, bits, kind):
    data = bytearray(encoded("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = frame, bits
    assert refused(bytes(data)) == f"odd is a JPEG with {kind}, which cannot be read; save it with 8 bits a channel."


def bitmap(alpha, version):
    """A BMP of 32 bits a pixel, with the masks of header version 3, 4 or 5."""
    pixels = np.dstack([corners()[::-1, :, ::-1], np.full((HEIGHT, WIDTH), alpha, np.uint8)]).tobytes()
    size = {3: 56, 4: 108, 5: 124}[version]
    info = struct.pack("<IiiHHIIiiII", size, WIDTH, HEIGHT, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    info += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    info += (b"BGRs" if version > 3 else b"").ljust(size - len(info), b"\0")
    return struct.pack("<2sIHHI", b"BM", 14 + size + len(pixels), 0, 0, 14 + size) + info + pixels


@pytest.mark.parametrize("version", [3, 4, 5])
def test_a_bitmap_whose_alpha_was_never_written_is_opaque(version):
    shows_corners(bitmap(0, version), notes=("Its alpha channel is empty and was ignored.",))
    shows_corners(bitmap(255, version))


def test_an_empty_alpha_over_one_colour_is_believed():
    shown, notes = decoded(encoded("PNG", Image.new("RGBA", (8, 8), (0, 0, 0, 0))))
    assert (shown == images.GREY).all()
    assert notes == ("Transparent parts are shown on grey.",)


# ------------------------------------------------------------------ other kinds of files, and reasons


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\x0a" + bytes(40), "odd is a JPEG XL picture, which has to be converted to JPEG or PNG first."),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "odd is a JPEG XL picture, which has to be converted to JPEG or PNG first."),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "odd is a HEIC photo, which has to be converted to JPEG or PNG first."),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "odd is a video, which has to be converted to JPEG or PNG first."),
        (b"8BPS\0\1" + bytes(40), "odd is a Photoshop document, which has to be converted to JPEG or PNG first."),
        (b'<?xml version="1.0"?>\n<svg/>', "odd is an SVG drawing, which has to be converted to JPEG or PNG first."),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>404</title>", "odd is a web page, not the picture itself."),
        (b"version https://git-lfs.github.com/spec/v1\n", "odd is a pointer of Git LFS, not the picture itself."),
        (b"\xff\xd8\xff\xe0nonsense", "odd is damaged or cut short."),
        (b"BM" + bytes(60), "odd is damaged or cut short."),
        (b"GIF89a", "odd is damaged or cut short."),
        (b"II*\0\x08\0\0\0", "odd is damaged or cut short."),
        (b"RIFF\x20\0\0\0WEBPVP8 ", "odd is damaged or cut short."),
    ],
)
def test_every_file_that_is_refused_is_called_what_it_is(data, sentence):
    assert refused(data) == sentence


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "BMP", "TIFF", "GIF"])
def test_no_reason_is_the_name_of_an_exception(kind):
    data = encoded(kind)
    for at in range(4, len(data), max(1, len(data) // 150)):
        broken = bytearray(data)
        broken[at] ^= 0x5A
        said = ""
        try:
            images.decode(bytes(broken), "odd")
        except UnreadableImage as error:
            said = str(error)
        assert said == "" or (said.startswith("odd is ") and said.endswith(".") and "Error" not in said)


def test_an_avif_is_explained_where_pillow_cannot_read_it(monkeypatch):
    data = encoded("AVIF")
    monkeypatch.setattr("promptstudio.images.incoming._FORMATS", ("PNG",))
    monkeypatch.setattr("PIL.features.check", lambda feature: False)
    assert refused(data) == "odd is an AVIF picture, which the Pillow that is installed here cannot read."
