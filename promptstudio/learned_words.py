"""Words that models read otherwise than as text: those of Textual Inversion stand for embeddings, and syntax of other
programs (`Word.opaque`) stands for nothing here.

Language models and CLIP read the prompt without them. In couplings and per-word effects their places are filled with
zeros. In the budget a learned word takes as many pieces as it has vectors, an opaque one none. No torch.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from promptstudio.prompt import Offsets, Origin, Prompt, pieces_of_words
from promptstudio.protocol import AttentionMap, Coupling, LearnedWord, Matrix


def learned_indices(prompt: Prompt, learned: Iterable[LearnedWord]) -> tuple[int, ...]:
    """Indices of the words that are learned: by their origin, or because one of `learned` has that token."""
    tokens = {word.token for word in learned}
    return tuple(i for i, w in enumerate(prompt.words) if w.origin is Origin.LEARNED or w.text in tokens)


def with_tokens(prompt: Prompt, tokens: Iterable[str]) -> Prompt:
    """The prompt in which each mention of a learned word is one word, whatever characters its token has (“<cat-toy>”,
    “my style v1.5”). Where two tokens could be meant, the longer one is; a part of another word is none."""
    text, spans = prompt.text, prompt.spans()
    longest_first = sorted({*tokens} - {""}, key=len, reverse=True)
    mentions: list[tuple[int, int, list[int]]] = []
    for match in re.finditer("|".join(map(re.escape, longest_first)), text) if longest_first else ():
        start, end = match.span()
        inside = [i for i, (begins, ends) in enumerate(spans) if begins < end and ends > start]
        if inside and start <= spans[inside[0]][0] and spans[inside[-1]][1] <= end:
            mentions.append((start, end, inside))
    if not mentions:
        return prompt
    taken = {i for _, _, inside in mentions for i in inside}
    found = [(start, end, prompt.words[inside[0]].with_(origin=Origin.LEARNED)) for start, end, inside in mentions]
    found += [(*spans[i], word) for i, word in enumerate(prompt.words) if i not in taken]
    words, last = [], 0
    for start, end, word in sorted(found, key=lambda place: place[0]):
        words.append(word.with_(text=text[start:end], before=text[last:start]))
        last = end
    return Prompt(tuple(words), text[last:])


def unread_indices(prompt: Prompt, learned: Iterable[LearnedWord]) -> tuple[int, ...]:
    """Indices of the words that no language model reads: the learned and the opaque ones."""
    return tuple(sorted({*learned_indices(prompt, learned), *prompt.opaque}))


def readable(prompt: Prompt, opaque: Collection[int]) -> Prompt:
    """The prompt without the words at the indices `opaque`: what a model can read."""
    for index in sorted(opaque, reverse=True):
        prompt = prompt.delete(index)
    return prompt


def readable_index(index: int, opaque: Collection[int]) -> int:
    """Where a readable word of a prompt stands in `readable` of it."""
    return index - sum(i < index for i in opaque)


def in_place(values: Sequence[float], count: int, opaque: Collection[int]) -> tuple[float, ...]:
    """One value for each of `count` words: `values` are those of the readable words in order; 0 at `opaque`."""
    rest = iter(values)
    return tuple(0.0 if i in opaque else next(rest) for i in range(count))


def coupling_in_place(coupling: Coupling, prompt: Prompt, opaque: Collection[int]) -> Coupling:
    """The coupling of a prompt's readable words, widened to the whole prompt: a learned word is coupled to none."""
    count = len(prompt)
    return msgspec.structs.replace(
        coupling,
        words=tuple(word.text for word in prompt.words),
        raw=matrix_in_place(coupling.raw, count, opaque),
        cosine=matrix_in_place(coupling.cosine, count, opaque),
        certainty=in_place(coupling.certainty, count, opaque),
    )


def matrix_in_place(matrix: Matrix, count: int, opaque: Collection[int]) -> Matrix:
    """Shape (count, count): `matrix` is that of the readable words in order; 0 in the rows and columns at `opaque`."""
    rows = iter(matrix)
    return tuple((0.0,) * count if i in opaque else in_place(next(rows), count, opaque) for i in range(count))


def in_all_places(maps: Sequence[AttentionMap], prompt: Prompt) -> tuple[AttentionMap, ...]:
    """One map for each word of `prompt`: `maps` are those of the words that are not opaque, in order; empty maps for
    the others. None at all when none was traced."""
    if not maps:
        return ()
    rest = iter(maps)
    empty = msgspec.structs.replace(maps[0], values=bytes(maps[0].width * maps[0].height))
    return tuple(msgspec.structs.replace(empty, word=w.text) if w.opaque else next(rest) for w in prompt.words)


def in_read_places(maps: Sequence[AttentionMap], prompt: Prompt) -> tuple[AttentionMap, ...]:
    """The inverse of `in_all_places`."""
    return tuple(found for i, found in enumerate(maps) if i not in prompt.opaque)


def counting(offsets: Offsets, lengths: Mapping[str, int]) -> Offsets:
    """A tokenizer that counts learned words as the text encoder reads them.

    `lengths`: how many pieces each learned word takes, by its token. All else is as `offsets` has it.
    """
    if not lengths:
        return offsets

    def encode(text: str) -> list[tuple[str, int, int]]:
        prompt, pieces = with_tokens(Prompt.parse(text), lengths), offsets(text)
        found: list[tuple[str, int, int]] = []
        at = 0
        owned = pieces_of_words(prompt, lambda _: pieces)
        for word, span, own in zip(prompt.words, prompt.spans(), owned, strict=True):
            if word.text in lengths and own:
                found += [*pieces[at : own[0]], *[(word.text, *span)] * lengths[word.text]]
                at = own[-1] + 1
        return [*found, *pieces[at:]]

    return encode


def vectors_of(learned: Iterable[LearnedWord]) -> dict[str, int]:
    """How many pieces (embedding vectors) each learned word takes, by its token."""
    return {word.token: word.vectors for word in learned}
