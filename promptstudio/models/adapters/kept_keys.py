"""Keys and values of canvases that are read step after step while their masks are filled.

Settled tokens are read as they were when they were computed last, so most of a step is saved (dKV-Cache, arXiv
2505.15781; Fast-dLLM, arXiv 2505.22618). docs/algorithms.md §1.16 has what that means for the sampler.
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from promptstudio.models.adapters.decoder import Decoder
from promptstudio.models.adapters.modernbert import Encoder, Texts
from promptstudio.models.adapters.predictions import any_of

_NOTHING = -1  # in the place of a token that was never computed


class Kept(NamedTuple):
    """What is kept of K canvases. Reading on writes into it: only what the last reading returned may be read on."""

    store: torch.Tensor  # (layers, 2, rows, tokens, heads, size), on the model's device
    ids: torch.Tensor  # (rows, tokens) what each row was computed from
    row: torch.Tensor  # (K,) the row of each canvas; copies share one until they differ
    reads: int

    @classmethod
    def nothing(cls, encoder: Encoder | Decoder, canvases: int, tokens: int) -> Kept:
        """Of canvases that were not read yet: they have the same past."""
        ids = torch.full((canvases, tokens), _NOTHING)
        return cls(encoder.store(canvases, tokens), ids, torch.zeros(canvases, dtype=torch.long), 0)

    def select(self, ancestors: torch.Tensor) -> Kept:
        """What is kept of the canvases at `ancestors`, (K,)."""
        return self._replace(row=self.row[ancestors])


class Reading(NamedTuple):
    """What one reading found. Canvases that are equal and share a past were read once."""

    logits: torch.Tensor  # (W, columns) of all that was read and asked for, on the model's device
    read: torch.Tensor  # (read canvases, tokens) bool, W in all
    canvas: torch.Tensor  # which of these each canvas with a mask is, in their order


def read_on(
    encoder: Encoder | Decoder,
    kept: Kept,
    tokens: torch.Tensor,
    lengths: torch.Tensor,
    masked: torch.Tensor,
    asked: torch.Tensor,
    refresh: int,
    most: int,
    *,
    shifted: bool = False,
) -> tuple[Reading, Kept]:
    """Reads the canvases that have masks, no more than `most` at once.

    `tokens`: (K, tokens); `lengths`: (K,), how many are read; `masked`: bool (K, tokens); `asked`: of which of them
    logits are wanted, same shape. What is computed: all at every `refresh`-th reading, at others the masks and what has
    changed. `shifted`: what a token is stands in the logits of the one before it, which is computed with it.
    """
    waiting = masked.any(1)
    keys = torch.cat([kept.row[waiting, None], tokens[waiting]], dim=1)
    unique, canvas = keys.unique(dim=0, return_inverse=True)
    one_of = torch.empty(len(unique), dtype=torch.long).scatter_(0, canvas, waiting.nonzero()[:, 0])
    rows = _own_rows(unique[:, 0].tolist(), kept)
    tokens, lengths, masked = tokens[one_of], lengths[one_of], masked[one_of]
    computed = torch.arange(tokens.shape[1]) < lengths[:, None]
    if kept.reads % refresh:
        computed &= masked | (tokens != kept.ids[rows])
    read = computed & any_of(asked[waiting], canvas, len(unique))
    wanted = read
    if shifted:  # nothing is asked of the first token, and it stays in its place
        wanted = torch.nn.functional.pad(read[:, 1:], (0, 1))
        computed = computed | torch.nn.functional.pad(computed[:, 1:], (0, 1))
    kept.ids[rows] = torch.where(computed, tokens, kept.ids[rows])
    found = []
    for first in range(0, len(rows), most):
        some = slice(first, first + most)
        texts = Texts.of(tokens[some], computed[some], lengths[some], wanted[some])
        found.append(encoder.logits(texts, kept.store, rows[some]))
    row = kept.row.clone()
    row[waiting] = torch.tensor(rows)[canvas]
    return Reading(torch.cat(found), read, canvas), kept._replace(row=row, reads=kept.reads + 1)


def _own_rows(shared: list[int], kept: Kept) -> list[int]:
    """A row for every canvas: its own, or a copy of it where an earlier one has it."""
    free = sorted(set(range(len(kept.ids))) - set(shared))
    rows: list[int] = []
    for row in shared:
        if row in rows:
            copy = free.pop()
            kept.store[:, :, copy], kept.ids[copy] = kept.store[:, :, row], kept.ids[row]
            rows.append(copy)
        else:
            rows.append(row)
    return rows
