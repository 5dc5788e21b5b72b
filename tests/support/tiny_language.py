"""Tiny random language models in the layout of the published ones: their file names, configuration keys, tensor names,
shards, special tokens and templates; only the sizes and the vocabulary are small.

Sources: LLaDA's config.json, tokenizer_config.json and model.safetensors.index.json as kept in public forks of the
checkpoint; Dream's and A2D's configuration and tokenizer classes in the dllm repository, with their special tokens.
"""

import json

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.profiles import Component
from promptstudio.machine import Placement
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before transformers, which may import torchvision)

from transformers import (  # isort: skip
    LlamaConfig,
    LlamaForCausalLM,
    ModernBertConfig,
    ModernBertForMaskedLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

CPU = Placement("cpu", "float32")

CORPUS = [
    "a red car on the beach at night, oil painting, soft light",
    "a blue fish under water, pencil sketch, close up",
    "portrait of an old fisherman, golden hour, film grain, wide angle",
    "a castle in the mountains, snow, morning fog, digital art",
    "Write one prompt for a text-to-image model. The picture shows: cat; beach.\n\nPrompt: zébra",
    "user assistant system [Question] [/Question] [Answer] [/Answer]",
] * 4


def component(folder, kind, role="", name="", **options):
    """A component that is a folder (or file) of the user's own."""
    model = Model(id="tiny", name=name or f"tiny {kind}", kind=kind, licence="none", path=str(folder), options=options)
    return Component(role or kind, model, folder, "own")


def byte_level(specials=(), vocabulary=420):
    """Byte-level BPE, as GPT-2, Qwen, LLaDA and ModernBERT have it; special tokens get the highest ids."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in specials])
    return tokenizer


def sentence_piece(specials=("<unk>", "<s>", "</s>"), vocabulary=400):
    """SentencePiece-like BPE with byte fallback, as Llama 2 and LLaVA have it; special tokens come first."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    names = [*specials, *(f"<0x{byte:02X}>" for byte in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=names, show_progress=False)
    words = Tokenizer(models.BPE())
    words.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    words.train_from_iterator([text.replace("\n", " ") for text in CORPUS], trainer)
    learned = json.loads(words.to_str())["model"]
    tokenizer.model = models.BPE(
        learned["vocab"],
        [tuple(merge) for merge in learned["merges"]],
        byte_fallback=True,
        unk_token="<unk>",
        fuse_unk=True,
    )
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in specials])
    return tokenizer


def write_json(file, value):
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False), encoding="utf-8")


def write_tokenizer(folder, tokenizer, files=("tokenizer.json",), **settings):
    """tokenizer_config.json, and the vocabulary as tokenizer.json or as vocab.json and merges.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    if "tokenizer.json" in files:
        tokenizer.save(str(folder / "tokenizer.json"))
    if "vocab.json" in files:
        tokenizer.model.save(str(folder))
    added = {
        str(number): {
            "content": token.content,
            "lstrip": token.lstrip,
            "normalized": token.normalized,
            "rstrip": token.rstrip,
            "single_word": token.single_word,
            "special": token.special,
        }
        for number, token in tokenizer.get_added_tokens_decoder().items()
    }
    write_json(folder / "tokenizer_config.json", {"added_tokens_decoder": added} | settings)


def write_shards(folder, tensors, shards=2):
    """Weights in several files with the index that says which tensor is where."""
    names = sorted(tensors)
    files = [f"model-{n + 1:05}-of-{shards:05}.safetensors" for n in range(shards)]
    where = {name: files[n % shards] for n, name in enumerate(names)}
    for file in files:
        part = {name: tensors[name].contiguous() for name in names if where[name] == file}
        save_file(part, str(folder / file), metadata={"format": "pt"})
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    write_json(folder / "model.safetensors.index.json", {"metadata": {"total_size": size}, "weight_map": where})


def randomised(model, seed=0):
    """Larger weights than at initialisation, so that predictions differ from each other; norms are not all ones."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        base = 1.0 if parameter.ndim == 1 else 0.0
        noise = torch.randn(parameter.shape, generator=generator) * (0.1 if parameter.ndim == 1 else 0.25)
        parameter.data.copy_(base + noise)
    return model.eval()


# ---------------------------------------------------------------- LLaDA

LLADA_SPECIALS = (
    "<|startoftext|>",
    "<|endoftext|>",
    "[CLS]",
    "[gMASK]",
    *(f"<|reserved_token_{n}|>" for n in range(4)),
    "<|mdm_mask|>",
    "<role>",
    "</role>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
)
LLADA_TEMPLATE = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}"
    "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + "
    "'<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}"
    "{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}"
)


def llada_config(vocabulary, mask, **changes):
    """The keys of the published config.json, all of them."""
    return {
        "activation_type": "silu",
        "alibi": False,
        "alibi_bias_max": 8.0,
        "architectures": ["LLaDAModelLM"],
        "attention_dropout": 0.0,
        "attention_layer_norm": False,
        "attention_layer_norm_with_affine": True,
        "auto_map": {
            "AutoConfig": "configuration_llada.LLaDAConfig",
            "AutoModelForCausalLM": "modeling_llada.LLaDAModelLM",
            "AutoModel": "modeling_llada.LLaDAModelLM",
        },
        "bias_for_layer_norm": False,
        "block_group_size": 1,
        "block_type": "llama",
        "d_model": 32,
        "embedding_dropout": 0.0,
        "embedding_size": vocabulary + 12,
        "eos_token_id": mask - 7,
        "flash_attention": False,
        "include_bias": False,
        "include_qkv_bias": False,
        "init_cutoff_factor": None,
        "init_device": "meta",
        "init_fn": "mitchell",
        "init_std": 0.02,
        "input_emb_norm": False,
        "layer_norm_type": "rms",
        "layer_norm_with_affine": True,
        "mask_token_id": mask,
        "max_sequence_length": 4096,
        "mlp_hidden_size": 48,
        "mlp_ratio": 4,
        "model_type": "llada",
        "multi_query_attention": None,
        "n_heads": 4,
        "n_kv_heads": 4,
        "n_layers": 2,
        "pad_token_id": mask - 7,
        "precision": "amp_bf16",
        "residual_dropout": 0.0,
        "rms_norm_eps": 1e-05,
        "rope": True,
        "rope_full_precision": True,
        "rope_theta": 500000.0,
        "scale_logits": False,
        "transformers_version": "4.46.3",
        "use_cache": False,
        "vocab_size": vocabulary + 12,
        "weight_tying": False,
    } | changes


def llada_tensors(config, seed=0, prefix="model."):
    """Random weights under LLaDA's names; nothing of them comes from our own renaming."""
    generator = torch.Generator().manual_seed(seed)
    width, inner, heads = config["d_model"], config["mlp_hidden_size"], config["n_heads"]
    narrow = width // heads * config["n_kv_heads"]
    shapes = {"wte": (config["embedding_size"], width), "ff_out": (config["embedding_size"], width), "ln_f": (width,)}
    for n in range(config["n_layers"]):
        shapes |= {
            f"blocks.{n}.attn_norm": (width,),
            f"blocks.{n}.ff_norm": (width,),
            f"blocks.{n}.q_proj": (width, width),
            f"blocks.{n}.k_proj": (narrow, width),
            f"blocks.{n}.v_proj": (narrow, width),
            f"blocks.{n}.attn_out": (width, width),
            f"blocks.{n}.ff_proj": (inner, width),
            f"blocks.{n}.up_proj": (inner, width),
            f"blocks.{n}.ff_out": (width, inner),
        }
    return {
        f"{prefix}transformer.{name}.weight": (1.0 if len(shape) == 1 else 0.0)
        + torch.randn(shape, generator=generator) * (0.1 if len(shape) == 1 else 0.25)
        for name, shape in shapes.items()
    }


def llada(folder, prefix="model.", **changes):
    tokenizer = byte_level(LLADA_SPECIALS)
    write_tokenizer(
        folder,
        tokenizer,
        add_bos_token=False,
        add_eos_token=False,
        additional_special_tokens=["<role>", "</role>"],
        bos_token="<|startoftext|>",
        chat_template=LLADA_TEMPLATE,
        clean_up_tokenization_spaces=False,
        cls_token="[CLS]",
        eos_token="<|endoftext|>",
        fast_tokenizer=True,
        gmask_token="[gMASK]",
        merges_file=None,
        model_input_names=["input_ids", "attention_mask"],
        model_max_length=10**30,
        pad_token="<|endoftext|>",
        tokenizer_class="PreTrainedTokenizerFast",
        trust_remote_code=True,
        vocab_file=None,
    )
    config = llada_config(tokenizer.get_vocab_size(), tokenizer.token_to_id("<|mdm_mask|>")) | changes
    write_json(folder / "config.json", config)
    write_shards(folder, llada_tensors(config, prefix=prefix), shards=3)
    return folder


# ---------------------------------------------------------------- Qwen kin

QWEN_SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{%- if messages[0]['role'] != 'system' %}{{- '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}"
    "{%- endif %}{%- for message in messages %}"
    "{{- '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}"
)
THINKING = (
    "{%- for message in messages %}{{- '<|im_start|>' + message['role'] + '\n' }}"
    "{%- if message['role'] == 'assistant' and loop.last %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}"
    "{{- message['content'] + '<|im_end|>\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}"
    "{%- endif %}"
)


def _qwen_sizes(tokenizer, **changes):
    return {
        "vocab_size": tokenizer.get_vocab_size() + 9,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2048,
        "rms_norm_eps": 1e-06,
        "initializer_range": 0.02,
        "attention_dropout": 0.0,
        "hidden_act": "silu",
        "sliding_window": None,
        "use_sliding_window": False,
        "max_window_layers": 2,
        "use_cache": False,
    } | changes


def dream(folder):
    """Without tokenizer.json, as Dream is published: its tokenizer is program code over vocab.json and merges.txt."""
    tokenizer = byte_level((*QWEN_SPECIALS, "<|beginoftext|>", "<|mask|>"))
    write_tokenizer(
        folder,
        tokenizer,
        files=("vocab.json",),
        add_prefix_space=False,
        auto_map={"AutoTokenizer": ["tokenization_dream.DreamTokenizer", None]},
        bos_token="<|beginoftext|>",
        chat_template=CHATML,
        clean_up_tokenization_spaces=False,
        eos_token="<|endoftext|>",
        errors="replace",
        mask_token="<|mask|>",
        model_max_length=131072,
        pad_token="<|endoftext|>",
        split_special_tokens=False,
        tokenizer_class="DreamTokenizer",
        unk_token=None,
    )
    end, mask = tokenizer.token_to_id("<|endoftext|>"), tokenizer.token_to_id("<|mask|>")
    config = _qwen_sizes(
        tokenizer,
        architectures=["DreamModel"],
        auto_map={
            "AutoConfig": "configuration_dream.DreamConfig",
            "AutoModel": "modeling_dream.DreamModel",
        },
        bos_token_id=end,
        eos_token_id=end,
        mask_token_id=mask,
        model_type="Dream",
        pad_token_id=end,
        rope_scaling=None,
        rope_theta=1000000.0,
        tie_word_embeddings=False,
        torch_dtype="bfloat16",
        transformers_version="4.46.2",
    )
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {"_from_model_config": True, "alg": "origin", "alg_temp": None, "bos_token_id": end, "eos_token_id": end}
        | {"eps": 0.001, "mask_token_id": None, "output_history": False, "pad_token_id": end, "steps": 512}
        | {"temperature": 0.0, "top_k": None, "top_p": None, "transformers_version": "4.46.2"},
    )
    write_shards(folder, randomised(_native(Qwen2ForCausalLM, Qwen2Config, config)).state_dict(), shards=2)
    return folder


def a2d(folder, base="qwen3"):
    """As the dllm library writes its own: a native configuration under the model type a2d-…, with remote code named."""
    tokenizer = byte_level((*QWEN_SPECIALS, "<|mask|>"))
    tokenizer.add_tokens([AddedToken(name, normalized=False) for name in ("<think>", "</think>")])
    write_tokenizer(
        folder,
        tokenizer,
        files=("tokenizer.json", "vocab.json"),
        bos_token=None,
        chat_template=THINKING,
        eos_token="<|im_end|>",
        mask_token="<|mask|>",
        pad_token="<|endoftext|>",
        tokenizer_class="Qwen2Tokenizer",
        unk_token=None,
    )
    name = {"qwen3": "Qwen3", "qwen2": "Qwen2"}[base]
    config = _qwen_sizes(
        tokenizer,
        architectures=[f"A2D{name}LMHeadModel"],
        auto_map={
            "AutoConfig": f"modeling_{base}.A2D{name}Config",
            "AutoModel": f"modeling_{base}.A2D{name}LMHeadModel",
            "AutoModelForMaskedLM": f"modeling_{base}.A2D{name}LMHeadModel",
        },
        model_type=f"a2d-{base}",
        rope_scaling=None,
        rope_theta=1000000.0,
        tie_word_embeddings=True,
        dtype="bfloat16",
        **({"head_dim": 16, "attention_bias": False} if base == "qwen3" else {}),
    )
    write_json(folder / "config.json", config)
    classes = {"qwen3": (Qwen3ForCausalLM, Qwen3Config), "qwen2": (Qwen2ForCausalLM, Qwen2Config)}[base]
    state = randomised(_native(*classes, config)).state_dict()
    del state["lm_head.weight"]  # tied: files hold the embedding once
    save_file(state, str(folder / "model.safetensors"), metadata={"format": "pt"})
    return folder


def qwen_chat(folder):
    """A causal chat model as Qwen2.5-Instruct is published."""
    tokenizer = byte_level(QWEN_SPECIALS)
    write_tokenizer(
        folder,
        tokenizer,
        files=("tokenizer.json", "vocab.json"),
        bos_token=None,
        chat_template=CHATML,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        tokenizer_class="Qwen2Tokenizer",
        unk_token=None,
    )
    ends = [tokenizer.token_to_id("<|im_end|>"), tokenizer.token_to_id("<|endoftext|>")]
    config = _qwen_sizes(
        tokenizer,
        architectures=["Qwen2ForCausalLM"],
        bos_token_id=ends[1],
        eos_token_id=ends[0],
        model_type="qwen2",
        rope_theta=1000000.0,
        tie_word_embeddings=False,
    )
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": ends[1], "eos_token_id": ends, "do_sample": True})
    write_shards(folder, randomised(_native(Qwen2ForCausalLM, Qwen2Config, config), seed=1).state_dict())
    return folder


def _native(model_class, config_class, config):
    return model_class(config_class.from_dict({k: v for k, v in config.items() if k not in ("auto_map", "model_type")}))


# ---------------------------------------------------------------- encoders

QUESTION_ANSWER = """\
{% if messages[0]['role'] == 'system' %}
[SYS]
{{ messages[0]['content'] | trim }}
[/SYS]

{% set loop_messages = messages[1:] %}
{% else %}
{% set loop_messages = messages %}
{% endif -%}
{%- for message in loop_messages %}
{% if message['role'] == 'user' %}
[Question]
{{ message['content'] | trim }}
[/Question]

{% elif message['role'] == 'assistant' %}
[Answer]
{{ message['content'] | trim }}
[/Answer]

{% endif %}
{% endfor -%}
{%- if add_generation_prompt %}
[Answer]
{% endif %}
"""


def modernbert(folder, chat):
    """ModernBERT, and the chat model that was made of it: same architecture, a template and an end token more."""
    tokenizer = byte_level(("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"))
    start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", start), ("[SEP]", end)]
    )
    names = {"cls_token": "[CLS]", "mask_token": "[MASK]", "pad_token": "[PAD]", "sep_token": "[SEP]"}
    if chat:
        names |= {"bos_token": "[PAD]", "eos_token": "[PAD]", "chat_template": QUESTION_ANSWER}
    write_tokenizer(folder, tokenizer, tokenizer_class="PreTrainedTokenizerFast", unk_token="[UNK]", **names)
    config = ModernBertConfig(
        vocab_size=tokenizer.get_vocab_size() + 7,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        global_attn_every_n_layers=3,
        local_attention=32,
        max_position_embeddings=512,
        cls_token_id=start,
        sep_token_id=end,
        pad_token_id=tokenizer.token_to_id("[PAD]"),
    )
    randomised(ModernBertForMaskedLM(config), seed=2).save_pretrained(folder)
    return folder


# ---------------------------------------------------------------- Llama, as a folder and as a GGUF file


def llama_config(tokenizer, **changes):
    return LlamaConfig(
        **{
            "vocab_size": tokenizer.get_vocab_size(),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 512,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "tie_word_embeddings": False,
        }
        | changes
    )


def llama_base(folder):
    """A causal model without a chat template, with a SentencePiece tokenizer."""
    tokenizer = sentence_piece()
    write_tokenizer(
        folder, tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>", tokenizer_class="LlamaTokenizer"
    )
    randomised(LlamaForCausalLM(llama_config(tokenizer)), seed=3).save_pretrained(folder)
    return folder


def gguf_llama(file, model, tokenizer):
    """`model` (LlamaForCausalLM) as llama.cpp's converter would write it: its tensor names, its rotary layout, metadata
    and a byte-level vocabulary, all in 32-bit numbers."""
    import gguf

    config = model.config
    writer = gguf.GGUFWriter(str(file), "llama")
    writer.add_name("tiny llama")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_vocab_size(config.vocab_size)
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    added = tokenizer.get_added_tokens_decoder()
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list([token for token, _ in vocabulary])
    control, normal = int(gguf.TokenType.CONTROL), int(gguf.TokenType.NORMAL)
    writer.add_token_types([control if number in added else normal for _, number in vocabulary])
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    writer.add_token_merges([" ".join(merge) for merge in merges])
    writer.add_bos_token_id(config.bos_token_id)
    writer.add_eos_token_id(config.eos_token_id)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    ours = {
        "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate",
        "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down",
        "input_layernorm": "attn_norm",
        "post_attention_layernorm": "ffn_norm",
    }
    names = {"model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight"}
    names["lm_head.weight"] = "output.weight"
    for n in range(config.num_hidden_layers):
        names |= {f"model.layers.{n}.{a}.weight": f"blk.{n}.{b}.weight" for a, b in ours.items()}
    for name, tensor in model.state_dict().items():
        for projection, count in heads.items():
            if projection in name:  # llama.cpp rotates neighbouring pairs, transformers the two halves of a head
                rows, columns = tensor.shape
                halves = tensor.reshape(count, 2, rows // count // 2, columns)
                tensor = halves.swapaxes(1, 2).reshape(rows, columns)
        writer.add_tensor(names[name], tensor.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file
