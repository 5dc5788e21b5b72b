"""Forward of some tokens of some texts, beside the kept keys and values of all others, for language models that were
causal ones once: Llama's architecture (LLaDA) and Qwen's (Dream, A2D), read in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import torch
import torch.nn.functional as F

from promptstudio.models.adapters.modernbert import Texts
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)

from transformers import LlamaForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM  # isort: skip
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

Architecture = LlamaForCausalLM | Qwen2ForCausalLM | Qwen3ForCausalLM


class Decoder:
    """The forward of a loaded model, in the order of operations of the library's own."""

    def __init__(self, model: Architecture, device: torch.device) -> None:
        self._model, self._device = model, device
        attention = model.model.layers[0].self_attn
        self._size = int(attention.head_dim)
        self._heads = attention.k_proj.out_features // self._size

    @staticmethod
    def fits(model: torch.nn.Module) -> TypeGuard[Architecture]:
        """Whether a model is of one of these architectures."""
        return isinstance(model, Architecture)

    def store(self, texts: int, tokens: int) -> torch.Tensor:
        """Room for the keys and values of `texts` × `tokens`: (layers, 2, texts, tokens, heads of keys, size)."""
        shape = (len(self._model.model.layers), 2, texts, tokens, self._heads, self._size)
        return torch.zeros(shape, dtype=self._model.dtype, device=self._device)

    def store_bytes(self, texts: int, tokens: int) -> int:
        """Size of such a store."""
        numbers = len(self._model.model.layers) * 2 * texts * tokens * self._heads * self._size
        return numbers * self._model.dtype.itemsize

    def logits(self, texts: Texts, store: torch.Tensor, rows: Sequence[int]) -> torch.Tensor:
        """Logits (W, columns) of the wanted tokens, on the model's device. `store`: keys and values of all other tokens
        of the texts, which stand in its `rows`; new ones are put there."""
        inner = self._model.model
        places, wanted = texts.places.to(self._device), texts.wanted.to(self._device)
        there = torch.tensor(rows).repeat_interleave(torch.tensor(texts.counts)).to(self._device)  # (T,)
        x = inner.embed_tokens(texts.ids.to(self._device))  # (T, width)
        cos, sin = (turn[0] for turn in inner.rotary_emb(x, places[None]))  # (T, size)
        for number, layer in enumerate(inner.layers):
            attention = layer.self_attn
            y = layer.input_layernorm(x)
            projections = attention.q_proj, attention.k_proj, attention.v_proj
            queries, keys, values = (project(y).unflatten(-1, (-1, self._size)) for project in projections)
            if hasattr(attention, "q_norm"):  # Qwen3
                queries, keys = attention.q_norm(queries), attention.k_norm(keys)
            queries, keys = apply_rotary_pos_emb(queries, keys, cos, sin)
            store[number, 0, there, places], store[number, 1, there, places] = keys, values
            attended = _attended(queries, store[number], texts, rows)
            if number == len(inner.layers) - 1:  # nothing but what is wanted is read from here on
                x, attended = x[wanted], attended[wanted]
            x = x + attention.o_proj(attended)
            x = x + layer.mlp(layer.post_attention_layernorm(x))
        return self._model.lm_head(inner.norm(x))


def _attended(queries: torch.Tensor, kept: torch.Tensor, texts: Texts, rows: Sequence[int]) -> torch.Tensor:
    """What queries (T, heads, size) find among the kept keys and values of their own text, (2, texts, tokens, heads of
    keys, size): (T, width)."""
    found = []
    for mine, row, length in zip(queries.split(texts.counts), rows, texts.lengths, strict=True):
        q, k, v = (one.transpose(0, 1)[None] for one in (mine, *kept[:, row, :length]))
        out = F.scaled_dot_product_attention(q, k, v, enable_gqa=True)
        found.append(out[0].transpose(0, 1).flatten(1))
    return torch.cat(found)
