"""What CLIP sees in the reference image, in words: hints for the language model's context and a bias for its proposals.

A language model that knows nothing of the image must draw the right noun by luck, one in thousands. Hints and
image-aware proposals (docs/algorithms.md §12; their importance correction §1.3) are therefore the heart of the method.
Single words are weak evidence for a CLIP that was trained on whole captions, so phrases are judged inside a composed
tag line, each in the company of the best others. Of a category with hundreds of phrases only those enter that come
first by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import torch

from promptstudio.errors import BadCatalogue
from promptstudio.generators import relay
from promptstudio.guide.scoring import Aim, ClipScorer, PhraseFeatures
from promptstudio.prompt import Prompt
from promptstudio.text import toml_tables

if TYPE_CHECKING:
    from promptstudio.models.adapters.causal_lm import BeamDecoder
    from promptstudio.models.adapters.masked_lm import MaskedLM

_BEAM = 2
_PASSES = 1
_COST = 0.01  # nearness that a phrase must earn, and a colour again: CLIP likes some words with any picture
_AIM = Aim(contrast=1.0)
_MANY = 32  # phrases of a category beyond which they are ranked by themselves first
_SHORTLIST = 24  # of them that are then judged in company
_JOINS = re.compile(r" (?:of|and) ")
_LEADS_ON = frozenset(("a", "an", "the", "of"))


class Category(msgspec.Struct, frozen=True):
    """Phrases of one kind: media, things, places."""

    name: str
    phrases: tuple[str, ...]
    optional: bool = False
    """Whether a picture may show none of them."""
    most: int = 1
    """How many of them a picture may show."""
    colours: tuple[str, ...] = ()
    """Each phrase may take one of these."""
    leads: bool = False
    """Whether its phrases name things; they stand first in a tag line."""


class Phrases(tuple[Category, ...]):
    """Categories, with the features of their phrases: those of large ones are encoded once for every CLIP."""

    def __init__(self, categories: tuple[Category, ...] = ()) -> None:
        self.features = PhraseFeatures()

    def shortlist(self, scorer: ClipScorer) -> Generator[None, None, tuple[Category, ...]]:
        """The categories with the phrases that the images resemble most, best first; small categories as they are.

        Yields between batches (a chance to cancel).
        """
        large = [category for category in self if len(category.phrases) > _MANY]
        encoding = self.features.encode(scorer.clip, [phrase for category in large for phrase in category.phrases])
        yield from relay(encoding, lambda _: None)
        best = {
            category.name: tuple(
                self.features.ranked(scorer.clip, category.phrases, scorer.direction(_AIM))[:_SHORTLIST]
            )
            for category in large
        }
        return tuple(msgspec.structs.replace(c, phrases=best.get(c.name, c.phrases)) for c in self)

    def without_things(self) -> Phrases:
        """Only how a picture looks: no category that leads. Features are shared."""
        kept = Phrases(tuple(category for category in self if not category.leads))
        kept.features = self.features
        return kept

    def words(self) -> frozenset[str]:
        """The words of all phrases and colours, in lower case, but for those that lead on to others."""
        texts = (text for category in self for text in (*category.phrases, *category.colours))
        return frozenset(word for text in texts for word in text.lower().split()) - _LEADS_ON

    def qualifiers(self) -> frozenset[str]:
        """Colours that say nothing without a noun: not those that may be one (“orange fruit”)."""
        leading = [category for category in self if category.leads]
        nouns = {word for category in leading for phrase in category.phrases for word in phrase.split()}
        return frozenset(colour for category in self for colour in category.colours) - nouns

    def thing_words(self) -> frozenset[str]:
        """The nouns of the phrases of categories that lead. What stands before a noun names no thing, and may be a look
        ("old man", "vintage car"), nor does what joins two ("cup of tea")."""
        nouns = (noun for c in self if c.leads for phrase in c.phrases for noun in _JOINS.split(phrase))
        return frozenset(noun.split()[-1] for noun in nouns)


def load_phrases(path: Path) -> Phrases:
    """The categories of a TOML file, which may be the user's own. Raises BadCatalogue with one sentence."""
    try:
        tables = toml_tables(path.read_bytes()).get("category")
        return Phrases(tuple(msgspec.convert(tables, list[Category])))
    except OSError as error:
        raise BadCatalogue(f"The phrases of {path} cannot be read: {error.strerror}.") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise BadCatalogue(f"The phrases of {path} are not as they should be: {error}.") from error


class ImageWords(msgspec.Struct, frozen=True):
    """What the guide finds in the images, in words."""

    hints: tuple[str, ...]
    """For a language model: captions, if a captioner wrote any, then phrases found in the picture, the surest first."""
    found: tuple[str, ...]
    """The phrases in the order of the line: things first, style last."""
    score: float
    """Guide cosine of the line."""
    evidence: tuple[tuple[str, float], ...]
    """For every phrase that was judged, how many standard deviations above its category's mean the line scores with it
    in its place."""

    @property
    def line(self) -> str:
        """The tag line that the phrases form."""
        return ", ".join(self.found)


class _Choice(msgspec.Struct, frozen=True):
    phrase: str = ""
    colour: str = ""

    @property
    def text(self) -> str:
        """The phrase with its colour."""
        return f"{self.colour} {self.phrase}" if self.colour else self.phrase


_Beam = tuple[_Choice, ...]  # one choice for every slot


class _Search:
    """Beam search for the tag line that is nearest to the images, and not to pictures of all kinds (docs/algorithms.md
    §1.15). A beam is one choice for every slot."""

    def __init__(self, categories: tuple[Category, ...], scorer: ClipScorer) -> None:
        self.slots = [(category, n > 0) for category in categories for n in range(category.most)]
        self.scorer = scorer

    def line(self, beam: _Beam) -> str:
        """The tag line."""
        return ", ".join(self.phrases(beam))

    def phrases(self, beam: _Beam) -> tuple[str, ...]:
        """Leading things first, then the other categories in reverse order (style last), as people write tags."""
        placed = [(choice, slot[0]) for choice, slot in zip(beam, self.slots, strict=True) if choice.phrase]
        things = [choice.text for choice, category in placed if category.leads]
        rest = [choice.text for choice, category in placed if not category.leads]
        return (*things, *reversed(rest))

    def nearness(self, beams: list[_Beam]) -> torch.Tensor:
        """How near the beams' lines are to the images, (n,)."""
        return self.scorer.nearness([self.line(beam) for beam in beams], _AIM)

    def best(self, beams: list[_Beam]) -> list[_Beam]:
        """The beams of the best lines, best first; every phrase and every colour must earn its cost."""
        lines = {self.line(beam): beam for beam in beams}
        near = self.nearness(list(lines.values())).tolist()
        said = [sum(bool(c.phrase) + bool(c.colour) for c in beam) for beam in lines.values()]
        ranked = sorted(zip((n - _COST * count for n, count in zip(near, said, strict=True)), lines, strict=True))
        return [lines[line] for _, line in ranked[: -_BEAM - 1 : -1]]

    def evidence(self, beam: _Beam) -> tuple[tuple[str, float], ...]:
        """`ImageWords.evidence`, from trying every phrase in the company of the best beam."""
        evidence = []
        for slot, (category, repeated) in enumerate(self.slots):
            if repeated:
                continue
            kinds = [[_Choice(phrase) for phrase in category.phrases]]
            if category.colours and beam[slot].phrase:
                kinds.append([_Choice(beam[slot].phrase, colour) for colour in category.colours])
            for choices in kinds:
                scores = self.nearness([_with(beam, slot, choice) for choice in choices])
                z = (scores - scores.mean()) / scores.std().clamp(min=1e-6)
                evidence += [(c.colour or c.phrase, value) for c, value in zip(choices, z.tolist(), strict=True)]
        return tuple(evidence)

    def choose(self, beams: list[_Beam], slot: int) -> list[_Beam]:
        """The best beams after trying every phrase, then every colour, in one slot."""
        category, repeated = self.slots[slot]
        phrases = [_Choice(phrase) for phrase in category.phrases]
        if category.optional or repeated:
            phrases.append(_Choice())
        others = [n for n, (other, _) in enumerate(self.slots) if other is category and n != slot]
        filled = [beam for beam in beams if beam[slot].phrase]
        tried = [
            _with(beam, slot, choice)
            for beam in beams
            for choice in phrases
            if not choice.phrase or all(beam[n].phrase != choice.phrase for n in others)  # a thing is named once
        ]
        beams = self.best(filled + tried)
        coloured = [
            _with(beam, slot, _Choice(beam[slot].phrase, colour))
            for beam in beams
            if beam[slot].phrase
            for colour in category.colours
        ]
        return self.best(beams + coloured)


def _with(beam: _Beam, slot: int, choice: _Choice) -> _Beam:
    return (*beam[:slot], choice, *beam[slot + 1 :])


def find_image_words(categories: tuple[Category, ...], scorer: ClipScorer) -> Generator[None, None, ImageWords]:
    """Beam search over the categories in order, then coordinate ascent. Yields between batches (a chance to cancel)."""
    phrases = categories if isinstance(categories, Phrases) else Phrases(categories)
    search = _Search((yield from phrases.shortlist(scorer)), scorer)
    beams: list[_Beam] = [(_Choice(),) * len(search.slots)]
    for sweep in range(1 + _PASSES):
        before = beams[0]
        for slot in range(len(search.slots)):
            beams = search.choose(beams if sweep == 0 else beams[:2], slot)
            yield
        if beams[0] == before:
            break
    best = beams[0]
    filled = [n for n, choice in enumerate(best) if choice.phrase]
    # The surest hint is the one without which least is left.
    left = dict(zip(filled, search.nearness([_with(best, n, _Choice()) for n in filled]).tolist(), strict=True))
    hints = tuple(best[n].text for n in sorted(filled, key=left.__getitem__))
    score = float(scorer([search.line(best)])[0])
    return ImageWords(hints, search.phrases(best), score, search.evidence(best))


def naming_pieces(phrases: Phrases, lm: MaskedLM | BeamDecoder) -> torch.Tensor:
    """Which pieces of a model begin a word that names a thing, bool (vocabulary,): what must not stand in a style."""
    table = torch.zeros(lm.vocabulary, dtype=torch.bool)
    for word in phrases.thing_words():
        for text in (word, f" {word}", word.capitalize(), f" {word.capitalize()}"):
            table[lm.encode(text)[:1]] = True
    return table


def without_loose_ends(prompt: Prompt) -> Prompt:
    """Without articles and “of” that nothing follows before a comma or the end: where a thing would stand that a style
    leaves out. Locked words stay."""
    for i in range(len(prompt) - 1, -1, -1):
        word = prompt.words[i]
        after = prompt.words[i + 1].before if i + 1 < len(prompt) else prompt.tail + "."
        if word.text.lower() in _LEADS_ON and not word.locked and after.strip():
            prompt = prompt.delete(i)
    return prompt


def affinity(words: ImageWords, lm: MaskedLM) -> torch.Tensor:
    """How much each piece of the language model belongs to the picture: the evidence of the phrases in which it begins
    a word, at least 0, shape (vocabulary,). Proposals are biased by it."""
    table = torch.zeros(lm.vocabulary)
    for phrase, evidence in words.evidence:
        for word in phrase.split():
            begin, *rest = lm.encode(f" {word}")
            starts = [begin] if rest else [begin, *lm.encode(word)[:1]]
            for piece in starts:
                table[piece] = max(float(table[piece]), evidence)
    return table
