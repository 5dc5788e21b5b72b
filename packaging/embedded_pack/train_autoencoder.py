"""The picture autoencoder: diffusers' AutoencoderKL, 64×64×3 -> 8×8×16 (f8).

    python train_autoencoder.py --work DIR --minutes 35

Pixels of objects count double (backgrounds are easy). At the end the latents are brought to mean 0 and deviation 1 per channel by
folding the change into the two 1×1 convolutions around them, so the scaling factor is exactly 1 and the UNet meets even channels.
"""

import numpy as np
import torch
from PIL import Image
from training import Average, Optimisers, Run, arguments

CHANNELS = 16


def build():
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[16, 32, 64, 128],
        layers_per_block=1,
        latent_channels=CHANNELS,
        norm_num_groups=8,
        sample_size=64,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        force_upcast=False,
    )


def load_trained(work):
    """The averaged weights with standardised latents."""
    model = build()
    model.load_state_dict(torch.load(work / "autoencoder" / "standardised.pt", weights_only=True))
    return model.eval()


def to_tensor(pictures: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.no_grad()
def psnr(model, pictures: np.ndarray) -> float:
    """Mean over pictures of the peak signal-to-noise ratio, in dB, range [-1, 1]."""
    out = []
    for start in range(0, len(pictures), 64):
        x = to_tensor(pictures[start : start + 64])
        y = model.decode(model.encode(x).latent_dist.mean).sample.clamp(-1, 1)
        out.append(10 * torch.log10(4 / ((y - x) ** 2).mean((1, 2, 3)).clamp(min=1e-6)))
    return torch.cat(out).mean().item()


@torch.no_grad()
def standardise(model, pictures: np.ndarray) -> torch.Tensor:
    """Fold mean 0 and deviation 1 per latent channel into quant_conv and post_quant_conv; returns the old deviations."""
    z = torch.cat([model.encode(to_tensor(pictures[i : i + 64])).latent_dist.mean for i in range(0, len(pictures), 64)])
    mean, deviation = z.mean((0, 2, 3)), z.std((0, 2, 3))
    before, after = model.quant_conv, model.post_quant_conv
    after.bias += after.weight[:, :, 0, 0] @ mean
    after.weight *= deviation[None, :, None, None]
    before.weight[:CHANNELS] /= deviation[:, None, None, None]
    before.bias[:CHANNELS] = (before.bias[:CHANNELS] - mean) / deviation
    before.bias[CHANNELS:] -= 2 * deviation.log()
    return deviation


def sheet(model, pictures: np.ndarray, path) -> None:
    """Originals above reconstructions, two rows of sixteen."""
    with torch.no_grad():
        y = model.decode(model.encode(to_tensor(pictures[:32])).latent_dist.mean).sample.clamp(-1, 1)
    y = ((y + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    rows = [np.concatenate(list(block), 1) for block in (pictures[:16], y[:16], pictures[16:32], y[16:32])]
    Image.fromarray(np.concatenate(rows, 0)).resize((2048, 512)).save(path)


def main() -> None:
    args = arguments(__doc__.split("\n")[0], minutes=35, batch=(16, "pictures a step"))
    pictures = np.load(args.work / "a_pictures.npy", mmap_mode="r")
    objects = np.load(args.work / "a_truth.npz")["objects"]
    held = np.load(args.work / "v_pictures.npy", mmap_mode="r")
    model = build()
    print("autoencoder", sum(p.numel() for p in model.parameters()) / 1e6, "M parameters", flush=True)
    optimisers = Optimisers(
        model,
        0.01,
        1.5e-3,
        lambda n: n.startswith(("encoder.conv_in", "decoder.conv_out", "quant_conv", "post_quant_conv")),
        weight_decay=0.0,
    )
    average = Average(model, every=8, longest=0.995)
    run = Run(args, "autoencoder", model, optimisers, average)
    rng = np.random.default_rng(args.seed * 1000 + run.step)
    while run.going():
        rows = np.sort(rng.integers(0, len(pictures), args.batch))
        x = to_tensor(pictures[rows])
        weight = 1 + torch.from_numpy(np.unpackbits(objects[rows], -1)).view(-1, 1, 64, 64).float()
        weight = weight / weight.mean()
        posterior = model.encode(x).latent_dist
        z = posterior.mean + torch.exp(0.5 * posterior.logvar) * torch.randn_like(posterior.mean)
        error = model.decode(z).sample - x
        edges = (error[..., 1:, :] - error[..., :-1, :]).abs().mean() + (error[..., 1:] - error[..., :-1]).abs().mean()
        kl = 0.5 * (posterior.mean**2 + posterior.logvar.exp() - 1 - posterior.logvar).mean()
        loss = (weight * (error.abs() + 2 * error**2)).mean() + 0.5 * edges + 3e-5 * kl
        norm = optimisers.step(loss, run.rate(warm=200))
        average.update(model, run.step)
        wanted = (run.step + 1) % 500 == 0
        run.count(
            100,
            (lambda: {"psnr": round(psnr(model, held[:128]), 2)}) if wanted else None,
            loss=loss,
            l1=error.abs().mean(),
            kl=kl,
            norm=norm,
        )
    run.save()
    model.load_state_dict(average.weights)
    run.write({"final": {"psnr": round(psnr(model, held[:500]), 2)}, "minutes": run.elapsed, "steps": run.step})
    deviation = standardise(model, pictures[:2000])
    print("deviations before", [round(v, 2) for v in deviation.tolist()], "psnr after", psnr(model, held[:128]))
    torch.save(model.state_dict(), args.work / "autoencoder" / "standardised.pt")
    sheet(model, held, args.work / "autoencoder" / "reconstructions.png")


if __name__ == "__main__":
    main()
