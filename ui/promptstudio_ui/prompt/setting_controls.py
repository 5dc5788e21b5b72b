"""The control for one setting of a method, chosen by the type of its default."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from promptstudio_ui.sentences import from_engine
from promptstudio_ui.translation import decimal, tr

_WRITTEN = {"clip": "CLIP", "lm": "LM", "vlm": "VLM", "repo": "repository"}
_NO_LIMITS = (-1e6, 1e6)


class Control(NamedTuple):
    """A widget, and how to show a value in it without the widget reporting a change."""

    field: QWidget
    put: Callable[[object], None]


def as_words(name: str) -> str:
    """A name from the engine as a person writes it: “Lambda CLIP”."""
    first, *others = (_WRITTEN.get(word, word) for word in name.split("_"))
    return from_engine(" ".join([first if first.isupper() else first.capitalize(), *others]))


def value_text(value: object) -> str:
    """A setting's value in words."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, str):
        return as_words(value) if value else tr("empty")
    return decimal(float(cast("float", value)), "g")


def control_for(
    default: object,
    choices: tuple[str, ...],
    limits: tuple[float | None, float | None],
    change: Callable[[object], None],
) -> Control:
    """A control for values like `default`; it calls `change` with every new value.

    `choices`: all possible values of a text, empty where any text is. `limits`: least and largest number, None for no
    limit.
    """
    least, most = (other if limit is None else limit for limit, other in zip(limits, _NO_LIMITS, strict=True))
    if choices:
        return _choice(choices, change)
    if isinstance(default, bool):
        box = QCheckBox()
        box.clicked.connect(change)
        return Control(box, lambda value: box.setChecked(bool(value)))
    if isinstance(default, int):
        return _whole_number(int(least), int(most), change)
    if isinstance(default, float):
        return _decimal_number(least, most, change)
    line = QLineEdit()
    line.editingFinished.connect(lambda: change(line.text()))
    return Control(line, lambda value: line.setText(str(value)))


def _choice(choices: tuple[str, ...], change: Callable[[object], None]) -> Control:
    choice = QComboBox()
    for word in choices:
        choice.addItem(as_words(word), word)
    choice.activated.connect(lambda number: change(choice.itemData(number)))
    return Control(choice, lambda value: choice.setCurrentIndex(max(choice.findData(value), 0)))


def _whole_number(least: int, most: int, change: Callable[[object], None]) -> Control:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.valueChanged.connect(change)

    def put(value: object) -> None:
        number = int(cast("float", value))
        blocked = spin.blockSignals(True)
        spin.setRange(min(spin.minimum(), number), max(spin.maximum(), number))  # a document may go beyond the limits
        spin.setValue(number)
        spin.blockSignals(blocked)

    return Control(spin, put)


def _decimal_number(least: float, most: float, change: Callable[[object], None]) -> Control:
    spin = _DecimalField()
    spin.setDecimals(4)  # before the range, which is rounded to them
    spin.setRange(least, most)
    spin.setSingleStep(0.1)
    spin.valueChanged.connect(change)

    def put(value: object) -> None:
        number = float(cast("float", value))
        blocked = spin.blockSignals(True)
        spin.setRange(min(spin.minimum(), number), max(spin.maximum(), number))  # a document may go beyond the limits
        spin.setValue(number)
        spin.blockSignals(blocked)

    return Control(spin, put)


class _DecimalField(QDoubleSpinBox):
    """Shows no more digits than are needed."""

    def textFromValue(self, value: float) -> str:
        return self.locale().toString(float(value), "g", 7)  # type: ignore[call-overload]  # PySide's types lack it
