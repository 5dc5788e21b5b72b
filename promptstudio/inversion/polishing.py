"""Polishing: words of a complete canvas masked one at a time, and what the model would put in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.inversion.nucleus import Nucleus
from promptstudio.inversion.rewards import Rewards, log_probability
from promptstudio.models.adapters.predictions import Predictions

_TRIALS = 8  # replacements that are tried for a word
_FEWEST_NATS = 0.05  # surprisal of a word at least, so that any may be drawn
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
    canvas: Canvas, words: Sequence[Sequence[int]], log_p: torch.Tensor, proposal: Nucleus, most: int
) -> list[Trial]:
    """The `most` likeliest replacements of each word by the proposal at the masked slots of
    `masked_each(canvas, words)`; `log_p`: the model's own log-probabilities there, (M, V). A word of several pieces
    takes the n-th likeliest of each. What stands there now is no replacement, nor is an end."""
    log_tau = proposal.log_p.masked_fill(proposal.pieces == canvas.lm.eos_id, -torch.inf)
    likely, places = log_tau.topk(min(most + 1, log_tau.shape[1]), dim=-1)
    pieces = proposal.pieces.gather(1, places)
    gains = log_p.gather(1, pieces)
    replacements, first = [], 0
    for slots in words:
        mine = slice(first, first + len(slots))
        first += len(slots)
        now = canvas.ids[0, list(slots)]
        standing = log_p[mine].gather(1, now[:, None]).clamp(min=_FLOOR).sum()
        possible = likely[mine].isfinite().all(0) & (pieces[mine] != now[:, None]).any(0)
        for n in possible.nonzero()[:most, 0].tolist():
            gain = float(gains[mine, n].sum() - standing)
            replacements.append(Trial(tuple(slots), tuple(pieces[mine, n].tolist()), gain))
    return replacements


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


class Change(NamedTuple):
    """A change of one prompt that is better by CLIP and by the language model together."""

    gain: float  # of λ_clip r_clip + log p
    canvas: Canvas  # of one row
    fit: torch.Tensor  # guide cosine, ()


class LocalSearch:
    """Looks for better words in one complete prompt.

    `predict`: a canvas → what the model predicts at its masked slots; `bias` (V,): of the proposals; `words`: how many
    are masked in a round, one at a time.
    """

    def __init__(
        self,
        kernel: Kernel,
        rewards: Rewards,
        predict: Callable[[Canvas], Predictions],
        bias: torch.Tensor,
        *,
        words: int,
    ) -> None:
        self._kernel, self._rewards = kernel, rewards
        self._predict, self._bias = predict, bias
        self._count = words

    def best_change(self, canvas: Canvas, rows: torch.Tensor, fit: torch.Tensor) -> Change | None:
        """What most betters λ_clip r_clip + log p of a canvas of one row with guide cosine `fit`; None if nothing does.

        Rather unlikely words are masked. All replacements that are better are taken together, or the best one alone if
        that is better. `rows` (N, V), the predictions of every slot, is brought up to date.
        """
        words = self._unlikely(canvas, rows)
        if not words:
            return None
        masked = masked_each(canvas, words)
        found = self._predict(masked)
        log_p = torch.log_softmax(found.dense(), dim=-1)  # (M, V): a few words
        rows[[slot for slots in words for slot in slots]] = log_p.exp()
        proposal = self._kernel.proposal(self._kernel.prior(found, masked), self._bias)
        tried = trials(canvas, words, log_p.cpu(), proposal, _TRIALS)
        if not tried:
            return None
        fits, gains = self._gains(canvas, [(trial,) for trial in tried], fit)
        order = gains.argsort(descending=True).tolist()
        best = order[0]
        if gains[best] <= 0:
            return None
        together = apart([tried[n] for n in order if gains[n] > 0])
        if len(together) > 1:
            fit_of_all, gain_of_all = self._gains(canvas, [together], fit)
            if gain_of_all[0] > gains[best]:
                return Change(float(gain_of_all[0]), _changed(canvas, together), fit_of_all[0])
        return Change(float(gains[best]), _changed(canvas, tried[best : best + 1]), fits[best])

    def _gains(
        self, canvas: Canvas, changes: Sequence[Sequence[Trial]], fit: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Guide cosines of the prompt with each of `changes`, and what λ_clip r_clip + log p gains by it, both (n,)."""
        ids = torch.cat([_changed(canvas, changed).ids for changed in changes])
        fits = self._rewards.cosines(canvas.select(torch.zeros(len(ids), dtype=torch.long)), ids)
        gains = torch.tensor([sum(trial.gain for trial in changed) for changed in changes])
        return fits, self._rewards.clip_weight * (fits - fit) + gains

    def _unlikely(self, canvas: Canvas, rows: torch.Tensor) -> list[list[int]]:
        """Slots of some free words and marks of a canvas of one row, drawn by their surprisal."""
        free = [slots for _, slots in canvas.words(0) if int(canvas.lock[0, slots[0]]) < 0]
        marks = canvas.lm.is_punctuation[canvas.ids[0]] & (canvas.lock[0] < 0)
        free += [[slot] for slot in marks.nonzero()[:, 0].tolist()]
        if not free:
            return []
        log_p = log_probability(canvas.ids, rows[None])[0]  # (N,)
        surprisal = torch.stack([-log_p[slots].mean() for slots in free]).clamp(min=_FEWEST_NATS)
        drawn = torch.multinomial(surprisal, min(self._count, len(free)), generator=self._kernel.generator)
        return [free[n] for n in drawn.sort().values.tolist()]


def _changed(canvas: Canvas, changes: Sequence[Trial]) -> Canvas:
    """A canvas of one row with all of `changes`."""
    ids = canvas.ids[0]
    for trial in changes:
        ids = trial.on(ids)
    return canvas.with_ids(ids[None])
