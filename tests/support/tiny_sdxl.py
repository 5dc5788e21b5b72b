"""A tiny random SDXL whose weights are one file, under the names of the original code as published checkpoints have
them. Its two text encoders differ in width, for by that diffusers tells them apart."""

import shutil

import torch
from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from promptstudio.models.reading.clip_tokenizer import read_clip_tokenizer, shipped_tokenizer
from tiny_vision import hub_text_keys, ldm_unet_name, ldm_weights, open_clip_text, parts, seeded

_WIDTHS = 32, 64


def _text(model_class, width):
    config = CLIPTextConfig(
        vocab_size=49408,
        hidden_size=width,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        projection_dim=width,
        bos_token_id=49406,
        eos_token_id=49407,
        pad_token_id=1,
    )
    return seeded(lambda: model_class(config))


def _unet():
    return UNet2DConditionModel(
        block_out_channels=(8, 16, 16),
        norm_num_groups=4,
        sample_size=32,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 2, 2),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + _WIDTHS[1],
        cross_attention_dim=sum(_WIDTHS),
    )


def sdxl_in_one_file(parent):
    """The pipeline, its file, and a folder of another pipeline of the same shape."""
    pipeline = StableDiffusionXLPipeline(
        vae=parts("sd15")[1],
        text_encoder=_text(CLIPTextModel, _WIDTHS[0]),
        text_encoder_2=_text(CLIPTextModelWithProjection, _WIDTHS[1]),
        tokenizer=read_clip_tokenizer(shipped_tokenizer()),
        tokenizer_2=read_clip_tokenizer(shipped_tokenizer()),
        unet=seeded(_unet),
        scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", timestep_spacing="leading", steps_offset=1),
    )
    whole, rest = parent / "whole", parent / "rest"
    pipeline.save_pretrained(whole)
    shutil.copytree(whole, rest)
    for weights in rest.rglob("*.safetensors"):
        save_file({name: tensor + 1 for name, tensor in load_file(weights).items()}, weights)
    save_file(
        {name: tensor.contiguous() for name, tensor in _as_published(pipeline).items()}, parent / "one.safetensors"
    )
    return pipeline, parent / "one.safetensors", rest


def _as_published(pipeline):
    unet, vae = pipeline.unet.state_dict(), pipeline.vae
    added = {"add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2"}
    weights = {name: t for name, t in ldm_weights("sd15", (_Empty(), vae, _Empty())).items() if "first_stage" in name}
    for name, tensor in unet.items():
        start, _, kind = name.rpartition(".")
        # The first block above has attention here, so what makes it larger stands one place later.
        ldm = f"{added[start]}.{kind}" if start in added else ldm_unet_name(name).replace("s.2.1.conv", "s.2.2.conv")
        weights[f"model.diffusion_model.{ldm}"] = tensor
    first = hub_text_keys(pipeline.text_encoder)
    weights |= {f"conditioner.embedders.0.transformer.{name}": tensor for name, tensor in first.items()}
    second = open_clip_text(pipeline.text_encoder_2.text_model)
    second["text_projection"] = pipeline.text_encoder_2.text_projection.weight.T
    return weights | {f"conditioner.embedders.1.model.{name}": tensor for name, tensor in second.items()}


class _Empty(torch.nn.Module):
    """Has no weights."""
