"""Causal language models as folders and GGUF files: caches, templates, ends, bans, and VGD over them."""

import json

import pytest
import torch
from test_masked_lm import WithModel

from promptstudio.errors import ModelMissing
from promptstudio.generators import result_of
from promptstudio.inversion import vgd
from promptstudio.models.adapters.causal_lm import load_causal_lm
from promptstudio.models.reading.chat import ANSWER_BEGINS
from promptstudio.models.reading.weights import DAMAGE, reading
from promptstudio.protocol import InversionRequest
from tiny_language import (
    CPU,
    QWEN_SPECIALS,
    byte_level,
    component,
    dream,
    gguf_llama,
    llama_base,
    llama_config,
    qwen_chat,
    randomised,
    write_json,
)

from transformers import LlamaForCausalLM  # isort: skip


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    return load_causal_lm(component(qwen_chat(tmp_path_factory.mktemp("qwen")), "causal_lm"), CPU)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return load_causal_lm(component(llama_base(tmp_path_factory.mktemp("llama")), "causal_lm"), CPU)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The same tiny Llama as a GGUF file, and as it was before."""
    folder = tmp_path_factory.mktemp("gguf")
    tokenizer = byte_level(QWEN_SPECIALS)
    config = llama_config(tokenizer, bos_token_id=tokenizer.token_to_id("<|endoftext|>"))
    config.eos_token_id = tokenizer.token_to_id("<|im_end|>")
    model = randomised(LlamaForCausalLM(config), seed=5)
    gguf_llama(folder / "tiny.gguf", model, tokenizer)
    return load_causal_lm(component(folder, "gguf"), CPU), model, tokenizer


def full_pass(lm, ids):
    """Log-probabilities after `ids` without a cache, ends and bans as the adapter has them."""
    logits = lm.model(torch.tensor([ids])).logits[0, -1].float()
    logits[lm.eos_id] = logits[lm._ends].logsumexp(0)
    logits[lm.special] = -torch.inf
    return logits.log_softmax(-1)


@pytest.mark.parametrize("kind", ["chat", "base", "packed"])
def test_beams_that_are_reordered_predict_what_a_full_pass_predicts(request, kind):
    found = request.getfixturevalue(kind)
    lm = found[0] if kind == "packed" else found
    context = lm.context(("cat",), 16)
    cache, log_p = lm.start(context)
    assert torch.allclose(log_p[0], full_pass(lm, context), atol=1e-4)
    texts, parents = [list(context)] * 3, torch.zeros(3, dtype=torch.long)
    generator = torch.Generator().manual_seed(0)
    for _ in range(4):
        pieces = torch.multinomial(log_p[parents].exp(), 1, generator=generator)[:, 0]
        log_p = lm.step(pieces, parents, cache)
        texts = [[*texts[parent], int(piece)] for parent, piece in zip(parents.tolist(), pieces, strict=True)]
        for text, row in zip(texts, log_p, strict=True):
            assert torch.allclose(row, full_pass(lm, text), atol=1e-4)
        parents = torch.tensor([2, 0, 2])


def test_a_chat_model_is_asked_and_its_answer_is_left_open(chat):
    text = chat.tokenizer.decode(list(chat.context(("a dog on a sofa", "sunset"), 32)))
    assert text.startswith("<|im_start|>system\n")
    assert "about 24 words" in text
    assert "a dog on a sofa; sunset" in text
    assert text.endswith(f"<|im_start|>assistant\n{ANSWER_BEGINS}")
    assert "shows" not in chat.tokenizer.decode(list(chat.context()))


def test_a_line_break_and_every_end_token_end_an_answer(chat):
    ends = {chat.tokenizer.convert_ids_to_tokens(i) for i in chat._ends}
    assert ends >= {"<|im_end|>", "<|endoftext|>", "Ċ"}
    assert chat.eos_id == chat.tokenizer.convert_tokens_to_ids("<|im_end|>")
    ids = chat.context()
    p = chat.model(torch.tensor([ids])).logits[0, -1].softmax(-1)
    _, log_p = chat.start(ids)
    odds = p[chat._ends].sum() / p[chat.tokenizer.convert_tokens_to_ids("a")]
    found = (log_p[0, chat.eos_id] - log_p[0, chat.tokenizer.convert_tokens_to_ids("a")]).exp()
    assert float(found) == pytest.approx(float(odds), rel=1e-3)


def test_named_tokens_line_breaks_and_padding_have_no_probability(chat):
    _, log_p = chat.start()
    assert log_p.shape == (1, chat.model.config.vocab_size)
    size = len(chat.tokenizer)
    for piece in range(size):
        text = chat.tokenizer.decode([piece])
        impossible = piece in chat.tokenizer.added_tokens_decoder or any(c < " " or c in "\ufffd\x7f" for c in text)
        assert (float(log_p[0, piece]) == -torch.inf) == (impossible and piece != chat.eos_id), text
    assert bool((log_p[0, size:] == -torch.inf).all())
    assert float(log_p.exp().sum()) == pytest.approx(1, abs=1e-4)


def test_a_model_without_a_chat_template_continues_an_empty_text(base):
    assert base.context(("cat",), 32) == (base.bos_id,) == (1,)
    assert base._ends == [base.eos_id] == [2]
    assert base.decode(base.tokenizer("a red car", add_special_tokens=False)["input_ids"]) == "a red car"


def test_a_gguf_file_holds_the_same_model_and_vocabulary(packed):
    lm, model, tokenizer = packed
    ids = tokenizer.encode("a red car on the beach").ids
    assert torch.allclose(lm.model(torch.tensor([ids])).logits, model(torch.tensor([ids])).logits, atol=1e-4)
    assert lm.tokenizer("a red car on the beach", add_special_tokens=False)["input_ids"] == ids
    assert lm.chat
    assert lm.tokenizer.convert_ids_to_tokens(lm.eos_id) == "<|im_end|>"
    assert lm.tokenizer.decode(list(lm.context())).endswith(f"assistant\n{ANSWER_BEGINS}")


@pytest.mark.parametrize("kind", ["chat", "base", "packed"])
def test_vgd_runs_on_every_kind(request, engine, samples, kind):
    found = request.getfixturevalue(kind)
    lm = found[0] if kind == "packed" else found
    models = WithModel(engine.models, causal_lm=lm)
    wanted = InversionRequest((samples("red-car-city-night"),), method="vgd", budget=5, settings={"beams": 2})
    result = result_of(vgd.invert(wanted, models))
    assert result.prompt == result_of(vgd.invert(wanted, models)).prompt
    assert 1 <= len(engine.models.clip_offsets(result.prompt.text)) <= 5
    assert "\n" not in result.prompt.text
    assert not any(token in result.prompt.text for token in QWEN_SPECIALS)


def test_files_that_will_not_do_are_told(tmp_path):
    two = tmp_path / "two"
    two.mkdir()
    for name in ("a.gguf", "b.gguf"):
        (two / name).write_bytes(b"GGUF")
    with pytest.raises(ModelMissing, match="2 files named"):
        load_causal_lm(component(two, "gguf"), CPU)
    (two / "b.gguf").unlink()
    with pytest.raises(ModelMissing, match="could not be loaded"):
        load_causal_lm(component(two, "gguf"), CPU)
    with pytest.raises(ModelMissing, match="program code of its own"):
        load_causal_lm(component(dream(tmp_path / "dream"), "causal_lm"), CPU)


def test_a_pickle_is_refused_with_the_reason(tmp_path):
    folder = llama_base(tmp_path)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelMissing, match="as a pickle"):
        load_causal_lm(component(folder, "causal_lm"), CPU)


def test_weights_of_another_shape_are_told(tmp_path):
    folder = qwen_chat(tmp_path)
    config = json.loads((folder / "config.json").read_text())
    write_json(folder / "config.json", config | {"intermediate_size": 40})
    with pytest.raises(ModelMissing, match=r"lacks \d+ of its weights|could not be loaded"):
        load_causal_lm(component(folder, "causal_lm"), CPU)


def test_what_adds_nothing_to_a_text_cannot_keep_vgd_busy(engine, samples, base):
    """A model that likes nothing better than spaces: its beams grow, their texts do not."""
    space = base.tokenizer.convert_tokens_to_ids("▁")
    hook = base.model.lm_head.register_forward_hook(
        lambda _, __, logits: logits.index_fill(-1, torch.tensor(space), 99)
    )
    wanted = InversionRequest((samples("red-car-city-night"),), method="vgd", budget=4, settings={"beams": 2})
    result = result_of(vgd.invert(wanted, WithModel(engine.models, causal_lm=base)))
    hook.remove()
    assert len(result.trace) <= 4 * 4


@pytest.mark.parametrize("damage", [DAMAGE, (Exception,)])
@pytest.mark.parametrize(
    "error", [MemoryError(), torch.OutOfMemoryError("full"), RuntimeError("can't allocate memory")]
)
def test_memory_that_runs_out_while_loading_is_no_damaged_file(tmp_path, damage, error):
    with pytest.raises(type(error)), reading(component(tmp_path, "causal_lm"), damage):
        raise error
    with pytest.raises(ModelMissing, match="could not be loaded: torn"), reading(component(tmp_path, "gguf"), damage):
        raise RuntimeError("torn")
