"""The verb complete: words that a beginning may become, ranked by how well they fit (docs/algorithms.md §11)."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import torch

from promptstudio.errors import BadRequest
from promptstudio.generators import relay
from promptstudio.guide.guide import guide_of
from promptstudio.guide.words import Category
from promptstudio.learned_words import readable, readable_index, unread_indices
from promptstudio.models.loaded import Models
from promptstudio.prompt import Prompt, pieces_of_words
from promptstudio.protocol import CompleteRequest, Completion, Completions, Loading, SuggestProgress
from promptstudio.verbs.suggest import CONTINUES, ONE_WORD, is_word

if TYPE_CHECKING:
    from promptstudio.models.adapters.masked_lm import MaskedLM

_BEGINNINGS = 8  # first pieces that are continued
_MOST_PIECES = 4  # of one word
_JUDGED = 24  # the likeliest: CLIP reads the whole prompt anew for each
_IMPLAUSIBLE = 8.0  # nats below the likeliest completion at which one is left out
_NO_WORD = -12.0  # nats below which what pieces make is no word at all


def complete(request: CompleteRequest, models: Models) -> Generator[SuggestProgress | Loading, None, Completions]:
    """What the word at `index`, as far as it is typed, may become: words of the language model's vocabulary and of the
    profile's phrases. Errors: BadRequest for a word that is not there, and for a count out of range."""
    if not 0 <= request.index < len(request.prompt):
        raise BadRequest(f"The prompt has no word number {request.index + 1}.")
    if not 1 <= request.count <= 20:
        raise BadRequest(f"Between 1 and 20 completions can be asked for, not {request.count}.")
    unread = unread_indices(request.prompt, request.learned)
    if request.index in unread:
        return Completions(request.prompt, request.index, ())
    prompt, index = readable(request.prompt, unread), readable_index(request.index, unread)
    yield from models.prepare("masked_lm", *(["guide_clip"] if request.references else []))
    started = time.monotonic()
    guide = guide_of(models)
    place = _Place(prompt, index, models.masked_lm)
    beginning = prompt.words[index].text.lower()
    likely = {
        text: place.log_probability(text) for text in (*place.words(beginning), *_known(beginning, guide.phrases))
    }
    if likely:
        least = max(max(likely.values()) - _IMPLAUSIBLE, _NO_WORD)
        likely = {text: value for text, value in likely.items() if value >= least}
    best = sorted(likely, key=lambda text: likely[text], reverse=True)[:_JUDGED]
    fits: dict[str, float | None] = dict.fromkeys(best)
    if request.references and best:
        target = guide.target(request.references)
        yield from relay(target.find_words(), lambda _: SuggestProgress(()))
        fits = dict(zip(best, target.scorer([prompt.swap(index, text).text for text in best]).tolist(), strict=True))
        best.sort(key=lambda text: fits[text] or 0.0, reverse=True)
    items = tuple(Completion(text, fits[text], likely[text]) for text in best[: request.count])
    return Completions(request.prompt, request.index, items, time.monotonic() - started)


def _known(beginning: str, categories: Sequence[Category]) -> list[str]:
    """Phrases and colours of the profile that begin so."""
    phrases = [phrase for kind in categories for phrase in (*kind.phrases, *kind.colours)]
    return [phrase for phrase in dict.fromkeys(phrases) if phrase.startswith(beginning) and phrase != beginning]


class _Place:
    """The place of one word in a prompt, as the language model sees it: the rest is read, the word is not."""

    def __init__(self, prompt: Prompt, index: int, lm: MaskedLM) -> None:
        ids = lm.encode(prompt.text)
        own = pieces_of_words(prompt, lm.offsets)[index]
        self._lm = lm
        self._before, self._after = ids[: own[0]], [*ids[own[-1] + 1 :], lm.eos_id]
        self._gap = " " if own[0] > 0 else ""
        self._allowed = ~(lm.special | lm.is_punctuation)
        self._begins = lm.begins_word if self._gap else ~lm.begins_word & self._allowed
        self._alone: dict[int, torch.Tensor] = {}

    def _predicted(self, rows: torch.Tensor) -> torch.Tensor:
        """Log-probabilities (rows, slots, vocabulary) for fillings (rows, slots)."""
        before, after = (torch.tensor(ids).expand(len(rows), -1) for ids in (self._before, self._after))
        place = range(len(self._before), len(self._before) + rows.shape[1])
        logits = self._lm.logits_at(torch.cat([before, rows, after], dim=1).long(), place, self._lm.context())
        return torch.log_softmax(logits.masked_fill(~self._allowed, -torch.inf), dim=-1)

    def log_probability(self, text: str) -> float:
        """Mean over the pieces of a text when all of them are hidden, nats."""
        pieces = self._lm.encode(self._gap + text)
        if len(pieces) not in self._alone:
            self._alone[len(pieces)] = self._predicted(torch.full((1, len(pieces)), self._lm.mask_id))[0]
        return float(self._alone[len(pieces)].gather(1, torch.tensor(pieces)[:, None]).mean())

    def words(self, beginning: str) -> list[str]:
        """Single words of the vocabulary that begin so: pieces that are words, and words of several pieces."""
        found = dict.fromkeys(self._of_one_piece(beginning))
        for text in self._of_several_pieces(beginning):
            found.setdefault(text)
        return [text for text in found if text.lower() != beginning and ONE_WORD.fullmatch(text)]

    def _texts(self, which: torch.Tensor) -> dict[int, str]:
        return {piece: self._lm.strings[piece].strip() for piece in which.nonzero().flatten().tolist()}

    def _of_one_piece(self, beginning: str) -> list[str]:
        return [text for text in self._texts(self._begins).values() if text.lower().startswith(beginning)]

    def _of_several_pieces(self, beginning: str) -> list[str]:
        """The likeliest first pieces that agree with the beginning, each continued by the likeliest piece that spells
        the beginning out, and beyond it by those that the model is sure of."""
        lm, found = self._lm, []
        first = [piece for piece, text in self._texts(self._begins).items() if _agree(text.lower(), beginning)]
        if not first:
            return []
        continues = ~lm.begins_word & self._allowed
        pieces = {piece: lm.strings[piece].lower() for piece in continues.nonzero().flatten().tolist()}
        for slots in range(2, _MOST_PIECES + 1):
            masks = torch.full((1, slots), lm.mask_id)
            likely = self._predicted(masks)[0, 0][first].topk(min(_BEGINNINGS, len(first))).indices
            rows = masks.repeat(len(likely), 1)
            rows[:, 0] = torch.tensor(first)[likely]
            for slot in range(1, slots):
                kept = []
                for row, values in zip(rows, self._predicted(rows)[:, slot], strict=True):
                    typed = lm.decode(row[:slot].tolist()).strip().lower()
                    spells = len(typed) < len(beginning)
                    fitting = [p for p, text in pieces.items() if _agree(typed + text, beginning)] if spells else pieces
                    best = max(fitting, key=values.tolist().__getitem__, default=None)
                    if best is not None and (spells or values[best] > CONTINUES):
                        row[slot] = best
                        kept.append(row)
                if not kept:
                    break
                rows = torch.stack(kept)
            else:
                for row in rows.tolist():
                    text = lm.decode(row).strip()
                    if text.lower().startswith(beginning) and is_word([lm.strings[piece] for piece in row], text):
                        found.append(text)
        return found


def _agree(text: str, beginning: str) -> bool:
    """Whether a word can begin with both."""
    return bool(text) and (text.startswith(beginning) or beginning.startswith(text))
