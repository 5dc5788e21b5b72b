"""References of two roles: one prompt for what the ones show, in the style of the others.

Every method that can tell a style does it alike: it inverts the content, then the style, and the second prompt stands
after “in the style of”, as in VGD (§4.2). Every word knows which image it comes from where its role has only one.
"""

from __future__ import annotations

from collections.abc import Generator

from msgspec.structs import replace

from promptstudio.errors import BadRequest
from promptstudio.inversion.method import Method
from promptstudio.inversion.multi_concept import Part, in_parts
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt, Word
from promptstudio.protocol import InversionRequest, InversionResult, Loading, Progress, references_shown

_BETWEEN = ("in", "the", "style", "of")
_STYLE_SHARE = 3  # one piece in so many of those that are left is for the style
_FEWEST = 2  # pieces for a style


def mixed(request: InversionRequest) -> bool:
    """Whether some references are for content and others for style, and the task tells them apart."""
    return request.task == "inversion" and len({reference.role for reference in request.references}) > 1


def only_style(request: InversionRequest) -> bool:
    """Whether all references are for style, and the task is not that already."""
    return request.task == "inversion" and {reference.role for reference in request.references} == {"style"}


def content_in_style(
    method: Method, request: InversionRequest, models: Models
) -> Generator[Progress | Loading, None, InversionResult]:
    """Inverts the content, then the style. Locked words stay in the content; the fit is that to its images.

    Errors: BadRequest when the method does not do styles or the budget is too small for both.
    """
    if "style" not in method.info.tasks:
        raise BadRequest(f"{method.info.title} cannot take references for style; choose another method.")
    free = request.pieces - len(_BETWEEN)
    style = free // _STYLE_SHARE
    if style < _FEWEST:
        raise BadRequest(f"A budget of {request.budget} pieces is too small for content and style.")
    shown = references_shown(request.references)
    looks = tuple(reference for reference in request.references if reference not in shown)
    content = replace(request, references=shown, budget=free - style)
    parts = (
        Part("Content", content),
        Part("Style", replace(request, references=looks, task="style", budget=style, locks=())),
    )

    def join(prompts: list[Prompt]) -> Prompt:
        sources = (request.references.index(images[0]) if len(images) == 1 else None for images in (shown, looks))
        words = [[w.with_(concept=n) for w in prompt.words] for prompt, n in zip(prompts, sources, strict=False)]
        if len(words) < len(parts) or not words[1]:
            return Prompt(tuple(words[0]))
        between = [Word(text, origin=Origin.INVERTED) for text in _BETWEEN]
        words[1][0] = words[1][0].with_(before=" ")
        return Prompt((*words[0], *between, *words[1]))

    return (yield from in_parts(method, replace(request, references=shown), models, parts, join))
