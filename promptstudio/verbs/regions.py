"""Where in two pictures an edit may act: by the segmenter, by cross-attention, or by the change itself
(algorithms.md §8.3). Masks are bool (height, width) of the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from promptstudio import images
from promptstudio.protocol import AttentionMap, Picture
from promptstudio.verbs.edits import Kind, PromptEdit
from promptstudio.verbs.visible_change import BLUR, MEASURED_SIDE, reduced, resized

if TYPE_CHECKING:
    from promptstudio.models.adapters.segmenter import ClipSeg, Segmenter

SEGMENTER, ATTENTION, CHANGE = "segmenter", "cross-attention", "change map"
MARGIN = 5 / 128
"""How far a region is grown in each direction, as a share of the longer side: outlines and shadows belong to it."""
_PARTS, _COMPACTNESS = 60, 10  # of SLIC: how many parts, and how far their shape outweighs their colour


class Sight:
    """What a segmenter sees in the two pictures; each question is asked once. Without a segmenter nothing is known."""

    def __init__(self, a: Picture, b: Picture, segmenter: Segmenter | ClipSeg | None) -> None:
        self.a, self.b = a, b
        self._segmenter = segmenter
        self._masks: dict[tuple[bool, str], np.ndarray | None] = {}

    @property
    def name(self) -> str | None:
        """The segmenter's name."""
        return self._segmenter.name if self._segmenter else None

    def knows(self, thing: str) -> bool:
        return bool(thing) and self._segmenter is not None and self._segmenter.knows(thing)

    def in_a(self, thing: str) -> np.ndarray | None:
        """Where A shows `thing`; None when it is not seen or not known."""
        return self._mask(thing, self.a, in_b=False)

    def in_b(self, thing: str) -> np.ndarray | None:
        """Where B shows `thing`; None when it is not seen or not known."""
        return self._mask(thing, self.b, in_b=True)

    def things_in_a(self) -> list[str]:
        """Every thing that the segmenter finds by itself in A."""
        return self._segmenter.things(images.to_pil(self.a)) if self._segmenter else []

    def _mask(self, thing: str, picture: Picture, *, in_b: bool) -> np.ndarray | None:
        key = (in_b, thing.lower())
        if key not in self._masks:
            segmenter = self._segmenter if self.knows(thing) else None
            self._masks[key] = segmenter.mask(images.to_pil(picture), [thing]) if segmenter else None
        return self._masks[key]


def region_of(
    edits: Sequence[PromptEdit],
    sight: Sight,
    attention: tuple[Sequence[AttentionMap], Sequence[AttentionMap]],
    difference: np.ndarray,
) -> tuple[np.ndarray, str]:
    """The region of edits that have a place, and its source: the least certain that was needed for one of them.

    `attention`: maps of every word of A's and of B's prompt, or none. `difference`: ΔE00 of the pictures.
    """
    shape = (sight.b.height, sight.b.width)
    region = np.zeros(shape, dtype=bool)
    source = SEGMENTER
    for edit in edits:
        seen = _seen(edit, sight)
        if seen is None:
            source = ATTENTION if source == SEGMENTER else source
            seen = _attended(edit, attention, (sight.a, sight.b))
        if seen is None:
            source = CHANGE
            seen = most_changed(difference, shape)
        region |= seen
    return (region, source) if edits else (most_changed(difference, shape), CHANGE)


def _seen(edit: PromptEdit, sight: Sight) -> np.ndarray | None:
    """The segmenter's region: the old thing in A and the new one in B; what an attribute describes in both."""
    old, new = (edit.old, edit.new) if edit.kind is Kind.THING else (edit.thing, edit.thing)
    if not all(sight.knows(thing) for thing in {old, new} - {""}):
        return None
    masks = [sight.in_a(old) if old else None, sight.in_b(new) if new else None]
    found = [mask for mask in masks if mask is not None]
    return grown(np.logical_or.reduce(found)) if found else None


def _attended(
    edit: PromptEdit,
    attention: tuple[Sequence[AttentionMap], Sequence[AttentionMap]],
    pictures: tuple[Picture, Picture],
) -> np.ndarray | None:
    """The region by cross-attention: of the words that name it, in each picture; None where nothing was traced."""
    found = [
        region_of_words([maps[i] for i in words if i < len(maps)], picture)
        for picture, words, maps in zip(pictures, (edit.old_words, edit.new_words), attention, strict=True)
        if maps and words
    ]
    return grown(np.logical_or.reduce(found)) if found else None


def region_of_words(maps: Sequence[AttentionMap], picture: Picture) -> np.ndarray:
    """Where the words of one thing act in one render: the mean of their maps, averaged over the parts of the picture
    that have one colour (SLIC), above Otsu's threshold."""
    from scipy.ndimage import mean
    from skimage.filters import threshold_otsu
    from skimage.segmentation import slic

    small = reduced(picture, MEASURED_SIDE)
    parts = slic(small, n_segments=_PARTS, compactness=_COMPACTNESS, sigma=BLUR * max(small.shape), start_label=0)
    coarse = Image.fromarray(np.mean([_values(one) for one in maps], axis=0))
    fine = np.asarray(coarse.resize((small.shape[1], small.shape[0]), Image.Resampling.BICUBIC))
    levels = mean(fine, parts, np.arange(parts.max() + 1))[parts]
    if levels.min() == levels.max():
        return np.zeros((picture.height, picture.width), dtype=bool)
    return resized(levels > threshold_otsu(levels), (picture.height, picture.width))


def most_changed(difference: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Where the change itself is strongest: above Otsu's threshold, grown."""
    from skimage.filters import threshold_otsu

    if difference.min() == difference.max():
        return np.zeros(shape, dtype=bool)
    return grown(resized(difference > threshold_otsu(difference), shape))


def grown(mask: np.ndarray) -> np.ndarray:
    """The mask without holes, larger by `MARGIN` in each direction."""
    from scipy.ndimage import binary_fill_holes, distance_transform_edt

    if not mask.any():
        return mask
    return distance_transform_edt(~binary_fill_holes(mask)) <= MARGIN * max(mask.shape)


def union(masks: Iterable[np.ndarray | None]) -> np.ndarray | None:
    """Where any of the masks is set; None when there is none."""
    found = [mask for mask in masks if mask is not None]
    return np.logical_or.reduce(found) if found else None


def _values(one: AttentionMap) -> np.ndarray:
    return np.frombuffer(one.values, np.uint8).reshape(one.height, one.width).astype(np.float32)
