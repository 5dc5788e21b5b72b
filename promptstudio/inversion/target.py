"""What an inversion aims at: the reference images as the guide CLIP sees them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from promptstudio import images
from promptstudio.inversion.image_words import Category, ImageWords, find_image_words
from promptstudio.inversion.scoring import ClipScorer
from promptstudio.protocol import ReferenceImage

if TYPE_CHECKING:
    from promptstudio.models.clip import Clip


class Target:
    """Reference images with their scorer, and the words found in them (searched once, on first need)."""

    def __init__(self, references: Sequence[ReferenceImage], clip: Clip, categories: tuple[Category, ...]) -> None:
        squares = [images.clip_square(reference, clip.image_size) for reference in references]
        self.scorer = ClipScorer(clip, clip.encode_images(squares))
        self._categories = categories
        self.words: ImageWords | None = None

    def look(self) -> Generator[None, None, ImageWords]:
        """The words found in the images. Yields between batches (a chance to cancel)."""
        if self.words is None:
            self.words = yield from find_image_words(self._categories, self.scorer)
        return self.words
