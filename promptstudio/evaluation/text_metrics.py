"""Metrics of texts: BERTScore (Zhang et al. 2020), and perplexity as papers report it.

BERTScore is the authors' package's without idf weights and without rescaling: the greedy match of every piece in an
encoder's space, its cosine, the mean over the candidate's pieces (precision) and over the reference's (recall).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import msgspec
import torch

if TYPE_CHECKING:
    from promptstudio.models.adapters.causal_lm import CausalLM


Pieces = tuple[torch.Tensor, torch.Tensor]
"""Unit states of a text's pieces, (pieces, width), and which of them count (special ones do not), bool (pieces,)."""
Encode = Callable[[str], Pieces]


class BertScore(msgspec.Struct, frozen=True):
    """Three figures, −1…1."""

    precision: float = 0.0
    recall: float = 0.0
    f1: float = 0.0


def bert_score(candidate: str, references: Iterable[str], encode: Encode) -> BertScore:
    """Of a text against the reference that fits it best (by F1). A text without pieces scores 0."""
    pieces = encode(candidate)
    return max((_matched(pieces, encode(text)) for text in references), key=lambda s: s.f1, default=BertScore())


def _matched(candidate: Pieces, reference: Pieces) -> BertScore:
    """Special pieces are matched with, as in the authors' package, but their own matches do not count."""
    (a, counts_a), (b, counts_b) = candidate, reference
    if not counts_a.any() or not counts_b.any():
        return BertScore()
    cosines = a @ b.T
    precision = float(cosines.max(dim=1).values[counts_a].mean())
    recall = float(cosines.max(dim=0).values[counts_b].mean())
    total = precision + recall
    return BertScore(precision, recall, 2 * precision * recall / total if total else 0.0)


def perplexity(lm: CausalLM, text: str) -> float | None:
    """exp of the mean negative log-probability (nats) of the text's pieces after the begin token; its end is not
    counted, as papers count (the judge's own, `judge.perplexity`, counts it). None for a text without pieces."""
    ids = lm.encode(text)
    return math.exp(-float(lm.log_probabilities(ids).mean())) if ids else None
