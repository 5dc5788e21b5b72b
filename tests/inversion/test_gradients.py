"""PEZ, PH2P and Textual Inversion: projection, gradients through frozen towers, learned words."""

import msgspec
import pytest
import torch
import torch.nn.functional as F

from promptstudio.errors import BadRequest
from promptstudio.files.learned import write_learned
from promptstudio.generators import best_so_far, result_of
from promptstudio.inversion.projection import Vocabulary
from promptstudio.models.adapters.learned import embeddings_of, learned_word, read_learned
from promptstudio.prompt import Prompt
from promptstudio.protocol import (
    Candidate,
    InversionRequest,
    Progress,
    RenderRequest,
    RenderSettings,
    Scores,
)


class Letters:
    """Piece n is the n-th letter; piece 2 does not come back from its text."""

    stable = (0, 1, 3)

    def decode(self, ids):
        return "".join("abcd"[n] for n in ids)


def test_projection_by_cosine_and_by_distance_on_a_toy_vocabulary():
    table = torch.tensor([[1.0, 0.0], [0.0, 1.0], [3.0, 3.0], [4.0, 3.0]])
    vocabulary = Vocabulary(table, Letters())
    points = torch.tensor([[2.0, 2.0], [0.1, 0.9], [5.0, 0.0]])
    # (2, 2): cosine with (4, 3) 0.99, with the axes 0.71; distance to the axes √5, to (4, 3) √5: the first wins
    assert vocabulary.nearest_by_cosine(points).tolist() == [3, 1, 0]
    assert vocabulary.nearest_by_distance(points).tolist() == [0, 1, 3]
    assert set(vocabulary.random(50, torch.Generator().manual_seed(0)).tolist()) <= {0, 1, 3}


def test_embeddings_of_pieces_give_the_features_of_their_text(engine):
    clip, pieces = engine.models.guide_clip, engine.models.clip_pieces
    ids = pieces.encode("a red car on the beach")
    found = clip.encode_embeddings(clip.piece_embeddings()[ids][None])
    assert torch.allclose(found, clip.encode_texts(["a red car on the beach"]), atol=1e-5)


def test_gradients_are_those_of_finite_differences(engine):
    clip, pieces = engine.models.guide_clip, engine.models.clip_pieces
    aim = clip.encode_texts(["a blue house at night"])[0].clone()
    x = clip.piece_embeddings()[pieces.encode("a red car")].clone().requires_grad_(True)
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad((clip.encode_embeddings(x[None])[0] @ aim), x)
    step = 1e-2 * F.normalize(gradient.flatten(), dim=0).view_as(gradient)
    with torch.no_grad():
        up, down = (float(clip.encode_embeddings((x + s * step)[None])[0] @ aim) for s in (1, -1))
    assert (up - down) / 2e-2 == pytest.approx(float(gradient.norm()), rel=0.05)


def test_pez_climbs(run, samples):
    request = InversionRequest((samples("cactus-snow-day"),), method="pez", budget=8, settings={"steps": 60})
    _, result = run(request)
    assert result.scores.guide_clip > result.trace[0].guide_clip + 0.15
    assert result.scores.guide_clip == pytest.approx(max(step.guide_clip for step in result.trace))
    _, away = run(InversionRequest(request.references, "pez", budget=8, settings={"steps": 30, "negative": True}))
    assert away.scores.guide_clip < 0
    assert "negative prompt" in away.notes[0]


def test_the_loss_is_that_of_what_the_unet_predicts(engine):
    """By hand: v = α·noise − σ·latents, with the text encoder's own states."""
    model, pieces = engine.models.text_to_image, engine.models.clip_pieces
    pipe, generator = model.pipeline, torch.Generator().manual_seed(0)
    shape = (1, pipe.unet.config.in_channels, 8, 8)
    latents = torch.randn(shape, generator=generator)
    noise, t = torch.randn(shape, generator=generator), torch.tensor([600])
    ids = pieces.encode("a red car")
    found = model.denoising_loss(latents, t, noise, ids[:1], model.piece_embeddings()[ids[1:]])
    alpha = pipe.scheduler.alphas_cumprod[600] ** 0.5
    sigma = (1 - alpha**2) ** 0.5
    states = pipe.encode_prompt("a red car", "cpu", 1, False)[0]
    with torch.no_grad():
        predicted = pipe.unet(alpha * latents + sigma * noise, t, states).sample
    wanted = alpha * noise - sigma * latents
    assert float(found) == pytest.approx(float(((predicted - wanted) ** 2).mean()), rel=1e-4)


def test_a_learned_word_renders_as_diffusers_renders_it(engine, tmp_path):
    model = engine.models.text_to_image
    generator = torch.Generator().manual_seed(1)
    vectors = model.piece_embeddings()[:2] + 0.1 * torch.randn(
        2, model.piece_embeddings().shape[1], generator=generator
    )
    word = learned_word("learned-0a1b2c", vectors, model.name)
    write_learned(tmp_path / "w.safetensors", word)
    assert read_learned(tmp_path / "w.safetensors") == word
    prompt = Prompt.parse("a picture of learned-0a1b2c, at night")
    known = model._learned_rows(prompt, [word])
    states = model._read(prompt, known, clip_skip=0)
    slots = model._slots(prompt, known)
    assert slots == [[1], [2], [3], [4, 5], [7], [8]]  # a comma stands between
    plain = model.pipeline.encode_prompt(prompt.text, "cpu", 1, False)[0]
    pipe = model.pipeline
    before = len(pipe.tokenizer), pipe.text_encoder.get_input_embeddings().num_embeddings
    pipe.load_textual_inversion(str(tmp_path / "w.safetensors"))
    try:
        theirs = pipe.encode_prompt(prompt.text, "cpu", 1, False)[0]
    finally:
        pipe.unload_textual_inversion()
    assert torch.allclose(states, theirs, atol=1e-5)
    assert not torch.allclose(states, plain, atol=1e-2)
    assert (len(pipe.tokenizer), pipe.text_encoder.get_input_embeddings().num_embeddings) == before


def test_a_learned_word_learns_and_travels_with_the_render(engine, run, samples):
    request = InversionRequest((samples("cactus-snow-day"),), "textual_inversion", settings={"steps": 40})
    _, result = run(request)
    assert result.trace[-1].loss < result.trace[0].loss
    (word,) = result.learned
    assert result.prompt.text == word.token
    _, plain = run(RenderRequest(result.prompt, RenderSettings(steps=2), trace=False))
    _, learned = run(RenderRequest(result.prompt, RenderSettings(steps=2), trace=False, learned=result.learned))
    assert learned.learned == result.learned
    assert learned.picture != plain.picture


def test_a_word_that_is_stopped_keeps_what_it_has_learned(engine, run, samples):
    request = InversionRequest((samples("cactus-snow-day"),), "textual_inversion", settings={"steps": 20, "batch": 1})
    job = engine.stream(request)
    last = next(event for event in job if isinstance(event, Progress) and event.step == 10)
    job.close()
    result = best_so_far(request, last, 1.0, None)
    (word,) = result.learned
    assert result.prompt.text == word.token
    assert not torch.equal(embeddings_of(word), torch.zeros(1, word.width))
    _, whole = run(request)
    assert whole.learned[0].token != word.token  # nobody takes the one for the other
    _, render = run(RenderRequest(result.prompt, RenderSettings(steps=2), trace=False, learned=result.learned))
    assert render.learned == (word,)


def test_a_style_that_is_stopped_says_how_to_use_it(samples):
    request = InversionRequest((samples("cactus-snow-day"),), "pez", task="style")
    event = Progress("", 1, 2, best=Candidate(Prompt.parse("snowy"), Scores()))
    assert best_so_far(request, event, 1.0, None).template == "{object} in the style of {prompt}"


def test_what_is_no_learned_word_is_refused(engine, tmp_path):
    (tmp_path / "x.safetensors").write_bytes(b"nothing")
    with pytest.raises(BadRequest, match="cannot be read"):
        read_learned(tmp_path / "x.safetensors")
    word = learned_word("learned-1", torch.zeros(1, 3), "another model")
    with pytest.raises(BadRequest, match="learned with another model"):
        result_of(engine.stream(RenderRequest(Prompt.parse("learned-1"), learned=(word,))))
    for change in ({"vectors": 2}, {"vectors": 0}, {"embedding": b"\xff" * 12}):
        with pytest.raises(BadRequest):
            embeddings_of(msgspec.structs.replace(word, **change))
