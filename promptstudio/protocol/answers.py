"""Analyse, influence and suggest: answers about the words of a prompt."""

from __future__ import annotations

from typing import ClassVar

from promptstudio.prompt import USABLE_PIECES, Prompt, WordPieces
from promptstudio.protocol.base import Data, Event, Matrix, Request, Result, Verb
from promptstudio.protocol.inversion import LearnedWord
from promptstudio.protocol.measures import Coupling, PieceCoupling, Scores
from promptstudio.protocol.pictures import ReferenceImage


class AnalyseRequest(Request, frozen=True):
    """Pieces, coupling, fit and the effect of each word of a prompt."""

    verb: ClassVar = Verb("coupling", doing="working out coupling", priority=0, waited_for=False)

    prompt: Prompt
    references: tuple[ReferenceImage, ...] = ()
    """Without references there is no fit and no effect of words."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use."""
    renderer: str = ""
    """What is to render the prompt, a `RendererInfo.id`: decides what of it is read. One that is not here is taken to
    read as the profile's own does."""


class PiecesRead(Data, frozen=True):
    """What a renderer reads of a text."""

    pieces: int
    """Of the whole text, punctuation included."""
    limit: int | None
    """How many are read; None: all."""
    reader: str
    """Whose pieces they are: “CLIP”, or the renderer's name."""

    @property
    def room(self) -> int:
        """The limit, or the portions of CLIP's window that the text fills where there is none."""
        return self.limit or USABLE_PIECES * max(-(-self.pieces // USABLE_PIECES), 1)


class Analysis(Event, Result, frozen=True):
    """What `AnalyseRequest` asks for. As an event it is a strided preview: `coupling.exact` is False, `without` None.

    Learned words are left out where models read: they have zeros in `coupling` and `without`, and with one of them
    `guide_clip` is None. Those whose vectors are known count as that many CLIP pieces.
    """

    prompt: Prompt
    pieces: tuple[WordPieces, ...]
    """Both tokenisations of each word, and whether the renderer reads it."""
    clip_pieces: int
    """CLIP pieces of the whole text, punctuation included."""
    coupling: Coupling
    scores: Scores
    without: tuple[float, ...] | None = None
    """Guide cosine without each word minus with it (negative: the word helps); None without references."""
    seconds: float = 0.0
    piece_coupling: PieceCoupling | None = None
    """Of the words that models read; None in files of older versions."""
    renderer: str = ""
    """As in the request."""
    read: PiecesRead | None = None
    """What the renderer reads of the text; None in files of older versions."""

    @property
    def taken(self) -> PiecesRead:
        """`read`; in files of older versions CLIP's pieces, which were all that counted."""
        return self.read or PiecesRead(self.clip_pieces, USABLE_PIECES, "CLIP")


class InfluenceRequest(Request, frozen=True):
    """How much each word of a prompt depends on each other one."""

    verb: ClassVar = Verb("influence", doing="working out influence", priority=1, waited_for=True)

    prompt: Prompt
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use; the language model does not read them."""


class Influence(Event, Result, frozen=True):
    """Influence of a prompt's N words on each other."""

    prompt: Prompt
    matrix: Matrix
    """`matrix[i][j]`, 0…1: how far hiding word i moves what the language model expects in the place of word j
    (`coupling.influence_of_words`). Pairs that are not worked out yet, and learned words, are 0."""
    share: float
    """Share 0…1 of the pairs worked out so far."""
    model: str
    """The language model's name."""
    seconds: float = 0.0


class SuggestRequest(Request, frozen=True):
    """Ask for replacements of one word."""

    verb: ClassVar = Verb("suggestions", doing="looking for words", priority=0, waited_for=False)

    prompt: Prompt
    index: int
    """The word's place in the prompt, from 0."""
    references: tuple[ReferenceImage, ...] = ()
    count: int = 6
    """1…20."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use. They are not read and cannot be replaced."""


class Suggestion(Data, frozen=True):
    """One replacement with what it would change."""

    text: str
    clip_gain: float | None
    """Change of the guide cosine; None without references."""
    fluency_change: float
    """Change of the word's mean log-probability per piece, nats."""
    reach: int
    """`coupling` in three classes: 1 small, 2 medium, 3 large; 0 while it is not known. A guess at how much the swap
    disturbs the rest of the picture (docs/decisions/009 says how good it is)."""
    coupling: float = 0.0
    """Mean cosine coupling of the word's place with the other words, 0…1: of the prompts before and after the swap."""


class Suggestions(Result, frozen=True):
    """Replacements, best first: by `clip_gain` if there are references, otherwise by fluency."""

    prompt: Prompt
    index: int
    items: tuple[Suggestion, ...]
    seconds: float = 0.0


class CompleteRequest(Request, frozen=True):
    """Ask what a word that is being typed may become."""

    verb: ClassVar = Verb("completion", doing="completing a word", priority=0, waited_for=False)

    prompt: Prompt
    """As it is with what is typed so far."""
    index: int
    """The place of the word that has only begun, from 0."""
    references: tuple[ReferenceImage, ...] = ()
    count: int = 6
    """1…20."""
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use. They are not read."""


class Completion(Data, frozen=True):
    """A word, or a phrase of the profile, that begins as typed."""

    text: str
    clip: float | None
    """Cosine of the references with the whole prompt, this word in its place; None without references."""
    log_probability: float
    """Mean over its pieces in its place, nats."""


class Completions(Result, frozen=True):
    """Best first: by `clip` if there are references, otherwise by `log_probability`."""

    prompt: Prompt
    index: int
    items: tuple[Completion, ...]
    seconds: float = 0.0


class SeparateRequest(Request, frozen=True):
    """Ask for another word in the place of one of two that hang together, so that they do so less."""

    verb: ClassVar = Verb("separation", doing="separating two words", priority=1, waited_for=True)

    prompt: Prompt
    first: int
    """The places of the two words, from 0."""
    second: int
    references: tuple[ReferenceImage, ...] = ()
    learned: tuple[LearnedWord, ...] = ()
    """Words of Textual Inversion that the prompt may use. They are not read and cannot be replaced."""


class Separation(Data, frozen=True):
    """A word that fits as well and leaves less coupling."""

    index: int
    """Its place."""
    text: str
    coupling: float
    """Cosine coupling of the pair with it, 0…1."""
    clip_gain: float | None
    """Change of the guide cosine; None without references."""
    fluency_change: float
    """Change of the word's mean log-probability per piece, nats."""


class Separations(Result, frozen=True):
    """The least coupling first; empty where no word fits as well and is less coupled."""

    prompt: Prompt
    coupling: float
    """Of the pair as it is, 0…1."""
    items: tuple[Separation, ...]
    seconds: float = 0.0


class SuggestProgress(Event, frozen=True):
    """First answers, before coupling and reach are known."""

    items: tuple[Suggestion, ...]
