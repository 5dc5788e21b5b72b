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
ARTICLES = frozenset("a an the".split())
CONNECTIVES = ARTICLES | frozenset("and or with of to in on at by beside next near under over left right".split())
"""What may stand between the two mentions of “a cat and a cat”."""
_NEEDS_MORE = ARTICLES | frozenset(
    "of in on at by for with without under upon beneath beside between among amongst against into onto from to toward "
    "towards near through along across over within during via per and or nor but as like than because while if whose "
    "is are was were am be being been has have having could would should do does did "
    "its his her their my our your this these that those every very some any no next we he she they".split()
)
"""Words that nothing whole ends with. Those that may be adverbs (“children play outside”, “grass grows all around”) or
nouns (“a soda can”) are not among them."""
_BEGINNINGS = frozenset("it there you".split())
"""Words that are whole at an end (“a table with a cat on it”) but not as a beginning."""
_NEEDS_OF = frozenset("style kind sort type front pair lot bunch shape form".split())
"""Nouns that say nothing when “of” is gone."""
_OPEN_PHRASES = (("in", "front"), ("in", "the", "style"))
_SIDES = (("to", "the", "left"), ("to", "the", "right"))
_ADJECTIVES = frozenset(
    "single dark large big small little tiny huge tall short long wide old young new beautiful bright simple colorful "
    "wooden sandy snowy starry rainy cloudy sunny glossy shiny cozy 3d "
    "red yellow green blue purple pink brown black white gray grey".split()
)
"""Words that need a noun after “a”. Orange is one itself."""
_JOINS = frozenset("and or with".split())
_PREPOSITIONS = frozenset("of in on at by from under beside inside among against behind near with".split())
_NO_NOUN = ARTICLES | _JOINS | frozenset("of in on at by from under beside is are was".split())
"""Words that an article cannot stand before."""
_GO_ON = frozenset("is are was were of".split())
"""Words that no sentence begins with."""
_HUES = frozenset("red orange yellow green blue purple pink".split())
_FUNCTION_WORDS = (
    _NEEDS_MORE | _BEGINNINGS | frozenset("see shows showing which who where what nothing else single".split())
)
_BREAK = re.compile(r"[,;!?\n…。，、；：！？]|[.:](?=.)|\s[-–—]+\s", re.DOTALL)  # not the full stops of “U.S.A.”
_SENTENCE = re.compile(r"[.!?。！？]")
_MARKS = re.compile(r"([.,;:!?])(?:\s*[.,;:!?])+")
_OPEN_END = re.compile(r"[\s,;:.\-–]+$")
_LONGEST = 4  # words of a phrase that is looked for behind itself


class Faults(msgspec.Struct, frozen=True):
    """How often each fault occurs in one prompt."""

    dangling: int = 0
    """Phrases that break off, such as “a car on the” or “a sketch of a and a frog”."""
    repeated: int = 0
    """Clauses that say again what another one said."""
    doubled: int = 0
    """Words and phrases that follow themselves, such as “hamburger a hamburger” or “a cat and a cat”."""
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
    return Faults(
        dangling=sum(bool(_loose(prompt, clause, qualifiers)) for clause in clauses(prompt)),
        repeated=len(_repeated(prompt)),
        doubled=len(_doubled(prompt)),
        marks=sum(bool(_MARKS.search(gap)) for gap in (*(word.before for word in prompt.words), prompt.tail)),
    )


def tidied(prompt: Prompt, qualifiers: frozenset[str] = frozenset()) -> Prompt:
    """The prompt without its `faults`. Empty when nothing of it is whole."""
    while True:
        found = (*_doubled(prompt), _first_loose(prompt, qualifiers), *_repeated(prompt))
        wrong = next(filter(len, found), None)
        if wrong is None:
            return _clean_gaps(prompt)
        prompt = without(prompt, wrong)


def without(prompt: Prompt, indices: Sequence[int]) -> Prompt:
    """The prompt without some words."""
    for index in sorted(indices, reverse=True):
        prompt = prompt.delete(index)
    return _clean_gaps(prompt)


def named_first(prompt: Prompt) -> Prompt:
    """A prompt that can stand after “in the style of”: of one that begins with a preposition, such as “on the beach,
    pixel art”, a clause that does not comes first (“pixel art on the beach”); where there is none, the preposition
    goes. As it is where a word is locked: the order of locks is the user's."""
    if not _led(prompt, 0) or prompt.locked:
        return prompt
    first, *others = clauses(prompt)
    named = next((part for part in others if not _led(prompt, part.start, _BEGINNINGS | {"the"})), None)
    if named is None:
        return without(prompt, [first.start])
    words = [prompt.words[i] for i in (*named, *first, *(i for part in others if part != named for i in part))]
    words[0] = words[0].with_(before="")
    words[len(named)] = words[len(named)].with_(before=" ")
    return Prompt(tuple(words), prompt.tail)


def _led(prompt: Prompt, index: int, also: frozenset[str] = frozenset()) -> bool:
    """Whether the word there is a preposition, or one of `also`."""
    return prompt.words[index].text.lower() in _PREPOSITIONS | also


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


def _repeated(prompt: Prompt) -> list[range]:
    """The free clauses of which another one says all: an earlier one, or a later one with more that does not refer back
    (“the cat …”). Of function words alone only the first clause may be."""
    parts = clauses(prompt)
    told = [frozenset(_content(prompt, clause)) for clause in parts]
    refers = [prompt.words[clause.start].text.lower() == "the" for clause in parts]
    found = []
    for n, (clause, words) in enumerate(zip(parts, told, strict=True)):
        later = (words < one and not back for one, back in zip(told[n + 1 :], refers[n + 1 :], strict=True))
        again = any(words <= one for one in told[:n]) or any(later) if words else n > 0
        if again and not any(prompt.words[i].locked for i in clause):
            found.append(clause)
    return found


def _doubled(prompt: Prompt) -> list[list[int]]:
    """For every phrase that follows itself: the words to leave out, if none of them is locked."""
    said = [word.text.lower() for word in prompt.words]
    repeats = (_repeat(said, range(i, clause.stop), i - clause.start) for clause in clauses(prompt) for i in clause)
    return [some for some in repeats if some and not any(prompt.words[i].locked for i in some)]


def _repeat(said: Sequence[str], rest: range, earlier: int) -> list[int]:
    """What repeats the phrase that begins a rest of a clause, or the colour that it has beside another one. `said`: all
    words, in lower case; `earlier`: how many words of the clause stand before the rest."""
    word, following = said[rest.start], said[rest.start + 1 : rest.stop]
    if word not in following and not (word in _HUES and following and following[0] in _HUES):
        return []
    if following[0] == word:
        return [rest.start + 1] if word.isalpha() else []
    if {word, following[0]} <= _HUES:
        same_article = "orange" not in (word, following[0])
        return [rest.start if same_article and said.count(word) > said.count(following[0]) else rest.start + 1]
    if word in ARTICLES:
        return []
    solid = [i for i in rest if said[i] not in ARTICLES]  # “a red car red car” says “red car” twice
    for n in range(1, min(len(solid) // 2, _LONGEST) + 1):
        if [said[i] for i in solid[:n]] == [said[i] for i in solid[n : 2 * n]]:
            return list(range(solid[n - 1] + 1, solid[2 * n - 1] + 1))
    return _again(said, rest, earlier) if word not in _FUNCTION_WORDS else []


def _again(said: Sequence[str], rest: range, earlier: int) -> list[int]:
    """Of “a cat and a cat” the second cat, of “a cat and a black cat” the first one, with what joins them; of “a palm
    tree and a palm tree” the second tree."""
    for n in range(2, _LONGEST + 1):
        for i in range(rest.start + n, rest.stop - n + 1):
            between = said[rest.start + n : i]
            if not CONNECTIVES.issuperset(between):
                break
            if said[i : i + n] == said[rest.start : rest.start + n] and ARTICLES.intersection(between):
                return list(range(rest.start + n, i + n))
    article = 0
    for i in rest[1:]:
        if said[i] == said[rest.start] and article:
            adjectives = said[article + 1 : i]
            if said[rest.start - min(len(adjectives), earlier) : rest.start] == adjectives:
                return list(range(rest.start + 1, i + 1))
            if earlier and said[rest.start - 1] in ARTICLES:
                return list(range(rest.start - 1, article))
        if said[i] in ARTICLES:
            article = i
        elif said[i] not in CONNECTIVES and not (article and (said[i] in _ADJECTIVES or said[i] in _HUES)):
            break
    return []


def _first_loose(prompt: Prompt, qualifiers: frozenset[str]) -> list[int]:
    return next((loose for clause in clauses(prompt) if (loose := _loose(prompt, clause, qualifiers))), [])


def _loose(prompt: Prompt, clause: range, qualifiers: frozenset[str]) -> list[int]:
    """The free words of a clause that need something after them: at its end, or where an article has no noun."""
    texts = [prompt.words[i].text.lower() for i in clause]
    sentence = clause.start > 0 and bool(_SENTENCE.search(prompt.words[clause.start].before))
    end = len(texts)
    if sentence and texts[0] == "the" and (len(texts) == 2 or (len(texts) == 5 and texts[2:4] == ["of", "the"])):
        end = 0  # a sentence that had only begun, such as “… at night. the colors” or “… the color of the car”
    if sentence and texts[0] in _GO_ON:
        end = 0  # one whose beginning is gone, such as “… at night. is simple”
    while end and (more := _unfinished(texts[:end], texts[end : end + 1], qualifiers)):
        end -= more
    free = 0
    while free < len(texts) - end and not prompt.words[clause[-1 - free]].locked:
        free += 1
    return [clause[-1 - n] for n in range(free)] or _without_noun(prompt, clause, texts, qualifiers)


def _without_noun(prompt: Prompt, clause: range, texts: Sequence[str], qualifiers: frozenset[str]) -> list[int]:
    """The first article, or “of”, of a clause that has no noun: of “a sketch of a and a frog” what stands before “a
    frog”, of “a frog on a under a tree” what stands before “under”, of “a sketch of a blue in the snow” its “a blue”.
    Or the “next” of “a cat next at sunset” and “next to the left of a cat”."""
    for n, (article, after) in enumerate(pairwise(texts)):
        lacking = _breaks_off(texts, n, qualifiers)
        if lacking and not any(prompt.words[clause[k]].locked for k in lacking):
            return [clause[k] for k in lacking]
        beside = tuple(texts[n + 1 : n + 4])
        if (
            article == "next"
            and (after in _NO_NOUN - {"of"} or beside in _SIDES)
            and not prompt.words[clause[n]].locked
        ):
            return [clause[n]]
        before_nothing = (_NO_NOUN | _PREPOSITIONS) - ARTICLES if article == "of" else _NO_NOUN
        if after not in before_nothing or article not in ARTICLES | {"of"}:
            continue
        wrong = range(n, n + 1)
        if after in _JOINS and ARTICLES.intersection(texts[n + 2 : n + 3]):
            wrong = range(n, n + 2)
        elif after not in ARTICLES and n and texts[n - 1] in _NO_NOUN - _JOINS:
            wrong = range(n - 1, n + 1)
        if not any(prompt.words[clause[k]].locked for k in wrong):
            return [clause[k] for k in wrong]
    return []


def _breaks_off(texts: Sequence[str], start: int, qualifiers: frozenset[str]) -> range:
    """An “a” with its adjectives before a preposition, as in “of a blue in the snow” and “a inside a room”; empty where
    there is none, and before those that `_NO_NOUN` has."""
    end = start + 1
    while texts[start] in ("a", "an") and end < len(texts) and (texts[end] in _ADJECTIVES or texts[end] in qualifiers):
        end += 1
    bare = _PREPOSITIONS - _NO_NOUN if end == start + 1 else _PREPOSITIONS - {"of"}
    lacks = texts[start] in ("a", "an") and end < len(texts) and texts[end] in bare
    return range(start, end) if lacks else range(0)


def _unfinished(words: Sequence[str], cut: Sequence[str], qualifiers: frozenset[str]) -> int:
    """How many words at the end need something after them. `cut`: the word that stood there, if there was one."""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in _NEEDS_MORE or (last in _NEEDS_OF and list(cut) == ["of"]):
        return 1
    phrase = next((p for p in _OPEN_PHRASES if tuple(words[-len(p) :]) == p), ())
    if phrase:
        return len(phrase)
    if last in _BEGINNINGS and before in ("", "and", "or", "but", "that"):
        return 1
    at = len(words)
    while at and (words[at - 1] in _ADJECTIVES or words[at - 1] in qualifiers or words[at - 1] in ("and", "very")):
        at -= 1
    return len(words) - at if at < len(words) and at and words[at - 1] in ("a", "an") else 0


def _clean_gaps(prompt: Prompt) -> Prompt:
    """One mark where several follow one another, none before the first word or open at the end."""
    words = [word.with_(before=_MARKS.sub(r"\1", word.before)) for word in prompt.words]
    if words and not words[0].locked:
        words[0] = words[0].with_(before=words[0].before.lstrip(" .,;:!?"))
    return Prompt(tuple(words), _OPEN_END.sub("", _MARKS.sub(r"\1", prompt.tail)))
