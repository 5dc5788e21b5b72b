"""The guide CLIP's side of a profile: its phrases, and the targets that were last worked with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from promptstudio import images
from promptstudio.guide.known_world import KnownWorld, note_on, read_known_world
from promptstudio.guide.mean_features import read_mean_features
from promptstudio.guide.target import Target
from promptstudio.guide.words import Phrases, load_phrases
from promptstudio.learned_words import counting, vectors_of
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import LearnedWord, Loading, Recognition, ReferenceImage

if TYPE_CHECKING:
    import torch
    from PIL import Image

    from promptstudio.catalogue.profiles import Component

_TARGETS_KEPT = 4
_BLIND = 64  # phrases at most that a prompt is compared with, spread over all of them
_FEWEST = 16
_PLAINLY = 2.0  # standard deviations above the mean of such phrases from which a prompt plainly fits


def guide_of(models: Models) -> Guide:
    """The one `Guide` of `models`."""
    return models.shared(Guide)


class Guide:
    """What the guide CLIP of `models` makes of images and texts. Get it from `guide_of`."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self._targets: OrderedDict[tuple, Target] = OrderedDict()
        models.on_unload(self._unloaded)

    @cached_property
    def phrases(self) -> Phrases:
        """The phrases of the profile that images are described with."""
        return load_phrases(self.models.profile["phrases"].require())

    @cached_property
    def known_world(self) -> KnownWorld | None:
        """The pictures that the guide was trained on; None where the profile does not say."""
        clip = self.models.profile.get("guide_clip")
        return read_known_world(clip.path) if clip is not None else None

    @cached_property
    def _mean_features(self) -> torch.Tensor | None:
        return read_mean_features(self.models.profile["guide_clip"].path)

    def recognise(self, references: Sequence[ReferenceImage]) -> Recognition:
        """How familiar the references are to the guide, and a sentence about those that are not."""
        if self.known_world is None or not references:
            return Recognition()
        clip = self.models.guide_clip
        squares = [images.clip_square(reference, clip.image_size) for reference in references]
        strangeness = self.known_world.strangeness(clip.layer_statistics(squares, self.known_world.layers))
        unknown = [r.name for r, value in zip(references, strangeness, strict=True) if value > 1]
        return Recognition(strangeness, (note_on(unknown, self.known_world.world),) if unknown else ())

    def note_on_fit(self, references: Sequence[ReferenceImage], fit: float) -> tuple[str, ...]:
        """A sentence if a prompt of this fit tells next to nothing of the references; none where the profile says what
        it knows, for there `recognise` has told. (docs/algorithms.md §0.6.)"""
        texts = [phrase for category in self.phrases for phrase in category.phrases]
        if self.known_world is not None or len(texts) < _FEWEST:
            return ()
        clip = self.models.guide_clip
        seen = clip.encode_images([images.clip_square(reference, clip.image_size) for reference in references])
        blind = clip.encode_texts(texts[:: -(-len(texts) // _BLIND)]) @ seen.mean(0)
        if fit >= float(blind.mean() + _PLAINLY * blind.std()):
            return ()
        return (
            f"The prompt fits the picture hardly better than words picked blindly (fit {fit:.2f}): another method, "
            "more steps or other models may find a better one.",
        )

    def target(self, references: Sequence[ReferenceImage], text: str = "") -> Target:
        """The references, or a text to distil, as the guide sees them. The last few targets are kept, with every score
        that was computed for them."""
        clip = self.models.guide_clip  # also for a known target, so that the running job holds on to the model
        key = (text, *((r.seen, r.picture.width, r.picture.height, r.weight) for r in references))
        if key not in self._targets:
            caption = self._caption if self.captions else None
            self._targets[key] = Target(references, clip, self.phrases, caption, text, self._mean_features)
            while len(self._targets) > _TARGETS_KEPT:
                self._targets.popitem(last=False)
        self._targets.move_to_end(key)
        return self._targets[key]

    def look(self, references: Sequence[ReferenceImage], before: str) -> Generator[Loading | None, None, None]:
        """Finds the words in the references now, if the profile's captioner helps with that: it takes turns in memory
        with the model of the role `before` which it looks, whose files are looked for first. Yields events of loading,
        and None between batches."""
        if not references or not self.captions:
            return
        self.models.profile[before].require()
        yield from self.models.prepare("guide_clip")
        yield from self.target(references).find_words()

    def forget(self) -> None:
        """Drops all targets, so that the next request reads its images anew."""
        self._targets.clear()

    @property
    def captions(self) -> bool:
        """Whether captions are hints. A profile says `hints = false` where the language model was trained on words as
        hints and gains nothing from a sentence."""
        return self.models.has("captioner") and bool(self.models.profile["captioner"].options.get("hints", True))

    def _caption(self, picture: Image.Image) -> str:
        caption = self.models.captioner.caption(picture)
        self.models.release("captioner")
        return caption

    def _unloaded(self, component: Component) -> None:
        """The scorers of all targets refer to the guide CLIP and would keep its memory taken."""
        clip = self.models.profile.get("guide_clip")
        if clip is not None and clip.path == component.path:
            self.forget()


def within_budget(models: Models, prompt: Prompt, pieces: int, learned: Sequence[LearnedWord] = ()) -> Prompt:
    """The prompt without its last unlocked words, so that it has at most `pieces` CLIP pieces.

    `learned`: words that take as many pieces as they have vectors. Locked words are never cut: if they alone do not
    fit, the prompt of the locked words is returned.
    """
    vectors = vectors_of(learned)
    offsets = counting(models.clip_offsets, vectors)

    def length(text: str) -> int:
        return len(offsets(text)) if vectors else models.clip_pieces.lengths([text])[0]

    while length(prompt.text) > pieces:
        free = [i for i, word in enumerate(prompt.words) if not word.locked]
        if not free:
            return prompt
        prompt = prompt.delete(free[-1]).without_tail()
    return prompt
