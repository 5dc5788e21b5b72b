"""The verb suggest: replacements for a word by masked infilling, ranked by how much better they fit the images, each
with how far the swap would reach (docs/algorithms.md §11)."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import msgspec
import torch

from promptstudio.errors import BadRequest
from promptstudio.generators import relay, result_of
from promptstudio.guide.guide import Guide, guide_of
from promptstudio.guide.scoring import ClipScorer
from promptstudio.guide.words import Category
from promptstudio.learned_words import readable, readable_index, unread_indices
from promptstudio.models.loaded import Models
from promptstudio.prompt import Origin, Prompt, pieces_of_words
from promptstudio.protocol import Loading, ReferenceImage, Suggestion, Suggestions, SuggestProgress, SuggestRequest
from promptstudio.verbs.coupling import leave_one_out

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM

_SLOTS = ((1, 32), (2, 6), (3, 3))  # masked slots to fill, and how many beginnings to try
_STRIDE = 4  # other words masked together when their coupling is predicted (docs/algorithms.md §11)
_ALTERNATIVES = 32  # of the word's own category, the likeliest: CLIP reads the whole prompt anew for each
_IMPLAUSIBLE = 2.5  # nats below the likeliest filling at which CLIP is no longer asked
CONTINUES = math.log(0.8)  # how sure the LM must be of a piece that continues a word
ONE_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SMALL, LARGE = 0.012, 0.042  # coupling between small, medium and large reach: thirds of decision 009's swaps


class Filling(msgspec.Struct, frozen=True):
    """A word in the place of another."""

    text: str
    log_probability: float  # mean over its pieces, nats


def suggest(request: SuggestRequest, models: Models) -> Generator[SuggestProgress | Loading, None, Suggestions]:
    """Yields suggestions ranked by fit as soon as they are known, then returns them with coupling and reach.

    Errors: BadRequest for a word that is not there, is learned or opaque, and for a count out of range.
    """
    unread = unread_indices(request.prompt, request.learned)
    _check(request, unread)
    text, index = readable(request.prompt, unread), readable_index(request.index, unread)
    look = guide_of(models).look(request.references, before="masked_lm")
    yield from relay(look, lambda event: event or SuggestProgress(()))
    yield from models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
    started = time.monotonic()
    guide = guide_of(models)
    hints, scorer = yield from hints_and_scorer(request.references, guide)
    work = replacements(text, index, request.count, models.masked_lm, hints, guide.phrases, scorer)
    items = yield from relay(work, SuggestProgress)
    return Suggestions(request.prompt, request.index, items, time.monotonic() - started)


def hints_and_scorer(
    references: Sequence[ReferenceImage], guide: Guide
) -> Generator[SuggestProgress, None, tuple[tuple[str, ...], ClipScorer | None]]:
    """The words that the guide finds in the references, and what scores texts against them; nothing without any."""
    if not references:
        return (), None
    target = guide.target(references)
    words = yield from relay(target.find_words(), lambda _: SuggestProgress(()))
    return words.hints, target.scorer


def _check(request: SuggestRequest, unread: tuple[int, ...]) -> None:
    if not 0 <= request.index < len(request.prompt):
        raise BadRequest(f"The prompt has no word number {request.index + 1}.")
    if not 1 <= request.count <= 20:
        raise BadRequest(f"Between 1 and 20 suggestions can be asked for, not {request.count}.")
    if request.index in request.prompt.opaque:
        name = request.prompt.words[request.index].text
        raise BadRequest(f"“{name}” is syntax of another program; nothing can be suggested in its place.")
    if request.index in unread:
        name = request.prompt.words[request.index].text
        raise BadRequest(f"“{name}” is learned and stands for numbers; nothing can be suggested in its place.")


def replacements(
    prompt: Prompt,
    index: int,
    count: int,
    lm: MaskedLM,
    hints: tuple[str, ...],
    categories: tuple[Category, ...],
    scorer: ClipScorer | None,
) -> Generator[tuple[Suggestion, ...], None, tuple[Suggestion, ...]]:
    """Yields suggestions with `reach` 0 first, then with coupling and reach of more and more of them, in the same
    order.

    Fillings are proposed with `hints` in the LM's context; words of one category (`categories`) are alternatives of
    each other whatever the LM thinks. Coupling is measured in the neutral context.
    """
    own, fillings = fillings_of(prompt, index, count, lm, hints, categories)
    swapped = {f.text: prompt.swap(index, f.text, Origin.SUGGESTED) for f in fillings}
    gains: dict[str, float | None] = dict.fromkeys(swapped)
    if scorer is not None:
        scores = scorer([prompt.text, *(p.text for p in swapped.values())])
        gains = dict(zip(swapped, (scores[1:] - scores[0]).tolist(), strict=True))
    fillings.sort(key=lambda f: (gains[f.text] or 0.0, f.log_probability), reverse=True)
    items = [Suggestion(f.text, gains[f.text], f.log_probability - own, 0) for f in fillings[:count]]
    yield tuple(items)
    others = [j for j in range(len(prompt)) if j != index]
    before = _Predictions.of(prompt, range(index, index + 1), others, lm)
    for n, item in enumerate(items):
        longer = len(swapped[item.text]) - len(prompt)
        place = range(index, index + longer + 1)
        after = _Predictions.of(swapped[item.text], place, [j if j < index else j + longer for j in others], lm)
        coupling = (before.coupling + after.coupling) / 2
        items[n] = msgspec.structs.replace(
            item,
            coupling=coupling,
            reach=reach(coupling),
        )
        yield tuple(items)
    return tuple(items)


class _Predictions(msgspec.Struct, frozen=True):
    """What the LM expects in a word's own place and in the places of the others."""

    own: torch.Tensor  # (words in the place, vocabulary), each predicted alone
    others: torch.Tensor  # (other words, vocabulary), predicted a few at a time

    @classmethod
    def of(cls, prompt: Prompt, place: range, others: list[int], lm: MaskedLM) -> _Predictions:
        own = result_of(leave_one_out(prompt, lm, words=list(place))).rows
        return cls(own, result_of(leave_one_out(prompt, lm, stride=_STRIDE, words=others)).rows)

    @property
    def coupling(self) -> float:
        """Mean cosine of the place with the other words, 0…1; 0 without others."""
        if not len(self.others):
            return 0.0
        own, others = (torch.nn.functional.normalize(rows, dim=-1) for rows in (self.own, self.others))
        return float((own @ others.T).mean())


def reach(value: float) -> int:
    """1 small, 2 medium, 3 large, from a coupling of 0…1."""
    return 1 if value < SMALL else 2 if value < LARGE else 3


def fillings_of(
    prompt: Prompt, index: int, count: int, lm: MaskedLM, hints: tuple[str, ...], categories: tuple[Category, ...]
) -> tuple[float, list[Filling]]:
    """The old word's own mean log-probability, and distinct single words of one to three pieces in its place.

    All are measured alike: mean log-probability of their pieces when all of them are masked. Implausible ones are left
    out unless fewer than `count` would remain.
    """
    word = prompt.words[index].text
    ids = lm.encode(prompt.text)
    own = pieces_of_words(prompt, lm.offsets)[index]
    before, after = ids[: own[0]], [*ids[own[-1] + 1 :], lm.eos_id]
    context = lm.context(hints)
    allowed = ~(lm.special | lm.is_punctuation)
    gap = " " if own[0] > 0 else ""
    begins = lm.begins_word if gap else ~lm.begins_word & allowed

    def predicted(rows: torch.Tensor) -> torch.Tensor:
        """Log-probabilities in the place of the word, (rows, slots, vocabulary), for fillings (rows, slots)."""
        canvas = torch.cat(
            [torch.tensor(before).expand(len(rows), -1), rows, torch.tensor(after).expand(len(rows), -1)], dim=1
        )
        logits = lm.logits_at(canvas.long(), range(len(before), len(before) + rows.shape[1]), context)
        return torch.log_softmax(logits.masked_fill(~allowed, -torch.inf), dim=-1)

    alone: dict[int, torch.Tensor] = {}

    def log_probability(pieces: list[int]) -> float:
        count = len(pieces)
        if count not in alone:
            alone[count] = predicted(torch.full((1, count), lm.mask_id))[0]
        return float(alone[count].gather(1, torch.tensor(pieces)[:, None]).mean())

    fillings: dict[str, Filling] = {}
    for slots, tries in _SLOTS:
        masks = torch.full((1, slots), lm.mask_id)
        first = predicted(masks)[0, 0].masked_fill(~begins, -torch.inf).topk(tries).indices
        rows = masks.repeat(tries, 1)
        rows[:, 0] = first
        for slot in range(1, slots):
            surest = predicted(rows)[:, slot].max(-1)
            sure = surest.values > CONTINUES
            rows = rows[sure]
            rows[:, slot] = surest.indices[sure]
            if not len(rows):
                break
        for row in rows.tolist():
            text = lm.decode(row).strip()
            if is_word([lm.strings[piece] for piece in row], text) and text.lower() != word.lower():
                fillings.setdefault(text, Filling(text, log_probability(row)))
    kind = [Filling(text, log_probability(lm.encode(gap + text))) for text in _of_the_same_kind(word, categories)]
    kind = sorted(kind, key=lambda filling: filling.log_probability, reverse=True)[:_ALTERNATIVES]
    others = sorted(fillings.values(), key=lambda filling: filling.log_probability, reverse=True)
    others = [filling for filling in others if filling.text not in {f.text for f in kind}]
    least = max((f.log_probability for f in [*others, *kind]), default=0.0) - _IMPLAUSIBLE
    plausible = [filling for filling in others if filling.log_probability >= least]
    enough = max(count - len(kind), len(plausible))
    return log_probability([ids[piece] for piece in own]), [*kind, *others[:enough]]


def is_word(pieces: Sequence[str], text: str) -> bool:
    """Whether pieces that make `text` make one word. A lone letter at the end, unless it is a plural's, is taken for
    one that is torn from another word, as the d of “3d” in “shinyd”."""
    *first, last = pieces
    torn = len(last) == 1 and last.isascii() and last.islower() and last != "s" and len("".join(first).strip()) > 1
    return ONE_WORD.fullmatch(text) is not None and not torn


def _of_the_same_kind(word: str, categories: tuple[Category, ...]) -> list[str]:
    """Single-word phrases, or colours, of the category that holds `word`."""
    kinds = [kind for category in categories for kind in (category.phrases, category.colours)]
    return [phrase for kind in kinds if word.lower() in kind for phrase in kind if phrase != word.lower()]
