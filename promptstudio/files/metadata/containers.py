"""The texts of an image file, whichever way its format holds them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple
from xml.sax.saxutils import unescape

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

from promptstudio.files.metadata import charsets, xmp
from promptstudio.files.metadata.document import KEY
from promptstudio.images import incoming, png_text

USER_COMMENT = 0x9286
"""EXIF tag that holds AUTOMATIC1111's text in JPEG and WebP files."""

_DESCRIPTION, _WINDOWS_COMMENT = 0x010E, 0x9C9C
_CAPTION = (2, 120)
_XMP = "XML:com.adobe.xmp"
_PNG_REMARKS = ("Comment", "Description", "UserComment", "comment", "description")
_OUR_XMP = re.compile(rb"<promptstudio:document>([ -~]*?)</promptstudio:document>")
_GRAPH = re.compile(r"\s*(prompt|workflow)\s*:\s*(?=\{)", re.IGNORECASE)
_RAW_PROFILE = re.compile(r"Raw profile type (exif|APP1|xmp|iptc)", re.IGNORECASE)


class Texts(NamedTuple):
    """The texts of one file."""

    fields: Mapping[str, str]
    """Text by PNG keyword; what other containers hold stands under the keyword that a PNG would have."""
    remarks: tuple[str, ...] = ()
    """Texts from where any camera or editor may leave a remark, such as EXIF's UserComment."""
    size: tuple[int, int] | None = None
    """Width and height of the picture in pixels."""
    name: str = ""
    """Name of the file."""


def texts_of(data: bytes, name: str = "") -> Texts:
    """The texts in an encoded image. A place that is damaged hides no other. Raises whatever a decoder raises; to be
    called within `incoming.quiet`."""
    if data.startswith(png_text.SIGNATURE):
        return _of_png(data, name)
    fields: dict[str, str] = {}
    remarks: list[str] = []
    with incoming.open_image(data) as image:
        packet, comment = image.info.get("xmp", b""), image.info.get("comment", b"")
        for read in (
            partial(_from_exif_of, image, fields, remarks),
            partial(_from_comment, comment, remarks),
            partial(_from_xmp, packet, fields, remarks),
            partial(_from_iptc, image, remarks),
        ):
            _whatever_it_raises(read)
        return _with_objects(Texts(fields, tuple(remarks), image.size, name))


def of_text(text: str) -> Texts:
    """The texts of what is no picture: a pasted block, or the text hidden in a picture's pixels."""
    if text.lstrip().startswith("{"):
        return _with_objects(Texts({}, (text,)))
    return Texts({"parameters": text}, (text,))


def _of_png(data: bytes, name: str) -> Texts:
    fields = {key: charsets.undisguised(text) for key, text in png_text.texts(data).items()}
    remarks: list[str] = []
    for kind, start, end in png_text.chunks(data):
        if kind == b"eXIf":
            _whatever_it_raises(partial(_from_exif_bytes, data[start + 8 : end - 4], fields, remarks))
    for key, text in [*fields.items()]:
        if key == _XMP:
            _whatever_it_raises(partial(_from_xmp, text, fields, remarks))
        elif _RAW_PROFILE.fullmatch(key):
            _whatever_it_raises(partial(_from_raw_profile, text, fields, remarks))
    remarks += [fields[key] for key in _PNG_REMARKS if key in fields]
    size = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return _with_objects(Texts(fields, tuple(remarks), size, name))


def _whatever_it_raises(read: Callable[[], object]) -> None:
    """Run one of several readers of a file that may be damaged or hostile."""
    try:
        read()
    except Exception:  # parsers of such data raise every type there is, and the next place may be sound
        return


def _from_exif_of(image: Image.Image, fields: dict[str, str], remarks: list[str]) -> None:
    _from_exif(image.getexif(), fields, remarks)


def _from_exif_bytes(body: bytes, fields: dict[str, str], remarks: list[str]) -> None:
    exif = Image.Exif()
    exif.load(body if body.startswith(b"Exif") else b"Exif\0\0" + body)
    _from_exif(exif, fields, remarks)


def _from_comment(comment: object, remarks: list[str]) -> None:
    remarks.append(charsets.decoded(comment) if isinstance(comment, bytes) else str(comment))


def _from_exif(exif: Image.Exif, fields: dict[str, str], remarks: list[str]) -> None:
    comment = exif.get_ifd(ExifTags.IFD.Exif).get(USER_COMMENT) or exif.get(USER_COMMENT)
    if comment:
        raw = comment.encode("latin-1", "replace") if isinstance(comment, str) else bytes(comment)
        remarks.append(charsets.comment_text(raw))
    for tag, value in exif.items():
        if isinstance(value, str):
            value = charsets.undisguised(value)
            # ComfyUI puts its two graphs in a WebP as the camera's make and model; others take the description.
            if graph := _GRAPH.match(value):
                fields.setdefault(graph[1].lower(), value[graph.end() :].rstrip("\0"))
            elif tag == _DESCRIPTION:
                remarks.append(value)
        elif tag == _WINDOWS_COMMENT:
            remarks.append(bytes(value).decode("utf-16-le").rstrip("\0"))


def _from_xmp(packet: bytes | str, fields: dict[str, str], remarks: list[str]) -> None:
    raw = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    if ours := _OUR_XMP.search(raw):
        fields.setdefault(KEY, unescape(ours.group(1).decode("ascii")))
    if raw:
        found = xmp.texts(raw)
        if "parameters" in found:
            fields.setdefault("parameters", found["parameters"])
        remarks += [found[key] for key in ("UserComment", "description", "ImageDescription") if key in found]


def _from_iptc(image: Image.Image, remarks: list[str]) -> None:
    if not isinstance(image, ImageFile.ImageFile):
        return
    captions = (IptcImagePlugin.getiptcinfo(image) or {}).get(_CAPTION)
    for caption in captions if isinstance(captions, list) else [captions]:
        if caption:
            remarks.append(charsets.decoded(caption))


def _from_raw_profile(text: str, fields: dict[str, str], remarks: list[str]) -> None:
    """ImageMagick's form of EXIF and XMP in a PNG: a name, a length, and hexadecimal digits."""
    _name, _length, digits = text.strip().split("\n", 2)
    body = bytes.fromhex("".join(digits.split()))
    if body.startswith(b"Exif"):
        _from_exif_bytes(body, fields, remarks)
    elif b"xmpmeta" in body:
        _from_xmp(body[body.index(b"<") :], fields, remarks)


def _with_objects(texts: Texts) -> Texts:
    """With the entries of remarks that are JSON objects as fields: how programs write into a JPEG what they write into
    a PNG as several texts, or as one."""
    fields = dict(texts.fields)
    for remark in texts.remarks:
        for key, text in _entries(remark):
            fields.setdefault(key, text)
    return texts._replace(fields=fields)


def _entries(remark: str) -> Iterator[tuple[str, str]]:
    if not remark.lstrip().startswith("{"):
        return
    try:
        content = json.loads(remark)
    except (ValueError, RecursionError):
        return
    yield "parameters", remark.strip()
    for key, value in content.items():
        yield key, value if isinstance(value, str) else json.dumps(value)
