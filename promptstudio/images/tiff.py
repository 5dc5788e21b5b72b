"""TIFFs that Pillow does not know or reads wrongly: deep numbers, separate planes, white at zero."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from promptstudio.errors import UnreadableImage
from promptstudio.images.colours import to_8_bit

if TYPE_CHECKING:
    from tifffile import TiffPage

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _CMYK = 0, 1, 2, 5
_MODES = {_WHITE_IS_ZERO: ("L", "LA"), _BLACK_IS_ZERO: ("L", "LA"), _RGB: ("RGB", "RGBA"), _CMYK: ("CMYK", "")}
"""Pillow's mode by photometric interpretation, without and with alpha."""
_UNCOMPRESSED, _DEFLATE = 1, (8, 32946)
_PREMULTIPLIED, _ALPHA = 1, 2
_SIGNED = 2  # sample format
_MAX_DECODED = 2**30
"""Bytes of the numbers in a file, decompressed."""
_ICC, _ORIENTATION, _SUBFILE, _PREVIEW = 34675, 274, 254, 1


def is_tiff(data: bytes) -> bool:
    """Whether these are a TIFF's bytes."""
    return data.startswith(_MAGIC)


def decode_unusual(data: bytes, name: str, max_pixels: int, notes: list[str]) -> Image.Image | None:
    """The first page of a TIFF, in 8 bits, if it is of a kind that Pillow cannot be trusted with; else None.

    Its profile and EXIF orientation are where Pillow has them. Raises UnreadableImage with the reason when it cannot be
    read here either, and whatever the reader raises of damaged files.
    """
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        if not isinstance(page, tifffile.TiffPage):
            return None
        if page.tags.valueof(_SUBFILE, 0) & _PREVIEW:
            notes.append("Only its small preview is used.")
        if _is_usual(page) or page.imagewidth * page.imagelength > max_pixels:
            return None
        mode = _mode(page)
        if mode is None or not _is_decodable(page, data):
            raise UnreadableImage(f"{name} is {_described(page)}.")
        planes = page.asarray(squeeze=False, maxworkers=1)[:, 0]  # (planes, height, width, samples in a plane)
        image = _image(np.concatenate(list(planes), axis=-1), page, mode, notes)
        image.info["icc_profile"] = page.tags.valueof(_ICC)
        image.getexif()[_ORIENTATION] = page.tags.valueof(_ORIENTATION, 1)
        if len(file.pages) > 1:
            notes.append("Only the first page is used.")
    return image


def described(data: bytes) -> str | None:
    """What kind of TIFF it is that cannot be read, as the end of a sentence; None when that cannot be told."""
    import tifffile

    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            page = file.pages[0]
            return _described(page) if isinstance(page, tifffile.TiffPage) else None
    except Exception:  # of damaged files
        return None


def _is_usual(page: TiffPage) -> bool:
    """Whether Pillow reads pages like this one, and rightly: whole numbers of up to 16 bits. It mistakes
    uncompressed 16-bit planes; grey with alpha it knows in 8 bits, not in planes. White at zero in 16 bits, which it
    ignores, is left to it only where its decompression is needed."""
    bits, samples = page.bitspersample, page.samplesperpixel
    planes = samples > 1 and page.planarconfig == 2
    if not isinstance(bits, int):
        return True
    if page.sampleformat not in (1, 4) or bits > 16:
        return False
    if bits < 16:
        return not (planes and samples == 2)
    if page.photometric == _WHITE_IS_ZERO and page.compression in (_UNCOMPRESSED, *_DEFLATE):
        return False
    return samples != 2 and not (planes and page.compression == _UNCOMPRESSED)


def _mode(page: TiffPage) -> str | None:
    """The mode of Pillow that the page becomes; None for what there is none for."""
    plain, with_alpha = _MODES.get(int(page.photometric), ("", ""))
    channels = Image.getmodebands(plain) if plain else 0
    if channels == page.samplesperpixel:
        return plain
    if channels + 1 != page.samplesperpixel or not page.extrasamples or not with_alpha:
        return None
    if page.sampleformat == _SIGNED:
        return None  # nobody says what a signed opacity would be
    return {_PREMULTIPLIED: f"{with_alpha[:-1]}a", _ALPHA: with_alpha}.get(int(page.extrasamples[0]))


def _is_decodable(page: TiffPage, data: bytes) -> bool:
    """Whether the page's numbers can be decoded here, into as much memory as they should take."""
    if page.dtype is None or page.dtype.kind not in "uif" or page.imagedepth != 1:
        return False
    size = page.imagewidth * page.imagelength * page.samplesperpixel * page.dtype.itemsize
    if size > _MAX_DECODED or page.predictor not in (1, 2):
        return False
    if page.compression == _UNCOMPRESSED:
        return True
    if page.compression not in _DEFLATE:
        return False
    left = 2 * size + 2**20  # tiles reach over the edges
    for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True):
        left -= len(zlib.decompressobj().decompress(data[offset : offset + count], left))
        if left <= 0:
            return False
    return True


def _described(page: TiffPage) -> str:
    kinds = {_SIGNED: "signed numbers", 3: "floating point numbers", 6: "complex numbers"}
    channels = f"{page.samplesperpixel} channel{'s' * (page.samplesperpixel > 1)}"
    parts = [f"{channels} of {page.bitspersample}-bit {kinds.get(page.sampleformat, 'numbers')}"]
    if int(page.photometric) not in _MODES:
        parts.append(f"colour space {getattr(page.photometric, 'name', page.photometric)}")
    if page.planarconfig == 2 and page.samplesperpixel > 1:
        parts.append("separate planes")
    if page.compression != _UNCOMPRESSED:
        parts.append(f"compression {getattr(page.compression, 'name', page.compression)}")
    if page.predictor != 1:
        parts.append(f"predictor {page.predictor}")
    return f"a TIFF of {', '.join(parts)}, which cannot be read; save it with 8 bits a channel"


def _image(values: np.ndarray, page: TiffPage, mode: str, notes: list[str]) -> Image.Image:
    """`values`: (height, width, samples) of any type."""
    has_alpha = mode in ("LA", "La", "RGBA", "RGBa")
    colours = to_8_bit(values[..., :-1] if has_alpha else values, notes)
    if page.photometric == _WHITE_IS_ZERO:
        colours = 255 - colours
    if has_alpha:
        colours = np.concatenate([colours, to_8_bit(values[..., -1:], [])], axis=-1)
    image = Image.frombytes(mode, (page.imagewidth, page.imagelength), np.ascontiguousarray(colours).tobytes())
    return image.convert(mode.upper()) if mode != mode.upper() else image
