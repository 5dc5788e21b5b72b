"""The contact sheet: many pictures, and below each what it was made with."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from PIL import Image, ImageDraw

from promptstudio.files.drawing import INK, PAPER, QUIET, fitted, shorten, wrapped, write
from promptstudio.images import to_pil
from promptstudio.protocol import Render

_MARGIN, _GUTTER = 40, 24
_TEXT, _SMALL, _LINE = 18, 15, 24
_LINES = 3  # of a prompt at most
_MOST_COLUMNS = 6
_PANEL = 288  # pixels of a picture


def contact_sheet(renders: Sequence[Render]) -> Image.Image:
    """The sheet, mode RGB: every picture with its prompt (three lines at most), seed and renderer. `renders`: one at
    least, row by row."""
    columns = min(ceil(sqrt(len(renders))), _MOST_COLUMNS)
    cell = _PANEL + 8 + _LINES * _LINE + _LINE + _GUTTER
    width = 2 * _MARGIN + columns * (_PANEL + _GUTTER) - _GUTTER
    height = 2 * _MARGIN + ceil(len(renders) / columns) * cell - _GUTTER
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, render in enumerate(renders):
        row, column = divmod(number, columns)
        left, top = _MARGIN + column * (_PANEL + _GUTTER), _MARGIN + row * cell
        sheet.paste(fitted(to_pil(render.picture), _PANEL, _PANEL), (left, top))
        baseline = top + _PANEL + 8 + _TEXT
        for line in wrapped(render.prompt.text, _TEXT, _PANEL, _LINES):
            write(draw, (left, baseline), line, _TEXT, INK)
            baseline += _LINE
        facts = "  ·  ".join(part for part in (f"seed {render.settings.seed}", render.model) if part)
        write(draw, (left, baseline), shorten(facts, _SMALL, _PANEL), _SMALL, QUIET)
    return sheet
