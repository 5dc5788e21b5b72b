"""The contact sheet of a method duel: for each method its render, its prompt, its figures and its coupling, all
heatmaps on one colour scale (the papers' visual evidence)."""

from __future__ import annotations

from PIL import Image, ImageColor, ImageDraw

from promptstudio.duel_figures import CLIP_I, GUIDE_CLIP, JUDGE_CLIP, MU, PERPLEXITY, R_EDIT, SIGMA
from promptstudio.files.drawing import (
    HAIRLINE,
    INK,
    PAPER,
    QUIET,
    RED,
    coloured,
    fitted,
    shorten,
    text_width,
    wrapped,
    write,
)
from promptstudio.images import on_ground, to_pil
from promptstudio.protocol import Coupling, DuelResult, DuelRow

_PANEL = 300  # pixels of a render, and of a heatmap
_MARGIN, _GUTTER = 40, 28
_TEXT_WIDTH = 520
_TITLE, _HEADING, _TEXT, _SMALL = 30, 22, 19, 15
_LINE = 28
_PROMPT_LINES = 6
_LABEL, _LABEL_ROOM = 12, 96  # words beside a heatmap, when there is room for them
_WORDS_WITH_LABELS = 24


def duel_sheet(duel: DuelResult) -> Image.Image:
    """One row a method, the references on top. Mode RGB."""
    scale = top_of_scale(duel)
    row_height = _PANEL + _GUTTER
    width = _MARGIN * 2 + _PANEL * 2 + _TEXT_WIDTH + _GUTTER * 2 + _LABEL_ROOM
    top = _MARGIN + _TITLE + _GUTTER + 150 + _GUTTER
    sheet = Image.new("RGB", (width, top + row_height * len(duel.rows) + _MARGIN), PAPER)
    draw = ImageDraw.Draw(sheet)
    write(draw, (_MARGIN, _MARGIN + _TITLE - 6), "Method duel", _TITLE, INK)
    said = f"budget {duel.budget} pieces · seed {duel.seed} · judges never steer"
    write(draw, (_MARGIN + 210, _MARGIN + _TITLE - 6), said, _SMALL, QUIET)
    left, above = _MARGIN, _MARGIN + _TITLE + _GUTTER // 2
    for reference in duel.references[:6]:
        sheet.paste(fitted(on_ground(reference), 150, 150), (left, above))
        left += 150 + _GUTTER // 2
    name = ", ".join(reference.name for reference in duel.references)
    write(draw, (left, above + 20), shorten(name, _SMALL, width - left - _MARGIN - 330), _SMALL, QUIET)
    _legend(sheet, draw, width - _MARGIN - _PANEL, above + 60, scale)
    for number, row in enumerate(duel.rows):
        _row(sheet, draw, row, top + number * row_height, scale)
    return sheet


def top_of_scale(duel: DuelResult) -> float:
    """The largest raw coupling of two different words in any row: white on every heatmap of the sheet."""
    values = [
        value
        for row in duel.rows
        if row.judgement.coupling
        for i, line in enumerate(row.judgement.coupling.raw)
        for j, value in enumerate(line)
        if i != j
    ]
    return max(values, default=0.0) or 1.0


def _row(sheet: Image.Image, draw: ImageDraw.ImageDraw, row: DuelRow, top: int, scale: float) -> None:
    draw.line([(_MARGIN, top - _GUTTER // 2), (sheet.width - _MARGIN, top - _GUTTER // 2)], fill=HAIRLINE)
    if row.render:
        sheet.paste(fitted(to_pil(row.render.picture), _PANEL, _PANEL), (_MARGIN, top))
    else:
        draw.rectangle([_MARGIN, top, _MARGIN + _PANEL - 1, top + _PANEL - 1], outline=HAIRLINE)
    left = _MARGIN + _PANEL + _GUTTER
    at = write(draw, (left, top + _HEADING), row.title, _HEADING, INK)
    if row.result:
        write(draw, (at + 14, top + _HEADING), f"{row.result.seconds:.1f} s", _SMALL, QUIET)
    text = row.result.prompt.text if row.result else row.failed
    for n, line in enumerate(wrapped(text or "no prompt", _TEXT, _TEXT_WIDTH, _PROMPT_LINES)):
        write(draw, (left, top + _HEADING + 16 + _LINE * (n + 1)), line, _TEXT, RED if row.failed else INK)
    for n, line in enumerate(_figures(row)):
        write(draw, (left, top + _PANEL - 30 + 24 * n), line, _SMALL, QUIET)
    if row.judgement.coupling:
        _heatmap(sheet, draw, row.judgement.coupling, (left + _TEXT_WIDTH + _GUTTER, top), scale)


def _figures(row: DuelRow) -> list[str]:
    """Two lines: how it fits the images, and how it reads and can be edited."""
    lines = []
    for figures in ((GUIDE_CLIP, JUDGE_CLIP, CLIP_I), (PERPLEXITY, MU, SIGMA, R_EDIT)):
        known = [(figure, value) for figure in figures if (value := figure.value(row)) is not None]
        parts = (f"{f.name} {value:.3g}" if f is PERPLEXITY else f"{f.name} {value:.3f}" for f, value in known)
        lines.append("   ".join(parts))
    return lines


def _heatmap(
    sheet: Image.Image, draw: ImageDraw.ImageDraw, coupling: Coupling, at: tuple[int, int], scale: float
) -> None:
    """Raw coupling, the diagonal grey: certainty is not coupling."""
    count = len(coupling.words)
    levels = Image.new("L", (count, count))
    levels.putdata([round(min(max(value / scale, 0.0), 1.0) * 255) for line in coupling.raw for value in line])
    cells = coloured(levels)
    for n in range(count):
        cells.putpixel((n, n), ImageColor.getrgb(HAIRLINE))
    sheet.paste(cells.resize((_PANEL, _PANEL), Image.Resampling.NEAREST), (at[0] + _LABEL_ROOM, at[1]))
    if count <= _WORDS_WITH_LABELS:
        for i, word in enumerate(coupling.words):
            text = shorten(word, _LABEL, _LABEL_ROOM - 10)
            left = at[0] + _LABEL_ROOM - 6 - text_width(text, _LABEL)
            write(draw, (left, at[1] + (i + 0.5) * _PANEL / count + _LABEL / 2 - 1.5), text, _LABEL, QUIET)


def _legend(sheet: Image.Image, draw: ImageDraw.ImageDraw, left: int, top: int, scale: float) -> None:
    write(draw, (left, top - 8), "coupling of two words, one scale for all", _SMALL, QUIET)
    sheet.paste(coloured(Image.linear_gradient("L").rotate(90).resize((_PANEL, 14))), (left, top))
    write(draw, (left, top + 34), "0", _SMALL, QUIET)
    write(draw, (left + _PANEL - 40, top + 34), f"{scale:.2f}", _SMALL, QUIET)
