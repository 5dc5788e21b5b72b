"""Models of true vocabulary and width in numbers of 16 bits: what a tiny checkpoint cannot show."""

import psutil
import pytest
import torch
from PIL import Image

import true_width
from promptstudio.evaluation.peak_memory import PeakMemory
from promptstudio.generators import result_of
from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.inversion.proposals import draw_alone
from promptstudio.inversion.swarm import Swarm
from promptstudio.machine import Placement, empty_caches
from promptstudio.models.adapters.clip import load_clip
from promptstudio.models.adapters.masked_lm import load_masked_lm
from promptstudio.models.adapters.predictions import AT_ONCE
from promptstudio.prompt import Prompt
from promptstudio.verbs.coupling import leave_one_out
from tiny_language import component

PARTICLES, SLOTS = 8, 32
CHECKPOINTS = (("qwen3", "a2d", 151_669), ("modernbert", "masked_lm", 50_368))  # name, kind, pieces


@pytest.fixture(scope="module", params=CHECKPOINTS, ids=[name for name, _, _ in CHECKPOINTS])
def lm(request, tmp_path_factory):
    name, kind, pieces = request.param
    folder = getattr(true_width, name)(tmp_path_factory.mktemp(name))
    lm = load_masked_lm(component(folder, kind, script="latin"), Placement("cpu", "bfloat16"))
    assert lm.vocabulary == pieces
    return lm


def test_a_step_of_the_sampler_holds_its_predictions_once_in_float32(lm):
    """Beside them and the model's own logits in 16 bits, only a few slots at a time: here are 128."""
    canvas = Canvas(lm, (), torch.full((PARTICLES, SLOTS), lm.mask_id), torch.full((PARTICLES, SLOTS), -1))
    canvas.ids[:, 1::2] = torch.arange(PARTICLES)[:, None] + 30_000  # so that no two are equal
    kernel = Kernel(lm, torch.Generator().manual_seed(0), temperature=0.05, top_p=0.95, order_temperature=0.5)
    kept = PARTICLES * SLOTS * lm.vocabulary * 4
    found, _ = lm.read_on(canvas.ids, canvas.masked)
    assert found.logits.shape == (PARTICLES * SLOTS // 2, lm.vocabulary)
    assert found.logits.dtype == torch.bfloat16
    empty_caches()
    before = psutil.Process().memory_info().rss
    with PeakMemory("cpu") as peak:
        rows = Swarm.of(canvas, lm.vocabulary, lm.device).rows
        row, slot = found.read.nonzero().unbind(1)
        for some, logits in found.chunks():
            rows[row[some], slot[some]] = torch.softmax(logits, dim=-1)
        prior = kernel.prior(found, canvas)
        drawn = draw_alone(kernel, canvas, prior, prior).complete[canvas.masked]
    assert not bool(lm.special[drawn[drawn != lm.eos_id]].any())
    assert int(drawn.max()) > 1000  # a tiny vocabulary has no such pieces
    assert peak.bytes - before < kept + 16 * AT_ONCE


def test_leave_one_out_of_a_whole_prompt(lm):
    prompt = Prompt.parse("a red car word40000 on the beach, 35mm")
    loo = result_of(leave_one_out(prompt, lm))
    assert loo.rows.shape == (len(prompt), lm.vocabulary)
    assert torch.allclose(loo.rows.sum(1), torch.ones(len(prompt)), atol=1e-3)
    assert bool(loo.log_probability.isfinite().all())


def test_the_clip_of_the_guide_in_16_bits_sees_what_it_sees_in_32(tmp_path):
    folder = true_width.vit_h(tmp_path)
    texts = ["a red car", "a blue fish under water, pencil sketch"]
    pictures = [Image.linear_gradient("L").convert("RGB"), Image.radial_gradient("L").convert("RGB")]
    found = {}
    for dtype in ("float32", "bfloat16", "float16"):
        clip = load_clip(component(folder, "open_clip", "guide_clip"), Placement("cpu", dtype))
        found[dtype] = torch.cat([clip.encode_texts(texts), clip.encode_images(pictures)])
    assert found["float32"].shape == (4, 1024)
    for dtype, least in (("bfloat16", 0.999), ("float16", 0.99999)):
        assert float((found[dtype] * found["float32"]).sum(1).min()) > least, dtype
