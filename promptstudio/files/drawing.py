"""What sheets are drawn with: pictures in panels, the colour scale, and text in the fonts that this machine has."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from promptstudio.files import colour_map

PAPER, INK, QUIET, HAIRLINE, RED = "#ffffff", "#1b1b1f", "#6a6a72", "#dcdce0", "#a3211b"

# Tried in this order for words that the built-in font has no glyphs for; whichever of them this machine has.
_FALLBACK_FONTS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "DroidSansFallbackFull.ttf",
    "wqy-microhei.ttc",
    "Arial Unicode.ttf",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "YuGothM.ttc",
    "malgun.ttf",
    "segoeui.ttf",
)
_WORDS = re.compile(r"\S+\s*|\s+")
_NO_CHARACTER = "\uffff"
_PLAINER = {"→": ">", "−": "-", "×": "x", "≥": "from "}
"""For characters of our own that no font at hand has."""


# ------------------------------------------------------------------ pictures


def enlarged(image: Image.Image, width: int, height: int) -> Image.Image:
    """The image enlarged or reduced (Lanczos) to the largest size that fits into the box, in its own proportions.

    Not `ImageOps.contain`, which raises for images so thin that their short side rounds to 0.
    """
    scale = min(width / image.width, height / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def fitted(image: Image.Image, width: int, height: int) -> Image.Image:
    """The image in the middle of a white panel of exactly this size in pixels."""
    image = enlarged(image, width, height)
    panel = Image.new("RGB", (width, height), PAPER)
    panel.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return panel


def coloured(grey: Image.Image) -> Image.Image:
    """An image of mode L through the colour scale, mode RGB."""
    image = grey.copy()
    image.putpalette(colour_map.TABLE)
    return image.convert("RGB")


# ------------------------------------------------------------------ text


def write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str) -> int:
    """Write `text` with its baseline's left end `at`; returns where it ends."""
    left, baseline = at
    for font, run in _font_runs(drawable(text), size):
        draw.text((left, baseline), run, fill=colour, font=font, anchor="ls")
        left += font.getlength(run)
    return round(left)


def wrapped(text: str, size: int, width: float, most: int | None = None) -> list[str]:
    """The text in lines of at most `width` pixels; a word longer than that is shortened, and so is the last line where
    it takes more than `most` of them."""
    lines: list[str] = []
    for word in drawable(text).split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(shorten(word, size, width))
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), size, width)]


def shorten(text: str, size: int, width: float) -> str:
    """The text, cut with an ellipsis where it is wider than `width` pixels."""
    text = drawable(text)
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[: max(0, min(len(text) - 1, int(len(text) * 0.95)))]
    return text.rstrip() + "…"


def drawable(text: str) -> str:
    """The text without what no font can draw (control characters, lone surrogates), with line breaks as spaces."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)


def text_width(text: str, size: int) -> float:
    """Width of the text in pixels."""
    return sum(font.getlength(run) for font, run in _font_runs(text, size))


@lru_cache(maxsize=2048)
def _font_runs(text: str, size: int) -> tuple[tuple[ImageFont.FreeTypeFont, str], ...]:
    """The text in runs of one font: the first that has all its characters, else of each word, else of each character,
    if there is one."""
    runs: list[tuple[ImageFont.FreeTypeFont, str]] = []
    all_of_it = _font_for(text, size)
    for word in _WORDS.findall(text):
        whole = all_of_it or _font_for(word, size)
        for character in word:
            font = whole or _font_for(character, size)
            if font is None:
                font, character = _default_font(size), _PLAINER.get(character, character)
            if runs and runs[-1][0] is font:
                runs[-1] = (font, runs[-1][1] + character)
            else:
                runs.append((font, character))
    return tuple(runs)


@lru_cache(maxsize=4096)
def _font_for(text: str, size: int) -> ImageFont.FreeTypeFont | None:
    """The first font that has all characters of a text."""
    fonts = (_default_font(size), *(_system_font(name, size) for name in _FALLBACK_FONTS))
    return next((font for font in fonts if font and all(_has_glyph(font, c) for c in text)), None)


@lru_cache(maxsize=16)
def _default_font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow is built without FreeType"
    return font


@lru_cache(maxsize=128)
def _system_font(name: str, size: int) -> ImageFont.FreeTypeFont | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@lru_cache(maxsize=8192)
def _has_glyph(font: ImageFont.FreeTypeFont, character: str) -> bool:
    if character.isspace() or unicodedata.combining(character):
        return True
    return bytes(font.getmask(character)) != bytes(font.getmask(_NO_CHARACTER))
