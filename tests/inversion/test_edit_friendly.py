import math
import random

import pytest

from promptstudio.errors import BadRequest
from promptstudio.evaluation.datasets import HELD_OUT, read_dataset
from promptstudio.generators import best_so_far
from promptstudio.guide.guide import guide_of
from promptstudio.images import read
from promptstudio.inversion.rewards import pareto
from promptstudio.prompt import Prompt
from promptstudio.protocol import MASK, Candidate, InversionRequest, Lock, Progress, Scores

SMALL = {"particles": 2, "steps": 4, "polish": 2}


@pytest.fixture
def car(samples):
    return samples("red-car-city-night")


def test_finds_what_is_in_the_picture_and_beats_an_unsteered_prompt(engine, run, car):
    _, steered = run(InversionRequest((car,), budget=24, seed=1))
    _, plain = run(
        InversionRequest(
            (car,),
            budget=24,
            seed=1,
            settings={"lambda_clip": 0.0, "lambda_edit": 0.0, "hints": False, "image_bias": 0.0, "polish": 0},
        )
    )
    truth = "a glossy 3d rendering of a red car in the city under a starry sky"
    true_fit = float(guide_of(engine.models).target((car,)).scorer([truth])[0])
    assert steered.scores.guide_clip > 0.8 * true_fit
    assert steered.scores.guide_clip > plain.scores.guide_clip + 0.1
    words = {word.text for word in steered.prompt.words}
    assert "car" in words
    assert {"city", "buildings", "street"} & words


def test_every_event_carries_a_canvas_and_the_best_so_far_only_grows(run, car):
    by_cosine = SMALL | {"contrast": 0.0, "words_weight": 0.0}
    events, result = run(InversionRequest((car,), budget=16, settings=by_cosine))
    assert [event.step for event in events] == sorted(event.step for event in events)
    assert all(event.canvas for event in events)
    assert MASK in events[0].canvas
    best = [event.best.scores.guide_clip for event in events if event.best]
    assert best == sorted(best)
    for event in events:
        assert event.canvas_coupling is None or len(event.canvas_coupling) == len(event.canvas)
        assert event.best is None or MASK not in event.best.prompt.text
    assert len(result.trace) == 4
    assert result.coupling.words == tuple(word.text for word in result.prompt.words)
    assert result.candidates[0].prompt == result.prompt


@pytest.mark.parametrize("budget", [1, 5, 12, 40, 77])
def test_the_budget_in_clip_pieces_is_kept(engine, run, car, budget):
    _, result = run(InversionRequest((car,), budget=budget, settings=SMALL))
    assert 1 <= len(engine.models.clip_offsets(result.prompt.text)) <= min(budget, 75)


def test_the_same_seed_gives_the_same_prompt_and_another_seed_another(run, car):
    first, again, other = (
        run(InversionRequest((car,), budget=16, seed=seed, settings=SMALL))[1].prompt.text for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_locked_words_never_change_over_fifty_random_inversions(run, samples):
    rng = random.Random(0)
    words = ["car", "Zébra", "palm", "3.5", "mother-in-law", "🚗", "RED", "night", "don't", "タ"]
    pictures = [samples(stem) for stem in ("red-car-city-night", "rocket-in-space")]
    for seed in range(50):
        chosen = rng.sample(words, rng.randint(1, 2))
        locks = tuple(Lock(word, rng.choice([None, None, rng.random()])) for word in chosen)
        if all(lock.after is not None for lock in locks):
            locks = tuple(sorted(locks, key=lambda lock: lock.after))
        request = InversionRequest((rng.choice(pictures),), budget=20, seed=seed, locks=locks, settings=SMALL)
        events, result = run(request)
        for prompt in (result.prompt, *(event.best.prompt for event in events if event.best)):
            assert [prompt.words[i].text for i in prompt.locked] == [lock.text for lock in locks]
            assert Prompt.parse(prompt.text).text == prompt.text


def test_stopping_at_any_step_keeps_the_best_so_far(engine, car):
    request = InversionRequest((car,), budget=12, settings=SMALL)
    total = len(list(engine.stream(request)))
    kept = 0
    for stop in range(1, total + 1):
        job, event = engine.stream(request), None
        for _ in range(stop):
            event = next(job)
        job.close()
        result = best_so_far(request, event, 0.1, engine.describe())
        if event.best is None:
            assert result is None
            continue
        kept += 1
        assert result.stopped
        assert result.prompt == event.best.prompt
        assert result.scores.guide_clip == event.best.scores.guide_clip
    assert kept > total / 3


def test_several_references_are_scored_by_their_mean(engine, run, samples):
    pair = (samples("red-car-city-night"), samples("rocket-in-space"))
    _, both = run(InversionRequest(pair, budget=12, settings=SMALL))
    single = [float(guide_of(engine.models).target((one,)).scorer([both.prompt.text])[0]) for one in pair]
    assert both.scores.guide_clip == pytest.approx(sum(single) / 2, abs=1e-5)


def test_equal_strings_are_encoded_once(engine, run, car):
    scorer = guide_of(engine.models).target((car,)).scorer
    run(InversionRequest((car,), budget=12, settings=SMALL))
    known = dict(scorer.cache)
    run(InversionRequest((car,), budget=12, settings=SMALL))
    assert scorer.cache == known


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"budget": 0}, "budget"),
        ({"budget": 78}, "budget"),
        ({"seed": -1}, "seed"),
        ({"method": "magic"}, "magic"),
        ({"task": "poem"}, "poem"),
        ({"settings": {"particles": 0}}, "particles"),
        ({"settings": {"speed": 3}}, "speed"),
        ({"settings": {"lambda_clip": "much"}}, "lambda_clip"),
        ({"settings": {"temperature": float("nan")}}, "temperature"),
        ({"locks": (Lock("..."),)}, "locked word"),
        ({"locks": (Lock("extraordinary " * 9),), "budget": 12}, "locked words"),
        ({"references": ()}, "reference"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(engine, car, changes, word):
    request = InversionRequest(**({"references": (car,)} | changes))
    with pytest.raises(BadRequest, match=word) as refused:
        next(engine.stream(request))
    assert str(refused.value).count("\n") == 0


@pytest.mark.parametrize("guide", ["none", "similarity"])
def test_without_clip_as_guide_no_prompt_is_scored_on_the_way(engine, run, car, guide):
    guide_of(engine.models).forget()
    settings = {**SMALL, "guide": guide, "hints": False, "image_bias": 0.0}
    _, result = run(InversionRequest((car,), budget=12, settings=settings))
    assert len(guide_of(engine.models).target((car,)).scorer.cache) <= 2 * 3  # the finalists, for the report
    assert all(step.guide_clip is None for step in result.trace)


@pytest.mark.parametrize("guide", ["none", "similarity"])
def test_stopped_while_polishing_without_clip_it_keeps_what_was_taken_not_what_was_tried(run, car, guide):
    events, _ = run(InversionRequest((car,), budget=16, seed=2, settings={"steps": 4, "guide": guide, "fill": 1.0}))
    polishing = [event for event in events if event.stage == "Polishing"]
    assert len(polishing) >= 2
    for event in polishing:
        kept = tuple(word.text for word in event.best.prompt.words)
        assert kept == event.canvas[: len(kept)]


def test_the_particles_weights_are_told(run, car):
    _, result = run(InversionRequest((car,), budget=12, settings=SMALL))
    for step in result.trace:
        assert len(step.log_weights) == SMALL["particles"]
        assert sum(map(math.exp, step.log_weights)) == pytest.approx(1)


def candidate(fit, edit, fluency):
    return Candidate(Prompt.parse(f"{fit} {edit} {fluency}"), Scores(fit, edit, fluency=fluency))


def test_the_pareto_front_leaves_out_what_another_beats():
    best, dominated, other, last = (
        candidate(0.5, 0.8, -0.5),
        candidate(0.4, 0.7, -0.6),
        candidate(0.3, 0.9, -0.9),
        candidate(0.1, 0.1, -0.1),
    )
    assert pareto((best, dominated, other, last)) == (best, other, last)
    assert pareto((dominated, best)) == (dominated, best)  # what was chosen stays first


@pytest.mark.parametrize(
    "settings",
    [
        {"resampling": "multinomial"},
        {"literal_rows": True},
        {"x0_samples": 4},
        {"kernel": "threshold", "threshold": 0.5},
    ],
)
def test_variants_of_steering_find_the_car(run, car, settings):
    _, result = run(InversionRequest((car,), budget=12, seed=1, settings={"particles": 4, "polish": 4} | settings))
    assert result.scores.guide_clip > 0.3


def test_particles_that_were_led_astray_are_drawn_anew(engine, run):
    """A green balloon on the grass, of which the first few particles, one weight carrying all, know nothing."""
    example = read_dataset(HELD_OUT).examples[11]
    astray = {"temper_floor": 0.0, "particles": 4}
    request = InversionRequest((read(example.images[0]),), budget=32, seed=1, settings=astray)
    events, result = run(request)
    progress = [event for event in events if isinstance(event, Progress)]
    assert progress[-1].steps > progress[0].steps
    assert all(event.step <= event.steps for event in progress)
    assert "balloon" in result.prompt.text
