"""The verb invert: check the request, let its method work, and note what a person should know of the models."""

from __future__ import annotations

from collections.abc import Generator

from msgspec.structs import replace

from promptstudio.guide.guide import guide_of
from promptstudio.inversion.distilled import told_distillation
from promptstudio.inversion.multi_concept import multi_concept
from promptstudio.inversion.registry import check
from promptstudio.inversion.roles import content_in_style, mixed, only_style
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    BatchRequest,
    InversionRequest,
    InversionResult,
    Loading,
    Progress,
    references_shown,
)


def invert(request: InversionRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """Yields every step of the method, with the best prompt so far; returns the result. Errors: BadRequest."""
    if only_style(request):
        request = replace(request, task="style")
    method = check(request, models)
    if request.task == "multi_concept":
        result = yield from multi_concept(method, request, models)
    elif mixed(request):
        result = yield from content_in_style(method, request, models)
    else:
        result = yield from method.invert(request, models)
    guide, fit = guide_of(models), result.scores.guide_clip
    notes = guide.recognise(request.references).notes
    if request.references and request.task != "style" and fit is not None:
        notes += guide.note_on_fit(references_shown(request.references), fit)
    if request.task == "distillation":
        notes += (told_distillation(Prompt.parse(request.text), result.prompt),)
    return replace(result, notes=(*notes, *result.notes, *models.notes_on_towers()))


def one_of_many(request: BatchRequest, models: Models) -> Generator[Progress | Loading, None, InversionResult]:
    """The inversion of a batch's picture; as `invert`."""
    return (yield from invert(request.inversion, models))
