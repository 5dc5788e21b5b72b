"""What a grid can vary: a word of the prompt, or a setting of the render."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    LARGEST_SIDE,
    MOST_CLIP_SKIP,
    SIDE_STEP,
    GridCell,
    RendererInfo,
    RenderSettings,
    is_side,
)
from promptstudio.protocol.edits import SEEDS
from promptstudio_ui.translation import tr

_SIZE = re.compile(r"(\d+)(?:\s*[x×*]\s*(\d+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Axis:
    """One side of a grid."""

    title: str
    example: str
    """Values as a person writes them."""
    read: Callable[[str], object]
    """A value from its text: of the one field, or of each of several. Raises ValueError."""
    wanted: str
    """What values are, for the sentence after one that is none."""
    fields: tuple[str, ...] = ()
    """The settings that vary; none for a word."""
    word: int = -1
    """Index of the word that varies; −1 for a setting."""
    divider: str = ","
    """What stands between two values."""

    def values(self, text: str) -> list[object]:
        """The values in a text. Raises BadRequest with one sentence."""
        values = []
        for part in (part.strip() for part in text.split(self.divider)):
            if not part:
                continue
            try:
                values.append(self.read(part))
            except ValueError:
                raise BadRequest(
                    tr("{title}: {wanted}; “{part}” is none.").format(title=self.title, wanted=self.wanted, part=part)
                ) from None
        if not values:
            raise BadRequest(tr("{title}: write {form}.").format(title=self.title, form=self.form))
        return list(dict.fromkeys(values))

    @property
    def form(self) -> str:
        """How values are written."""
        return tr("values, divided by commas") if self.divider == "," else tr("values, divided by semicolons")


def _number(least: float, most: float, kind: Callable[[str], float]) -> Callable[[str], object]:
    def read(text: str) -> object:
        value = kind(text)
        if not least <= value <= most:
            raise ValueError(value)
        return value

    return read


def _one_of(names: Sequence[str]) -> Callable[[str], object]:
    def read(text: str) -> object:
        return {name.casefold(): name for name in names}.get(text.casefold()) or _no_value(text)

    return read


def _size(text: str) -> object:
    """Width and height, of “512x768” or “512”."""
    found = _SIZE.fullmatch(text)
    sides = tuple(int(side) for side in (found[1], found[2] or found[1])) if found else ()
    return sides if sides and all(map(is_side, sides)) else _no_value(text)


def _no_value(text: str) -> object:
    raise ValueError(text)


def axes_of(prompt: Prompt, settings: RenderSettings, renderer: RendererInfo | None = None) -> list[Axis]:
    """What can vary: each word, then the settings, those that not all renderers have as far as `renderer` has them. The
    examples begin with what is there."""
    words = [
        Axis(
            tr("Word {number}: {text}").format(number=number + 1, text=word.text),
            f"{word.text}, ",
            str,
            tr("words"),
            word=number,
        )
        for number, word in enumerate(prompt.words)
        if not word.opaque
    ]
    return [*words, *_numbers(settings), *(_abilities(settings, renderer) if renderer else ())]


def _numbers(settings: RenderSettings) -> list[Axis]:
    """The settings of all renderers."""
    seed, steps, guidance = settings.seed, settings.steps or 20, settings.guidance or 5.0
    return [
        Axis(
            tr("Seed"),
            ", ".join(str((seed + n) % SEEDS) for n in range(4)),
            _number(0, SEEDS - 1, int),
            tr("seeds are whole numbers"),
            ("seed",),
        ),
        Axis(
            tr("Steps"),
            f"{max(steps // 2, 1)}, {steps}",
            _number(1, 150, int),
            tr("steps are whole numbers 1…150"),
            ("steps",),
        ),
        Axis(
            tr("Guidance"),
            f"{guidance / 2:g}, {guidance:g}, {guidance * 2:g}",
            _number(0.0, 30.0, float),
            tr("guidance is a number 0…30"),
            ("guidance",),
        ),
    ]


def _abilities(settings: RenderSettings, renderer: RendererInfo) -> list[Axis]:
    """The settings that not every renderer has."""
    able, own = renderer.abilities, (renderer.defaults and renderer.defaults.size) or 512
    negative = Axis(
        tr("Negative prompt"), f"{settings.negative}; ".lstrip("; "), str, tr("words"), ("negative",), divider=";"
    )
    sides = tr("sizes are “{step}” or “{step}x{twice}”, multiples of {step} up to {most}").format(
        step=SIDE_STEP, twice=2 * SIDE_STEP, most=LARGEST_SIDE
    )
    width, height = settings.width or own, settings.height or own
    other = min(2 * width, LARGEST_SIDE) if width == height else height
    size = Axis(tr("Size"), f"{width}x{height}, {other}x{width}", _size, sides, ("width", "height"))
    names = ", ".join(able.samplers)
    sampler = Axis(
        tr("Sampler"), names, _one_of(able.samplers), tr("there are {names}").format(names=names), ("sampler",)
    )
    clip_skip = Axis(
        tr("Clip skip"),
        "0, 1, 2",
        _number(0, MOST_CLIP_SKIP, int),
        tr("clip skip is a whole number 0…{most}").format(most=MOST_CLIP_SKIP),
        ("clip_skip",),
    )
    offered = (
        (negative, able.negative),
        (size, able.sizes),
        (sampler, bool(able.samplers)),
        (clip_skip, able.clip_skip),
    )
    return [axis for axis, possible in offered if possible]


def name_of(value: object) -> str:
    """How a value is written at the edge of a grid."""
    if isinstance(value, tuple):
        return " × ".join(map(str, value))
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def cell_of(prompt: Prompt, settings: RenderSettings, chosen: list[tuple[Axis, object]]) -> GridCell:
    """The cell with these values of these axes."""
    # From the end, so that a value of several words moves no other place.
    for axis, value in sorted(chosen, key=lambda pair: -pair[0].word):
        if axis.fields:
            values = value if isinstance(value, tuple) else (value,)
            settings = msgspec.structs.replace(settings, **dict(zip(axis.fields, values, strict=True)))
        else:
            prompt = prompt.swap(axis.word, str(value))
    return GridCell(prompt, settings)
