"""Captioners of every kind in their published layouts: inputs, answers, determinism."""

import pytest
import torch
from PIL import Image

import tiny_pictures
from promptstudio.errors import ModelMissing
from promptstudio.machine import Placement
from promptstudio.models.adapters import captioner
from promptstudio.models.adapters.captioner import load_captioner
from tiny_language import CPU, component, llama_base

KINDS = ("florence2", "blip", "blip2", "llava", "vision_encoder_decoder")


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory):
    """Writes each kind's checkpoint once."""
    there = {}

    def folder(kind):
        if kind not in there:
            there[kind] = getattr(tiny_pictures, kind)(tmp_path_factory.mktemp(kind))
        return there[kind]

    return folder


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(captioner, "_PIECES", 24)


@pytest.fixture
def pictures():
    """A plain one in a mode and shape that no model takes, and a noisy one."""
    noise = torch.randint(0, 256, (60, 60, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    return Image.new("LA", (50, 31), (200, 128)), Image.fromarray(noise.numpy())


@pytest.mark.parametrize("kind", KINDS)
def test_a_caption_is_one_line_about_the_picture_and_always_the_same(folder_of, pictures, kind):
    model = load_captioner(component(folder_of(kind), kind), CPU)
    plain, noisy = (model.caption(picture) for picture in pictures)
    assert plain
    assert plain != noisy  # even with random weights the picture makes the difference
    assert plain == model.caption(pictures[0])
    for text in (plain, noisy):
        assert text.isprintable()
        assert text == text.strip()
        assert not any(token in text for token in ("<s>", "</s>", "[SEP]", "[EOS]", "<image>", "<pad>"))
        assert "Describe this picture" not in text  # a decoder gives the request back; it is no part of the answer


def test_florence_is_asked_by_its_task_token(folder_of, pictures):
    model = load_captioner(component(folder_of("florence2"), "florence2"), CPU)
    brief = load_captioner(component(folder_of("florence2"), "florence2", task="<CAPTION>"), CPU)
    questions = []
    for adapter in (model, brief):
        inputs = adapter._prepare(pictures[1])
        processor = load_processor_of(adapter)
        questions.append(processor.tokenizer.decode(inputs["input_ids"][0], skip_special_tokens=True))
        assert inputs["pixel_values"].shape == (1, 3, 64, 64)
    assert "Describe in detail what is shown in the image." in questions[0]
    assert "What does the image describe?" in questions[1]


def load_processor_of(adapter):
    return next(cell.cell_contents for cell in adapter._prepare.__closure__ if hasattr(cell.cell_contents, "tokenizer"))


def test_half_precision_sees_the_picture_too(folder_of, pictures):
    model = load_captioner(component(folder_of("blip"), "blip"), Placement("cpu", "bfloat16"))
    assert {parameter.dtype for parameter in model.model.parameters()} == {torch.bfloat16}
    assert model.caption(pictures[0])


def test_a_folder_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ModelMissing, match="is a llama model, not a blip one"):
        load_captioner(component(llama_base(tmp_path), "blip"), CPU)
