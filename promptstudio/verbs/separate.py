"""The verb separate: other words for one of a coupled pair that lower their coupling at equal fit
(docs/algorithms.md §11)."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from promptstudio.errors import BadRequest
from promptstudio.generators import relay, result_of
from promptstudio.guide.guide import guide_of
from promptstudio.learned_words import readable, readable_index, unread_indices
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt
from promptstudio.protocol import Loading, SeparateRequest, Separation, Separations, SuggestProgress
from promptstudio.verbs.coupling import cosine, leave_one_out, similarity
from promptstudio.verbs.suggest import fillings_of, hints_and_scorer

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM

_TRIED = 8  # words in each of the two places whose coupling is measured
_FIT_LOST = 0.005  # guide cosine that still counts as equal fit
_FLUENCY_LOST, _MOST_LOST = 0.5, 2.5  # nats a piece, without references and with them
_LESS, _LEAST = 0.9, 0.005  # a coupling is lower when it is at most this share of what it was, and so much less


def separate(request: SeparateRequest, models: Models) -> Generator[SuggestProgress | Loading, None, Separations]:
    """Words for the one or the other place, the one that leaves the least coupling first; none where no word fits as
    well and is less coupled. Errors: BadRequest for words that are not there, not two, learned or opaque."""
    unread = unread_indices(request.prompt, request.learned)
    _check(request, unread)
    prompt = readable(request.prompt, unread)
    pair = [readable_index(index, unread) for index in (request.first, request.second)]
    look = guide_of(models).look(request.references, before="masked_lm")
    yield from relay(look, lambda event: event or SuggestProgress(()))
    yield from models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
    started = time.monotonic()
    guide, lm = guide_of(models), models.masked_lm
    hints, scorer = yield from hints_and_scorer(request.references, guide)
    before = _coupling(prompt, pair, lm)
    found: list[Separation] = []
    for place, index in zip((request.first, request.second), pair, strict=True):
        own, words = fillings_of(prompt, index, _TRIED, lm, hints, guide.phrases)
        swapped = [prompt.swap(index, word.text, Origin.SUGGESTED) for word in words]
        gains: list[float | None] = [None] * len(words)
        if scorer is not None:
            scores = scorer([prompt.text, *(p.text for p in swapped)])
            gains = (scores[1:] - scores[0]).tolist()
        fitting = [
            (gain, word.log_probability - own, word.text, other)
            for gain, word, other in zip(gains, words, swapped, strict=True)
            if word.log_probability - own >= -(_FLUENCY_LOST if gain is None else _MOST_LOST)
            and (gain is None or gain >= -_FIT_LOST)
        ]
        fitting.sort(key=lambda one: (one[0] or 0.0, one[1]), reverse=True)
        for gain, fluency, text, other in fitting[:_TRIED]:
            yield SuggestProgress(())
            coupling = _coupling(other, pair, lm)
            if coupling <= min(_LESS * before, before - _LEAST):
                found.append(Separation(place, text, coupling, gain, fluency))
    found.sort(key=lambda one: one.coupling)
    return Separations(request.prompt, before, tuple(found), time.monotonic() - started)


def _check(request: SeparateRequest, unread: tuple[int, ...]) -> None:
    prompt = request.prompt
    for index in (request.first, request.second):
        if not 0 <= index < len(prompt):
            raise BadRequest(f"The prompt has no word number {index + 1}.")
        if index in unread or index in prompt.opaque:
            raise BadRequest(f"“{prompt.words[index].text}” is not read by the language model; nothing separates it.")
    if request.first == request.second:
        raise BadRequest("Two words are needed; a word cannot be separated from itself.")


def _coupling(prompt: Prompt, pair: list[int], lm: MaskedLM) -> float:
    """Cosine coupling of two words, 0…1."""
    rows = result_of(leave_one_out(prompt, lm, words=pair)).rows
    return float(cosine(similarity(rows))[0, 1])
