"""From what the pieces of one reverse step are drawn: each slot by itself, or in the light of what every likely piece
would do to the reward (docs/algorithms.md §1.13).

A proposal is given the slots that are to be committed and never chooses them: then log p − log τ of the pieces that it
draws there is the exact correction of a particle's weight (§1.3).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch

from promptstudio.inversion.masked_diffusion import Canvas, Kernel, end_after, spread

Gain = Callable[[Canvas, torch.Tensor], torch.Tensor]
"""(n canvases, their complete fillings (n, N)) → what the reward of each is worth, in nats, (n,)."""


class Drawn(NamedTuple):
    """What one step has drawn."""

    complete: torch.Tensor  # (K, N) a piece for every masked slot, and what stood in the others
    log_ratio: torch.Tensor  # (K, N) log p − log τ of the pieces, where slots are to be committed


def draw_alone(kernel: Kernel, canvas: Canvas, log_p: torch.Tensor, log_tau: torch.Tensor) -> Drawn:
    """A piece for every masked slot, from the proposal τ of that slot. `log_p`, `log_tau`: (M, V) at masked slots."""
    masked = canvas.masked
    pieces = kernel.draw(log_tau)  # (M,)
    log_ratio = (log_p - log_tau).gather(1, pieces[:, None])[:, 0]
    return Drawn(spread(pieces, masked, canvas.ids), spread(log_ratio, masked, torch.zeros(masked.shape)))


def draw_with_look_ahead(
    kernel: Kernel,
    canvas: Canvas,
    chosen: torch.Tensor,
    log_p: torch.Tensor,
    log_tau: torch.Tensor,
    gain: Gain,
    tries: int,
) -> Drawn:
    """As `draw_alone`, but the `chosen` slots, bool (K, N), are drawn from τ·exp(gain), one after the other from the
    left, so that each sees what was drawn before it.

    For the gain the `tries` likeliest pieces of a slot are put into the likeliest filling of its canvas. A piece that
    was not tried is taken for as good as those that were, in their mean by τ.
    """
    masked = canvas.masked
    number = torch.zeros(masked.shape, dtype=torch.long)
    number[masked] = torch.arange(len(log_tau))  # of each masked slot, its row of log_tau
    drawn = draw_alone(kernel, canvas, log_p, log_tau)
    filling = spread(log_tau.argmax(-1), masked, canvas.ids)
    order = chosen.long().cumsum(1)
    for nth in range(1, int(order.max()) + 1):
        rows, slots = (chosen & (order == nth)).nonzero().unbind(1)
        at = number[rows, slots]
        log_twisted = _twisted(log_tau[at], filling[rows], slots, canvas.select(rows), gain, tries)
        pieces = kernel.draw(log_twisted)
        filling[rows, slots] = drawn.complete[rows, slots] = pieces
        drawn.log_ratio[rows, slots] = (log_p[at] - log_twisted).gather(1, pieces[:, None])[:, 0]
    return drawn


def _twisted(
    log_tau: torch.Tensor, filling: torch.Tensor, slots: torch.Tensor, canvas: Canvas, gain: Gain, tries: int
) -> torch.Tensor:
    """log τ·exp(gain), normalised, (n, V), of one slot of each of n canvases. `log_tau`: (n, V); `filling`: (n, N)."""
    likely, pieces = log_tau.topk(min(tries, log_tau.shape[1]), dim=-1)  # (n, tries)
    possible = likely.isfinite()
    row, column = possible.nonzero().unbind(1)
    fillings = filling[row]
    fillings[torch.arange(len(row)), slots[row]] = pieces[row, column]
    each = canvas.select(row)
    gains = torch.zeros(likely.shape)
    gains[row, column] = gain(each, end_after(fillings, canvas.lm, each.lock))
    mean = (torch.softmax(likely, dim=-1) * gains).sum(1, keepdim=True)
    table = torch.zeros_like(log_tau).scatter(1, pieces, torch.where(possible, gains - mean, 0.0))
    return torch.log_softmax(log_tau + table, dim=-1)
