"""The tokenizer of a text-to-image model, without the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import cast

from transformers import AutoTokenizer, PreTrainedTokenizerFast

from promptstudio.catalogue.profiles import Component
from promptstudio.models.reading.by_word import ByWord, splits_at_spaces
from promptstudio.models.reading.tokenizers import load_tokenizer, plain_tokenizer
from promptstudio.resources import resource

_END = "<|endoftext|>"
PAD_OF_SD2 = "!"
"""Stable Diffusion 2 pads with id 0, as open_clip does; id 0 is the piece "!" in the middle of a word."""


class ClipPieces:
    """A CLIP tokenizer that neither adds nor hides special tokens: ids of a text, and the text that ids make."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        self._tokenizer = tokenizer
        self._backend = plain_tokenizer(tokenizer)
        self._by_word = ByWord(self._encode_all) if splits_at_spaces(self._backend) else self._encode_all

    def encode(self, text: str) -> list[int]:
        """Text → ids, without SOT and EOT."""
        return self._backend.encode(text, add_special_tokens=False).ids

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """How many pieces each text has."""
        return [len(ids) for ids in self._by_word(texts)]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Every piece of the vocabulary, decoded alone."""
        alone = [[n] for n in range(len(self._tokenizer))]
        texts = self._tokenizer.batch_decode(alone, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return tuple(str(text) for text in texts)

    @cached_property
    def stable(self) -> tuple[int, ...]:
        """Pieces that, decoded alone, become themselves again: not half a byte of a character, not SOT or EOT."""
        return tuple(n for n, ids in enumerate(self._encode_all(self.texts)) if ids == [n])

    def decode(self, ids: Sequence[int]) -> str:
        """Ids → text, without special tokens."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _encode_all(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._backend.encode_batch(list(texts), add_special_tokens=False)]


def load_clip_tokenizer(component: Component) -> PreTrainedTokenizerFast:
    """The tokenizer of a component of the kinds stable_diffusion and stable_diffusion_file (in the file there is none:
    CLIP's ships with us)."""
    path = component.require()
    return read_clip_tokenizer(path / "tokenizer" if component.kind == "stable_diffusion" else shipped_tokenizer())


def shipped_tokenizer() -> Path:
    """OpenAI's CLIP tokenizer, derived from open_clip's table by packaging/clip_tokenizer/derive.py."""
    return resource("models", "configs", "tokenizer")


def read_clip_tokenizer(folder: Path, pad: str | None = None) -> PreTrainedTokenizerFast:
    """A CLIP tokenizer in which an exclamation mark in a text stays one.

    `pad`: the token to pad with, None for the folder's own. Stable Diffusion 2's files name "!" as the padding; as a
    special token it would be cut out of every text and become id 0, which no text ever had in training ("!" at the end
    of a word is id 256). Made known as the padding only after loading, it pads and nothing else.
    """
    if (pad or _own_pad(folder)) != PAD_OF_SD2:
        return load_tokenizer(folder)
    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, pad_token=_END)
    tokenizer.pad_token = PAD_OF_SD2
    return cast(PreTrainedTokenizerFast, tokenizer)


def _own_pad(folder: Path) -> str | None:
    """What the folder's files name as the padding; special_tokens_map.json has the last word, as in transformers."""
    for name in ("special_tokens_map.json", "tokenizer_config.json"):
        file = folder / name
        pad = json.loads(file.read_text(encoding="utf-8")).get("pad_token") if file.is_file() else None
        if pad is not None:
            return str(pad["content"] if isinstance(pad, dict) else pad)
    return None
