"""The coupling of a prompt's words, and their influence on each other, as a matrix to look at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, qRgb

from promptstudio.differences import changes_between, kept_from
from promptstudio.protocol import MASK, Coupling, Matrix
from promptstudio_ui.translation import decimal, tr, tr_noop
from promptstudio_ui.widgets.colour_map import Colours
from promptstudio_ui.widgets.figure_texts import strength_text
from promptstudio_ui.widgets.labels import isolated

COSINE, RAW, INFLUENCE = MODES = "cosine", "raw", "influence"
TITLES = {COSINE: tr_noop("cosine"), RAW: tr_noop("raw"), INFLUENCE: tr_noop("influence")}
"""What people call the modes."""
_STEPS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class _Layer:
    """What one mode shows."""

    matrix: Matrix = ()
    exact: bool = True
    """False for a preview."""
    stale: frozenset[int] = frozenset()
    """Words whose values are from before the last edit."""


class HeatmapModel(QObject):
    """Coupling of N words, raw or cosine, and their influence (rows act on columns), with which values are old or
    not exact. Influence is computed later than coupling, if at all: until then all its words are stale.

    The top of the colour scale only grows, so that A, B and the steps of an inversion are drawn alike and can be
    compared; `reset_scale` starts afresh for another document. Diagonals do not count: they are certainty.
    """

    changed = Signal()
    mode_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._images: tuple[int | None, ...] = ()
        self._layers = dict.fromkeys(MODES, _Layer())
        self._top = dict.fromkeys(MODES, _STEPS[0])
        self._mode = COSINE
        self._image: QImage | None = None
        self._beside: HeatmapModel | None = None
        self.signed = False
        """Whether values are differences: below none as well as above."""

    # -------------------------------------------------------------- content

    @property
    def words(self) -> tuple[str, ...]:
        """The words of rows and columns."""
        return self._words

    @property
    def images(self) -> tuple[int | None, ...]:
        """For every word the number of the reference image it was found for; empty where no two images are told
        apart."""
        return self._images

    def set_images(self, numbers: Sequence[int | None]) -> None:
        """Tell for which reference image each of the present words was found. They are forgotten with the words."""
        images = tuple(numbers) if len({*numbers} - {None}) > 1 else ()
        if images and len(images) != len(self._words):
            raise ValueError(f"{len(self._words)} words need as many images")
        if images != self._images:
            self._images = images
            self.changed.emit()

    def between_images(self, row: int, column: int) -> tuple[int, int] | None:
        """The images of two words that were found for different ones."""
        a, b = (self._images[row], self._images[column]) if self._images else (None, None)
        return None if a is None or b is None or a == b else (a, b)

    def image_runs(self) -> list[tuple[int, range]]:
        """Neighbouring words of one image, with its number, from the first to the last."""
        runs: list[tuple[int, range]] = []
        for row, image in enumerate(self._images):
            if image is None:
                continue
            if runs and runs[-1][0] == image and runs[-1][1].stop == row:
                runs[-1] = image, range(runs[-1][1].start, row + 1)
            else:
                runs.append((image, range(row, row + 1)))
        return runs

    @property
    def mode(self) -> str:
        """What is shown, one of `MODES`."""
        return self._mode

    @property
    def exact(self) -> bool:
        """False for a preview, for the matrices of a running inversion, and for influence as it fills in."""
        return self._layers[self._mode].exact

    @property
    def stale(self) -> frozenset[int]:
        """Words whose values are from before the last edit, or not known yet."""
        layer = self._layers[self._mode]
        return layer.stale if layer.matrix else frozenset(range(len(self._words)))

    @property
    def top(self) -> float:
        """The value drawn in the strongest colour; of two maps that are looked at together the larger one."""
        beside = self._beside
        return max(self._top[self._mode], beside._top[self._mode] if beside is not None else 0.0)

    def share_scale(self, beside: HeatmapModel | None) -> None:
        """Draw both maps on one scale from now on; None: this one on its own."""
        for model in (self, beside or self._beside):
            if model is not None:
                model._image = None
        if self._beside is not None:
            self._beside._beside = None
        self._beside = beside
        if beside is not None:
            beside._beside = self

    @property
    def matrix(self) -> Matrix:
        """The values shown, row by row."""
        return self._matrix

    @property
    def legend(self) -> str:
        """What the colours stand for."""
        return "B − A" if self.signed else tr(TITLES[self._mode])

    def show_difference(self, now: HeatmapModel, before: HeatmapModel) -> None:
        """How much stronger each value of `now` is than that of the same two words in `before`. Words that are new
        have none and wait."""
        old, new = carried(before.words, before.matrix, now.words)
        waiting = {*new, *now.stale}
        matrix = tuple(
            tuple(0.0 if {i, j} & waiting else value - old[i][j] for j, value in enumerate(row))
            for i, row in enumerate(now.matrix)
        )
        self.signed = True
        self._mode = now.mode
        self._words, self._images = now.words, now.images
        self._layers = {mode: _Layer(matrix, stale=frozenset(waiting)) for mode in MODES}
        self._top = dict.fromkeys(MODES, _rounded_up(_largest(matrix)))
        self._image = None
        self.changed.emit()

    def __len__(self) -> int:
        return len(self._words)

    def set_coupling(self, coupling: Coupling | None) -> None:
        """Influence is kept as long as the words are the same."""
        if coupling is None:
            self._show((), (), (), exact=True)
        else:
            self._show(coupling.words, coupling.raw, coupling.cosine, coupling.exact)

    def set_influence(self, matrix: Matrix, exact: bool = True) -> None:
        """Influence of the present words; the rows act. `exact`: nothing is missing."""
        if len(matrix) != len(self._words):
            raise ValueError(f"{len(self._words)} words need a matrix of that size")
        self._put(INFLUENCE, _Layer(matrix, exact))
        self._image = None
        self.changed.emit()

    def set_matrix(self, words: Sequence[str], matrix: Matrix, exact: bool = False) -> None:
        """Raw coupling of a canvas, whose words may be masks; the cosine values are worked out here."""
        if len(words) != len(matrix) or any(len(row) != len(words) for row in matrix):
            raise ValueError(f"{len(words)} words need a matrix of that size")
        norms = [max(matrix[i][i], 0.0) ** 0.5 for i in range(len(words))]
        cosine = tuple(
            tuple(value / (a * b) if a * b > 0.0 else 0.0 for value, b in zip(row, norms, strict=True))
            for row, a in zip(matrix, norms, strict=True)
        )
        self._show(tuple(words), matrix, cosine, exact)

    def set_mode(self, mode: str) -> None:
        """One of `MODES`."""
        if mode not in self._layers:
            raise ValueError(mode)
        if mode != self._mode:
            self._mode, self._image = mode, None
            self.changed.emit()
            self.mode_changed.emit(mode)

    def set_stale(self, rows: Iterable[int]) -> None:
        """Mark words whose values, in every mode, wait to be worked out again; a mode's next matrix clears them."""
        stale = frozenset(rows)
        self._layers = {mode: replace(layer, stale=stale) for mode, layer in self._layers.items()}
        self.changed.emit()

    def reset_scale(self) -> None:
        """Fit the colour scales to what is shown now."""
        self._top = {mode: _rounded_up(_largest(layer.matrix)) for mode, layer in self._layers.items()}
        self._image = None
        self.changed.emit()

    def _show(self, words: tuple[str, ...], raw: Matrix, cosine: Matrix, exact: bool) -> None:
        if words != self._words:
            self._words, self._images = words, ()
            self._layers[INFLUENCE] = _Layer()
        self._put(COSINE, _Layer(cosine, exact))
        self._put(RAW, _Layer(raw, exact))
        self._image = None
        self.changed.emit()

    def _put(self, mode: str, layer: _Layer) -> None:
        self._layers[mode] = layer
        self._top[mode] = max(self._top[mode], _rounded_up(_largest(layer.matrix)))
        if self._beside is not None:
            self._beside._image = None

    # -------------------------------------------------------------- reading

    @property
    def _matrix(self) -> Matrix:
        count = len(self._words)
        return self._layers[self._mode].matrix or ((0.0,) * count,) * count

    def value(self, row: int, column: int) -> float:
        """The value shown in a cell."""
        return self._matrix[row][column]

    def is_mask(self, row: int) -> bool:
        """Whether a word is a slot that has none yet."""
        return self._words[row] == MASK

    def partners(self, row: int) -> list[tuple[int, float]]:
        """The other words with their coupling to this one, or its influence on them, strongest first."""
        values = [(j, value) for j, value in enumerate(self._matrix[row]) if j != row]
        return sorted(values, key=lambda pair: -abs(pair[1]))

    def value_text(self, row: int, column: int) -> str:
        """The value of a cell as it is told, or why there is none."""
        if row == column:
            return tr("on itself") if self._mode == INFLUENCE else tr("certainty")
        if not self._is_known(row, column):
            return tr("not known in A and B") if self.signed else tr("not worked out yet")
        return decimal(self.value(row, column), "+.2f" if self.signed else ".2f")

    def _is_known(self, row: int, column: int) -> bool:
        """Influence fills in pair by pair: what is exactly 0 has not come yet."""
        fills_in = self._mode == INFLUENCE and not self.exact and not self.signed
        return self.stale.isdisjoint((row, column)) and not (fills_in and self.value(row, column) == 0.0)

    def describe_pair(self, row: int, column: int) -> str:
        """“red ~ horse 0.41 (3rd of 31)”, “red → horse …” for influence; on the diagonal the word's certainty. Of words
        that were found for two images, these are named."""
        told, images = self._described_pair(row, column), self.between_images(row, column)
        return told if images is None else f"{told}, {between_images_text(*images)}"

    def _described_pair(self, row: int, column: int) -> str:
        value, between = self.value_text(row, column), "→" if self._mode == INFLUENCE else "~"
        first, second = isolated(self._words[row]), isolated(self._words[column])
        if row == column:
            own = value if self._mode == INFLUENCE else tr("certainty, not coupling")
            return f"{first}: {own}"
        pair = f"{first} {between} {second}"
        if not self._is_known(row, column):
            return f"{pair}: {value}"
        if self.signed:
            return tr("{pair} {value} against A").format(pair=pair, value=value)
        stronger = (j for j, other in self.partners(row) if other > self.value(row, column) and j != column)
        return tr("{pair} {value} ({rank} of {count})").format(
            pair=pair, value=value, rank=_ordinal(1 + sum(1 for _ in stronger)), count=len(self) - 1
        )

    def describe_word(self, row: int, count: int = 3) -> str:
        """“red: horse 0.41, on 0.22, grass 0.10”, “red → horse …” for influence."""
        word, acts = isolated(self._words[row]), self._mode == INFLUENCE
        if len(self) == 1:
            return word
        known = [(j, value) for j, value in self.partners(row) if self._is_known(row, j)]
        strongest = [(j, self.value_text(row, j)) for j, value in known[:count] if strength_text(value)]
        unknown = {*range(len(self))} - {row, *(j for j, _ in known)}
        if not strongest and unknown:
            return f"{word}: {self.value_text(row, min(unknown))}"
        if not strongest:
            none = tr("acts on no other word") if acts else tr("hangs on no other word")
            return f"{word}: {none}"
        listed = ", ".join(f"{isolated(self._words[j])} {value}" for j, value in strongest)
        return f"{word}{' →' if acts else ':'} {listed}"

    def csv(self) -> str:
        """The matrix shown, with words as heads of rows and columns."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["", *self._words])
        for word, row in zip(self._words, self._matrix, strict=True):
            writer.writerow([word, *(f"{value:.6g}" for value in row)])
        return out.getvalue()

    def level(self, row: int, column: int) -> int:
        """How far up the colour scale a cell is, 0…255; none is 0, or the middle where values are signed."""
        return self._level(self.value(row, column))

    def _level(self, value: float) -> int:
        share = value / self.top
        return min(max(int((share + 1.0 if self.signed else 2.0 * share) * 127.5 + 0.5), 0), 255)

    def image(self, colours: Colours) -> QImage:
        """One pixel per cell."""
        if self._image is None:
            size = len(self._words)
            data = bytes(self._level(value) for row in self._matrix for value in row)
            # The copy owns its pixels: QImage does not keep the bytes alive.
            self._image = QImage(data, size, size, size, QImage.Format.Format_Indexed8).copy()
        self._image.setColorTable([qRgb(red, green, blue) for red, green, blue in colours])
        return self._image


def carried(old: Sequence[str], matrix: Matrix, new: Sequence[str]) -> tuple[Matrix, list[int]]:
    """The values of words that stay, in the new order with zeros elsewhere, and the rows without values."""
    origin = kept_from(changes_between(old, new), len(new))
    rows = tuple(tuple(matrix[i][j] if i is not None and j is not None else 0.0 for j in origin) for i in origin)
    return rows, [row for row, i in enumerate(origin) if i is None]


def between_images_text(a: int, b: int) -> str:
    """Where a pair of words comes from."""
    return tr("between image {a} and image {b}").format(a=a, b=b)


def _largest(matrix: Matrix) -> float:
    return max((abs(value) for i, row in enumerate(matrix) for j, value in enumerate(row) if i != j), default=0.0)


def _rounded_up(value: float) -> float:
    return next((step for step in _STEPS if value <= step), 1.0)


def _ordinal(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return tr("{n}th").format(n=n)
    suffixed = {1: tr("{n}st"), 2: tr("{n}nd"), 3: tr("{n}rd")}
    return suffixed.get(n % 10, tr("{n}th")).format(n=n)
