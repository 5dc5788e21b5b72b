"""Captioners: a picture in, one sentence out. Beams, never sampling: a picture always gets the same caption."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters.caption_writer import CaptionWriter
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.checkpoints import load_pretrained, load_processor, native_config
from promptstudio.models.reading.tokenizers import load_tokenizer

from transformers import (  # isort: skip
    AutoImageProcessor,
    AutoModelForImageTextToText,
    Blip2ForConditionalGeneration,
    BlipForConditionalGeneration,
    Florence2ForConditionalGeneration,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    VisionEncoderDecoderModel,
)

_BEAMS = 3
_PIECES = 64  # of a caption at most; CLIP reads 75
_FLORENCE_TASK = "<DETAILED_CAPTION>"  # between <CAPTION>, a few words, and <MORE_DETAILED_CAPTION>, a paragraph
_REQUEST = "Describe this picture in one sentence: its subject, setting, light and style."


class Captioner:
    """`prepare`: a picture in RGB → the model's inputs. `finish`: (generated ids, picture) → text. `tokenizer`: of a
    decoder that beams can grow over, None where `writer` cannot be had."""

    def __init__(
        self,
        component: Component,
        placement: Placement,
        model: PreTrainedModel,
        prepare: Callable[[Image.Image], Any],
        finish: Callable[[torch.Tensor, Image.Image], str],
        tokenizer: PreTrainedTokenizerFast | None = None,
    ) -> None:
        self.name = component.name
        self.device = placement.torch_device
        self.model = model
        self._component = component
        self._placement = placement
        self._dtype = placement.torch_dtype
        self._tokenizer = tokenizer
        self._prepare = prepare
        self._finish = finish

    @cached_property
    def writer(self) -> CaptionWriter:
        """Its decoder, for a search of one's own. Raises BadRequest for BLIP-2 and LLaVA, which read a picture as part
        of a text."""
        if self._tokenizer is None:
            raise BadRequest(
                f"VGD cannot write with the captioner “{self.name}”; it can with Florence-2, BLIP and "
                "encoder-decoders, and LLaVA can write as “vlm”."
            )
        return CaptionWriter(self._component, self._placement, self.model, self._tokenizer, self._prepare)

    def caption(self, image: Image.Image) -> str:
        """One line of printable characters; may be empty. `image`: any size and mode."""
        return self.captions(image, _BEAMS, 1)[0]

    @torch.inference_mode()
    def captions(self, image: Image.Image, beams: int, count: int | None = None) -> list[str]:
        """The `count` likeliest captions (all `beams` by default) of a beam search, the likeliest first."""
        image = image.convert("RGB")
        inputs = {
            key: value.to(self.device, self._dtype if value.is_floating_point() else None)
            for key, value in self._prepare(image).items()
        }
        generate: Any = self.model.generate  # not every PreTrainedModel has it; these do
        ids = generate(
            **inputs,
            num_beams=beams,
            num_return_sequences=count or beams,
            do_sample=False,
            max_new_tokens=_PIECES,
        )
        return [_one_line(self._finish(row[None], image)) for row in ids]


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def load_captioner(component: Component, placement: Placement) -> Captioner:
    """The model of a component of one of the kinds florence2, blip, blip2, llava and vision_encoder_decoder.

    Raises ModelMissing when files are missing, damaged or not what the kind says.
    """
    return _LOADERS[component.kind](component, placement)


def _load_florence(component: Component, placement: Placement) -> Captioner:
    """Florence-2 as transformers has it natively; the task is a token that the processor spells out as a question."""
    model = load_pretrained(Florence2ForConditionalGeneration, component, placement, _config_of(component, "florence2"))
    processor = load_processor(component)
    task = str(component.options.get("task", _FLORENCE_TASK))

    def prepare(image: Image.Image) -> Any:  # noqa: ANN401
        return processor(text=task, images=image, return_tensors="pt")

    def finish(ids: torch.Tensor, image: Image.Image) -> str:
        text = processor.batch_decode(ids, skip_special_tokens=False)[0]
        return str(processor.post_process_generation(text, task=task, image_size=image.size)[task])

    return Captioner(component, placement, model, prepare, finish, processor.tokenizer)


def _load_blip(component: Component, placement: Placement) -> Captioner:
    """BLIP and BLIP-2, without a prompt: what they were trained to say of a picture."""
    first = component.kind == "blip"
    model_class = BlipForConditionalGeneration if first else Blip2ForConditionalGeneration
    model = load_pretrained(model_class, component, placement, _config_of(component, "blip" if first else "blip-2"))
    processor = load_processor(component)

    def prepare(image: Image.Image) -> Any:  # noqa: ANN401
        return processor(images=image, return_tensors="pt")

    def finish(ids: torch.Tensor, image: Image.Image) -> str:
        return str(processor.batch_decode(ids, skip_special_tokens=True)[0])

    return Captioner(component, placement, model, prepare, finish, processor.tokenizer if first else None)


def _load_chat(component: Component, placement: Placement) -> Captioner:
    """LLaVA and its kin, asked by their chat template."""
    model = load_pretrained(AutoModelForImageTextToText, component, placement, native_config(component))
    processor = load_processor(component)

    def prepare(image: Image.Image) -> Any:  # noqa: ANN401
        turn = {"role": "user", "content": [{"type": "image", "image": image}, {"type": "text", "text": _REQUEST}]}
        return processor.apply_chat_template(
            [turn], add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt"
        )

    def finish(ids: torch.Tensor, image: Image.Image) -> str:
        asked = prepare(image)["input_ids"].shape[1]  # decoders give the request back in front of the answer
        return str(processor.batch_decode(ids[:, asked:], skip_special_tokens=True)[0])

    return Captioner(component, placement, model, prepare, finish)


def _load_encoder_decoder(component: Component, placement: Placement) -> Captioner:
    """A vision encoder with a text decoder, as ViT-GPT2 captioners and the embedded pack's."""
    model = load_pretrained(
        VisionEncoderDecoderModel, component, placement, _config_of(component, "vision-encoder-decoder")
    )
    folder = component.require()
    pictures = AutoImageProcessor.from_pretrained(str(folder), local_files_only=True)
    tokenizer = load_tokenizer(folder)

    def prepare(image: Image.Image) -> Any:  # noqa: ANN401
        return pictures(images=image, return_tensors="pt")

    def finish(ids: torch.Tensor, image: Image.Image) -> str:
        return str(tokenizer.decode(ids[0], skip_special_tokens=True))

    return Captioner(component, placement, model, prepare, finish, tokenizer)


def _config_of(component: Component, model_type: str) -> PretrainedConfig:
    config = native_config(component)
    if config.model_type != model_type:
        raise ModelMissing(f"“{component.name}” is a {config.model_type} model, not a {model_type} one.")
    return config


_LOADERS = {
    "florence2": _load_florence,
    "blip": _load_blip,
    "blip2": _load_blip,
    "llava": _load_chat,
    "vision_encoder_decoder": _load_encoder_decoder,
}
