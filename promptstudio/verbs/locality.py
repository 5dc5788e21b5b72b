"""How local an edit was: what it changed, where it should have, and what it left alone (algorithms.md §8.3).

    locality = preserved × exp(−spill)

Of an edit that concerns the whole picture (a place, a time, a style), what counts is whether the things stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from promptstudio.protocol import AttentionMap, Comparison, Picture
from promptstudio.verbs import comparison_sentences
from promptstudio.verbs.edit_success import Outcome, outcome_of
from promptstudio.verbs.edits import Kind, PromptEdit, WordKinds, edits_between
from promptstudio.verbs.regions import Sight, region_of, union
from promptstudio.verbs.visible_change import (
    FULL_SCALE,
    SAME,
    Outside,
    change_map,
    colour_difference,
    is_visible,
    lab,
    outside_of,
    resized,
)

if TYPE_CHECKING:
    from promptstudio.models.adapters.clip import Clip
    from promptstudio.models.adapters.segmenter import ClipSeg, Segmenter
    from promptstudio.prompt import Prompt

NO_EFFECT = "nothing visible changed"
COVERED = "the region covers the whole picture"
NO_EDIT = "the prompts do not say what was edited"
NO_THING = "no thing is known whose staying could be measured"
"""Why a comparison has no locality."""

MISSING = ("LPIPS: its weights are published only in a format that can run programs",)
_SAME_IN_OTHER_LIGHT = 2 * SAME
"""ΔE00 within a thing, after its mean lightness is matched, below which it looks the same in another light."""


def compare(
    a: Picture,
    b: Picture,
    prompts: tuple[Prompt, Prompt],
    attention: tuple[Sequence[AttentionMap], Sequence[AttentionMap]],
    known: WordKinds,
    clip: Clip,
    segmenter: Segmenter | ClipSeg | None = None,
) -> Comparison:
    """The change from A to B, two pictures of one size. `attention`: maps of every word of the two prompts, or none.
    `clip`: chooses between texts where the segmenter does not know."""
    edits = edits_between(*prompts, known)
    sight = Sight(a, b, segmenter)
    difference = colour_difference(a, b)
    local = [edit for edit in edits if not edit.is_global]
    is_global = len(local) < len(edits)
    region, source = region_of(local, sight, attention, difference) if local or not edits else (None, "things")
    stayed = _things_that_stay(edits, prompts, sight, known) if is_global else {}
    if region is None:
        region = _region_of_things(stayed, sight)
    outside = Outside(None, None, None, None) if is_global else outside_of(region, a, b, difference)
    outcomes = [_outcome(edit, edits, prompts, sight, region, clip, known) for edit in edits]
    change = change_map(a, b)
    preserved, locality = outside.preserved, outside.locality
    if is_global:
        preserved = locality = float(np.mean(list(stayed.values()))) if stayed else None
    undefined = _why_undefined(edits, is_global, difference, locality)
    changed = float((difference >= SAME).mean())
    said = comparison_sentences.sentences(outcomes, outside.preserved, changed, stayed, known)
    successes = [outcome.success for outcome in outcomes if outcome.success is not None]
    total = float(change.sum())
    return Comparison(
        width=b.width,
        height=b.height,
        locality=None if undefined else locality,
        preserved=preserved,
        spill=outside.spill,
        success=all(successes) if successes else None,
        is_global=is_global,
        region_source=source,
        sentence=comparison_sentences.NOTHING if undefined == NO_EFFECT else said,
        undefined=undefined,
        psnr=outside.psnr,
        ssim=outside.ssim,
        missing=MISSING,
        stayed=stayed,
        change=float(change.mean()),
        inside=min(float(change[region].sum()) / total, 1.0) if total > 0 else None,
        covered=float(region.mean()),
        judge=clip.name,
        segmenter=sight.name,
        change_map=(np.clip(change / FULL_SCALE, 0, 1) * 255).round().astype(np.uint8).tobytes(),
        region=(region.astype(np.uint8) * 255).tobytes(),
    )


def _why_undefined(
    edits: Sequence[PromptEdit], is_global: bool, difference: np.ndarray, locality: float | None
) -> str | None:
    if not is_visible(difference):
        return NO_EFFECT
    if not edits:
        return NO_EDIT
    if locality is None:
        return NO_THING if is_global else COVERED
    return None


def _outcome(
    edit: PromptEdit,
    edits: Sequence[PromptEdit],
    prompts: tuple[Prompt, Prompt],
    sight: Sight,
    region: np.ndarray,
    clip: Clip,
    known: WordKinds,
) -> Outcome:
    """What became of one edit, judged where it alone acts if the segmenter knows where that is."""
    own = region
    if len(edits) > 1 and edit.kind is not Kind.WHOLE:
        thing = edit.thing if edit.kind is Kind.ATTRIBUTE else ""
        old, new = (thing, thing) if thing else (edit.old, edit.new)
        seen = union([sight.in_a(old) if old else None, sight.in_b(new) if new else None])
        own = region if seen is None else seen
    still_named = {unit.text.lower() for unit in known.units(prompts[1])} | {e.new.lower() for e in edits}
    return outcome_of(edit, sight, own, clip, known, edit.old.lower() in still_named)


# ------------------------------------------------------------------ edits of the whole picture


def _things_that_stay(
    edits: Sequence[PromptEdit], prompts: tuple[Prompt, Prompt], sight: Sight, known: WordKinds
) -> dict[str, float]:
    """How far each thing stayed, 0…1: of those that both prompts name, else of all that the segmenter finds in A.
    Things that were themselves edited are left out."""
    edited = {word.lower() for edit in edits for word in (edit.old, edit.new, edit.thing)}
    units = [
        {unit.text.lower(): unit for unit in known.units(prompt) if Kind.THING in unit.kinds} for prompt in prompts
    ]
    named = [thing for thing in units[0] if thing in units[1]]
    style = any(edit.style for edit in edits)
    things = [t for t in named if sight.in_a(t) is not None] or sight.things_in_a()
    colours = lab(sight.a), lab(sight.b)
    return {thing: _stayed(thing, sight, colours, style) for thing in things if thing not in edited}


def _stayed(thing: str, sight: Sight, colours: tuple[np.ndarray, np.ndarray], style: bool) -> float:
    """Overlap (IoU) of the thing's masks in A and B × share of the overlap that has the colours it had, mean lightness
    matched. Another style may change the colours, too, so there only the place counts."""
    from skimage.color import deltaE_ciede2000

    before, after = sight.in_a(thing), sight.in_b(thing)
    if before is None or after is None:
        return 0.0
    before, after = (resized(mask, colours[0].shape[:2]) for mask in (before, after))
    both = before & after
    overlap = float(both.sum() / max((before | after).sum(), 1))
    if style or not both.any():
        return overlap
    old, new = colours[0][both], colours[1][both]
    lighter = np.array([old[:, 0].mean() - new[:, 0].mean(), 0, 0])
    return overlap * float((deltaE_ciede2000(old, new + lighter) < _SAME_IN_OTHER_LIGHT).mean())


def _region_of_things(stayed: dict[str, float], sight: Sight) -> np.ndarray:
    """Where the things are that should stay: what is outlined for an edit of the whole picture."""
    seen = union([mask for thing in stayed for mask in (sight.in_a(thing), sight.in_b(thing))])
    return np.zeros((sight.b.height, sight.b.width), dtype=bool) if seen is None else seen
