"""CLIP scoring of strings against reference images: batched, de-duplicated, cached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from promptstudio.models.clip import Clip


_BATCH = 64


class ClipScorer:
    """Mean cosine of a string with the reference images' features (m, dim), −1…1.

    Every string is encoded once in this scorer's life; equal strings of one call cost one forward.
    """

    def __init__(self, clip: Clip, image_features: torch.Tensor) -> None:
        self.clip = clip
        self.target = image_features.mean(0)  # mean of cosines = cosine-like product with the mean of unit vectors
        self.cache: dict[str, float] = {}

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Scores of shape (len(texts),), float32."""
        self.remember(texts)
        return torch.tensor([self.cache[text] for text in texts])

    def remember(self, texts: Iterable[str]) -> None:
        missing = sorted({text for text in texts if text not in self.cache}, key=len)
        for first in range(0, len(missing), _BATCH):
            batch = missing[first : first + _BATCH]
            features = self.clip.encode_texts(batch)
            self.cache.update(zip(batch, (features @ self.target).tolist(), strict=True))
