"""Tiny random picture models in the layouts that the hub has: true classes, key names, configuration facts and file
names (Stable Diffusion 1.5, 2.1, 2.1 base and SD-Turbo as diffusers folders and in one file, OpenCLIP, OpenAI's CLIP,
the safety checker). Only widths are small; depths and vocabularies are the true ones where a layout depends on them.
"""

import json
import re
from functools import lru_cache

import torch
from safetensors.torch import save_file

from promptstudio.catalogue.entries import Model
from promptstudio.catalogue.profiles import Component
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (before everything that may import torchvision)
from promptstudio.resources import resource

import open_clip  # isort: skip
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import (
    CLIPConfig,
    CLIPModel,
    CLIPSegConfig,
    CLIPSegForImageSegmentation,
    CLIPTextConfig,
    CLIPTextModel,
)

VOCABULARY = 49408
WIDTH = 32  # of the text towers
CONFIGS = resource("models", "configs")


def component(role, kind, path, **options):
    model = Model(id=path.name, name=f"tiny {path.name}", kind=kind, licence="none", path=str(path), options=options)
    return Component(role, model, path, "own")


def seeded(build):
    """A module with random weights that the global generator does not decide; norms vary, too."""
    module = build().eval()
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, tensor in module.named_parameters():
            spread = 0.05 if tensor.dim() > 1 else 0.1
            offset = 1.0 if tensor.dim() == 1 and name.endswith("weight") and "norm" in name.lower() else 0.0
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * spread + offset)
    return module


# ------------------------------------------------------------------ Stable Diffusion as a diffusers folder

KINDS = ("sd15", "sd21", "sd21-base", "sd-turbo")
NATIVE = {"sd15": 512, "sd21": 768, "sd21-base": 512, "sd-turbo": 512}


def _config(kind, part):
    return json.loads((CONFIGS / kind / part / "config.json").read_text())


def unet_config(kind):
    """The shipped facts (levels, layers, heads' quirks, up-casting, linear or convolution) with narrow channels."""
    heads = 2 if kind == "sd15" else [2, 4, 4, 4]
    narrow = {"block_out_channels": [16, 32, 32, 32], "cross_attention_dim": WIDTH, "attention_head_dim": heads}
    return _config(kind, "unet") | narrow | {"norm_num_groups": 8}


def vae_config(kind):
    return _config(kind, "vae") | {"block_out_channels": [16, 16, 16, 16], "norm_num_groups": 8}


def text_config(kind, blocks=None):
    true = _config(kind, "text_encoder")
    narrow = {"hidden_size": WIDTH, "intermediate_size": 4 * WIDTH, "num_attention_heads": 4}
    return true | narrow | {"num_hidden_layers": blocks or {12: 4, 23: 3}[true["num_hidden_layers"]]}


@lru_cache
def parts(kind):
    """(UNet, autoencoder, text encoder) with random weights, made once for a kind: change copies only."""
    text = {key: value for key, value in text_config(kind).items() if key not in ("architectures", "model_type")}
    return (
        seeded(lambda: UNet2DConditionModel.from_config(unet_config(kind))),
        seeded(lambda: AutoencoderKL.from_config(vae_config(kind))),
        seeded(lambda: CLIPTextModel(CLIPTextConfig(**text))),
    )


def diffusers_folder(root, kind, modules=None, variant="", half=False):
    """A folder as the repositories of Stable Diffusion have it. `variant`: "fp16" for file names with it."""
    unet, vae, text_encoder = modules or parts(kind)
    folder = root / kind
    ending = f".{variant}.safetensors" if variant else ".safetensors"
    write_json(folder / "model_index.json", _model_index(kind))
    write_json(folder / "unet" / "config.json", unet_config(kind))
    write_json(folder / "vae" / "config.json", vae_config(kind))
    write_json(folder / "text_encoder" / "config.json", text_config(kind))
    write_json(
        folder / "scheduler" / "scheduler_config.json",
        json.loads((CONFIGS / kind / "scheduler" / "scheduler_config.json").read_text()),
    )
    write_weights(folder / "unet" / f"diffusion_pytorch_model{ending}", unet.state_dict(), half)
    # The autoencoder of 1.5 keeps the names that its attention had before diffusers 0.14.
    vae_weights = vae.state_dict() if kind != "sd15" else {_old_attention(k): v for k, v in vae.state_dict().items()}
    write_weights(folder / "vae" / f"diffusion_pytorch_model{ending}", vae_weights, half)
    write_weights(folder / "text_encoder" / f"model{ending}", hub_text_keys(text_encoder), half)
    clip_tokenizer(folder / "tokenizer", "<|endoftext|>" if kind == "sd15" else "!")
    return folder


def _model_index(kind):
    schedulers = {"sd21": "DDIMScheduler", "sd-turbo": "EulerDiscreteScheduler"}
    index = {
        "_class_name": "StableDiffusionPipeline",
        "_diffusers_version": "0.8.0",
        "scheduler": ["diffusers", schedulers.get(kind, "PNDMScheduler")],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    if kind == "sd15":  # its folder names a checker, which is not among the files we fetch
        index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"]
        index["feature_extractor"] = ["transformers", "CLIPFeatureExtractor"]
    return index


def _old_attention(key):
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    for new, old in names.items():
        key = key.replace(f"mid_block.attentions.0.{new}.", f"mid_block.attentions.0.{old}.")
    return key


def hub_text_keys(text_encoder):
    """Keys of published text encoders: below `text_model.`, with the positions that transformers once saved."""
    weights = {f"text_model.{key}": tensor for key, tensor in text_encoder.state_dict().items()}
    return weights | {"text_model.embeddings.position_ids": torch.arange(77)[None]}


def clip_tokenizer(folder, pad):
    """As published: tokenizer_config.json names <|endoftext|> as the padding, special_tokens_map.json the true one."""
    folder.mkdir(parents=True)
    for name in ("vocab.json", "merges.txt"):
        (folder / name).write_bytes((CONFIGS / "tokenizer" / name).read_bytes())

    def token(content, **more):
        return {"content": content, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False} | more

    named = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    config = {key: token(content, __type="AddedToken") for key, content in named.items()}
    more = {"pad_token": "<|endoftext|>", "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
    write_json(folder / "tokenizer_config.json", config | more | {"do_lower_case": True, "errors": "replace"})
    mapped = {key: token(content) for key, content in named.items()}
    write_json(folder / "special_tokens_map.json", mapped | {"pad_token": pad})


# ------------------------------------------------------------------ Stable Diffusion in one file


def config_folder(root, kind):
    """What the option `config` names: the shapes of the tiny models, laid out as resources/models/configs."""
    folder = root / f"{kind}-config"
    for part, config in (("unet", unet_config), ("vae", vae_config), ("text_encoder", text_config)):
        write_json(folder / part / "config.json", config(kind))
    schedule = (CONFIGS / kind / "scheduler" / "scheduler_config.json").read_text()
    write_json(folder / "scheduler" / "scheduler_config.json", json.loads(schedule))
    return folder


def ldm_weights(kind, modules=None, sgm=False):
    """Weights under the names of the original code: the inverse of what diffusers does when it converts a checkpoint.
    `sgm`: the text encoder's prefix as in SD-Turbo's file."""
    unet, vae, text_encoder = modules or parts(kind)
    weights = {f"model.diffusion_model.{ldm_unet_name(key)}": tensor for key, tensor in unet.state_dict().items()}
    for key, tensor in vae.state_dict().items():
        name = _ldm_vae(key)
        attends = re.search(r"attn_1\.(q|k|v|proj_out)\.weight$", name)
        weights[f"first_stage_model.{name}"] = tensor[:, :, None, None] if attends else tensor
    if kind == "sd15":
        weights |= {f"cond_stage_model.transformer.{key}": t for key, t in hub_text_keys(text_encoder).items()}
    else:
        prefix = "conditioner.embedders.0.model." if sgm else "cond_stage_model.model."
        weights |= {f"{prefix}{key}": t for key, t in open_clip_text(text_encoder, more_blocks=1).items()}
    weights["betas"] = torch.zeros(1000)
    return weights


def single_file(path, kind, metadata=None, **changes):
    write_weights(path, ldm_weights(kind, **changes), metadata=metadata)
    return path


_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
_UNET_ENDS = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}


def ldm_unet_name(key):
    for new, old in _UNET_ENDS.items():
        if key.startswith(f"{new}."):
            return key.replace(new, old, 1)
    if found := re.match(r"mid_block\.(resnets|attentions)\.(\d)\.(.*)", key):
        part, number, rest = found.groups()
        place = f"middle_block.{2 * int(number)}" if part == "resnets" else "middle_block.1"
        return f"{place}.{_ldm_resnet(rest)}"
    way, block, part, layer, rest = re.match(r"(down|up)_blocks\.(\d)\.(\w+)\.(\d)\.(.*)", key).groups()
    block, layer = int(block), int(layer)
    if way == "down":
        if part == "downsamplers":
            return f"input_blocks.{3 * (block + 1)}.0.op.{rest.removeprefix('conv.')}"
        return f"input_blocks.{1 + 3 * block + layer}.{int(part == 'attentions')}.{_ldm_resnet(rest)}"
    if part == "upsamplers":  # behind the block's last resnet and, but for the first block, its attention
        return f"output_blocks.{3 * block + 2}.{1 if block == 0 else 2}.{rest}"
    return f"output_blocks.{3 * block + layer}.{int(part == 'attentions')}.{_ldm_resnet(rest)}"


def _ldm_resnet(rest):
    first, _, kind = rest.partition(".")
    return f"{_RESNET[first]}.{kind}" if first in _RESNET else rest


def _ldm_vae(key):
    attention = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
    for new, old in attention.items():
        key = key.replace(f"mid_block.attentions.0.{new}.", f"mid.attn_1.{old}.")
    key = re.sub(r"mid_block\.resnets\.(\d)", lambda found: f"mid.block_{int(found[1]) + 1}", key)
    key = re.sub(r"down_blocks\.(\d)\.resnets\.(\d)", r"down.\1.block.\2", key)
    key = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", key)
    key = re.sub(r"up_blocks\.(\d)\.resnets\.(\d)", lambda found: f"up.{3 - int(found[1])}.block.{found[2]}", key)
    key = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda found: f"up.{3 - int(found[1])}.upsample", key)
    return key.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")


# ------------------------------------------------------------------ CLIP


def open_clip_text(text_encoder, more_blocks=0):
    """A `CLIPTextModel`'s weights under open_clip's names. `more_blocks`: random ones at the end (Stable Diffusion 2
    was trained on OpenCLIP's tower without its last block, and its files have that block all the same)."""
    state = text_encoder.state_dict()
    weights = {
        "token_embedding.weight": state["embeddings.token_embedding.weight"],
        "positional_embedding": state["embeddings.position_embedding.weight"],
        "ln_final.weight": state["final_layer_norm.weight"],
        "ln_final.bias": state["final_layer_norm.bias"],
        "text_projection": torch.randn(WIDTH, WIDTH, generator=torch.Generator().manual_seed(5)) * 0.1,
        "logit_scale": torch.tensor(4.6),
    }
    blocks = len({key.split(".")[2] for key in state if key.startswith("encoder.layers.")})
    parts = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"}
    parts["self_attn.out_proj"] = "attn.out_proj"
    for block in range(blocks + more_blocks):
        source = f"encoder.layers.{min(block, blocks - 1)}"
        for kind in ("weight", "bias"):
            place = f"transformer.resblocks.{block}"
            for new, old in parts.items():
                weights[f"{place}.{old}.{kind}"] = state[f"{source}.{new}.{kind}"]
            thirds = [state[f"{source}.self_attn.{letter}_proj.{kind}"] for letter in "qkv"]
            weights[f"{place}.attn.in_proj_{kind}"] = torch.cat(thirds)
        if block >= blocks:
            weights = {k: v + 0.1 if k.startswith(f"{place}.") else v for k, v in weights.items()}
    return weights


def open_clip_config(blocks=4, image_size=32, patch=8, **text):
    """As in laion's repositories: no tokenizer is named, preprocess_cfg holds mean and deviation only."""
    return {
        "model_cfg": {
            "embed_dim": WIDTH,
            "vision_cfg": {"image_size": image_size, "layers": 2, "width": 48, "head_width": 16, "patch_size": patch},
            "text_cfg": {"context_length": 77, "vocab_size": VOCABULARY, "width": WIDTH, "heads": 4, "layers": blocks}
            | text,
        },
        "preprocess_cfg": {
            "mean": [0.48145466, 0.4578275, 0.40821073],
            "std": [0.26862954, 0.26130258, 0.27577711],
        },
    }


def open_clip_folder(root, text_encoder=None, config=None, custom_text=False, name="open_clip_model.safetensors"):
    """An OpenCLIP repository. `text_encoder`: whose text tower it has (with one block more), None for a random one."""
    config = config or open_clip_config()
    model_class = open_clip.CustomTextCLIP if custom_text else open_clip.CLIP
    model = seeded(lambda: model_class(**json.loads(json.dumps(config["model_cfg"]))))
    weights = model.state_dict()
    if text_encoder is not None:
        given = open_clip_text(text_encoder, more_blocks=1)
        weights |= {f"text.{k}" if custom_text and k != "logit_scale" else k: v for k, v in given.items()}
    if custom_text:
        config = {**config, "model_cfg": {**config["model_cfg"], "custom_text": True}}
    folder = root / "open_clip"
    write_json(folder / "open_clip_config.json", config)
    write_weights(folder / name, weights)
    return folder


def clip_folder(root, text_encoder=None, act="quick_gelu"):
    """A `CLIPModel` repository as OpenAI's ViT-L/14 is published; `text_encoder`: whose text tower it has."""
    text = {"hidden_size": WIDTH, "intermediate_size": 4 * WIDTH, "num_attention_heads": 4, "num_hidden_layers": 4}
    text |= {"vocab_size": VOCABULARY, "eos_token_id": 2, "hidden_act": act}
    vision = {"hidden_size": 48, "intermediate_size": 192, "num_attention_heads": 3, "num_hidden_layers": 2}
    vision |= {"image_size": 32, "patch_size": 8, "hidden_act": act}
    config = CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH)
    model = seeded(lambda: CLIPModel(config))
    if text_encoder is not None:
        model.text_model.load_state_dict(text_encoder.state_dict())
    folder = root / "clip"
    weights = model.state_dict() | {"text_model.embeddings.position_ids": torch.arange(77)[None]}
    write_json(folder / "config.json", config.to_dict() | {"architectures": ["CLIPModel"]})
    write_weights(folder / "model.safetensors", weights)
    clip_tokenizer(folder / "parts", "<|endoftext|>")
    for file in (folder / "parts").iterdir():
        file.rename(folder / file.name)
    (folder / "parts").rmdir()
    write_json(folder / "preprocessor_config.json", preprocessor_config(32))
    return folder


def preprocessor_config(side):
    """As published with OpenAI's models and the safety checker: sizes are plain numbers."""
    return {
        "crop_size": side,
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3,
        "size": side,
    }


def safety_checker_folder(root):
    """The published safety checker's layout: CLIP's vision tower below `vision_model.vision_model.`."""
    vision = {"hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 3, "num_hidden_layers": 2}
    text = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 1}
    config = CLIPConfig(text_config=text, vision_config=vision | {"image_size": 32, "patch_size": 8}, projection_dim=16)
    model = seeded(lambda: StableDiffusionSafetyChecker(config))
    inner = {key.removeprefix("vision_model."): t for key, t in model.vision_model.state_dict().items()}
    weights = {f"vision_model.vision_model.{key}": tensor for key, tensor in inner.items()}
    weights |= {"vision_model.vision_model.embeddings.position_ids": torch.arange(17)[None]}
    weights |= {key: t for key, t in model.state_dict().items() if not key.startswith("vision_model.")}
    folder = root / "safety_checker"
    write_json(folder / "config.json", config.to_dict() | {"architectures": ["StableDiffusionSafetyChecker"]})
    write_weights(folder / "model.safetensors", weights)
    write_json(folder / "preprocessor_config.json", preprocessor_config(32))
    return folder, model


def clipseg_folder(root):
    """The published CLIPSeg's layout (rd64-refined): all its layers, the true vocabulary, a refined upsampling."""
    text = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 2}
    vision = {"hidden_size": 48, "intermediate_size": 96, "num_attention_heads": 3, "num_hidden_layers": 12}
    config = CLIPSegConfig(
        text_config=text | {"vocab_size": VOCABULARY, "eos_token_id": VOCABULARY - 1},
        vision_config=vision | {"image_size": 64, "patch_size": 16},
        projection_dim=32,
        reduce_dim=16,
        extract_layers=[3, 6, 9],
        conditional_layer=0,
        decoder_num_attention_heads=4,
        decoder_intermediate_size=64,
        use_complex_transposed_convolution=True,
    )
    model = seeded(lambda: CLIPSegForImageSegmentation(config))
    folder = root / "clipseg"
    clip_tokenizer(folder, "<|endoftext|>")
    write_json(folder / "config.json", config.to_dict() | {"architectures": ["CLIPSegForImageSegmentation"]})
    write_weights(folder / "model.safetensors", model.state_dict())
    statistics = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    sizes = {"size": {"height": 64, "width": 64}, "do_resize": True, "do_normalize": True, "resample": 2}
    kind = {"image_processor_type": "ViTImageProcessor", "feature_extractor_type": "ViTFeatureExtractor"}
    write_json(folder / "preprocessor_config.json", statistics | sizes | kind)
    return folder, model


# ------------------------------------------------------------------ files


def write_json(file, content):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1))


def write_weights(file, weights, half=False, metadata=None):
    file.parent.mkdir(parents=True, exist_ok=True)
    halved = {k: v.half() if half and v.is_floating_point() else v for k, v in weights.items()}
    save_file({key: t.detach().clone().contiguous() for key, t in halved.items()}, file, metadata or {"format": "pt"})
