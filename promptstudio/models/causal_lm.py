"""A causal language model with a key-value cache that follows beams."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from promptstudio.models import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.catalog import Component
from promptstudio.models.tokenizers import load_tokenizer

from transformers import AutoModelForCausalLM, DynamicCache  # isort: skip


class CausalLM:
    """Next-piece log-probabilities, one step at a time for several beams."""

    def __init__(self, component: Component, device: torch.device) -> None:
        folder = component.require()
        dtype = torch.float32 if device.type == "cpu" else torch.float16
        self.name = component.name
        self.device = device
        self.model = AutoModelForCausalLM.from_pretrained(str(folder), local_files_only=True, dtype=dtype)
        torch.nn.Module.to(self.model, device).eval().requires_grad_(False)
        self.tokenizer = load_tokenizer(folder)
        self.bos_id: int = self.tokenizer.bos_token_id
        self.eos_id: int = self.tokenizer.eos_token_id
        self.special = [i for i in self.tokenizer.all_special_ids if i != self.eos_id]

    def decode(self, ids: Sequence[int]) -> str:
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    @torch.inference_mode()
    def start(self) -> tuple[DynamicCache, torch.Tensor]:
        """Reads the beginning-of-text token. Returns the cache of one beam and log-probabilities (1, vocabulary)."""
        cache = DynamicCache(config=self.model.config)
        return cache, self._forward(torch.tensor([[self.bos_id]]), cache)

    @torch.inference_mode()
    def step(self, pieces: torch.Tensor, parents: torch.Tensor, cache: DynamicCache) -> torch.Tensor:
        """Extends beams: beam k continues the cached beam `parents[k]` with `pieces[k]`.

        The cache is reordered in place. Returns log-probabilities of the next piece, (beams, vocabulary), float32, CPU.
        """
        cache.reorder_cache(parents.to(self.device, torch.int64))  # type: ignore[arg-type]  # wants the legacy LongTensor
        return self._forward(pieces[:, None], cache)

    def _forward(self, ids: torch.Tensor, cache: DynamicCache) -> torch.Tensor:
        logits = self.model(input_ids=ids.to(self.device), past_key_values=cache, use_cache=True).logits[:, -1]
        logits = logits.float().cpu()
        logits[:, self.special] = -torch.inf
        return torch.log_softmax(logits, dim=-1)
