"""A report as one HTML page: both renders, what changed and how local it was, the words and how they hang together.

Everything is in the page itself (pictures as PNG), and it needs no script and no network.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from html import escape

from PIL import Image

from promptstudio import __version__
from promptstudio.files import colour_map
from promptstudio.files.metadata import OURS
from promptstudio.files.sheet import change_map_image, edit_marks
from promptstudio.images import on_ground, to_pil
from promptstudio.prompt import Prompt, image_numbers
from promptstudio.protocol import Comparison, Coupling, ReferenceImage, Render, Scores

_MOST_WORDS = 40
"""A heatmap of more words would not fit a page."""
_REFERENCE = 256  # pixels of a reference image's longer side
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:32px auto;padding:0 20px;color:#1b1b1f;background:#fff}
h1{font-size:24px}h2{font-size:17px;margin-top:32px}img{max-width:100%;height:auto}
figcaption,footer{color:#6a6a72}td,th{padding:3px 14px 3px 0;text-align:left;vertical-align:top}
.row td{padding-right:18px}
del{background:#fbe3e1;color:#a3211b}ins{background:#d8f0dd;color:#0f6127;text-decoration:none}
.map td,.map th{padding:2px 5px;font-size:12px;text-align:right}
.map .meet{outline:1px solid #1b1b1f;outline-offset:-1px}
"""


def html_report(
    prompt: Prompt,
    *,
    a: Render | None = None,
    b: Render | None = None,
    comparison: Comparison | None = None,
    scores: Scores | None = None,
    coupling: Coupling | None = None,
    references: Sequence[ReferenceImage] = (),
    method: str | None = None,
) -> str:
    """The page's text. Whatever is not given is left out. References stand there as small pictures, without names or
    paths."""
    body = [f"<h1>{escape(prompt.text)}</h1>"]
    if a is not None and b is not None:
        removed, added = edit_marks(a.prompt, b.prompt)
        body.append(f"<p>A: {_marked(a.prompt, removed, 'del')}<br>B: {_marked(b.prompt, added, 'ins')}</p>")
    body += _pictures(a, b, comparison)
    if comparison is not None:
        body.append(f"<p>{escape(comparison.sentence)}</p>")
        body.append(_table(_comparison_rows(comparison)))
    settings = _settings_rows(b or a, method)
    body += ["<h2>How it was made</h2>", _table(settings)] if settings else []
    measured = _score_rows(scores)
    body += ["<h2>What was measured of the prompt</h2>", _table(measured)] if measured else []
    body += _heatmap(coupling, prompt)
    if references:
        shown = "".join(f"<td>{_image(_reduced(reference), 'reference')}</td>" for reference in references)
        body.append(f"<h2>References</h2><table class='row'><tr>{shown}</tr></table>")
    body.append(f"<footer><p>{OURS} {__version__}</p></footer>")
    head = f"<meta charset='utf-8'><title>{escape(prompt.text)}</title><style>{_STYLE}</style>"
    page = f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(body)}</body></html>\n"
    return page.encode("utf-8", "replace").decode("utf-8")


def _pictures(a: Render | None, b: Render | None, comparison: Comparison | None) -> list[str]:
    shown = [(to_pil(render.picture), name) for name, render in (("A", a), ("B", b)) if render is not None]
    if comparison is not None:
        shown.append((change_map_image(comparison), "Change"))
    if not shown:
        return []
    names = "".join(f"<td>{name}</td>" for _, name in shown)
    images = "".join(f"<td>{_image(image, name)}</td>" for image, name in shown)
    return [f"<table class='row'><tr>{images}</tr><tr>{names}</tr></table>"]


def _marked(prompt: Prompt, marks: dict[int, str], tag: str) -> str:
    parts = []
    for number, word in enumerate(prompt.words):
        text = escape(word.text)
        parts.append(escape(word.before) + (f"<{tag}>{text}</{tag}>" if number in marks else text))
        if round(word.weight, 4) != 1:
            parts.append(f" ×{word.weight:g}")
    return "".join(parts) + escape(prompt.tail)


def _comparison_rows(found: Comparison) -> list[tuple[str, str]]:
    figures = {
        "Locality": found.locality,
        "Preserved": found.preserved,
        "Spill": found.spill,
        "SSIM outside": found.ssim,
        "PSNR outside, dB": found.psnr,
    }
    rows = [(name, f"{value:.3f}") for name, value in figures.items() if value is not None]
    return [*rows, ("Region", found.region_source)]


def _settings_rows(render: Render | None, method: str | None) -> list[tuple[str, str]]:
    rows = [("Method of inversion", method.replace("_", " "))] if method else []
    if render is None:
        return rows
    settings = render.settings
    rows += [
        ("Model", render.model),
        ("Renderer", f"{settings.renderer} ({render.device})" if settings.renderer else ""),
        ("Scheduler", render.scheduler),
        ("Seed", str(settings.seed)),
        ("Steps", str(settings.steps)),
        ("Guidance", f"{settings.guidance:g}"),
        ("Negative", settings.negative),
        ("Clip skip", str(settings.clip_skip or "")),
        ("Size", f"{render.picture.width} × {render.picture.height}"),
    ]
    return [(name, value) for name, value in rows if value]


def _score_rows(scores: Scores | None) -> list[tuple[str, str]]:
    if scores is None:
        return []
    named = {"Fit": scores.guide_clip, "Edit reward": scores.r_edit, "Fluency, nats": scores.fluency}
    return [(name, f"{value:.3f}") for name, value in named.items() if value is not None]


def _heatmap(coupling: Coupling | None, prompt: Prompt) -> list[str]:
    """The coupling of the words as a table of coloured cells. Where words of two images meet, cells are outlined."""
    if coupling is None or not 2 <= len(coupling.words) <= _MOST_WORDS:
        return []
    head = "".join(f"<th>{escape(word)}</th>" for word in coupling.words)
    rows = [f"<tr><th></th>{head}</tr>"]
    images = image_numbers(prompt.words) if tuple(w.text for w in prompt.words) == coupling.words else ()
    for number, (word, line) in enumerate(zip(coupling.words, coupling.cosine, strict=True)):
        cells = ""
        for place, value in enumerate(line):
            pair = {images[number], images[place]} - {None} if images else set()
            cells += "<td></td>" if place == number else _cell(value, outlined=len(pair) == 2)
        rows.append(f"<tr><th>{escape(word)}</th>{cells}</tr>")
    told = "<p>Outlined: where words of two images meet.</p>" if any(images) else ""
    return [f"<h2>Coupling of the words</h2><table class='map'>{''.join(rows)}</table>{told}"]


def _cell(value: float, outlined: bool) -> str:
    at = 3 * round(min(max(value, 0.0), 1.0) * 255)
    red, green, blue = colour_map.TABLE[at : at + 3]
    ink = "#fff" if 0.3 * red + 0.59 * green + 0.11 * blue < 128 else "#000"
    meet = " class='meet'" if outlined else ""
    return f"<td{meet} style='background-color:#{red:02x}{green:02x}{blue:02x};color:{ink}'>{value:.2f}</td>"


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{lines}</table>"


def _reduced(reference: ReferenceImage) -> Image.Image:
    image = on_ground(reference)
    image.thumbnail((_REFERENCE, _REFERENCE))
    return image


def _image(image: Image.Image, name: str) -> str:
    out = io.BytesIO()
    image.save(out, "PNG")
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return f"<img alt='{escape(name)}' width='{image.width}' src='data:image/png;base64,{data}'>"
