"""Text towers that read embeddings instead of pieces, so that gradients reach them; whatever class the tower is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def given_embeddings(table: torch.nn.Embedding, embeddings: torch.Tensor, first: int = 1) -> Iterator[None]:
    """While entered, what `table` looks up for the positions from `first` on is `embeddings`, (texts, pieces, width).

    The tower itself runs unchanged, with its own positions, mask and pooling (no class of transformers or open_clip
    takes embeddings of a text by its public interface).
    """
    after = first + embeddings.shape[1]

    def give(module: torch.nn.Module, arguments: Any, looked_up: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        given = embeddings.to(looked_up.device, looked_up.dtype)
        return torch.cat([looked_up[:, :first], given, looked_up[:, after:]], dim=1)

    hook = table.register_forward_hook(give)
    try:
        yield
    finally:
        hook.remove()
