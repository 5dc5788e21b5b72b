"""The verb influence: how far hiding one word of a prompt changes what is expected in the place of each other one."""

from __future__ import annotations

import time
from collections.abc import Generator

from promptstudio.generators import relay
from promptstudio.learned_words import matrix_in_place, readable, unread_indices
from promptstudio.models.loaded import Models
from promptstudio.protocol import Influence, InfluenceRequest, Loading, Matrix
from promptstudio.verbs.coupling import influence_of_words


def influence(request: InfluenceRequest, models: Models) -> Generator[Influence | Loading, None, Influence]:
    """Yields the matrix as it fills, neighbouring words first. Learned and opaque words are not read."""
    prompt = request.prompt
    unread = unread_indices(prompt, request.learned)
    yield from models.prepare("masked_lm")
    started = time.monotonic()

    def answer(step: tuple[Matrix, float]) -> Influence:
        matrix, share = step
        matrix = matrix_in_place(matrix, len(prompt), unread)
        return Influence(prompt, matrix, share, models.masked_lm.name, time.monotonic() - started)

    work = influence_of_words(readable(prompt, unread), models.masked_lm)
    return answer((yield from relay(work, answer)))
