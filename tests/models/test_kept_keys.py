"""Canvases that are read step after step with keys and values kept: what is read, and that particles never mix."""

import pytest
import torch
from torch.testing import assert_close

from promptstudio.models.adapters import masked_lm
from promptstudio.models.adapters.masked_lm import load_masked_lm
from tiny_language import CPU, a2d, component, dream, llada, modernbert

SLOTS, STEPS, PARTICLES = 24, 8, 5


DECODERS = {"llada": llada, "dream": dream, "a2d": a2d}


@pytest.fixture(scope="module", params=["chat", "plain", *DECODERS])
def lm(request, tmp_path_factory):
    """ModernBERT, longer with its context than its local attention reaches; others that are asked to keep keys."""
    folder = tmp_path_factory.mktemp(request.param)
    if build := DECODERS.get(request.param):
        return load_masked_lm(component(build(folder), request.param, keep_keys=True), CPU)
    return load_masked_lm(component(modernbert(folder, chat=request.param == "chat"), "masked_lm"), CPU)


def empty(lm, count=PARTICLES):
    return torch.full((count, SLOTS), lm.mask_id)


def everywhere(canvases):
    return torch.ones_like(canvases, dtype=torch.bool)


def some_piece(lm, generator):
    return int(torch.randint(0, len(lm.strings) // 2, (1,), generator=generator))


def fill(lm, canvas, generator, slots=3):
    """One canvas (N,) with some of its masks filled, sometimes with the end behind which nothing comes."""
    canvas = canvas.clone()
    masked = (canvas == lm.mask_id).nonzero()[:, 0]
    for slot in masked[torch.randperm(len(masked), generator=generator)[:slots]].tolist():
        canvas[slot] = some_piece(lm, generator)
    if len(masked) > 6 and torch.rand(1, generator=generator) < 0.2:
        canvas[masked[-3] :] = lm.eos_id
    return canvas


def test_a_full_reading_is_the_plain_one_and_others_read_what_is_new(lm):
    generator = torch.Generator().manual_seed(0)
    canvases, kept, before = empty(lm), None, None
    for step in range(STEPS):
        found, kept = lm.read_on(canvases, everywhere(canvases), (), kept, refresh=3)
        read = found.read
        waiting = (canvases == lm.mask_id).any(1)
        assert not read[~waiting].any()
        if step % 3 == 0:
            assert_close(found.dense(), lm.logits(canvases)[read], atol=1e-5, rtol=0)
            assert read[waiting][canvases[waiting] != lm.eos_id].all()
        else:
            new = (canvases == lm.mask_id) | (canvases != before)
            assert torch.equal(
                read[waiting] & (canvases != lm.eos_id)[waiting], (new & (canvases != lm.eos_id))[waiting]
            )
        before = canvases
        canvases = torch.stack([fill(lm, canvas, generator) for canvas in canvases])


def test_what_is_read_again_unchanged_is_predicted_the_same(lm):
    canvases = empty(lm, 2)
    canvases[0, :4] = torch.tensor(lm.encode(" a red car at night")[:4])
    first, kept = lm.read_on(canvases, everywhere(canvases), (), None, refresh=8)
    again, kept = lm.read_on(canvases, everywhere(canvases), (), kept, refresh=8)
    assert torch.equal(again.read, canvases == lm.mask_id)
    assert_close(again.dense(), first.only(again.read).dense(), atol=1e-5, rtol=0)


@pytest.mark.parametrize("seed", range(3))
def test_every_particle_reads_as_if_it_were_alone(lm, seed):
    """Copies share what is kept until they differ; a particle's predictions depend on its own past and nothing else."""
    generator = torch.Generator().manual_seed(seed)
    canvases, kept = empty(lm), None
    pasts = [[] for _ in range(PARTICLES)]
    for _ in range(STEPS):
        found, kept = lm.read_on(canvases, everywhere(canvases), (), kept, refresh=4)
        for particle, past in enumerate(pasts):
            past.append(canvases[particle])
            alone = None
            for canvas in past:
                expected, alone = lm.read_on(canvas[None], everywhere(canvas[None]), (), alone, refresh=4)
            mine = torch.zeros_like(found.read)
            mine[particle] = True
            assert torch.equal(found.read[particle], expected.read[0])
            assert_close(found.only(mine).dense(), expected.dense(), atol=1e-5, rtol=0)
        ancestors = torch.randint(0, PARTICLES, (PARTICLES,), generator=generator)
        kept, pasts = kept.select(ancestors), [list(pasts[a]) for a in ancestors.tolist()]
        canvases = torch.stack([fill(lm, canvases[a], generator) for a in ancestors.tolist()])


def test_copies_are_read_once(lm):
    canvases, read = empty(lm, 4), []
    table = lm.model.get_input_embeddings()
    hook = table.register_forward_pre_hook(lambda _, inputs: read.append(inputs[0].numel()))
    _, kept = lm.read_on(canvases, everywhere(canvases), (), None, refresh=8)
    canvases[:, 0] = torch.tensor(lm.encode(" a red car at night")[:4])
    _, kept = lm.read_on(canvases, everywhere(canvases), (), kept, refresh=8)
    ancestors = torch.tensor([3, 1, 3, 1])
    lm.read_on(canvases[ancestors], everywhere(canvases), (), kept.select(ancestors), refresh=8)
    hook.remove()
    before = int(lm.shifted)  # the token that predicts the first mask
    assert read == [len(lm.context()) + SLOTS, 4 * (SLOTS + before), 2 * (SLOTS - 1 + before)]


@pytest.mark.parametrize(("kind", "build"), DECODERS.items())
def test_other_architectures_read_everything_at_every_step_unless_told_otherwise(tmp_path, kind, build):
    lm = load_masked_lm(component(build(tmp_path), kind), CPU)
    canvases = empty(lm, 3)
    canvases[2] = lm.encode(" car")[0]
    for _ in range(2):
        found, kept = lm.read_on(canvases, everywhere(canvases), (), None, refresh=8)
        assert kept is None
        assert found.read.all(1).tolist() == [True, True, False]
        assert_close(found.dense(), lm.logits(canvases)[:2].flatten(0, 1), atol=1e-5, rtol=0)
        canvases[0, 0] = lm.encode(" red")[0]


def test_nothing_is_kept_where_it_would_take_too_much_memory(lm, monkeypatch):
    monkeypatch.setattr(masked_lm, "_KEPT_BYTES", 1000)
    found, kept = lm.read_on(empty(lm), everywhere(empty(lm)), (), None, refresh=8)
    assert kept is None
    assert found.read.all()
    assert_close(found.dense(), lm.logits(empty(lm)).flatten(0, 1))
