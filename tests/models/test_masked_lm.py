"""Masked language models in their published layouts: renamed tensors, masks, shifts, templates, bans, and the methods
that run on them."""

import json
import re

import pytest
import torch
from safetensors.torch import load_file, save_file

from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.generators import result_of
from promptstudio.guide.guide import guide_of
from promptstudio.inversion import edit_friendly
from promptstudio.inversion.masked_diffusion import Canvas, Kernel
from promptstudio.machine import Placement
from promptstudio.models.adapters import masked_lm
from promptstudio.models.adapters.masked_lm import load_masked_lm
from promptstudio.models.reading.tokenizers import outside_latin
from promptstudio.prompt import Prompt
from promptstudio.protocol import InversionRequest, Lock
from promptstudio.verbs.coupling import leave_one_out
from promptstudio.verbs.suggest import replacements
from tiny_language import CPU, a2d, component, dream, llada, llada_config, llada_tensors, modernbert, write_json

BUILDERS = {
    "llada": ("llada", llada),
    "dream": ("dream", dream),
    "a2d-qwen3": ("a2d", a2d),
    "a2d-qwen2": ("a2d", lambda folder: a2d(folder, "qwen2")),
    "modernbert-chat": ("masked_lm", lambda folder: modernbert(folder, chat=True)),
    "modernbert": ("masked_lm", lambda folder: modernbert(folder, chat=False)),
}
FAMILIES = list(BUILDERS)
CHATS = [name for name in FAMILIES if name != "modernbert"]
PROMPT = Prompt.parse("a red car on the beach at night, oil painting")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Loads a family once."""
    there = {}

    def load(name):
        if name not in there:
            kind, build = BUILDERS[name]
            there[name] = load_masked_lm(component(build(tmp_path_factory.mktemp(name)), kind), CPU)
        return there[name]

    return load


def canvas_of(lm, text="a red car", masks=3):
    return torch.tensor([[*lm.encode(text), *[lm.mask_id] * masks]])


# ---------------------------------------------------------------- LLaDA's architecture


def reference_llada(config, tensors, ids):
    """Logits of LLaDA's Llama block (its modeling_llada.py, in our words) from the published names, (length, V)."""
    get = {name.removeprefix("model.").removeprefix("transformer."): tensor for name, tensor in tensors.items()}
    heads, narrow, epsilon = config["n_heads"], config["n_kv_heads"], config["rms_norm_eps"]
    size = config["d_model"] // heads
    frequencies = config["rope_theta"] ** (-torch.arange(0, size, 2) / size)
    angles = torch.outer(torch.arange(len(ids)).float(), frequencies)
    cos, sin = (torch.cat([f(angles), f(angles)], -1) for f in (torch.cos, torch.sin))

    def norm(x, name):
        return x / (x.pow(2).mean(-1, keepdim=True) + epsilon).sqrt() * get[f"{name}.weight"]

    def project(x, name):
        return x @ get[f"{name}.weight"].T

    def split(x, count):
        return x.view(len(ids), count, size).transpose(0, 1)

    def rotate(x):
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat([-second, first], -1) * sin

    x = get["wte.weight"][ids]
    for n in range(config["n_layers"]):
        block = f"blocks.{n}"
        h = norm(x, f"{block}.attn_norm")
        q = rotate(split(project(h, f"{block}.q_proj"), heads))
        k = rotate(split(project(h, f"{block}.k_proj"), narrow)).repeat_interleave(heads // narrow, 0)
        v = split(project(h, f"{block}.v_proj"), narrow).repeat_interleave(heads // narrow, 0)
        seen = (q @ k.transpose(-1, -2) / size**0.5).softmax(-1) @ v  # everything sees everything
        x = x + project(seen.transpose(0, 1).reshape(len(ids), -1), f"{block}.attn_out")
        h = norm(x, f"{block}.ff_norm")
        h = torch.nn.functional.silu(project(h, f"{block}.ff_proj")) * project(h, f"{block}.up_proj")
        x = x + project(h, f"{block}.ff_out")
    return project(norm(x, "ln_f"), "ff_out")


@pytest.mark.parametrize(("prefix", "narrow"), [("model.", 4), ("", 2)])
def test_llada_computes_what_its_own_block_computes(tmp_path, prefix, narrow):
    """With the published names and with those of the bare model; with as many key heads as heads and with fewer."""
    lm = load_masked_lm(component(llada(tmp_path, prefix=prefix, n_kv_heads=narrow), "llada"), CPU)
    config = json.loads((tmp_path / "config.json").read_text())
    tensors = {}
    for shard in tmp_path.glob("*.safetensors"):
        tensors |= load_file(shard)
    assert all(name.startswith(f"{prefix}transformer.") for name in tensors)
    canvas = canvas_of(lm)
    expected = reference_llada(config, tensors, torch.tensor([*lm.context(), *canvas[0].tolist()]))
    expected = with_ends_as_one(lm, expected[-canvas.shape[1] :, : lm.vocabulary])
    assert torch.allclose(lm.logits(canvas)[0], expected, atol=1e-4)


def with_ends_as_one(lm, logits):
    """Every way to end a prompt counts as the end."""
    logits = logits.clone()
    ends = [lm.eos_id, *lm.layout.other_ends]
    logits[:, lm.eos_id] = torch.softmax(logits.double(), -1)[:, ends].sum(1).log() + logits.double().logsumexp(-1)
    return logits


def test_a_llada_ends_a_turn_or_the_text_and_both_count_as_the_end(tmp_path):
    lm = load_masked_lm(component(llada(tmp_path), "llada"), CPU)
    turn, text = (lm.tokenizer.convert_tokens_to_ids(name) for name in ("<|eot_id|>", "<|endoftext|>"))
    assert (lm.eos_id, lm.layout.other_ends, lm.layout.filler) == (turn, (text,), text)
    canvas = canvas_of(lm)
    ids = torch.tensor([[*lm.context(), *canvas[0].tolist()]])
    raw = torch.softmax(lm.model(input_ids=ids).logits[0, -canvas.shape[1] :, : lm.vocabulary], dim=-1)
    found = lm.logits(canvas)[0]
    expected = (raw[:, turn] + raw[:, text]) / raw[:, lm.encode(" car")[0]]
    assert torch.allclose((found[:, lm.eos_id] - found[:, lm.encode(" car")[0]]).exp(), expected, rtol=1e-3)


def test_each_way_to_end_a_whole_prompt_can_be_told_from_the_others(tmp_path):
    lm = load_masked_lm(component(llada(tmp_path), "llada"), CPU)
    ids = torch.tensor([[*lm.context(), *lm.encode("a red car"), lm.mask_id]])
    raw = torch.softmax(lm.model(input_ids=ids).logits[0, -1, : lm.vocabulary], dim=-1)
    names = ("<|eot_id|>", "<|endoftext|>")
    expected = {name: float(raw[lm.tokenizer.convert_tokens_to_ids(name)]) for name in names}
    assert lm.ends("a red car") == pytest.approx(expected, rel=1e-3)


def test_what_left_the_range_of_numbers_is_told_and_not_drawn_from(tmp_path):
    """float16 overflows in models that were trained in bfloat16."""
    lm = load_masked_lm(component(llada(tmp_path), "llada"), CPU)
    lm.model.model.norm.weight[0] = torch.nan
    with pytest.raises(BadRequest, match=r"left the range of float32 and predicts nothing; compute in"):
        lm.predict(canvas_of(lm), canvas_of(lm) == lm.mask_id)


@pytest.mark.parametrize(
    ("kind", "build"),
    [("llada", llada), ("dream", dream), ("a2d", a2d), ("masked_lm", lambda folder: modernbert(folder, chat=True))],
)
def test_only_slots_that_are_asked_for_are_computed_of_the_vocabulary(tmp_path, kind, build):
    """Of 32 slots two: at 126,464 pieces the rest would be most of the work."""
    lm = load_masked_lm(component(build(tmp_path), kind), CPU)
    canvases = torch.full((2, 16), lm.encode(" car")[0])
    canvases[0, 3] = canvases[1, 7] = lm.mask_id
    sizes = []
    head = lm.model.get_output_embeddings()
    hook = head.register_forward_hook(lambda _, __, out: sizes.append(out.numel() // out.shape[-1]))
    found = lm.predict(canvases, canvases == lm.mask_id)
    hook.remove()
    assert sum(sizes) == 2
    assert torch.allclose(found.dense(), lm.logits(canvases)[canvases == lm.mask_id], atol=1e-5)


def test_other_scripts_can_be_left_out(tmp_path):
    folder = llada(tmp_path)
    plain = load_masked_lm(component(folder, "llada"), CPU)
    latin = load_masked_lm(component(folder, "llada", script="latin"), CPU)
    outside = torch.tensor([any(c.isalpha() and ord(c) > 0x24F for c in text) for text in plain.strings])
    assert torch.equal(latin.special, plain.special | outside)
    assert outside_latin([" car", "é", "日本", "кот", "…", "1"]).tolist() == [False, False, True, True, False, False]


def test_every_tensor_of_llada_has_a_place(tmp_path):
    """Nothing is left at its random initial value, and nothing of the files is left out."""
    lm = load_masked_lm(component(llada(tmp_path), "llada"), CPU)
    theirs = llada_tensors(json.loads((tmp_path / "config.json").read_text()))
    ours = lm.model.state_dict()
    for name, tensor in theirs.items():
        (renamed,) = {
            re.sub(pattern, replacement, name)
            for pattern, replacement in masked_lm.LLADA_NAMES.items()
            if re.search(pattern, name)
        }
        assert torch.equal(ours.pop(renamed), tensor), name
    assert not ours


@pytest.mark.parametrize(
    "changes",
    [{"block_type": "sequential"}, {"alibi": True}, {"include_qkv_bias": True}, {"layer_norm_type": "default"}],
)
def test_a_llada_of_another_architecture_is_refused(tmp_path, changes):
    with pytest.raises(ModelMissing, match=next(iter(changes))):
        load_masked_lm(component(llada(tmp_path, **changes), "llada"), CPU)


def test_the_published_configuration_of_llada_8b_becomes_its_8_billion_parameters(tmp_path):
    published = llada_config(0, 126336) | {
        "d_model": 4096,
        "embedding_size": 126464,
        "mlp_hidden_size": 12288,
        "n_heads": 32,
        "n_kv_heads": 32,
        "n_layers": 32,
        "vocab_size": 126464,
    }
    config = masked_lm._llada_config(component(tmp_path, "llada"), published)
    with torch.device("meta"):
        model = masked_lm.LlamaForCausalLM(config)
    assert 2 * sum(p.numel() for p in model.parameters()) == 16_031_162_368  # total_size of its index, in bfloat16


# ---------------------------------------------------------------- what all families have in common


@pytest.mark.parametrize("family", FAMILIES)
def test_every_slot_sees_the_whole_canvas_and_the_context(loaded, family):
    lm = loaded(family)
    canvas = canvas_of(lm)
    before = lm.logits(canvas)
    later = canvas.clone()
    later[0, -1] = lm.encode(" blue")[0]
    after = lm.logits(later)
    assert before.shape == (1, canvas.shape[1], lm.vocabulary)
    assert bool(((before - after).abs().amax(-1)[0, : canvas.shape[1] - 1] > 1e-4).all())
    if family != "modernbert":
        assert not torch.allclose(before, lm.logits(canvas, lm.context(("castle",), 32)))


@pytest.mark.parametrize("family", ["llada", "dream", "a2d-qwen3", "a2d-qwen2"])
def test_slots_are_predicted_where_the_family_predicts_them(loaded, family):
    """Dream reads slot i one position earlier, the first slot at the last token of the context; others do not."""
    lm = loaded(family)
    canvas = canvas_of(lm)
    ids = torch.tensor([[*lm.context(), *canvas[0].tolist()]])
    logits = lm.model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0, :, : lm.vocabulary]
    first = len(lm.context()) - (family == "dream")
    expected = with_ends_as_one(lm, logits[first : first + canvas.shape[1]])
    assert torch.allclose(lm.logits(canvas)[0], expected, atol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_are_split_to_bound_memory_and_predict_the_same(loaded, family, monkeypatch):
    lm = loaded(family)
    canvases = canvas_of(lm).repeat(3, 1)
    canvases[1, 0], canvases[2, -1] = lm.mask_id, lm.encode(" night")[0]
    whole = lm.logits(canvases)
    monkeypatch.setattr(masked_lm, "_BYTES", 1)
    sizes = []
    table = lm.model.get_input_embeddings()
    table.register_forward_pre_hook(lambda _, inputs: sizes.append(inputs[0].numel()))
    assert torch.allclose(lm.logits(canvases), whole, atol=1e-5)
    assert sizes == [len(lm.context()) + canvases.shape[1]] * 3
    assert lm.logits(canvases[:, :0]).shape == (3, 0, lm.vocabulary)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_may_not_stand_in_a_prompt_is_banned(loaded, family):
    lm = loaded(family)
    named = {*lm.tokenizer.added_tokens_decoder, *lm.tokenizer.all_special_ids}
    assert lm.vocabulary < lm.model.config.vocab_size  # the matrices are padded beyond the tokenizer
    assert lm.vocabulary == max(lm.tokenizer.get_vocab().values()) + 1
    for piece in range(lm.vocabulary):
        text = lm.tokenizer.decode([piece])
        assert bool(lm.special[piece]) == (piece in named or any(c < " " or c in "\ufffd\x7f" for c in text)), text
    assert not bool((lm.begins_word & lm.special).any())
    canvas = Canvas.empty(lm, [Lock("car", after=0.5)], 12, 2, torch.Generator().manual_seed(0))
    kernel = Kernel(lm, torch.Generator().manual_seed(0), temperature=1.0, top_p=1.0, order_temperature=0.0)
    prior = kernel.prior(lm.predict(canvas.ids, canvas.masked), canvas)
    banned = lm.special.clone()
    banned[lm.eos_id] = False
    assert not bool(banned[prior.pieces[prior.log_p.isfinite()]].any())
    assert prior.of_piece(torch.full((len(prior.pieces),), lm.eos_id))[-1] > -torch.inf


@pytest.mark.parametrize("family", FAMILIES)
def test_pieces_know_their_text_and_where_words_begin(loaded, family):
    lm = loaded(family)
    ids = lm.encode("a red car, zébra")
    assert "".join(lm.strings[i] for i in ids if not bool(lm.special[i])).startswith("a red car,")
    assert lm.decode(ids) == "a red car, zébra"
    begins = [bool(lm.begins_word[i]) for i in lm.encode("a red car")]
    assert begins[:2] == [False, True]
    assert sum(begins) == 2
    assert bool(lm.is_punctuation[lm.encode("car,")[-1]])
    # The name of a special token in a text is a text: a person who types it means its letters.
    assert lm.mask_id not in lm.encode(f"a {lm.tokenizer.convert_ids_to_tokens(lm.mask_id)} car")


def test_leading_spaces_are_seen_in_a_sentencepiece_vocabulary(tmp_path):
    from promptstudio.models.reading.tokenizers import load_tokenizer, vocabulary_of
    from tiny_language import sentence_piece, write_tokenizer

    write_tokenizer(tmp_path, sentence_piece(), bos_token="<s>", eos_token="</s>", unk_token="<unk>")
    tokenizer = load_tokenizer(tmp_path)
    vocabulary = vocabulary_of(tokenizer, len(tokenizer))
    tokens = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    for number, token in enumerate(tokens):
        if token.startswith("▁"):
            assert vocabulary.strings[number] == token.replace("▁", " ")
            assert bool(vocabulary.begins_word[number])
    assert bool(vocabulary.breaks[tokens.index("<0x0A>")])
    assert vocabulary.named.nonzero().flatten().tolist() == [0, 1, 2]


# ---------------------------------------------------------------- templates


def test_the_template_of_every_family(loaded):
    def context_of(family):
        lm = loaded(family)
        return lm.tokenizer.decode(list(lm.context(("a dog on a sofa", "sunset"), 32)))

    request = (
        r"Write one prompt of about 24 words for a text-to-image model\..*"
        r"The picture shows: a dog on a sofa; sunset\."
    )
    patterns = {
        "llada": rf"<\|startoftext\|><\|start_header_id\|>user<\|end_header_id\|>\n\n{request}<\|eot_id\|>"
        r"<\|start_header_id\|>assistant<\|end_header_id\|>\n\n",
        "dream": r"<\|im_start\|>system\nYou are a helpful assistant.<\|im_end\|>\n"
        rf"<\|im_start\|>user\n{request}<\|im_end\|>\n<\|im_start\|>assistant\n",
        "a2d-qwen3": rf"<\|im_start\|>user\n{request}<\|im_end\|>\n<\|im_start\|>assistant\n<think>\n\n</think>\n\n",
        "modernbert-chat": rf"\[Question\]\n{request}\n\[/Question\]\n\n\[Answer\]\n",
        "modernbert": r"\[CLS\]A picture of a dog on a sofa, sunset\. Its description:\n",
    }
    for family, pattern in patterns.items():
        assert re.fullmatch(pattern, context_of(family)), family


@pytest.mark.parametrize("family", FAMILIES)
def test_the_neutral_context_tells_nothing_of_the_picture(loaded, family):
    lm = loaded(family)
    neutral = lm.tokenizer.decode(list(lm.context()))
    assert "picture shows" not in neutral
    assert lm.context(("fog",)) is lm.context(("fog",))  # tokenised once
    assert lm.context(("fog",)) != lm.context()


@pytest.mark.parametrize(
    ("family", "end", "filler"),
    [
        ("llada", "<|eot_id|><|endoftext|>", "<|endoftext|>"),
        ("dream", "<|im_end|>\n", "<|endoftext|>"),
        ("a2d-qwen3", "<|im_end|>\n", "<|endoftext|>"),
        ("modernbert-chat", "\n[/Answer]\n\n", "[PAD]"),
        ("modernbert", "[SEP]", "[PAD]"),
    ],
)
def test_a_canvas_ends_as_texts_ended_in_training(loaded, family, end, filler):
    """The sampler repeats the end token to the end of a canvas; the model reads its own ending and padding there."""
    lm = loaded(family)
    assert lm.tokenizer.decode(list(lm.layout.end)) == end
    text = lm.encode("a red car")
    canvas = torch.tensor([[*text, *[lm.eos_id] * 12]])
    seen = []
    table = lm.model.get_input_embeddings()
    hook = table.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].flatten().tolist()))
    lm.logits(canvas)
    hook.remove()
    tail = seen[0][len(lm.context()) + len(text) :]
    assert lm.tokenizer.decode(tail[: len(lm.layout.end)]) == end
    assert set(lm.tokenizer.convert_ids_to_tokens(tail[len(lm.layout.end) :])) == {filler}


# ---------------------------------------------------------------- the methods


class WithModel:
    """The embedded pack's models with another one in the place of one of them."""

    def __init__(self, models, **others):
        self._models = models
        self.__dict__.update(others)

    def __getattr__(self, name):
        return getattr(self._models, name)


@pytest.mark.parametrize("family", FAMILIES)
def test_leave_one_out_suggestions_and_inversion_run_on_every_family(engine, samples, loaded, family):
    lm = loaded(family)
    loo = result_of(leave_one_out(PROMPT, lm))
    assert torch.allclose(loo.rows.sum(-1), torch.ones(len(PROMPT)), atol=1e-4)
    assert bool((loo.log_probability < 0).all())
    items = result_of(replacements(PROMPT, 2, 4, lm, ("car", "beach"), guide_of(engine.models).phrases, None))
    assert items
    assert all(item.text.isalpha() for item in items)
    models = WithModel(engine.models, masked_lm=lm)
    request = InversionRequest(
        (samples("red-car-city-night"),),
        budget=10,
        locks=(Lock("tower"),),
        settings={"particles": 2, "steps": 3, "polish": 1},
    )
    result = result_of(edit_friendly.invert(request, models))
    again = result_of(edit_friendly.invert(request, models))
    assert result.prompt == again.prompt
    assert "tower" in result.prompt.text
    assert "\n" not in result.prompt.text
    assert not any(token in result.prompt.text for token in lm.tokenizer.all_special_tokens)
    assert len(engine.models.clip_offsets(result.prompt.text)) <= 10


# ---------------------------------------------------------------- files that will not do


def test_a_missing_tensor_is_told(tmp_path):
    shard = sorted(llada(tmp_path).glob("*.safetensors"))[0]
    tensors = load_file(shard)
    tensors.pop(sorted(tensors)[0])
    save_file(tensors, shard)
    with pytest.raises(ModelMissing, match="lacks 1 of its weights"):
        load_masked_lm(component(tmp_path, "llada"), CPU)


def test_a_damaged_shard_is_told(tmp_path):
    shard = sorted(dream(tmp_path).glob("*.safetensors"))[0]
    shard.write_bytes(shard.read_bytes()[:-100])
    with pytest.raises(ModelMissing, match="could not be loaded"):
        load_masked_lm(component(tmp_path, "dream"), CPU)


def test_program_code_that_comes_with_a_model_is_neither_run_nor_asked_about(tmp_path, monkeypatch):
    dream(tmp_path)
    (tmp_path / "modeling_dream.py").write_text("raise SystemExit('ran')")
    (tmp_path / "tokenization_dream.py").write_text("raise SystemExit('ran')")
    monkeypatch.setattr("builtins.input", lambda *_: pytest.fail("asked whether to run code"))
    assert load_masked_lm(component(tmp_path, "dream"), CPU).encode("a red car")
    config = json.loads((tmp_path / "config.json").read_text())
    write_json(tmp_path / "config.json", config | {"model_type": "nobody-knows"})
    with pytest.raises(ModelMissing, match="program code of its own"):
        load_masked_lm(component(tmp_path, "dream"), CPU)


def test_offloaded_weights_predict_the_same(tmp_path):
    folder = llada(tmp_path)
    lm = load_masked_lm(component(folder, "llada"), CPU)
    waiting = load_masked_lm(component(folder, "llada"), Placement("cpu", "float32", offload=True))
    assert {parameter.device.type for parameter in waiting.model.parameters()} == {"meta"}
    assert torch.equal(waiting.logits(canvas_of(lm)), lm.logits(canvas_of(lm)))


def test_half_precision(tmp_path):
    folder = llada(tmp_path)
    exact = load_masked_lm(component(folder, "llada"), CPU)
    half = load_masked_lm(component(folder, "llada"), Placement("cpu", "bfloat16"))
    assert {parameter.dtype for parameter in half.model.parameters()} == {torch.bfloat16}
    logits = half.logits(canvas_of(exact))
    assert logits.dtype == torch.float32
    assert float((logits - exact.logits(canvas_of(exact))).abs().max()) < 0.5
