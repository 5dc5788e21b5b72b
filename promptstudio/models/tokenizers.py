"""Tokenizers as the rest of the engine sees them: text to pieces with character positions."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from tokenizers import Tokenizer
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from promptstudio.prompt import Offsets

_END_OF_WORD = "</w>"
_BYTE_SPACE = "Ġ"  # how byte-level BPE writes a leading space


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """A fast tokenizer of transformers, read from `folder` without the network."""
    return cast(PreTrainedTokenizerFast, AutoTokenizer.from_pretrained(str(folder), local_files_only=True))


def offsets(tokenizer: PreTrainedTokenizerFast) -> Offsets:
    """`text` → its pieces with start and end characters, without special tokens; pieces as a person reads them."""
    backend = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())  # a copy: calls pad and truncate the original
    backend.no_padding()
    backend.no_truncation()

    def encode(text: str) -> list[tuple[str, int, int]]:
        encoding = backend.encode(text, add_special_tokens=False)
        return [
            (token.removesuffix(_END_OF_WORD).removeprefix(_BYTE_SPACE), start, end)
            for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ]

    return encode
