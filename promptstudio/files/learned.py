"""Words of Textual Inversion as the files that diffusers reads. No torch: the window writes them too."""

from __future__ import annotations

import os
import re

import numpy as np
from safetensors.numpy import save

from promptstudio import atomic
from promptstudio.errors import BadRequest
from promptstudio.prompt import USABLE_PIECES
from promptstudio.protocol import LearnedWord

MOST_VECTORS = USABLE_PIECES
"""Largest number of vectors of one word: as many as fit into a prompt."""
MODEL_KEY = "text_to_image"
"""Key of the model's name in the file's metadata."""
_LARGEST = 8192  # more than the width of any text encoder


def values_of(word: LearnedWord) -> np.ndarray:
    """The word's embeddings: shape (vectors, width), float32. Raises BadRequest if its sizes and bytes do not fit, or a
    value is not finite."""
    if not (1 <= word.vectors <= MOST_VECTORS and 1 <= word.width <= _LARGEST):
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: its size is out of range.")
    if len(word.embedding) != 4 * word.vectors * word.width:
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: its size does not fit its values.")
    values = np.frombuffer(word.embedding, "<f4").reshape(word.vectors, word.width)
    if not np.isfinite(values).all():
        raise BadRequest(f"“{word.token}” is no word of Textual Inversion: it holds values that are no numbers.")
    return values.astype(np.float32)


def file_name(token: str) -> str:
    """A name for the file of a word: what of its token can stand in a file's name on every system."""
    return (re.sub(r"[^\w\- ]", "", token).strip() or "word") + ".safetensors"


def write_learned(path: str | os.PathLike[str], word: LearnedWord) -> None:
    """Write a safetensors file as diffusers' `load_textual_inversion` reads it: one tensor under the token's name.

    Raises BadRequest (`values_of`) and UnwritableFile.
    """
    atomic.write_bytes(path, save({word.token: values_of(word)}, metadata={MODEL_KEY: word.model}))
