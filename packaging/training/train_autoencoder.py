"""The picture autoencoder: diffusers' AutoencoderKL, 128×128×3 -> 8×8×48 (f16).

    python train_autoencoder.py --work DIR --minutes 60

The encoder is not trained: its weights are set so that it computes principal components exactly (`set_encoder`), from
coarse to fine: latents 0–31 are those of 8×8 patches of the picture at half its size, 32–47 what 16×16 patches add to
them. So the latents are known before any training, the UNet can train beside the decoder, and the decoder needs no
gradient of the encoder. (An autoencoder trained whole reached 21.3 dB at 64 pixels in half an hour; the components
alone have 26.) Pixels of objects count double for the decoder (backgrounds are easy); a little noise on the latents
makes it forgive the UNet.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image

from training import Average, Optimisers, Run, arguments, half_precision

if TYPE_CHECKING:
    from diffusers import AutoencoderKL

COARSE, CHANNELS = 32, 48  # latents of the picture at half its size, all of them
WIDTHS = (16, 24, 48, 64, 128)
# a component of deviation s becomes a latent of deviation ∝ s^0.6: details stay quieter than shapes, not 25 times
SPREAD = 0.6
CONSTANT = 256.0  # see set_encoder
NOISE = 0.05  # on latents of mean square 1


def build() -> "AutoencoderKL":
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=["DownEncoderBlock2D"] * len(WIDTHS),
        up_block_types=["UpDecoderBlock2D"] * len(WIDTHS),
        block_out_channels=list(WIDTHS),
        layers_per_block=1,
        latent_channels=CHANNELS,
        norm_num_groups=8,
        sample_size=128,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        force_upcast=False,
    )


def load_trained(work: Path) -> "AutoencoderKL":
    """Encoder and averaged decoder."""
    model = build()
    model.load_state_dict(torch.load(work / "autoencoder" / "encoder.pt", weights_only=True))
    checkpoint = work / "autoencoder" / "checkpoint.pt"
    if checkpoint.exists():
        model.decoder.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    return model.eval()


def to_tensor(pictures: np.ndarray) -> torch.Tensor:
    """(n, h, w, 3) uint8 -> (n, 3, h, w) float32 in [-1, 1]."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def space_to_depth(x: torch.Tensor) -> torch.Tensor:
    """(n, c, h, w) -> (n, 4c, h/2, w/2); channel 4c + 2·dy + dx."""
    return torch.nn.functional.pixel_unshuffle(x, 2)


def principal(x: torch.Tensor, keep: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Mean, (keep, channels) directions and deviations of the channels of (n, c, h, w), strongest first."""
    rows = x.permute(0, 2, 3, 1).reshape(-1, x.shape[1]).double()
    mean = rows.mean(0)
    values, vectors = torch.linalg.eigh(torch.cov((rows - mean).T))
    order = values.argsort(descending=True)[:keep]
    return mean.float(), vectors[:, order].T.float(), values[order].clamp(min=0).sqrt().float()


Projection = tuple[torch.Tensor, torch.Tensor]  # matrix (rows, 4 × channels), bias (rows): of 2×2 blocks as channels


def spread(deviations: torch.Tensor) -> torch.Tensor:
    """Deviations that components of these deviations get as latents."""
    return deviations**SPREAD


def apply(projection: Projection, x: torch.Tensor) -> torch.Tensor:
    """(n, c, h, w) -> (n, rows, h/2, w/2)."""
    matrix, bias = projection
    return torch.einsum("kc,nchw->nkhw", matrix, space_to_depth(x)) + bias[:, None, None]


@torch.no_grad()
def coarse_projections(x: torch.Tensor) -> list[Projection]:
    """Of pictures at half their size, (n, 3, 64, 64): 2×2 blocks as they are, 4×4 blocks in 32 components, 8×8 in 32,
    standardised to a mean square of 1."""
    projections = [(torch.eye(12), torch.zeros(12))]
    x = apply(projections[0], x)
    mean, directions, _ = principal(space_to_depth(x), 32)
    projections.append((directions, -directions @ mean))
    x = apply(projections[1], x)
    mean, directions, deviations = principal(space_to_depth(x), COARSE)
    wanted = spread(deviations)
    directions = directions * (wanted / wanted.square().mean().sqrt() / deviations)[:, None]
    return [*projections, (directions, -directions @ mean)]


def lifted(projection: Projection, coarse: int, channels: int) -> Projection:
    """A projection of `coarse` channels as one of `channels`, of which those are the first."""
    matrix, bias = projection
    rows = matrix.view(len(matrix), coarse, 4)
    return torch.cat([rows, rows.new_zeros(len(rows), channels - coarse, 4)], 1).flatten(1), bias


@torch.no_grad()
def with_residue(projection: Projection, x: torch.Tensor, keep: int, scale: bool = False) -> Projection:
    """`projection` of (n, c, h, w) and below it the `keep` strongest components of what it leaves out.

    `scale`: the new rows are standardised as latents, in the proportion to their deviations that the old ones have.
    """
    matrix, bias = projection
    span = torch.linalg.svd(matrix, full_matrices=False)[2]
    x = space_to_depth(x)
    rest = x - torch.einsum("kc,kd,nchw->ndhw", span, span, x)
    mean, directions, deviations = principal(rest, keep)
    directions = directions - directions @ span.T @ span  # exactly outside
    if scale:
        old = torch.einsum("kc,nchw->nkhw", matrix, x).std((0, 2, 3))
        shares = old / spread(old / matrix.norm(dim=1))
        directions = directions * (spread(deviations) * shares.mean() / deviations)[:, None]
    return torch.cat([matrix, directions]), torch.cat([bias, -directions @ mean])


@torch.no_grad()
def projections(pictures: np.ndarray, coarse: list[Projection] | None = None) -> list[Projection]:
    """The four 2×2 steps from (n, 128, 128, 3) uint8 pictures to their latents.

    `coarse`: the three steps for pictures at half their size; by default found from these pictures.
    """
    x = to_tensor(pictures)
    coarse = coarse or coarse_projections(torch.nn.functional.avg_pool2d(x, 2))
    mean = torch.eye(3).repeat_interleave(4, 1) / 4  # of each 2×2 block and colour: the picture at half its size
    steps, channels = [with_residue((mean, torch.zeros(3)), x, 9)], 3
    for projection, keep, last in zip(coarse, (12, 16, CHANNELS - COARSE), (False, False, True), strict=True):
        x = apply(steps[-1], x)
        steps.append(with_residue(lifted(projection, channels, x.shape[1]), x, keep, scale=last))
        channels = len(projection[0])
    return steps


@torch.no_grad()
def set_encoder(model: "AutoencoderKL", steps: list[Projection]) -> None:
    """Sets the encoder to compute `projections`.

    Residual branches are closed (last convolution 0), the strided convolutions carry 2×2 blocks into channels and
    project them. What is left is the norm and the SiLU before the last convolution. Every latent z enters them as the
    pair (z, −z), and silu(a) − silu(−a) = a. Every group of the norm also holds the constants (C, −C), so large that
    the group's deviation hardly depends on the picture; the norm's own weight undoes it.
    """
    encoder = model.encoder
    blocks = list(encoder.down_blocks)
    for module in [r for b in blocks for r in b.resnets] + list(encoder.mid_block.resnets):
        module.conv2.weight.zero_()
        module.conv2.bias.zero_()
        if module.conv_shortcut is not None:
            torch.nn.init.zeros_(module.conv_shortcut.bias)
            torch.nn.init.dirac_(module.conv_shortcut.weight)
    torch.nn.init.dirac_(encoder.conv_in.weight)
    encoder.conv_in.bias.zero_()
    for block, (matrix, bias) in zip(blocks, steps, strict=False):
        conv = block.downsamplers[0].conv
        conv.weight.zero_()
        conv.bias.zero_()
        rows, columns = matrix.shape
        conv.weight[:rows, : columns // 4, :2, :2] = matrix.view(rows, columns // 4, 2, 2)
        conv.bias[:rows] = bias

    groups = encoder.conv_norm_out.num_groups
    size, share = encoder.conv_norm_out.num_channels // groups, CHANNELS // groups
    shortcut = blocks[-1].resnets[0].conv_shortcut
    last, norm, out = encoder.mid_block.resnets[-1].conv2, encoder.conv_norm_out, encoder.conv_out
    for tensor in (shortcut.weight, norm.weight, norm.bias, out.weight, out.bias):
        tensor.zero_()
    for i in range(CHANNELS):
        plus = i // share * size + i % share * 2
        shortcut.weight[plus, i], shortcut.weight[plus + 1, i] = 1, -1
        norm.weight[plus : plus + 2] = CONSTANT * (2 / size) ** 0.5
        out.weight[i, plus, 1, 1], out.weight[i, plus + 1, 1, 1] = 1, -1
    for group in range(groups):
        last.bias[(group + 1) * size - 2], last.bias[(group + 1) * size - 1] = CONSTANT, -CONSTANT
    out.bias[CHANNELS:] = -12  # log variance
    for convolution in (model.quant_conv, model.post_quant_conv):  # one module holds all that is trained
        torch.nn.init.dirac_(convolution.weight)
        torch.nn.init.zeros_(convolution.bias)
    model.half().float()  # what will be stored


@torch.no_grad()
def psnr(model: "AutoencoderKL", pictures: np.ndarray) -> float:
    """Mean over pictures of the peak signal-to-noise ratio, in dB, range [-1, 1]."""
    out = []
    for start in range(0, len(pictures), 64):
        x = to_tensor(pictures[start : start + 64])
        y = model.decode(model.encode(x).latent_dist.mean).sample.clamp(-1, 1)
        out.append(10 * torch.log10(4 / ((y - x) ** 2).mean((1, 2, 3)).clamp(min=1e-6)))
    return torch.cat(out).mean().item()


@torch.no_grad()
def write_latents(model: "AutoencoderKL", pictures: np.ndarray, path: Path) -> None:
    """Latents of all pictures, (n, 48, 8, 8) float16: what UNet and decoder train on."""
    latents = np.empty((len(pictures), CHANNELS, 8, 8), np.float16)
    for start in range(0, len(pictures), 64):
        latents[start : start + 64] = model.encode(to_tensor(pictures[start : start + 64])).latent_dist.mean.numpy()
    np.save(path, latents)


@torch.no_grad()
def reconstruct(model: "AutoencoderKL", pictures: np.ndarray) -> np.ndarray:
    """(n, h, w, 3) uint8 pictures through encoder and decoder, back to 8 bits."""
    out = []
    for start in range(0, len(pictures), 50):
        y = model.decode(model.encode(to_tensor(pictures[start : start + 50])).latent_dist.mean).sample.clamp(-1, 1)
        out.append(((y + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy())
    return np.concatenate(out)


def sheet(model: "AutoencoderKL", pictures: np.ndarray, path: Path) -> None:
    """Originals above reconstructions, two rows of sixteen."""
    y = reconstruct(model, pictures[:32])
    rows = [np.concatenate(list(block), 1) for block in (pictures[:16], y[:16], pictures[16:32], y[16:32])]
    Image.fromarray(np.concatenate(rows, 0)).save(path)


def main() -> None:
    args = arguments(__doc__.split("\n")[0], minutes=60, batch=(16, "pictures a step"))
    pictures = np.load(args.work / "a_pictures.npy", mmap_mode="r")
    objects = np.load(args.work / "a_truth.npz")["objects"]
    held = np.load(args.work / "v_pictures.npy", mmap_mode="r")
    folder = args.work / "autoencoder"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "encoder.pt").exists():
        model = build()
        set_encoder(model, projections(np.array(pictures[:4000])))
        torch.save(model.state_dict(), folder / "encoder.pt")
    model = load_trained(args.work)
    if not (args.work / "latents.npy").exists():
        write_latents(model, pictures, args.work / "latents.npy")
    if args.minutes == 0:  # the encoder alone: the UNet may begin
        return
    latents = np.load(args.work / "latents.npy", mmap_mode="r")
    model.encoder.requires_grad_(False)
    model.quant_conv.requires_grad_(False)
    model.post_quant_conv.requires_grad_(False)
    decoder = model.decoder.train()
    print("decoder", sum(p.numel() for p in decoder.parameters()) / 1e6, "M parameters", flush=True)
    optimisers = Optimisers(decoder, 0.01, 1.5e-3, lambda n: n.startswith("conv_out"), weight_decay=0.0)
    average = Average(decoder, every=8, longest=0.995)
    run = Run(args, "autoencoder", decoder, optimisers, average)
    rng = np.random.default_rng(args.seed * 1000 + run.step)

    def check() -> dict[str, float]:
        kept = {k: v.clone() for k, v in decoder.state_dict().items()}
        decoder.load_state_dict(average.weights)
        value = psnr(model, held[:128])
        sheet(model, held, folder / "reconstructions.png")
        decoder.load_state_dict(kept)
        return {"psnr": round(value, 2)}

    while run.going():
        rows = np.sort(rng.integers(0, len(pictures), args.batch))
        x = to_tensor(pictures[rows])
        weight = 1 + torch.from_numpy(np.unpackbits(objects[rows], -1)).view(-1, 1, *pictures.shape[1:3]).float()
        weight = weight / weight.mean()
        z = torch.from_numpy(latents[rows]).float()
        with half_precision():
            y = decoder(z + NOISE * torch.randn_like(z)).float()
        error = y - x
        edges = (error[..., 1:, :] - error[..., :-1, :]).abs().mean() + (error[..., 1:] - error[..., :-1]).abs().mean()
        loss = (weight * (error.abs() + 4 * error**2)).mean() + 0.3 * edges
        norm = optimisers.step(loss, run.rate(warm=100, hold=0.5))
        average.update(decoder, run.step)
        run.count(100, check if (run.step + 1) % 500 == 0 else None, loss=loss, l1=error.abs().mean(), norm=norm)
    run.save()
    decoder.load_state_dict(average.weights)
    run.write({"final": {"psnr": round(psnr(model, held[:500]), 2)}, "minutes": run.elapsed, "steps": run.step})
    sheet(model, held, folder / "reconstructions.png")


if __name__ == "__main__":
    main()
