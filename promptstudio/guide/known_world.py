"""Whether a picture is of the world that a guide CLIP was trained on.

A small guide answers every picture with the words it has, and as surely: the cosine does not tell, nor do its features,
which training has drawn together. What tells is what its inner layers make of the picture. Beside the guide's weights
`packaging/training/known_world.py` writes which layers, the mean and the narrowest directions of what they make of
training scenes, and the largest distance that such scenes have; a picture farther out is unlike them (Mahalanobis
distance of a layer's channels: Lee et al. 2018, "A Simple Unified Framework for Detecting Out-of-Distribution Samples
and Adversarial Attacks"; docs/algorithms.md §0.6). Guides without that file say nothing: published CLIPs were trained
on pictures of all kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import torch

from promptstudio.guide.beside_weights import facts_in

FILE = "known_world.safetensors"
"""In the guide's folder: `mean` and `scale` (statistics,), `directions` (statistics, rank), `limit` (); in its metadata
`layers`, separated by commas, and `world`, in words."""


class KnownWorld(msgspec.Struct, frozen=True, eq=False):
    """The pictures that a guide was trained on, as a region of the space of `Clip.layer_statistics`."""

    layers: tuple[str, ...]
    """Of the picture tower."""
    mean: torch.Tensor
    """Of the statistics of training scenes, (statistics,)."""
    scale: torch.Tensor
    """Their deviations, (statistics,)."""
    directions: torch.Tensor
    """(statistics, rank): standardised statistics times these have unit variance in each."""
    limit: float
    """The largest distance that belongs."""
    world: str
    """What the pictures show, in a few words."""

    def strangeness(self, statistics: torch.Tensor) -> tuple[float, ...]:
        """How far pictures lie from those that were trained on, as a share of the farthest of these: over 1 is unlike
        them. `statistics`: (pictures, statistics)."""
        distances = ((statistics - self.mean) / self.scale @ self.directions).norm(dim=-1)
        return tuple((distances / self.limit).tolist())


def read_known_world(folder: Path) -> KnownWorld | None:
    """What the guide in `folder` knows; None where it does not say. Raises ModelMissing for a damaged file."""
    file = folder / FILE
    if not file.is_file():
        return None
    with facts_in(file) as tensors:
        told = tensors.metadata()
        mean, scale, directions, limit = (
            tensors.get_tensor(name).float() for name in ("mean", "scale", "directions", "limit")
        )
        return KnownWorld(tuple(told["layers"].split(",")), mean, scale, directions, float(limit), told["world"])


def note_on(names: Sequence[str], world: str) -> str:
    """One sentence about pictures that are unlike everything a profile knows, with the way out."""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    if len(names) == 1:  # whole sentences, which are told apart from what stands in their places when translated
        return (
            f"{shown} is unlike the pictures that these models know ({world}), so the words found for it are likely to "
            "be wrong; the real models know photographs (menu Models, or “promptstudio models”)."
        )
    return (
        f"{shown} are unlike the pictures that these models know ({world}), so the words found for them are likely to "
        "be wrong; the real models know photographs (menu Models, or “promptstudio models”)."
    )
