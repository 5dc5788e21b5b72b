"""What a picture file says about how it was made: ours written and read, other programs' read.

Written: `parameters` (AUTOMATIC1111's text, for every other tool), `promptstudio` (our JSON: the prompt word by word,
exactly) and an XMP packet that declares the picture machine-made. PNG holds the first two as text chunks; JPEG and
WebP hold `parameters` in EXIF UserComment and our JSON inside the XMP packet. Never written: another program's keys, or
the path of a reference image unless it was asked for.
"""

from __future__ import annotations

import io
import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import msgspec
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from sd_parsers.parsers import ComfyUIParser, FooocusParser, InvokeAIParser, NovelAIParser, Parser

from promptstudio import __version__, atomic
from promptstudio.errors import BadRequest, UnreadableImage
from promptstudio.files import a1111
from promptstudio.images import incoming, png_text, to_pil
from promptstudio.prompt import MAX_WEIGHT, MIN_WEIGHT, Origin, Prompt
from promptstudio.protocol import Coupling, InversionResult, ReferenceImage, Render, Scores

VERSION = 1
KEY = "promptstudio"
OURS = "Prompt Studio"
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
MAX_JSON = 4 * 2**20

_XMP_KEY = "XML:com.adobe.xmp"
_OUR_XMP = re.compile(rb"<promptstudio:document>([ -~]*?)</promptstudio:document>")
_USER_COMMENT = 0x9286
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


class Source(msgspec.Struct, frozen=True):
    """A reference image the prompt was made from; `path` only if it was asked for."""

    sha256: str
    path: str | None = None


class CouplingSummary(msgspec.Struct, frozen=True):
    """Mean and deviation of the words' coupling, 1 − (mu + sigma), whether it is exact, and the LM's name."""

    mu: float
    sigma: float
    r_edit: float
    exact: bool
    model: str


class Document(msgspec.Struct, frozen=True):
    """Our JSON in a picture file. `prompt` made the picture; `before` is the prompt it was edited from (made with the
    same seed), `edit` says in a few words what changed."""

    prompt: Prompt
    version: int = VERSION
    program: str = f"{OURS} {__version__}"
    negative: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    guidance_rescale: float = 0.0
    width: int | None = None
    height: int | None = None
    scheduler: str = ""
    model: str = ""
    model_hash: str = ""
    device: str = ""
    before: Prompt | None = None
    edit: str = ""
    method: str | None = None
    budget: int | None = None
    inversion_seed: int | None = None
    scores: Scores | None = None
    coupling: CouplingSummary | None = None
    references: tuple[Source, ...] = ()


class FoundMetadata(msgspec.Struct, frozen=True):
    """What was found. `source` names the format; `document` is there when it was ours; `notes` says what had to
    change on the way in."""

    source: str
    prompt: Prompt
    negative: str = ""
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    sampler: str = ""
    model: str = ""
    document: Document | None = None
    notes: tuple[str, ...] = ()


# ------------------------------------------------------------------ writing


def document_for(
    render: Render,
    *,
    before: Prompt | None = None,
    edit: str = "",
    inversion: InversionResult | None = None,
    scores: Scores | None = None,
    coupling: Coupling | None = None,
    references: Iterable[ReferenceImage] = (),
    with_paths: bool = False,
) -> Document:
    """Everything worth keeping about a render. `scores` and `coupling` are those of the render's prompt; without them
    the inversion's are taken if its prompt has the same text. `with_paths` writes the references' paths down."""
    if inversion and inversion.prompt.text == render.prompt.text:
        scores = scores or inversion.scores
        coupling = coupling or inversion.coupling
    return Document(
        prompt=render.prompt,
        negative=render.settings.negative,
        seed=render.settings.seed,
        steps=render.settings.steps,
        guidance=render.settings.guidance,
        guidance_rescale=render.guidance_rescale,
        width=render.picture.width,
        height=render.picture.height,
        scheduler=render.scheduler,
        model=render.model,
        model_hash=render.model_hash,
        device=render.device,
        before=before,
        edit=edit,
        method=inversion.method if inversion else None,
        budget=inversion.budget if inversion else None,
        inversion_seed=inversion.seed if inversion else None,
        scores=scores,
        coupling=CouplingSummary(coupling.mu, coupling.sigma, coupling.r_edit, coupling.exact, coupling.model)
        if coupling
        else None,
        references=tuple(Source(r.sha256, r.path if with_paths else None) for r in references),
    )


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
        ("Model hash", render.model_hash[:10]),
        ("Model", render.model),
        ("RNG", "CPU"),
        ("Prompt method", method),
        ("Version", f"{OURS} {__version__}"),
    ]
    return a1111.write_parameters(
        prompt, render.settings.negative, [(key, value) for key, value in pairs if value not in ("", None)]
    )


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
    """Write a render as PNG, JPEG or WebP (lossless), as the suffix says. Raises UnwritableFile, and BadRequest for
    another suffix."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise BadRequest(f"Pictures are written as {', '.join(FORMATS)}, not as {suffix or 'a file without suffix'}.")
    embedded = fields(render, document) if with_metadata else None
    atomic.write_bytes(path, encode(to_pil(render.picture), FORMATS[suffix], embedded))


def encode(image: Image.Image, kind: str, embedded: Mapping[str, str] | None) -> bytes:
    """An RGB image as a PNG, JPEG or WEBP file's bytes, with the fields of `fields` embedded or with nothing at all."""
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
    options: dict[str, object] = {"lossless": True} if kind == "WEBP" else {"quality": 95, "subsampling": 0}
    if embedded:
        exif = Image.Exif()
        comment = b"UNICODE\0" + embedded["parameters"].encode("utf-16-be")
        exif.get_ifd(ExifTags.IFD.Exif)[_USER_COMMENT] = comment
        options |= {"exif": exif.tobytes(), "xmp": _xmp(embedded[KEY]).encode("utf-8")}
    try:
        image.save(out, kind, **options)
    except ValueError as error:
        raise BadRequest("This prompt's data is too long for a JPEG or WebP file; PNG has room for it.") from error
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


# ------------------------------------------------------------------ reading


def read(path: str | os.PathLike[str]) -> FoundMetadata | None:
    """The metadata of the picture file at `path`, ours first; None when there is none that makes sense. Raises
    UnreadableImage when the file cannot be read at all."""
    return scan(incoming.read_bytes(path, incoming.MAX_BYTES, UnreadableImage))[0]


def scan(data: bytes) -> tuple[FoundMetadata | None, tuple[str, ...]]:
    """The same for a file's bytes, never raising, with notes for a person: data of ours that is damaged is ignored,
    but not silently."""
    notes: tuple[str, ...] = ()
    # What stands in these fields is anyone's: parsers of hostile or broken data may raise any type there is.
    try:
        with incoming.quiet():
            raw, from_exif = _raw_fields(data)
    except Exception:
        return None, notes
    if KEY in raw:
        try:
            return _read_ours(raw[KEY]), notes
        except Exception:
            notes = ("Its Prompt Studio data is damaged and was ignored.",)
    for reader in (_read_parameters, _read_others):
        try:
            found = reader(raw, from_exif)
        except Exception:
            continue
        if found is not None and found.prompt.words:
            return found, notes
    return None, notes


def _raw_fields(data: bytes) -> tuple[dict[str, str], bool]:
    """Fields by PNG keyword, and whether `parameters` is from EXIF, where any camera's remark may stand."""
    if data.startswith(png_text.SIGNATURE):
        return png_text.texts(data), False
    raw: dict[str, str] = {}
    with incoming.open_image(data) as image:
        exif = image.getexif()
        packet = image.info.get("xmp", b"")
        comment = exif.get_ifd(ExifTags.IFD.Exif).get(_USER_COMMENT) or exif.get(_USER_COMMENT)
        for value in exif.values():  # where ComfyUI puts its two graphs in a WebP
            if isinstance(value, str):
                key, _, rest = value.partition(":")
                if key in ("prompt", "workflow"):
                    raw[key] = rest
    if comment:
        raw["parameters"] = _comment_text(comment)
    if found := _OUR_XMP.search(packet if isinstance(packet, bytes) else packet.encode()):
        raw[KEY] = unescape(found.group(1).decode("ascii"))
    return raw, True


def _comment_text(comment: str | bytes) -> str:
    """EXIF UserComment: eight bytes name the character set; UTF-16 is met in both byte orders."""
    if isinstance(comment, str):
        comment = comment.encode("latin-1", "replace")
    charset, body = comment[:8], comment[8:]
    if charset == b"UNICODE\0":
        big_endian = body[0::2].count(0) >= body[1::2].count(0)
        return body.decode("utf-16-be" if big_endian else "utf-16-le").lstrip("\ufeff")
    return (body if charset == b"ASCII\0\0\0" else comment).decode("utf-8").rstrip("\0")


def _read_ours(text: str) -> FoundMetadata:
    if len(text) > MAX_JSON:
        raise ValueError("too long")
    document = msgspec.convert(json.loads(text), Document)
    for prompt in (document.prompt, document.before):
        check_prompt(prompt)
    notes: tuple[str, ...] = ()
    if document.version > VERSION:
        notes = ("It was written by a newer version of Prompt Studio; what is new there was left out.",)
    return FoundMetadata(
        source=OURS,
        prompt=document.prompt,
        negative=document.negative,
        seed=_whole(document.seed),
        steps=_whole(document.steps),
        guidance=_decimal(document.guidance),
        sampler=document.scheduler,
        model=document.model,
        document=document,
        notes=notes,
    )


def check_prompt(prompt: Prompt | None) -> None:
    """Raise ValueError for what a prompt from a file must not hold: empty words, weights out of range."""
    for word in prompt.words if prompt else ():
        if not word.text or not MIN_WEIGHT <= word.weight <= MAX_WEIGHT:
            raise ValueError("a word is empty or its weight out of range")


def _read_parameters(raw: Mapping[str, str], from_exif: bool) -> FoundMetadata | None:
    text = raw.get("parameters", "").strip()
    if text.startswith("{"):
        content = json.loads(text)
        swarm = content.get("sui_image_params")
        if isinstance(swarm, dict):
            return _found("SwarmUI", swarm["prompt"], swarm.get("negativeprompt"), swarm, guidance="cfgscale")
        return _from_parser(FooocusParser(), raw)
    prompt, negative, pairs = a1111.read_parameters(text)
    if from_exif and not pairs:
        return None
    return _found("A1111", prompt, negative, {key.lower(): value for key, value in pairs.items()}, guidance="cfg scale")


def _read_others(raw: Mapping[str, str], from_exif: bool) -> FoundMetadata | None:
    fields = dict(raw)
    if "prompt" in fields and "workflow" not in fields:  # saved through ComfyUI's API
        fields["workflow"] = json.dumps({"links": _links(json.loads(fields["prompt"]))})
    for parser in (ComfyUIParser(), InvokeAIParser(), NovelAIParser()):
        try:
            found = _from_parser(parser, fields)
        except Exception:  # the next program's reader may know better
            continue
        if found:
            return found
    return None


def _links(graph: Mapping[str, Mapping]) -> list[list[object]]:
    """The links of a ComfyUI graph, in its workflow's form, from the nodes' inputs."""
    return [
        [0, source[0], 0, node, 0, name.upper()]
        for node, content in graph.items()
        for name, source in content.get("inputs", {}).items()
        if isinstance(source, list) and len(source) == 2
    ]


def _from_parser(parser: Parser, fields: Mapping[str, str]) -> FoundMetadata | None:
    info = parser.parse(dict(fields))
    for sampler in info.samplers:
        positive = ", ".join(p.value for p in sampler.prompts if p.value)
        if positive:
            negative = ", ".join(p.value for p in sampler.negative_prompts if p.value)
            values = {**sampler.parameters, "sampler": sampler.name, "model": sampler.model and sampler.model.name}
            return _found(info.generator.value, positive, negative, values, guidance="cfg_scale")
    return None


def _found(
    source: str, prompt: str, negative: str | None, values: Mapping[str, object], *, guidance: str
) -> FoundMetadata:
    notes: tuple[str, ...] = ()
    if source in ("InvokeAI", "NovelAI"):  # their brackets and plus signs mean something else: kept as text
        parsed = Prompt.parse(prompt, Origin.IMPORTED)
    else:
        parsed, notes = a1111.parse_weighted(prompt, square_brackets=source in ("A1111", "Fooocus"))
    return FoundMetadata(
        source=source,
        prompt=parsed,
        negative=str(negative or ""),
        seed=_whole(values.get("seed", values.get("noise_seed"))),
        steps=_whole(values.get("steps")),
        guidance=_decimal(values.get(guidance)),
        sampler=str(values.get("sampler") or ""),
        model=str(values.get("model") or ""),
        notes=notes,
    )


def _whole(value: object) -> int | None:
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if 0 <= number < 2**63 else None


def _decimal(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
