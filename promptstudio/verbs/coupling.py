"""Coupling of the words of a prompt: the similarity of what is expected in their places.

S = P Pᵀ over predictive distributions (edit-friendly inversion, §3.3; docs/algorithms.md §1.5 and §1.10). Rows are
either pieces on a sampler's canvas or words of a finished prompt, each masked as a whole and predicted from the rest
(leave-one-out).

S compares what is expected in two places: a pair like “grassy field” has S near 0, because no word fits both. How much
one word depends on the other is another question, which `influence_of_words` answers.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import torch

from promptstudio.generators import relay
from promptstudio.prompt import Prompt, pieces_of_words
from promptstudio.protocol import Coupling, Matrix, PieceCoupling, Scores

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM

PREVIEW_STRIDE = 6  # words masked together in the preview stand this far apart (docs/algorithms.md §1.10 C)
_ROWS_AT_ONCE = 8  # leave-one-out rows between two chances to cancel


def similarity(rows: torch.Tensor) -> torch.Tensor:
    """S of shape (…, N, N) from distributions `rows` of shape (…, N, V): S_ij = Σ_v p_i(v) p_j(v), 0…1."""
    return rows @ rows.transpose(-1, -2)


def off_diagonal(s: torch.Tensor, pairs: torch.Tensor | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """μ and population σ of S over pairs i < j; shapes (…,). `pairs`: which count, bool (…, N, N); all by default.

    Without any pair both are 0: a single word is coupled with nothing.
    """
    upper = torch.ones(s.shape[-2:], dtype=torch.bool).triu(1).expand(s.shape)
    if pairs is not None:
        upper = upper & pairs
    count = upper.sum((-1, -2)).clamp(min=1)
    mu = s.where(upper, torch.zeros(())).sum((-1, -2)) / count
    variance = ((s - mu[..., None, None]) ** 2).where(upper, torch.zeros(())).sum((-1, -2)) / count
    return mu, variance.sqrt()


def edit_reward(s: torch.Tensor, pairs: torch.Tensor | None = None) -> torch.Tensor:
    """r_edit = 1 − (μ + σ), in [(1−√2)/2, 1] (edit-friendly inversion, §3.3; the bound: docs/algorithms.md §1.5)."""
    mu, sigma = off_diagonal(s, pairs)
    return 1 - (mu + sigma)


class LeaveOneOut(msgspec.Struct, frozen=True):
    """Predictions for every word of a prompt with that word masked.

    `rows`: (words, vocabulary), q_c = mean of the word's slot distributions. `log_probability`: (words,), mean
    log-probability (nats) of the word's own pieces there. `slots`: those distributions before the mean, (pieces,
    vocabulary), word after word; None where they were not asked for.
    """

    rows: torch.Tensor
    log_probability: torch.Tensor
    exact: bool
    slots: torch.Tensor | None = None


def leave_one_out(
    prompt: Prompt,
    lm: MaskedLM,
    *,
    stride: int | None = None,
    words: Sequence[int] | None = None,
    with_slots: bool = False,
) -> Generator[None, None, LeaveOneOut]:
    """Masks words whole and predicts them: one row a word, or every `stride`-th word together (the preview).

    `words`: which ones, in order (all by default). Yields after every batch (a chance to cancel).
    The context is the neutral one, without hints: a hint would give the word away (docs/algorithms.md §1.10).
    """
    wanted = list(range(len(prompt))) if words is None else list(words)
    # An end follows, as in training: without it the last word would look like a cut-off text.
    ids = torch.tensor([*lm.encode(prompt.text), lm.eos_id])
    owned = pieces_of_words(prompt, lm.offsets)
    apart = len(wanted) if stride is None else min(stride, len(wanted))
    groups = [range(first, len(wanted), apart) for first in range(apart)]
    canvases = ids.repeat(len(groups), 1)
    for canvas, group in zip(canvases, groups, strict=True):
        for n in group:
            canvas[owned[wanted[n]]] = lm.mask_id
    rows = torch.zeros(len(wanted), lm.vocabulary)
    slot_rows: dict[int, torch.Tensor] = {}
    log_probability = torch.zeros(len(wanted))
    for first in range(0, len(groups), _ROWS_AT_ONCE):
        some = canvases[first : first + _ROWS_AT_ONCE]
        log_p = torch.log_softmax(lm.predict(some, some == lm.mask_id).dense(), dim=-1).cpu()  # (masked slots, V)
        number = _numbered(some == lm.mask_id)
        for group, places in zip(groups[first : first + _ROWS_AT_ONCE], number, strict=True):
            for n in group:
                slots = owned[wanted[n]]
                mine = log_p[places[slots]]
                probabilities = mine.exp()
                rows[n] = probabilities.mean(0)
                if with_slots:
                    slot_rows[n] = probabilities
                log_probability[n] = mine.gather(1, ids[slots, None]).mean()
        yield None
    in_order = [slot_rows[n] for n in sorted(slot_rows)]
    slots_of_words = torch.cat(in_order or [rows]) if with_slots else None
    return LeaveOneOut(rows, log_probability, exact=apart == len(wanted), slots=slots_of_words)


def coupling_of(prompt: Prompt, loo: LeaveOneOut, model: str) -> Coupling:
    """The coupling of a prompt's words from their leave-one-out predictions."""
    s = similarity(loo.rows)
    mu, sigma = off_diagonal(s)
    return Coupling(
        words=tuple(w.text for w in prompt.words),
        raw=as_matrix(s),
        cosine=as_matrix(cosine(s)),
        certainty=tuple(loo.log_probability.exp().tolist()),
        mu=float(mu),
        sigma=float(sigma),
        r_edit=float(1 - (mu + sigma)),
        exact=loo.exact,
        model=model,
    )


def piece_coupling_of(
    prompt: Prompt, loo: LeaveOneOut, lm: MaskedLM, places: Sequence[int] | None = None
) -> PieceCoupling | None:
    """The coupling of the pieces of a prompt's words, before the mean over each word; None where `loo` has no `slots`.
    `places`: where the words stand in a longer prompt."""
    if loo.slots is None:
        return None
    places = range(len(prompt)) if places is None else places
    pieces, text = lm.offsets(prompt.text), prompt.text
    owned = [(place, n) for place, ns in zip(places, pieces_of_words(prompt, lm.offsets), strict=True) for n in ns]
    texts = [piece if piece.isascii() else text[start:end].strip() for piece, start, end in pieces]
    return PieceCoupling(
        texts=tuple(texts[n] for _, n in owned),
        words=tuple(place for place, _ in owned),
        raw=as_matrix(similarity(loo.slots)),
    )


def scores_of(fit: float | None, coupling: Coupling, loo: LeaveOneOut) -> Scores:
    """All scores of a prompt with guide cosine `fit`; an empty prompt has no fluency."""
    fluency = float(loo.log_probability.mean()) if len(loo.log_probability) else None
    return Scores(fit, coupling.r_edit, coupling.mu, coupling.sigma, fluency)


def cosine(s: torch.Tensor) -> torch.Tensor:
    """S_ij / √(S_ii S_jj), 0…1, same shape."""
    scale = s.diagonal(dim1=-2, dim2=-1).clamp(min=1e-12).rsqrt()
    return (s * scale[..., :, None] * scale[..., None, :]).clamp(0, 1)


def influence_of_words(prompt: Prompt, lm: MaskedLM) -> Generator[tuple[Matrix, float], None, tuple[Matrix, float]]:
    """How far hiding word i (row) moves what `lm` expects in the place of word j (column): (words, words), 0…1
    (docs/algorithms.md §10).

    The Jensen–Shannon distance (base 2) between j's leave-one-out prediction and the one with i masked as well, in the
    neutral context: Perturbed Masking (Wu et al. 2020, §2.2) with a distance of distributions. The diagonal is 0. One
    row of the LM serves both directions, so a prompt of n words takes n + n(n − 1)/2 rows; neighbours come first.
    Yields (matrix so far, share of the pairs in it) after every batch, a chance to cancel, and returns the whole.
    """
    count = len(prompt)
    nothing = as_matrix(torch.zeros(count, count))
    alone = yield from relay(leave_one_out(prompt, lm), lambda _: (nothing, 0.0))
    ids = torch.tensor([*lm.encode(prompt.text), lm.eos_id])
    owned = pieces_of_words(prompt, lm.offsets)
    pairs = [(i, i + apart) for apart in range(1, count) for i in range(count - apart)]
    distances = torch.zeros(count, count)
    for first in range(0, len(pairs), _ROWS_AT_ONCE):
        some = pairs[first : first + _ROWS_AT_ONCE]
        canvases = ids.repeat(len(some), 1)
        for canvas, (i, j) in zip(canvases, some, strict=True):
            canvas[owned[i]] = canvas[owned[j]] = lm.mask_id
        both = torch.softmax(lm.predict(canvases, canvases == lm.mask_id).dense(), dim=-1).cpu()
        for places, (i, j) in zip(_numbered(canvases == lm.mask_id), some, strict=True):
            for hidden, other in ((i, j), (j, i)):
                distance = jensen_shannon(alone.rows[other], both[places[owned[other]]].mean(0))
                distances[hidden, other] = distance if distance > lm.noise else 0.0
        yield as_matrix(distances), (first + len(some)) / len(pairs)
    return as_matrix(distances), 1.0


def _numbered(masked: torch.Tensor) -> torch.Tensor:
    """The number of each masked slot among all, in their places (rows, slots)."""
    return (masked.flatten().cumsum(0) - 1).view(masked.shape)


def jensen_shannon(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """The Jensen–Shannon distance, 0…1, of distributions of shape (…, V): the root of the mean KL divergence (bits) of
    both to their mean (Endres & Schindelin 2003)."""
    middle = (p + q) / 2
    divergence = (torch.xlogy(p, p / middle).sum(-1) + torch.xlogy(q, q / middle).sum(-1)) / (2 * math.log(2))
    return divergence.clamp(0, 1).sqrt()


def as_matrix(s: torch.Tensor) -> Matrix:
    """A tensor of shape (N, N) as a tuple of rows."""
    return tuple(tuple(row) for row in s.tolist())
