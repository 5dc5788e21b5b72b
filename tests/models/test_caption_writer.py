"""A captioner's decoder under a beam search: its cache, several images, where texts begin and end, and VGD over it."""

import pytest
import torch
from PIL import Image
from test_masked_lm import WithModel

import tiny_pictures
from promptstudio.errors import BadRequest
from promptstudio.generators import result_of
from promptstudio.inversion import vgd
from promptstudio.models.adapters.captioner import load_captioner
from promptstudio.protocol import InversionRequest
from tiny_language import CPU, component

KINDS = ("vision_encoder_decoder", "florence2", "blip")
BEGINS = {"vision_encoder_decoder": ["[BOS]"], "florence2": ["</s>"], "blip": ["[DEC]"]}
ENDS = {"vision_encoder_decoder": "[EOS]", "florence2": "</s>", "blip": "[SEP]"}


@pytest.fixture(scope="module")
def captioner_of(tmp_path_factory):
    """Writes and loads each kind's checkpoint once."""
    there = {}

    def load(kind):
        if kind not in there:
            folder = getattr(tiny_pictures, kind)(tmp_path_factory.mktemp(kind))
            there[kind] = load_captioner(component(folder, kind), CPU)
        return there[kind]

    return load


@pytest.fixture
def pictures():
    noise = torch.randint(0, 256, (60, 60, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    return Image.new("LA", (50, 31), (200, 128)), Image.fromarray(noise.numpy())


def full_pass(captioner, picture, tail):
    """Log-probabilities after `tail` for one picture, by the whole model without any cache."""
    writer = captioner.writer
    ids = torch.tensor([[*writer._begins, *tail]])
    inputs = captioner._prepare(picture.convert("RGB"))
    text = {"input_ids": ids} if "text_decoder" in dict(writer.model.named_children()) else {"decoder_input_ids": ids}
    logits = writer.model(**(dict(inputs) | text)).logits[0, -1].float()
    logits[writer.eos_id] = logits[writer._ends].logsumexp(0)
    logits[writer.special] = -torch.inf
    return logits.log_softmax(-1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [1, 2])
def test_beams_that_are_reordered_predict_what_a_full_pass_predicts(captioner_of, pictures, kind, count):
    captioner, shown = captioner_of(kind), pictures[:count]
    writer = captioner.writer

    def whole(tail):
        return torch.stack([full_pass(captioner, picture, tail) for picture in shown]).mean(0).log_softmax(-1)

    cache, log_p = writer.start(shown)
    assert log_p.shape == (1, writer.vocabulary)
    assert torch.allclose(log_p[0], whole([]), atol=1e-4)
    tails, parents = [[]] * 3, torch.zeros(3, dtype=torch.long)
    generator = torch.Generator().manual_seed(0)
    for _ in range(4):
        pieces = torch.multinomial(log_p[parents].exp(), 1, generator=generator)[:, 0]
        log_p = writer.step(pieces, parents, cache)
        tails = [[*tails[parent], int(piece)] for parent, piece in zip(parents.tolist(), pieces, strict=True)]
        for tail, row in zip(tails, log_p, strict=True):
            assert torch.allclose(row, whole(tail), atol=1e-4)
        parents = torch.tensor([2, 0, 2])


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_decide_and_the_order_of_them_does_not(captioner_of, pictures, kind):
    writer = captioner_of(kind).writer
    plain, noisy, both, other = (writer.start(shown)[1][0] for shown in (*zip(pictures), pictures, pictures[::-1]))
    assert not torch.allclose(plain.exp(), noisy.exp(), atol=1e-3)
    assert torch.allclose(both.exp(), other.exp(), atol=1e-5)
    assert torch.allclose(both, ((plain + noisy) / 2).log_softmax(-1), atol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_it_begins_and_ends_as_the_model_was_trained(captioner_of, pictures, kind):
    writer = captioner_of(kind).writer
    assert writer.tokenizer.convert_ids_to_tokens(writer._begins) == BEGINS[kind]
    assert writer.tokenizer.convert_ids_to_tokens(writer.eos_id) == ENDS[kind]
    _, log_p = writer.start(pictures)
    named = {*writer.tokenizer.all_special_ids} - {writer.eos_id}
    assert bool((log_p[0, list(named)] == -torch.inf).all())


def test_a_first_piece_that_generation_forces_stands_before_the_caption(captioner_of, pictures, tmp_path):
    captioner = load_captioner(component(tiny_pictures.florence2(tmp_path), "florence2"), CPU)
    captioner.model.generation_config.forced_bos_token_id = captioner.model.config.text_config.bos_token_id
    writer = captioner.writer
    assert writer.tokenizer.convert_ids_to_tokens(writer._begins) == ["</s>", "<s>"]
    _, log_p = writer.start(pictures[:1])
    assert torch.allclose(log_p[0], full_pass(captioner, pictures[0], []), atol=1e-4)
    _, without = captioner_of("florence2").writer.start(pictures[:1])
    assert not torch.allclose(log_p.exp(), without.exp(), atol=1e-3)


def test_every_position_of_the_decoder_can_be_reached_and_no_more(captioner_of, pictures):
    writer = captioner_of("vision_encoder_decoder").writer
    cache, log_p = writer.start(pictures[:1])
    none = torch.zeros(1, dtype=torch.long)
    for _ in range(writer.longest):
        log_p = writer.step(log_p.argmax(-1), none, cache)
    with pytest.raises(IndexError):
        writer.step(log_p.argmax(-1), none, cache)


@pytest.mark.parametrize("kind", KINDS)
def test_vgd_runs_on_every_kind(captioner_of, engine, samples, kind):
    models = WithModel(engine.models, captioner=captioner_of(kind))
    wanted = InversionRequest(
        (samples("red-car-city-night"),), method="vgd", budget=5, settings={"beams": 2, "lm": "captioner"}
    )
    result = result_of(vgd.invert(wanted, models))
    assert result.prompt == result_of(vgd.invert(wanted, models)).prompt
    assert 1 <= len(engine.models.clip_offsets(result.prompt.text)) <= 5


def test_a_search_ends_where_the_decoder_does(captioner_of, engine, samples):
    """A model that likes nothing better than spaces: its beams grow, their texts do not, and it has 80 positions."""
    captioner = captioner_of("vision_encoder_decoder")
    space = captioner.writer.encode(" ")[0]
    hook = captioner.model.decoder.lm_head.register_forward_hook(
        lambda _, __, logits: logits.index_fill(-1, torch.tensor(space), 99)
    )
    wanted = InversionRequest(
        (samples("red-car-city-night"),), method="vgd", budget=40, settings={"beams": 2, "lm": "captioner"}
    )
    result = result_of(vgd.invert(wanted, WithModel(engine.models, captioner=captioner)))
    hook.remove()
    assert len(result.trace) == captioner.writer.longest


@pytest.mark.parametrize("kind", ["blip2", "llava"])
def test_others_are_refused_in_one_sentence(tmp_path, kind):
    captioner = load_captioner(component(getattr(tiny_pictures, kind)(tmp_path), kind), CPU)
    with pytest.raises(BadRequest, match="VGD cannot write with the captioner"):
        _ = captioner.writer
