"""Feynman–Kac steering: weights and resampling of particles. Knows nothing of text or images.

The target is p(x) exp(λ r(x)). With the difference potential G_t = exp(λ(r_t − r_{t+1})) the product over a trajectory
telescopes (edit-friendly inversion, §3.2). Log-weights are carried between resamplings, so no increment is lost
(docs/algorithms.md §1.3 has the bug this avoids).
"""

from __future__ import annotations

import math

import torch


def effective_sample_size(log_weights: torch.Tensor) -> float:
    """ESS = (Σw)² / Σw², between 1 and K."""
    w = torch.softmax(log_weights.double(), dim=0)
    return float(1 / (w * w).sum())


def systematic(log_weights: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Systematic resampling: indices of the K ancestors, from one uniform draw; unbiased, and of lower variance than
    multinomial."""
    count = len(log_weights)
    cumulative = torch.softmax(log_weights.double(), dim=0).cumsum(0)
    thresholds = (torch.rand(1, generator=generator, dtype=torch.float64) + torch.arange(count)) / count
    return torch.searchsorted(cumulative, thresholds).clamp(max=count - 1)


def multinomial(log_weights: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Multinomial resampling (the papers'): K independent draws of an ancestor; unbiased, of higher variance."""
    count = len(log_weights)
    return torch.multinomial(torch.softmax(log_weights.double(), dim=0), count, replacement=True, generator=generator)


RESAMPLING = {"systematic": systematic, "multinomial": multinomial}


def tempering(log_increment: torch.Tensor, floor: float) -> float:
    """The largest share s ∈ (0, 1] of an increment for which ESS(s · increment) ≥ `floor` (found by bisection)."""
    if effective_sample_size(log_increment) >= floor:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if effective_sample_size(middle * log_increment) >= floor else (low, middle)
    return low


class Particles:
    """Log-weights of K particles.

    Each step, `step(correction, potential)` adds log G (the potential) and log p − log τ (the correction when the
    proposal τ is not the prior p). If the increment of a step is so steep that fewer than `temper_floor · K` particles
    would remain effective, only a share of it is used now and the rest is kept for the following steps, so that
    nothing is lost. Resampling happens when ESS < `resample_below · K`, and then resets the log-weights.
    """

    def __init__(
        self,
        count: int,
        generator: torch.Generator,
        *,
        resampling: str = "systematic",
        resample_below: float = 0.5,
        temper_floor: float = 0.3,
    ) -> None:
        self._resample = RESAMPLING[resampling]
        self.log_weights = torch.zeros(count, dtype=torch.float64)
        self.pending = torch.zeros(count, dtype=torch.float64)
        self.generator = generator
        self.resample_below = resample_below
        self.temper_floor = temper_floor
        self.ess = float(count)
        self.normalised = torch.full((count,), -math.log(count), dtype=torch.float64)
        """Normalised log-weights after the last step, before it resampled, (K,)."""

    def step(self, correction: torch.Tensor, potential: torch.Tensor) -> torch.Tensor | None:
        """Adds both, each of shape (K,). Returns the ancestors' indices (K,) if it resampled, else None; the caller
        must reindex *all* per-particle state with them."""
        count = len(self.log_weights)
        increment = self.pending + correction.double() + potential.double()
        share = tempering(increment, self.temper_floor * count)
        self.log_weights = self.log_weights + share * increment
        self.pending = (1 - share) * increment
        self.ess = effective_sample_size(self.log_weights)
        self.normalised = torch.log_softmax(self.log_weights, dim=0)
        if self.ess >= self.resample_below * count:
            return None
        ancestors = self._resample(self.log_weights, self.generator)
        self.log_weights = torch.zeros_like(self.log_weights)
        self.pending = self.pending[ancestors]
        return ancestors

    def final_log_weights(self) -> torch.Tensor:
        """Log-weights with everything still pending, shape (K,): what expectations at the end are taken with."""
        return self.log_weights + self.pending
