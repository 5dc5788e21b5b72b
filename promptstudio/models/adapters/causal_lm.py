"""Causal language models: the next piece, step by step for several beams, with a key-value cache that follows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import torch

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.models.reading.chat import ANSWER_BEGINS, instruction, short_hints, turn
from promptstudio.models.reading.checkpoints import load_pretrained, native_config, put, weights_file
from promptstudio.models.reading.finite import check_finite
from promptstudio.models.reading.tokenizers import load_tokenizer, outside_latin, plain_tokenizer, vocabulary_of
from promptstudio.models.reading.weights import reading

from transformers import (  # isort: skip
    AutoModelForCausalLM,
    AutoTokenizer,
    Cache,
    DynamicCache,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)


class BeamDecoder:
    """What causal language models, vision-language models and captioners have in common: beams that grow by pieces.

    Log-probabilities are over all columns of the model, (beams, vocabulary), float32 on the CPU; what may not stand in
    a prompt has −∞. `eos_id` ends a prompt: with `one_line` a line break does, too, and is counted there. `ends`: the
    pieces that end a text, None for those that tokenizer and model name. `longest`: pieces that a beam can have, None
    for any number.
    """

    longest: int | None = None

    def __init__(
        self,
        component: Component,
        placement: Placement,
        model: PreTrainedModel,
        tokenizer: PreTrainedTokenizerFast,
        *,
        one_line: bool,
        ends: list[int] | None = None,
    ) -> None:
        self.name = component.name
        self.device = placement.torch_device
        self.model = model
        self.tokenizer = tokenizer
        self.text_config = model.config.get_text_config(decoder=True)
        self._backend = plain_tokenizer(tokenizer)
        columns = int(self.text_config.vocab_size)
        self.vocabulary = columns
        pieces = vocabulary_of(tokenizer, min(max(tokenizer.get_vocab().values()) + 1, columns))
        ends = list(ends or _ends_of_text(component, model, tokenizer))
        self.eos_id = ends[0]
        if one_line:
            # As in VGD's program a line break ends a prompt (docs/algorithms.md §2, 7): chat models stop so, or go on
            # to explain what they wrote.
            ends += [i for i, text in enumerate(pieces.strings) if "\n" in text and not pieces.named[i]]
        self._ends = list(dict.fromkeys(ends))
        banned = torch.ones(columns, dtype=torch.bool)
        banned[: len(pieces.strings)] = pieces.named | pieces.breaks if one_line else pieces.named
        if component.options.get("script") == "latin":
            banned[: len(pieces.strings)] |= outside_latin(pieces.strings)
        banned[self.eos_id] = False
        self.special = banned.nonzero().flatten().tolist()
        """Ids that may not stand in a prompt."""

    def encode(self, text: str) -> list[int]:
        """Text → ids, without special tokens."""
        return self._backend.encode(text, add_special_tokens=False).ids

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text, without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def decode_all(self, beams: Sequence[Sequence[int]]) -> list[str]:
        """`decode` of several beams at once."""
        texts = self.tokenizer.batch_decode(
            [list(ids) for ids in beams], skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return [str(text) for text in texts]

    @torch.inference_mode()
    def step(self, pieces: torch.Tensor, parents: torch.Tensor, cache: Cache) -> torch.Tensor:
        """Extends beams: beam k continues the cached beam `parents[k]` with `pieces[k]`.

        The cache is reordered in place. Returns log-probabilities of the next piece, (beams, vocabulary).
        """
        cache.reorder_cache(parents.to(self.device, torch.int64))  # type: ignore[arg-type]  # wants the legacy LongTensor
        return self._forward(cache, input_ids=pieces[:, None].to(self.device))

    def _forward(self, cache: Cache, **inputs: torch.Tensor) -> torch.Tensor:
        output = self.model(**inputs, past_key_values=cache, use_cache=True, logits_to_keep=1)
        return self._log_probabilities(output.logits[:, -1])

    def _log_probabilities(self, logits: torch.Tensor) -> torch.Tensor:
        """Of the next piece, (…, vocabulary), from logits of that shape."""
        check_finite(logits, self.name, self.model.dtype)
        logits = logits.float().cpu()
        if len(self._ends) > 1:
            logits[:, self.eos_id] = logits[:, self._ends].logsumexp(-1)
        logits[:, self.special] = -torch.inf
        return torch.log_softmax(logits, dim=-1)


class CausalLM(BeamDecoder):
    """A language model of text alone. One with a chat template (`chat`) is asked for a prompt and told what is known of
    the picture; any other, as the embedded pack's, continues an empty text."""

    def __init__(
        self, component: Component, placement: Placement, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast
    ) -> None:
        self.chat = bool(tokenizer.chat_template)
        self._hints_first = bool(component.options.get("hints", False))
        super().__init__(component, placement, model, tokenizer, one_line=self.chat)
        self.bos_id = self.eos_id if tokenizer.bos_token_id is None else int(tokenizer.bos_token_id)

    @property
    def reads_hints(self) -> bool:
        """Whether it can be told what was found in the picture: in a chat, or because it was trained on hints before
        its begin token, as the embedded pack's is (the catalogue's option `hints`)."""
        return self.chat or self._hints_first

    def context(self, hints: Sequence[str] = (), pieces: int | None = None, style: bool = False) -> tuple[int, ...]:
        """Tokens before the prompt. `hints`: phrases found in the picture; `pieces`: the budget in CLIP pieces;
        `style`: a style is asked for, not a prompt."""
        if not self.chat:
            known = short_hints(hints) if self._hints_first else []
            return (*self.encode(", ".join(known)), self.bos_id) if known else (self.bos_id,)
        return tuple(turn(self.tokenizer, instruction(hints, pieces, style), ANSWER_BEGINS))

    @torch.inference_mode()
    def log_probabilities(self, ids: Sequence[int], context: Sequence[int] = ()) -> torch.Tensor:
        """Of each of `ids` given those before it, nats, (len(ids),). `context`: as `start`'s."""
        before = [*(tuple(context) or self.context())]
        whole = torch.tensor([[*before, *ids]], device=self.device)
        logits = self.model(input_ids=whole, use_cache=False).logits[0, len(before) - 1 : -1]
        return self._log_probabilities(logits).gather(1, torch.tensor(ids)[:, None])[:, 0]

    @torch.inference_mode()
    def reread(self, context: Sequence[int], beams: Sequence[Sequence[int]]) -> torch.Tensor:
        """What `step` answers, computed without any cache from whole beams of one length: the papers' way."""
        ids = torch.tensor([[*context, *beam] for beam in beams], device=self.device)
        output = self.model(input_ids=ids, use_cache=False, logits_to_keep=1)
        return self._log_probabilities(output.logits[:, -1])

    @torch.inference_mode()
    def start(self, context: Sequence[int] = ()) -> tuple[DynamicCache, torch.Tensor]:
        """Reads the context, by default the one without hints. Returns the cache of one beam and log-probabilities
        (1, vocabulary)."""
        cache = DynamicCache(config=self.text_config)
        ids = torch.tensor([tuple(context) or self.context()], device=self.device)
        return cache, self._forward(cache, input_ids=ids)


def load_causal_lm(component: Component, placement: Placement) -> CausalLM:
    """The model of a component of one of the kinds causal_lm (a folder of any native class) and gguf.

    Raises ModelMissing when files are missing, damaged or of an architecture that transformers does not have.
    """
    if component.kind == "gguf":
        return _load_gguf(component, placement)
    model = load_pretrained(AutoModelForCausalLM, component, placement, native_config(component))
    return CausalLM(component, placement, model, load_tokenizer(component.require()))


def _load_gguf(component: Component, placement: Placement) -> CausalLM:
    """A llama.cpp file, dequantised to the placement's number format: smaller to download, not smaller in memory."""
    file = weights_file(component, "*.gguf")
    folder, name = str(file.parent), file.name
    with reading(component), file.open("rb") as stream:
        if stream.read(4) != b"GGUF":
            raise ModelMissing(f"“{component.name}” ({file}) is no GGUF file.")
    with reading(component, damage=(Exception,)):  # a damaged file fails wherever its reader happens to be
        model = AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=name, local_files_only=True, dtype=placement.torch_dtype
        )
        tokenizer = _gguf_tokenizer(file)
    return CausalLM(component, placement, put(model.eval().requires_grad_(False), placement), tokenizer)


def _gguf_tokenizer(file: Path) -> PreTrainedTokenizerFast:
    """From tokenizer.json beside the file where there is one, else rebuilt from the file's own vocabulary."""
    if (file.parent / "tokenizer.json").is_file():
        return load_tokenizer(file.parent)
    tokenizer = AutoTokenizer.from_pretrained(str(file.parent), gguf_file=file.name, local_files_only=True)
    return cast(PreTrainedTokenizerFast, tokenizer)


def _ends_of_text(component: Component, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast) -> list[int]:
    """What ends an answer: the tokenizer's end token and those of the model's generation settings."""
    settings = model.generation_config.eos_token_id if model.generation_config is not None else None
    ends = [tokenizer.eos_token_id, *(settings if isinstance(settings, list) else [settings])]
    known = [int(end) for end in ends if end is not None]
    if not known:
        raise ModelMissing(f"“{component.name}” does not say which token ends a text.")
    return known
