"""What an inversion aims at: reference images, or a text, as the guide CLIP sees them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import torch
from PIL import Image

from promptstudio import images, log
from promptstudio.errors import OutOfMemory
from promptstudio.guide.scoring import ClipScorer
from promptstudio.guide.words import ImageWords, Phrases, find_image_words
from promptstudio.prompt import Prompt
from promptstudio.protocol import ReferenceImage

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip

CAPTIONED = 768  # pixels on a side that captioners are shown: what the guide sees, in the most that any of them takes
_OWN_WORD = 2.0  # evidence (standard deviations) of a word of the prompt that is to become shorter
_log = log.category("target")


class Target:
    """Reference images with their scorer, and the words found in them (searched once, on first need).

    `caption`: a picture → what a captioner says of it, for profiles that have one. `text`: aim at this text's features
    instead (the task distillation; there are no references then). `common` (dim,): what all
    pictures have in common (`ClipScorer`).
    """

    def __init__(
        self,
        references: Sequence[ReferenceImage],
        clip: Clip,
        phrases: Phrases,
        caption: Callable[[Image.Image], str] | None = None,
        text: str = "",
        common: torch.Tensor | None = None,
    ) -> None:
        self._squares = [images.clip_square(reference, clip.image_size) for reference in references]
        features = clip.encode_texts([text]) if text else clip.encode_images(self._squares)
        self.features = features
        """Unit features of what is aimed at, (references, dim); one row for a text."""
        weights = [reference.weight for reference in references]
        self.scorer = ClipScorer(
            clip,
            features,
            None if text else common,
            weights=torch.tensor(weights).to(features) if len(set(weights)) > 1 else None,
        )
        self._references = tuple(references)
        self._phrases = phrases
        self._caption = caption
        self._text = text
        self._words: dict[bool, ImageWords] = {}

    def norms(self) -> torch.Tensor:
        """Lengths of the references' features before they were normalised, (references,); 1 for a text."""
        return self.scorer.clip.image_norms(self._squares) if self._squares else torch.ones(1)

    def find_words(self, things: bool = True) -> Generator[None, None, ImageWords]:
        """The words found in the images. Yields between batches (a chance to cancel).

        `things` False: only how it looks, no category that stands first in a prompt, and no captions (the task style).
        """
        if things not in self._words:
            phrases = self._phrases if things else self._phrases.without_things()
            words = yield from find_image_words(phrases, self.scorer)
            if words.line:
                self.scorer.aim_at(words.line)
            captions = (yield from self._captions()) if things else []
            own = tuple((word.text, _OWN_WORD) for word in Prompt.parse(self._text).words)
            self._words[things] = msgspec.structs.replace(
                words, hints=(*captions, *words.hints), evidence=(*words.evidence, *own)
            )
        return self._words[things]

    def _captions(self) -> Generator[None, None, list[str]]:
        """One caption for every reference image. A captioner that does not fit beside the other models is left out:
        its captions help, but an inversion does without."""
        captions: list[str] = []
        if self._caption is None:
            return captions
        for reference in self._references:
            try:
                captions.append(self._caption(images.clip_square(reference, CAPTIONED)).rstrip(" ."))
            except OutOfMemory as error:
                _log.warning("no captions: %s", error)
                break
            yield
        return [text for text in captions if text]
