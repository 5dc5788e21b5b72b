"""Text to image through diffusers' StableDiffusionPipeline, step by step over its public parts.

Stable Diffusion 1.x and 2.x and what is distilled from them, from a diffusers folder or from one file. Rendering is a
generator so that it can show previews and be cancelled between steps. With neutral word weights the picture is the
pipeline's own, pixel by pixel. Latents come from a CPU generator in float32, so the same seed starts from the same
noise on every device and in every number format.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from promptstudio.catalogue.profiles import Component
from promptstudio.errors import BadRequest, ModelMissing
from promptstudio.machine import Placement, vae_dtype
from promptstudio.models.adapters.given_embeddings import given_embeddings
from promptstudio.models.adapters.learned import embeddings_of
from promptstudio.models.adapters.schedulers import deterministic
from promptstudio.models.reading import torchvision_ops  # noqa: F401  (diffusers may import torchvision)
from promptstudio.models.reading.attention import CrossAttentionTrace
from promptstudio.models.reading.clip_tokenizer import ClipPieces, load_clip_tokenizer
from promptstudio.models.reading.model_hash import model_hash
from promptstudio.models.reading.single_file import load_single_file, single_file
from promptstudio.models.reading.tokenizers import offsets
from promptstudio.models.reading.weights import read_pretrained, reading, weights_in
from promptstudio.models.render_defaults import (
    SCHEDULERS,
    STABLE_DIFFUSION,
    is_distilled,
    quick_steps,
    steps_and_guidance,
)
from promptstudio.models.renderer import Made, Step
from promptstudio.prompt import CLIP_POSITIONS, USABLE_PIECES, Prompt, pieces_of_words
from promptstudio.protocol import LearnedWord

from diffusers import (  # isort: skip
    AutoencoderKL,
    DDIMScheduler,
    StableDiffusionPipeline,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg
from transformers import CLIPTextModel

_PREVIEWS = 4  # early looks at the picture during a render


def load_text_to_image(component: Component, placement: Placement) -> TextToImage:
    """Kinds stable_diffusion and stable_diffusion_file. Options: `steps`, `guidance` (the model's own defaults),
    `guidance_rescale` (0…1), `scheduler` ("ddim" or "dpmpp_2m"), and those of single_file.py.

    Errors: ModelMissing with the reason (not there, pickles, damaged, no Stable Diffusion 1 or 2), BadRequest for
    options that there are not.
    """
    scheduler = str(component.options.get("scheduler", "ddim"))
    if scheduler not in SCHEDULERS:
        raise BadRequest(f"There is no scheduler “{scheduler}”; choose {' or '.join(SCHEDULERS)}.")
    vae = Placement(placement.device, vae_dtype(placement.dtype)).torch_dtype
    if component.kind == "stable_diffusion_file":
        pipeline = load_single_file(component, placement, vae)
        weights = [single_file(component)]
    else:
        folder = component.require()
        pipeline = _load_folder(component, folder, placement.torch_dtype, vae)
        weights = weights_in(component, folder / "unet", "diffusion_pytorch_model")
    model = TextToImage(component, placement, pipeline, weights)
    _ = model.hash  # while it is loaded, which is told, and not in the first render
    return model


def _guidance_rescale(component: Component) -> float:
    option = component.options.get("guidance_rescale", 0.0)
    try:
        share = float(str(option))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BadRequest(f"guidance_rescale of {component.name} is a number from 0 to 1, not “{option}”.")
    return share


class TextToImage:
    """A Stable Diffusion pipeline with a deterministic scheduler: DDIM with η = 0, or DPM-Solver++ 2M.

    `default_steps`, `default_guidance`: what suits the model when nobody says otherwise. `distilled`: it is made for a
    few steps without guidance. `quick_steps`, `quick_scheduler`: those of a quick render. `guidance_rescale`: how much
    of the spread that guidance adds to a prediction is taken back, 0…1 (Lin et al. 2024, §3.4: models trained down to
    pure noise are overexposed without it).
    """

    abilities = STABLE_DIFFUSION
    where = ""

    def __init__(
        self,
        component: Component,
        placement: Placement,
        pipeline: Any,  # noqa: ANN401  (a StableDiffusionPipeline; diffusers declares no types)
        weights: list[Path],
    ) -> None:
        self.name = component.name
        self.device = placement.torch_device
        self.pipeline = pipeline
        self._component, self._weights = component, weights
        self._offload = placement.offload
        pipeline.set_progress_bar_config(disable=True)
        scheduler = str(component.options.get("scheduler", "ddim"))
        schedule = pipeline.scheduler.config
        self._training = deterministic("DDIM", schedule)  # the schedule by timesteps, whichever scheduler samples
        pipeline.scheduler = deterministic(SCHEDULERS[scheduler], schedule)
        self.default_steps, self.default_guidance = steps_and_guidance(component, schedule)
        self.distilled, self.quick_steps = is_distilled(schedule), quick_steps(component, schedule)
        self.scheduler = SCHEDULERS[scheduler]
        self.quick_scheduler = self.scheduler if self.distilled else SCHEDULERS["dpmpp_2m"]
        self.guidance_rescale = _guidance_rescale(component)
        for part in (pipeline.unet, pipeline.vae, pipeline.text_encoder):
            part.eval().requires_grad_(False)
        if placement.offload:
            pipeline.enable_model_cpu_offload(device=self.device)
        else:
            pipeline.to(self.device)
        self.offsets = offsets(pipeline.tokenizer)
        self._pieces = ClipPieces(pipeline.tokenizer)

    @cached_property
    def hash(self) -> str:
        """First ten hex digits of the sha256 of the checkpoint file, or of a folder's UNet weights, as A1111's metadata
        names models."""
        return model_hash(self._component, self._weights)

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
        learned: Sequence[LearnedWord] = (),
        previews: bool = True,
        quick: bool = False,
        sampler: str = "",
        clip_skip: int = 0,
    ) -> Generator[Step, None, Made]:
        """Yields after every step, on some with a preview where there are to be `previews`; returns the picture, and
        one attention map a word when traced.

        Sizes in pixels, multiples of the autoencoder's factor. Guidance ≤ 1 renders without the negative prompt.
        `sampler`: one of `SAMPLERS`, empty for the model's own. `clip_skip`: how many of the text encoder's last layers
        are left out. `quick`: with the scheduler that makes most of few steps; see `quick_steps`.
        `learned`: words of Textual Inversion; those that the prompt does not use do nothing. Errors: BadRequest when
        one was learned with a text encoder of another width.
        """
        pipe = self.pipeline
        guided = guidance > 1
        learned_rows = self._learned_rows(prompt, learned)
        positive, empty = pipe.encode_prompt(
            prompt.text,
            self.device,
            1,
            guided,
            negative_prompt=negative if guided else None,
            prompt_embeds=self._read(prompt, learned_rows, clip_skip) if learned_rows or clip_skip else None,
        )
        positive = self._weighted(positive, prompt, learned_rows)
        embeddings = torch.cat([empty, positive]) if guided else positive
        scheduler = self._scheduler(steps, quick, sampler)
        generator = torch.Generator("cpu").manual_seed(seed)
        latents = pipe.prepare_latents(
            1,
            pipe.unet.config.in_channels,
            height or self.size,
            width or self.size,
            torch.float32,
            self.device,
            generator,
        ).to(embeddings.dtype)
        latents = latents * scheduler.init_noise_sigma
        recorder = CrossAttentionTrace(
            pipe.unet, self._slots(prompt, learned_rows) if trace else [], tuple(latents.shape[-2:])
        )
        shown = _preview_steps(steps) if previews else frozenset()
        try:
            for step, t in enumerate(scheduler.timesteps, start=1):
                with recorder:
                    scaled = scheduler.scale_model_input(latents, t)
                    noise = self._predicted(scaled, t, embeddings, guidance)
                preview = self._decode(_predicted_picture(scheduler, noise, t, scaled)) if step in shown else None
                latents = scheduler.step(noise, t, latents, return_dict=False)[0]
                yield Step(step, preview)
            picture = self._decode(latents)
        finally:
            if self._offload:
                pipe.maybe_free_model_hooks()
        maps = recorder.maps([word.text for word in prompt.words] if trace else [])
        used = self.quick_scheduler if quick else sampler or self.scheduler
        return Made(picture, used, maps, self.name, self.hash)

    def _scheduler(self, steps: int, quick: bool, sampler: str) -> Any:  # noqa: ANN401
        """One of its own for each render: several can be under way at once, and a scheduler counts steps."""
        own = self.pipeline.scheduler
        config = own.config
        scheduler = type(own).from_config(config)
        if sampler:
            scheduler = deterministic(sampler, self._training.config)
        if quick and not self.distilled:
            # Few steps have to begin at the very noise (Lin et al. 2024, §3.3), and a multistep solver makes most of
            # them (docs/algorithms.md §13). Models distilled to few steps have a scheduler for them already.
            scheduler = deterministic("DPM++ 2M", {**config, "timestep_spacing": "trailing"})
        scheduler.set_timesteps(steps, device=self.device)
        return scheduler

    def _predicted(
        self, latents: torch.Tensor, t: torch.Tensor, embeddings: torch.Tensor, guidance: float
    ) -> torch.Tensor:
        """What the UNet predicts at `t`; guided where `embeddings` are of two texts, the negative one first."""
        guided = len(embeddings) > 1
        doubled = torch.cat([latents] * 2) if guided else latents
        noise = self.pipeline.unet(doubled, t, encoder_hidden_states=embeddings, return_dict=False)[0]
        if not guided:
            return noise
        unconditional, conditional = noise.chunk(2)
        noise = unconditional + guidance * (conditional - unconditional)
        return rescale_noise_cfg(noise, conditional, self.guidance_rescale) if self.guidance_rescale else noise

    def _decode(self, latents: torch.Tensor) -> Image.Image:
        """Latents (1, channels, height, width) → the picture. Errors: BadRequest when the numbers overflowed."""
        pipe = self.pipeline
        scaled = latents.to(pipe.vae.dtype) / pipe.vae.config.scaling_factor
        pixels = pipe.vae.decode(scaled, return_dict=False)[0]
        if not bool(pixels.isfinite().all()):  # it would be a black picture
            numbers = str(pipe.unet.dtype).removeprefix("torch.")
            raise BadRequest(f"{self.name} left the range of {numbers} and made no picture; render in float32.")
        return pipe.image_processor.postprocess(pixels, output_type="pil")[0]

    def _slots(self, prompt: Prompt, learned_rows: Mapping[str, torch.Tensor]) -> list[list[int]]:
        """Every word's positions in the text encoder's sequence (the first piece stands after SOT). A learned word
        stands in as many as it has vectors."""
        owned = []
        shift = 0
        for word, pieces in zip(prompt.words, pieces_of_words(prompt, self.offsets), strict=True):
            taken = [piece + shift for piece in pieces]
            if word.text in learned_rows:
                taken = list(range(taken[0], taken[0] + len(learned_rows[word.text])))
                shift += len(taken) - len(pieces)
            owned.append([1 + piece for piece in taken if piece < USABLE_PIECES])
        return owned

    # ---------------------------------------------------------------- learning (PH2P, Textual Inversion)

    def piece_embeddings(self) -> torch.Tensor:
        """The text encoder's embedding of every piece, (pieces, width) float32 on the model's device."""
        return self.pipeline.text_encoder.get_input_embeddings().weight.detach().float().to(self.device)

    @property
    def noise_levels(self) -> int:
        """Timesteps of the training schedule."""
        return int(self.pipeline.scheduler.config.num_train_timesteps)

    @torch.no_grad()
    def encode_pictures(self, pictures: Sequence[Image.Image]) -> torch.Tensor:
        """Square RGB pictures of the model's size → latents (pictures, channels, height, width), float32."""
        vae = self.pipeline.vae
        pixels = self.pipeline.image_processor.preprocess(list(pictures), self.size, self.size)
        latents = vae.encode(pixels.to(self.device, vae.dtype)).latent_dist.mode()
        return (latents * vae.config.scaling_factor).float()

    def denoising_loss(
        self,
        latents: torch.Tensor,
        timesteps: torch.Tensor,
        noise: torch.Tensor,
        before: Sequence[int],
        embeddings: torch.Tensor,
    ) -> torch.Tensor:
        """Mean squared error of the UNet's prediction (of noise, or of velocity where that is what it predicts).

        `latents`, `noise`: (n, channels, height, width); `timesteps`: (n,) of the training schedule. The text is the
        pieces `before`, then `embeddings` (pieces, width), through which gradients flow.
        """
        unet, scheduler = self.pipeline.unet, self._training
        timesteps, noise = timesteps.to(latents.device), noise.to(latents.device)
        first = 1 + len(before)
        states = self._states([*before, *[0] * len(embeddings)], embeddings, range(first, first + len(embeddings)))
        noisy = scheduler.add_noise(latents, noise, timesteps).to(unet.dtype)
        predicted = unet(noisy, timesteps, states.to(unet.dtype).expand(len(latents), -1, -1)).sample
        velocity = scheduler.config.prediction_type == "v_prediction"
        target = scheduler.get_velocity(latents, noise, timesteps) if velocity else noise
        return torch.nn.functional.mse_loss(predicted.float(), target.float())

    def _states(
        self, pieces: Sequence[int], embeddings: torch.Tensor, positions: Sequence[int], clip_skip: int = 0
    ) -> torch.Tensor:
        """Text encoder states (1, 77, width) of `pieces`, of which those at `positions` (SOT is 0; inside the window)
        are given by `embeddings`. Pieces beyond the window are cut off. The last `clip_skip` layers are left out; the
        pipeline's own way to do so knows other versions of the text encoder. Errors: BadRequest where all would be."""
        tokenizer, encoder = self.pipeline.tokenizer, self.pipeline.text_encoder
        if clip_skip >= encoder.config.num_hidden_layers:
            raise BadRequest(f"The text encoder of {self.name} has too few layers to leave out {clip_skip}.")
        ids = [tokenizer.bos_token_id, *pieces[:USABLE_PIECES], tokenizer.eos_token_id]
        ids += [tokenizer.pad_token_id] * (CLIP_POSITIONS - len(ids))
        with given_embeddings(encoder.get_input_embeddings(), embeddings[None], positions):
            told = encoder(torch.tensor([ids], device=self.device), output_hidden_states=bool(clip_skip))
        if not clip_skip:
            return told[0]
        return encoder.final_layer_norm(told.hidden_states[-(clip_skip + 1)])

    @property
    def _width(self) -> int:
        return int(self.pipeline.text_encoder.get_input_embeddings().embedding_dim)

    def _learned_rows(self, prompt: Prompt, learned: Sequence[LearnedWord]) -> dict[str, torch.Tensor]:
        """The embeddings (vectors, width) of the learned words that the prompt uses, by token."""
        used = {word.text for word in prompt.words}
        for word in learned:
            if word.token in used and word.width != self._width:
                raise BadRequest(f"“{word.token}” was learned with {word.model}; {self.name} cannot read it.")
        return {word.token: embeddings_of(word) for word in learned if word.token in used}

    def _read(self, prompt: Prompt, learned_rows: Mapping[str, torch.Tensor], clip_skip: int) -> torch.Tensor:
        """Text encoder states of a prompt with learned words in it, (1, 77, width), without the last `clip_skip`
        layers."""
        plain = self._pieces.encode(prompt.text)
        pieces, at = list[int](), 0
        for word, own in zip(prompt.words, pieces_of_words(prompt, self.offsets), strict=True):
            if word.text in learned_rows:
                pieces += [*plain[at : own[0]], *[0] * len(learned_rows[word.text])]
                at = own[-1] + 1
        replaced = [
            (slot, vector)
            for word, slots in zip(prompt.words, self._slots(prompt, learned_rows), strict=True)
            if word.text in learned_rows
            for slot, vector in zip(slots, learned_rows[word.text], strict=False)  # fewer slots where the window ends
        ]
        positions = [slot for slot, _ in replaced]
        vectors = torch.stack([vector for _, vector in replaced]) if replaced else torch.zeros(0, self._width)
        return self._states([*pieces, *plain[at:]], vectors, positions, clip_skip)

    def _weighted(
        self, embeddings: torch.Tensor, prompt: Prompt, learned_rows: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Scales the embeddings of weighted words and restores the mean, as A1111 does for (word:1.2)."""
        if all(word.weight == 1 for word in prompt.words):
            return embeddings
        scale = torch.ones(embeddings.shape[1], dtype=embeddings.dtype)
        for word, slots in zip(prompt.words, self._slots(prompt, learned_rows), strict=True):
            scale[slots] = word.weight
        weighted = embeddings * scale[None, :, None].to(embeddings.device)
        mean = weighted.float().mean()
        return weighted * (embeddings.float().mean() / mean).to(weighted.dtype) if mean.abs() > 1e-6 else weighted


def _preview_steps(steps: int) -> frozenset[int]:
    """After which steps of a render there is an early look at it."""
    every = max(steps // (_PREVIEWS + 1), 1)
    return frozenset(range(every, steps, every))


def _predicted_picture(
    scheduler: Any,  # noqa: ANN401
    predicted: torch.Tensor,
    t: torch.Tensor,
    x: torch.Tensor,
) -> torch.Tensor:
    """The latents that a prediction at timestep `t` points to: x = α·picture + σ·noise, v = α·noise − σ·picture."""
    alpha_squared = scheduler.alphas_cumprod[int(t)]
    alpha, sigma = alpha_squared**0.5, (1 - alpha_squared) ** 0.5
    if scheduler.config.prediction_type == "v_prediction":
        return alpha * x - sigma * predicted
    return (x - sigma * predicted) / alpha


# ------------------------------------------------------------------ a diffusers folder


def _load_folder(component: Component, folder: Path, dtype: torch.dtype, vae_dtype: torch.dtype) -> Any:  # noqa: ANN401
    """The StableDiffusionPipeline of a diffusers folder, on the CPU, without the safety checker that may lie in it.
    Files of the variant fp16 are read where there are no others."""
    with reading(component):
        index = json.loads((folder / "model_index.json").read_text(encoding="utf-8"))
        schedule = json.loads((folder / "scheduler" / "scheduler_config.json").read_text(encoding="utf-8"))
    made_for = index.get("_class_name")
    if made_for != "StableDiffusionPipeline":
        raise ModelMissing(
            f"“{component.name}” at {folder} is made for {made_for}; Prompt Studio renders with Stable Diffusion 1.x "
            f"and 2.x (StableDiffusionPipeline)."
        )
    unet = read_pretrained(component, UNet2DConditionModel, folder / "unet", "diffusion_pytorch_model", dtype)
    vae = read_pretrained(component, AutoencoderKL, folder / "vae", "diffusion_pytorch_model", vae_dtype)
    text_encoder = read_pretrained(component, CLIPTextModel, folder / "text_encoder", "model", dtype)
    with reading(component):
        tokenizer = load_clip_tokenizer(component)
    return StableDiffusionPipeline(
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DDIMScheduler.from_config(schedule),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
