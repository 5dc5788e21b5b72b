"""Words of Textual Inversion: embeddings as plain bytes for the protocol, and from files of any program."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from promptstudio.errors import BadRequest
from promptstudio.files.learned import MODEL_KEY, MOST_VECTORS, values_of
from promptstudio.protocol import LearnedWord
from promptstudio.text import valid_text

MOST_WORDS = 64
"""How many words one file may hold."""
_UNNAMED = ("emb_params", "string_to_param.*", "*")
"""What AUTOMATIC1111 and its converters call the tensor."""
_XL = ("clip_l", "clip_g")
_PICKLES = (".pt", ".bin", ".pth", ".ckpt")
_WEIGHTS = re.compile(r"lora_|\.weight$|\.bias$|_model\.|\.alpha$")
"""Names of tensors in other kinds of files."""


def learned_word(token: str, embeddings: torch.Tensor, model: str) -> LearnedWord:
    """`embeddings`: (vectors, width)."""
    values = embeddings.detach().float().cpu().contiguous().numpy().astype("<f4")
    return LearnedWord(token, values.shape[0], values.shape[1], values.tobytes(), model)


def embeddings_of(word: LearnedWord) -> torch.Tensor:
    """(vectors, width) float32. Errors: as of `values_of`."""
    return torch.from_numpy(values_of(word))


def read_learned(path: Path) -> LearnedWord:
    """The one word in such a file. Errors: as of `read_learned_words`, and BadRequest that names them for several."""
    words = read_learned_words(path)
    if len(words) > 1:
        names = ", ".join(f"“{word.token}”" for word in words)
        raise BadRequest(f"{path.name} holds {len(words)} words: {names}.")
    return words[0]


def read_learned_words(path: Path) -> tuple[LearnedWord, ...]:
    """The words in a safetensors file, ours or another program's: diffusers' tensors are called by their tokens,
    AUTOMATIC1111's files by their token, and of words for Stable Diffusion XL the half for its first text encoder is
    taken. Errors: BadRequest with the reason."""
    _refuse_pickle(path)
    try:
        with safe_open(str(path), framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in list(file.keys())[: MOST_WORDS + 1]}
            model = (file.metadata() or {}).get(MODEL_KEY, "another model")
    except SafetensorError as error:
        raise BadRequest(f"{path.name} cannot be read: it is no safetensors file, or damaged or cut short.") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadRequest(f"{path.name} cannot be read as a word of Textual Inversion: {reason}.") from error
    if any(name in tensors for name in _XL):
        tensors = {name: tensor for name, tensor in tensors.items() if name == _XL[0]}
        model = "the first text encoder of Stable Diffusion XL"
    if not tensors or len(tensors) > MOST_WORDS or any(_WEIGHTS.search(name) for name in tensors):
        inside = f"tensors such as “{next(iter(tensors))}”" if tensors else "no tensor that is one"
        raise BadRequest(f"{path.name} is no word of Textual Inversion: it holds {inside}.")
    return tuple(_word(path, name, tensor, model) for name, tensor in tensors.items())


def _word(path: Path, name: str, tensor: torch.Tensor, model: str) -> LearnedWord:
    token = path.stem if name in _UNNAMED or name == _XL[0] else name
    token = " ".join(valid_text(token).split())
    if not token.isprintable() or not token:
        raise BadRequest(f"{path.name} names its word with characters that cannot be typed; rename it.")
    values = tensor.reshape(1, -1) if tensor.ndim == 1 else tensor.squeeze(0) if tensor.ndim == 3 else tensor
    if values.ndim != 2 or not values.is_floating_point():
        raise BadRequest(f"{path.name} is no word of Textual Inversion: its tensor has {tensor.ndim} dimensions.")
    if len(values) > MOST_VECTORS:
        raise BadRequest(f"“{token}” in {path.name} has {len(values)} vectors; a prompt has room for {MOST_VECTORS}.")
    word = learned_word(token, values, model)
    embeddings_of(word)
    return word


def _refuse_pickle(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(9)
    except OSError:
        return  # the reader gives the reason
    if head[8:] == b"{":  # safetensors, whatever its name
        return
    if head.startswith((b"PK\x03\x04", b"\x80")) or path.suffix.lower() in _PICKLES:
        what = "a pickle (.pt, .bin), which may run programs and is never read; convert it to .safetensors"
        raise BadRequest(f"{path.name} is {what}.")
