"""Where words act in the pictures, by the cross-attention of their renders.

Pointing at a word lights its region up in A and B; pointing at a place in a picture lights up the words that act there.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QImage, qRgba

from promptstudio.prompt import Prompt
from promptstudio.protocol import AttentionMap, Render
from promptstudio_ui.compare.view import CompareView
from promptstudio_ui.document.selection import WordSelection
from promptstudio_ui.document.session import Session

ACTS = 2.0
"""A word acts at a place where it has at least so many times its mean attention."""
DARKEST = 170
"""Alpha (0…255) of the shade where a word does not act at all."""
_SIDE = 64
"""Maps have a few cells each way; shades are painted from so many."""


class WordRegions(QObject):
    """Keeps what is lit in the pictures and in the prompt at what the pointer is over."""

    def __init__(self, session: Session, selection: WordSelection, view: CompareView) -> None:
        super().__init__(view)
        self._session, self._selection, self._view = session, selection, view
        selection.hovered_changed.connect(self._light_pictures)
        # What a person does next is seen unshaded, wherever the pointer rests.
        for done in (selection.changed, session.prompt_changed, view.render_shown):
            done.connect(lambda: view.canvas.set_shades({}))
        view.canvas.pointed.connect(self._light_words)

    def _light_pictures(self) -> None:
        words = self._selection.hovered
        shades = {}
        for side in ("A", "B"):
            render = self._view.seen_render(side)
            if words and render is not None:
                there = counterparts(self._session.prompt, render.prompt, words)
                if maps := [render.attention[i] for i in sorted(there) if i < len(render.attention)]:
                    shades[side] = shade(maps)
        self._view.canvas.set_shades(shades)

    def _light_words(self, side: str, place: QPointF) -> None:
        render = self._view.seen_render(side) if side else None
        acting = [] if render is None else words_at(render, place)
        there = [] if render is None else counterparts(render.prompt, self._session.prompt, acting)
        self._selection.light(there)


def counterparts(prompt: Prompt, other: Prompt, words: Iterable[int]) -> set[int]:
    """The words of `other` that are these words of `prompt`, or stand in their place."""
    found: set[int] = set()
    changes = prompt.diff(other)
    for word in words:
        if word >= len(prompt):
            continue
        moved = word
        for old, new in changes:
            if word in old:
                found.update(new)
                break
            if old.stop <= word:
                moved = word + new.stop - old.stop
        else:
            found.add(moved)
    return found


def words_at(render: Render, place: QPointF) -> list[int]:
    """The words of a render's prompt that act at `place`, 0…1 both ways."""
    return [index for index, one in enumerate(render.attention) if _share(one, place) >= ACTS]


def _share(one: AttentionMap, place: QPointF) -> float:
    """A word's attention at a place as a multiple of its mean."""
    column, row = (min(int(at * size), size - 1) for at, size in ((place.x(), one.width), (place.y(), one.height)))
    mean = sum(one.values) / len(one.values)
    return one.values[row * one.width + column] / mean if mean else 0.0


def shade(maps: list[AttentionMap]) -> QImage:
    """Black over a picture, clear where one of the words acts most."""
    width, height = maps[0].width, maps[0].height
    strongest = bytearray(width * height)
    for one in maps:
        low, high = min(one.values), max(one.values)
        for cell, value in enumerate(one.values):
            strongest[cell] = max(strongest[cell], round(255 * (value - low) / max(high - low, 1)))
    image = QImage(bytes(strongest), width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable([qRgba(0, 0, 0, (255 - value) * DARKEST // 255) for value in range(256)])
    keep, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    large = max(_SIDE, width), max(_SIDE * height // width, height)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).scaled(*large, keep, smooth)
