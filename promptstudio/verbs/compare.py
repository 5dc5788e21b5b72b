"""The verb compare: how local is the change from one picture to another?"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import msgspec

from promptstudio.errors import BadRequest
from promptstudio.guide.guide import guide_of
from promptstudio.learned_words import in_read_places, readable
from promptstudio.protocol import CompareRequest, Comparison, Loading
from promptstudio.unread import read_alike
from promptstudio.verbs import comparison_sentences, locality
from promptstudio.verbs.edits import WordKinds

if TYPE_CHECKING:
    from promptstudio.models.loaded import Models


def compare(request: CompareRequest, models: Models) -> Generator[Loading, None, Comparison]:
    """Finds the edit's region and measures what changed inside and outside. Errors: BadRequest (sizes differ)."""
    a, b = request.a, request.b
    if (a.width, a.height) != (b.width, b.height):
        raise BadRequest(
            f"Only two pictures of the same size can be compared; these have {a.width} × {a.height} and "
            f"{b.width} × {b.height} pixels."
        )
    # A judge that steered neither picture chooses between texts, where there is one.
    judge = "judge_clip" if models.has("judge_clip") else "guide_clip"
    seeing = ["segmenter"] if models.has("segmenter") else []
    yield from models.prepare(judge, *seeing)
    before, after = (readable(prompt, prompt.opaque) for prompt in (request.before, request.after))
    found = locality.compare(
        a,
        b,
        (before, after),
        (in_read_places(request.attention_a, request.before), in_read_places(request.attention_b, request.after)),
        models.shared(_word_kinds),
        models.judge_clip if judge == "judge_clip" else models.guide_clip,
        models.segmenter if seeing else None,
    )
    if found.undefined == locality.NO_EFFECT:
        if request.before.text != request.after.text and before.text == after.text:
            return msgspec.structs.replace(found, sentence=comparison_sentences.OPAQUE)
        reading = models.reading_here(request.renderer)
        if read_alike(before, after, reading.offsets, reading.limit):
            return msgspec.structs.replace(found, sentence=comparison_sentences.UNREAD)
    return found


def _word_kinds(models: Models) -> WordKinds:
    """What the profile's phrases name: things (categories that lead), their colours, and looks of the whole picture."""
    phrases = guide_of(models).phrases if models.has("phrases") else ()
    return WordKinds(
        things=[phrase for category in phrases if category.leads for phrase in category.phrases],
        whole=[phrase for category in phrases if not category.leads for phrase in category.phrases],
        attributes=[colour for category in phrases for colour in category.colours],
    )
