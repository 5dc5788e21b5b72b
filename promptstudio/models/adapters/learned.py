"""Words of Textual Inversion: embeddings as plain bytes for the protocol, and from files of any program."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from promptstudio.errors import BadRequest
from promptstudio.files.learned import MODEL_KEY, values_of
from promptstudio.prompt import Prompt
from promptstudio.protocol import LearnedWord


def learned_word(token: str, embeddings: torch.Tensor, model: str) -> LearnedWord:
    """`embeddings`: (vectors, width)."""
    values = embeddings.detach().float().cpu().contiguous().numpy().astype("<f4")
    return LearnedWord(token, values.shape[0], values.shape[1], values.tobytes(), model)


def embeddings_of(word: LearnedWord) -> torch.Tensor:
    """(vectors, width) float32. Errors: as of `values_of`."""
    return torch.from_numpy(values_of(word))


def read_learned(path: Path) -> LearnedWord:
    """The word in such a file, ours or another program's. Errors: BadRequest with the reason."""
    try:
        with safe_open(str(path), framework="pt") as file:
            names = list(file.keys())
            if len(names) != 1:
                raise BadRequest(f"{path.name} holds {len(names)} tensors; a word of Textual Inversion is one.")
            values = file.get_tensor(names[0])
            model = (file.metadata() or {}).get(MODEL_KEY, "another model")
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
