"""Words of Textual Inversion: embeddings as plain bytes for the protocol, and as the file that diffusers reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from promptstudio.errors import BadRequest
from promptstudio.files import atomic
from promptstudio.prompt import Prompt
from promptstudio.protocol import LearnedWord

MOST_VECTORS = 64
_LARGEST = 8192  # width of any text encoder, generously
_MODEL = "text_to_image"  # key of the file's metadata


def learned_word(token: str, embeddings: torch.Tensor, model: str) -> LearnedWord:
    """`embeddings`: (vectors, width)."""
    values = embeddings.detach().float().cpu().contiguous().numpy().astype("<f4")
    return LearnedWord(token, values.shape[0], values.shape[1], values.tobytes(), model)


def embeddings_of(word: LearnedWord) -> torch.Tensor:
    """(vectors, width) float32. Errors: BadRequest when sizes and bytes do not fit, or a value is not finite."""
    if not (1 <= word.vectors <= MOST_VECTORS and 1 <= word.width <= _LARGEST):
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: its size is out of range.")
    if len(word.embedding) != 4 * word.vectors * word.width:
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: its size does not fit its values.")
    values = np.frombuffer(word.embedding, "<f4").reshape(word.vectors, word.width)
    if not np.isfinite(values).all():
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: it holds values that are no numbers.")
    return torch.from_numpy(values.astype(np.float32))


def write_learned(path: Path, word: LearnedWord) -> None:
    """A safetensors file as diffusers' `load_textual_inversion` reads it: one tensor under the token's name."""
    atomic.write_bytes(path, save({word.token: embeddings_of(word)}, metadata={_MODEL: word.model}))


def read_learned(path: Path) -> LearnedWord:
    """The word in such a file, ours or another program's. Errors: BadRequest with the reason."""
    try:
        with safe_open(str(path), framework="pt") as file:
            names = list(file.keys())
            if len(names) != 1:
                raise BadRequest(f"{path.name} holds {len(names)} tensors; a word of Textual Inversion is one.")
            values = file.get_tensor(names[0])
            model = (file.metadata() or {}).get(_MODEL, "another model")
    except (OSError, SafetensorError) as error:
        raise BadRequest(f"{path.name} cannot be read as a word of Textual Inversion: {error}.") from error
    token = path.stem if names[0] == "emb_params" else names[0]  # A1111's files are called by their token
    words = Prompt.parse(token).words
    if len(words) != 1 or words[0].text != token:
        raise BadRequest(f"{path.name} names its word “{token}”, which is not one word; rename it.")
    values = values[None] if values.ndim == 1 else values
    if values.ndim != 2:
        raise BadRequest(f"{path.name} is no word of Textual Inversion: its tensor has {values.ndim} dimensions.")
    word = learned_word(token, values, model)
    embeddings_of(word)
    return word
