"""Language models, a CLIP and a Stable Diffusion with the vocabulary and the widths of published ones, of random
weights. They have few layers, so that they are written and read in seconds; what a step takes beside the layers is as
large as it ever is.
"""

import json

import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer

import tiny_language as tiny
from tiny_vision import CONFIGS, diffusers_folder, open_clip_config, open_clip_folder

from diffusers import AutoencoderKL, UNet2DConditionModel  # isort: skip  (after torchvision_ops, which tiny_language imports)
from transformers import (  # isort: skip
    CLIPTextConfig,
    CLIPTextModel,
    ModernBertConfig,
    ModernBertForMaskedLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)


def _filled(specials, pieces):
    """A byte-level tokenizer of so many pieces, the special tokens last, as in the published ones."""
    plain = json.loads(tiny.byte_level().to_str())
    vocabulary = plain["model"]["vocab"]
    vocabulary |= {f"Ġword{n}": n for n in range(len(vocabulary), pieces - len(specials))}
    tokenizer = Tokenizer.from_str(json.dumps(plain))
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in specials])
    return tokenizer


def _random(model_class, config):
    """The model in bfloat16. Its norms are 1, so that predictions are as different as the weights make them."""
    with torch.device("meta"):
        model = model_class(config).to(torch.bfloat16)
    model.to_empty(device="cpu")
    model.tie_weights()
    generator = torch.Generator().manual_seed(0)
    for parameter in model.parameters():
        if parameter.ndim == 1:
            parameter.data.fill_(1.0)
        else:
            parameter.data.uniform_(-0.05, 0.05, generator=generator)
    return model


def qwen3(folder, layers=1):
    """Qwen3-0.6B-diffusion: 151,669 pieces in 151,936 columns, 1,024 wide; 0.3 GB with one layer, 1.2 with all 28."""
    tokenizer = _filled((*tiny.QWEN_SPECIALS, "<|mask|>"), 151_669)
    names = {"eos_token": "<|im_end|>", "mask_token": "<|mask|>", "pad_token": "<|endoftext|>"}
    tiny.write_tokenizer(
        folder, tokenizer, chat_template=tiny.THINKING, tokenizer_class="PreTrainedTokenizerFast", **names
    )
    config = Qwen3Config(
        vocab_size=151_936,
        hidden_size=1024,
        intermediate_size=3072,
        num_hidden_layers=layers,
        num_attention_heads=16,
        num_key_value_heads=8,
        head_dim=128,
        tie_word_embeddings=True,
        dtype="bfloat16",
    )
    state = _random(Qwen3ForCausalLM, config).state_dict()
    del state["lm_head.weight"]  # tied: files hold the embedding once
    save_file(state, str(folder / "model.safetensors"), metadata={"format": "pt"})
    tiny.write_json(folder / "config.json", config.to_dict() | {"model_type": "a2d-qwen3"})
    return folder


def modernbert(folder):
    """ModernBERT-base with a chat template: 50,368 pieces, 768 wide; 3 layers of 22, one of them global. 0.1 GB."""
    tokenizer = _filled(("[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"), 50_368)
    names = {"cls_token": "[CLS]", "mask_token": "[MASK]", "pad_token": "[PAD]", "sep_token": "[SEP]"}
    names |= {"bos_token": "[PAD]", "eos_token": "[PAD]", "unk_token": "[UNK]"}
    tiny.write_tokenizer(
        folder, tokenizer, chat_template=tiny.QUESTION_ANSWER, tokenizer_class="PreTrainedTokenizerFast", **names
    )
    config = ModernBertConfig(
        vocab_size=50_368,
        num_hidden_layers=3,
        cls_token_id=tokenizer.token_to_id("[CLS]"),
        sep_token_id=tokenizer.token_to_id("[SEP]"),
        pad_token_id=tokenizer.token_to_id("[PAD]"),
    )
    _random(ModernBertForMaskedLM, config).save_pretrained(folder)
    return folder


def llada(folder):
    """LLaDA-8B: 126,464 columns, 4,096 wide; one block of 32. 2.5 GB."""
    tokenizer = _filled(tiny.LLADA_SPECIALS, 126_464)
    names = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    tiny.write_tokenizer(
        folder, tokenizer, chat_template=tiny.LLADA_TEMPLATE, tokenizer_class="PreTrainedTokenizerFast", **names
    )
    sizes = {"d_model": 4096, "mlp_hidden_size": 12_288, "n_heads": 32, "n_kv_heads": 32, "n_layers": 1}
    mask = tokenizer.token_to_id("<|mdm_mask|>")
    config = tiny.llada_config(126_464, mask, embedding_size=126_464, vocab_size=126_464, **sizes)
    tiny.write_json(folder / "config.json", config)
    tensors = tiny.llada_tensors(config | {"embedding_size": 1})  # the two matrices of the vocabulary follow
    tensors = {name: 0.2 * tensor.bfloat16() for name, tensor in tensors.items()}
    generator = torch.Generator().manual_seed(0)
    for name in ("wte", "ff_out"):
        matrix = torch.empty(126_464, 4096, dtype=torch.bfloat16)
        tensors[f"model.transformer.{name}.weight"] = matrix.uniform_(-0.05, 0.05, generator=generator)
    tiny.write_shards(folder, tensors)
    return folder


def vit_h(folder):
    """OpenCLIP ViT-H-14: both towers at their widths, of one layer each, for pictures of 224 pixels. 0.3 GB."""
    config = open_clip_config(blocks=1, image_size=224, patch=14, vocab_size=49_408, width=1024, heads=16)
    config["model_cfg"]["embed_dim"] = 1024
    config["model_cfg"]["vision_cfg"] |= {"layers": 1, "width": 1280, "head_width": 80}
    return open_clip_folder(folder, config=config)


def dream(folder):
    """Dream-7B, as Qwen2.5: 152,064 columns, 3,584 wide; one layer of 28. 2.6 GB."""
    tiny.dream(folder)
    tokenizer = _filled((*tiny.QWEN_SPECIALS, "<|beginoftext|>", "<|mask|>"), 151_667)
    settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    del settings["added_tokens_decoder"]
    tiny.write_tokenizer(folder, tokenizer, files=("vocab.json",), **settings)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    end, mask = tokenizer.token_to_id("<|endoftext|>"), tokenizer.token_to_id("<|mask|>")
    config |= {"bos_token_id": end, "eos_token_id": end, "pad_token_id": end, "mask_token_id": mask}
    config |= {"vocab_size": 152_064, "hidden_size": 3584, "intermediate_size": 18_944, "num_hidden_layers": 1}
    config |= {"num_attention_heads": 28, "num_key_value_heads": 4, "max_window_layers": 1}
    tiny.write_json(folder / "config.json", config)
    native = Qwen2Config.from_dict({k: v for k, v in config.items() if k not in ("auto_map", "model_type")})
    tiny.write_shards(folder, _random(Qwen2ForCausalLM, native).state_dict())
    return folder


def stable_diffusion(folder):
    """Stable Diffusion 2.1 base: UNet, autoencoder and text encoder at their widths; one block a level, one layer."""

    def published(part, **changes):
        return json.loads((CONFIGS / "sd21-base" / part / "config.json").read_text(encoding="utf-8")) | changes

    configs = {
        "unet": published("unet", layers_per_block=1),
        "vae": published("vae", layers_per_block=1),
        "text_encoder": published("text_encoder", num_hidden_layers=1),
    }
    text = {k: v for k, v in configs["text_encoder"].items() if k not in ("architectures", "model_type")}
    torch.manual_seed(0)
    modules = (
        UNet2DConditionModel.from_config(configs["unet"]),
        AutoencoderKL.from_config(configs["vae"]),
        CLIPTextModel(CLIPTextConfig(**text)),
    )
    folder = diffusers_folder(folder, "sd21-base", modules)
    for part, config in configs.items():
        tiny.write_json(folder / part / "config.json", config)
    return folder
