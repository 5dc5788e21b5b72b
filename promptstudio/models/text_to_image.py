"""Text to image through diffusers' StableDiffusionPipeline, step by step over its public parts.

Rendering is a generator so that it can show previews and be cancelled between steps. With neutral word weights the
picture is the pipeline's own, pixel by pixel. Latents come from a CPU generator, so the same seed starts from the same
noise on every device.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from functools import cached_property

import torch
from PIL import Image

from promptstudio.models import torchvision_ops  # noqa: F401  (diffusers may import torchvision)
from promptstudio.models.attention import CrossAttentionTrace
from promptstudio.models.catalog import Component
from promptstudio.models.tokenizers import offsets
from promptstudio.prompt import USABLE_PIECES, Prompt, pieces_of_words
from promptstudio.protocol import AttentionMap

from diffusers import DDIMScheduler, StableDiffusionPipeline  # isort: skip

_PREVIEWS = 4  # early looks at the picture during a render


class TextToImage:
    """A Stable Diffusion pipeline with a deterministic scheduler (DDIM, η = 0)."""

    def __init__(self, component: Component, device: torch.device) -> None:
        folder = component.require()
        dtype = torch.float32 if device.type == "cpu" else torch.float16
        self.name = component.name
        self.folder = folder
        self.device = device
        self.pipeline = StableDiffusionPipeline.from_pretrained(str(folder), local_files_only=True, dtype=dtype)
        self.pipeline.set_progress_bar_config(disable=True)
        self.pipeline.scheduler = DDIMScheduler.from_config(self.pipeline.scheduler.config)
        self.pipeline.to(device)
        for part in (self.pipeline.unet, self.pipeline.vae, self.pipeline.text_encoder):
            part.eval().requires_grad_(False)
        self.offsets = offsets(self.pipeline.tokenizer)

    @property
    def scheduler(self) -> str:
        return "DDIM"

    @cached_property
    def hash(self) -> str:
        """First ten hex digits of the UNet weights' sha256, as A1111's metadata names models."""
        digest = hashlib.sha256()
        for file in sorted((self.folder / "unet").glob("*.safetensors")):
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()[:10]

    @property
    def size(self) -> int:
        """The model's own side length in pixels."""
        return self.pipeline.unet.config.sample_size * self.pipeline.vae_scale_factor

    @torch.inference_mode()
    def render(
        self,
        prompt: Prompt,
        *,
        seed: int,
        steps: int,
        guidance: float,
        negative: str = "",
        width: int | None = None,
        height: int | None = None,
        trace: bool = False,
    ) -> Generator[Image.Image | None, None, tuple[Image.Image, tuple[AttentionMap, ...]]]:
        """Yields a preview or None after every step; returns the picture, and one attention map a word when traced.

        Sizes in pixels, multiples of the autoencoder's factor. Guidance ≤ 1 renders without the negative prompt.
        """
        pipe = self.pipeline
        guided = guidance > 1
        positive, empty = pipe.encode_prompt(
            prompt.text, self.device, 1, guided, negative_prompt=negative if guided else None
        )
        positive = self._weighted(positive, prompt)
        embeddings = torch.cat([empty, positive]) if guided else positive
        # A scheduler of its own: several renders can be under way at once, and it counts steps.
        scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
        scheduler.set_timesteps(steps, device=self.device)
        generator = torch.Generator("cpu").manual_seed(seed)
        latents = pipe.prepare_latents(
            1,
            pipe.unet.config.in_channels,
            height or self.size,
            width or self.size,
            embeddings.dtype,
            self.device,
            generator,
        )
        recorder = CrossAttentionTrace(pipe.unet, self._slots(prompt) if trace else [], tuple(latents.shape[-2:]))
        for step, t in enumerate(scheduler.timesteps, start=1):
            doubled = torch.cat([latents] * 2) if guided else latents
            with recorder:
                noise = pipe.unet(
                    scheduler.scale_model_input(doubled, t), t, encoder_hidden_states=embeddings, return_dict=False
                )[0]
            if guided:
                unconditional, conditional = noise.chunk(2)
                noise = unconditional + guidance * (conditional - unconditional)
            made = scheduler.step(noise, t, latents)
            latents = made.prev_sample
            wanted = step < steps and step % max(steps // (_PREVIEWS + 1), 1) == 0
            yield self._decode(made.pred_original_sample) if wanted else None
        return self._decode(latents), recorder.maps([word.text for word in prompt.words] if trace else [])

    def _decode(self, latents: torch.Tensor) -> Image.Image:
        pipe = self.pipeline
        pixels = pipe.vae.decode(latents / pipe.vae.config.scaling_factor, return_dict=False)[0]
        return pipe.image_processor.postprocess(pixels, output_type="pil")[0]

    def _slots(self, prompt: Prompt) -> list[list[int]]:
        """Every word's positions in the text encoder's sequence (the first piece stands after SOT)."""
        owned = pieces_of_words(prompt, self.offsets)
        return [[1 + piece for piece in pieces if piece < USABLE_PIECES] for pieces in owned]

    def _weighted(self, embeddings: torch.Tensor, prompt: Prompt) -> torch.Tensor:
        """Scales the embeddings of weighted words and restores the mean, as A1111 does for (word:1.2)."""
        if all(word.weight == 1 for word in prompt.words):
            return embeddings
        scale = torch.ones(embeddings.shape[1], dtype=embeddings.dtype)
        for word, slots in zip(prompt.words, self._slots(prompt), strict=True):
            scale[slots] = word.weight
        weighted = embeddings * scale[None, :, None].to(embeddings.device)
        mean = weighted.float().mean()
        return weighted * (embeddings.float().mean() / mean).to(weighted.dtype) if mean.abs() > 1e-6 else weighted
