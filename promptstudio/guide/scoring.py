"""CLIP scoring of strings: batched, de-duplicated, cached."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import torch

from promptstudio.guide import kept_features

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip


BATCH = 64  # texts encoded at once, and between two chances to cancel


class Aim(NamedTuple):
    """What counts as near, beside the cosine with the images (docs/algorithms.md §1.15)."""

    words: float = 0.0
    """How much the cosine with the words that were found in the images counts."""
    contrast: float = 0.0
    """How much is taken off of what a text has in common with pictures of all kinds, 0…1."""


class ClipScorer:
    """Mean cosine of a string with the reference images' features (m, dim), −1…1; weighted by `weights` (m,).

    Every string is encoded once in this scorer's life; equal strings of one call cost one forward. `common` (dim,):
    the mean feature of pictures of all kinds, where it is known. `prefixes`: what strings share at their beginnings is
    not read anew (docs/algorithms.md §0.3).
    """

    def __init__(
        self,
        clip: Clip,
        image_features: torch.Tensor,
        common: torch.Tensor | None = None,
        prefixes: bool = True,
        weights: torch.Tensor | None = None,
    ) -> None:
        self.clip = clip
        self._prefixes = prefixes
        if prefixes:
            clip.forget_prefixes()  # so that a new scorer's figures do not depend on those before it
        self._images, self._common, self._weights = image_features, common, weights
        # mean of cosines = cosine-like product with the mean of unit vectors
        self.target = image_features.mean(0) if weights is None else weights @ image_features / weights.sum()
        self.cache: dict[str, float] = {}
        self._words: torch.Tensor | None = None
        self._features: dict[str, torch.Tensor] = {}

    def without_prefixes(self) -> ClipScorer:
        """A scorer of the same images that knows no string yet and reads each from its beginning."""
        return ClipScorer(self.clip, self._images, self._common, prefixes=False, weights=self._weights)

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Scores of shape (len(texts),), float32."""
        self.remember(texts)
        return torch.tensor([self.cache[text] for text in texts])

    def each(self, texts: Sequence[str]) -> torch.Tensor:
        """Cosines with every single image, (len(texts), m), float32."""
        self.remember(texts)
        return self._known(texts) @ self._images.T

    def aim_at(self, line: str) -> None:
        """Takes a text that is known to be true of the images for `nearness`."""
        self._words = self.clip.encode_texts([line])[0]

    def misses(self, aim: Aim) -> bool:
        """Whether `nearness` falls by what a text leaves out. A cosine with images alone often does not."""
        return bool((aim.words and self._words is not None) or (aim.contrast and self._common is not None))

    def nearness(self, texts: Sequence[str], aim: Aim) -> torch.Tensor:
        """Cosine with the images, plus `aim.words` times that with the text of `aim_at`, less `aim.contrast` times the
        product with what all pictures have in common; (len(texts),), float32. What is not known counts nothing."""
        cosines = self(texts)
        if not texts or not self.misses(aim):
            return cosines
        return cosines + self._known(texts) @ (self.direction(aim) - self.target)

    def direction(self, aim: Aim) -> torch.Tensor:
        """What `nearness` is the product of a text's feature with, (dim,)."""
        direction = self.target
        if self._words is not None:
            direction = direction + aim.words * self._words
        if self._common is not None:
            direction = direction - aim.contrast * self._common
        return direction

    def _known(self, texts: Sequence[str]) -> torch.Tensor:
        return torch.stack([self._features[text] for text in texts])

    def remember(self, texts: Iterable[str]) -> None:
        """Encodes and scores what is not in `cache` yet."""
        missing = sorted({text for text in texts if text not in self.cache}, key=len)
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            features = self.clip.encode_texts(batch, prefixes=self._prefixes)
            self.cache.update(zip(batch, (features @ self.target).tolist(), strict=True))
            self._features.update(zip(batch, features, strict=True))


class PhraseFeatures:
    """Unit features of phrases of long lists, encoded once for every CLIP and kept whatever they are compared with."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Clip, dict[str, torch.Tensor]] = WeakKeyDictionary()

    def encode(self, clip: Clip, phrases: Iterable[str]) -> Generator[tuple[int, int], None, None]:
        """Encodes what is not known yet, nor kept on the disk. Yields (done, of) after every batch (a chance to
        cancel)."""
        known = self._known.setdefault(clip, {})
        missing = [phrase for phrase in dict.fromkeys(phrases) if phrase not in known]
        kept = kept_features.read(clip.identity, missing) if len(missing) >= kept_features.LEAST else None
        if kept is not None:
            known.update(zip(missing, kept, strict=True))
            return
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            known.update(zip(batch, clip.encode_texts(batch), strict=True))
            yield min(first + BATCH, len(missing)), len(missing)
        if len(missing) >= kept_features.LEAST:
            kept_features.write(clip.identity, missing, torch.stack([known[phrase] for phrase in missing]))

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
