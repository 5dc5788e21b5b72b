"""Text-to-image: diffusers' UNet2DConditionModel on 8×8×48 latents, v-prediction with zero terminal SNR.

    python train_unet.py --work DIR --minutes 120

The text it sees is what SD 2.1 takes from OpenCLIP-H: the guide's text tower without its last block, then the final
layer norm. Its states cost a sixth of a step, so every caption is used at two noise levels. A sample costs 20
core-milliseconds at 96 and 192 channels, 35 at 128 and 256: in the time there is, more samples were thought worth more
than a larger network.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from train_autoencoder import CHANNELS
from train_autoencoder import load_trained as load_autoencoder
from train_clip import load_split
from train_clip import load_trained as load_clip
from training import Average, Optimisers, Run, arguments, half_precision

if TYPE_CHECKING:
    from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
    from open_clip.model import CLIP
    from transformers import CLIPTokenizer

PROMPTS = [
    "a flat illustration of a zebra on the grass on a sunny day",
    "a 3d render of a red car in the city at night",
    "a cat and a blue balloon on a yellow background, cartoon",
    "pixel art of a castle in the mountains at sunset",
    "a pencil sketch of a guitar on a white background",
    "a cartoon of a penguin under the sea",
    "a 3d render of a pizza on a purple background",
    "a green rocket in space, flat illustration",
    "a cartoon of a dog in the snow at night",
    "a purple octopus on the beach, 3d render",
    "a flat illustration of a pink house in the forest",
    "yellow bus, desert, sunset, cartoon",
    "an owl in a room at night, 3d render",
    "a banana next to an orange umbrella on a gray background, flat illustration",
    "a red mushroom in the forest in daylight, cartoon",
    "a blue butterfly among the dunes, pixel art",
    "a cartoon of a lion on the grass at sunset",
    "a 3d render of a panda in the forest",
    "a flat illustration of a green frog in the city",
    "pixel art of a snail on a blue background",
    "a pencil sketch of an airplane in the mountains",
    "a 3d render of a snowman in the snow at night",
    "pixel art of a hamburger and a red crab on the beach",
    "a yellow tulip in a room, cartoon",
]
# of world.TRAIN_FORMS: mostly whole captions, for they tell the most of the picture
WEIGHTS = np.array([3, 3, 3, 3, 2, 3, 0.7, 0.7, 0.7, 0.9]) / 20


def build(text_width: int) -> "UNet2DConditionModel":
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=8,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        layers_per_block=1,
        block_out_channels=(96, 192),
        down_block_types=("CrossAttnDownBlock2D",) * 2,
        up_block_types=("CrossAttnUpBlock2D",) * 2,
        cross_attention_dim=text_width,
        attention_head_dim=(3, 6),  # heads, by diffusers' old name
        norm_num_groups=16,
        use_linear_projection=True,
        transformer_layers_per_block=1,
    )


def scheduler() -> "DDIMScheduler":
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,
    )


def load_trained(work: Path) -> "tuple[UNet2DConditionModel, CLIP, CLIPTokenizer]":
    clip, tokenizer = load_clip("guide", work)
    unet = build(clip.ln_final.weight.shape[0])
    unet.load_state_dict(torch.load(work / "unet" / "checkpoint.pt", weights_only=True)["average"])
    return unet.eval(), clip, tokenizer


@torch.no_grad()
def text_states(clip: "CLIP", tokenizer: "CLIPTokenizer", texts: list[str]) -> torch.Tensor:
    """(n, 77, width): all blocks but the last, then the final layer norm, padded with id 0."""
    ids = tokenizer(texts, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
    h = clip.token_embedding(ids) + clip.positional_embedding
    for block in clip.transformer.resblocks[:-1]:
        h = block(h, attn_mask=clip.attn_mask)
    return clip.ln_final(h)


@torch.no_grad()
def sample(
    unet: "UNet2DConditionModel",
    clip: "CLIP",
    tokenizer: "CLIPTokenizer",
    autoencoder: "AutoencoderKL",
    prompts: list[str],
    steps: int = 20,
    guidance: float = 4.0,
    seed: int = 0,
) -> np.ndarray:
    """(n, 128, 128, 3) uint8. For looking and evaluation; the application uses StableDiffusionPipeline."""
    plan = scheduler()
    plan.set_timesteps(steps)
    pictures = []
    for start in range(0, len(prompts), 32):
        texts = prompts[start : start + 32]
        generator = torch.Generator().manual_seed(seed + start)
        z = torch.randn(len(texts), CHANNELS, 8, 8, generator=generator)
        context = torch.cat([text_states(clip, tokenizer, [""] * len(texts)), text_states(clip, tokenizer, texts)])
        for t in plan.timesteps:
            plain, told = unet(torch.cat([z, z]), t, context).sample.chunk(2)
            z = plan.step(plain + guidance * (told - plain), t, z).prev_sample
        y = autoencoder.decode(z).sample.clamp(-1, 1)
        pictures.append(((y + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(pictures)


def sheet(
    unet: "UNet2DConditionModel", clip: "CLIP", tokenizer: "CLIPTokenizer", autoencoder: "AutoencoderKL", path: Path
) -> None:
    pictures = sample(unet, clip, tokenizer, autoencoder, PROMPTS)
    rows = [np.concatenate(list(pictures[i : i + 8]), 1) for i in range(0, len(pictures), 8)]
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def main() -> None:
    from diffusers.models.attention_processor import AttnProcessor

    args = arguments(__doc__.split("\n")[0], minutes=120, batch=(64, "latents a step, two of each scene"))
    clip, tokenizer = load_clip("guide", args.work)
    latents = np.load(args.work / "latents.npy", mmap_mode="r")
    _, captions, _, _ = load_split(args.work, "a")
    model = build(clip.ln_final.weight.shape[0])
    print("unet", sum(p.numel() for p in model.parameters()) / 1e6, "M parameters", flush=True)
    plan = scheduler()
    optimisers = Optimisers(
        model, 0.012, 1e-3, lambda n: n.startswith(("conv_in", "conv_out", "time_embedding")), weight_decay=0.01
    )
    model.set_attn_processor(AttnProcessor())  # see half_precision
    average = Average(model, longest=0.995)
    run = Run(args, "unet", model, optimisers, average)
    rng = np.random.default_rng(args.seed * 1000 + run.step)
    model.train()
    looked = run.elapsed
    while run.going():
        batch = args.batch
        rows = np.sort(rng.integers(0, len(latents), batch // 2))
        which = rng.choice(len(WEIGHTS), batch // 2, p=WEIGHTS)
        told = [captions[i][k] if rng.random() > 0.1 else "" for i, k in zip(rows, which, strict=True)]
        z = torch.from_numpy(latents[rows]).float().repeat(2, 1, 1, 1)
        t = (((rng.random() + np.arange(batch) / batch) % 1) * 1000).astype(np.int64)
        t = torch.from_numpy(rng.permutation(t))
        noise = torch.randn_like(z)
        with half_precision():
            context = text_states(clip, tokenizer, told).float().repeat(2, 1, 1)
            prediction = model(plan.add_noise(z, noise, t), t, context).sample.float()
        loss = ((prediction - plan.get_velocity(z, noise, t)) ** 2).mean()
        norm = optimisers.step(loss, run.rate(warm=100, hold=0.5))
        average.update(model, run.step)
        run.count(50, loss=loss, norm=norm)
        if run.elapsed - looked > 8:
            looked = run.elapsed
            kept = {k: v.clone() for k, v in model.state_dict().items()}
            model.load_state_dict(average.weights)
            # The decoder may be learning still, in a process of its own: as it is now.
            sheet(model.eval(), clip, tokenizer, load_autoencoder(args.work), run.folder / "renders.png")
            model.load_state_dict(kept)
            model.train()
    run.save()
    model.load_state_dict(average.weights)
    sheet(model.eval(), clip, tokenizer, load_autoencoder(args.work), run.folder / "renders.png")
    run.write({"final": {"loss": round(float(loss.detach()), 4)}, "minutes": run.elapsed, "steps": run.step})


if __name__ == "__main__":
    main()
