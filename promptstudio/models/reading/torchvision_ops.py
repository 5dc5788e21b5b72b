"""Makes torchvision importable beside a PyTorch build that its compiled library was not made for.

open_clip needs torchvision's image transforms, which are plain Python. PyPI's Linux wheel of torchvision is a CUDA
build: next to a CPU build of PyTorch its library does not load, and the import then fails because it registers shape
rules for operators (`nms`, `qnms`) that the library should have defined. Declaring their signatures is enough; calling
them still fails, as it should, and nothing here calls them.
"""

import importlib.util
from pathlib import Path

import torch

_SIGNATURES = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def _declare_missing_ops() -> torch.library.Library | None:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return None
    for library in Path(spec.origin).parent.glob("_C*"):
        try:
            torch.ops.load_library(str(library))
        except (OSError, ImportError):
            continue
        return None
    declared = torch.library.Library("torchvision", "DEF")
    for signature in _SIGNATURES:
        declared.define(signature)
    return declared


KEPT = _declare_missing_ops()
"""The declaration lives as long as this object."""
