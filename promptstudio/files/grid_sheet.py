"""The sheet of a grid: every picture under its column's name and beside its row's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from PIL import Image, ImageDraw

from promptstudio.files.drawing import (
    HAIRLINE,
    INK,
    PAPER,
    QUIET,
    RED,
    drawable,
    enlarged,
    shorten,
    text_width,
    wrapped,
    write,
)
from promptstudio.images import to_pil
from promptstudio.prompt import Prompt
from promptstudio.protocol import Render, SeedPair

_MARGIN, _GUTTER = 40, 14
_TITLE, _TEXT, _SMALL, _LINE = 30, 20, 16, 24
_TITLE_LINES, _NAME_LINES = 2, 3
_LEAST, _LARGEST, _SHEET = 96, 384, 2400  # pixels of a picture at least and at most, and of a sheet about
_NARROWEST = 640  # pixels of a sheet's content, for its title
_MOST_SIDE = 170  # for the names of rows


class GridSheet(NamedTuple):
    """What a sheet shows."""

    title: str
    columns: Sequence[str]
    """Their names."""
    rows: Sequence[str]
    """Their names; one empty name for a single row that needs none."""
    renders: Sequence[Render | None]
    """Row by row; None for what is not rendered."""
    failed: Mapping[int, str] = MappingProxyType({})
    """Why there is none, in a sentence, by the index of the cell."""


def title_of(prompt: Prompt, varied: Sequence[tuple[int, Sequence[str]]]) -> str:
    """The title of a sheet: the prompt and what varies, each the index of a word or −1, and the settings."""
    names = [
        f"word {word + 1}" if word >= 0 else "size" if len(fields) > 1 else fields[0].replace("_", " ")
        for word, fields in varied
    ]
    return f"{prompt.text}  ·  {' × '.join(names)}"


def sheet_of_seeds(edit: str, pairs: Sequence[SeedPair]) -> GridSheet:
    """A above B with every seed, and the locality of each. `edit`: such as “red → blue”; `pairs`: one at least."""
    told = [pair.comparison.locality for pair in pairs]
    columns = [
        f"seed {pair.seed}" + ("" if locality is None else f" · locality {locality:.2f}")
        for pair, locality in zip(pairs, told, strict=True)
    ]
    return GridSheet(edit, columns, ["A", "B"], [*(pair.a for pair in pairs), *(pair.b for pair in pairs)])


def grid_sheet(grid: GridSheet) -> Image.Image:
    """The sheet, mode RGB. Settings that all pictures share stand below."""
    columns, rows = grid.columns, grid.rows
    panel = min(max((_SHEET - 2 * _MARGIN) // len(columns) - _GUTTER, _LEAST), _LARGEST)
    cells = [None if render is None else enlarged(to_pil(render.picture), panel, panel) for render in grid.renders]
    height = max((cell.height for cell in cells if cell is not None), default=panel)
    side = round(min(max(text_width(drawable(name), _TEXT) for name in rows), _MOST_SIDE)) + 20 if any(rows) else 0
    width = 2 * _MARGIN + max(side + len(columns) * (panel + _GUTTER) - _GUTTER, _NARROWEST)
    headline = wrapped(grid.title, _TITLE, width - 2 * _MARGIN, _TITLE_LINES)
    names = [wrapped(name, _TEXT, panel, _NAME_LINES) for name in columns]
    lines = max(len(name) for name in names)
    top = _MARGIN + len(headline) * (_TITLE + 8) + 16 + lines * _LINE
    sheet = Image.new("RGB", (width, top + len(rows) * (height + _GUTTER) + _SMALL + _MARGIN), PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(headline):
        write(draw, (_MARGIN, _MARGIN + _TITLE + number * (_TITLE + 8)), line, _TITLE, INK)
    lefts = [_MARGIN + side + n * (panel + _GUTTER) for n in range(len(columns))]
    for left, told in zip(lefts, names, strict=True):
        _write_lines(draw, left, top - 12 - (len(told) - 1) * _LINE, told, _TEXT, INK)
    for number, name in enumerate(rows):
        at = top + number * (height + _GUTTER)
        told = wrapped(name, _TEXT, max(side - 16, 1), _NAME_LINES)
        _write_lines(draw, _MARGIN, at + (height - (len(told) - 1) * _LINE + _TEXT) // 2, told, _TEXT, INK)
        for column, left in enumerate(lefts):
            index = number * len(columns) + column
            if (cell := cells[index]) is not None:
                sheet.paste(cell, (left + (panel - cell.width) // 2, at + (height - cell.height) // 2))
                continue
            draw.rectangle([left, at, left + panel - 1, at + height - 1], outline=HAIRLINE)
            reason = wrapped(grid.failed.get(index, ""), _SMALL, panel - 20, max((height - 20) // _LINE, 1))
            _write_lines(draw, left + 10, at + 10 + _SMALL, reason, _SMALL, RED)
    shared = shorten(_shared(grid.renders), _SMALL, width - 2 * _MARGIN)
    write(draw, (_MARGIN, sheet.height - _MARGIN + 4), shared, _SMALL, QUIET)
    return sheet


def _write_lines(
    draw: ImageDraw.ImageDraw, left: int, baseline: int, lines: Sequence[str], size: int, colour: str
) -> None:
    for number, line in enumerate(lines):
        write(draw, (left, baseline + number * _LINE), line, size, colour)


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
    if len(sizes := {(render.picture.width, render.picture.height) for render in made}) == 1:
        said.append("{} × {}".format(*sizes.pop()))
    if made[0].settings.negative and len({render.settings.negative for render in made}) == 1:
        said.append(f"without “{made[0].settings.negative}”")
    return "  ·  ".join([*said, "Prompt Studio"])
