"""The decoder of a captioner as a language model that beams can grow over (VGD's LLaVA row, docs/algorithms.md §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.machine import Placement
from promptstudio.models.adapters.causal_lm import BeamDecoder
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)

from transformers import (  # isort: skip
    BlipForConditionalGeneration,
    DynamicCache,
    EncoderDecoderCache,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.modeling_outputs import BaseModelOutput  # isort: skip


class _Cache(EncoderDecoderCache):
    """Keys and values of beams × images rows, beam by beam. `encoded`: what the encoder made of the images, (rows,
    places, width); decoders ask for it even when they have read it."""

    def __init__(self, encoded: torch.Tensor) -> None:
        super().__init__(DynamicCache(), DynamicCache())
        self.images = len(encoded)
        self.encoded = encoded

    def reorder_cache(self, beam_idx: torch.Tensor) -> None:
        """`beam_idx`: (beams,), the beam that each new one continues."""
        rows = (beam_idx[:, None] * self.images + torch.arange(self.images, device=beam_idx.device)).flatten()
        super().reorder_cache(rows)  # type: ignore[arg-type]  # wants the legacy LongTensor
        self.encoded = self.encoded[rows]


class CaptionWriter(BeamDecoder):
    """Starts from images, as a VLM does, but is asked nothing: it writes what it was trained to say of a picture.

    It looks at one picture at a time. Of several images a piece's log-probability is the mean over the images, made a
    distribution again: what all of them support. `longest`: pieces that a beam can have. `prepare`: a picture in RGB →
    the model's inputs. For VisionEncoderDecoder, Florence-2 and BLIP.
    """

    def __init__(
        self,
        component: Component,
        placement: Placement,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerFast,
        prepare: Callable[[Image.Image], Mapping[str, torch.Tensor]],
    ) -> None:
        blip = isinstance(model, BlipForConditionalGeneration)
        text: Any = model.config.get_text_config(decoder=True)
        # BLIP's settings name another end than the one that its own `generate` stops at.
        ends = [int(text.sep_token_id)] if blip else None
        super().__init__(component, placement, model, tokenizer, one_line=True, ends=ends)
        self._dtype = placement.torch_dtype
        self._prepare = prepare
        self._begins = [int(text.bos_token_id)] if blip else _beginning(model)
        self.longest = int(text.max_position_embeddings) - len(self._begins)

    @torch.inference_mode()
    def start(self, images: Sequence[Image.Image]) -> tuple[EncoderDecoderCache, torch.Tensor]:
        """Looks at the images (at least one, any mode). Returns the cache of one beam and log-probabilities
        (1, vocabulary)."""
        prepared = [self._prepare(image.convert("RGB")) for image in images]
        inputs = {
            key: torch.cat([one[key] for one in prepared]).to(
                self.device, self._dtype if prepared[0][key].is_floating_point() else None
            )
            for key in prepared[0]
        }
        cache = _Cache(self._encode_images(inputs))
        return cache, self._next(cache, torch.tensor([self._begins]))

    @torch.inference_mode()
    def step(self, pieces: torch.Tensor, parents: torch.Tensor, cache: Any) -> torch.Tensor:  # noqa: ANN401
        """As BeamDecoder's, for a cache of `start`."""
        cache.reorder_cache(parents.to(self.device, torch.int64))
        return self._next(cache, pieces[:, None])

    def _encode_images(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """What the encoder makes of the images, (images, places, width)."""
        if isinstance(self.model, BlipForConditionalGeneration):
            return self.model.vision_model(pixel_values=inputs["pixel_values"]).last_hidden_state
        begin = torch.tensor([self._begins[:1]], device=self.device).expand(len(inputs["pixel_values"]), -1)
        return self.model(**inputs, decoder_input_ids=begin, use_cache=False).encoder_last_hidden_state

    def _next(self, cache: _Cache, ids: torch.Tensor) -> torch.Tensor:
        """Reads `ids` (beams, pieces). Returns log-probabilities of the next piece, (beams, vocabulary)."""
        rows = ids.to(self.device).repeat_interleave(cache.images, dim=0)
        if isinstance(self.model, BlipForConditionalGeneration):
            output = self.model.text_decoder(
                input_ids=rows, encoder_hidden_states=cache.encoded, past_key_values=cache, use_cache=True
            )
        else:
            output = self.model(
                decoder_input_ids=rows,
                encoder_outputs=BaseModelOutput(cache.encoded),
                past_key_values=cache,
                use_cache=True,
            )
        each = self._log_probabilities(output.logits[:, -1]).unflatten(0, (-1, cache.images))
        return torch.log_softmax(each.mean(1), dim=-1)


def _beginning(model: PreTrainedModel) -> list[int]:
    """What stands before a caption: the decoder's start, and the piece that comes first whatever the picture."""
    settings: Any = model.generation_config
    start = settings.bos_token_id if settings.decoder_start_token_id is None else settings.decoder_start_token_id
    return [int(token) for token in (start, settings.forced_bos_token_id) if token is not None]
