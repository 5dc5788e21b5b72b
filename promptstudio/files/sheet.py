"""The side-by-side sheet: render A, render B, where they differ, and both prompts with the edit marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from promptstudio.differences import removed_and_added
from promptstudio.files.drawing import (
    HAIRLINE,
    INK,
    PAPER,
    QUIET,
    RED,
    coloured,
    drawable,
    enlarged,
    fitted,
    shorten,
    text_width,
    wrapped,
    write,
)
from promptstudio.images import grey_to_pil, to_pil
from promptstudio.prompt import Prompt, edit_label
from promptstudio.protocol import Comparison, Render

SMALLEST_PANEL, LARGEST_PANEL = 384, 768
MOST_LINES = 40

_OUTLINES = {"things": "what should stay", "change map": "what changed most"}  # else where the edit acts
_MARGIN, _GUTTER = 40, 24
_REMOVED, _REMOVED_BACK = RED, "#fbe3e1"
_ADDED, _ADDED_BACK = "#0f6127", "#d8f0dd"
_TITLE, _HEADING, _TEXT, _SMALL = 30, 20, 20, 16
_LINE = 32
_WORD_SPACE = 8  # wider than the font's, for the coloured backgrounds to have air between them
_FOOTER = "Prompt Studio"


def change_map_image(comparison: Comparison) -> Image.Image:
    """The change map in colour, mode RGB, at its own size."""
    grey = grey_to_pil(comparison.width, comparison.height, comparison.change_map)
    return coloured(grey)


def side_by_side_sheet(a: Render, b: Render, comparison: Comparison | None = None) -> Image.Image:
    """A | B | change map with headings, and both prompts below with removed words struck in red and added words on
    green. Mode RGB. Panels are at least 384 and at most 768 pixels wide; smaller renders are enlarged (Lanczos)."""
    panel = min(max(a.picture.width, b.picture.width, SMALLEST_PANEL), LARGEST_PANEL)
    height = round(panel * max(r.picture.height / r.picture.width for r in (a, b)))
    panels = 3 if comparison else 2
    width = 2 * _MARGIN + panels * panel + (panels - 1) * _GUTTER
    lefts = [_MARGIN + n * (panel + _GUTTER) for n in range(panels)]
    column = _MARGIN + 44
    removed, added = edit_marks(a.prompt, b.prompt)
    paragraphs = [
        _wrap(a.prompt, removed, width - column - _MARGIN),
        _wrap(b.prompt, added, width - column - _MARGIN),
    ]
    title = shorten(edit_label(a.prompt, b.prompt) or "No word changed", _TITLE, width - 2 * _MARGIN)
    sentence = wrapped(comparison.sentence, _SMALL, width - 2 * _MARGIN) if comparison else []
    maker = "  ·  ".join(part for part in (b.model, b.scheduler.removesuffix("Scheduler"), _FOOTER) if part)

    top = _MARGIN + _TITLE + 26
    pictures = top + _HEADING + 14
    captions = pictures + height + 12
    text_top = captions + _SMALL + 28
    total = text_top + sum(len(lines) * _LINE + 14 for lines in paragraphs)
    footer = total + 8
    maker = shorten(maker, _SMALL, width - 2 * _MARGIN)
    maker_left = width - _MARGIN - text_width(maker, _SMALL)
    # The maker's line is shared with the sentence's last line if there is room.
    rows = len(sentence) + (not sentence or _MARGIN + text_width(sentence[-1], _SMALL) + _GUTTER > maker_left)
    total = footer + rows * (_SMALL + 8) + _MARGIN - 8

    sheet = Image.new("RGB", (width, total), PAPER)
    draw = ImageDraw.Draw(sheet)
    write(draw, (_MARGIN, _MARGIN + _TITLE), title, _TITLE, INK)
    for name, what, render, left in (("A", "before", a, lefts[0]), ("B", "after", b, lefts[1])):
        end = write(draw, (left, top + _HEADING), name, _HEADING, INK)
        write(draw, (end + 10, top + _HEADING), what, _SMALL, QUIET)
        sheet.paste(fitted(to_pil(render.picture), panel, height), (left, pictures))
        settings = render.settings
        facts = f"seed {settings.seed}  ·  {settings.steps} steps  ·  guidance {settings.guidance:g}"
        write(draw, (left, captions + _SMALL), shorten(facts, _SMALL, panel), _SMALL, QUIET)
    if comparison:
        end = write(draw, (lefts[2], top + _HEADING), "Change", _HEADING, INK)
        if comparison.locality is not None:
            write(draw, (end + 10, top + _HEADING), f"locality {comparison.locality:.2f}", _SMALL, QUIET)
        if comparison.outlined:
            note = f"outlined: {_OUTLINES.get(comparison.region_source, 'where the edit acts')}"
            write(draw, (lefts[2] + panel - text_width(note, _SMALL), top + _HEADING), note, _SMALL, QUIET)
        sheet.paste(fitted(_outlined_map(comparison, panel, height), panel, height), (lefts[2], pictures))
        _legend(sheet, draw, lefts[2], captions, panel)
    draw.line([(_MARGIN, text_top - 16), (width - _MARGIN, text_top - 16)], fill=HAIRLINE)
    at = text_top
    for name, lines in zip("AB", paragraphs, strict=True):
        write(draw, (_MARGIN, at + 22), name, _HEADING, QUIET)
        for number, runs in enumerate(lines):
            _draw_line(draw, column, at + number * _LINE + 22, runs)
        at += len(lines) * _LINE + 14
    draw.line([(_MARGIN, footer - 8), (width - _MARGIN, footer - 8)], fill=HAIRLINE)
    for number, line in enumerate(sentence):
        write(draw, (_MARGIN, footer + _SMALL + 4 + number * (_SMALL + 8)), line, _SMALL, INK)
    write(draw, (maker_left, footer + _SMALL + 4 + (rows - 1) * (_SMALL + 8)), maker, _SMALL, QUIET)
    return sheet


# ------------------------------------------------------------------ pictures


def _outlined_map(comparison: Comparison, width: int, height: int) -> Image.Image:
    """The change map enlarged before it is coloured, with a line around the edited words' region if there is one: white
    on black, which shows on every colour of the map."""
    change = grey_to_pil(comparison.width, comparison.height, comparison.change_map)
    image = coloured(enlarged(change, width, height))
    if not comparison.outlined:
        return image
    region = grey_to_pil(comparison.width, comparison.height, comparison.region)
    region = enlarged(region, width, height).point(lambda v: 255 * (v > 127))
    inner = region.filter(ImageFilter.MinFilter(3))
    image.paste("black", mask=ImageChops.subtract(region.filter(ImageFilter.MaxFilter(3)), region))
    image.paste("white", mask=ImageChops.subtract(region, inner))
    image.paste("black", mask=ImageChops.subtract(inner, inner.filter(ImageFilter.MinFilter(3))))
    return image


def _legend(sheet: Image.Image, draw: ImageDraw.ImageDraw, left: int, top: int, panel: int) -> None:
    end = write(draw, (left, top + _SMALL), "none", _SMALL, QUIET) + 10
    most = "≥ 50 %"
    start_most = left + panel - round(text_width(most, _SMALL))
    bar = Image.linear_gradient("L").rotate(90).resize((max(1, start_most - 10 - end), 10))
    sheet.paste(coloured(bar), (end, top + 5))
    write(draw, (start_most, top + _SMALL), most, _SMALL, QUIET)


# ------------------------------------------------------------------ what changed


def edit_marks(before: Prompt, after: Prompt) -> tuple[dict[int, str], dict[int, str]]:
    """Marks by word index: "removed" in the first prompt, "added" in the second."""
    removed, added = removed_and_added(before.diff(after))
    return dict.fromkeys(removed, "removed"), dict.fromkeys(added, "added")


# ------------------------------------------------------------------ text


class _Run(NamedTuple):
    """Text of one mark ("", "removed", "added", "weight") at `left` pixels from the start of its line."""

    text: str
    mark: str
    left: float
    width: float


def _wrap(prompt: Prompt, marks: dict[int, str], width: float) -> list[list[_Run]]:
    """The prompt in lines of at most `width` pixels. Spaces are where lines break; punctuation stays with its word."""
    space = _WORD_SPACE
    lines: list[list[_Run]] = [[]]
    at = 0.0
    for cluster in _clusters(prompt, marks):
        pieces = [(text, mark, text_width(text, _size(mark))) for text, mark in cluster]
        if at and at + space + sum(p[2] for p in pieces) > width:
            lines.append([])
            at = 0.0
        at += space if at else 0.0
        for text, mark, wide in pieces:
            if at + wide <= width:
                lines[-1].append(_Run(text, mark, at, wide))
                at += wide
                continue
            for part in _broken(text, _size(mark), width):  # longer than a whole line: broken anywhere
                part_width = text_width(part, _size(mark))
                if at + part_width > width:
                    lines.append([])
                    at = 0.0
                lines[-1].append(_Run(part, mark, at, part_width))
                at += part_width
    if len(lines) > MOST_LINES:
        return [*lines[: MOST_LINES - 1], [_Run("…", "", 0.0, text_width("…", _TEXT))]]
    return lines


def _clusters(prompt: Prompt, marks: dict[int, str]) -> Iterator[list[tuple[str, str]]]:
    """What stays together on a line: runs of (text, mark) without a space between them."""
    cluster: list[tuple[str, str]] = []

    def atoms() -> Iterator[tuple[str, str]]:
        for index, word in enumerate(prompt.words):
            mark = marks.get(index, "")
            yield word.before, mark if mark == marks.get(index - 1) else ""
            yield word.text, mark
            if round(word.weight, 4) != 1:
                yield f" ×{word.weight:.2f}".rstrip("0").rstrip("."), "weight"
        yield prompt.tail, ""

    for text, mark in atoms():
        if mark == "weight":
            cluster.append((text, mark))
            continue
        for part in re.split(r"(\s+)", text):
            if part.isspace():
                if cluster:
                    yield cluster
                cluster = []
            elif part:
                cluster.append((drawable(part), mark))
    if cluster:
        yield cluster


def _broken(text: str, size: int, width: float) -> Iterator[str]:
    part = ""
    for character in text:
        if part and text_width(part + character, size) > width:
            yield part
            part = ""
        part += character
    if part:
        yield part


def _draw_line(draw: ImageDraw.ImageDraw, left: int, baseline: int, line: list[_Run]) -> None:
    joined: list[tuple[str, float, float]] = []  # neighbours of one mark share one background
    for run in line:
        if run.mark in ("removed", "added"):
            if joined and joined[-1][0] == run.mark and run.left - joined[-1][2] <= _WORD_SPACE + 1:
                joined[-1] = (run.mark, joined[-1][1], run.left + run.width)
            else:
                joined.append((run.mark, run.left, run.left + run.width))
    for mark, start, end in joined:
        box = (left + start - 4, baseline - 20, left + end + 4, baseline + 7)
        draw.rounded_rectangle(box, radius=5, fill=_REMOVED_BACK if mark == "removed" else _ADDED_BACK)
    for run in line:
        colour = {"removed": _REMOVED, "added": _ADDED, "weight": QUIET}.get(run.mark, INK)
        write(draw, (left + run.left, baseline), run.text, _size(run.mark), colour)
    for mark, start, end in joined:
        if mark == "removed":
            draw.line([(left + start, baseline - 6), (left + end, baseline - 6)], fill=_REMOVED, width=2)


def _size(mark: str) -> int:
    return _SMALL if mark == "weight" else _TEXT
