"""What a file is, told by how it begins: for sentences about those that cannot be read."""

from __future__ import annotations

READABLE = "PNG, JPEG, WebP, AVIF, BMP, TIFF or GIF"
"""The formats that can be read."""

_READABLE = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF8", b"RIFF")
_OTHERS = {
    b"\xff\x0a": "a JPEG XL picture",
    b"\0\0\0\x0cJXL ": "a JPEG XL picture",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 picture",
    b"\xff\x4f\xff\x51": "a JPEG 2000 picture",
    b"8BPS": "a Photoshop document",
    b"gimp xcf": "a GIMP document",
    b"%PDF": "a PDF document",
    b"v/1\x01": "an OpenEXR picture",
    b"#?RADIANCE": "a Radiance HDR picture",
    b"qoif": "a QOI picture",
    b"\0\0\x01\0": "an icon",
    b"\x1aE\xdf\xa3": "a video",
}
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), "a HEIC photo"),
    b"crx ": "a camera's raw picture",
    **dict.fromkeys((b"isom", b"mp41", b"mp42", b"avc1", b"qt  ", b"M4V "), "a video"),
}
_CONVERT = "which has to be converted to JPEG or PNG first"


def other_kind(data: bytes) -> str | None:
    """What an encoded file is that is certainly of none of the readable formats, as the end of a sentence; None for all
    others."""
    text = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page, not the picture itself"
    if text.startswith(b"version https://git-lfs"):
        return "a pointer of Git LFS, not the picture itself"
    if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in text):
        return f"an SVG drawing, {_CONVERT}"
    if is_avif(data):
        return None
    found = [_BRANDS[brand] for brand in _brands(data) if brand in _BRANDS]
    found += [kind for beginning, kind in _OTHERS.items() if data.startswith(beginning)]
    return f"{found[0]}, {_CONVERT}" if found else None


def begins_as_readable(data: bytes) -> bool:
    """Whether a file begins as one of the readable formats does; the rest of it may be damaged."""
    return is_avif(data) or data.startswith(_READABLE)


def is_avif(data: bytes) -> bool:
    """Whether it is an AVIF picture."""
    return b"avif" in _brands(data) or b"avis" in _brands(data)


def _brands(data: bytes) -> list[bytes]:
    """The brands of an ISO media file, the most specific first; HEIC, AVIF and videos share that container."""
    if data[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(data[:4], "big"), 256)
    return [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]
