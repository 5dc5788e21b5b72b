"""What is to be compared, from two pictures and what a person says of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from promptstudio.errors import BadRequest
from promptstudio.files.importing import read_picture
from promptstudio.images.sources import ImageSource, read_image
from promptstudio.prompt import Prompt
from promptstudio.protocol import CompareRequest, Picture, Render
from promptstudio.words import as_prompt, edited, find_words


def comparison_request(
    a: Render | ImageSource,
    b: Render | ImageSource,
    swap: Iterable[tuple[str, str]] = (),
    before: str | Prompt | None = None,
    after: str | Prompt | None = None,
) -> CompareRequest:
    """The request to judge the change from `a` to `b`.

    `swap`: (old, new) words; every mention counts. Prompts that are not given come with a render, or from the file's
    metadata; those that do not hold what was swapped are left aside. Errors: UnreadableImage; BadRequest when a swap is
    not in the prompt that was given, or nothing says what was edited.
    """
    swap = list(swap)
    first, own_before = _opened(a)
    second, own_after = _opened(b)
    old = own_before if before is None else as_prompt(before)
    new = own_after if after is None else as_prompt(after)
    if swap:
        if old is None or (before is None and not _names(old, [word for word, _ in swap])):
            old, new = (Prompt.parse(", ".join(words)) for words in zip(*swap, strict=True))
        elif after is None:
            new = edited(old, swap, everywhere=True)  # that is what two pictures show
    if old is None or new is None:
        raise BadRequest("Nothing says what was edited: give what was swapped, or the prompts of both pictures.")
    of_a, of_b = (
        one.attention if isinstance(one, Render) and one.prompt == prompt else ()
        for one, prompt in ((a, old), (b, new))
    )
    return CompareRequest(first, second, old, new, of_a, of_b)


def _opened(one: Render | ImageSource) -> tuple[Picture, Prompt | None]:
    """The picture, and the prompt that comes with it."""
    if isinstance(one, Render):
        return one.picture, one.prompt
    if isinstance(one, str | os.PathLike):
        reference, found = read_picture(one)
        return reference.picture, found.prompt if found else None
    if isinstance(one, Picture):
        return one, None
    return read_image(one).picture, None


def _names(prompt: Prompt, words: Sequence[str]) -> bool:
    """Whether all of `words` stand in the prompt."""
    try:
        for word in words:
            find_words(prompt, word)
    except BadRequest:
        return False
    return True
