"""What the guide CLIP knows: where its training scenes lie (promptstudio/guide/known_world.py).

    python known_world.py                    for the pack in resources/models/embedded; two minutes
    python known_world.py --pack DIR         for another pack

Draws training scenes, as they are and as they come back from other programs (smaller, larger, as JPEGs), and writes
beside the guide's weights the mean and the narrowest directions of what its layers make of them; then the sizes and
hashes in pack.json. One in fifty other training scenes lies beyond the limit.
`packaging/benchmarks/recognition.py` measures how well that tells scenes from photographs.
"""

import argparse
import io
import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

import evaluate  # imports training.py, which prepares OpenMP and torchvision
import pack
import world
from promptstudio.catalogue.reader import load_profile
from promptstudio.guide.known_world import FILE, KnownWorld
from promptstudio.machine import Placement
from promptstudio.models.adapters.clip import Clip, load_clip

LAYERS = ("layer2", "layer3")
RANK = 256  # directions kept: the narrowest ones, across which strange pictures lie farthest out
LEAST = 1e-3  # variance that is taken for none, of standardised statistics
WORLD = f"drawings of {len(world.NOUNS)} things and animals in ten places"


def brought_back(picture: np.ndarray, rng: random.Random) -> Image.Image:
    """A scene as it is, or as it comes back from other programs: smaller, larger, as a JPEG, or without its rim."""
    image, kind = Image.fromarray(picture), rng.randrange(5)
    if kind == 1:
        side = rng.randint(80, 120)
        return image.resize((side, side), Image.Resampling.BICUBIC)
    if kind == 2:
        return image.resize((512, 512), Image.Resampling.BICUBIC)
    if kind == 3:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=rng.randint(75, 95))
        return Image.open(file).convert("RGB")
    if kind == 4:
        side = rng.randint(104, 127)
        left, top = rng.randint(0, world.SIZE - side), rng.randint(0, world.SIZE - side)
        return image.crop((left, top, left + side, top + side))
    return image


def statistics(clip: Clip, pictures: Sequence[Image.Image]) -> torch.Tensor:
    """(pictures, statistics)."""
    squares = [p.resize((clip.image_size, clip.image_size), Image.Resampling.BICUBIC) for p in pictures]
    batches = [squares[i : i + 100] for i in range(0, len(squares), 100)]
    return torch.cat([clip.layer_statistics(batch, LAYERS) for batch in batches])


def scenes(count: int, seed: int) -> list[Image.Image]:
    """Training scenes, every other one as it comes back."""
    rng = random.Random(seed)
    pictures, _, _ = world.make_split(count, seed, "train", ["complete"])
    return [Image.fromarray(p) if n % 2 else brought_back(p, rng) for n, p in enumerate(pictures)]


def rounded(values: torch.Tensor) -> torch.Tensor:
    """As the pack keeps them, in half precision."""
    return values.half().float()


def region(clip: Clip, count: int) -> KnownWorld:
    """Where `count` training scenes lie; the limit by half as many others."""
    found = statistics(clip, scenes(count, 0))
    mean, scale = rounded(found.mean(0)), rounded(found.std(0) + 1e-4)
    standard = ((found - mean) / scale).double()
    variances, vectors = torch.linalg.eigh(standard.T @ standard / count)
    directions = rounded((vectors / (variances + LEAST).sqrt())[:, :RANK])
    known = KnownWorld(LAYERS, mean, scale, directions, 1.0, WORLD)
    distances = known.strangeness(statistics(clip, scenes(count // 2, 54321)))
    return msgspec.structs.replace(known, limit=float(np.quantile(distances, 0.98)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, default=evaluate.PACK)
    parser.add_argument("--scenes", type=int, default=12000)
    args = parser.parse_args()
    component = msgspec.structs.replace(load_profile("embedded")["guide_clip"], path=args.pack / "guide_clip")
    known = region(load_clip(component, Placement("cpu", "float32")), args.scenes)
    tensors = {name: getattr(known, name).half().contiguous() for name in ("mean", "scale", "directions")}
    tensors["limit"] = torch.tensor(known.limit).half()
    save_file(tensors, component.path / FILE, {"layers": ",".join(LAYERS), "world": WORLD})
    (component.path / FILE).chmod(0o644)
    pack.write_facts(args.pack, args.pack)


if __name__ == "__main__":
    main()
