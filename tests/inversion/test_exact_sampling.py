"""The sampler of edit_friendly on a language model whose joint distribution is known."""

from types import SimpleNamespace

import pytest
import torch

from promptstudio.inversion.edit_friendly import Settings, _Inversion
from promptstudio.inversion.run import Run
from promptstudio.protocol import InversionRequest

SLOTS, PIECES = 4, 2
TEXTS = torch.cartesian_prod(*[torch.arange(PIECES)] * SLOTS)  # (16, 4)
SEEDS, PARTICLES = 30, 64


class KnownLM:
    """Texts of four slots and two pieces in which neighbours are mostly equal. Exact conditionals of every slot."""

    vocabulary = PIECES + 2
    eos_id, mask_id = PIECES, PIECES + 1
    special = torch.tensor([False, False, True, True])
    is_punctuation = torch.zeros(4, dtype=torch.bool)
    begins_word = torch.ones(4, dtype=torch.bool)
    strings = (" yes", " no", "", "")

    def __init__(self):
        equal = (TEXTS[:, 1:] == TEXTS[:, :-1]).sum(1)
        self.joint = torch.softmax(1.5 * equal + 0.3 * TEXTS[:, 0], dim=0)  # (16,)

    def context(self):
        return None

    def decode(self, pieces):
        return "".join(self.strings[piece] for piece in pieces)

    def logits(self, ids, _context):
        agrees = ((ids[:, None] == TEXTS) | (ids[:, None] == self.mask_id)).all(2)  # (K, 16)
        marginal = torch.einsum("kt,tsv->ksv", agrees * self.joint, torch.nn.functional.one_hot(TEXTS, 4).float())
        marginal[:, :, self.eos_id] = 0
        return marginal.log()


def total_variation(**settings):
    """Between the sampler's prior, without any steering, and the joint distribution."""
    lm = KnownLM()
    models = SimpleNamespace(masked_lm=lm, clip_offsets=lambda text: [])
    plain = {
        "guide": "none",
        "hints": False,
        "image_bias": 0.0,
        "polish": 0,
        "temperature": 1.0,
        "top_p": 1.0,
        "fill": 1.0,
    }
    counts = torch.zeros(len(TEXTS))
    for seed in range(SEEDS):
        request = InversionRequest((), budget=SLOTS, seed=seed, settings=plain | {"particles": PARTICLES} | settings)
        inversion = _Inversion(Run(request, models, Settings))
        assert len(list(inversion.sample())) <= settings["steps"]
        ids = inversion.swarm.canvas.ids
        counts += (ids[:, None] == TEXTS).all(2).sum(0)
    assert counts.sum() == SEEDS * PARTICLES
    return float((counts / counts.sum() - lm.joint).abs().sum() / 2)


def test_ancestral_sampling_with_many_steps_draws_from_the_joint_distribution():
    """As many exact draws have a total variation of 0.03, 0.04 at most. With 4 steps slots are drawn together: 0.13."""
    assert total_variation(kernel="ancestral", steps=100) < 0.045
    assert total_variation(kernel="ancestral", steps=SLOTS) > 0.1


@pytest.mark.parametrize("kernel", ["random", "confidence", "margin"])
def test_one_slot_a_step_is_exact_in_any_order(kernel):
    assert total_variation(kernel=kernel, steps=SLOTS) < 0.045
