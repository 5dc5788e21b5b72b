"""The pieces that may be drawn at a slot: what is left of a prediction after top-p, a few of a whole vocabulary.

Everything that one step of a sampler does with its prior (proposals, draws, orders) works on these alone, so only they
leave the model's device.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch

_HEAD = 128  # pieces of a prediction that are sorted for top-p, if they hold enough of it


class Nucleus(NamedTuple):
    """Of M slots, on the CPU."""

    pieces: torch.Tensor  # (M, H) ids, rising
    log_p: torch.Tensor  # (M, H) their log-probabilities; −∞ where a slot has fewer

    @classmethod
    def of(cls, log_p: torch.Tensor, top_p: float = 1.0) -> Nucleus:
        """Of log-probabilities (M, V) on any device: the likeliest pieces that together have `top_p`, renormalised; the
        piece that crosses it stays."""
        count, vocabulary = log_p.shape
        if top_p >= 1 or not count:
            return _rising(torch.arange(vocabulary, device=log_p.device).expand(count, -1), log_p)
        # Sorting a vocabulary takes longer than predicting it; nearly always its likeliest pieces are enough.
        likely, pieces = log_p.topk(min(_HEAD, vocabulary), dim=-1)
        flat = (likely.exp().sum(-1) < top_p).nonzero()[:, 0]
        if not len(flat):
            return _rising(pieces, _cut(likely, top_p))
        ordered, order = log_p[flat].sort(dim=-1, descending=True)
        found = [_rising(pieces[n : n + 1], _cut(likely[n : n + 1], top_p)) for n in range(count)]
        for n, one in zip(flat.tolist(), range(len(flat)), strict=True):
            found[n] = _rising(order[one : one + 1], _cut(ordered[one : one + 1], top_p))
        return Nucleus.together(found)

    @classmethod
    def together(cls, parts: Sequence[Nucleus]) -> Nucleus:
        """All slots of several."""
        widest = max((part.pieces.shape[1] for part in parts), default=2)

        def wide(tensor: torch.Tensor, value: float) -> torch.Tensor:
            return torch.nn.functional.pad(tensor, (0, widest - tensor.shape[1]), value=value)

        if not parts:
            return cls(torch.zeros(0, widest, dtype=torch.long), torch.zeros(0, widest))
        return cls(torch.cat([wide(p.pieces, 0) for p in parts]), torch.cat([wide(p.log_p, -torch.inf) for p in parts]))

    def at(self, rows: torch.Tensor) -> Nucleus:
        """Of some of the slots."""
        return Nucleus(self.pieces[rows], self.log_p[rows])

    @property
    def best(self) -> torch.Tensor:
        """The likeliest piece of every slot, (M,)."""
        return self.piece(self.log_p.argmax(-1))

    def piece(self, place: torch.Tensor) -> torch.Tensor:
        """The pieces in the columns `place`, (M,)."""
        return self.pieces.gather(1, place[:, None])[:, 0]

    def of_piece(self, pieces: torch.Tensor) -> torch.Tensor:
        """Log-probabilities of a piece for every slot, (M,)."""
        return torch.where(self.pieces == pieces[:, None], self.log_p, -torch.inf).amax(1)


def _rising(pieces: torch.Tensor, log_p: torch.Tensor) -> Nucleus:
    """Without what is impossible, in the order of the ids: a draw by inversion then is the one from the whole
    vocabulary."""
    possible = log_p.isfinite()
    last = torch.iinfo(torch.long).max
    order = torch.where(possible, pieces, last).argsort(dim=1, stable=True)
    order = order[:, : max(int(possible.sum(1).max()) if len(possible) else 0, 2)]
    return Nucleus(pieces.gather(1, order).cpu(), log_p.gather(1, order).cpu())


def _cut(ordered: torch.Tensor, top_p: float) -> torch.Tensor:
    """Log-probabilities in falling order with all that is beyond top_p taken out; the piece that crosses it stays."""
    p = ordered.exp()
    return torch.log_softmax(ordered.masked_fill(p.cumsum(-1) - p >= top_p, -torch.inf), dim=-1)
