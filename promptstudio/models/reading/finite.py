"""What a model computed, looked at once: a number out of the range of its format spoils all that follows."""

from __future__ import annotations

import torch

from promptstudio.errors import BadRequest


def check_finite(values: torch.Tensor, name: str, dtype: torch.dtype) -> None:
    """Raises BadRequest when `values`, which the model `name` computed in `dtype`, hold an infinity or no number.

    One sum: of float32 numbers as models give them it is finite unless one of them is not.
    """
    if bool(values.sum(dtype=torch.float32).isfinite()):
        return
    numbers = str(dtype).removeprefix("torch.")
    other = "float32" if dtype == torch.bfloat16 else "bfloat16 or float32"
    raise BadRequest(f"{name} left the range of {numbers} and predicts nothing; compute in {other} (option dtype).")
