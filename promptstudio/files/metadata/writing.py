"""Writes a render's metadata into PNG, JPEG, WebP and AVIF files."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import msgspec
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from promptstudio import __version__, atomic
from promptstudio.errors import BadRequest
from promptstudio.files import a1111
from promptstudio.files.metadata.containers import USER_COMMENT
from promptstudio.files.metadata.document import KEY, OURS, Document, document_for
from promptstudio.images import to_pil
from promptstudio.prompt import Prompt
from promptstudio.protocol import Render, RenderSettings

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".avif": "AVIF"}
"""File suffix to Pillow's name of the format, of all that are written."""

_XMP_KEY = "XML:com.adobe.xmp"
_SAMPLERS = {
    "DDIMScheduler": "DDIM",
    "PNDMScheduler": "PLMS",
    "LMSDiscreteScheduler": "LMS",
    "EulerDiscreteScheduler": "Euler",
    "EulerAncestralDiscreteScheduler": "Euler a",
    "HeunDiscreteScheduler": "Heun",
    "DPMSolverMultistepScheduler": "DPM++ 2M",
    "DPMSolverSinglestepScheduler": "DPM++ 2S",
    "UniPCMultistepScheduler": "UniPC",
}
"""AUTOMATIC1111's name of each diffusers scheduler."""

_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 95, "subsampling": 0},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 90, "subsampling": "4:4:4"},
}
"""What Pillow is told of each format."""


def a1111_line(prompt: Prompt, render: Render | None = None, *, method: str | None = None) -> str:
    """The prompt as AUTOMATIC1111 writes it. With a render: the whole strict `parameters` block of that render (whose
    last line holds Steps, Sampler, CFG scale, Seed, Size, model and more); without: prompt and weights alone."""
    if render is None:
        return a1111.write_parameters(prompt, "", ())
    pairs: list[tuple[str, object]] = [
        ("Steps", render.settings.steps),
        ("Sampler", _SAMPLERS.get(render.scheduler, render.scheduler.removesuffix("Scheduler") or "Unknown")),
        ("CFG scale", f"{render.settings.guidance:g}"),
        ("CFG Rescale phi", f"{render.guidance_rescale:g}" if render.guidance_rescale else ""),
        ("Seed", render.settings.seed),
        ("Size", f"{render.picture.width}x{render.picture.height}"),
        ("Clip skip", _a1111_skip(render.settings)),
        ("Model hash", render.model_hash[:10]),
        ("Model", render.model),
        ("Renderer", render.settings.renderer),
        ("RNG", "CPU"),
        ("Prompt method", method),
        ("Version", f"{OURS} {__version__}"),
    ]
    return a1111.write_parameters(
        prompt, render.settings.negative, [(key, value) for key, value in pairs if value not in ("", None)]
    )


def a1111_settings(prompt: Prompt, settings: RenderSettings, method: str | None = None) -> str:
    """The `parameters` block of a prompt that was not rendered yet: what is known of how it would be."""
    pairs: list[tuple[str, object]] = [
        ("Steps", settings.steps),
        ("CFG scale", "" if settings.guidance is None else f"{settings.guidance:g}"),
        ("Seed", settings.seed),
        ("Renderer", settings.renderer),
        ("Sampler", settings.sampler),
        ("Size", f"{settings.width}x{settings.height}" if settings.width and settings.height else ""),
        ("Clip skip", _a1111_skip(settings)),
        ("Prompt method", method),
        ("Version", f"{OURS} {__version__}"),
    ]
    return a1111.write_parameters(
        prompt, settings.negative, [(key, value) for key, value in pairs if value not in ("", None)]
    )


def _a1111_skip(settings: RenderSettings) -> object:
    """That program counts the layer where reading ends, from 1 at the end."""
    return settings.clip_skip + 1 if settings.clip_skip else ""


def fields(render: Render, document: Document | None = None) -> dict[str, str]:
    """Exactly what is embedded, by PNG keyword: `parameters`, `promptstudio` and the XMP packet."""
    document = document or document_for(render)
    return {
        "parameters": a1111_line(render.prompt, render, method=document.method),
        KEY: json.dumps(msgspec.to_builtins(document)),  # ASCII: no text of a prompt can fail to fit a chunk
        _XMP_KEY: _xmp(),
    }


def write_png(
    path: str | os.PathLike[str], render: Render, *, with_metadata: bool = True, document: Document | None = None
) -> None:
    """Write a render as PNG. `with_metadata=False` writes pixels and nothing else. Raises UnwritableFile."""
    atomic.write_bytes(path, encode(to_pil(render.picture), "PNG", fields(render, document) if with_metadata else None))


def write_image(
    path: str | os.PathLike[str], render: Render, *, with_metadata: bool = True, document: Document | None = None
) -> None:
    """Write a render as PNG, JPEG, WebP (lossless) or AVIF, as the suffix says. Raises UnwritableFile, and
    BadRequest for another suffix."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise BadRequest(f"Pictures are written as {', '.join(FORMATS)}, not as {suffix or 'a file without suffix'}.")
    embedded = fields(render, document) if with_metadata else None
    atomic.write_bytes(path, encode(to_pil(render.picture), FORMATS[suffix], embedded))


def encode(image: Image.Image, kind: str, embedded: Mapping[str, str] | None) -> bytes:
    """An RGB image as the bytes of a file of this kind (a value of `FORMATS`), with the fields of `fields` embedded or
    with nothing at all."""
    out = io.BytesIO()
    if kind == "PNG":
        info = PngInfo()
        for key, value in (embedded or {}).items():
            if key == _XMP_KEY:
                info.add_itxt(key, value)
            else:
                info.add_text(key, value)
        image.save(out, "PNG", pnginfo=info)
        return out.getvalue()
    options = dict(_OPTIONS[kind])
    if embedded:
        exif = Image.Exif()
        comment = b"UNICODE\0" + embedded["parameters"].encode("utf-16-be")
        exif.get_ifd(ExifTags.IFD.Exif)[USER_COMMENT] = comment
        options |= {"exif": exif.tobytes(), "xmp": _xmp(embedded[KEY]).encode("utf-8")}
    try:
        image.save(out, kind, **options)
    except ValueError as error:
        raise BadRequest("This prompt's data is too long for this kind of file; PNG has room for it.") from error
    return out.getvalue()


def _xmp(document: str | None = None) -> str:
    """The XMP packet; `document` is our JSON, for formats without text chunks."""
    ours = f"<promptstudio:document>{escape(document)}</promptstudio:document>" if document else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:promptstudio="urn:promptstudio:metadata:1">'
        "<Iptc4xmpExt:DigitalSourceType>"
        "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
        "</Iptc4xmpExt:DigitalSourceType>"
        f"<xmp:CreatorTool>{OURS} {__version__}</xmp:CreatorTool>"
        f"{ours}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    )
