"""How local an edit was: change map, region of the edited words, and the locality score (docs/algorithms.md §8.3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image, ImageFilter

from promptstudio import images
from promptstudio.differences import removed_and_added
from promptstudio.prompt import Prompt
from promptstudio.protocol import AttentionMap, Comparison, Picture, Render

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip
    from promptstudio.models.adapters.segmenter import Segmenter

FULL_SCALE = 0.5
"""Mean absolute RGB difference, 0…1, that the change map shows as its maximum."""
LEAST_OUTSIDE = 0.1
"""Share of the patches that must lie outside the region for their mean to mean anything."""
REGION_THRESHOLD = 0.4
"""Share of an attention map's range, as in DAAM."""


def change_map(a: Picture, b: Picture) -> np.ndarray:
    """Mean absolute RGB difference of two pictures of one size, shape (height, width), 0…1."""
    return np.abs(_array(a) - _array(b)).mean(2)


def region_of_things(a: Render, b: Render, segmenter: Segmenter) -> np.ndarray | None:
    """Where the edited things are seen, bool (height, width): the old ones in A and the new ones in B, grown by a
    sixteenth of the picture. None unless every edited word names a thing that the segmenter knows and sees."""
    removed, added = removed_and_added(a.prompt.diff(b.prompt))
    union = np.zeros((b.picture.height, b.picture.width), dtype=bool)
    edited = [
        (a.picture, [a.prompt.words[i].text for i in removed]),
        (b.picture, [b.prompt.words[i].text for i in added]),
    ]
    for picture, words in edited:
        if not all(segmenter.knows(word) for word in words):
            return None
        if words:
            mask = segmenter.mask(images.to_pil(picture), words)
            if mask is None:
                return None
            union |= mask
    if not union.any():
        return None
    margin = 2 * (max(union.shape) // 32) + 1
    return np.asarray(Image.fromarray(np.uint8(union) * 255).filter(ImageFilter.MaxFilter(margin))) > 0


def region_of_words(a: Render, b: Render) -> np.ndarray | None:
    """Where the edited words act, bool (height, width): the union of the old words' cross-attention in A and the new
    words' in B, each above `REGION_THRESHOLD` of its own range and grown by one latent cell. None when nothing was
    traced or no word differs."""
    removed, added = removed_and_added(a.prompt.diff(b.prompt))
    maps = [a.attention[i] for i in removed if a.attention] + [b.attention[i] for i in added if b.attention]
    if not maps:
        return None
    union = np.zeros((b.picture.height, b.picture.width), dtype=bool)
    for one in maps:
        union |= _above_threshold(one, (b.picture.width, b.picture.height))
    return union


def region_of_change(change: np.ndarray) -> np.ndarray:
    """The most changed pixels: those above half of the largest change (used when attention is not known)."""
    return change > change.max() / 2 if change.max() > 0 else np.zeros_like(change, dtype=bool)


def outside_distance(a: Picture, b: Picture, region: np.ndarray, clip: Clip) -> float | None:
    """Mean of 1 − cosine of CLIP's patch features over the patches that lie mostly outside `region`, 0…2.

    `region`: bool (height, width). None when fewer than `LEAST_OUTSIDE` of all patches lie outside.
    """
    first, second = clip.patch_features([images.to_pil(a), images.to_pil(b)])
    distance = 1 - (first * second).sum(-1)
    cells = Image.fromarray(np.uint8(region) * 255).resize((distance.shape[1], distance.shape[0]), Image.Resampling.BOX)
    outside = torch.from_numpy(np.asarray(cells) < 128)
    return float(distance[outside].mean()) if outside.float().mean() >= LEAST_OUTSIDE else None


def compare_renders(
    a: Render, b: Render, other_seed: Render | None, clip: Clip, segmenter: Segmenter | None = None
) -> Comparison:
    """The change from A to B. `other_seed`: A's prompt with another seed, which normalises the locality.

    The region is the segmenter's where it knows the edited things, else that of cross-attention, else of the change.
    """
    change = change_map(a.picture, b.picture)
    region = region_of_things(a, b, segmenter) if segmenter is not None else None
    source = "segmenter"
    if region is None:
        region, source = region_of_words(a, b), "cross-attention"
    if region is None:
        region, source = region_of_change(change), "change map"
    total = float(change.sum())
    inside = float(change[region].sum()) / total if total > 0 else 1.0
    outside = outside_distance(a.picture, b.picture, region, clip)
    baseline = outside_distance(a.picture, other_seed.picture, region, clip) if other_seed else None
    locality = None
    if outside is not None and baseline:
        locality = min(max(1 - outside / baseline, 0.0), 1.0)
    return Comparison(
        width=b.picture.width,
        height=b.picture.height,
        change_map=(np.clip(change / FULL_SCALE, 0, 1) * 255).round().astype(np.uint8).tobytes(),
        change=float(change.mean()),
        region=(region.astype(np.uint8) * 255).tobytes(),
        region_source=source,
        inside=inside,
        locality=locality,
        outside=outside,
        outside_baseline=baseline,
        outside_psnr=_psnr_outside(a.picture, b.picture, region),
        distance_model=clip.name,
        sentence=_sentence(a.prompt, b.prompt, total, inside, float(region.mean()), locality, source),
    )


def _sentence(
    a: Prompt, b: Prompt, total: float, inside: float, covered: float, locality: float | None, source: str
) -> str:
    if total == 0:
        return "The two renders are the same, pixel for pixel."
    removed, added = removed_and_added(a.diff(b))
    words = " ".join(b.words[i].text for i in added) or " ".join(a.words[i].text for i in removed)
    # Without the area the share means little: a word like “night” acts everywhere.
    if source == "segmenter":
        sentence = f"{inside:.0%} of the change lies where “{words}” is seen ({covered:.0%} of the picture)"
    elif source == "cross-attention":
        sentence = f"{inside:.0%} of the change lies where “{words}” acts ({covered:.0%} of the picture)"
    else:
        sentence = f"{inside:.0%} of the change lies in its strongest region"
    if locality is not None:
        sentence += f"; elsewhere the picture changes {1 - locality:.0%} as much as with another seed"
    return sentence + "."


def _psnr_outside(a: Picture, b: Picture, region: np.ndarray) -> float | None:
    squared = ((_array(a) - _array(b)) ** 2).mean(2)[~region]
    if squared.size == 0 or squared.mean() == 0:
        return None
    return -10 * math.log10(float(squared.mean()))


def _above_threshold(one: AttentionMap, size: tuple[int, int]) -> np.ndarray:
    values = np.frombuffer(one.values, np.uint8).reshape(one.height, one.width).astype(np.float32)
    values = (values - values.min()) / max(float(values.max() - values.min()), 1e-6)
    mask = np.uint8(values >= REGION_THRESHOLD)
    padded = np.pad(mask, 1)
    grown = np.max([padded[y : y + one.height, x : x + one.width] for y in range(3) for x in range(3)], axis=0)
    return np.asarray(Image.fromarray(grown * 255).resize(size, Image.Resampling.NEAREST)) > 0


def _array(picture: Picture) -> np.ndarray:
    flat = np.frombuffer(picture.rgb, np.uint8).astype(np.float32) / 255
    return flat.reshape(picture.height, picture.width, 3)
