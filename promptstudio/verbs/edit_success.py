"""Did an edit do what it asked for: does a judge see the new thing, and no longer the old (algorithms.md §8.3)?

The segmenter answers for things that it knows. For attributes, for unknown things and for the whole picture a CLIP
chooses between two texts, on the part of the picture where the edit acts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy as np
from PIL import Image

from promptstudio import images
from promptstudio.protocol import Picture
from promptstudio.verbs.edits import Kind, PromptEdit, WordKinds
from promptstudio.verbs.regions import Sight

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip

_STILL_THERE = 0.2
"""Share of the old thing's area in A from which on what B shows of it is the thing, and no slip at a border."""
_FRAME = 0.1
"""Margin around the region in what CLIP is shown, as a share of the region's longer side."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one edit."""

    edit: PromptEdit
    success: bool | None
    """None where nothing can be said: a word's weight alone was changed."""
    still_there: bool = False
    """Whether the old thing is still seen where it should no longer be."""


def outcome_of(
    edit: PromptEdit, sight: Sight, region: np.ndarray, clip: Clip, known: WordKinds, stays: bool
) -> Outcome:
    """`region`: of the edit, bool (height, width). `stays`: the new prompt still names the old thing elsewhere."""
    if not edit.old and not edit.new:
        return Outcome(edit, None)
    if edit.kind is Kind.THING:
        return _of_thing(edit, sight, region, clip, known, stays)
    if edit.kind is Kind.WHOLE:
        whole = np.ones_like(region)
        return Outcome(edit, _chosen(edit.old, edit.new, "a picture", sight, whole, clip))
    if sight.knows(edit.thing) and sight.in_b(edit.thing) is None:
        return Outcome(edit, False)
    plain = known.with_article(edit.thing) if edit.thing else "a picture"
    old, new = (known.with_article(f"{word} {edit.thing}".strip()) if word else "" for word in (edit.old, edit.new))
    return Outcome(edit, _chosen(old, new, plain, sight, region, clip))


def _of_thing(edit: PromptEdit, sight: Sight, region: np.ndarray, clip: Clip, known: WordKinds, stays: bool) -> Outcome:
    """Each of the two things that the segmenter knows is looked for; CLIP is asked when one is not known."""
    old, new = edit.old, edit.new
    shown = not new or (sight.in_b(new) is not None if sight.knows(new) else None)
    still = bool(old) and (_is_still_there(old, sight, region, stays) if sight.knows(old) else None)
    if shown is None or still is None:
        texts = [known.with_article(word) if word else "" for word in (old, new)]
        chosen = _chosen(texts[0], texts[1], "a picture", sight, region, clip)
        return Outcome(edit, chosen and shown is not False and not still, bool(still) or (bool(old) and not chosen))
    return Outcome(edit, shown and not still, still)


def _is_still_there(old: str, sight: Sight, region: np.ndarray, stays: bool) -> bool:
    before, after = sight.in_a(old), sight.in_b(old)
    if after is None:
        return False
    if stays:
        after = after & region
    return bool(after.sum() >= _STILL_THERE * (after.sum() if before is None else before.sum()) and after.any())


def _chosen(old: str, new: str, plain: str, sight: Sight, region: np.ndarray, clip: Clip) -> bool:
    """Whether CLIP prefers the new text to the old one for B. Where one of them is empty, `plain` stands in and B must
    prefer the text that is there more (or, if it was removed, less) than A does."""
    texts = clip.encode_texts([new or plain, old or plain])
    features = clip.encode_images([framed(picture, region) for picture in (sight.a, sight.b)])
    preference = (features @ (texts[0] - texts[1])).tolist()
    return preference[1] > 0 if old and new else preference[1] > preference[0]


def framed(picture: Picture, region: np.ndarray) -> Image.Image:
    """The square part of a picture around a region, as far as the picture reaches; all of it without a region."""
    image = images.to_pil(picture)
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    if not rows.size:
        return image
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    side = min(round(max(bottom - top, right - left) * (1 + 2 * _FRAME)), *image.size)
    x = min(max((left + right - side) // 2, 0), image.width - side)
    y = min(max((top + bottom - side) // 2, 0), image.height - side)
    return image.crop((int(x), int(y), int(x) + side, int(y) + side))
