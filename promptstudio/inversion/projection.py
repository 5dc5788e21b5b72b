"""Projection of continuous embeddings to the pieces of a vocabulary: the hard half of PEZ and PH2P."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
import torch.nn.functional as F


class PieceTokenizer(Protocol):
    """A CLIP tokenizer as projection needs it."""

    @property
    def stable(self) -> Sequence[int]:
        """Pieces that, decoded alone, become themselves again."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text."""
        ...


class Vocabulary:
    """The embeddings (V, dim) that may stand in a prompt: only pieces that, decoded alone, become themselves again.

    Half a byte of a character and SOT, EOT or padding do not, and would be lost from the string that is shown.
    """

    def __init__(self, embeddings: torch.Tensor, tokenizer: PieceTokenizer) -> None:
        self.embeddings = embeddings
        self.tokenizer = tokenizer
        self.allowed = torch.tensor(list(tokenizer.stable), device=embeddings.device)
        """Ids that may be chosen, (allowed,)."""
        self._rows = embeddings[self.allowed]
        self._unit = F.normalize(self._rows, dim=-1)

    def random(self, count: int, generator: torch.Generator) -> torch.Tensor:
        """(count,) ids, evenly from those allowed."""
        return self.allowed[torch.randint(len(self.allowed), (count,), generator=generator).to(self.allowed.device)]

    def nearest_by_cosine(self, points: torch.Tensor) -> torch.Tensor:
        """(n, dim) → (n,) ids of the allowed rows with the largest cosine (PEZ)."""
        return self.allowed[(F.normalize(points, dim=-1) @ self._unit.T).argmax(-1)]

    def nearest_by_distance(self, points: torch.Tensor) -> torch.Tensor:
        """(n, dim) → (n,) ids of the allowed rows at the smallest Euclidean distance (PH2P)."""
        return self.allowed[torch.cdist(points, self._rows).argmin(-1)]

    def decode(self, ids: torch.Tensor) -> str:
        """The text of pieces (n,)."""
        return self.tokenizer.decode(ids.tolist()).strip()
