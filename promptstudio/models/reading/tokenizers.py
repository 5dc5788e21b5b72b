"""Tokenizers as the rest of the engine sees them: text to pieces with character positions, and what each piece is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
import torch
from tokenizers import Tokenizer

from promptstudio.models.reading import torchvision_ops  # noqa: F401  (transformers may import torchvision)
from promptstudio.prompt import Offsets

from transformers import AutoTokenizer, PreTrainedTokenizerFast, Qwen2Tokenizer  # isort: skip

_END_OF_WORD = "</w>"
_SPACES = ("Ġ", "▁")  # how byte-level BPE and SentencePiece write a leading space
_LAST_LATIN = "\u024f"  # of the block Latin Extended-B
_UNDECODABLE = "\ufffd"  # part of a character: byte-level pieces below a whole UTF-8 sequence


def load_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """A fast tokenizer of transformers, read from `folder` without the network and without running its code."""
    return cast(PreTrainedTokenizerFast, _tokenizer_class(folder).from_pretrained(str(folder), local_files_only=True))


def _tokenizer_class(folder: Path) -> Any:  # noqa: ANN401
    """AutoTokenizer, unless the folder names code of its own: it would ask on the terminal whether to run that.

    Then tokenizer.json says everything; without it, vocab.json and merges.txt are Qwen's: of the models that we load,
    only Dream's comes so, and its tokenizer is Qwen2's with other special tokens.
    """
    if not any("auto_map" in _json(folder / name) for name in ("config.json", "tokenizer_config.json")):
        return AutoTokenizer
    return PreTrainedTokenizerFast if (folder / "tokenizer.json").is_file() else Qwen2Tokenizer


def _json(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def plain_tokenizer(tokenizer: PreTrainedTokenizerFast) -> Tokenizer:
    """A copy that neither pads nor truncates and takes the names of special tokens in a text as text: somebody who
    types “[MASK]” means these six characters."""
    backend = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    backend.no_padding()
    backend.no_truncation()
    backend.encode_special_tokens = True
    return backend


def offsets(tokenizer: PreTrainedTokenizerFast) -> Offsets:
    """`text` → its pieces with start and end characters, without special tokens; pieces as a person reads them."""
    backend = plain_tokenizer(tokenizer)

    def encode(text: str) -> list[tuple[str, int, int]]:
        encoding = backend.encode(text, add_special_tokens=False)
        return [
            (_readable(token), start, end)
            for token, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
        ]

    return encode


def _readable(token: str) -> str:
    for space in _SPACES:
        token = token.removeprefix(space)
    return token.removesuffix(_END_OF_WORD)


class Vocabulary(msgspec.Struct, frozen=True):
    """What every piece of a tokenizer is. Tensors are bool, shape (vocabulary,)."""

    strings: list[str]
    """Each piece as text, with its leading space."""
    named: torch.Tensor
    """Tokens with a name of their own (special tokens and others added to the vocabulary), and ids without a token."""
    begins_word: torch.Tensor
    """Pieces that begin a new word inside a text."""
    is_punctuation: torch.Tensor
    """Pieces without a letter or digit."""
    breaks: torch.Tensor
    """Pieces that hold a line break, another control character, or part of a character only."""


def vocabulary_of(tokenizer: PreTrainedTokenizerFast, size: int) -> Vocabulary:
    """The first `size` pieces of the tokenizer. Takes a fraction of a second for 150,000."""
    backend = tokenizer.backend_tokenizer
    # A piece shows its leading space only behind another piece: SentencePiece drops the first one of a text.
    before = backend.encode("a", add_special_tokens=False).ids
    lead = len(backend.decode(before, skip_special_tokens=False))
    texts = backend.decode_batch([[*before, i] for i in range(size)], skip_special_tokens=False)
    strings = [text[lead:] for text in texts]
    named = torch.tensor([backend.id_to_token(i) is None for i in range(size)])
    named[[i for i in {*backend.get_added_tokens_decoder(), *tokenizer.all_special_ids} if i < size]] = True
    ordinary = [not one for one in named.tolist()]

    def which(test: Iterator[bool]) -> torch.Tensor:
        return torch.tensor([passes and usual for passes, usual in zip(test, ordinary, strict=True)])

    return Vocabulary(
        strings,
        named,
        which(text[:1] == " " for text in strings),
        which(re.search(r"\w", text) is None for text in strings),
        which(_UNDECODABLE in text or any(c < " " or c == "\x7f" for c in text) for text in strings),
    )


def outside_latin(strings: Sequence[str]) -> torch.Tensor:
    """Which pieces hold letters of other scripts than Latin's, bool (pieces,): in Qwen's vocabulary a third. CLIP's
    tokenizer reads them byte by byte."""
    return torch.tensor([any(c.isalpha() and c > _LAST_LATIN for c in text) for text in strings])
