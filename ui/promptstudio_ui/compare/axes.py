"""What a grid can vary: a word of the prompt, or a setting of the render."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import GridCell, RenderSettings
from promptstudio.protocol.edits import SEEDS
from promptstudio_ui.translation import tr


@dataclass(frozen=True)
class Axis:
    """One side of a grid."""

    title: str
    example: str
    """Values as a person writes them."""
    read: Callable[[str], object]
    """A value from its text. Raises ValueError."""
    wanted: str
    """What values are, for the sentence after one that is none."""
    setting: str = ""
    """The setting that varies; empty for a word."""
    word: int = -1
    """Index of the word that varies; −1 for a setting."""

    def values(self, text: str) -> list[object]:
        """The values in a text, divided by commas. Raises BadRequest with one sentence."""
        values = []
        for part in (part.strip() for part in text.split(",")):
            if not part:
                continue
            try:
                values.append(self.read(part))
            except ValueError:
                raise BadRequest(
                    tr("{title}: {wanted}; “{part}” is none.").format(title=self.title, wanted=self.wanted, part=part)
                ) from None
        if not values:
            raise BadRequest(tr("{title}: write values, divided by commas.").format(title=self.title))
        return list(dict.fromkeys(values))


def _number(least: float, most: float, kind: Callable[[str], float]) -> Callable[[str], object]:
    def read(text: str) -> object:
        value = kind(text)
        if not least <= value <= most:
            raise ValueError(value)
        return value

    return read


def axes_of(prompt: Prompt, settings: RenderSettings) -> list[Axis]:
    """What can vary: each word, then the settings. The examples begin with what is there."""
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
    seed, steps, guidance = settings.seed, settings.steps or 20, settings.guidance or 5.0
    return [
        *words,
        Axis(
            tr("Seed"),
            ", ".join(str((seed + n) % SEEDS) for n in range(4)),
            _number(0, SEEDS - 1, int),
            tr("seeds are whole numbers"),
            "seed",
        ),
        Axis(
            tr("Steps"),
            f"{max(steps // 2, 1)}, {steps}",
            _number(1, 150, int),
            tr("steps are whole numbers 1…150"),
            "steps",
        ),
        Axis(
            tr("Guidance"),
            f"{guidance / 2:g}, {guidance:g}, {guidance * 2:g}",
            _number(0.0, 30.0, float),
            tr("guidance is a number 0…30"),
            "guidance",
        ),
    ]


def cell_of(prompt: Prompt, settings: RenderSettings, chosen: list[tuple[Axis, object]]) -> GridCell:
    """The cell with these values of these axes."""
    # From the end, so that a value of several words moves no other place.
    for axis, value in sorted(chosen, key=lambda pair: -pair[0].word):
        if axis.setting:
            settings = msgspec.structs.replace(settings, **{axis.setting: value})
        else:
            prompt = prompt.swap(axis.word, str(value))
    return GridCell(prompt, settings)
