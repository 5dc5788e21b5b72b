"""The verb compare: change map and locality of an edit. The maths is in `verbs/locality.py`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator

from msgspec.structs import replace

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    CompareProgress,
    CompareRequest,
    Comparison,
    LearnedWord,
    Loading,
    Render,
    RenderProgress,
    RenderRequest,
    RenderSettings,
)
from promptstudio.verbs.locality import compare_renders
from promptstudio.verbs.render import render

_BASELINES_KEPT = 8
_OTHER_SEED = 1_000_003  # added to A's seed for the render that normalises the locality

_Key = tuple[Prompt, RenderSettings, tuple[LearnedWord, ...]]


class Baselines:
    """Renders of A with another seed, the last few that were made for comparisons. One for each `Models`: `of`."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._renders: OrderedDict[_Key, Render] = OrderedDict()

    @staticmethod
    def of(models: Models) -> Baselines:
        """The baselines of these models."""
        return models.shared(Baselines)

    def forget(self) -> None:
        """Drop all of them."""
        self._renders.clear()

    def get(self, a: Render) -> Generator[CompareProgress | Loading, None, Render]:
        """A's prompt rendered with another seed, unless it is kept from before."""
        settings = replace(a.settings, width=a.picture.width, height=a.picture.height)
        key = (a.prompt, settings, a.learned)
        if key not in self._renders:
            other = replace(settings, seed=(settings.seed + _OTHER_SEED) % 2**63)
            work = render(RenderRequest(a.prompt, other, trace=False, learned=a.learned), self._models)
            self._renders[key] = yield from relay(work, _progress)
            self._models.release("text_to_image")
            while len(self._renders) > _BASELINES_KEPT:
                self._renders.popitem(last=False)
        return self._renders[key]


def compare(request: CompareRequest, models: Models) -> Generator[CompareProgress | Loading, None, Comparison]:
    """Change map and locality of an edit. Renders A with another seed for it, unless that is known. Errors: BadRequest
    for renders of different size."""
    a, b = request.a, request.b
    if (a.picture.width, a.picture.height) != (b.picture.width, b.picture.height):
        raise BadRequest("Only two renders of the same size can be compared.")
    other_seed = (yield from Baselines.of(models).get(a)) if request.baseline else None
    # A judge, which steered neither render, measures the distance where there is one.
    judged = models.has("judge_clip")
    yield from models.prepare("judge_clip" if judged else "guide_clip")
    clip = models.judge_clip if judged else models.guide_clip
    segmenter = models.segmenter if models.has("segmenter") else None
    return compare_renders(a, b, other_seed, clip, segmenter)


def _progress(event: RenderProgress | Loading) -> CompareProgress | Loading:
    if isinstance(event, Loading):
        return event
    return CompareProgress("Rendering A with another seed, to compare by", event.step, event.steps)
