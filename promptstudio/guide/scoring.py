"""CLIP scoring of strings: batched, de-duplicated, cached."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import torch

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip


BATCH = 64  # texts encoded at once, and between two chances to cancel


class ClipScorer:
    """Mean cosine of a string with the reference images' features (m, dim), −1…1.

    Every string is encoded once in this scorer's life; equal strings of one call cost one forward. `prefixes`: what
    strings share at their beginnings is not read anew (docs/algorithms.md §0.3).
    """

    def __init__(self, clip: Clip, image_features: torch.Tensor, prefixes: bool = True) -> None:
        self.clip = clip
        self._prefixes = prefixes
        if prefixes:
            clip.forget_prefixes()  # so that a new scorer's figures do not depend on those before it
        self._images = image_features
        self.target = image_features.mean(0)  # mean of cosines = cosine-like product with the mean of unit vectors
        self.cache: dict[str, float] = {}
        self._each: dict[str, list[float]] = {}
        self._words: torch.Tensor | None = None
        self._with_words: dict[str, float] = {}

    def without_prefixes(self) -> ClipScorer:
        """A scorer of the same images that knows no string yet and reads each from its beginning."""
        return ClipScorer(self.clip, self._images, prefixes=False)

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Scores of shape (len(texts),), float32."""
        self.remember(texts)
        return torch.tensor([self.cache[text] for text in texts])

    def each(self, texts: Sequence[str]) -> torch.Tensor:
        """Cosines with every single image, (len(texts), m), float32."""
        self.remember(texts)
        return torch.tensor([self._each[text] for text in texts])

    def aim_at(self, line: str) -> None:
        """Takes a text that is known to be true of the images for `nearness`."""
        self._words = self.clip.encode_texts([line])[0]
        self._with_words.clear()

    def nearness(self, texts: Sequence[str], weight: float) -> torch.Tensor:
        """Cosine with the images plus `weight` times that with the text of `aim_at`, (len(texts),), float32.

        CLIP likes a text that leaves things out as much as the whole one, and often more: a picture's likeness to
        “flat illustration, purple background” hardly grows with the crown in it. Texts know what is left out.
        """
        cosines = self(texts)
        if self._words is None or not weight:
            return cosines
        missing = sorted({text for text in texts if text not in self._with_words}, key=len)
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            features = self.clip.encode_texts(batch, prefixes=self._prefixes)
            self._with_words.update(zip(batch, (features @ self._words).tolist(), strict=True))
        return cosines + weight * torch.tensor([self._with_words[text] for text in texts])

    def remember(self, texts: Iterable[str]) -> None:
        """Encodes and scores what is not in `cache` yet."""
        missing = sorted({text for text in texts if text not in self.cache}, key=len)
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            features = self.clip.encode_texts(batch, prefixes=self._prefixes)
            self.cache.update(zip(batch, (features @ self.target).tolist(), strict=True))
            self._each.update(zip(batch, (features @ self._images.T).tolist(), strict=True))
            if self._words is not None:
                self._with_words.update(zip(batch, (features @ self._words).tolist(), strict=True))


class PhraseFeatures:
    """Unit features of phrases of long lists, encoded once for every CLIP and kept whatever they are compared with."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Clip, dict[str, torch.Tensor]] = WeakKeyDictionary()

    def encode(self, clip: Clip, phrases: Iterable[str]) -> Generator[tuple[int, int], None, None]:
        """Encodes what is not known yet. Yields (done, of) after every batch (a chance to cancel)."""
        known = self._known.setdefault(clip, {})
        missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in known]
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            known.update(zip(batch, clip.encode_texts(batch), strict=True))
            yield min(first + BATCH, len(missing)), len(missing)

    def ranked(self, clip: Clip, phrases: Sequence[str], target: torch.Tensor) -> list[str]:
        """`phrases` (all encoded), the nearest to `target` (dim,) first; equally near ones in their own order.

        Exact: one product with all of them. (CLIP Interrogator's own program keeps the best forty of each chunk of its
        lists, and so loses good phrases of a rich chunk.)
        """
        if not phrases:
            return []
        known = self._known[clip]
        cosines = torch.stack([known[phrase] for phrase in phrases]) @ target
        return [phrases[n] for n in cosines.argsort(descending=True, stable=True).tolist()]
