import math

import pytest
import torch

from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.inversion.nucleus import Nucleus
from promptstudio.inversion.polishing import Trial, apart, masked_each, trials
from promptstudio.inversion.rewards import FLUENCY_WEIGHT
from promptstudio.protocol import InversionRequest


@pytest.fixture
def lm(engine):
    return engine.models.masked_lm


def canvas_of(lm, text):
    ids = torch.tensor([lm.encode(text)])
    return Canvas(lm, [], ids, torch.full_like(ids, -1))


def test_words_are_masked_one_at_a_time(lm):
    canvas = canvas_of(lm, "a red car at night")
    masked = masked_each(canvas, [[1], [2]])
    assert masked.masked.nonzero().tolist() == [[0, 1], [1, 2]]
    assert canvas.masked.sum() == 0


def test_trials_are_the_likeliest_other_pieces_with_what_they_gain(lm):
    canvas = canvas_of(lm, "a red car")
    red, car, night, eos = canvas.ids[0, 1], canvas.ids[0, 2], lm.encode(" night")[0], lm.eos_id
    log_p = torch.full((2, lm.vocabulary), -math.inf)
    log_p[0, red], log_p[0, night], log_p[0, car], log_p[0, eos] = (math.log(p) for p in (0.5, 0.2, 0.1, 0.2))
    log_p[1, night] = math.log(0.9)
    log_p[1, red] = math.log(0.1)
    found = trials(canvas, [[1], [2]], log_p, Nucleus.of(log_p), most=2)
    assert [(trial.slots, trial.pieces) for trial in found] == [
        ((1,), (int(night),)),
        ((1,), (int(car),)),
        ((2,), (int(night),)),
        ((2,), (int(red),)),
    ]
    assert [trial.gain for trial in found[:2]] == pytest.approx([math.log(0.2 / 0.5), math.log(0.1 / 0.5)])
    assert found[2].gain == pytest.approx(math.log(0.9) + 14)  # “car” was impossible there: a floor, not infinity
    assert found[0].on(canvas.ids[0]).tolist() == [canvas.ids[0, 0], night, car]


def test_a_word_of_two_pieces_is_replaced_as_a_whole(lm):
    canvas = canvas_of(lm, "a red car")
    log_p = torch.log_softmax(torch.arange(2 * lm.vocabulary, dtype=torch.float).view(2, -1) % 97, dim=-1)
    (trial,) = trials(canvas, [[1, 2]], log_p, Nucleus.of(log_p), most=1)
    assert len(trial.pieces) == 2
    standing = log_p[0, canvas.ids[0, 1]].clamp(min=-14) + log_p[1, canvas.ids[0, 2]].clamp(min=-14)
    assert trial.gain == pytest.approx(float(log_p[0].max() + log_p[1].max() - standing), abs=1e-4)


def test_neighbours_do_not_change_together_nor_a_word_twice():
    first, beside, other, again = (Trial(slots, (7,), 1.0) for slots in ((3,), (4, 5), (7,), (3,)))
    assert apart([first, beside, other, again]) == [first, other]


def test_an_unlikely_word_is_found_again(lm):
    canvas = canvas_of(lm, "a cat and a balloon on the sofa background")
    kernel = Kernel(lm, torch.Generator().manual_seed(0), temperature=0.5, top_p=0.95, order_temperature=0.0)
    words = [[slot] for slot in range(canvas.ids.shape[1])]
    masked = masked_each(canvas, words)
    predicted = lm.predict(masked.ids, masked.masked)
    log_p = torch.log_softmax(predicted.dense(), dim=-1)
    found = trials(canvas, words, log_p, kernel.prior(predicted, masked), most=3)
    best = max(found, key=lambda trial: trial.gain)
    assert best.gain > 0
    assert best.on(canvas.ids[0]).tolist() != canvas.ids[0].tolist()


WHOLE = {"fill": 1.0, "words_weight": 0.0}  # the prompt that was polished, not what is left of it


def test_polishing_betters_what_was_found(run, samples):
    def worth(seed, polish):
        picture, settings = samples("red-car-city-night"), {"steps": 8, "polish": polish, "lambda_edit": 20.0} | WHOLE
        scores = run(InversionRequest((picture,), budget=24, seed=seed, settings=settings))[1].scores
        return 100 * scores.guide_clip + 20 * scores.r_edit + FLUENCY_WEIGHT * scores.fluency

    gains = [worth(seed, 8) - worth(seed, 0) for seed in range(1, 6)]
    assert min(gains) > -1  # it goes by an estimate of the coupling
    assert sum(gains) > 5
