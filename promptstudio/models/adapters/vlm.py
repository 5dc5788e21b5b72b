"""Vision-language models of the LLaVA class: a causal language model that is shown the reference images themselves.

VGD can let its beams grow over one (its LLaVA row, docs/algorithms.md §2), stepping it as it steps a causal model of
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.causal_lm import BeamDecoder
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.chat import ANSWER_BEGINS, instruction
from promptstudio.models.reading.checkpoints import load_pretrained, load_processor, native_config

from transformers import AutoModelForImageTextToText, DynamicCache, PreTrainedModel  # isort: skip


class VLM(BeamDecoder):
    """Starts from images instead of a text; `step` is CausalLM's. Images are read once for all beams."""

    def __init__(
        self,
        component: Component,
        placement: Placement,
        model: PreTrainedModel,
        processor: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(component, placement, model, processor.tokenizer, one_line=True)
        self.processor = processor
        self._dtype = placement.torch_dtype

    @torch.inference_mode()
    def start(
        self, images: Sequence[Image.Image], pieces: int | None = None, style: bool = False
    ) -> tuple[DynamicCache, torch.Tensor]:
        """Reads the images (at least one, any mode) and the request for a prompt of `pieces` CLIP pieces.

        Returns the cache of one beam and log-probabilities (1, vocabulary).
        """
        shown = [{"type": "image", "image": image.convert("RGB")} for image in images]
        messages = [
            {"role": "user", "content": [*shown, {"type": "text", "text": instruction((), pieces, style)}]},
            {"role": "assistant", "content": [{"type": "text", "text": ANSWER_BEGINS}]},
        ]
        inputs = self.processor.apply_chat_template(
            messages, tokenize=True, return_dict=True, return_tensors="pt", continue_final_message=True
        )
        placed = {
            key: value.to(self.device, self._dtype if value.is_floating_point() else None)
            for key, value in inputs.items()
        }
        cache = DynamicCache(config=self.text_config)
        return cache, self._forward(cache, **placed)


def load_vlm(component: Component, placement: Placement) -> VLM:
    """The model of a component of kind vlm. Raises ModelMissing when files are missing, damaged or of an architecture
    that transformers does not have, or when the processor has no chat template."""
    model = load_pretrained(AutoModelForImageTextToText, component, placement, native_config(component))
    processor = load_processor(component)
    if not getattr(processor, "chat_template", None):
        raise ModelMissing(f"“{component.name}” comes without a chat template.")
    return VLM(component, placement, model, processor)
