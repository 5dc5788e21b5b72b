"""Mending: a word that a finished prompt lacks, has too much, or has wrong, found by the language model.

Slots of one step are drawn blind of one another, so a prompt may lack a word between two (“a frog a plain background”)
that no replacement of a word can bring. docs/algorithms.md §1.14.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING

import torch

from promptstudio.inversion.sentences import ARTICLES, CONNECTIVES
from promptstudio.prompt import Origin, Prompt, pieces_of_words
from promptstudio.verbs.coupling import LeaveOneOut, leave_one_out

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM

_ROUNDS = 3  # changes of a prompt at most
_MOST = 6  # changes a round whose log-probability is measured, those that the image likes best
_SURE = 0.9  # probability of a word that is put between two …
_LIKELY = 0.3  # … and of one that only joins them
_EXPECTED = 0.3  # probability of another word in a word's place …
_UNEXPECTED = 0.1  # … and that of the word itself, as a share of it, from which on it may be wrong
_CLEAR = 1.0  # nats that the words of a prompt must gain: less is a matter of taste

Rewards = Callable[[Sequence[Prompt]], torch.Tensor]
"""Prompts → what else counts, in nats, (n,); −∞ for those that may not be."""


def mended(
    prompt: Prompt, lm: MaskedLM, banned: torch.Tensor, rewards: Rewards, facts: frozenset[str] = frozenset()
) -> Generator[None, None, tuple[Prompt, LeaveOneOut]]:
    """The prompt with up to 3 words put in, left out or replaced, and its leave-one-out predictions.

    A change is made if the log-probabilities of all words, each given the others, grow by at least 1 nat together, and
    if that and what `rewards` says of it are a gain. `banned`: pieces that must not stand, bool (V,). Locked words and
    `facts` (lower case), which say what is in the picture, stay as they are, and none is put in. Yields after every
    forward.
    """
    loo = yield from leave_one_out(prompt, lm)
    for _ in range(_ROUNDS):
        further = yield from _further_words(prompt, lm, banned, facts)
        tried = [*further, *_other_words(prompt, loo, lm, banned, facts)]
        before, *rewarded = rewards([prompt, *tried]).tolist()
        ranked = sorted(zip(rewarded, tried, strict=True), key=lambda pair: pair[0], reverse=True)
        best: tuple[float, Prompt, LeaveOneOut] | None = None
        for reward, one in ranked[:_MOST]:
            if reward == -torch.inf:
                break
            other = yield from leave_one_out(one, lm)
            gain = float(other.log_probability.sum() - loo.log_probability.sum())
            if gain >= _CLEAR and gain + reward - before > (best[0] if best else 0.0):
                best = gain + reward - before, one, other
        if best is None:
            break
        _, prompt, loo = best
    return prompt, loo


def _other_words(
    prompt: Prompt, loo: LeaveOneOut, lm: MaskedLM, banned: torch.Tensor, facts: frozenset[str]
) -> Iterator[Prompt]:
    """Without each free word in whose place another one is expected, with that one there, and without each word of
    those that join others that is not expected."""
    expected, pieces = loo.rows.masked_fill(banned, 0).max(dim=1)
    probability = loo.log_probability.exp()
    wrong = (expected > _EXPECTED) & (probability < _UNEXPECTED * expected)
    for n, word in enumerate(prompt.words):
        text = word.text.lower()
        if word.locked or text in facts:
            continue
        if wrong[n] or (text in CONNECTIVES and probability[n] < _UNEXPECTED):
            yield prompt.delete(n)
        if wrong[n] and (other := _word(lm, int(pieces[n]))):
            yield prompt.swap(n, other, Origin.INVERTED)


def _further_words(
    prompt: Prompt, lm: MaskedLM, banned: torch.Tensor, facts: frozenset[str]
) -> Generator[None, None, list[Prompt]]:
    """With each word that the model is sure of between two words that only a space divides, and with likely ones that
    join them."""
    ids = torch.tensor([*lm.encode(prompt.text), lm.eos_id])
    owned = pieces_of_words(prompt, lm.offsets)
    places = [n for n in range(1, len(prompt)) if prompt.words[n].before == " "]
    if not places:
        return []
    at = [owned[n][0] for n in places]
    canvases = torch.stack([torch.cat([ids[:slot], torch.tensor([lm.mask_id]), ids[slot:]]) for slot in at])
    logits = lm.predict(canvases, canvases == lm.mask_id).dense().cpu()  # one masked slot each
    yield None
    found = torch.softmax(logits, dim=-1).masked_fill(banned, 0).max(dim=1)
    sure = zip(places, found.values.tolist(), found.indices.tolist(), strict=True)
    words = [(n, _word(lm, piece), probability) for n, probability, piece in sure]
    return [
        prompt.insert(n, word, Origin.INVERTED)
        for n, word, probability in words
        if word and word not in facts and (probability > _SURE or (probability > _LIKELY and _joins(prompt, n, word)))
    ]


def _joins(prompt: Prompt, place: int, word: str) -> bool:
    """Whether a word before another one joins two that nothing joins yet."""
    before, after = (prompt.words[n].text.lower() for n in (place - 1, place))
    return word in CONNECTIVES and before not in CONNECTIVES and after not in CONNECTIVES - ARTICLES


def _word(lm: MaskedLM, piece: int) -> str:
    """A piece as a word; empty if it is none by itself."""
    word = lm.strings[piece].strip()
    return word if bool(lm.begins_word[piece]) and word.isalpha() else ""
