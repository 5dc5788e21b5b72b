"""Picture files with texts in every place where programs put them."""

from __future__ import annotations

import gzip
import io
import json
import zlib

import numpy as np
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

BLOCK = (
    "a red horse\nNegative prompt: ugly\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 123, Size: 512x512, Model: demo"
)
"""A prompt with its settings as AUTOMATIC1111 writes it."""


def png(texts=None, size=(8, 8), **options):
    """A PNG with text chunks, as Pillow writes them."""
    info = PngInfo()
    for key, value in (texts or {}).items():
        info.add_text(key, value)
    return _encoded(Image.new("RGB", size), "PNG", pnginfo=info, **options)


def png_with_chunk(kind, body):
    """A PNG with one more chunk, of any bytes, behind its header."""
    data = png()
    chunk = len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    return data[:33] + chunk + data[33:]


def exif_of(comment=None, **tags):
    """EXIF with a UserComment and texts in other tags, by their names."""
    exif = Image.Exif()
    if comment is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = comment
    for name, value in tags.items():
        exif[ExifTags.Base[name]] = value
    return exif.tobytes()


def with_exif(kind, comment=None, **tags):
    """A JPEG, WEBP, AVIF, TIFF or PNG with EXIF."""
    return _encoded(Image.new("RGB", (16, 16)), kind, exif=exif_of(comment, **tags))


def with_comment(kind, comment):
    """A GIF or JPEG with a comment."""
    return _encoded(Image.new("RGB", (16, 16)), kind, comment=comment)


def with_caption(caption):
    """A JPEG with an IPTC caption, as Photoshop and macOS write it."""
    dataset = b"\x1c\x02\x78" + len(caption).to_bytes(2, "big") + caption
    block = b"8BIM\x04\x04\0\0" + len(dataset).to_bytes(4, "big") + dataset + b"\0" * (len(dataset) % 2)
    body = b"Photoshop 3.0\0" + block
    data = _encoded(Image.new("RGB", (16, 16)), "JPEG")
    return data[:2] + b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body + data[2:]


def xmp_packet(properties, namespaces='xmlns:dc="http://purl.org/dc/elements/1.1/"'):
    """An XMP packet; `properties` is XML."""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" {namespaces}>'
        f"{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def with_xmp(kind, packet):
    """A picture of that kind with an XMP packet."""
    if kind == "PNG":
        return png_with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode())
    return _encoded(Image.new("RGB", (16, 16)), kind, xmp=packet.encode())


def stealthy(text, *, channels="alpha", compressed=True, kind="PNG", size=(64, 64)):
    """A picture with `text` in the lowest bits of its alpha channel or of its colours, down its columns."""
    body = gzip.compress(text.encode()) if compressed else text.encode()
    name = f"stealth_{'png' if channels == 'alpha' else 'rgb'}{'comp' if compressed else 'info'}".encode()
    message = name + (len(body) * 8).to_bytes(4, "big") + body
    bits = np.unpackbits(np.frombuffer(message, np.uint8))
    width, height = size
    pixels = np.full((width, height, 4 if channels == "alpha" else 3), 254, np.uint8)  # column by column
    if channels == "alpha":
        pixels[:, :, 3].reshape(-1)[: len(bits)] |= bits
    else:
        pixels.reshape(-1)[: len(bits)] |= bits
    image = Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 0, 2)))
    return _encoded(image, kind, **({"lossless": True, "exact": True} if kind == "WEBP" else {}))


def comfyui(prompt=None, workflow=None, size=(8, 8)):
    """A PNG as ComfyUI saves it."""
    texts = {"prompt": prompt, "workflow": workflow}
    return png({key: json.dumps(value) for key, value in texts.items() if value is not None}, size)


def _encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
