"""What the guide found in the image and a finished prompt does not say, put into it.

A canvas that has closed around one thing has no room for a second one, and a replacement of words cannot bring it
(“a rocket on a blue background” where the rocket is pink). docs/algorithms.md §1.14.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import torch

from promptstudio.inversion.sentences import LEAST_GAIN
from promptstudio.prompt import Origin, Prompt, pieces_of_words
from promptstudio.protocol import Candidate

if TYPE_CHECKING:
    from promptstudio.inversion.rewards import Rewards
    from promptstudio.models.adapters.masked_lm import MaskedLM

_STEM = 4  # letters that two forms of a word share at least
_MEASURED = 6  # ways to put a phrase in whose coupling and fluency are estimated
_JOINING = 3  # words at most that join a thing to the rest (“next to a”)


class Named(NamedTuple):
    """A prompt with a phrase more. `log_probability`: of the words that join it, in nats."""

    prompt: Prompt
    log_probability: float


Event = TypeVar("Event")


def completed(
    estimated: Sequence[Candidate],
    found: Sequence[str],
    things: frozenset[str],
    rewards: Rewards,
    ways: Callable[[Prompt, str], Generator[Event, None, list[Named]]],
    estimate: Callable[[Sequence[Prompt]], Generator[Event, None, list[Candidate]]],
) -> Generator[Event, None, list[Candidate]]:
    """Candidates, best first, with those that say more of what was `found` in the image, if that makes them better by
    more than the words that it takes are unlikely. A style, place or time that is said in other words is passed over;
    `things`: lower-case words that name things. `ways`: `naming`; `estimate`: prompts with their scores, best first.
    """

    def nats(one: Candidate) -> float:
        return float(rewards.worth([one.prompt])[0]) + (one.scores.fluency or 0.0) * len(one.prompt)

    estimated = list(estimated)
    for phrase in found:
        best = estimated[0]
        if things.isdisjoint(phrase.lower().split()):
            told = best.prompt.append(f", {phrase}", Origin.INVERTED)
            without, with_it = rewards.nearness([best.prompt.text, told.text]).tolist()
            if with_it < without + LEAST_GAIN:
                continue
        tried = yield from ways(best.prompt, phrase)
        before, *worths = rewards.worth([best.prompt, *(one.prompt for one in tried)]).tolist()
        least = before + rewards.clip_weight * LEAST_GAIN
        likely = [n for n, worth in enumerate(worths) if worth > least]
        likely.sort(key=lambda n: worths[n] + tried[n].log_probability, reverse=True)
        further = yield from estimate([tried[n].prompt for n in likely[:_MEASURED]])
        further = [one for one in further if nats(one) > nats(best)]
        estimated = sorted([*estimated, *further], key=rewards.value, reverse=True)
    return estimated


def naming(
    prompt: Prompt, phrase: str, lm: MaskedLM, context: Sequence[int], banned: torch.Tensor
) -> Generator[None, None, list[Named]]:
    """Ways to put `phrase` into a prompt; none if it is there.

    If the prompt has only its last word, the noun, the others go before it. Else it goes to the end behind a comma, and
    behind each word with up to 3 words that join it. `banned`: pieces that must not join, bool (V,). Yields after every
    forward.
    """
    *qualifiers, noun = phrase.lower().split()
    said = [word.text.lower() for word in prompt.words]
    if not said or all(_stands(word, said) for word in (*qualifiers, noun)):
        return []
    if noun in said:
        return list(_qualified(prompt, said.index(noun), qualifiers))
    tried = [Named(prompt.append(f", {phrase}", Origin.INVERTED), 0.0)]
    return tried + (yield from _joined(prompt, phrase, lm, context, banned))


def _stands(word: str, said: Sequence[str]) -> bool:
    """Whether a prompt says a word, if in another form: “rendering”, “mountain”."""
    if len(word) < _STEM:
        return word in said
    return any(one[:_STEM] == word[:_STEM] and (one.startswith(word) or word.startswith(one)) for one in said)


def _qualified(prompt: Prompt, at: int, qualifiers: Sequence[str]) -> Iterator[Named]:
    noun = prompt.words[at]
    if noun.locked:
        return
    prompt = prompt.swap(at, " ".join((*qualifiers, noun.text)), Origin.INVERTED)
    yield Named(prompt, 0.0)
    article = {"a": "an", "an": "a"}.get(prompt.words[at - 1].text.lower()) if at else None
    if article and not prompt.words[at - 1].locked:
        yield Named(prompt.swap(at - 1, article, Origin.INVERTED), 0.0)


def _joined(
    prompt: Prompt, phrase: str, lm: MaskedLM, context: Sequence[int], banned: torch.Tensor
) -> Generator[None, None, list[Named]]:
    ids, owned = lm.encode(prompt.text), pieces_of_words(prompt, lm.offsets)
    named = lm.encode(f" {phrase}")
    slots = len(ids) + _JOINING + len(named) + 1
    rows, places = [], []
    for word in range(1, len(prompt) + 1):
        at = owned[word - 1][-1] + 1
        for count in range(1, _JOINING + 1):
            row = [*ids[:at], *[lm.mask_id] * count, *named, *ids[at:]]
            rows.append(row + [lm.eos_id] * (slots - len(row)))
            places.append((word, at, count))
    filled, log_p = yield from _filled(torch.tensor(rows), lm, context, banned)
    texts = [lm.decode(row[at : at + count]) for row, (_, at, count) in zip(filled.tolist(), places, strict=True)]
    return [
        Named(prompt.insert(word, f"{text.strip()} {phrase}", Origin.INVERTED), value)
        for (word, _, _), text, value in zip(places, texts, log_p.tolist(), strict=True)
    ]


def _filled(
    canvases: torch.Tensor, lm: MaskedLM, context: Sequence[int], banned: torch.Tensor
) -> Generator[None, None, tuple[torch.Tensor, torch.Tensor]]:
    """Canvases (rows, slots) with whole words in all masked slots, the surest first, and the log-probabilities of
    these (rows,)."""
    banned = banned | lm.special | lm.is_punctuation | ~lm.begins_word
    canvases, total = canvases.clone(), torch.zeros(len(canvases))
    while (masked := canvases == lm.mask_id).any():
        rows = masked.any(1).nonzero()[:, 0]
        found = lm.predict(canvases[rows], masked[rows], context)
        yield None
        best, pieces = torch.full(found.read.shape, -torch.inf), torch.zeros(found.read.shape, dtype=torch.long)
        row, slot = found.read.nonzero().unbind(1)
        for some, logits in found.chunks():
            log_p = torch.log_softmax(logits.masked_fill(banned.to(logits.device), -torch.inf), dim=-1)
            likeliest = log_p.max(dim=-1)
            best[row[some], slot[some]] = likeliest.values.cpu()
            pieces[row[some], slot[some]] = likeliest.indices.cpu()
        surest = best.argmax(1)
        canvases[rows, surest] = pieces.gather(1, surest[:, None])[:, 0]
        total[rows] += best.gather(1, surest[:, None])[:, 0]
    return canvases, total
