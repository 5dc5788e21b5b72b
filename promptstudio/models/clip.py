"""CLIP through open_clip: pictures and strings into one space."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from PIL import Image

from promptstudio.models import torchvision_ops  # noqa: F401  (before open_clip: it imports torchvision)
from promptstudio.models.catalog import Component

import open_clip  # isort: skip
from open_clip.model import CLIP
from open_clip.transformer import text_global_pool

_LEAST_GRID = 8


class Clip:
    """An open_clip model. Features are float32, on the CPU, L2-normalised; cosine is their inner product."""

    def __init__(self, component: Component, device: torch.device) -> None:
        source = f"local-dir:{component.require()}"
        model, _, preprocess = open_clip.create_model_and_transforms(source, device=device)
        self.name = component.name
        self.device = device
        self.model = model.eval().requires_grad_(False)
        self.preprocess = preprocess
        self.tokenize = open_clip.get_tokenizer(source)
        side = model.visual.image_size
        self.image_size: int = side if isinstance(side, int) else side[0]

    @torch.inference_mode()
    def encode_images(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """Square RGB pictures of any size → features of shape (images, dim)."""
        batch = torch.stack([self.preprocess(image) for image in images]).to(self.device)
        return self.model.encode_image(batch, normalize=True).float().cpu()

    @torch.inference_mode()
    def patch_features(self, images: Sequence[Image.Image]) -> torch.Tensor:
        """Square RGB pictures → normalised features of every patch, shape (images, rows, columns, dim): those of the
        deepest layer that still has a grid of at least 8 × 8 (a ViT's last one; a ResNet's grids shrink)."""
        batch = torch.stack([self.preprocess(image) for image in images]).to(self.device)
        layers = self.model.visual.forward_intermediates(batch, intermediates_only=True)["image_intermediates"]
        fine = [layer for layer in layers if layer.shape[-1] >= _LEAST_GRID] or layers[:1]
        return torch.nn.functional.normalize(fine[-1].permute(0, 2, 3, 1).float().cpu(), dim=-1)

    @torch.inference_mode()
    def encode_texts(self, texts: Sequence[str]) -> torch.Tensor:
        """Strings → features of shape (strings, dim). Text beyond CLIP's 75 pieces is not seen."""
        if not texts:
            return torch.zeros(0, self.model.text_projection.shape[-1])
        ids = self.tokenize(list(texts)).to(self.device)
        features = self._encode_short(ids) if isinstance(self.model, CLIP) else self.model.encode_text(ids)
        return torch.nn.functional.normalize(features.float().cpu(), dim=-1)

    def _encode_short(self, ids: torch.Tensor) -> torch.Tensor:
        # The tower is causal: positions after the last EOT change nothing, so the batch is cut to its longest string
        # (20 pieces instead of 77 are some six times cheaper). The same steps as open_clip's CLIP.encode_text.
        model = self.model
        length = int(ids.argmax(dim=-1).max()) + 1 if model.text_pool_type == "argmax" else ids.shape[1]
        ids = ids[:, :length]
        dtype = model.transformer.get_cast_dtype()
        x = model.token_embedding(ids).to(dtype) + model.positional_embedding[:length].to(dtype)
        x = model.ln_final(model.transformer(x, attn_mask=model.attn_mask[:length, :length]))
        x = text_global_pool(x, ids, model.text_pool_type, eos_token_id=getattr(model, "text_eos_id", None))
        if isinstance(model.text_projection, torch.nn.Linear):
            return model.text_projection(x)
        return x @ model.text_projection
