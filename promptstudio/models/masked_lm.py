"""A masked-diffusion language model: predicts every masked slot of a canvas at once, given a constant context."""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch

from promptstudio.models import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.catalog import Component
from promptstudio.models.tokenizers import load_tokenizer, offsets

from transformers import AutoModelForMaskedLM  # isort: skip

_ROWS = 16  # canvases per forward: bounds memory, and is how often a job can be cancelled


class MaskedLM:
    """`ModernBertForMaskedLM`-style models: slot i of the canvas is predicted at position i (no shift).

    The context is the hints, comma-separated, and [BOS], as the pack's models were trained; no hints leave [BOS] alone
    (the neutral context). A canvas holds piece ids; `mask_id` marks slots to predict, `eos_id` ends the prompt.
    """

    def __init__(self, component: Component, device: torch.device) -> None:
        folder = component.require()
        dtype = torch.float32 if device.type == "cpu" else torch.float16
        self.name = component.name
        self.device = device
        self.model = AutoModelForMaskedLM.from_pretrained(str(folder), local_files_only=True, dtype=dtype)
        self.model.to(device).eval().requires_grad_(False)
        self.tokenizer = load_tokenizer(folder)
        self.offsets = offsets(self.tokenizer)
        self.mask_id: int = self.tokenizer.mask_token_id
        self.bos_id: int = self.tokenizer.bos_token_id
        self.eos_id: int = self.tokenizer.eos_token_id
        self.vocabulary = len(self.tokenizer)
        raw = self.tokenizer.convert_ids_to_tokens(list(range(self.vocabulary)))
        strings = [str(self.tokenizer.decode([i])) for i in range(self.vocabulary)]
        special = set(self.tokenizer.all_special_ids)
        self.special = torch.tensor([i in special for i in range(self.vocabulary)])
        """Which ids are special tokens, shape (vocabulary,), bool."""
        self.begins_word = torch.tensor([token.startswith("Ġ") and i not in special for i, token in enumerate(raw)])
        """Which ids begin a new word inside a text, shape (vocabulary,), bool."""
        self.is_punctuation = torch.tensor(
            [re.search(r"\w", s) is None and i not in special for i, s in enumerate(strings)]
        )
        """Which ids hold no letter or digit, shape (vocabulary,), bool."""
        self.strings = strings
        """Each id as text, with its leading space."""

    def encode(self, text: str) -> list[int]:
        return self.tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text, without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def context(self, hints: Sequence[str] = ()) -> tuple[int, ...]:
        return (*(self.encode(", ".join(hints)) if hints else ()), self.bos_id)

    @torch.inference_mode()
    def logits(self, canvases: torch.Tensor, context: Sequence[int] = ()) -> torch.Tensor:
        """Raw logits of every slot. `canvases`: (rows, slots) ids → (rows, slots, vocabulary) float32 on the CPU."""
        context = tuple(context) or self.context()
        prefix = torch.tensor(context).expand(len(canvases), -1)
        ids = torch.cat([prefix, canvases.cpu()], dim=1).to(self.device)
        rows = []
        for part in ids.split(_ROWS):
            logits = self.model(input_ids=part, attention_mask=torch.ones_like(part)).logits
            rows.append(logits[:, len(context) :].float().cpu())
        return torch.cat(rows)
