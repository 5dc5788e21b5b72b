"""A LLaVA as the language model of a beam search: what it is shown and asked, and its cache."""

import pytest
import torch
from PIL import Image

from promptstudio.errors import ModelMissing
from promptstudio.models.adapters.vlm import load_vlm
from promptstudio.models.reading.chat import ANSWER_BEGINS
from tiny_language import CPU, component
from tiny_pictures import llava


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return llava(tmp_path_factory.mktemp("llava"))


@pytest.fixture(scope="module")
def vlm(folder):
    return load_vlm(component(folder, "vlm"), CPU)


RED, BLUE = Image.new("RGB", (40, 60), "red"), Image.new("L", (30, 30), 40)


def inputs_of(vlm, images, **asked):
    """What the model reads in `start`."""
    seen = []
    hook = vlm.model.register_forward_pre_hook(lambda _, __, inputs: seen.append(inputs), with_kwargs=True)
    found = vlm.start(images, **asked)
    hook.remove()
    return seen[0], found


def test_it_is_shown_every_image_and_asked_for_a_prompt(vlm):
    inputs, (_, log_p) = inputs_of(vlm, [RED, BLUE], pieces=32)
    ids = inputs["input_ids"][0]
    assert int((ids == vlm.model.config.image_token_id).sum()) == 2 * 4  # (28 / 14)² places each
    assert inputs["pixel_values"].shape == (2, 3, 28, 28)
    text = vlm.tokenizer.decode(ids, skip_special_tokens=True)
    assert text.startswith("USER:")
    assert "about 24 words" in text
    assert text.endswith(f"ASSISTANT: {ANSWER_BEGINS}")
    assert log_p.shape == (1, vlm.model.config.text_config.vocab_size)
    assert float(log_p.exp().sum()) == pytest.approx(1, abs=1e-4)


def test_the_picture_decides(vlm):
    _, red = vlm.start([RED])
    _, again = vlm.start([RED])
    _, blue = vlm.start([BLUE])
    assert torch.equal(red, again)
    assert not torch.allclose(red, blue, atol=1e-3)


def test_beams_that_are_reordered_predict_what_a_full_pass_predicts(vlm):
    inputs, (cache, log_p) = inputs_of(vlm, [RED], pieces=16)
    context = inputs["input_ids"][0].tolist()

    def full_pass(tail):
        ids = torch.tensor([[*context, *tail]])
        logits = vlm.model(input_ids=ids, pixel_values=inputs["pixel_values"]).logits[0, -1].float()
        logits[vlm.eos_id] = logits[vlm._ends].logsumexp(0)
        logits[vlm.special] = -torch.inf
        return logits.log_softmax(-1)

    assert torch.allclose(log_p[0], full_pass([]), atol=1e-4)
    tails, parents = [[]] * 3, torch.zeros(3, dtype=torch.long)
    generator = torch.Generator().manual_seed(0)
    for _ in range(3):
        pieces = torch.multinomial(log_p[parents].exp(), 1, generator=generator)[:, 0]
        log_p = vlm.step(pieces, parents, cache)
        tails = [[*tails[parent], int(piece)] for parent, piece in zip(parents.tolist(), pieces, strict=True)]
        for tail, row in zip(tails, log_p, strict=True):
            assert torch.allclose(row, full_pass(tail), atol=1e-4)
        parents = torch.tensor([2, 0, 2])


def test_the_image_token_and_line_breaks_have_no_probability(vlm):
    _, log_p = vlm.start([RED])
    assert float(log_p[0, vlm.model.config.image_token_id]) == -torch.inf
    assert float(log_p[0, vlm.tokenizer.convert_tokens_to_ids("<0x0A>")]) == -torch.inf
    assert vlm.eos_id == vlm.tokenizer.eos_token_id


def test_without_a_chat_template_it_is_refused(tmp_path):
    folder = llava(tmp_path)
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(ModelMissing, match="without a chat template"):
        load_vlm(component(folder, "vlm"), CPU)


def test_it_chooses_a_letter_for_what_it_is_shown(vlm):
    seen = []
    hook = vlm.model.register_forward_pre_hook(lambda _, __, inputs: seen.append(inputs), with_kwargs=True)
    chosen = vlm.choose(RED, "What thing is in the picture?", ["a cat", "a dog", "a car"])
    hook.remove()
    text = vlm.tokenizer.decode(seen[0]["input_ids"][0], skip_special_tokens=True)
    assert "What thing is in the picture?\nA. a cat\nB. a dog\nC. a car\nAnswer with one letter." in text
    assert text.endswith("ASSISTANT: Answer:")
    assert chosen in range(3)
