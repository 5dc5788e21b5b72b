"""The sampler of edit_friendly on language models whose joint distributions are known."""

from types import SimpleNamespace

import pytest
import torch

from promptstudio.inversion.edit_friendly import Settings, _Inversion
from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.inversion.run import Run
from promptstudio.models.adapters.masked_lm import load_masked_lm
from promptstudio.models.adapters.predictions import Predictions
from promptstudio.protocol import InversionRequest
from tiny_language import CPU, component, modernbert

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

    device = torch.device("cpu")

    def read_on(self, ids, where, context, kept, refresh):
        return Predictions.of(self.logits(ids, context)).only(where), None


NO_BUDGET = SimpleNamespace(lengths=lambda texts: [0] * len(texts))
PLAIN = {
    "guide": "none",
    "hints": False,
    "image_bias": 0.0,
    "polish": 0,
    "temperature": 1.0,
    "top_p": 1.0,
    "fill": 1.0,
    "particles": PARTICLES,
}


def total_variation(**settings):
    """Between the sampler's prior, without any steering, and the joint distribution."""
    lm = KnownLM()
    models = SimpleNamespace(masked_lm=lm, clip_offsets=None, clip_pieces=NO_BUDGET)
    counts = torch.zeros(len(TEXTS))
    for seed in range(SEEDS):
        request = InversionRequest((), budget=SLOTS, seed=seed, settings=PLAIN | settings)
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


# ---------------------------------------------------------------- with keys and values kept


class Steered(_Inversion):
    """Steered by the share of the second piece in the likeliest filling."""

    def __init__(self, run, pieces, strength):
        super().__init__(run)
        self.pieces, self.strength = pieces, strength
        self.kernel.banned = self.kernel.banned.clone().fill_(True)
        self.kernel.banned[pieces] = False
        self.bias[pieces[0]] = 0.7 if strength else 0.0  # a proposal of its own, corrected for

    def _steer(self, proposal, masked, complete):
        canvas = self.swarm.canvas
        likely = canvas.ids.masked_scatter(masked, proposal.best)
        reward = (torch.where(canvas.masked, likely, canvas.ids) == self.pieces[1]).float().mean(1)
        potential = self.strength * (reward - self.swarm.clip)
        self.swarm = self.swarm._replace(clip=reward)
        return potential


@pytest.fixture(scope="module")
def keeping(tmp_path_factory):
    """A language model whose keys are kept, and the two pieces that it may write."""
    lm = load_masked_lm(component(modernbert(tmp_path_factory.mktemp("lm"), chat=False), "masked_lm"), CPU)
    return lm, torch.tensor([lm.encode(word)[0] for word in (" a", " night")])


def joint_of_steps(lm, pieces, refresh):
    """What filling the surest slot at every step gives, read alone, text for text: probabilities (16,)."""
    banned = torch.ones(lm.vocabulary, dtype=torch.bool)
    banned[pieces] = False
    kernel = Kernel(lm, torch.Generator(), temperature=1, top_p=1, order_temperature=0, end_from=1, banned=banned)
    found = []
    for text in pieces[TEXTS]:
        canvas = Canvas(lm, (), torch.full((1, SLOTS), lm.mask_id), torch.full((1, SLOTS), -1))
        kept, total = None, 0.0
        for step in range(SLOTS):
            predicted, kept = lm.read_on(canvas.ids, canvas.masked, (), kept, refresh)
            prior = kernel.prior(predicted, canvas)
            chosen = kernel.positions(prior, canvas.masked, SLOTS - step)
            total += float(prior.at(chosen[canvas.masked]).of_piece(text[chosen[0]])[0])
            canvas = canvas.with_ids(torch.where(chosen, text, canvas.ids))
        found.append(total)
    return torch.tensor(found).exp()


@pytest.mark.parametrize(("refresh", "strength", "seeds"), [(2, 0.0, SEEDS), (8, 1.5, 4 * SEEDS)])
def test_kept_keys_leave_the_target_what_it_is(keeping, refresh, strength, seeds):
    """Particles are drawn from the joint distribution of the reading that they are told of, times exp(λ r)."""
    lm, pieces = keeping
    reward = (TEXTS == 1).float().mean(1)
    target = torch.softmax(joint_of_steps(lm, pieces, refresh).log() + strength * reward, dim=0)
    anew = torch.softmax(joint_of_steps(lm, pieces, 1).log() + strength * reward, dim=0)
    settings = PLAIN | {"steps": SLOTS, "order_temperature": 0.0, "refresh": refresh, "temper_floor": 0.0}
    models = SimpleNamespace(masked_lm=lm, clip_offsets=None, clip_pieces=NO_BUDGET)
    weights = torch.zeros(len(TEXTS))
    for seed in range(seeds):
        run = Run(InversionRequest((), budget=SLOTS, seed=seed, settings=settings), models, Settings)
        inversion = Steered(run, pieces, strength)
        assert len(list(inversion.sample())) == SLOTS
        here = (inversion.swarm.canvas.ids[:, None] == pieces[TEXTS]).all(2).float()  # (K, 16)
        last = run.trace[-1]
        weights += here.mean(0) if last.resampled else torch.tensor(last.log_weights).exp() @ here
    drawn = weights / weights.sum()
    assert float((drawn - target).abs().sum() / 2) < 0.045
    assert float((drawn - anew).abs().sum() / 2) > 0.1
