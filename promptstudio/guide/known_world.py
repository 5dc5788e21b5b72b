"""Whether a picture is of the world that a guide CLIP was trained on.

A small guide answers every picture with the words it has, and as surely: the cosine does not tell. What tells is where
its image features lie. `packaging/training/known_world.py` writes, beside the guide's weights, the mean and the
covariance of the features of training scenes and the largest distance that such scenes have; a picture farther out is
unlike all of them (Mahalanobis distance of features: Lee et al. 2018, "A Simple Unified Framework for Detecting
Out-of-Distribution Samples"). Guides without that file say nothing: published CLIPs were trained on pictures of all
kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from promptstudio.errors import ModelMissing

FILE = "known_world.safetensors"
"""In the guide's folder: `mean` (dim,), `whitening` (dim, rank), `limit` (); in its metadata `world`, in words."""


class KnownWorld:
    """The pictures that a guide was trained on, as a region of its feature space."""

    def __init__(self, mean: torch.Tensor, whitening: torch.Tensor, limit: float, world: str) -> None:
        """Features less `mean`, times `whitening`, have unit covariance; `limit` is the largest length that belongs."""
        self._mean, self._whitening, self._limit = mean.float(), whitening.float(), limit
        self.world = world
        """What the pictures show, in a few words."""

    def strangeness(self, features: torch.Tensor) -> tuple[float, ...]:
        """How far pictures lie from those that were trained on, as a share of the farthest of these: over 1 is unlike
        them. `features`: (pictures, dim), unit length."""
        distances = ((features.float() - self._mean) @ self._whitening).norm(dim=-1)
        return tuple((distances / self._limit).tolist())


def read_known_world(folder: Path) -> KnownWorld | None:
    """What the guide in `folder` knows; None where it does not say. Raises ModelMissing for a damaged file."""
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        with safe_open(file, "pt") as tensors:
            mean, whitening, limit = (tensors.get_tensor(name) for name in ("mean", "whitening", "limit"))
            return KnownWorld(mean, whitening, float(limit), tensors.metadata()["world"])
    except (OSError, SafetensorError, KeyError, TypeError) as error:
        raise ModelMissing(f"{file} is damaged; reinstalling the program brings it back.") from error


def note_on(names: Sequence[str], world: str) -> str:
    """One sentence about pictures that are unlike everything a profile knows, with the way out."""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    verb, it = ("is", "it") if len(names) == 1 else ("are", "them")
    return (
        f"{shown} {verb} unlike anything that these models know ({world}), so words found for {it} will be wrong; the "
        "real models know photographs (menu Models, or `promptstudio models`)."
    )
