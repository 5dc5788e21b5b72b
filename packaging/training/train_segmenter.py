"""The judge segmenter: which pixel shows which of the nouns. It only evaluates: the ground truth of locality.

    python train_segmenter.py --work DIR --minutes 18

A U-Net (diffusers' UNet2DModel, time always 0) from 32×32 pixels to 41 classes: 0 is background, 1 + i is NOUNS[i]. At
a quarter of the pictures' side a step costs little, and borders, smooth between its pixels, are still right to two. It
learns from scenes drawn for every step with their exact masks (never the guide's: another seed), a third of them
softened, an eighth of them passed through the autoencoder, because renders are what it will be asked about. Held-out
combinations are kept out here too.
"""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from train_autoencoder import load_trained as load_autoencoder
from train_autoencoder import to_tensor
from training import Average, Optimisers, Run, arguments, half_precision
from world import NOUNS, SIZE, Painter, Scene, sample_scene

if TYPE_CHECKING:
    from diffusers import UNet2DModel

CLASSES = 1 + len(NOUNS)
SIDE = 32
STEP = SIZE // SIDE
COLOURS = np.random.default_rng(3).integers(60, 256, (CLASSES, 3))


def build() -> "UNet2DModel":
    from diffusers import UNet2DModel

    return UNet2DModel(
        sample_size=SIDE,
        in_channels=3,
        out_channels=CLASSES,
        block_out_channels=(16, 48, 96),
        down_block_types=("DownBlock2D",) * 3,
        up_block_types=("UpBlock2D",) * 3,
        layers_per_block=1,
        norm_num_groups=8,
        add_attention=False,
    )


def load_trained(work: Path) -> "UNet2DModel":
    model = build()
    model.load_state_dict(torch.load(work / "segmenter" / "checkpoint.pt", weights_only=True)["average"])
    return model.eval()


def labels(scene: Scene, masks: np.ndarray) -> np.ndarray:
    """(objects, h, w) masks -> (h, w) classes."""
    out = np.zeros(masks.shape[1:], np.int64)
    for noun, mask in zip(scene.nouns, masks, strict=True):
        out[mask] = 1 + NOUNS.index(noun)
    return out


@torch.no_grad()
def segment(model: "UNet2DModel", pictures: np.ndarray) -> np.ndarray:
    """(n, 128, 128, 3) uint8 -> (n, 128, 128) classes."""
    found = []
    for i in range(0, len(pictures), 50):
        logits = model(F.avg_pool2d(to_tensor(pictures[i : i + 50]), STEP), 0).sample
        fine = F.interpolate(logits, scale_factor=STEP, mode="bilinear")
        found.append(fine.argmax(1).numpy().astype(np.uint8))
    return np.concatenate(found)


def mean_iou(model: "UNet2DModel", scenes: list[Scene], painter: Painter) -> float:
    """Mean over objects of intersection over union between an object's mask and the pixels called by its name."""
    drawn = [painter.draw(scene) for scene in scenes]
    values = []
    for scene, (_, masks), found in zip(scenes, drawn, segment(model, np.stack([p for p, _ in drawn])), strict=True):
        for noun, mask in zip(scene.nouns, masks, strict=True):
            called = found == 1 + NOUNS.index(noun)
            values.append((called & mask).sum() / max((called | mask).sum(), 1))
    return float(np.mean(values))


def overlays(model: "UNet2DModel", pictures: np.ndarray, path: Path, columns: int = 10) -> None:
    """The pictures with every noun's pixels tinted in its colour, beside themselves, for looking."""
    found = segment(model, pictures)
    tinted = np.where(found[..., None] > 0, pictures * 0.45 + COLOURS[found] * 0.55, pictures).astype(np.uint8)
    pairs = np.concatenate([pictures, tinted], 2)
    rows = [np.concatenate(list(pairs[i : i + columns]), 1) for i in range(0, len(pairs), columns)]
    Image.fromarray(np.concatenate([r for r in rows if r.shape == rows[0].shape], 0)).save(path)


def main() -> None:
    args = arguments(__doc__.split("\n")[0], minutes=18, batch=(24, "pictures a step"))
    rng, painter = random.Random(5000 + args.seed), Painter()
    autoencoder = load_autoencoder(args.work)
    model = build()
    print("segmenter", sum(p.numel() for p in model.parameters()) / 1e6, "M parameters", flush=True)
    outer = ("conv_in.weight", "conv_out.weight")
    optimisers = Optimisers(model, 0.01, 1.5e-3, lambda n: n.startswith("time_") or n.endswith(outer))
    average = Average(model, longest=0.99)
    run = Run(args, "segmenter", model, optimisers, average)
    rng.seed(5000 + args.seed + run.step)
    check_rng = random.Random(12345)
    check = [sample_scene(check_rng, "held out") for _ in range(100)]

    def look() -> dict[str, float]:
        kept = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict(average.weights)
        value = mean_iou(model.eval(), check, painter)
        model.load_state_dict(kept)
        model.train()
        return {"iou": round(value, 3)}

    while run.going():
        scenes = [sample_scene(rng) for _ in range(args.batch)]
        drawn = [painter.draw(scene) for scene in scenes]
        x = to_tensor(np.stack([picture for picture, _ in drawn]))
        small = [m.reshape(-1, SIDE, STEP, SIDE, STEP).mean((2, 4)) >= 0.5 for _, m in drawn]
        target = torch.from_numpy(np.stack([labels(s, m) for s, m in zip(scenes, small, strict=True)]))
        some = args.batch // 8
        with torch.no_grad():
            x[:some] = autoencoder.decode(autoencoder.encode(x[:some]).latent_dist.mean).sample
        soft = torch.rand(args.batch, 1, 1, 1) * (torch.rand(args.batch, 1, 1, 1) < 0.33)
        x = x.lerp(F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1), soft)
        x = x + 0.05 * torch.randn_like(x) * torch.rand(args.batch, 1, 1, 1)
        with half_precision():
            logits = model(F.avg_pool2d(x, STEP), 0).sample
        loss = F.cross_entropy(logits.float(), target)
        norm = optimisers.step(loss, run.rate(hold=0.5))
        average.update(model, run.step)
        run.count(50, look if (run.step + 1) % 200 == 0 else None, loss=loss, norm=norm)
    run.save()
    run.write({"final": look(), "minutes": run.elapsed, "steps": run.step})


if __name__ == "__main__":
    main()
