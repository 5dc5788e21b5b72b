"""What pictures of all kinds have in common, as a guide CLIP sees them: the mean of their features.

`packaging/training/mean_features.py` writes it beside the guide's weights. Guides without that file do without
(docs/algorithms.md §1.15).
"""

from __future__ import annotations

from pathlib import Path

import torch

from promptstudio.guide.beside_weights import facts_in

FILE = "mean_features.safetensors"
"""In the guide's folder: `mean` (dim,), of features of unit length."""


def read_mean_features(folder: Path) -> torch.Tensor | None:
    """The mean, (dim,), float32; None where the folder has none. Raises ModelMissing for a damaged file."""
    file = folder / FILE
    if not file.is_file():
        return None
    with facts_in(file) as tensors:
        mean: torch.Tensor = tensors.get_tensor("mean").float()
    return mean
