"""The reverse process of a masked-diffusion LM: canvases, locks as infilling, and the confidence-ordered kernel.

The kernel that is called the prior here is the model's prediction with special tokens banned, tempered, and filtered by
top-p; positions are committed in the order of the model's confidence, perturbed by Gumbel noise (LLaDA's low-confidence
remasking with a temperature, docs/algorithms.md §1.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import torch

from promptstudio.inversion.nucleus import Nucleus
from promptstudio.prompt import Origin, Prompt, Word
from promptstudio.protocol import MASK, Lock

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM
    from promptstudio.models.adapters.predictions import Predictions

_SURE = math.log(0.97)  # log-probability from which neighbours may be committed in one step all the same


class Canvas:
    """K canvases of N slots. `ids`: (K, N) piece ids, mask_id where uncommitted. `lock`: (K, N), number of the lock
    that a slot belongs to, −1 for free slots. Locked slots are visible from the start and never change."""

    def __init__(self, lm: MaskedLM, locks: Sequence[str], ids: torch.Tensor, lock: torch.Tensor) -> None:
        self.lm = lm
        self.locks = tuple(locks)
        self.ids = ids
        self.lock = lock

    @classmethod
    def empty(
        cls,
        lm: MaskedLM,
        locks: Sequence[Lock],
        slots: int,
        count: int,
        generator: torch.Generator,
        lengths: Sequence[int] = (),
    ) -> Canvas:
        """All masks but the locks. A lock with `after` stands there; the gaps of the others are drawn anew for every
        canvas, so that several layouts compete as particles (docs/algorithms.md §1.9).

        `lengths`: of every canvas, at most `slots`; behind it stand ends, so that several lengths compete, too (§1.14).
        """
        pieces = [lm.encode(f" {lock.text}") for lock in locks]
        locked = sum(map(len, pieces))
        ids = torch.full((count, max(slots, locked)), lm.mask_id)
        owner = torch.full(ids.shape, -1)
        for k in range(count):
            length = max(lengths[k] if lengths else slots, locked)
            ids[k, length:] = lm.eos_id
            free = length - locked
            at = used = 0
            for number, place in enumerate(_places(locks, free, generator)):
                at += place - used
                used = place
                ids[k, at : at + len(pieces[number])] = torch.tensor(pieces[number])
                owner[k, at : at + len(pieces[number])] = number
                at += len(pieces[number])
        return cls(lm, [lock.text for lock in locks], ids, owner)

    @property
    def masked(self) -> torch.Tensor:
        """Which slots are not committed, bool (K, N)."""
        return self.ids == self.lm.mask_id

    def select(self, indices: torch.Tensor) -> Canvas:
        """The canvases at `indices`, in that order."""
        return Canvas(self.lm, self.locks, self.ids[indices], self.lock[indices])

    def with_ids(self, ids: torch.Tensor) -> Canvas:
        """The same canvases with other pieces, (K, N)."""
        return Canvas(self.lm, self.locks, ids, self.lock)

    def prompt(self, row: int, ids: torch.Tensor | None = None) -> Prompt:
        """The complete prompt on one canvas (`ids`: (N,), another filling of it). Free text ends at the first end
        token; locked words are put in as they were given, never decoded, so they cannot change."""
        ids = self.ids[row] if ids is None else ids
        words: list[Word] = []
        tail, ended = "", False
        for owner, slots in _runs(self.lock[row].tolist()):
            if owner >= 0:
                words += _locked_words(self.locks[owner], gap=tail, first=not words)
                tail = ""
                continue
            pieces = ids[slots].tolist()
            if ended:
                continue
            if self.lm.eos_id in pieces:
                pieces, ended = pieces[: pieces.index(self.lm.eos_id)], True
            parsed = Prompt.parse(
                self.lm.decode(pieces).strip() if not words else self.lm.decode(pieces), Origin.INVERTED
            )
            for word in parsed.words:
                gap = tail + word.before
                words.append(word.with_(before=gap if gap or not words else " "))
                tail = ""
            tail += parsed.tail
        return Prompt(tuple(words), tail.rstrip())

    def words(self, row: int) -> list[tuple[str, list[int]]]:
        """What is on a canvas now, as words with their slots; every uncommitted slot is a `MASK`. Punctuation is left
        out, and nothing follows an end token."""
        words: list[tuple[str, list[int]]] = []
        joins = False
        for slot, piece in enumerate(self.ids[row].tolist()):
            owner = int(self.lock[row, slot])
            if owner >= 0:
                if slot and int(self.lock[row, slot - 1]) == owner:
                    words[-1][1].append(slot)
                else:
                    words.append((self.locks[owner], [slot]))
                joins = False
            elif piece == self.lm.mask_id:
                words.append((MASK, [slot]))
                joins = False
            elif piece == self.lm.eos_id:
                break
            elif bool(self.lm.is_punctuation[piece]):
                joins = False
            elif joins and not bool(self.lm.begins_word[piece]):
                text, slots = words[-1]
                words[-1] = (text + self.lm.strings[piece], [*slots, slot])
            else:
                words.append((self.lm.strings[piece].strip(), [slot]))
                joins = True
        return words


class Kernel:
    """One reverse step: which slots, which pieces.

    Positions are chosen by a statistic that does not depend on the draw, and only then the pieces, so that
    log p − log τ over committed slots is the exact correction (docs/algorithms.md §1.3).
    """

    def __init__(
        self,
        lm: MaskedLM,
        generator: torch.Generator,
        *,
        temperature: float,
        top_p: float,
        order_temperature: float,
        order: str = "confidence",
        threshold: float = 0.9,
        entropy_bound: float = 0.1,
        end_from: float = 0.0,
        apart: bool = False,
        banned: torch.Tensor | None = None,
    ) -> None:
        """`temperature`, `top_p`: of the prior. `order`: one of `ORDERS`; `order_temperature`: strength of the Gumbel
        noise in it; `threshold` (probability) and `entropy_bound` (nats): of the orders of that name. `end_from`: share
        of the canvas before which no end is drawn. `apart`: an even share has no neighbours in it, unless they are sure
        or there is no other way: what is drawn in one step is drawn blind of the rest of it. `banned`: pieces that must
        not be drawn, bool (V,), besides special ones."""
        self.lm = lm
        self._order = ORDERS[order]
        self.threshold = threshold
        self.entropy_bound = entropy_bound
        self.end_from = end_from
        self.apart = apart
        self.banned = lm.special if banned is None else lm.special | banned
        self.generator = generator
        self.temperature = temperature
        self.top_p = top_p
        self.order_temperature = order_temperature

    def prior(self, found: Predictions, canvas: Canvas) -> Nucleus:
        """The prior p at the masked slots, M in the order of `canvas.masked`, from what is predicted there.

        Special tokens are banned, ends allowed only from `end_from` on and after the last lock, a word must begin after
        a lock; tempered, then top-p. A few slots at a time, where the predictions are.
        """
        slots = canvas.ids.shape[1]
        place = torch.arange(slots)
        last_lock = torch.where(canvas.lock >= 0, place, -1).amax(1)
        may_end = (place >= math.ceil(self.end_from * slots)) & (place > last_lock[:, None])
        after_lock = torch.zeros_like(canvas.lock, dtype=torch.bool)
        after_lock[:, 1:] = canvas.lock[:, :-1] >= 0
        glue = ~(self.lm.begins_word | self.lm.is_punctuation)
        special = self.banned.clone()
        special[self.lm.eos_id] = glue[self.lm.eos_id] = False
        device = found.logits.device
        special, glue = special.to(device), glue.to(device)
        after_lock, may_end = (which[canvas.masked].to(device) for which in (after_lock, may_end))
        parts = []
        for some, logits in found.only(canvas.masked).chunks():
            banned = special | (after_lock[some, None] & glue)
            banned[:, self.lm.eos_id] = ~may_end[some]
            kept = logits.masked_fill_(banned, -torch.inf)
            parts.append(Nucleus.of(torch.log_softmax(kept / self.temperature, dim=-1), self.top_p))
        return Nucleus.together(parts)

    def proposal(self, prior: Nucleus, bias: torch.Tensor) -> Nucleus:
        """The proposal τ ∝ p·exp(bias), `bias` of shape (V,); its support lies inside p's."""
        return prior._replace(log_p=torch.log_softmax(prior.log_p + bias[prior.pieces], dim=-1))

    def positions(self, prior: Nucleus, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
        """Which masked slots to commit now, bool (K, N), in the kernel's order (`ORDERS`). With one step left, all."""
        return self._order(self, prior.log_p, masked, steps_left)

    def even_share(
        self, surest: torch.Tensor, masked: torch.Tensor, steps_left: int, noise: float | None = None
    ) -> torch.Tensor:
        """An even share of the slots that are left, bool (K, N): the first by `surest` (K, N) and Gumbel noise.

        `noise`: its strength, by default the kernel's `order_temperature`.
        """
        strength = self.order_temperature if noise is None else noise
        uniform = torch.rand(masked.shape, generator=self.generator).clamp(min=1e-9)
        gumbel = -torch.log(-torch.log(uniform))
        score = surest + strength * gumbel
        counts = torch.ceil(masked.sum(1) / steps_left).long()
        if self.apart and steps_left > 1 and bool((counts > 1).any()):
            return _spaced(score, masked, counts, surest > _SURE)
        rank = score.argsort(dim=1, descending=True).argsort(dim=1)
        return masked & (rank < counts[:, None])

    def draw(self, from_: Nucleus) -> torch.Tensor:
        """One piece for every slot, (M,), by inversion: `torch.multinomial` takes twenty times as long."""
        reached = from_.log_p.exp().cumsum(-1)
        uniform = torch.rand(len(reached), 1, generator=self.generator).clamp(max=1 - 1e-6)
        # to the right: a piece of probability 0 reaches no further than the one before it
        return from_.piece(torch.searchsorted(reached, uniform * reached[:, -1:], right=True)[:, 0])


# ------------------------------------------------------------------ orders: which slots are committed first
# What an order goes by is a statistic of the prior, never what is drawn afterwards.


def _confidence(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """LLaDA: the slots whose likeliest piece is the surest."""
    return kernel.even_share(_at(masked, log_p.amax(-1)), masked, steps_left)


def _margin(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """Dream: the slots whose two likeliest pieces are the farthest apart."""
    first, second = log_p.topk(2, dim=-1).values.exp().unbind(-1)
    return kernel.even_share(_at(masked, (first - second).clamp(min=1e-9).log()), masked, steps_left)


def _random(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """Any slots."""
    return kernel.even_share(_at(masked, torch.zeros(len(log_p))), masked, steps_left, noise=1.0)


def _threshold(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """Fast-dLLM: as by confidence, and all slots that are surer than the threshold."""
    surest = _at(masked, log_p.amax(-1))
    return kernel.even_share(surest, masked, steps_left) | (masked & (surest > math.log(kernel.threshold)))


def _entropy_bound(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """arXiv 2505.24857: the slots of least entropy, an even share or as many as the bound on Σ H − max H allows."""
    surest = _at(masked, torch.special.entr(log_p.exp()).sum(-1).neg())
    chosen = kernel.even_share(surest, masked, steps_left)
    entropy = torch.where(masked, -surest, torch.inf).sort(dim=1)
    finite = entropy.values.where(entropy.values.isfinite(), torch.zeros(()))
    within = (finite.cumsum(1) - finite <= kernel.entropy_bound) & entropy.values.isfinite()
    return chosen | torch.zeros_like(masked).scatter(1, entropy.indices, within)


def _ancestral(kernel: Kernel, log_p: torch.Tensor, masked: torch.Tensor, steps_left: int) -> torch.Tensor:
    """MDLM's reverse process: every slot by itself with probability (t − s)/t. Slots of one step are drawn without
    knowing of each other, so it comes near the exact process with many more steps than slots."""
    return masked & (torch.rand(masked.shape, generator=kernel.generator) * steps_left < 1)


def _at(masked: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
    """Values of the masked slots (M,) in their places, (K, N); −∞ at all others."""
    return torch.full(masked.shape, -torch.inf).masked_scatter(masked, values)


def _spaced(score: torch.Tensor, masked: torch.Tensor, counts: torch.Tensor, sure: torch.Tensor) -> torch.Tensor:
    """The `counts` (K,) masked slots of the highest score (K, N), without neighbours unless they are `sure` (K, N) or
    nothing else is left."""
    chosen = torch.zeros_like(masked)
    for n in range(int(counts.max())):
        beside = torch.zeros_like(masked)
        beside[:, 1:] |= chosen[:, :-1]
        beside[:, :-1] |= chosen[:, 1:]
        left = masked & ~chosen
        apart = left & (~beside | sure)
        possible = torch.where(apart.any(1, keepdim=True), apart, left)
        best = score.masked_fill(~possible, -torch.inf).argmax(1, keepdim=True)
        chosen |= torch.zeros_like(masked).scatter(1, best, (counts > n)[:, None])
    return chosen & masked


Order = Callable[["Kernel", torch.Tensor, torch.Tensor, int], torch.Tensor]
"""(kernel, log-probabilities of the prior (M, H), masked (K, N), steps left) → the slots to commit, bool (K, N)."""
ORDERS: dict[str, Order] = {
    "confidence": _confidence,
    "margin": _margin,
    "random": _random,
    "threshold": _threshold,
    "entropy_bound": _entropy_bound,
    "ancestral": _ancestral,
}
"""The orders in which a kernel can commit slots."""


def spread(values: torch.Tensor, masked: torch.Tensor, elsewhere: torch.Tensor) -> torch.Tensor:
    """Values of the masked slots (M,) put where they belong, `elsewhere` (K, N) at all others."""
    return elsewhere.masked_scatter(masked, values.to(elsewhere.dtype))


def end_after(ids: torch.Tensor, lm: MaskedLM, lock: torch.Tensor) -> torch.Tensor:
    """Everything free after a committed end token becomes an end token too, shape (K, N)."""
    ended = (ids == lm.eos_id).int().cumsum(1) > 0
    return torch.where(ended & (lock < 0), lm.eos_id, ids)


def stands(chosen: torch.Tensor, ids: torch.Tensor, lm: MaskedLM) -> torch.Tensor:
    """Which of the `chosen` slots hold what was drawn there, bool (K, N). Behind an end nothing does, not even an end
    that was drawn: whatever is drawn there becomes one. `ids`: (K, N), after `end_after`."""
    ended = (ids == lm.eos_id).int()
    return chosen & (ended.cumsum(1) - ended == 0)


def _places(locks: Sequence[Lock], free: int, generator: torch.Generator) -> list[int]:
    """How many free slots stand before each lock, not decreasing."""
    drawn = torch.randint(0, free + 1, (len(locks),), generator=generator).sort().values.tolist()
    places, least = [], 0
    for lock, random in zip(locks, drawn, strict=True):
        place = random if lock.after is None else round(lock.after * free)
        least = max(least, place)
        places.append(least)
    return places


def _runs(owners: list[int]) -> list[tuple[int, list[int]]]:
    runs: list[tuple[int, list[int]]] = []
    for slot, owner in enumerate(owners):
        if runs and runs[-1][0] == owner:
            runs[-1][1].append(slot)
        else:
            runs.append((owner, [slot]))
    return runs


def _locked_words(text: str, gap: str, first: bool) -> list[Word]:
    words = [word.with_(locked=True) for word in Prompt.parse(text, Origin.TYPED).words]
    before = gap if gap.endswith(" ") or (first and not gap) else gap + " "
    return [words[0].with_(before=before), *words[1:]] if words else []
