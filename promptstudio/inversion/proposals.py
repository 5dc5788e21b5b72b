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
from promptstudio.inversion.nucleus import Nucleus

Gain = Callable[[Canvas, torch.Tensor], torch.Tensor]
"""(n canvases, their complete fillings (n, N)) → what the reward of each is worth, in nats, (n,)."""


class Drawn(NamedTuple):
    """What one step has drawn."""

    complete: torch.Tensor  # (K, N) a piece for every masked slot, and what stood in the others
    log_ratio: torch.Tensor  # (K, N) log p − log τ of the pieces, where slots are to be committed


def draw_alone(kernel: Kernel, canvas: Canvas, prior: Nucleus, proposal: Nucleus) -> Drawn:
    """A piece for every masked slot, from the proposal τ of that slot."""
    masked = canvas.masked
    pieces = kernel.draw(proposal)  # (M,)
    log_ratio = prior.of_piece(pieces) - proposal.of_piece(pieces)
    return Drawn(spread(pieces, masked, canvas.ids), spread(log_ratio, masked, torch.zeros(masked.shape)))


def draw_with_look_ahead(
    kernel: Kernel,
    canvas: Canvas,
    chosen: torch.Tensor,
    prior: Nucleus,
    proposal: Nucleus,
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
    number[masked] = torch.arange(len(proposal.pieces))  # of each masked slot, its row of the proposal
    drawn = draw_alone(kernel, canvas, prior, proposal)
    filling = spread(proposal.best, masked, canvas.ids)
    order = chosen.long().cumsum(1)
    for nth in range(1, int(order.max()) + 1):
        rows, slots = (chosen & (order == nth)).nonzero().unbind(1)
        at = number[rows, slots]
        twisted = _twisted(proposal.at(at), filling[rows], slots, canvas.select(rows), gain, tries)
        pieces = kernel.draw(twisted)
        filling[rows, slots] = drawn.complete[rows, slots] = pieces
        drawn.log_ratio[rows, slots] = prior.at(at).of_piece(pieces) - twisted.of_piece(pieces)
    return drawn


def _twisted(
    proposal: Nucleus, filling: torch.Tensor, slots: torch.Tensor, canvas: Canvas, gain: Gain, tries: int
) -> Nucleus:
    """τ·exp(gain), normalised, of one slot of each of n canvases. `filling`: (n, N)."""
    log_tau = proposal.log_p
    likely, places = log_tau.topk(min(tries, log_tau.shape[1]), dim=-1)  # (n, tries)
    pieces, possible = proposal.pieces.gather(1, places), likely.isfinite()
    row, column = possible.nonzero().unbind(1)
    fillings = filling[row]
    fillings[torch.arange(len(row)), slots[row]] = pieces[row, column]
    each = canvas.select(row)
    gains = torch.zeros(likely.shape)
    gains[row, column] = gain(each, end_after(fillings, canvas.lm, each.lock))
    mean = (torch.softmax(likely, dim=-1) * gains).sum(1, keepdim=True)
    table = torch.zeros_like(log_tau).scatter(1, places, torch.where(possible, gains - mean, 0.0))
    return proposal._replace(log_p=torch.log_softmax(log_tau + table, dim=-1))
