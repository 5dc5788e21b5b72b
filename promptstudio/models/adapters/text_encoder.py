"""Text encoders that BERTScore compares pieces with: one layer's states of a masked language model (RoBERTa, BERT)."""

from __future__ import annotations

import torch

from promptstudio.catalogue.profiles import Component
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.checkpoints import load_pretrained, native_config
from promptstudio.models.reading.tokenizers import load_tokenizer

from transformers import AutoModelForMaskedLM, PreTrainedModel, PreTrainedTokenizerFast  # isort: skip

_SHARE = 17 / 24
"""Share of the layers below the one that is read, where the catalogue names none: RoBERTa-large's own."""


class TextEncoder:
    """`layer`: whose output is read, counted from 1; 0 is the embeddings."""

    def __init__(
        self, component: Component, placement: Placement, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast
    ) -> None:
        self.name = component.name
        self.device = placement.torch_device
        self.model = model
        self.tokenizer = tokenizer
        layers = int(model.config.num_hidden_layers)
        self.layer = int(str(component.options.get("layer", round(layers * _SHARE))))
        self._longest = int(getattr(model.config, "max_position_embeddings", 512)) - 2

    @torch.inference_mode()
    def encode(self, text: str) -> tuple[torch.Tensor, torch.Tensor]:
        """Unit states of the text's pieces, (pieces, width) float32, and which are not special, bool (pieces,); both on
        the CPU."""
        ids = self.tokenizer(text.strip(), truncation=True, max_length=self._longest)["input_ids"]
        if self.tokenizer.cls_token_id is None and self.tokenizer.bos_token_id is not None:
            ids = [self.tokenizer.bos_token_id, *ids]  # a tokenizer that adds nothing by itself
        output = self.model(input_ids=torch.tensor([ids], device=self.device), output_hidden_states=True)
        states = torch.nn.functional.normalize(output.hidden_states[self.layer][0].float().cpu(), dim=-1)
        return states, torch.tensor([piece not in self.tokenizer.all_special_ids for piece in ids])


def load_text_encoder(component: Component, placement: Placement) -> TextEncoder:
    """The model of a component of kind text_encoder. Raises ModelMissing when files are missing or damaged."""
    model = load_pretrained(AutoModelForMaskedLM, component, placement, native_config(component))
    return TextEncoder(component, placement, model, load_tokenizer(component.require()))
