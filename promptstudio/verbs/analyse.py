"""The verb analyse: pieces, coupling, fit and the effect of each word of a prompt."""

from __future__ import annotations

import time
from collections.abc import Generator

from promptstudio.generators import relay, result_of
from promptstudio.guide.guide import guide_of
from promptstudio.learned_words import (
    counting,
    coupling_in_place,
    in_place,
    learned_indices,
    readable,
    unread_indices,
    vectors_of,
)
from promptstudio.models.loaded import Models
from promptstudio.prompt import WordPieces, map_pieces
from promptstudio.protocol import AnalyseRequest, Analysis, Loading, PiecesRead
from promptstudio.verbs.coupling import (
    PREVIEW_STRIDE,
    LeaveOneOut,
    coupling_of,
    leave_one_out,
    piece_coupling_of,
    scores_of,
)


def analyse(request: AnalyseRequest, models: Models) -> Generator[Analysis | Loading, None, Analysis]:
    """Yields a strided preview, then returns the exact leave-one-out analysis. Learned words are not read, and opaque
    ones not even counted."""
    prompt = request.prompt
    unread = unread_indices(prompt, request.learned)
    text = readable(prompt, unread)
    yield from models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
    started = time.monotonic()
    lm = models.masked_lm
    scorer = guide_of(models).target(request.references).scorer if request.references else None
    counted = readable(prompt, prompt.opaque)
    learned = learned_indices(counted, request.learned)
    vectors = vectors_of(request.learned)
    clip = counting(models.clip_offsets, vectors)
    reading = models.reading_here(request.renderer)
    reads = counting(reading.offsets, vectors)
    plain = counting(lm.offsets, {counted.words[i].text: 0 for i in learned})
    owned = iter(map_pieces(counted, plain, clip, reads, reading.limit))
    pieces = tuple(WordPieces((), (), True) if word.opaque else next(owned) for word in prompt.words)
    clip_pieces = len(clip(counted.text))
    read = PiecesRead(len(reads(counted.text)), reading.limit, reading.name)
    fit = float(scorer([text.text])[0]) if scorer and not learned else None

    def analysis(loo: LeaveOneOut, without: tuple[float, ...] | None) -> Analysis:
        coupling = coupling_of(text, loo, lm.name)
        scores = scores_of(fit, coupling, loo)
        coupling = coupling_in_place(coupling, prompt, unread)
        seconds = time.monotonic() - started
        return Analysis(
            prompt,
            pieces,
            clip_pieces,
            coupling,
            scores,
            without,
            seconds,
            piece_coupling_of(text, loo, lm, [i for i in range(len(prompt)) if i not in unread]),
            request.renderer,
            read,
        )

    preview = analysis(result_of(leave_one_out(text, lm, stride=PREVIEW_STRIDE, with_slots=True)), None)
    yield preview
    if preview.coupling.exact:
        loo = result_of(leave_one_out(text, lm, with_slots=True))
    else:
        loo = yield from relay(leave_one_out(text, lm, with_slots=True), lambda _: preview)
    without = None
    if scorer is not None:
        fits = scorer([text.text, *(text.delete(i).text for i in range(len(text)))])
        without = in_place((fits[1:] - fits[0]).tolist(), len(prompt), unread)
    return analysis(loo, without)
