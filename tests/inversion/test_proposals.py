"""Draws that look ahead: of known prior, known gains, and all that may be drawn enumerated or drawn often."""

import pytest
import torch

from promptstudio.inversion.masked_diffusion import Canvas, Kernel, end_after, stands
from promptstudio.inversion.nucleus import Nucleus
from promptstudio.inversion.proposals import draw_with_look_ahead

COUNT = 20_000


@pytest.fixture
def lm(engine):
    return engine.models.masked_lm


@pytest.fixture
def pieces(lm):
    return [lm.encode(" red")[0], lm.encode(" car")[0], lm.eos_id]


def log_p_of(lm, pieces, probabilities):
    """Rows of log-probabilities, (slots, V), of a few pieces."""
    log_p = torch.full((len(probabilities), lm.vocabulary), -torch.inf)
    log_p[:, pieces] = torch.tensor(probabilities).log()
    return log_p


def drawn_often(lm, pieces, probabilities, chosen, gain, tries):
    """Canvases of as many slots as `probabilities` has rows, drawn `COUNT` times: ids and weights of what stands."""
    slots = len(probabilities)
    ids = torch.full((COUNT, slots), lm.mask_id)
    canvas = Canvas(lm, [], ids, torch.full_like(ids, -1))
    kernel = Kernel(lm, torch.Generator().manual_seed(0), temperature=1.0, top_p=1.0, order_temperature=0.0)
    log_p = Nucleus.of(log_p_of(lm, pieces, probabilities).repeat(COUNT, 1))
    chosen = torch.tensor(chosen, dtype=torch.bool).expand(COUNT, slots)
    drawn = draw_with_look_ahead(kernel, canvas, chosen, log_p, log_p, gain, tries)
    ids = end_after(torch.where(chosen, drawn.complete, ids), lm, canvas.lock)
    return ids, (drawn.log_ratio * stands(chosen, ids, lm)).sum(1).exp()


@pytest.mark.parametrize("tries", [1, 2, 3])
@pytest.mark.parametrize("chosen", [(1, 1, 1), (0, 1, 1), (1, 0, 1)])
def test_weighted_draws_are_the_priors_whatever_the_gain_prefers(lm, pieces, tries, chosen):
    red, car, end = pieces
    probabilities = [[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.5, 0.2, 0.3]]

    def gain(canvas, fillings):  # likes “red car”, and two cars even more
        return 1.5 * (fillings == car).sum(1) + 1.0 * (fillings[:, 0] == red) - 0.5 * (fillings == end).any(1)

    ids, weight = drawn_often(lm, pieces, probabilities, chosen, gain, tries)
    assert float(weight.mean()) == pytest.approx(1, abs=0.03)
    for slot in torch.tensor(chosen).nonzero()[:, 0].tolist():
        reached = ~(ids[:, :slot] == end).any(1)  # behind an end stand ends
        for piece, p in zip(pieces, probabilities[slot], strict=True):
            found = float((weight * reached * (ids[:, slot] == piece)).mean() / (weight * reached).mean())
            assert found == pytest.approx(p, abs=0.04)


def test_pieces_are_drawn_by_their_gain_in_the_light_of_what_was_drawn_before(lm, pieces):
    def gain(canvas, fillings):  # whatever comes first, the other one shall follow
        return 9.0 * (fillings[:, 0] != fillings[:, 1])

    ids, _ = drawn_often(lm, pieces, [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0]], (1, 1), gain, 3)
    assert float((ids[:, 0] != ids[:, 1]).float().mean()) > 0.99


def test_what_the_prior_excludes_is_never_drawn(lm, pieces):
    red, car, _ = pieces
    ids, _ = drawn_often(
        lm, pieces, [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0]], (1, 1), lambda _, fillings: 50.0 * (fillings == car).sum(1), 3
    )
    assert bool((ids[:, 0] == red).all())
