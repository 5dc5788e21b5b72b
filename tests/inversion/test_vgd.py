import pytest
import torch

from promptstudio.errors import BadRequest
from promptstudio.protocol import InversionRequest, Lock


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


def request_for(car, **changes):
    return InversionRequest(
        **({"references": (car,), "method": "vgd", "budget": 12, "settings": {"beams": 4}} | changes)
    )


def test_clip_steers_the_beams(run, car):
    _, steered = run(request_for(car))
    _, plain = run(request_for(car, settings={"beams": 4, "clip_weight": 0.0}))
    assert steered.scores.guide_clip > plain.scores.guide_clip + 0.2
    assert steered.scores.r_edit is not None


@pytest.mark.parametrize("budget", [1, 6, 30])
def test_the_budget_is_kept_and_filled(engine, run, car, budget):
    _, result = run(request_for(car, budget=budget))
    pieces = len(engine.models.clip_offsets(result.prompt.text))
    assert 0.5 * budget <= pieces <= budget


def test_the_cache_with_reordered_beams_predicts_what_a_full_pass_predicts(engine):
    lm = engine.models.causal_lm
    texts = [[lm.bos_id], [lm.bos_id], [lm.bos_id]]
    cache, log_p = lm.start()
    generator = torch.Generator().manual_seed(0)
    parents = torch.zeros(3, dtype=torch.long)
    for _ in range(6):
        pieces = torch.multinomial(log_p[parents].exp(), 1, generator=generator)[:, 0]
        log_p = lm.step(pieces, parents, cache)
        texts = [[*texts[parent], int(piece)] for parent, piece in zip(parents.tolist(), pieces, strict=True)]
        for text, row in zip(texts, log_p, strict=True):
            logits = lm.model(torch.tensor([text])).logits[0, -1].float()
            logits[lm.special] = -torch.inf
            assert torch.allclose(row, logits.log_softmax(-1), atol=2e-4)
        parents = torch.tensor([2, 0, 2])


def test_same_request_same_prompt(run, car):
    assert run(request_for(car))[1].prompt == run(request_for(car))[1].prompt


def test_every_event_after_the_first_piece_has_a_best_prompt(run, car):
    events, result = run(request_for(car))
    assert all(event.best for event in events if event.step > 0)
    assert result.prompt.text


def test_locked_words_are_refused_in_one_sentence(engine, car):
    with pytest.raises(BadRequest, match="cannot keep locked words"):
        next(engine.run(request_for(car, locks=(Lock("car"),))))
