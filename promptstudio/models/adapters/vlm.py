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
        return self._read(images, instruction((), pieces, style), ANSWER_BEGINS)

    @torch.inference_mode()
    def choose(self, image: Image.Image, question: str, choices: Sequence[str]) -> int:
        """The index of the choice (26 at most) whose letter the model is likeliest to answer with."""
        letters = [chr(ord("A") + number) for number in range(len(choices))]
        listed = "\n".join(f"{letter}. {choice}" for letter, choice in zip(letters, choices, strict=True))
        _, log_p = self._read([image], f"{question}\n{listed}\nAnswer with one letter.", "Answer:")
        scores = [max(float(log_p[0, self.encode(text)[-1]]) for text in (letter, f" {letter}")) for letter in letters]
        return scores.index(max(scores))

    def _read(self, images: Sequence[Image.Image], text: str, answer: str) -> tuple[DynamicCache, torch.Tensor]:
        """Reads a turn with images, and the beginning of the answer to it."""
        shown = [{"type": "image", "image": image.convert("RGB")} for image in images]
        messages = [
            {"role": "user", "content": [*shown, {"type": "text", "text": text}]},
            {"role": "assistant", "content": [{"type": "text", "text": answer}]},
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
