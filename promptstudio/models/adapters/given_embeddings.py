"""Text towers that read embeddings instead of pieces, so that gradients reach them; whatever class the tower is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch


@contextmanager
def given_embeddings(table: torch.nn.Embedding, embeddings: torch.Tensor, positions: Sequence[int]) -> Iterator[None]:
    """While entered, `table` looks up `embeddings`, (texts or 1, positions, width), at `positions` of every text.

    The tower itself runs unchanged, with its own positions, mask and pooling (no class of transformers or open_clip
    takes embeddings of a text by its public interface).
    """
    where = torch.tensor(list(positions), dtype=torch.long)

    def give(module: torch.nn.Module, arguments: Any, looked_up: torch.Tensor) -> torch.Tensor:  # noqa: ANN401
        given = embeddings.to(looked_up.device, looked_up.dtype).expand(len(looked_up), -1, -1)
        return looked_up.index_copy(1, where.to(looked_up.device), given)

    hook = table.register_forward_hook(give)
    try:
        yield
    finally:
        hook.remove()
