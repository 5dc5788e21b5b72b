"""The contact sheet: many pictures, and below each what it was made with."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt
from typing import NamedTuple

from PIL import Image, ImageDraw

from promptstudio.files.drawing import INK, PAPER, QUIET, enlarged, shorten, text_width, wrapped, write
from promptstudio.images import to_pil
from promptstudio.protocol import Render

_MARGIN, _GUTTER, _ROW_GUTTER = 40, 24, 34
_TEXT, _SMALL, _LINE, _SMALL_LINE = 18, 15, 24, 21
_LINES = 3  # of a prompt at most
_MOST_COLUMNS = 6
_SHEET, _LEAST, _LARGEST = 1900, 288, 512  # pixels across a sheet about, and of a picture's longer side


class SheetPicture(NamedTuple):
    """A picture of the sheet, and what is known of its prompt."""

    render: Render
    made_by: str = ""
    """What made the prompt, in words; empty: that is not known."""
    fit: float | None = None
    """The guide's cosine to the reference, −1…1; None where there was no reference."""


def contact_sheet(pictures: Sequence[SheetPicture]) -> Image.Image:
    """The sheet, mode RGB: every picture with its prompt (three lines at most), what made the prompt and how it fits,
    and the seed and model of the render. `pictures`: one at least, row by row."""
    columns = min(ceil(sqrt(len(pictures))), _MOST_COLUMNS)
    side = min(max((_SHEET + _GUTTER) // columns - _GUTTER, _LEAST), _LARGEST)
    cells = [_Cell(picture, side) for picture in pictures]
    rows = [cells[first : first + columns] for first in range(0, len(cells), columns)]
    heights = [max(c.image.height for c in row) + max(c.caption_height for c in row) for row in rows]
    width = 2 * _MARGIN + columns * (side + _GUTTER) - _GUTTER
    height = 2 * _MARGIN + sum(heights) + len(rows) * _ROW_GUTTER + _SMALL
    sheet = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    top = _MARGIN
    for row, row_height in zip(rows, heights, strict=True):
        captions = top + max(cell.image.height for cell in row)
        for column, cell in enumerate(row):
            left = _MARGIN + column * (side + _GUTTER)
            sheet.paste(cell.image, (left, captions - cell.image.height))
            cell.write_caption(draw, left, captions)
        top += row_height + _ROW_GUTTER
    count = f"{len(pictures)} picture{'s' * (len(pictures) != 1)}  ·  Prompt Studio"
    write(draw, (width - _MARGIN - text_width(count, _SMALL), height - _MARGIN), count, _SMALL, QUIET)
    return sheet


class _Cell:
    """A picture at the size that it has on the sheet, and the lines of its caption."""

    def __init__(self, picture: SheetPicture, side: int) -> None:
        """`side`: pixels of the picture's longer side, and of the caption's lines at most."""
        render = picture.render
        self.image = enlarged(to_pil(render.picture), side, side)
        self._prompt = wrapped(render.prompt.text, _TEXT, side, _LINES)
        fit = "" if picture.fit is None else f"fit {picture.fit:.3f}"
        facts = ((fit, picture.made_by), (f"seed {render.settings.seed}", render.model))
        lines = ("  ·  ".join(filter(None, line)) for line in facts)
        self._facts = [shorten(line, _SMALL, side) for line in lines if line]

    @property
    def caption_height(self) -> int:
        """In pixels."""
        return 8 + len(self._prompt) * _LINE + len(self._facts) * _SMALL_LINE

    def write_caption(self, draw: ImageDraw.ImageDraw, left: int, top: int) -> None:
        baseline = top + 8 + _TEXT
        for line in self._prompt:
            write(draw, (left, baseline), line, _TEXT, INK)
            baseline += _LINE
        baseline -= 2
        for line in self._facts:
            write(draw, (left, baseline), line, _SMALL, QUIET)
            baseline += _SMALL_LINE
