"""Whether a prompt says everything once and ends whole, and the prompt that does.

The budget is a limit, not a quota: language models that are given room repeat themselves, and what is said twice is
hard to edit, for swapping one of two mentions changes half of the picture. Rules are of English; in other languages
only what stands twice word for word is found. Locked words are never touched. docs/algorithms.md §1.14 has the
decisions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import torch

from promptstudio.prompt import Prompt

LEAST_GAIN = 0.02
"""Guide cosine that a clause must add to stay."""
_ARTICLES = frozenset("a an the".split())
_NEEDS_MORE = _ARTICLES | frozenset(
    "of in on at by with without under over above below behind beside between among against into onto from to near "
    "through around along across inside outside and or but as like than is are was were be being been has have having "
    "its his her their this that these those there it we you he she they very some any no next front".split()
)
"""Words that a clause cannot end with."""
_FUNCTION_WORDS = _NEEDS_MORE | frozenset("see shows showing which who where what nothing else single".split())
_BREAK = re.compile(r"[.,;:!?\n。，、；：！？]")
_MARKS = re.compile(r"([.,;:!?])(?:\s*[.,;:!?])+")
_OPEN_END = re.compile(r"[\s,;:.\-–]+$")


class Faults(msgspec.Struct, frozen=True):
    """How often each fault occurs in one prompt."""

    dangling: int = 0
    """Clauses that end in the middle, such as “a car on the”."""
    repeated: int = 0
    """Clauses that say again what another one said."""
    doubled: int = 0
    """Words that follow themselves, such as “hamburger a hamburger”."""
    marks: int = 0
    """Runs of punctuation, such as “..”."""

    @property
    def any(self) -> bool:
        return bool(self.dangling or self.repeated or self.doubled or self.marks)


def clauses(prompt: Prompt) -> list[range]:
    """The words of every clause, as indices: a comma, a full stop or the like in the gap before a word begins one."""
    starts = [i for i, word in enumerate(prompt.words) if i == 0 or _BREAK.search(word.before)]
    return [range(start, end) for start, end in pairwise([*starts, len(prompt)])]


def faults(prompt: Prompt, qualifiers: frozenset[str] = frozenset()) -> Faults:
    """What is wrong with a prompt. `qualifiers`: lower-case words, such as colours, that need a noun after “a”."""
    told = [_content(prompt, clause) for clause in clauses(prompt)]
    return Faults(
        dangling=sum(bool(_loose(prompt, clause, qualifiers)) for clause in clauses(prompt)),
        repeated=sum(_told_before(words, told[:n]) for n, words in enumerate(told)),
        doubled=len(_doubled(prompt)),
        marks=sum(bool(_MARKS.search(gap)) for gap in (*(word.before for word in prompt.words), prompt.tail)),
    )


def tidied(prompt: Prompt, qualifiers: frozenset[str] = frozenset()) -> Prompt:
    """The prompt without its `faults`. Empty when nothing of it is whole."""
    while True:
        wrong = next(iter(_doubled(prompt)), []) or _first_loose(prompt, qualifiers) or _first_repeated(prompt)
        if not wrong:
            return _clean_gaps(prompt)
        prompt = without(prompt, wrong)


def without(prompt: Prompt, indices: Sequence[int]) -> Prompt:
    """The prompt without some words."""
    for index in sorted(indices, reverse=True):
        prompt = prompt.delete(index)
    return _clean_gaps(prompt)


def told_once(
    prompt: Prompt,
    score: Callable[[Sequence[str]], torch.Tensor],
    *,
    least_gain: float = LEAST_GAIN,
    facts: frozenset[str] = frozenset(),
    qualifiers: frozenset[str] = frozenset(),
) -> Prompt:
    """The prompt without the clauses that tell nothing more of the image, taken out one by one, the emptiest first.

    `score`: texts → guide cosines (n,). A clause stays when the cosine falls by `least_gain` without it, when it has a
    locked word, or when it alone has one of `facts` (lower-case words).
    """
    best = float(score([prompt.text])[0])
    while True:
        parts = clauses(prompt)
        free = [part for part in parts if not _needed(prompt, part, facts)]
        shorter = [tidied(without(prompt, part), qualifiers) for part in free] if len(parts) > 1 else []
        shorter = [one for one in shorter if one.words]
        if not shorter:
            return prompt
        cosines = score([one.text for one in shorter])
        at = int(cosines.argmax())
        if float(cosines[at]) <= best - least_gain:
            return prompt
        prompt, best = shorter[at], float(cosines[at])


def _needed(prompt: Prompt, clause: range, facts: frozenset[str]) -> bool:
    """Whether a clause has a locked word, or one of `facts` that no other clause has."""
    if any(prompt.words[i].locked for i in clause):
        return True
    elsewhere = {word.text.lower() for i, word in enumerate(prompt.words) if i not in clause}
    return bool(facts & {prompt.words[i].text.lower() for i in clause} - elsewhere)


def _content(prompt: Prompt, clause: range) -> tuple[str, ...]:
    """The words of a clause that mean something by themselves, in lower case."""
    words = [prompt.words[i].text.lower() for i in clause]
    return tuple(word for word in words if word not in _FUNCTION_WORDS)


def _told_before(words: tuple[str, ...], earlier: Sequence[tuple[str, ...]]) -> bool:
    """Whether one earlier clause has all of `words`, in any order; a clause of function words alone tells nothing."""
    return any(set(words) <= set(one) for one in earlier) or (not words and bool(earlier))


def _doubled(prompt: Prompt) -> list[list[int]]:
    """For every free word that follows itself, with no more than articles between: what to leave out."""
    return [repeats for i in range(len(prompt)) if (repeats := _repeats(prompt, i))]


def _repeats(prompt: Prompt, index: int) -> list[int]:
    """The articles after a word and the same word behind them; empty if another one comes."""
    word, passed = prompt.words[index].text.lower(), list[int]()
    for i, other in enumerate(prompt.words[index + 1 :], start=index + 1):
        if other.locked or _BREAK.search(other.before) or not word.isalpha():
            return []
        passed.append(i)
        if other.text.lower() == word:
            return passed
        if other.text.lower() not in _ARTICLES:
            return []
    return []


def _first_loose(prompt: Prompt, qualifiers: frozenset[str]) -> list[int]:
    return next((loose for clause in clauses(prompt) if (loose := _loose(prompt, clause, qualifiers))), [])


def _loose(prompt: Prompt, clause: range, qualifiers: frozenset[str]) -> list[int]:
    """The free words at the end of a clause that need something after them."""
    free = [i for i in clause if not prompt.words[i].locked]
    if clause.start and len(free) == len(clause) == 2 and prompt.words[clause.start].text.lower() == "the":
        return free[::-1]  # a sentence that had only begun, such as “… at night. the colors”
    loose: list[int] = []
    for i in reversed(clause):
        word = prompt.words[i]
        text = word.text.lower()
        before = prompt.words[i - 1].text.lower() if i > clause.start else ""
        unfinished = text in _NEEDS_MORE or (text in qualifiers and before in _ARTICLES - {"the"})
        if word.locked or not unfinished:
            break
        loose.append(i)
    return loose


def _first_repeated(prompt: Prompt) -> list[int]:
    told: list[tuple[str, ...]] = []
    for clause in clauses(prompt):
        words = _content(prompt, clause)
        if _told_before(words, told) and not any(prompt.words[i].locked for i in clause):
            return list(clause)
        told.append(words)
    return []


def _clean_gaps(prompt: Prompt) -> Prompt:
    """One mark where several follow one another, none before the first word or open at the end."""
    words = [word.with_(before=_MARKS.sub(r"\1", word.before)) for word in prompt.words]
    if words and not words[0].locked:
        words[0] = words[0].with_(before=words[0].before.lstrip(" .,;:!?"))
    return Prompt(tuple(words), _OPEN_END.sub("", _MARKS.sub(r"\1", prompt.tail)))
