import msgspec
import pytest
import torch

from promptstudio import images
from promptstudio.cli import terminal
from promptstudio.errors import BadRequest
from promptstudio.guide.guide import guide_of
from promptstudio.inversion import vgd
from promptstudio.inversion.run import Run
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
def test_the_budget_is_kept_and_filled_if_asked(engine, run, car, budget):
    _, result = run(request_for(car, budget=budget, settings={"beams": 4, "fill": 1.0}))
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
        next(engine.stream(request_for(car, locks=(Lock("car"),))))


def test_the_ablations(engine, run, car):
    guide_of(engine.models).forget()
    _, lm = run(request_for(car, settings={"beams": 4, "guide": "lm"}))
    assert len(guide_of(engine.models).target((car,)).scorer.cache) <= 4  # the candidates, for the report
    _, clip = run(request_for(car, settings={"beams": 4, "guide": "clip"}))
    assert clip.scores.guide_clip > lm.scores.guide_clip


def test_the_trace_holds_the_language_models_log_probability_of_the_leading_beam(engine, run, car):
    """Followed by LM alone, the leading beam of every step is known by its text: measured again, it has the same."""
    events, result = run(request_for(car, budget=8, settings={"beams": 4, "guide": "lm"}))
    lm, texts = engine.models.causal_lm, {}
    for event in events:
        if event.stage == "Searching for words":
            texts[event.step] = " ".join(event.canvas)
    assert len(result.trace) >= 6
    for step in result.trace:
        text = texts[step.step]
        assert step.log_probability == pytest.approx(float(lm.log_probabilities(lm.encode(text)).sum()), abs=1e-3), text
    gone = [step.log_probability for step in result.trace]
    assert gone == sorted(gone, reverse=True)  # every piece costs
    assert [step["log_probability"] for step in terminal.plain(result.trace)] == gone


def test_without_the_cache_the_prompt_is_the_same(engine, run, car):
    """With it CLIP keeps prefixes of what it reads, without it none of what the search reads."""
    guide_of(engine.models).forget()
    _, cached = run(request_for(car))
    kept = engine.models.guide_clip._prefixes
    assert kept.positions > 100
    guide_of(engine.models).forget()
    _, anew = run(request_for(car, settings={"beams": 4, "cache": False}))
    assert kept.positions < 100  # of the candidates, for the report
    assert anew.prompt == cached.prompt


def test_the_programs_score_is_a_log_softmax_of_what_is_not_normalised(engine, car, samples):
    """By hand: 1.5 · log softmax over the step's candidates of 100 · mean over the images of ⟨image, text⟩, the image's
    features as they are."""
    references = (car, samples("cactus-snow-day"), samples("photo-tabby-cat"))
    request = request_for(car, references=references, settings={"repo_faithful": True})
    search = vgd._BeamSearch(Run(request, engine.models, vgd.Settings))
    texts = ["a car", "a cat", "a cactus in the snow"]
    grown = [(0, vgd._Beam((n,), -1.0 - n, text)) for n, text in enumerate(texts)]
    found = [beam for _, beam in search._guided(grown)]
    clip = engine.models.guide_clip
    raw = clip._image_features(clip._batch([images.clip_square(r, clip.image_size) for r in references]))
    products = clip.encode_texts(texts) @ raw.T  # (texts, images)
    wanted = 1.5 * (clip.logit_scale * products.mean(1)).log_softmax(0)
    assert [beam.guidance for beam in found] == pytest.approx(wanted.tolist(), rel=1e-3, abs=1e-3)
    assert [search._rank(beam) for beam in found] == pytest.approx(
        [g - 1.0 - n for n, g in enumerate(wanted.tolist())], rel=1e-5
    )
    # and so it is not the product of both means, which a long picture and a near one do not have in common
    means = 1.5 * (clip.logit_scale * raw.norm(dim=-1).mean() * torch.tensor([b.clip for b in found])).log_softmax(0)
    assert float((means - wanted).abs().max()) > 0.01 * float(wanted.abs().max())


def test_the_programs_score_with_normalised_features(engine, car, samples):
    """1.5 · log softmax of CLIP's factor times the cosine: what remains of the program's score at length 1."""
    request = request_for(
        car,
        references=(car, samples("cactus-snow-day")),
        settings={"repo_faithful": True, "normalise": True},
    )
    search = vgd._BeamSearch(Run(request, engine.models, vgd.Settings))
    grown = [(0, vgd._Beam((n,), 0.0, text)) for n, text in enumerate(["a car", "a cat", "a cactus in the snow"])]
    found = [beam for _, beam in search._guided(grown)]
    cosines = torch.tensor([beam.clip for beam in found])
    wanted = 1.5 * (engine.models.guide_clip.logit_scale * cosines).log_softmax(0)
    assert [beam.guidance for beam in found] == pytest.approx(wanted.tolist(), abs=1e-4)


def test_lengths_and_cosines_of_the_images_go_together(engine, car, monkeypatch):
    """Two images, one twice as long: cosines 0.5 and 0.1 with the first text, 0.1 and 0.4 with the second."""
    request = request_for(car, settings={"repo_faithful": True})
    search = vgd._BeamSearch(Run(request, engine.models, vgd.Settings))
    search._norms = torch.tensor([2.0, 1.0])
    known = {"near the long one": [0.5, 0.1], "near the short one": [0.1, 0.4]}
    monkeypatch.setattr(search.scorer, "each", lambda texts: torch.tensor([known[text] for text in texts]))
    grown = [(0, vgd._Beam((n,), 0.0, text)) for n, text in enumerate(known)]
    first, second = (beam.guidance for _, beam in search._guided(grown))
    scale = search.scorer.clip.logit_scale  # (2 · 0.5 + 0.1) / 2 = 0.55 and (2 · 0.1 + 0.4) / 2 = 0.3
    assert first - second == pytest.approx(1.5 * scale * 0.25, rel=1e-4)


def test_single_cosines_are_those_of_every_image(engine, car, samples):
    references = (car, samples("cactus-snow-day"))
    scorer = guide_of(engine.models).target(references).scorer
    texts = ["a red car", "a cactus", "a red car"]
    each = scorer.each(texts)
    alone = torch.stack([guide_of(engine.models).target((r,)).scorer(texts) for r in references], dim=1)
    assert torch.allclose(each, alone, atol=1e-5)
    assert torch.allclose(each.mean(1), scorer(texts), atol=1e-5)


@pytest.mark.parametrize(("lm", "says"), [("vlm", "a vision-language model"), ("captioner", "a captioner")])
def test_what_looks_itself_needs_its_cache_and_images(engine, car, lm, says):
    for changes in ({"settings": {"lm": lm, "cache": False}}, {"task": "distillation", "text": "a car"}):
        request = request_for(**({"car": car, "settings": {"lm": lm}} | changes))
        if "text" in changes:
            request = msgspec.structs.replace(request, references=())
        with pytest.raises(BadRequest, match=says):
            next(engine.stream(request))


def test_the_captioner_writes(run, car):
    """Without CLIP's say it names the car, which the language model, without a hint, cannot know of."""
    settings = {"beams": 4, "guide": "lm"}
    _, seen = run(request_for(car, settings=settings | {"lm": "captioner"}))
    _, blind = run(request_for(car, settings=settings))
    assert "car" in {word.text for word in seen.prompt.words}
    assert "car" not in {word.text for word in blind.prompt.words}
    assert seen.models["captioner"]
    assert "causal_lm" not in seen.models
    _, steered = run(request_for(car, settings={"beams": 4, "lm": "captioner"}))
    assert steered.scores.guide_clip >= seen.scores.guide_clip


def test_a_style_by_the_captioner_names_no_thing(engine, run, samples):
    picture = samples("robot-room-pencil-sketch")
    _, result = run(request_for(picture, task="style", settings={"beams": 4, "lm": "captioner"}))
    assert "sketch" in {word.text for word in result.prompt.words}
    assert not guide_of(engine.models).phrases.thing_words() & {word.text for word in result.prompt.words}


def test_hints_are_told_on_demand_as_they_are_to_the_masked_model(engine, run, car, monkeypatch):
    lm, known = engine.models.causal_lm, engine.models.masked_lm
    hints = ("red car", "city", "a whole sentence that no hint of the training was")
    assert lm.reads_hints
    assert lm.context() == (lm.bos_id,)
    assert lm.context(hints)[-1] == lm.bos_id
    assert lm.decode(lm.context(hints)[:-1]) == "red car, city" == known.decode(known.context(hints)[:-1])
    read, start = [], lm.start
    monkeypatch.setattr(lm, "start", lambda context: read.append(tuple(context)) or start(context))
    run(request_for(car, budget=6))
    run(request_for(car, budget=6, settings={"beams": 4, "hints": True}))
    assert read[0] == (lm.bos_id,)
    assert "red car" in lm.decode(read[1][:-1])


def test_hints_are_refused_where_nothing_could_read_them(engine, car, monkeypatch):
    monkeypatch.setattr(engine.models.causal_lm, "_hints_first", False)
    request = InversionRequest((car,), method="vgd", settings={"hints": True})
    with pytest.raises(BadRequest, match="not trained on hints"):
        list(engine.stream(request))
    request = InversionRequest((car,), method="vgd", settings={"hints": True, "lm": "captioner"})
    with pytest.raises(BadRequest, match="looks at the images itself"):
        list(engine.stream(request))
