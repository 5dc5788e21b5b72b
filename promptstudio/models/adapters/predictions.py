"""What a masked language model predicts at some slots of some canvases, left on its device in its number format.

A vocabulary has up to 152,064 pieces: predictions of a whole population in float32 are hundreds of megabytes, so they
are worked on a few slots at a time and never copied as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

AT_ONCE = 5_000_000  # bytes in float32 at once: 8 slots of the largest vocabulary, which stay in a processor's cache


class Predictions:
    """`read`: bool (rows, slots), where on some canvases something is predicted, W slots in all, in this order.
    `logits`: (U, V), on the device; `at`: (W,), the row of each, on the CPU: equal canvases share them."""

    def __init__(self, read: torch.Tensor, logits: torch.Tensor, at: torch.Tensor) -> None:
        self.read, self.logits, self.at = read, logits, at

    @classmethod
    def of(cls, logits: torch.Tensor) -> Predictions:
        """From logits (rows, slots, V) of all slots."""
        read = torch.ones(logits.shape[:2], dtype=torch.bool)
        return cls(read, logits.flatten(0, 1), torch.arange(read.numel()))

    def only(self, where: torch.Tensor) -> Predictions:
        """Those of the slots `where`, bool (rows, slots), that were read."""
        return Predictions(self.read & where, self.logits, self.at[where[self.read]])

    def chunks(self) -> Iterator[tuple[slice, torch.Tensor]]:
        """(which of the W, their logits (n, V) as float32 on the device), a copy."""
        slots = max(AT_ONCE // (4 * self.logits.shape[1]), 1)
        for first in range(0, len(self.at), slots):
            some = slice(first, first + slots)
            yield some, self.logits[self.at[some].to(self.logits.device)].float()

    def dense(self) -> torch.Tensor:
        """Logits (W, V), float32 on the device: for a few slots."""
        return self.logits[self.at.to(self.logits.device)].float()


def any_of(where: torch.Tensor, canvas: torch.Tensor, count: int) -> torch.Tensor:
    """The slots that any of several equal canvases is asked for, bool (count, slots). `where`: (K, slots); `canvas`:
    (K,), which of the `count` each is."""
    asked = torch.zeros(count, where.shape[1], dtype=torch.long)
    return asked.index_add_(0, canvas, where.long()) > 0


def shared(found: Predictions, where: torch.Tensor, waiting: torch.Tensor, canvas: torch.Tensor) -> Predictions:
    """Predictions of K canvases from those of the different ones among them. `where`: bool (K, slots); `waiting`: bool
    (K,), the canvases that were read; `canvas`: of each of these, which one it is."""
    row = torch.zeros(found.read.shape, dtype=torch.long)
    row[found.read] = found.at
    read = where.clone()
    read[waiting] &= found.read[canvas]
    return Predictions(read, found.logits, row[canvas][read[waiting]])
