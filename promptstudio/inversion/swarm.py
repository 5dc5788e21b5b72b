"""The population of edit-friendly inversion: canvases, and everything that belongs to each of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch

from promptstudio.inversion.masked_diffusion import Canvas

if TYPE_CHECKING:
    from promptstudio.models.adapters.kept_keys import Kept

SHORTEST = 8  # slots of a canvas at least, if the budget has them


class Swarm(NamedTuple):
    """Everything that belongs to one of the K particles each, so that resampling cannot forget any of it."""

    canvas: Canvas
    rows: torch.Tensor  # (K, N, V) every slot's prediction from when it was last masked, on the LM's device
    clip: torch.Tensor  # (K,) r_clip when it was last computed
    edit: torch.Tensor  # (K,) r_edit when it was last computed
    free: torch.Tensor  # (K,) how many slots were masked at first
    kept: Kept | None = None  # what the LM keeps of each canvas between two steps

    @classmethod
    def of(cls, canvas: Canvas, vocabulary: int, device: torch.device) -> Swarm:
        """Particles of which nothing is predicted yet."""
        count, slots = canvas.ids.shape
        rows = torch.zeros(count, slots, vocabulary, device=device)
        return cls(canvas, rows, torch.zeros(count), torch.zeros(count), canvas.masked.sum(1))

    def select(self, ancestors: torch.Tensor) -> Swarm:
        """The particles after resampling; `ancestors`: indices (K,)."""
        rows, clip, edit, free = (tensor[ancestors] for tensor in (self.rows, self.clip, self.edit, self.free))
        kept = self.kept and self.kept.select(ancestors)
        return Swarm(self.canvas.select(ancestors), rows, clip, edit, free, kept)

    @property
    def revealed(self) -> float:
        """Share of the free slots that are committed, 0…1, mean over the particles."""
        return float((1 - self.canvas.masked.sum(1) / self.free.clamp(min=1)).mean())


def several_lengths(budget: int, fill: float, count: int) -> list[int]:
    """Slots of `count` canvases: from the share `fill` of the budget, at least `SHORTEST`, to all of it, in even ratios
    (docs/algorithms.md §1.14)."""
    least = max(min(SHORTEST, budget), math.ceil(fill * budget))
    if count == 1 or least == budget:
        return [budget] * count
    return [round(least * (budget / least) ** (k / (count - 1))) for k in range(count)]
