"""What is measured of a prompt."""

from __future__ import annotations

from promptstudio.protocol.base import Data, Matrix


class Scores(Data, frozen=True):
    """What was measured of a prompt; None where it was not."""

    guide_clip: float | None = None
    """Cosine of image and text by the guide CLIP, −1…1, mean over the references."""
    r_edit: float | None = None
    """Edit reward 1 − (mu + sigma), −0.21…1 (docs/algorithms.md §1.5)."""
    mu: float | None = None
    """Mean raw coupling over word pairs."""
    sigma: float | None = None
    """Population standard deviation of raw coupling over word pairs."""
    fluency: float | None = None
    """Mean leave-one-out log-probability of a word's pieces, nats."""


class Coupling(Data, frozen=True):
    """Coupling of a prompt's N words (docs/algorithms.md §1.10). The matrices are N × N."""

    words: tuple[str, ...]
    raw: Matrix
    """`raw[i][j]` = ⟨q_i, q_j⟩ of the words' predictive distributions, 0…1. The diagonal is certainty, not coupling."""
    cosine: Matrix
    """raw / √(raw_ii raw_jj), 0…1: what the heatmap shows."""
    certainty: tuple[float, ...]
    """Probability 0…1 of each word's own pieces (geometric mean) given the rest."""
    mu: float
    """Mean of `raw` over word pairs."""
    sigma: float
    """Population standard deviation of `raw` over word pairs."""
    r_edit: float
    """1 − (mu + sigma)."""
    exact: bool
    """Leave-one-out for every word; otherwise a strided preview, or rows cached while sampling."""
    model: str
    """The language model that predicted."""


class PieceCoupling(Data, frozen=True):
    """Coupling of the M pieces of a prompt's words, in order, before the mean over words (docs/algorithms.md §1.10)."""

    texts: tuple[str, ...]
    """The language model's pieces, as a person reads them."""
    words: tuple[int, ...]
    """The place in the prompt of the word that each is a part of."""
    raw: Matrix
    """`raw[k][l]` = ⟨p_k, p_l⟩ of the distributions in their slots, each with its whole word masked, 0…1. Over the
    pieces of two words its mean is the words' `Coupling.raw`."""
