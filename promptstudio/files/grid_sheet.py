"""The sheet of a grid: every picture under its column's name and beside its row's."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from promptstudio.files.drawing import INK, PAPER, QUIET, fitted, shorten, write
from promptstudio.images import to_pil
from promptstudio.protocol import Render

_MARGIN, _GUTTER = 40, 14
_TITLE, _TEXT, _SMALL = 30, 20, 16
_LEAST, _LARGEST, _SHEET = 96, 384, 2400  # pixels of a picture at least and at most, and of a sheet about
_SIDE = 170  # for the names of rows


def grid_sheet(
    title: str, columns: Sequence[str], rows: Sequence[str], renders: Sequence[Render | None]
) -> Image.Image:
    """The sheet, mode RGB. `renders`: row by row; None for what is not rendered. `rows`: one empty name for a single
    row that needs none. Settings that all pictures share stand below."""
    panel = min(max((_SHEET - 2 * _MARGIN) // len(columns) - _GUTTER, _LEAST), _LARGEST)
    side = _SIDE if any(rows) else 0
    top = _MARGIN + _TITLE + 24 + _TEXT + 12
    width = 2 * _MARGIN + side + len(columns) * (panel + _GUTTER) - _GUTTER
    sheet = Image.new("RGB", (width, top + len(rows) * (panel + _GUTTER) + _SMALL + _MARGIN), PAPER)
    draw = ImageDraw.Draw(sheet)
    write(draw, (_MARGIN, _MARGIN + _TITLE), shorten(title, _TITLE, width - 2 * _MARGIN), _TITLE, INK)
    lefts = [_MARGIN + side + n * (panel + _GUTTER) for n in range(len(columns))]
    for left, name in zip(lefts, columns, strict=True):
        write(draw, (left, top - 12), shorten(name, _TEXT, panel), _TEXT, INK)
    for number, name in enumerate(rows):
        at = top + number * (panel + _GUTTER)
        write(draw, (_MARGIN, at + panel // 2), shorten(name, _TEXT, side - 16) if name else "", _TEXT, INK)
        for left, render in zip(lefts, renders[number * len(columns) :], strict=False):
            if render is not None:
                sheet.paste(fitted(to_pil(render.picture), panel, panel), (left, at))
    write(
        draw,
        (_MARGIN, sheet.height - _MARGIN + 4),
        shorten(_shared(renders), _SMALL, width - 2 * _MARGIN),
        _SMALL,
        QUIET,
    )
    return sheet


def _shared(renders: Sequence[Render | None]) -> str:
    """What all renders were made with."""
    made = [render for render in renders if render is not None]
    if not made:
        return ""
    said = [made[0].model]
    for name, text in (("seed", "seed {}"), ("steps", "{} steps"), ("guidance", "guidance {:g}")):
        values = {getattr(render.settings, name) for render in made}
        if len(values) == 1:
            said.append(text.format(values.pop()))
    return "  ·  ".join([*said, "Prompt Studio"])
