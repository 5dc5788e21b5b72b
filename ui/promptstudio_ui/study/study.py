"""One person's way through the pairs of a blind comparison. No Qt."""

from __future__ import annotations

import random
import time
from datetime import datetime
from pathlib import Path

from promptstudio.files.study import (
    TIE,
    Judgement,
    Pair,
    Tally,
    add_judgement,
    answer_file,
    folder_of,
    read_judgements,
    read_pairs,
    tallies,
)


class Study:
    """The pairs at `path` that were not judged yet, in random order and with random sides; answers go to its file.

    Raises BadRequest for what cannot be read.
    """

    def __init__(self, path: Path, chance: random.Random | None = None) -> None:
        """`chance` draws order and sides."""
        self._chance = chance or random.Random()
        self._folder = folder_of(path)
        self.file = answer_file(path)
        """Where the judgements are."""
        pairs = read_pairs(path)
        judged = {judgement.pair: judgement for judgement in read_judgements(self.file)}
        self._judgements = {pair: judged[pair] for pair in pairs if pair in judged}
        self._todo = [pair for pair in pairs if pair not in judged]
        self._chance.shuffle(self._todo)
        self._answered: list[Pair] = []  # now, the latest last
        self.total = len(pairs)
        """Of all pairs."""
        self._draw()

    @property
    def done(self) -> int:
        """How many pairs need no answer any more."""
        return self.total - len(self._todo)

    @property
    def pair(self) -> Pair | None:
        """The one to judge now; None when there is none left."""
        return self._todo[0] if self._todo else None

    @property
    def pictures(self) -> tuple[Path, Path, Path]:
        """Files of reference, left and right picture of the pair."""
        pair = self._todo[0]
        sides = (pair.left_image, pair.right_image)
        left, right = reversed(sides) if self._swapped else sides
        return self._folder / pair.reference, self._folder / left, self._folder / right

    @property
    def can_go_back(self) -> bool:
        """Whether a pair was answered since the study was opened."""
        return bool(self._answered)

    @property
    def tallies(self) -> list[Tally]:
        """Of all judgements so far, those of earlier days too."""
        return tallies(self._judgements.values())

    def shown(self) -> None:
        """The pictures can be seen from now on."""
        self._since = time.monotonic()

    def answer(self, side: str) -> None:
        """`side`: "left", "right" or `TIE` is preferred. Raises UnwritableFile; the pair is then still to be judged."""
        pair = self._todo[0]
        left, right = pair.left_method, pair.right_method
        if self._swapped:
            left, right = right, left
        preferred = {"left": left, "right": right, TIE: TIE}[side]
        now = datetime.now().isoformat(timespec="seconds")
        judgement = Judgement(pair, preferred, left, round(time.monotonic() - self._since, 2), now)
        add_judgement(self.file, judgement)
        self._judgements[pair] = judgement
        self._answered.append(self._todo.pop(0))
        self._draw()

    def skip(self) -> None:
        """Leave out the pair, whose pictures cannot be seen."""
        self._todo.pop(0)
        self._draw()

    def back(self) -> None:
        """Ask the pair again that was answered last; the later answer counts."""
        pair = self._answered.pop()
        self._todo.insert(0, pair)
        self._draw()

    def _draw(self) -> None:
        self._swapped = self._chance.random() < 0.5
        self._since = time.monotonic()
