"""Polishing: words of a complete canvas masked one at a time, and what the model would put in their place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

from promptstudio.inversion.masked_diffusion import Canvas

_FLOOR = -14.0  # least log-probability (nats) of a piece that stands there: some were drawn where the model had none


class Trial(NamedTuple):
    """`pieces` in the place of the word at `slots`. `gain`: their log-probability there, given all other words, less
    that of the pieces that stand there now (nats)."""

    slots: tuple[int, ...]
    pieces: tuple[int, ...]
    gain: float

    def on(self, ids: torch.Tensor) -> torch.Tensor:
        """A copy of `ids` (N,) with the word in it."""
        ids = ids.clone()
        ids[list(self.slots)] = torch.tensor(self.pieces)
        return ids


def masked_each(canvas: Canvas, words: Sequence[Sequence[int]]) -> Canvas:
    """One canvas for each of `words` (slots), masked there, from a canvas of one row."""
    each = canvas.select(torch.zeros(len(words), dtype=torch.long))
    ids = each.ids.clone()
    for row, slots in zip(ids, words, strict=True):
        row[list(slots)] = canvas.lm.mask_id
    return each.with_ids(ids)


def trials(
    canvas: Canvas, words: Sequence[Sequence[int]], log_p: torch.Tensor, log_tau: torch.Tensor, most: int
) -> list[Trial]:
    """The `most` likeliest replacements of each word by the proposal, (M, V) at the masked slots of
    `masked_each(canvas, words)`; `log_p`: the model's own log-probabilities there. A word of several pieces takes the
    n-th likeliest of each. What stands there now is no replacement, nor is an end."""
    log_tau = log_tau.clone()
    log_tau[:, canvas.lm.eos_id] = -torch.inf
    likely, pieces = log_tau.topk(min(most + 1, log_tau.shape[1]), dim=-1)
    gains = log_p.gather(1, pieces)
    found, first = [], 0
    for slots in words:
        mine = slice(first, first + len(slots))
        first += len(slots)
        now = canvas.ids[0, list(slots)]
        standing = log_p[mine].gather(1, now[:, None]).clamp(min=_FLOOR).sum()
        possible = likely[mine].isfinite().all(0) & (pieces[mine] != now[:, None]).any(0)
        for n in possible.nonzero()[:most, 0].tolist():
            gain = float(gains[mine, n].sum() - standing)
            found.append(Trial(tuple(slots), tuple(pieces[mine, n].tolist()), gain))
    return found


def apart(ranked: Sequence[Trial]) -> list[Trial]:
    """The first trial of every word, without words beside one that is already changed: what was judged alone need not
    hold for neighbours."""
    chosen: list[Trial] = []
    taken: set[int] = set()
    for trial in ranked:
        if taken.isdisjoint(trial.slots):
            chosen.append(trial)
            taken.update(range(trial.slots[0] - 1, trial.slots[-1] + 2))
    return chosen
