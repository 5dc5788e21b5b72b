"""Finding words of a prompt by what a person writes, such as “red” or “red#2”, and replacing them.

Used by the command line and by the Python interface. Works on text alone and imports no model.
"""

from __future__ import annotations

from collections.abc import Iterable

from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt


def find_words(prompt: Prompt, wanted: str) -> range:
    """The indices, from 0, of the word or run of words `wanted`; “red#2” is the second “red”.

    Exact case is preferred; without such a match, case is ignored. Raises BadRequest when `wanted` holds no word or
    does not occur (often enough) in the prompt.
    """
    text, occurrence = _split_occurrence(wanted)
    words = [word.text for word in prompt.words]
    sought = _sought(text, words)
    if not sought:
        raise BadRequest(f"“{wanted}” is no word.")
    places = _places(words, sought)
    if len(places) < occurrence:
        places = _places([word.casefold() for word in words], [word.casefold() for word in sought])
    if len(places) >= occurrence:
        return places[occurrence - 1]
    if places:
        raise BadRequest(f"“{text}” stands only {len(places)} times in the prompt.")
    raise BadRequest(f"“{text}” is not a word of the prompt “{prompt.text}”.")


def word_index(prompt: Prompt, wanted: str) -> int:
    """The index, from 0, of one word: given as the word (“red”, “red#2”) or as its number from 1.

    A number that is itself a word of the prompt means that word. Raises BadRequest.
    """
    if wanted.isdecimal() and wanted not in (word.text for word in prompt.words):
        if not 1 <= int(wanted) <= len(prompt):
            raise BadRequest(f"The prompt has {len(prompt)} words; there is no word number {wanted}.")
        return int(wanted) - 1
    place = find_words(prompt, wanted)
    if len(place) != 1:
        raise BadRequest(f"One word is needed, not “{wanted}”.")
    return place.start


def find_everywhere(prompt: Prompt, wanted: str) -> list[range]:
    """The indices of every mention of the word or run of words `wanted`, in any case, left to right; mentions do not
    overlap. Raises BadRequest when there is none."""
    words = [word.text.casefold() for word in prompt.words]
    sought = _sought(wanted.casefold(), words)
    if not sought:
        raise BadRequest(f"“{wanted}” is no word.")
    found: list[range] = []
    for place in _places(words, sought):
        if not found or place.start >= found[-1].stop:
            found.append(place)
    if not found:
        raise BadRequest(f"“{wanted}” is not a word of the prompt “{prompt.text}”.")
    return found


def mentions(prompt: Prompt, index: int) -> tuple[int, ...]:
    """The indices of every word that is the one at `index`, in any case; it is one of them."""
    text = prompt.words[index].text.casefold()
    return tuple(i for i, word in enumerate(prompt.words) if word.text.casefold() == text)


def as_prompt(prompt: str | Prompt) -> Prompt:
    """Text as a prompt; a prompt as it is. Raises BadRequest for anything else."""
    if isinstance(prompt, str):
        return Prompt.parse(prompt)
    if not isinstance(prompt, Prompt):
        raise BadRequest(f"A prompt is text or a Prompt, and not of type {type(prompt).__name__}.")
    return prompt


def edited(
    prompt: Prompt,
    swap: Iterable[tuple[str, str]] = (),
    *,
    insert: Iterable[tuple[str, str]] = (),
    delete: Iterable[str] = (),
    append: str = "",
    everywhere: bool = False,
) -> Prompt:
    """`prompt` with words replaced, inserted, deleted and appended.

    `swap`: (old, new) pairs; `insert`: (word, text that goes before it); `delete`: words; each a word or a run of words
    as for `find_words`. All are found in the original prompt, so that (red, blue) and (blue, red) exchange the two
    words. `everywhere`: a swap replaces every mention of its word, in any case; “red#2” is still the second alone.
    Raises BadRequest, also when two changes concern the same word.
    """
    changes: list[tuple[range, str]] = []
    taken: set[int] = set()
    for old, new in (*swap, *((word, None) for word in delete)):
        if new is not None:
            _require_words(new, old)
        every = everywhere and new is not None and old == _split_occurrence(old)[0]
        for place in find_everywhere(prompt, old) if every else (find_words(prompt, old),):
            if taken & set(place):
                raise BadRequest(f"“{old}” is changed twice.")
            taken |= set(place)
            changes.append((place, new or ""))
    for word, text in insert:
        _require_words(text, word)
        start = find_words(prompt, word).start
        changes.append((range(start, start), text))
    # From the end, so that earlier indices stay valid; at one place the word changes before text goes in front of it.
    for place, new in sorted(changes, key=lambda change: (change[0].start, len(change[0])), reverse=True):
        if not place:
            prompt = prompt.insert(place.start, new)
            continue
        for index in reversed(place[1:]):
            prompt = prompt.delete(index)
        prompt = prompt.swap(place.start, new)
    return prompt.append(append)


def _require_words(text: str, at: str) -> None:
    if not Prompt.parse(text).words:
        raise BadRequest(f"“{at}” needs at least one word in its place.")


def _sought(wanted: str, words: list[str]) -> list[str]:
    """The words that `wanted` names: itself where it is one of `words` (a learned word may hold spaces and brackets),
    else those that it is divided into."""
    return [wanted] if wanted in words else [word.text for word in Prompt.parse(wanted).words]


def _split_occurrence(wanted: str) -> tuple[str, int]:
    """“red#2” as ("red", 2); without a number the first occurrence is meant."""
    text, mark, number = wanted.rpartition("#")
    if text and mark and number.isdecimal() and int(number) >= 1:
        return text, int(number)
    return wanted, 1


def _places(words: list[str], sought: list[str]) -> list[range]:
    """Every run of `words` that equals `sought`."""
    starts = range(len(words) - len(sought) + 1)
    return [range(start, start + len(sought)) for start in starts if words[start : start + len(sought)] == sought]
