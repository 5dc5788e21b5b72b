"""ModernBERT's forward of some tokens of some texts, without padding and without what the library does around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple, TypeGuard

import torch
import torch.nn.functional as F

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)

from transformers import ModernBertForMaskedLM  # isort: skip

_LOCAL = "sliding_attention"


class Texts(NamedTuple):
    """Tokens to be computed of some texts, one text after another."""

    ids: torch.Tensor  # (T,)
    places: torch.Tensor  # (T,) of each in its text, from 0, rising
    counts: list[int]  # tokens of each text to be computed
    lengths: list[int]  # tokens of each text that are read
    wanted: torch.Tensor  # (W,) which of the T are predicted

    @classmethod
    def of(cls, tokens: torch.Tensor, computed: torch.Tensor, lengths: torch.Tensor, wanted: torch.Tensor) -> Texts:
        """Rows of `tokens` (texts, tokens), of which those that are `computed` are; of these, `wanted` are predicted
        (bool, same shape). `lengths`: (texts,)."""
        places = computed.nonzero()[:, 1]
        counts = computed.sum(1).tolist()
        return cls(tokens[computed], places, counts, lengths.tolist(), wanted[computed].nonzero()[:, 0])


class _Batch(NamedTuple):
    """Texts that attend together."""

    tokens: slice  # of the T
    texts: int
    length: int
    row: int  # of the store
    near: torch.Tensor | None  # (queries, keys) bool: what local attention sees, if not all


class Encoder:
    """The forward of a loaded model."""

    def __init__(self, model: ModernBertForMaskedLM, device: torch.device) -> None:
        config = model.config
        self._model, self._device = model, device
        self._heads = int(config.num_attention_heads)
        self._window = int(config.sliding_window)
        self._kinds = set(config.layer_types or ())
        self._angles: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    @staticmethod
    def fits(model: torch.nn.Module) -> TypeGuard[ModernBertForMaskedLM]:
        """Whether a model is of this architecture."""
        return isinstance(model, ModernBertForMaskedLM)

    def store(self, texts: int, tokens: int) -> torch.Tensor:
        """Room for the keys and values of `texts` × `tokens`: (layers, 2, texts, tokens, heads, width / heads)."""
        config = self._model.config
        shape = (config.num_hidden_layers, 2, texts, tokens, self._heads, config.hidden_size // self._heads)
        return torch.zeros(shape, dtype=self._model.dtype, device=self._device)

    def store_bytes(self, texts: int, tokens: int) -> int:
        """Size of such a store."""
        config = self._model.config
        return 2 * int(config.num_hidden_layers * texts * tokens * config.hidden_size) * self._model.dtype.itemsize

    def logits(self, texts: Texts, store: torch.Tensor | None = None, rows: Sequence[int] = ()) -> torch.Tensor:
        """Logits (W, columns) of the wanted tokens, on the model's device.

        `store`: keys and values of all other tokens of the texts, which stand in its `rows`; new ones are put there.
        Without it all tokens of all texts must be given.
        """
        inner = self._model.model
        places, wanted = texts.places.to(self._device), texts.wanted.to(self._device)
        x = inner.embeddings(texts.ids.to(self._device))  # (T, width)
        turns = {kind: self._turns(kind, x, places, max(texts.lengths)) for kind in self._kinds}
        batches = self._batches(texts, rows)
        there = None
        if store is not None:
            there = torch.tensor(rows).repeat_interleave(torch.tensor(texts.counts)).to(self._device)  # (T,)
        last = len(inner.layers) - 1
        for number, layer in enumerate(inner.layers):
            qkv = layer.attn.Wqkv(layer.attn_norm(x)).unflatten(-1, (3, self._heads, -1))  # (T, 3, heads, size)
            queries, keys = _turned(qkv[:, :2], *turns[layer.attention_type]).unbind(1)
            values = qkv[:, 2]
            kept = None if store is None else store[number]
            if kept is not None:
                kept[0, there, places], kept[1, there, places] = keys, values
            local = layer.attention_type == _LOCAL
            attended = torch.cat([self._attend(batch, queries, keys, values, kept, local) for batch in batches])
            if number == last:  # nothing but what is wanted is read from here on
                x, attended = x[wanted], attended[wanted]
            x = x + layer.attn.Wo(attended)
            x = x + layer.mlp(layer.mlp_norm(x))
        return self._model.decoder(self._model.head(inner.final_norm(x)))

    def _batches(self, texts: Texts, rows: Sequence[int]) -> list[_Batch]:
        """Texts of one length that follow one another; each alone if their keys lie in `rows` apart from each other,
        for gathering them takes longer."""
        alike = [1] * len(rows) or [len(list(same)) for _, same in groupby(texts.lengths)]
        batches: list[_Batch] = []
        first = number = 0
        for count in alike:
            length, new = texts.lengths[number], texts.counts[number]
            near = None
            if _LOCAL in self._kinds and length > self._window:
                apart = texts.places[first : first + new, None] - torch.arange(length)
                near = (apart.abs() <= self._window).to(self._device)
            row = rows[number] if rows else 0
            batches.append(_Batch(slice(first, first + count * new), count, length, row, near))
            first, number = first + count * new, number + count
        return batches

    def _attend(
        self,
        batch: _Batch,
        queries: torch.Tensor,
        keys: torch.Tensor,
        values: torch.Tensor,
        kept: torch.Tensor | None,
        local: bool,
    ) -> torch.Tensor:
        """What the queries of a batch find, (its tokens, width), among `keys` and `values` (T, heads, size) or among
        the `kept` ones of its row, (2, texts, tokens, heads, size)."""
        found = [queries[batch.tokens], keys[batch.tokens], values[batch.tokens]]
        if kept is not None:
            found[1:] = kept[:, batch.row, : batch.length]
        q, k, v = (one.unflatten(0, (batch.texts, -1)).transpose(1, 2) for one in found)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=batch.near if local else None)
        return out.transpose(1, 2).flatten(0, 1).flatten(1)

    def _turns(self, kind: str, x: torch.Tensor, places: torch.Tensor, length: int) -> tuple[torch.Tensor, ...]:
        """Cosines and sines of the rotations at `places`, each (T, 1, 1, size)."""
        angles = self._angles.get(kind)
        if angles is None or len(angles[0]) < length:
            cos, sin = self._model.model.rotary_emb(x, torch.arange(2 * length, device=x.device)[None], kind)
            angles = self._angles[kind] = cos[0], sin[0]
        return tuple(table[places, None, None] for table in angles)


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Queries and keys (T, 2, heads, size) rotated by their places."""
    first, second = x.float().chunk(2, dim=-1)
    return (x.float() * cos + torch.cat([-second, first], dim=-1) * sin).to(x.dtype)
