"""Steering against targets whose answer is known exactly."""

import itertools
import math

import pytest
import torch

from promptstudio.inversion.feynman_kac import Particles, effective_sample_size, systematic, tempering

PRIOR = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)  # of the values 0, 1, 2 at every step
STEPS = 12
STEEPNESS = 0.4


def tilted_mean() -> float:
    """E[Σ x_t] under Π p(x_t) · exp(λ Σ x_t): steps stay independent, each tilted by exp(λ x)."""
    weights = PRIOR * torch.exp(STEEPNESS * torch.arange(3))
    return STEPS * float((weights / weights.sum() * torch.arange(3)).sum())


def estimate(count: int, seed: int, proposal: torch.Tensor, **settings) -> float:
    generator = torch.Generator().manual_seed(seed)
    particles = Particles(count, generator, **settings)
    total = torch.zeros(count, dtype=torch.float64)
    for _ in range(STEPS):
        drawn = torch.multinomial(proposal, count, replacement=True, generator=generator)
        correction = (PRIOR.log() - proposal.log())[drawn]
        total = total + drawn
        ancestors = particles.step(correction, STEEPNESS * drawn.double())
        if ancestors is not None:
            total = total[ancestors]
    weights = torch.softmax(particles.final_log_weights(), 0)
    return float((weights * total).sum())


@pytest.mark.parametrize(
    ("proposal", "settings"),
    [
        (PRIOR, {"resample_below": 0.5, "temper_floor": 0.0}),
        (PRIOR, {"resample_below": 0.0, "temper_floor": 0.0}),  # never resamples: plain importance sampling
        (PRIOR, {"resample_below": 1.1, "temper_floor": 0.0}),  # always resamples
        (PRIOR, {"resample_below": 0.5, "temper_floor": 0.95}),  # keeps part of nearly every increment for later
        (torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64), {}),
        (torch.tensor([0.7, 0.1, 0.2], dtype=torch.float64), {}),
    ],
)
def test_weighted_particles_reach_the_tilted_target(proposal, settings):
    found = sum(estimate(512, seed, proposal, **settings) for seed in range(24)) / 24
    assert found == pytest.approx(tilted_mean(), abs=0.25)
    assert abs(found - STEPS * float((PRIOR * torch.arange(3)).sum())) > 2  # the prior's mean is far away


def test_adaptive_resampling_carries_the_weights_of_steps_without_resampling():
    particles = Particles(4, torch.Generator().manual_seed(0), temper_floor=0.0)
    gentle = torch.tensor([0.0, 0.1, 0.2, 0.3])
    for _ in range(3):
        assert particles.step(torch.zeros(4), gentle) is None
    assert particles.final_log_weights().tolist() == pytest.approx((3 * gentle).tolist())


def test_positions_first_then_pieces_makes_the_correction_exact():
    """Three outcomes, target 0.80/0.12/0.08 reached from a proposal that prefers the others."""
    target = torch.tensor([0.80, 0.12, 0.08], dtype=torch.float64)
    proposal = torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    drawn = torch.multinomial(proposal, 200_000, replacement=True, generator=generator)
    weights = torch.softmax((target.log() - proposal.log())[drawn], 0)
    found = [float(weights[drawn == outcome].sum()) for outcome in range(3)]
    assert found == pytest.approx(target.tolist(), abs=0.01)


def test_systematic_resampling_gives_every_particle_its_share_within_one():
    weights = torch.tensor([0.05, 0.4, 0.25, 0.3], dtype=torch.float64)
    for seed in range(50):
        picked = systematic(weights.log(), torch.Generator().manual_seed(seed))
        counts = torch.bincount(picked, minlength=4)
        for count, weight in zip(counts.tolist(), weights.tolist(), strict=True):
            assert math.floor(4 * weight) <= count <= math.ceil(4 * weight)


def test_systematic_resampling_is_unbiased():
    weights = torch.tensor([0.1, 0.2, 0.3, 0.4], dtype=torch.float64)
    generator = torch.Generator().manual_seed(1)
    counts = sum(torch.bincount(systematic(weights.log(), generator), minlength=4) for _ in range(4000))
    assert (counts / counts.sum()).tolist() == pytest.approx(weights.tolist(), abs=0.01)


def test_effective_sample_size_of_hand_computed_weights():
    assert effective_sample_size(torch.zeros(8)) == pytest.approx(8)
    assert effective_sample_size(torch.tensor([0.0, -1e9])) == pytest.approx(1)
    assert effective_sample_size(torch.tensor([0.75, 0.25]).log()) == pytest.approx(1 / (0.75**2 + 0.25**2))


def test_tempering_takes_the_largest_share_that_keeps_enough_particles():
    increment = torch.tensor([0.0, 5.0, 10.0, 40.0])
    share = tempering(increment, floor=2.0)
    assert 0 < share < 1
    assert effective_sample_size(share * increment) == pytest.approx(2.0, abs=1e-3)
    assert tempering(torch.tensor([0.0, 0.1]), floor=1.5) == 1.0


def test_resampling_is_the_same_for_the_same_seed():
    runs = [[estimate(16, 7, PRIOR), estimate(16, 8, PRIOR)] for _ in range(2)]
    assert runs[0] == runs[1]
    assert len(set(itertools.chain(*runs))) == 2
