import numpy as np
import pytest
import torch

from promptstudio import images
from promptstudio.errors import BadRequest
from promptstudio.prompt import Prompt
from promptstudio.protocol import RenderRequest

PROMPT = Prompt.parse("a 3d render of a red car in the city at night")


def test_a_render_is_the_pipelines_own_pixel_by_pixel(engine, run):
    pipeline = engine.models.text_to_image.pipeline
    for guidance in (1.0, 5.0):
        _, render = run(RenderRequest(PROMPT, seed=5, steps=4, guidance=guidance, negative="blurry"))
        expected = pipeline(
            PROMPT.text,
            negative_prompt="blurry",
            num_inference_steps=4,
            guidance_scale=guidance,
            generator=torch.Generator().manual_seed(5),
        ).images[0]
        assert images.to_pil(render.picture).tobytes() == expected.tobytes()


def test_the_same_seed_gives_equal_pixels_and_another_seed_does_not(run):
    first, again, other = (run(RenderRequest(PROMPT, seed=seed, steps=3))[1].picture for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_tracing_attention_changes_the_picture_by_rounding_at_most(run):
    plain, traced = (run(RenderRequest(PROMPT, seed=1, steps=3, trace=trace))[1] for trace in (False, True))
    gap = np.abs(np.frombuffer(plain.picture.rgb, np.uint8).astype(int) - np.frombuffer(traced.picture.rgb, np.uint8))
    assert gap.max() <= 1
    assert plain.attention == ()
    assert [one.word for one in traced.attention] == [word.text for word in PROMPT.words]
    assert all(max(one.values) == 255 for one in traced.attention)


def test_renders_that_overlap_do_not_disturb_each_other(engine, run):
    requests = [RenderRequest(PROMPT, seed=1, steps=4), RenderRequest(PROMPT.swap(6, "house"), seed=2, steps=3)]
    alone = [run(request)[1] for request in requests]
    jobs, results = {0: engine.run(requests[0]), 1: engine.run(requests[1])}, {}
    while jobs:
        for number, job in list(jobs.items()):
            try:
                next(job)
            except StopIteration as end:
                results[number] = end.value
                del jobs[number]
    for number in (0, 1):
        assert results[number].picture == alone[number].picture
        assert results[number].attention == alone[number].attention


def test_a_weighted_word_changes_the_render_and_neutral_weights_do_not(run):
    plain = run(RenderRequest(PROMPT, seed=1, steps=3))[1].picture
    heavy = run(RenderRequest(PROMPT.change(5, weight=1.8), seed=1, steps=3))[1].picture
    neutral = run(RenderRequest(PROMPT.change(5, weight=1.0), seed=1, steps=3))[1].picture
    assert heavy != plain
    assert neutral == plain


def test_progress_counts_steps_and_shows_previews(run):
    events, render = run(RenderRequest(PROMPT, steps=10))
    assert [event.step for event in events] == list(range(1, 11))
    previews = [event.preview for event in events if event.preview]
    assert previews
    assert {(p.width, p.height) for p in previews} == {(render.picture.width, render.picture.height)}
    assert events[-1].seconds_left == pytest.approx(0)
    assert len(render.model_hash) == 10


def test_a_prompt_beyond_clips_window_renders(run):
    words = " ".join(f"word{n}" for n in range(90))
    _, render = run(RenderRequest(Prompt.parse(words), steps=1))
    assert len(render.attention) == 90


@pytest.mark.parametrize(
    "changes",
    [
        {"prompt": Prompt.parse("  ")},
        {"steps": 0},
        {"steps": 151},
        {"guidance": -1.0},
        {"guidance": float("nan")},
        {"seed": -1},
        {"width": 65},
        {"height": 4096},
    ],
)
def test_values_out_of_range_are_refused(engine, changes):
    with pytest.raises(BadRequest):
        next(engine.run(RenderRequest(**({"prompt": PROMPT} | changes))))
