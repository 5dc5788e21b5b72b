import math

import pytest
import torch

from promptstudio.inversion.masked_diffusion import Canvas, Kernel, end_after, stands
from promptstudio.inversion.nucleus import Nucleus
from promptstudio.models.adapters.predictions import Predictions
from promptstudio.protocol import MASK, Lock


@pytest.fixture
def lm(engine):
    return engine.models.masked_lm


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def kernel_of(lm, **changes):
    settings = {"temperature": 1.0, "top_p": 1.0, "order_temperature": 0.0} | changes
    return Kernel(lm, seeded(), **settings)


def dense(lm, nucleus):
    """Log-probabilities of the whole vocabulary, (M, V)."""
    table = torch.full((len(nucleus.pieces), lm.vocabulary), -torch.inf)
    row, place = nucleus.log_p.isfinite().nonzero().unbind(1)
    table[row, nucleus.pieces[row, place]] = nucleus.log_p[row, place]
    return table


def prior_of(lm, logits, canvas, **changes):
    return kernel_of(lm, **changes).prior(Predictions.of(logits), canvas)


def test_locks_stand_in_order_and_everything_else_is_masked(lm):
    canvas = Canvas.empty(lm, [Lock("zébra"), Lock("moon")], 16, 20, seeded())
    assert canvas.ids.shape == (20, 16)
    layouts = set()
    for row in range(20):
        owners = [n for n in canvas.lock[row].tolist() if n >= 0]
        assert owners == sorted(owners)
        assert {0, 1} == set(owners)
        assert bool((canvas.masked[row] == (canvas.lock[row] < 0)).all())
        layouts.add(tuple(canvas.lock[row].tolist()))
    assert len(layouts) > 5  # several layouts compete


def test_a_lock_with_a_place_stands_there_and_neighbours_stay_together(lm):
    canvas = Canvas.empty(lm, [Lock("red", after=0.5), Lock("car", after=0.5)], 14, 3, seeded())
    before = canvas.lock[0].tolist().index(0)
    assert before == 6  # half of the twelve free slots
    assert canvas.lock[0].tolist().index(1) == before + len(lm.encode(" red"))


def test_words_of_a_canvas_join_pieces_and_show_masks(lm):
    pieces = lm.encode("a red teddy bear, at night")
    ids = torch.tensor([[*pieces, lm.mask_id, lm.eos_id]])
    canvas = Canvas(lm, [], ids, torch.full_like(ids, -1))
    assert [word for word, _ in canvas.words(0)] == ["a", "red", "teddy", "bear", "at", "night", MASK]
    assert canvas.prompt(0, torch.tensor([*pieces, lm.eos_id, 5])).text == "a red teddy bear, at night"


def test_locked_words_enter_the_prompt_as_given(lm):
    canvas = Canvas.empty(lm, [Lock("Zébra"), Lock("palm tree")], 20, 1, seeded(3))
    filled = torch.where(canvas.masked, lm.encode(" the")[0], canvas.ids)
    prompt = canvas.prompt(0, filled[0])
    assert [prompt.words[i].text for i in prompt.locked] == ["Zébra", "palm", "tree"]
    assert {word.text for word in prompt.words if not word.locked} == {"the"}
    assert "  " not in prompt.text


def test_the_prior_bans_specials_and_ends_prompts_only_late_and_after_the_last_lock(lm):
    canvas = Canvas.empty(lm, [Lock("car", after=0.95)], 20, 1, seeded())
    log_p = dense(lm, prior_of(lm, torch.zeros(1, 20, lm.vocabulary), canvas))
    slots = canvas.masked[0].nonzero().flatten().tolist()
    assert len(log_p) == len(slots)
    others = lm.special.clone()
    others[lm.eos_id] = False
    assert bool((log_p[:, others] == -torch.inf).all())
    last = int((canvas.lock[0] >= 0).nonzero().max())
    may_end = [slot for slot, row in zip(slots, log_p, strict=True) if row[lm.eos_id] > -torch.inf]
    assert may_end == list(range(max(last + 1, 15), 20))
    glue = ~(lm.begins_word | lm.is_punctuation | lm.special)
    assert bool((log_p[slots.index(last + 1), glue] == -torch.inf).all())


def test_top_p_keeps_the_smallest_set_that_reaches_it(lm):
    canvas = Canvas.empty(lm, [], 4, 1, seeded())
    logits = torch.full((1, 4, lm.vocabulary), -50.0)
    logits[..., 10], logits[..., 11], logits[..., 12] = 0.0, -0.5, -3.0
    kept = dense(lm, prior_of(lm, logits, canvas, top_p=0.9))[0] > -torch.inf
    assert kept.nonzero().flatten().tolist() == [10, 11]


def test_top_p_of_a_flat_prediction_needs_more_than_its_likeliest_pieces(lm):
    canvas = Canvas.empty(lm, [], 4, 1, seeded())
    flat = torch.zeros(1, 4, lm.vocabulary)
    log_p = dense(lm, prior_of(lm, flat, canvas, top_p=0.9))
    allowed = int((dense(lm, prior_of(lm, flat, canvas))[0] > -torch.inf).sum())
    kept = (log_p > -torch.inf).sum(1)
    assert bool((kept >= math.floor(0.9 * allowed)).all())
    assert bool((kept <= math.ceil(0.9 * allowed) + 1).all())
    assert log_p.exp().sum(1).tolist() == pytest.approx([1.0] * 4, abs=1e-4)


@pytest.mark.parametrize("scale", [0.5, 6.0])
def test_a_nucleus_is_the_top_p_of_the_whole_sorted_vocabulary_and_a_draw_is_the_whole_ones(scale):
    """Flat and peaked predictions of a vocabulary of true size, some rows of each."""
    generator = seeded()
    spread = torch.tensor([[scale], [scale / 4], [2 * scale]])
    log_p = torch.log_softmax(torch.randn(3, 126_464, generator=generator) * spread, dim=-1)
    nucleus = Nucleus.of(log_p, 0.9)
    ordered, order = log_p.sort(dim=-1, descending=True)
    kept = ordered.exp().cumsum(-1) - ordered.exp() < 0.9
    expected = torch.zeros_like(kept).scatter(1, order, kept)
    for row in range(3):
        possible = nucleus.log_p[row].isfinite()
        assert torch.equal(nucleus.pieces[row][possible], expected[row].nonzero()[:, 0])
    assert torch.allclose(nucleus.log_p.exp().sum(1), torch.ones(3), atol=1e-4)
    assert int(nucleus.best[0]) == int(log_p[0].argmax())


def test_positions_are_even_shares_of_the_most_confident_masked_slots(lm):
    masked = torch.tensor([[True, True, False, True, True, True]])
    log_p = torch.log(torch.tensor([[0.9, 0.1], [0.6, 0.4], [0.99, 0.01], [0.5, 0.5], [0.8, 0.2]]))
    chosen = kernel_of(lm).positions(Nucleus.of(log_p), masked, steps_left=2)
    assert chosen.tolist() == [[True, False, False, True, False, True]]
    everything = kernel_of(lm).positions(Nucleus.of(log_p), masked, steps_left=1)
    assert everything.tolist() == masked.tolist()


def test_a_biased_proposal_with_its_correction_is_the_prior_again(lm):
    canvas = Canvas.empty(lm, [], 400, 8, seeded())
    logits = torch.full((8, 400, lm.vocabulary), -50.0)
    logits[..., 10], logits[..., 11] = 0.0, -1.0
    kernel = kernel_of(lm)
    prior = kernel.prior(Predictions.of(logits), canvas)
    bias = torch.zeros(lm.vocabulary)
    bias[11] = 2.0
    proposal = kernel.proposal(prior, bias)
    drawn = kernel.draw(proposal)
    correction = (prior.of_piece(drawn) - proposal.of_piece(drawn)).exp()
    assert float((drawn == 11).float().mean()) > 0.6
    share = float((correction * (drawn == 11)).sum() / correction.sum())
    assert share == pytest.approx(float(torch.tensor([0.0, -1.0]).softmax(0)[1]), abs=0.02)


def test_free_slots_after_an_end_become_ends(lm):
    ids = torch.tensor([[7, lm.eos_id, lm.mask_id, 9]])
    assert end_after(ids, lm, torch.tensor([[-1, -1, -1, 0]])).tolist() == [[7, lm.eos_id, lm.eos_id, 9]]


@pytest.mark.parametrize("end", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("chosen", [(1, 1, 1, 1), (1, 0, 1, 1), (0, 1, 1, 0)])
def test_the_weight_of_ends_behind_an_end_is_exact(lm, end, chosen):
    """Four slots, two pieces and the end, all 81 draws enumerated: E_τ[w] is 1, and weighted draws are the prior's."""
    pieces = torch.tensor([5, 6, lm.eos_id])
    prior = torch.tensor([(1 - end) * 0.7, (1 - end) * 0.3, end]).log()
    tau = torch.tensor([0.2, 0.5, 0.3]).log()
    drawn = torch.cartesian_prod(*[torch.arange(3)] * 4)  # (81, 4)
    free = torch.full_like(drawn, -1)
    chosen = torch.tensor(chosen, dtype=torch.bool).expand(81, 4)
    ids = end_after(torch.where(chosen, pieces[drawn], lm.mask_id), lm, free)
    weight = ((prior - tau)[drawn] * stands(chosen, ids, lm)).sum(1).exp()
    by_tau = torch.where(chosen, tau[drawn], torch.tensor(1 / 3).log()).sum(1).exp()
    by_prior = torch.where(chosen, prior[drawn], torch.tensor(1 / 3).log()).sum(1).exp()
    assert float((by_tau * weight).sum()) == pytest.approx(1, abs=1e-5)
    results, which = ids.unique(dim=0, return_inverse=True)
    found, wanted = (torch.zeros(len(results)).index_add(0, which, p) for p in (by_tau * weight, by_prior))
    assert torch.allclose(found, wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("order", "early"),
    [
        ("confidence", {}),
        ("margin", {}),
        ("random", {}),
        ("ancestral", {}),
        ("threshold", {"threshold": 0.45}),  # both slots are surer than that: 0.6 and 0.5
        ("entropy_bound", {"entropy_bound": 0.95}),  # of 0.90 and 1.03 nats both fit: Σ − max is 0.90
    ],
)
def test_any_order_commits_everything_in_its_steps_and_stays_exact(engine, order, early):
    """Two slots, three pieces, a target that is known: with a proposal other than the prior, weights make it right."""
    generator = torch.Generator().manual_seed(0)
    kernel = Kernel(
        engine.models.masked_lm,
        generator,
        temperature=1.0,
        top_p=1.0,
        order_temperature=0.5,
        order=order,
        **early,
    )
    prior = torch.tensor([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3]]).log()
    tau = torch.tensor([[0.2, 0.3, 0.5], [0.4, 0.2, 0.4]]).log()
    count = 6000
    masked = torch.ones(count, 2, dtype=torch.bool)
    drawn = torch.zeros(count, 2, dtype=torch.long)
    weight = torch.zeros(count)
    for left in (2, 1):
        flat = masked.nonzero()[:, 1]
        chosen = kernel.positions(Nucleus.of(prior[flat]), masked, left)
        pieces = torch.zeros(count, 2, dtype=torch.long)
        pieces[masked] = kernel.draw(Nucleus.of(tau[flat]))
        gap = (prior - tau)[torch.arange(2), pieces]
        drawn = torch.where(chosen, pieces, drawn)
        weight = weight + (gap * chosen).sum(1)
        masked = masked & ~chosen
        if early:
            assert not masked.any()  # more than the even share at once
            break
    assert not masked.any()
    w = torch.softmax(weight, 0)
    found = torch.zeros(3, 3).index_put((drawn[:, 0], drawn[:, 1]), w, accumulate=True)
    assert torch.allclose(found, prior[0].exp()[:, None] * prior[1].exp(), atol=0.035)


@pytest.mark.parametrize(
    ("order", "settings", "share"),
    [
        ("threshold", {"threshold": 0.65}, [True, False, False, True]),  # one is surer; the even share adds another
        ("threshold", {"threshold": 0.3}, [True, True, True, True]),
        ("entropy_bound", {"entropy_bound": 0.0}, [True, False, False, True]),  # Σ − max of one slot is 0
        ("entropy_bound", {"entropy_bound": 1.8}, [True, True, False, True]),  # Σ − max of three is 1.70
    ],
)
def test_what_is_sure_is_committed_before_its_turn(engine, order, settings, share):
    """Entropies 0.80, 1.03, 1.10 and 0.90 nats in this order; half of four slots is the even share of two steps."""
    kernel = Kernel(
        engine.models.masked_lm,
        torch.Generator().manual_seed(0),
        temperature=1.0,
        top_p=1.0,
        order_temperature=0.0,
        order=order,
        **settings,
    )
    rows = [[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.34, 0.33, 0.33], [0.6, 0.3, 0.1]]
    prior = Nucleus.of(torch.tensor(rows).log())
    assert kernel.positions(prior, torch.ones(1, 4, dtype=torch.bool), 2)[0].tolist() == share
